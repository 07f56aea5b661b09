"""Saved readings -> records, checked against their shape and against the text that they quote."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import msgspec

from kawat.errors import InputError
from kawat.exporters.marks import misquoted
from kawat.records import Reading, Rejection

Kind = TypeVar("Kind", bound=Reading)


class _Schema(msgspec.Struct):
    """The key that says what an object is."""

    schema: str = ""


def load_saved(path: Path, kind: type[Kind]) -> Iterator[Kind | Rejection]:
    """The readings (as `kind`) and rejections of a .json file (one object or a list) or a .jsonl file, in order."""
    for place, raw in _objects(path):
        yield _decode(place, raw, kind)


def begins_with_reading(path: Path) -> bool:
    """Whether the file begins with a saved reading or rejection (and not with an article to be read)."""
    try:
        with closing(_objects(path)) as objects:
            _, raw = next(objects)
        return msgspec.json.decode(raw, type=_Schema).schema.startswith("kawat.")
    except (InputError, StopIteration, msgspec.MsgspecError, UnicodeDecodeError):
        return False


def _objects(path: Path) -> Generator[tuple[str, bytes | msgspec.Raw]]:
    """Each object of the file, undecoded, and its place for messages (file, and line or number)."""
    try:
        if path.suffix == ".json":
            yield from _listed(path, path.read_bytes().strip())
            return
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield f"{path}:{number}", line
    except OSError as error:
        raise InputError(f"{path}: cannot be opened ({error.strerror}); expected a .json or .jsonl file") from None


def _listed(path: Path, raw: bytes) -> Iterator[tuple[str, bytes | msgspec.Raw]]:
    """The one object, or the objects of the list, that a .json file holds."""
    if not raw.startswith(b"["):
        yield str(path), raw
        return
    try:
        items = msgspec.json.decode(raw, type=list[msgspec.Raw])
    except msgspec.DecodeError as error:
        raise InputError(f"{path}: not JSON: {error}; expected a reading or a list of readings") from None
    for number, item in enumerate(items, start=1):
        yield f"{path} item {number}", item


def _decode(place: str, raw: bytes | msgspec.Raw, kind: type[Kind]) -> Kind | Rejection:
    """The record that an object holds; its schema key says which."""
    try:
        schema = msgspec.json.decode(raw, type=_Schema).schema
        if schema == "kawat.rejection/1":
            return msgspec.json.decode(raw, type=Rejection)
        if schema == "kawat.reading/1":
            return _quoting(place, msgspec.json.decode(raw, type=kind))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(f"{place}: {error}; expected a reading as docs/reference/reading.md describes it") from None
    raise InputError(
        f"{place}: schema is {schema!r}; expected kawat.reading/1 or kawat.rejection/1, as `kawat read` writes them"
    )


def _quoting(place: str, reading: Kind) -> Kind:
    """The reading, if every span's text is the slice of its article."""
    mark = misquoted(reading)
    if mark is not None:
        raise InputError(
            f"{place}: {mark.datum} quotes {mark.span.text!r} at {mark.span.start_char}-{mark.span.end_char}, "
            "where its article has other words; the file was changed after it was written: read the article again"
        )
    return reading
