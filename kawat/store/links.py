"""What linking found, as Parquet beside the segments: derived from them, so it can always be made again.

`links/000001/` holds a table each of stories, their members, event clusters and their members, and a manifest. A new
linking takes the next number and appears whole or not at all; the one before stays, for those who are reading it.
`links/signatures/` keeps what was computed of each batch, so that it is computed once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from kawat.errors import RecordError
from kawat.store import lock, segments

FOLDER = "links"
_SIGNATURES = "signatures"
_MANIFEST = "manifest.json"
_KEPT = 2  # linkings that stay: the newest, and the one that readers may still hold
_SPANS = pa.list_(pa.struct({"start_char": pa.int32(), "end_char": pa.int32()}))

SCHEMAS: Mapping[str, pa.Schema] = {
    "story": pa.schema(
        {
            "id": pa.string(),
            "lead": pa.string(),
            "agency": pa.string(),
            "title": pa.string(),
            "first_at": pa.string(),
            "last_at": pa.string(),
            "articles": pa.int32(),
            "outlets": pa.int32(),
            "independent_sources": pa.int32(),
        }
    ),
    "story_member": pa.schema(
        {
            "story": pa.string(),
            "article": pa.string(),
            "relation": pa.string(),
            "similarity": pa.float64(),
            "own_share": pa.float64(),
            "own": _SPANS,
            "publisher": pa.string(),
            "published_at": pa.string(),
        }
    ),
    "cluster": pa.schema(
        {
            "id": pa.string(),
            "type": pa.string(),
            "actors": pa.list_(pa.string()),
            "recipients": pa.list_(pa.string()),
            "earliest": pa.string(),
            "latest": pa.string(),
            "place": pa.string(),
            "country": pa.string(),
            "status": pa.string(),
            "ordinal": pa.int64(),
            "mentions": pa.int32(),
            "outlets": pa.int32(),
            "independent_sources": pa.int32(),
        }
    ),
    "cluster_member": pa.schema(
        {
            "cluster": pa.string(),
            "position": pa.int32(),
            "event": pa.string(),
            "article": pa.string(),
            "publisher": pa.string(),
        }
    ),
}


class Linking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One linking: its number, the last batch that it knows, rows, bytes and SHA-256 of each table."""

    number: int
    last_batch: int
    tables: tuple[segments.Segment, ...]


@contextmanager
def held(record: Path, wait: float) -> Iterator[None]:
    """Hold the record while it is linked; waits at most `wait` seconds, then RecordError says who holds it."""
    with lock.held(record, wait):
        yield


def newest(record: Path) -> Linking | None:
    """The newest linking of a record, None where there is none. Raises RecordError where it is damaged."""
    numbers = _numbers(record)
    if not numbers:
        return None
    path = _folder(record, numbers[-1]) / _MANIFEST
    try:
        return msgspec.json.decode(path.read_bytes(), type=Linking)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RecordError(f"{path}: cannot be read ({error}); `kawat link` makes it again") from None


def path_of(record: Path, linking: Linking, table: str) -> Path:
    """Where a table of a linking lies."""
    return _folder(record, linking.number) / f"{table}.parquet"


def publish(record: Path, tables: Mapping[str, pa.Table], last_batch: int) -> Linking:
    """Bring a linking safely to disk; readers see it from now on. Raises RecordError where it cannot be written."""
    number = max(_numbers(record), default=0) + 1
    final = _folder(record, number)
    part = final.with_name(f".{final.name}.part")
    segments.remove(part)
    try:
        part.mkdir(parents=True)
        told = tuple(segments.write_table(part, name, tables[name]) for name in SCHEMAS)
        linking = Linking(number, last_batch, told)
        segments.write_file(part / _MANIFEST, msgspec.json.format(msgspec.json.encode(linking)) + b"\n")
        segments.sync_folder(part)
        part.rename(final)
        segments.sync_folder(final.parent)
    except OSError as error:
        segments.remove(part)
        raise RecordError(f"{final}: cannot be written ({error.strerror}); make room and run `kawat link`") from None
    for old in _numbers(record)[:-_KEPT]:
        segments.remove(_folder(record, old))
    return linking


def check_sizes(record: Path, linking: Linking) -> None:
    """RecordError where a table is missing or cut off."""
    for one in linking.tables:
        path = path_of(record, linking, one.table)
        size = path.stat().st_size if path.exists() else 0
        if size != one.bytes:
            raise RecordError(f"{path}: has {size:,} bytes, expected {one.bytes:,}; `kawat link` makes it again")


def faults(record: Path) -> list[str]:
    """What is wrong with the newest linking."""
    try:
        linking = newest(record)
    except RecordError as error:
        return [str(error)]
    if linking is None:
        return []
    told = (segments.fault_in(path_of(record, linking, one.table), one) for one in linking.tables)
    return [fault for fault in told if fault is not None]


def kept_signatures(record: Path, batch: int, key: str) -> pa.Table | None:
    """The signatures of a batch that were computed before; `key` says from what and how."""
    path = _signatures(record, batch, key)
    try:
        return pq.read_table(path, partitioning=None, use_threads=False) if path.exists() else None
    except (OSError, pa.ArrowException):
        return None  # they are computed again


def keep_signatures(record: Path, batch: int, key: str, table: pa.Table) -> None:
    """Keep the signatures of a batch; that they cannot be kept is no failure."""
    path = _signatures(record, batch, key)
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, part, compression="zstd", store_schema=False)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)


def _signatures(record: Path, batch: int, key: str) -> Path:
    return record / FOLDER / _SIGNATURES / f"{batch:06d}-{key}.parquet"


def _folder(record: Path, number: int) -> Path:
    return record / FOLDER / f"{number:06d}"


def _numbers(record: Path) -> list[int]:
    """The numbers of the linkings that are whole, in order."""
    return sorted(int(path.name) for path in (record / FOLDER).glob("[0-9]*") if path.name.isdigit())
