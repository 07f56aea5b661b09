"""Batches on disk: a folder of Parquet files and a manifest, which appears whole or not at all and never changes.

Many small batches are merged into one folder (`write_merged`), which holds the same rows in the same order and, sorted,
who acted on whom by country.

Written under a name that no reader looks at, every file and the folder brought safely to disk, then renamed. The same
readings give the same bytes, so a batch that is written again after a crash is the batch that was lost.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import accumulate
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from kawat.errors import RecordError
from kawat.store.months import months_of
from kawat.store.schema import DERIVED, TABLES, coverage_of, dyads_of, fitted, schema_of

FOLDER = "segments"
_MANIFEST = "manifest.json"
# rows that a reader takes or passes over at once: larger groups take less room and make look-ups by id slower
_GROUP, _GROUPS = 4096, {"article": 256, "event": 8192, "quotation": 8192}
_LEVEL, _LEVELS = 3, {"quotation": 9}  # of zstd: more costs time and saves a hundredth, of quoted words a twentieth
# offsets and ids take least room so; a dictionary of values that are nearly all different costs room and time
_CLOSE = frozenset({"start_char", "end_char"})
_LONG = frozenset({"id", "page_sha256", "text_sha256", "title", "text", "content.text", "content.list.element.text"})
_POINTERS = frozenset(
    {"actors.list.element.actor", "recipients.list.element.actor", "date.timex", "quotation", "speaker"}
)
_REPEATED = frozenset({"article", "url"})


_KNOWN = (TABLES, (*TABLES, "dyad"), (*TABLES, *DERIVED))  # formats 1, 2 and 3


class Segment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One Parquet file of a batch: name of its table, rows, bytes, SHA-256 of the file."""

    table: str
    rows: int
    bytes: int
    sha256: str


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One batch of a folder that holds several: its number, and how many rows of each table are its own."""

    batch: int
    rows: dict[str, int]


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What belongs to a folder, as it says itself: one batch of its number, or several (`parts`), first come first."""

    batch: int
    segments: tuple[Segment, ...]
    parts: tuple[Part, ...] = ()

    @property
    def batches(self) -> tuple[int, ...]:
        """The batches whose rows it holds."""
        return tuple(part.batch for part in self.parts) or (self.batch,)


def path_of(record: Path, batch: int, table: str) -> Path:
    """Where a segment lies."""
    return folder_of(record, batch) / f"{table}.parquet"


def folder_of(record: Path, batch: int) -> Path:
    """Where a batch lies."""
    return record / FOLDER / f"{batch:06d}"


def batches(record: Path) -> tuple[int, ...]:
    """The numbers of the batches whose folders are there, whether they count or not, in order."""
    found = (record / FOLDER).glob("[0-9]*")
    return tuple(sorted(int(path.name) for path in found if path.name.isdigit()))


def leftovers(record: Path) -> tuple[Path, ...]:
    """What a writer that was stopped had not finished."""
    return tuple(sorted((record / FOLDER).glob(".*.part")))


def write_batch(record: Path, batch: int, tables: Mapping[str, pa.Table]) -> Manifest:
    """Bring a batch safely to disk under its final name. Raises OSError where it cannot be; then nothing is left."""

    def write(part: Path) -> Manifest:
        done = [_write_rows(part, name, iter([tables[name]])) for name in TABLES]
        return Manifest(batch, (*done, *_write_derived(part)))

    return _write_folder(folder_of(record, batch), write)


def write_merged(record: Path, number: int, manifests: Sequence[Manifest]) -> Manifest:
    """Bring the rows of several folders safely to disk as one, in the order given; memory is that of a few groups.

    Raises OSError where it cannot be; then nothing is left.
    """
    parts = tuple(part for manifest in manifests for part in parts_of(manifest))

    def write(folder: Path) -> Manifest:
        done = []
        for name in TABLES:
            sources = [path_of(record, manifest.batch, name) for manifest in manifests]
            done.append(_write_rows(folder, name, _groups(sources, name)))
        return Manifest(number, (*done, *_write_derived(folder)), parts)

    return _write_folder(folder_of(record, number), write)


def parts_of(manifest: Manifest) -> tuple[Part, ...]:
    """The batches of a folder and their rows."""
    rows = {one.table: one.rows for one in manifest.segments if one.table in TABLES}
    return manifest.parts or (Part(manifest.batch, rows),)


def _write_folder(final: Path, write: Callable[[Path], Manifest]) -> Manifest:
    """A folder that is there whole or not at all."""
    part = final.with_name(f".{final.name}.part")
    remove(part)
    try:
        part.mkdir()
        manifest = write(part)
        write_file(part / _MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
        sync_folder(part)
        part.rename(final)
    except OSError:
        remove(part)
        raise
    sync_folder(final.parent)
    return manifest


def read_manifest(record: Path, batch: int) -> Manifest:
    """What the batch's folder says of itself. Raises RecordError where it does not."""
    path = folder_of(record, batch) / _MANIFEST
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RecordError(f"{path}: cannot be read ({_words(error)}); expected the manifest of a batch") from None
    tables = tuple(one.table for one in manifest.segments)
    if manifest.batch != batch or tables not in _KNOWN:
        raise RecordError(f"{path}: is the manifest of another batch ({manifest.batch}); expected {batch}")
    return manifest


def fault_of(record: Path, batch: int, segment: Segment) -> str | None:
    """What is wrong with the bytes of a segment; None where they are those that were written."""
    path = path_of(record, batch, segment.table)
    if path.is_symlink() or path.parent.is_symlink():
        return f"{path}: is a symbolic link, or lies in one; expected a file of the record's own"
    try:
        found = path.stat().st_size
        if found != segment.bytes:
            return f"{path}: has {found:,} bytes, expected {segment.bytes:,}"
        if _digest(path) != segment.sha256:
            return f"{path}: its bytes are not those that were written (SHA-256 differs)"
    except OSError as error:
        return f"{path}: cannot be read ({_words(error)})"
    return None


class Rows:
    """A segment of which stretches of rows are read, by one thread at a time; it stays open for the next."""

    def __init__(self, path: Path) -> None:
        with _damage_told(path):
            self._file = pq.ParquetFile(path)
        self._path, self._lock, about = path, Lock(), self._file.metadata
        sizes = (about.row_group(number).num_rows for number in range(about.num_row_groups))
        self._firsts = list(accumulate(sizes, initial=0))

    def read(self, start: int, rows: int, columns: Sequence[str] | None = None) -> pa.Table:
        """So many rows from `start` on. Raises RecordError where the file is damaged."""
        first, end = bisect_right(self._firsts, start) - 1, bisect_left(self._firsts, start + rows)
        wanted = list(range(first, end)) if rows else []
        with _damage_told(self._path), self._lock:
            table = self._file.read_row_groups(wanted, columns=columns, use_threads=False)
        return table.slice(start - self._firsts[first], rows) if rows else table


def sizes(record: Path, batches: Iterable[int]) -> dict[str, int]:
    """How many bytes each table takes in these folders, and the texts of the articles, which are not in theirs."""
    found = dict.fromkeys((*TABLES, *DERIVED, "text of articles"), 0)
    for batch in batches:
        for table in (*TABLES, *DERIVED):
            path = path_of(record, batch, table)
            size = path.stat().st_size if path.exists() else 0
            texts = _text_bytes(path) if table == "article" else 0
            found[table] += size - texts
            found["text of articles"] += texts
    return found


def _text_bytes(path: Path) -> int:
    """How many bytes the texts of articles take in a file."""
    about = pq.read_metadata(path)
    groups = (about.row_group(number) for number in range(about.num_row_groups))
    columns = (group.column(number) for group in groups for number in range(group.num_columns))
    return sum(int(column.total_compressed_size) for column in columns if column.path_in_schema == "text")


def read_parts(record: Path, manifest: Manifest) -> Iterator[tuple[int, dict[str, pa.Table]]]:
    """The batches of a folder, one by one: number and tables. Raises RecordError where a file is damaged."""
    files = {name: Rows(path_of(record, manifest.batch, name)) for name in TABLES}
    starts = dict.fromkeys(TABLES, 0)
    for part in parts_of(manifest):
        yield part.batch, {name: file.read(starts[name], part.rows[name]) for name, file in files.items()}
        starts = {name: start + part.rows[name] for name, start in starts.items()}


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    """What is wrong with a file, in words that people can act on."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        raise RecordError(f"{path}: cannot be read ({_words(error)}); see what `kawat check` says") from None


def sync_folder(folder: Path) -> None:
    """Bring names in a folder safely to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def retire(record: Path, batch: int) -> None:
    """Remove a folder that does not count any more; stopped on the way, it is a leftover."""
    folder = folder_of(record, batch)
    part = folder.with_name(f".{folder.name}.part")
    remove(part)
    folder.rename(part)
    remove(part)


def remove(folder: Path) -> None:
    """Remove a folder that nobody counts, if it is there."""
    shutil.rmtree(folder, ignore_errors=True)


def group_of(table: str) -> int:
    """How many rows of a table make a group, which is read as a whole."""
    return _GROUPS.get(table, _GROUP)


@cache
def _options(table: str) -> dict[str, Any]:
    """How the columns of a table are written."""
    sink = pa.BufferOutputStream()
    pq.write_table(schema_of(table).empty_table(), sink)
    schema = pq.read_metadata(pa.BufferReader(sink.getvalue())).schema
    paths = [schema.column(number).path for number in range(len(schema))]
    encodings = {path: kind for path in paths if (kind := _encoding(path)) is not None}
    return {
        "compression": "zstd",
        "compression_level": _LEVELS.get(table, _LEVEL),
        "store_schema": False,
        "use_dictionary": [path for path in paths if path not in encodings],
        "write_statistics": [path for path in paths if _has_order(path)],
        "column_encoding": encodings,
    }


def _encoding(path: str) -> str | None:
    """The encoding of a column; None: by a dictionary, as long as that pays."""
    if path.rpartition(".")[2] in _CLOSE:
        return "DELTA_BINARY_PACKED"
    if path in _LONG or path in _POINTERS:
        return "DELTA_LENGTH_BYTE_ARRAY"
    return "DELTA_BYTE_ARRAY" if path in _REPEATED else None


def _has_order(path: str) -> bool:
    """Whether the least and greatest value of a group let a reader pass over it; told for others, they take room."""
    return path not in _LONG | _POINTERS | _REPEATED and path not in _CLOSE and ".list." not in path


def _groups(sources: Sequence[Path], table: str) -> Iterator[pa.Table]:
    """The rows of several files as groups that are full, but for the last."""
    size, waiting = group_of(table), schema_of(table).empty_table()
    for source in sources:
        with pq.ParquetFile(source) as file:
            for batch in file.iter_batches(size, use_threads=False):
                waiting = pa.concat_tables([waiting, fitted(table, pa.Table.from_batches([batch]))])
                while waiting.num_rows >= size:
                    yield waiting.slice(0, size).combine_chunks()
                    waiting = waiting.slice(size)
    if waiting.num_rows:
        yield waiting.combine_chunks()


def _write_rows(folder: Path, name: str, groups: Iterator[pa.Table]) -> Segment:
    """A file of groups that are made one by one, safely on disk."""
    path, rows = folder / f"{name}.parquet", 0
    with path.open("xb") as out:
        with pq.ParquetWriter(out, schema_of(name), **_options(name)) as writer:
            for group in groups:
                writer.write_table(group, row_group_size=group_of(name))
                rows += group.num_rows
        out.flush()
        os.fsync(out.fileno())
    return Segment(name, rows, path.stat().st_size, _digest(path))


def _write_derived(folder: Path) -> tuple[Segment, ...]:
    """Who acted on whom, sorted, so that one pair is a stretch; the months of pairs; articles by outlet and day."""
    events = folder / "event.parquet"
    groups = (dyads_of(group) for group in _groups([events], "event"))
    rows = pa.concat_tables([schema_of("dyad").empty_table(), *groups])
    rows = rows.sort_by([(name, "ascending") for name in ("actor_country", "recipient_country", "published_at")])
    dated = pq.read_table(folder / "article.parquet", columns=["publisher", "published_at"], partitioning=None)
    derived = (rows, months_of(_groups([events], "event")), coverage_of(dated))
    return tuple(_write_whole(folder, name, table) for name, table in zip(DERIVED, derived, strict=True))


def _write_whole(folder: Path, name: str, rows: pa.Table) -> Segment:
    """A file of rows that are held, in groups."""
    return _write_rows(folder, name, (rows.slice(at, _GROUP) for at in range(0, rows.num_rows, _GROUP)))


def write_file(path: Path, data: bytes | memoryview) -> None:
    """A new file, safely on disk."""
    with path.open("xb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _words(error: Any) -> str:
    """What an error says, on one line."""
    return " ".join(str(getattr(error, "strerror", None) or error).split())[:200]
