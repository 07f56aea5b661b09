"""A record on its way to other programs: a folder with files, `datapackage.json` and `manifest.json`.

The same record, form and choice give the same bytes: nothing in them tells when or where they were written.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import msgspec

from kawat.errors import UsageError
from kawat.exporters import linked
from kawat.exporters.forms import Form, Row, Told, forms, rows_of
from kawat.exporters.rows import harmless
from kawat.exporters.rows import write as write_rows

TABLES = ("jsonl", "parquet", "csv")
LINES = {"w3c-annotation": "annotations.jsonl", "followthemoney": "entities.ftm.jsonl"}
FORMS: tuple[str, ...] = (*forms(), *TABLES, *LINES)
"""What `kawat export --as` takes."""

_TEXT_PROFILE = frozenset({"text"})  # of an article: left out unless the full texts are asked for
_INSIDE = ("quotation", "event", "commitment", "actor")
_MEDIA = {"csv": "text/csv", "jsonl": "application/x-ndjson", "parquet": "application/vnd.apache.parquet"}


class _Rows(Protocol):
    """Rows of the record (kawat.api.Rows)."""

    def __iter__(self) -> Iterator[Row]: ...
    def text(self, profile: str) -> _Rows:
        """The rows with no words, with evidence, or with the article."""

    def without(self, *columns: str) -> _Rows:
        """The rows without some columns."""

    def batches(self) -> Iterator[Any]:
        """The rows as Arrow batches."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is exported: the tables in the order of the articles, the record's format, how articles were chosen."""

    tables: Mapping[str, Any]
    format: int
    chosen: Mapping[str, str | None]


def write(form: str, source: Source, folder: Path, text: str) -> dict[str, Any]:
    """Write an export; the folder takes its name when all is there. Gives the manifest.

    Raises UsageError where the form is unknown, or the folder is there and not empty.
    """
    if form not in FORMS:
        raise UsageError(f"form {form!r} is not known; give one of {', '.join(FORMS)}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: holds something; name a folder that is empty or not there")
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    part.mkdir(parents=True)
    try:
        engines: set[str] = set()
        files = _written(form, source, part, text, engines)
        manifest = _manifest(form, source, text, files, engines)
        (part / "datapackage.json").write_bytes(_json(_package(form, part, files)))
        (part / "manifest.json").write_bytes(_json(manifest))
        if folder.exists():
            folder.rmdir()
        part.replace(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return manifest


def _written(form: str, source: Source, part: Path, text: str, engines: set[str]) -> dict[str, int]:
    """Write the files; how many rows each has."""
    if form in TABLES:
        engines |= {row["engine"] for row in source.tables["article"].without("text", "sentences", "zones")}
        return {f"{name}.{form}": _table(form, name, source, part, text) for name in source.tables}
    makers: dict[str, Callable[[Told], Iterator[dict[str, Any]]]] = {
        "w3c-annotation": lambda told: linked.notes_on(told, text != "none"),
        "followthemoney": lambda told: linked.entities(told, text != "none", text == "full"),
    }
    told = _seen(_told(source.tables), engines)
    if form in LINES:
        with (part / LINES[form]).open("wb") as out:
            return {LINES[form]: _lines((row for one in told for row in makers[form](one)), out)}
    known = forms()[form]
    with (part / known.file).open("wb") as out:
        return {known.file: _columns(known, (row for one in told for row in rows_of(form, one, text != "none")), out)}


def _table(form: str, name: str, source: Source, part: Path, text: str) -> int:
    """One table of the record as it is; how many rows."""
    rows = source.tables[name]
    if text == "none":
        rows = rows.text("none")
    if name == "article" and text != "full":
        rows = rows.without(*_TEXT_PROFILE)
    count = 0

    def counted() -> Iterator[Any]:
        nonlocal count
        for batch in rows.batches():
            count += batch.num_rows
            yield batch

    with (part / f"{name}.{form}").open("wb") as out:
        write_rows(form, counted(), out)
    return count


def _told(tables: Mapping[str, Any]) -> Iterator[Told]:
    """Each article with its data; all tables come in the order of the articles, so none is held as a whole."""
    streams = {name: _Peek(iter(tables[name])) for name in _INSIDE}
    for article in tables["article"]:
        own = {name: tuple(stream.take(article["id"])) for name, stream in streams.items()}
        yield Told(
            article=article,
            actors={actor["id"]: actor for actor in own["actor"]},
            events=own["event"],
            quotations=own["quotation"],
            commitments=own["commitment"],
        )


class _Peek:
    """Rows of a table, taken article by article."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def take(self, article: str) -> Iterator[Row]:
        """The rows of this article, which come next or not at all."""
        while self._next is not None and self._next["article"] == article:
            yield self._next
            self._next = next(self._rows, None)


def _seen(told: Iterator[Told], engines: set[str]) -> Iterator[Told]:
    """The same, taking note of the engines."""
    for one in told:
        engines.add(one.article["engine"])
        yield one


def _lines(rows: Iterator[dict[str, Any]], out: BinaryIO) -> int:
    """One object a line; how many."""
    encoder, count = msgspec.json.Encoder(), 0
    for row in rows:
        out.write(encoder.encode(row) + b"\n")
        count += 1
    return count


def _columns(form: Form, rows: Iterator[Row], out: BinaryIO) -> int:
    """The rows in the columns of a form; how many."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    if form.delimiter == "\t":
        lines = csv.writer(text, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
    else:
        lines = csv.writer(text, lineterminator="\n")
    if form.header:
        lines.writerow(form.columns)
    count = 0
    for row in rows:
        lines.writerow([_cell(row.get(column), form) for column in form.columns])
        count += 1
    text.detach()
    return count


def _cell(value: Any, form: Form) -> str:
    """A value on one line, with the form's own word for what is not known; no text looks like a formula."""
    if value is None or value == "":
        return form.null
    if isinstance(value, int | float):
        return str(value)
    return harmless(" ".join(str(value).split()))


def _manifest(form: str, source: Source, text: str, files: Mapping[str, int], engines: set[str]) -> dict[str, Any]:
    """What made the export; the digests are those of the data package."""
    return {
        "form": form,
        "engines": sorted(engines),
        "record_format": source.format,
        "text": text,
        "chosen": {name: value for name, value in source.chosen.items() if value is not None},
        "statuses": ["occurred", "ongoing"] if form in forms() or form == "followthemoney" else "all",
        "crosswalk": "cameo-1" if form.startswith(("gdelt", "icews")) else None,
        "rows": dict(files),
    }


def _package(form: str, part: Path, files: Mapping[str, int]) -> dict[str, Any]:
    """The folder as a Frictionless data package."""
    return {
        "name": f"kawat-{form}",
        "profile": "tabular-data-package" if form in forms() else "data-package",
        "resources": [_resource(form, part / name) for name in files],
    }


def _resource(form: str, path: Path) -> dict[str, Any]:
    """One file of the package."""
    known = forms().get(form)
    told: dict[str, Any] = {
        "name": path.stem.lower(),
        "path": path.name,
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{_digest(path)}",
    }
    if known is None:
        ending = path.suffix.lstrip(".")
        return {**told, "format": ending, "mediatype": _MEDIA[ending]}
    fields = [{"name": column, "type": "string"} for column in known.columns]
    return {
        **told,
        "profile": "tabular-data-resource",
        "format": "tsv" if known.delimiter == "\t" else "csv",
        "mediatype": "text/tab-separated-values" if known.delimiter == "\t" else "text/csv",
        "dialect": {"delimiter": known.delimiter, "header": known.header},
        "schema": {"fields": fields, "missingValues": [known.null]},
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json(value: Any) -> bytes:
    """Indented JSON, as people read it."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
