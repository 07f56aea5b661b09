"""Batches on disk: a folder of Parquet files and a manifest, which appears whole or not at all and never changes.

Written under a name that no reader looks at, every file and the folder brought safely to disk, then renamed. The same
readings give the same bytes, so a batch that is written again after a crash is the batch that was lost.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from kawat.errors import RecordError
from kawat.store.schema import TABLES

FOLDER = "segments"
_MANIFEST = "manifest.json"
_GROUP = 32_768  # rows that a reader may pass over at once


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
        manifest = Manifest(batch, tuple(write_table(part, name, tables[name]) for name in TABLES))
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
    if manifest.batch != batch or tuple(one.table for one in manifest.segments) != TABLES:
        raise RecordError(f"{path}: is the manifest of another batch ({manifest.batch}); expected {batch}")
    return manifest


def fault_of(record: Path, batch: int, segment: Segment) -> str | None:
    """What is wrong with the bytes of a segment; None where they are those that were written."""
    return fault_in(path_of(record, batch, segment.table), segment)


def fault_in(path: Path, segment: Segment) -> str | None:
    """The same of the file that holds it."""
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


def write_table(folder: Path, name: str, table: pa.Table) -> Segment:
    """One table as Parquet, made in memory, so that the digest is that of the bytes that are written."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", row_group_size=_GROUP, store_schema=False)
    data = memoryview(sink.getvalue())
    write_file(folder / f"{name}.parquet", data)
    return Segment(name, table.num_rows, len(data), hashlib.sha256(data).hexdigest())


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
