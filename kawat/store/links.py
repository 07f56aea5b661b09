"""Tables that are derived from the newest readings: published whole, shown beside the tables of the record.

    links/000002/            one publication: a Parquet file for each table, written once
      story.parquet ...

A table counts once the catalog names its folder; the next publication of a table takes its place. A folder that nothing
names is removed when no reader holds it: readers share a lock on the folder's own file, the writer must have it alone.
Nothing here knows what a table means; it can all be made again (`kawat link`), so `kawat repair` does not keep it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from kawat.errors import RecordError, UsageError
from kawat.store import segments
from kawat.store.catalog import Catalog, Published
from kawat.store.schema import TABLES

FOLDER = "links"
_HOLD = "held"  # the file that readers lock
_NAME = re.compile(r"[a-z][a-z_]{1,40}")
_GROUP = 32_768  # rows that a reader may pass over at once
_TRIES = 20  # a reader that finds a folder gone asks the catalog again


class _Made(NamedTuple):
    """A table as the bytes of its file, and how many rows it has."""

    name: str
    rows: int
    data: memoryview
    sha256: str


def publish(record: Path, catalog: Catalog, tables: Mapping[str, pa.Table]) -> None:
    """Let these tables take the place of those of the same names; other published tables stay as they are.

    Each has a column `id`; the same rows in the same order give the same bytes. When this returns they are safe, and
    readers see all of them or none. The record must be held for writing. Raises RecordError where it cannot be written.
    """
    for name, table in tables.items():
        if not _NAME.fullmatch(name) or name in TABLES or "id" not in table.column_names:
            raise UsageError(
                f"table {name!r} cannot be published; expected a new name of small letters and a column `id`"
            )
    made = [_made(name, table) for name, table in sorted(tables.items())]
    known = {one.name: one for one in catalog.links()}
    fresh = [one for one in made if not _is_there(record, known.get(one.name), one)]
    number = max(_numbers(record), default=0) + 1
    try:
        if fresh:
            _write(record, number, fresh)
    except OSError as error:
        raise RecordError(
            f"{record / FOLDER}: cannot be written ({error.strerror or error}); make room or see who may write, and "
            "link again (kawat link)"
        ) from error
    told = {one.name: Published(one.name, number, one.rows, len(one.data), one.sha256) for one in fresh}
    catalog.set_links([told.get(one.name) or known[one.name] for one in made])
    _clear(record, {one.folder for one in catalog.links()})


@contextmanager
def held(record: Path, catalog: Catalog) -> Iterator[dict[str, Path]]:
    """The file of each published table, which stays where it is inside the `with`. Raises RecordError.

    One that is cut off is left out: only questions about it need it, and `faults` tells.
    """
    with ExitStack() as stack:
        for _ in range(_TRIES):
            found = catalog.links()
            try:
                for folder in sorted({one.folder for one in found}):
                    hold = stack.enter_context((_folder(record, folder) / _HOLD).open("rb"))
                    fcntl.flock(hold, fcntl.LOCK_SH)
                files = {one.name: path_of(record, one) for one in found}
                if all(path.exists() for path in files.values()):
                    break
            except OSError:
                pass
            stack.close()
        else:
            raise RecordError(f"{record / FOLDER}: tables of links are missing; `kawat link` makes them again")
        sizes = {one.name: one.bytes for one in found}
        yield {name: path for name, path in files.items() if path.stat().st_size == sizes[name]}


def read(path: Path) -> pa.Table:
    """The rows of a published table."""
    return pq.read_table(path, partitioning=None)


def path_of(record: Path, table: Published) -> Path:
    """Where a published table lies."""
    return _folder(record, table.folder) / f"{table.name}.parquet"


def faults(record: Path, catalog: Catalog) -> Iterator[str]:
    """What is wrong with the published tables."""
    for table in catalog.links():
        path = path_of(record, table)
        try:
            data = path.read_bytes()
        except OSError as error:
            yield f"{path}: cannot be read ({error.strerror})"
            continue
        if hashlib.sha256(data).hexdigest() != table.sha256:
            yield f"{path}: its bytes are not those that were written (SHA-256 differs)"


def _is_there(record: Path, known: Published | None, made: _Made) -> bool:
    """Whether these very bytes are published and lie undamaged on disk."""
    if known is None or known.sha256 != made.sha256:
        return False
    try:
        return path_of(record, known).read_bytes() == bytes(made.data)
    except OSError:
        return False


def _made(name: str, table: pa.Table) -> _Made:
    """A table as Parquet."""
    sink = pa.BufferOutputStream()
    pq.write_table(table.combine_chunks(), sink, compression="zstd", row_group_size=_GROUP, store_schema=False)
    data = memoryview(sink.getvalue())
    return _Made(name, table.num_rows, data, hashlib.sha256(data).hexdigest())


def _write(record: Path, number: int, tables: list[_Made]) -> None:
    """A folder that is there whole or not at all."""
    (record / FOLDER).mkdir(exist_ok=True)
    final = _folder(record, number)
    part = final.with_name(f".{final.name}.part")
    segments.remove(part)
    part.mkdir()
    try:
        for name, data in ((_HOLD, memoryview(b"")), *((f"{one.name}.parquet", one.data) for one in tables)):
            with (part / name).open("xb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
        segments.sync_folder(part)
        part.rename(final)
    except OSError:
        segments.remove(part)
        raise
    for folder in (final.parent, record):
        segments.sync_folder(folder)


def _clear(record: Path, named: set[int]) -> None:
    """Remove folders that nothing names and no reader holds."""
    for number in _numbers(record) - named:
        folder = _folder(record, number)
        try:
            with (folder / _HOLD).open("rb") as hold:
                if _alone(hold):
                    segments.remove(folder)
        except OSError:
            segments.remove(folder)


def _alone(hold: IO[bytes]) -> bool:
    """Whether nobody else holds the folder."""
    try:
        fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _numbers(record: Path) -> set[int]:
    """The numbers of the publications that are there."""
    return {int(path.name) for path in (record / FOLDER).glob("[0-9]*") if path.name.isdigit()}


def _folder(record: Path, number: int) -> Path:
    """Where a publication lies."""
    return record / FOLDER / f"{number:06d}"


def kept(record: Path, batch: int, key: str) -> pa.Table | None:
    """What was computed of a batch before, None where nothing was; `key` says from what and how."""
    path = _computed(record, batch, key)
    try:
        return pq.read_table(path, partitioning=None, use_threads=False) if path.exists() else None
    except (OSError, pa.ArrowException):
        return None  # it is computed again


def keep(record: Path, batch: int, key: str, table: pa.Table) -> None:
    """Keep what was computed of a batch; that it cannot be kept is no failure."""
    path = _computed(record, batch, key)
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, part, compression="zstd", store_schema=False)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)


def _computed(record: Path, batch: int, key: str) -> Path:
    return record / FOLDER / "computed" / f"{batch:06d}-{key}.parquet"
