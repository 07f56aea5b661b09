"""Knowledge files, read with the standard library and checked against a shape.

TOML for rules, TSV for lists. Unknown keys and columns are errors, so a typing mistake cannot switch a rule off in
silence. A language may extend another (`extends = "id"` in language.toml): its layers are then parent first.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from kawat.errors import KnowledgeError

DATA = Path(__file__).parent / "data"

Shape = TypeVar("Shape", bound=msgspec.Struct)


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """language.toml: who this language is, and which language it adds to."""

    code: str
    name: str
    extends: str | None = None


def languages(data: Path = DATA) -> tuple[str, ...]:
    """Codes of the languages that have a folder, in order of code point."""
    return tuple(sorted(path.parent.name for path in data.glob("*/language.toml")))


def language(code: str, data: Path = DATA) -> Language:
    """What language.toml of a language says."""
    return read_toml(data / code / "language.toml", Language)


def layers(code: str, name: str, data: Path = DATA) -> tuple[Path, ...]:
    """Paths of the file `name` for a language, the extended language's first, its own last; missing ones left out."""
    parent = language(code, data).extends
    below = layers(parent, name, data) if parent else ()
    own = data / code / name
    return (*below, own) if own.exists() else below


def read_toml(path: Path, shape: type[Shape]) -> Shape:
    """The file as `shape` (a msgspec Struct with `forbid_unknown_fields`)."""
    try:
        return msgspec.convert(tomllib.loads(_text(path)), shape)
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{path}: not TOML: {error}; correct the line that it names") from None
    except msgspec.ValidationError as error:
        raise KnowledgeError(f"{path}: {error}; the shape is {shape.__module__}.{shape.__name__}") from None


def _text(path: Path) -> str:
    """The words of a file."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KnowledgeError(f"{path}: the file is missing; restore it or install kawat again") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise KnowledgeError(f"{path}:{line}: not UTF-8 ({error.reason}); save the file as UTF-8") from None


def read_tsv(path: Path, shape: type[Shape]) -> Iterator[Shape]:
    """The rows of the file as `shape`, in order; empty cells take the field's default.

    The first line names the columns. Lines that are empty or start with `#` are passed over. Cells are text; a field
    of another type (int, float, bool, tuple of `|`-separated parts) is converted by msgspec or by the splitting.
    """
    lines = _text(path).split("\n")
    header: list[str] | None = None
    lists = {f.encode_name for f in msgspec.structs.fields(shape) if str(f.type).startswith("tuple")}
    for number, line in enumerate(lines, start=1):
        row_text = line.rstrip("\r")
        if not row_text.strip() or row_text.startswith("#"):
            continue
        cells = row_text.split("\t")
        if header is None:
            header = cells
            continue
        if len(cells) > len(header):
            found, expected = len(cells), len(header)
            raise KnowledgeError(f"{path}:{number}: {found} cells where the header names {expected}; check the tabs")
        filled = ((name, cell) for name, cell in zip(header, cells, strict=False) if cell)
        value = {name: tuple(cell.split("|")) if name in lists else cell for name, cell in filled}
        try:
            yield msgspec.convert(value, shape, strict=False)
        except msgspec.ValidationError as error:
            raise KnowledgeError(f"{path}:{number}: {error}; the columns are those of {shape.__name__}") from None
