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
from collections import Counter
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
_MARK = "\ufeff"
LONGEST_NAME = 80  # characters of a name that a message shows
LONGEST_FAULT = 300

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
    folders = folders_with(added)
    for fault in unread(folders):
        raise fault
    return folders


def folders_with(added: Iterable[Path]) -> Folders:
    """The package's folder and those added, whatever is in them. Raises KnowledgeError where one is no folder."""
    folders = (*PACKAGE, *added)
    for folder in folders[1:]:
        if not folder.is_dir():
            raise KnowledgeError(f"{folder}: no such folder; name one that is built like {DATA}")
    return folders


def unread(folders: Folders) -> Iterator[KnowledgeError]:
    """What stands in added folders and would not be read: links that lead nowhere, files of unknown names."""
    for folder in folders[1:]:
        yield from _links(folder)
        yield from _unknown_names(folder, folders)


def _links(folder: Path) -> Iterator[KnowledgeError]:
    """Links to folders, which are not followed (they may run in rings), and links that lead to nothing."""
    for path in sorted(path for path in folder.rglob("*") if path.is_symlink()):
        if path.is_dir():
            yield KnowledgeError(f"{path}: a link to a folder, which is not followed; copy the folder to this place")
        elif not path.exists():
            yield KnowledgeError(f"{path}: a link to itself or to nothing; remove it, or let it lead to a file")


def _unknown_names(folder: Path, folders: Folders) -> Iterator[KnowledgeError]:
    """Knowledge files that nothing would read."""
    known = {path.relative_to(DATA).as_posix() for path in knowledge_files(DATA)}
    own = {path.name for code in languages(PACKAGE) for path in (DATA / code).iterdir()}
    known |= {f"{code}/{name}" for code in languages(folders) for name in own}
    for path in knowledge_files(folder):
        name = path.relative_to(folder).as_posix()
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5)
            meant = f"did you mean {near[0]}?" if near else f"the files that are read are those of {DATA}"
            yield KnowledgeError(f"{path}: no such knowledge file; {meant}")


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
        path = last(data, f"{found[0]}/language.toml")
        if parent in found:
            raise KnowledgeError(f"{path}: {code} extends itself by way of {parent}; take `extends` out of one of them")
        if parent not in languages(data):
            known = ", ".join(languages(data))
            raise KnowledgeError(f"{path}: extends {shown(parent)}, which is no language; write one of {known}")
        found.insert(0, parent)
    return tuple(found)


def paths(data: Folders, name: str) -> tuple[Path, ...]:
    """The files of that name (`world/people.tsv`) in all folders that have one, in order."""
    return tuple(path for folder in data if (path := folder / name).is_file())


def last(data: Folders, name: str) -> Path:
    """The file of that name in the last folder that has one; for files that are replaced as a whole.

    Where none has, it is missed in the first folder that has files beside it: there a new language began.
    """
    found = paths(data, name)
    beside = (folder / name for folder in data if (folder / name).parent.is_dir())
    return found[-1] if found else next(beside, data[0] / name)


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
        told = cut(str(error))
        raise KnowledgeError(f"{path}: {told}; the shape is {shape.__module__}.{shape.__name__}") from None


def missing(path: Path) -> KnowledgeError:
    """What to say of a file that must be there and is not: in the package, or in a language that a folder adds."""
    mend = "restore it or install kawat again"
    if not path.is_relative_to(DATA):
        mend = "write it, or let language.toml say which language this one extends"
    return KnowledgeError(f"{path}: the file is missing; {mend}")


def shown(name: str) -> str:
    """A name as messages show it: in quotation marks, signs without a shape written out, a long one cut."""
    return cut(repr(name), LONGEST_NAME)


def cut(text: str, longest: int = LONGEST_FAULT) -> str:
    """The text, or its first so many characters."""
    return text if len(text) <= longest else f"{text[:longest]}..."


def _text(path: Path) -> str:
    """The words of a file."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise missing(path) from None
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be read ({error.strerror}); see to its rights, or remove it") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise KnowledgeError(f"{path}:{line}: not UTF-8 ({error.reason}); save the file as UTF-8") from None
    if text.startswith(_MARK):
        raise KnowledgeError(f"{path}:1: begins with a byte order mark; save the file as UTF-8 without one (no BOM)")
    return text


def read_tsv(path: Path, shape: type[Shape]) -> Iterator[Shape]:
    """The rows of the file as `shape`, in order (see `numbered`)."""
    return (row for _, row in numbered(path, shape))


def numbered(path: Path, shape: type[Shape]) -> Iterator[tuple[int, Shape]]:
    """Line number and row, as `shape`, of each row of the file; empty cells take the field's default.

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
            twice = next((name for name, count in Counter(header).items() if count > 1), None)
            if twice is not None:
                raise KnowledgeError(f"{path}:{number}: the column {shown(twice)} is named twice; keep one of them")
            continue
        if len(cells) > len(header):
            found, expected = len(cells), len(header)
            raise KnowledgeError(f"{path}:{number}: {found} cells where the header names {expected}; check the tabs")
        filled = ((name, cell) for name, cell in zip(header, cells, strict=False) if cell)
        value = {name: tuple(filter(str.strip, cell.split("|"))) if name in lists else cell for name, cell in filled}
        try:
            yield number, msgspec.convert(value, shape, strict=False)
        except msgspec.ValidationError as error:
            told = cut(str(error))
            raise KnowledgeError(f"{path}:{number}: {told}; the columns are those of {shape.__name__}") from None


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
