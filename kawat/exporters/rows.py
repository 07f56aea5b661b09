"""Answers of a record (Arrow batches) on their way out: data frames, CSV, JSON lines, Parquet, a terminal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec
import pyarrow as pa  # type: ignore[import-untyped]

from kawat.errors import UsageError

if TYPE_CHECKING:
    import pandas
    import polars
    from rich.console import RenderableType

_BETWEEN = "; "
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # OWASP: what spreadsheets take for a formula at the start of a cell
_FIRST = (
    "id",
    "published_at",
    "article",
    "type",
    "kind",
    "step",
    "state",
    "actor_names",
    "recipient_names",
    "from_names",
    "to_names",
    "holder_names",
    "addressee_names",
    "speaker_name",
    "date",
    "deadline",
    "on",
    "status",
    "title",
    "text",
)
_WIDEST = 60  # characters of one cell on a terminal
_MOST_COLUMNS = 8


def batch_of(rows: Sequence[Mapping[str, Any]]) -> pa.RecordBatch:
    """Rows of plain values as a batch; no columns where there are no rows.

    By way of JSON: `from_pylist` would import pandas, which takes longer than most answers.
    """
    from pyarrow import json

    if not rows:
        return pa.RecordBatch.from_arrays([], names=[])
    lines = pa.BufferReader(msgspec.json.Encoder(enc_hook=str).encode_lines(rows))
    block = json.ReadOptions(use_threads=False, block_size=lines.size() + 1)
    return json.read_json(lines, block).combine_chunks().to_batches()[0]


def gathered(batches: Iterator[pa.RecordBatch]) -> pa.Table:
    """All pieces as one table."""
    pieces = list(batches)
    return pa.Table.from_batches(pieces, schema=pieces[0].schema)


def as_polars(table: pa.Table) -> polars.DataFrame:
    """The table as a polars.DataFrame."""
    frame: polars.DataFrame = _guest("polars").from_arrow(table)
    return frame


def as_pandas(table: pa.Table) -> pandas.DataFrame:
    """The table as a pandas.DataFrame."""
    _guest("pandas")
    frame: pandas.DataFrame = table.to_pandas()
    return frame


def write(form: str, batches: Iterator[pa.RecordBatch], out: BinaryIO) -> None:
    """The rows as csv, jsonl or parquet; in pieces, so that an answer may be larger than memory."""
    {"csv": _write_csv, "jsonl": _write_jsonl, "parquet": _write_parquet}[form](batches, out)


def view(table: pa.Table, most: int) -> RenderableType:
    """The first `most` rows for a terminal, the telling columns first; says what is not shown."""
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    telling = [name for name in _FIRST if name in table.column_names]
    names = telling if "id" in telling and "text" in telling else table.column_names[:_MOST_COLUMNS]
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in names:
        shown.add_column(name, overflow="fold")
    for row in table.slice(0, most).select(names).to_pylist():
        shown.add_row(*(Text(_cell(value)) for value in row.values()))
    hidden = len(table.column_names) - len(names)
    count = "1 row" if table.num_rows == 1 else f"{table.num_rows:,} rows"
    notes = [count if table.num_rows <= most else f"the first {most:,} rows; --limit shows more"]
    notes += [f"{hidden} more columns with --format csv, jsonl or parquet"] if hidden else []
    return Group(shown, Text("; ".join(notes)))


def _cell(value: Any) -> str:
    """A value on one line, cut where it is long."""
    text = " ".join(_flat(value).split())
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


def _flat(value: Any) -> str:
    """A value as text: a list with `; ` between, a date in ISO form, nothing for null, else JSON."""
    if value is None:
        return ""
    if isinstance(value, list):
        return _BETWEEN.join(map(_flat, value))
    if isinstance(value, str | int | float | bool | date):
        return str(value)
    return msgspec.json.encode(value, enc_hook=str).decode()


def _write_csv(batches: Iterator[pa.RecordBatch], out: BinaryIO) -> None:
    """Comma-separated values in UTF-8 with a line of names; lists have `; ` between, formulas an apostrophe before."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    lines = csv.writer(text, lineterminator="\n")
    for number, batch in enumerate(batches):
        if not number:
            lines.writerow(batch.schema.names)
        lines.writerows([_harmless(value) for value in row.values()] for row in batch.to_pylist())
    text.detach()


def _harmless(value: Any) -> str:
    """A value as text that no spreadsheet takes for a formula; numbers stay as they are."""
    return _flat(value) if isinstance(value, int | float) else harmless(_flat(value))


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: what begins like one has an apostrophe before it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _write_jsonl(batches: Iterator[pa.RecordBatch], out: BinaryIO) -> None:
    """One object a line."""
    encoder = msgspec.json.Encoder(enc_hook=str)
    for batch in batches:
        out.write(encoder.encode_lines(batch.to_pylist()))


def _write_parquet(batches: Iterator[pa.RecordBatch], out: BinaryIO) -> None:
    """One Parquet file."""
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    writer = None
    for batch in batches:
        writer = writer or pq.ParquetWriter(out, batch.schema, compression="zstd")
        writer.write_batch(batch)
    if writer is not None:
        writer.close()


def _guest(name: str) -> Any:
    """A library for data frames; UsageError names the extra that brings it."""
    try:
        return import_module(name)
    except ImportError:
        raise UsageError(
            f"{name} is not installed; data frames need the extra `frames`: pip install 'kawat[frames]', "
            "in a checkout pip install '.[frames]'"
        ) from None
