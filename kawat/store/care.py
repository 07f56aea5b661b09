"""Looking after a record: what is wrong with it, and mending what can be mended."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from kawat.errors import RecordError
from kawat.records import Reading
from kawat.store import home, links, lock, merging, segments
from kawat.store.catalog import NAME as CATALOG
from kawat.store.catalog import Arrived, Catalog, key_of
from kawat.store.schema import readings_of
from kawat.store.segments import Segment
from kawat.store.writer import digests_of, index_folder

_ASIDE = "set-aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that is wrong with a record: where, what, and how it is mended."""

    where: str
    what: str
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """One thing that `repair` did, or could not do."""

    where: str
    what: str
    lost: int = 0  # articles that must be ingested again


def check(record: Path) -> Iterator[Trouble]:
    """All that is wrong with a record; nothing is changed. Raises RecordError where it cannot be looked at.

    Every segment has the bytes that were written; every reading can be put together again and is the one that was kept;
    each of its spans is the slice of its article; catalog and segments name the same batches, articles and data.
    """
    home.check_format(record)
    try:
        catalog = Catalog.read(record / CATALOG)
    except RecordError as error:
        yield Trouble(where=CATALOG, what=str(error), mend="kawat repair")
        return
    try:
        yield from _check_catalog(record, catalog)
        for batch, parts in catalog.segments().items():
            yield from _check_batch(record, catalog, batch, parts)
        mend = "kawat link makes the tables of links again"
        yield from (Trouble(where=links.FOLDER, what=fault, mend=mend) for fault in links.faults(record, catalog))
    except RecordError as error:
        yield Trouble(where=CATALOG, what=str(error), mend="kawat repair")
    finally:
        catalog.close()


def repair(record: Path, *, wait: float = 0.0) -> Iterator[Mended]:
    """Mend a record: its catalog is made again from every batch that is whole, the others are set aside.

    What it did is told step by step. Raises RecordError where the record is held by another or cannot be written.
    """
    if not (record / segments.FOLDER).is_dir():
        home.check_format(record)
        raise RecordError(f"{record / segments.FOLDER}: missing; there is nothing to make the record from")
    if home.is_there(record):
        home.check_format(record)
    with lock.held(record, wait):
        try:
            yield from _repair(record)
        except OSError as error:
            raise RecordError(f"{record}: cannot be written ({error.strerror}); make room and repair again") from None


def sizes(record: Path) -> dict[str, int]:
    """How many bytes a record takes: each table (texts of articles apart), and each part of the catalog."""
    catalog = Catalog.read(record / CATALOG)
    try:
        found = {f"table {name}": size for name, size in segments.sizes(record, tuple(catalog.segments())).items()}
        return {**found, **{f"catalog {name}": size for name, size in catalog.sizes().items()}}
    finally:
        catalog.close()


def state(record: Path) -> dict[str, str]:
    """What a record holds, to compare two: SHA-256 of each segment and of each table of the catalog, times left out."""
    found: dict[str, str] = {}
    tables: dict[str, hashlib._Hash] = {}
    catalog = Catalog.read(record / CATALOG)
    try:
        for table, row in catalog.contents():
            tables.setdefault(table, hashlib.sha256()).update(repr(row).encode())
    finally:
        catalog.close()
    for batch in segments.batches(record):
        for path in sorted(segments.folder_of(record, batch).iterdir()):
            found[path.relative_to(record).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return {**found, **{table: digest.hexdigest() for table, digest in tables.items()}}


def _repair(record: Path) -> Iterator[Mended]:
    """The steps of a repair; the old catalog counts until the last."""
    for folder in segments.leftovers(record):
        segments.remove(folder)
        yield Mended(where=folder.name, what="removed: a batch that was never finished")
    before = _known(record)
    catalog = home.new_catalog(record)
    try:
        yield from _take_in(record, catalog)
        whole = catalog.batches()
        catalog.keep_times(record / CATALOG)
    finally:
        catalog.close()
    home.install_catalog(record)
    if home.is_there(record):
        home.upgrade(record)
    else:
        home.begin(record)
        yield Mended(where="record.json", what="written again")
    for batch in sorted(set(before) - set(whole)):
        what = "not in any whole folder; ingest its articles again"
        yield Mended(where=f"batch {batch}", what=what, lost=before[batch])
    new = len(set(whole) - set(before))
    taken = f", {new} of them unknown to the old one" if new else ""
    yield Mended(where=CATALOG, what=f"made again from {len(whole)} batches{taken}")


def _take_in(record: Path, catalog: Catalog) -> Iterator[Mended]:
    """Make the catalog from the folders that are whole, what came first first; the others are set aside.

    A folder of several batches stands before those that held them, where these are still there.
    """
    manifests, damaged = [], {}
    for folder in segments.batches(record):
        try:
            manifests.append(segments.read_manifest(record, folder))
        except RecordError as error:
            damaged[folder] = str(error)
    for manifest in sorted(manifests, key=_first_come):
        if not set(manifest.batches) - set(catalog.batches()):
            continue
        try:
            index_folder(record, catalog, manifest.batch, lock.now())
        except (RecordError, msgspec.ValidationError) as error:
            damaged[manifest.batch] = str(error)
    for folder, fault in damaged.items():
        yield _set_aside(record, folder, fault)


def _first_come(manifest: segments.Manifest) -> tuple[int, int]:
    """The order in which folders are taken in: by their first batch, the larger folder first."""
    return manifest.batches[0], -len(manifest.batches)


def _known(record: Path) -> dict[int, int]:
    """Number of each batch that the old catalog knew, and how many articles it held; none where it is unreadable."""
    try:
        catalog = Catalog.read(record / CATALOG)
        try:
            return {batch: len(catalog.readings(batch)) for batch in catalog.batches()}
        finally:
            catalog.close()
    except RecordError:
        return {}


def _set_aside(record: Path, folder: int, fault: str) -> Mended:
    """Move a damaged folder out of the way, where a person can look at it."""
    aside = record / _ASIDE
    aside.mkdir(exist_ok=True)
    target = aside / f"{folder:06d}"
    if target.exists():
        segments.remove(target)
    segments.folder_of(record, folder).rename(target)
    for parent in (aside, record / segments.FOLDER):
        segments.sync_folder(parent)
    return Mended(where=f"folder {folder}", what=f"damaged ({fault}); moved to {_ASIDE}")


def _check_catalog(record: Path, catalog: Catalog) -> Iterator[Trouble]:
    """What the catalog says against itself and against the folders."""
    damage = catalog.damage()
    if damage is not None:
        yield Trouble(where=CATALOG, what=f"damaged: {damage}", mend="kawat repair")
    counts = catalog.counts()
    if counts["searchable"] != counts["articles"]:
        what = f"full text knows {counts['searchable']} of {counts['articles']} articles"
        yield Trouble(where=CATALOG, what=what, mend="kawat repair")
    known = {*catalog.segments(), *merging.retired(record, catalog)}
    for batch in segments.batches(record):
        if batch not in known:
            what = "lies on disk, the catalog does not know it (it is older, or a run was stopped)"
            yield Trouble(where=f"batch {batch}", what=what, mend="kawat repair, or the next kawat ingest")
    for folder in segments.leftovers(record):
        yield Trouble(
            where=folder.name, what="a batch that was never finished", mend="the next kawat ingest removes it"
        )


def _check_batch(record: Path, catalog: Catalog, batch: int, parts: tuple[Segment, ...]) -> Iterator[Trouble]:
    """What is wrong with one batch that counts."""
    where, mend = f"batch {batch}", "kawat repair sets it aside, then ingest its articles again"
    try:
        manifest = segments.read_manifest(record, batch)
    except RecordError as error:
        yield Trouble(where=where, what=str(error), mend=mend)
        return
    if sorted(manifest.segments, key=_table) != sorted(parts, key=_table):
        yield Trouble(where=where, what="manifest and catalog name other segments", mend="kawat repair")
    faults = [fault for part in manifest.segments if (fault := segments.fault_of(record, batch, part))]
    if faults:
        yield from (Trouble(where=where, what=fault, mend=mend) for fault in faults)
        return
    try:
        for number, tables in segments.read_parts(record, manifest):
            readings = list(readings_of(tables))
            for fault in _unlike(catalog, Arrived(number, tables, digests_of(readings))):
                yield Trouble(where=where, what=fault, mend="kawat repair")
            for reading in readings:
                yield from (Trouble(where=where, what=fault, mend=mend) for fault in _misquoted(reading))
    except (RecordError, msgspec.ValidationError, KeyError, TypeError) as error:
        yield Trouble(where=where, what=f"its rows are no readings ({error})", mend=mend)


def _unlike(catalog: Catalog, arrived: Arrived) -> Iterator[str]:
    """Where the catalog and the rows of a batch do not say the same."""
    batch, tables = arrived.batch, arrived.tables
    kept = catalog.readings(batch)
    found = dict(zip(tables["article"]["id"].to_pylist(), arrived.digests, strict=True))
    for article in sorted(set(kept) | set(found)):
        if kept.get(article) != found.get(article):
            missing = "the catalog" if article not in kept else "the segments" if article not in found else None
            yield f"article {article}: " + (f"not in {missing}" if missing else "is not the reading that was kept")
    ids = (key_of(one) for name, table in tables.items() if name != "article" for one in table["id"].to_pylist())
    lost = len({key for key in ids if key is not None} ^ catalog.keys(batch))
    if lost:
        yield f"{lost} ids of data are in the catalog or in the segments alone"


def _misquoted(reading: Reading) -> Iterator[str]:
    """Where a reading quotes words that its article does not have at that place."""
    text = reading.article.text
    if hashlib.sha256(text.encode()).hexdigest() != reading.article.text_sha256:
        yield f"article {reading.article.id}: its text is not the one of text_sha256"
    for span in _spans(msgspec.to_builtins(reading)):
        if text[span["start_char"] : span["end_char"]] != span["text"]:
            place = f"{span['start_char']}-{span['end_char']}"
            yield f"article {reading.article.id}: {span['text']!r} does not stand at {place}"


def _spans(value: Any) -> Iterator[dict[str, Any]]:
    """Every span inside a value."""
    if isinstance(value, dict):
        if value.keys() == {"start_char", "end_char", "text"}:
            yield value
        for part in value.values():
            yield from _spans(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _spans(part)


def _table(segment: Segment) -> str:
    return segment.table
