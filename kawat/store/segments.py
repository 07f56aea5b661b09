"""Batches on disk: a folder of Parquet files and a manifest, which appears whole or not at all and never changes.

Written under a name that no reader looks at, every file and the folder brought safely to disk, then renamed. The same
readings give the same bytes, so a batch that is written again after a crash is the batch that was lost.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from kawat.errors import RecordError
from kawat.store.schema import TABLES, schema_of

FOLDER = "segments"
_MANIFEST = "manifest.json"
_GROUP, _ARTICLES = 4096, 512  # rows that a reader takes or passes over at once: of data, of articles with their texts
_LEVEL = 3  # of zstd: more costs time and saves a hundredth
# offsets and ids take least room so; a dictionary of values that are nearly all different costs room and time
_CLOSE = frozenset({"start_char", "end_char"})
_LONG = frozenset({"id", "page_sha256", "text_sha256", "title", "text", "content.text", "content.list.element.text"})
_POINTERS = frozenset(
    {"actors.list.element.actor", "recipients.list.element.actor", "date.timex", "quotation", "speaker"}
)
_REPEATED = frozenset({"article", "url"})


class Segment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One Parquet file of a batch: name of its table, rows, bytes, SHA-256 of the file."""

    table: str
    rows: int
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What belongs to a batch, as its folder says."""

    batch: int
    segments: tuple[Segment, ...]


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
    final = folder_of(record, batch)
    part = final.with_name(f".{final.name}.part")
    remove(part)
    try:
        part.mkdir()
        manifest = Manifest(batch, tuple(_write_segment(part, name, tables[name]) for name in TABLES))
        _write_file(part / _MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
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
    if manifest.batch != batch or tuple(one.table for one in manifest.segments) != TABLES:
        raise RecordError(f"{path}: is the manifest of another batch ({manifest.batch}); expected {batch}")
    return manifest


def fault_of(record: Path, batch: int, segment: Segment) -> str | None:
    """What is wrong with the bytes of a segment; None where they are those that were written."""
    path = path_of(record, batch, segment.table)
    try:
        found = path.stat().st_size
        if found != segment.bytes:
            return f"{path}: has {found:,} bytes, expected {segment.bytes:,}"
        if _digest(path) != segment.sha256:
            return f"{path}: its bytes are not those that were written (SHA-256 differs)"
    except OSError as error:
        return f"{path}: cannot be read ({_words(error)})"
    return None


def read_table(record: Path, batch: int, table: str) -> pa.Table:
    """One segment as a table. Raises RecordError where the file is damaged."""
    path = path_of(record, batch, table)
    try:
        return pq.read_table(path, partitioning=None, use_threads=False)
    except (OSError, pa.ArrowException) as error:
        raise RecordError(f"{path}: cannot be read ({_words(error)}); see what `kawat check` says") from None


def sync_folder(folder: Path) -> None:
    """Bring names in a folder safely to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(folder: Path) -> None:
    """Remove a folder that nobody counts, if it is there."""
    shutil.rmtree(folder, ignore_errors=True)


def _write_segment(folder: Path, name: str, table: pa.Table) -> Segment:
    """One table as Parquet, made in memory, so that the digest is that of the bytes that are written."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, row_group_size=group_of(name), **_options(name))
    data = memoryview(sink.getvalue())
    _write_file(folder / f"{name}.parquet", data)
    return Segment(name, table.num_rows, len(data), hashlib.sha256(data).hexdigest())


def group_of(table: str) -> int:
    """How many rows of a table make a group, which is read as a whole."""
    return _ARTICLES if table == "article" else _GROUP


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
        "compression_level": _LEVEL,
        "store_schema": False,
        "use_dictionary": [path for path in paths if path not in encodings],
        "column_encoding": encodings,
    }


def _encoding(path: str) -> str | None:
    """The encoding of a column; None: by a dictionary, as long as that pays."""
    if path.rpartition(".")[2] in _CLOSE:
        return "DELTA_BINARY_PACKED"
    if path in _LONG or path in _POINTERS:
        return "DELTA_LENGTH_BYTE_ARRAY"
    return "DELTA_BYTE_ARRAY" if path in _REPEATED else None


def _write_file(path: Path, data: bytes | memoryview) -> None:
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
