"""Articles that lie elsewhere, annotated by offset: a file of marks holds no word of them.

    @ c23bbbcf4af728cc id 4be0c1d2a3f45678
    event REJECT occurred | 123-130 | 100-118 | 140-155
    quote direct | 200-260 290-310 | 261-265 | 266-280

The first line gives the id of the article, its language and the first sixteen hex digits of the SHA-256 of its text
(title, blank line, body; no blanks at its end). The others are the annotations of kawat_training.examples, with code
points in place of words, end exclusive. Quotations, events and commitments are annotated in full, other things not at
all.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import zstandard

from kawat.extract.engine import Engine
from kawat_training.examples import LABELS, Note, Place, blocks
from kawat_training.items import Item, MisplacedError, noted, see

HEADS = ("quote", "cue", "event", "commitment", "condition")
DIGITS = 16


@dataclass(frozen=True, slots=True)
class Marked:
    """An article's annotations; `digest` tells the text that they belong to, `where` their file and line."""

    id: str
    language: str
    digest: str
    notes: tuple[Note, ...]
    where: str


def read_marked(path: Path) -> tuple[Marked, ...]:
    """The annotated articles of a file. Raises MisplacedError with file and line where it is not of its shape."""
    return tuple(_marked(block, path) for block in blocks(path))


def _marked(block: list[tuple[int, str]], path: Path) -> Marked:
    (number, first), *rest = block
    where, parts = f"{path}:{number}", first.split()
    if len(parts) != 4 or parts[0] != "@":
        raise MisplacedError(f"{where}: expected '@ id language digest', found {first[:60]!r}")
    notes = tuple(_note(line, f"{path}:{n}") for n, line in rest if line != "none")
    return Marked(parts[1], parts[2], parts[3], notes, where)


def _note(line: str, where: str) -> Note:
    head, *cells = (cell.strip() for cell in line.split("|"))
    kind, *labels = head.split()
    choices = LABELS.get(kind, ())
    if not choices or len(labels) < len(choices) or not cells or not cells[0]:
        raise MisplacedError(
            f"{where}: {line[:60]!r} is no annotation; expected such as 'quote direct | 12-40 | 41-45'"
        )
    for label, known in zip(labels, choices, strict=False):
        if known is not None and label not in known:
            raise MisplacedError(f"{where}: {label!r} is none of {', '.join(sorted(known))}")
    return Note(kind, tuple(labels), tuple(tuple(_place(place, where) for place in cell.split()) for cell in cells))


def _place(place: str, where: str) -> Place:
    start, _, end = place.partition("-")
    if not (start.isdigit() and end.isdigit() and int(start) < int(end)):
        raise MisplacedError(f"{where}: {place!r} is no stretch of text; expected start-end in code points")
    return int(start), int(end)


def marked_items(marked: Iterable[Marked], texts: Iterable[Path], engine: Engine) -> Iterator[Item]:
    """Items of annotated articles; `texts` are files of articles as JSON lines, packed with zstd.

    Raises MisplacedError where no file has the article, or its text is another than the one annotated.
    """
    wanted = {one.id: one for one in marked}
    rows = {row["id"]: row for path in texts for row in _rows(path) if row["id"] in wanted}
    for one in wanted.values():
        row = rows.get(one.id)
        if row is None:
            raise MisplacedError(f"{one.where}: no text of article {one.id}; name the file that has it with --texts")
        sight = see(row["text"], one.language, engine, row.get("title"), row.get("published"))
        digest = hashlib.sha256(sight.text.rstrip().encode()).hexdigest()[:DIGITS]
        if digest != one.digest:
            raise MisplacedError(
                f"{one.where}: the text of {one.id} has digest {digest}, annotated was {one.digest}; "
                "the article has changed, annotate it again or take it out"
            )
        beyond = [p for note in one.notes for field in note.fields for p in field if p[1] > len(sight.text)]
        if beyond:
            raise MisplacedError(f"{one.where}: {beyond[0][0]}-{beyond[0][1]} is behind the end of {one.id}")
        target = noted(one.notes, sight, HEADS)
        yield Item(one.id, one.language, "articles", sight, target.labels, target.links)


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    """The articles of a file."""
    with path.open("rb") as file:
        for line in io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8"):
            yield json.loads(line)
