"""The one door for writing: readings gather to a batch, the batch goes safely to disk, the catalog acknowledges it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import msgspec
import pyarrow as pa  # type: ignore[import-untyped]

from kawat.errors import RecordError
from kawat.records import RawPage, Reading, Rejection
from kawat.store import home, links, lock, merging, rejections, segments
from kawat.store.catalog import NAME as CATALOG
from kawat.store.catalog import Arrived, Catalog
from kawat.store.schema import readings_of, tables_of

MOST_CHARACTERS = 8_000_000  # a batch of very long articles is closed earlier, so that it stays in memory

Outcome = Literal["new", "version", "reread", "unchanged"]

_NOT_TOLD = b'"section":null,'  # cannot stand inside a string, where quotation marks are escaped


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Why a reading cannot be kept: its id stands for another text, or for the same text told otherwise."""

    article: str
    same_url: bool
    same_text: bool


@dataclass(slots=True)
class _Waiting:
    """The readings of a batch that is not yet safe."""

    readings: list[Reading] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    articles: dict[str, tuple[Reading, str]] = field(default_factory=dict)  # id: reading and its digest
    addresses: set[str] = field(default_factory=set)
    repeats: list[tuple[bytes, str, str]] = field(default_factory=list)
    seen: dict[tuple[str, str], str] = field(default_factory=dict)  # (page, engine): article
    characters: int = 0


class Writer:
    """A record that is held for writing; made by `opened`."""

    def __init__(self, record: Path, catalog: Catalog, most: int) -> None:
        self._record = record
        self._catalog = catalog
        self._most = most
        self._waiting = _Waiting()
        self._rejections = rejections.Log.of(record)
        self.recovered = _take_in(record, catalog)
        """How many folders were whole on disk though the catalog did not know them."""
        merging.merge_by_nature(record, catalog)

    def knows(self, page: str, engine: str) -> bool:
        """Whether this engine has read such a page (its digest) before, so that it need not be read again."""
        if (page, engine) in self._waiting.seen:
            return True
        return self._catalog.article_of_page(bytes.fromhex(page), engine) is not None

    def has_address(self, url: str) -> bool:
        """Whether an article of that address is kept or waits."""
        return url in self._waiting.addresses or self._catalog.has_url(url)

    def add(self, reading: Reading, page: str) -> Outcome | Conflict:
        """Take a reading into the batch and say what it is to the record; it is safe after the next `flush`.

        All readings of a batch have one engine.
        """
        (digest,) = digests_of([reading])
        outcome = self._outcome(reading, digest)
        if isinstance(outcome, Conflict):
            return outcome
        article, engine = reading.article.id, reading.engine
        self._waiting.seen[page, engine] = article
        if outcome == "unchanged":
            self._waiting.repeats.append((bytes.fromhex(page), engine, article))
        else:
            self._keep(reading, page, digest)
        return outcome

    def reject(self, rejection: Rejection) -> None:
        """Note why an item of input has no reading; it is safe after the next `flush`."""
        self._rejections.reject(rejection)

    def cleared(self, page: RawPage) -> None:
        """Note that an item of input is kept, whatever was told of it before."""
        self._rejections.keep(page.name or page.url, page.line)

    @property
    def is_idle(self) -> bool:
        """Whether no reading waits to be made safe."""
        return not self._waiting.readings

    @property
    def full(self) -> bool:
        """Whether the batch should be flushed before more is added."""
        return len(self._waiting.readings) >= self._most or self._waiting.characters >= MOST_CHARACTERS

    def flush(self) -> None:
        """Make safe what was added. When this returns nothing can take it away; RecordError tells why it cannot be."""
        waiting, self._waiting = self._waiting, _Waiting()
        if waiting.readings:
            self.add_tables(tables_of(waiting.readings, waiting.pages), waiting.digests)
        if waiting.repeats:
            self._catalog.add_pages(waiting.repeats)
        self._rejections.flush()

    def add_tables(self, tables: Mapping[str, pa.Table], digests: Sequence[str]) -> None:
        """Make a batch safe that is tables already, of readings that the record does not have (SHA-256 of each).

        All have one engine. Raises RecordError where it cannot be written; then nothing of it counts.
        """
        number = self._catalog.last_number() + 1
        try:
            manifest = segments.write_batch(self._record, number, tables)
        except OSError as error:
            raise RecordError(
                f"{segments.folder_of(self._record, number)}: {error.strerror or error}; what was kept before is "
                "safe: make room or see who may write, and run the same command again"
            ) from error
        self._catalog.add_batch(manifest, tables, digests, lock.now())
        merging.merge_by_nature(self._record, self._catalog)
        pa.default_memory_pool().release_unused()  # else each larger merge leaves its peak behind in a long run

    def compact(self) -> tuple[int, int]:
        """Merge all neighbours that fit into one folder; how many folders there were and are.

        Raises RecordError where a folder is damaged or cannot be written; then all that counted still counts.
        """
        return merging.merge_all(self._record, self._catalog)

    def publish(self, tables: Mapping[str, pa.Table]) -> None:
        """Let derived tables take the place of those of the same names (kawat.store.links)."""
        links.publish(self._record, self._catalog, tables)

    def kept(self, batch: int, key: str) -> pa.Table | None:
        """What was computed of a batch for linking before (kawat.store.links)."""
        return links.kept(self._record, batch, key)

    def keep(self, batch: int, key: str, table: pa.Table) -> None:
        """Keep what was computed of a batch for linking."""
        links.keep(self._record, batch, key, table)

    def _keep(self, reading: Reading, page: str, digest: str) -> None:
        """Add a reading to the batch."""
        waiting = self._waiting
        waiting.articles[reading.article.id] = (reading, digest)
        if reading.article.url:
            waiting.addresses.add(reading.article.url)
        waiting.readings.append(reading)
        waiting.pages.append(page)
        waiting.digests.append(digest)
        waiting.characters += len(reading.article.text)

    def _outcome(self, reading: Reading, digest: str) -> Outcome | Conflict:
        """What a reading is to the record and the batch."""
        article = reading.article
        stood = self._stood(article.id)
        if stood is None:
            return "version" if article.url and self.has_address(article.url) else "new"
        text, url, readings = stood
        read_as = readings.get(reading.engine)
        if text != article.text_sha256 or read_as not in (None, digest):
            same_url = article.url is not None and article.url == url
            return Conflict(article=article.id, same_url=same_url, same_text=text == article.text_sha256)
        return "reread" if read_as is None else "unchanged"

    def _stood(self, article: str) -> tuple[str, str | None, Mapping[str, str]] | None:
        """Digest of the text, address and readings (digest by engine) of an article that is kept or waits."""
        known, waiting = self._catalog.article(article), self._waiting.articles.get(article)
        if waiting is None:
            return None if known is None else (known.text_sha256, known.url, known.readings)
        reading, digest = waiting
        readings = {**(known.readings if known else {}), reading.engine: digest}
        return reading.article.text_sha256, reading.article.url, readings


@contextmanager
def opened(record: Path, *, wait: float = 0.0, batch: int) -> Iterator[Writer]:
    """Hold a record for writing, made where it is not there; what was added and not flushed is forgotten.

    Waits at most `wait` seconds for another writer. Raises RecordError where the record cannot be held, opened or made.
    """
    home.prepare(record)
    with lock.held(record, wait):
        if not home.is_there(record):
            home.begin(record)
        home.upgrade(record)
        if not (record / CATALOG).exists():
            raise RecordError(f"{record / CATALOG}: missing; `kawat repair {record}` makes it from the segments")
        catalog = Catalog.write(record / CATALOG)
        try:
            yield Writer(record, catalog, batch)
            catalog.fold()
        finally:
            catalog.close()


def compact(record: Path, *, wait: float = 0.0) -> tuple[int, int]:
    """Merge the folders of a record that fit into one; how many there were and are.

    Raises RecordError where there is no record, another writes to it, a folder is damaged, or it cannot be written.
    """
    home.check_format(record)
    with opened(record, wait=wait, batch=1) as door:
        return door.compact()


def page_digest(page: RawPage) -> str:
    """SHA-256 of all that reading a page depends on; its name and line are no part of that."""
    told = (page.media_type, page.id, page.url, page.title, page.published, page.publisher, page.language)
    digest = hashlib.sha256(msgspec.json.encode(told))
    for place, body in enumerate((page.body, *page.parts)):
        digest.update(b"part %d %d" % (place, len(body)) if place else b"")
        digest.update(b"text" if isinstance(body, str) else b"bytes")
        digest.update(body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body)
    return digest.hexdigest()


def index_folder(record: Path, catalog: Catalog, folder: int, seen_at: str) -> None:
    """Acknowledge a folder that lies whole on disk, with those of its batches that the catalog does not have.

    Raises RecordError where it is not whole.
    """
    manifest = segments.read_manifest(record, folder)
    for segment in manifest.segments:
        fault = segments.fault_of(record, folder, segment)
        if fault is not None:
            raise RecordError(fault)
    known = set(catalog.batches())
    unknown = (
        Arrived(batch, tables, digests_of(readings_of(tables)))
        for batch, tables in segments.read_parts(record, manifest)
        if batch not in known
    )
    if manifest.parts:
        catalog.add_merged(manifest, unknown, seen_at)
    else:
        for one in unknown:
            catalog.add_batch(manifest, one.tables, one.digests, seen_at)


def digests_of(readings: Iterable[Reading]) -> list[str]:
    """SHA-256 of each reading; a field that older readings lack counts where it tells something."""
    told = (msgspec.json.encode(reading).replace(_NOT_TOLD, b"", 1) for reading in readings)
    return [hashlib.sha256(each).hexdigest() for each in told]


def _take_in(record: Path, catalog: Catalog) -> int:
    """Clear up after a writer that was stopped: unfinished folders go, whole batches that follow the last one count.

    A batch that is whole was on its way to be acknowledged, or was so by a newer catalog than this one: it is never
    thrown away.
    """
    for folder in segments.leftovers(record):
        segments.remove(folder)
    last = catalog.last_number()
    unknown = [number for number in segments.batches(record) if number > last]
    for number in unknown:
        try:
            index_folder(record, catalog, number, lock.now())
        except RecordError as error:
            raise RecordError(f"{error}; `kawat repair {record}` sets that batch aside") from None
    return len(unknown)
