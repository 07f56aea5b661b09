"""Knowledge files, read with the standard library and checked against a shape.

TOML for rules, TSV for lists. Unknown keys and columns are errors, so a typing mistake cannot switch a rule off in
silence. A language may extend another (`extends = "id"` in language.toml): its layers are then parent first.

Knowledge lies in one or more folders of the same build: the package's own, then those that users add. A row of a later
folder replaces the rows of the same key in earlier ones, or is added; so does a rule. The key of a row is its first
column, or the columns that its shape names under KEY.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from kawat.errors import KnowledgeError

Folders = tuple[Path, ...]
DATA = Path(__file__).parent / "data"
PACKAGE: Folders = (DATA,)
"""The knowledge that Kawat brings."""
_ENDINGS = (".toml", ".tsv")

Shape = TypeVar("Shape", bound=msgspec.Struct)


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """language.toml: who this language is, and which language it adds to."""

    code: str
    name: str
    extends: str | None = None


def with_added(added: Iterable[Path]) -> Folders:
    """The package's folder and those that a user adds, in order. Raises KnowledgeError where one cannot be read.

    An added folder may hold what the package's has, and folders of further languages.
    """
    folders = (*PACKAGE, *added)
    for folder in folders[1:]:
        if not folder.is_dir():
            raise KnowledgeError(f"{folder}: no such folder; name one that is built like {DATA}")
        _check_names(folder, folders)
    return folders


def _check_names(folder: Path, folders: Folders) -> None:
    """Stops at a knowledge file that nothing would read."""
    known = {path.relative_to(DATA).as_posix() for path in knowledge_files(DATA)}
    own = {path.name for code in languages(PACKAGE) for path in (DATA / code).iterdir()}
    known |= {f"{code}/{name}" for code in languages(folders) for name in own}
    for path in knowledge_files(folder):
        name = path.relative_to(folder).as_posix()
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5)
            meant = f"did you mean {near[0]}?" if near else f"the files that are read are those of {DATA}"
            raise KnowledgeError(f"{path}: no such knowledge file; {meant}")


def knowledge_files(folder: Path) -> tuple[Path, ...]:
    """All files of a folder that hold knowledge, in order."""
    return tuple(sorted(path for path in folder.rglob("*") if path.suffix in _ENDINGS and path.is_file()))


def languages(data: Folders = PACKAGE) -> tuple[str, ...]:
    """Codes of the languages that have a folder, in order of code point."""
    return tuple(sorted({path.parent.name for folder in data for path in folder.glob("*/language.toml")}))


def language(code: str, data: Folders = PACKAGE) -> Language:
    """What language.toml of a language says."""
    return read_toml(last(data, f"{code}/language.toml"), Language)


def chain(code: str, data: Folders = PACKAGE) -> tuple[str, ...]:
    """The language and those that it extends, the one that extends no other first. Raises KnowledgeError on a ring."""
    found = [code]
    while parent := language(found[0], data).extends:
        if parent in found:
            raise KnowledgeError(f"{last(data, f'{code}/language.toml')}: {code} extends itself by way of {parent}")
        found.insert(0, parent)
    return tuple(found)


def paths(data: Folders, name: str) -> tuple[Path, ...]:
    """The files of that name (`world/people.tsv`) in all folders that have one, in order."""
    return tuple(path for folder in data if (path := folder / name).is_file())


def last(data: Folders, name: str) -> Path:
    """The file of that name in the last folder that has one; for files that are replaced as a whole."""
    found = paths(data, name)
    return found[-1] if found else data[0] / name


def layers(code: str, name: str, data: Folders = PACKAGE) -> tuple[Path, ...]:
    """Paths of the file `name` for a language, the extended language's first, its own last; missing ones left out."""
    return tuple(path for known in chain(code, data) for path in paths(data, f"{known}/{name}"))


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
    header: list[str] | None = None
    lists = {f.encode_name for f in msgspec.structs.fields(shape) if str(f.type).startswith("tuple")}
    for number, line in read_lines(path):
        if line.startswith("#"):
            continue
        cells = line.split("\t")
        if header is None:
            header = cells
            continue
        if len(cells) > len(header):
            found, expected = len(cells), len(header)
            raise KnowledgeError(f"{path}:{number}: {found} cells where the header names {expected}; check the tabs")
        filled = ((name, cell) for name, cell in zip(header, cells, strict=False) if cell)
        value = {name: tuple(filter(str.strip, cell.split("|"))) if name in lists else cell for name, cell in filled}
        try:
            yield msgspec.convert(value, shape, strict=False)
        except msgspec.ValidationError as error:
            raise KnowledgeError(f"{path}:{number}: {error}; the columns are those of {shape.__name__}") from None


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Number (from 1) and text of the lines that hold something."""
    lines = enumerate(_text(path).split("\n"), start=1)
    return ((number, line.rstrip("\r")) for number, line in lines if line.strip())


def rows(data: Folders, name: str, shape: type[Shape]) -> Iterator[Shape]:
    """The rows of a file in all folders, those of a later folder in place of those of the same key."""
    found = paths(data, name)
    if len(found) < 2:
        return (row for path in found for row in read_tsv(path, shape))
    merged: dict[object, list[Shape]] = {}
    for path in found:
        own: dict[object, list[Shape]] = {}
        for row in read_tsv(path, shape):
            own.setdefault(_key(row), []).append(row)
        merged |= own
    return (row for same in merged.values() for row in same)


def _key(row: msgspec.Struct) -> tuple[object, ...]:
    """What makes a row the same as another."""
    names: tuple[str, ...] = getattr(row, "KEY", row.__struct_fields__[:1])
    return tuple(getattr(row, name) for name in names)


def layered_rows(code: str, name: str, shape: type[Shape], data: Folders) -> Iterator[Shape]:
    """Rows of a language's file, those of the extended language first."""
    return (row for known in chain(code, data) for row in rows(data, f"{known}/{name}", shape))
