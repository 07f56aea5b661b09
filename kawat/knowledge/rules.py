"""A rule's own entry, found by the full id that a datum carries: its file, its line and its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from kawat.knowledge.files import PACKAGE, Folders, chain, languages

_STEMS = {"quotation": "cues"}  # topics whose files have another name


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEntry:
    """What a knowledge file says under a rule's id: `line` counts from 1, `text` is the entry as it is written."""

    file: str
    line: int
    text: str


def find_rule(rule: str, data: Folders = PACKAGE) -> RuleEntry | None:
    """The entry of a full rule id like `id/timex/weekday-slash-date`, None where no file of the topic has that id.

    The topic is a file of the language (or of one that it extends), or a folder with a file for each language.
    """
    parts = rule.split("/", 2)
    if len(parts) < 3:
        return None
    code, topic, name = parts
    for path in _files(code, topic, data):
        entry = _entries(path).get(name)
        if entry is not None:
            line, text = entry
            return RuleEntry(file=_shown(path, data[0]), line=line, text=text)
    return None


def _shown(path: Path, own: Path) -> str:
    """The file as people read it: of Kawat's own folder its name there, of an added one its whole path."""
    return path.relative_to(own).as_posix() if path.is_relative_to(own) else str(path)


def _files(code: str, topic: str, data: Folders) -> Iterator[Path]:
    """The files that may hold a topic's rules: the language's own first, then those of the languages it extends."""
    stem = _STEMS.get(topic, topic)
    for known in reversed(chain(code, data)) if code in languages(data) else ():
        for folder in reversed(data):
            own = (folder / known).glob(f"{stem}*.t*")
            yield from sorted(path for path in own if path.suffix in (".toml", ".tsv"))
            yield from sorted((folder / topic).glob(f"{known}.t*"))
    for folder in reversed(data):
        yield from sorted((folder / topic).glob("*.toml"))


@cache
def _entries(path: Path) -> dict[str, tuple[int, str]]:
    """Line and text of each entry of a file, by its id."""
    lines = path.read_text(encoding="utf-8").split("\n")
    found: dict[str, tuple[int, str]] = {}
    for name, line, text in _toml_entries(lines) if path.suffix == ".toml" else _tsv_entries(lines):
        found.setdefault(name, (line, text))
    return found


def _toml_entries(lines: list[str]) -> Iterator[tuple[str, int, str]]:
    """Id, line and text of each table that has an id; a table ends where the next begins."""
    starts = [n for n, line in enumerate(lines) if line.startswith("[")]
    for start, end in pairwise([*starts, len(lines)]):
        block = lines[start:end]
        for line in block:
            key, _, value = line.partition("=")
            if key.strip() == "id":
                yield value.strip().strip("\"'"), start + 1, "\n".join(block).strip()
                break


def _tsv_entries(lines: list[str]) -> Iterator[tuple[str, int, str]]:
    """First cell, line and text (column = cell) of each row, with what the file says of its sources."""
    header: list[str] | None = None
    remarks = [line.removeprefix("#").strip() for line in lines if line.startswith("# source")]
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.rstrip("\r").split("\t")
        if header is None:
            header = cells
            continue
        named = (f"{column} = {cell}" for column, cell in zip(header, cells, strict=False) if cell)
        yield cells[0], number, "\n".join([*named, *remarks])
