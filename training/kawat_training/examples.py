"""Sentences written for Kawat, with what they say: a plain format that people write, read and correct.

    @ id-reject-001 id
    Menteri Luar Negeri Narvia menolak permintaan Oskara untuk membuka perbatasan.
    event REJECT occurred | menolak | Menteri Luar Negeri Narvia | Oskara
    commit refusal | membuka perbatasan | Menteri Luar Negeri Narvia | Oskara

The first line gives id and language, the next lines up to the first annotation are the text (each one a paragraph).
With `title` behind the language (`@ id-strait-004 id title`) the first of them is the headline.
Annotations follow, fields between bars, each field words of the text; `words #2` is their second occurrence, `A ... B`
spans from A to B, an empty field is absent, several spans are parted by ` ; `:

    event TYPE STATUS | trigger | actors | recipients | place
    quote MODE | content | cue | source
    commit KIND | content | holders | addressees | POLARITY: condition
    time TYPE VALUE | words
    name KIND | words          KIND: person country organisation group place
    zone KIND | words

A blank line ends an example; `#` begins a comment line. `none` as only annotation says that nothing is to be found.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kawat.extract.encoder.labels import COMMITMENTS, MODES, NAMES, POLARITIES, STATUSES, TIMES, TYPES, ZONES

# What the labels before the first bar may be, in order; None takes any word (a TIMEX3 value).
LABELS: dict[str, tuple[Sequence[str] | None, ...]] = {
    "event": (TYPES, STATUSES),
    "quote": (MODES,),
    "commit": (COMMITMENTS,),
    "time": (TIMES, None),
    "name": (NAMES,),
    "zone": (ZONES,),
}

Place = tuple[int, int]


class ExampleError(ValueError):
    """An example that says something its text does not bear out; names file, line and datum."""


@dataclass(frozen=True, slots=True)
class Note:
    """One annotation: `kind` (event, quote, ...), its labels, and for each field the places it points at."""

    kind: str
    labels: tuple[str, ...]
    fields: tuple[tuple[Place, ...], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A text in a language with its annotations. Places are code points, end exclusive.

    A `title` opens the text, with an empty line behind it, as it does in a reading.
    """

    id: str
    language: str
    text: str
    notes: tuple[Note, ...]
    title: str | None = None


def locate(text: str, words: str, where: str) -> Place:
    """Where `words` stand in the text."""
    words, _, number = words.strip().partition(" #")
    first, dots, last = words.strip().partition(" ... ")
    start = -1
    for _ in range(int(number or 1)):
        start = text.find(first, start + 1)
        if start < 0:
            raise ExampleError(f"{where}: {first!r} (occurrence {number or 1}) does not stand in {text!r}")
    if not dots:
        return start, start + len(first)
    end = text.find(last, start + len(first))
    if end < 0:
        raise ExampleError(f"{where}: {last!r} does not stand after {first!r} in {text!r}")
    return start, end + len(last)


def _labels(kind: str, labels: list[str], where: str) -> tuple[str, ...]:
    if len(labels) != len(LABELS[kind]):
        raise ExampleError(f"{where}: {kind} takes {len(LABELS[kind])} label(s) before the first bar, found {labels}")
    for label, choices in zip(labels, LABELS[kind], strict=True):
        if choices is not None and label not in choices:
            raise ExampleError(f"{where}: {label!r} is none of {', '.join(sorted(choices))}")
    return tuple(labels)


def _polarity(cell: str, where: str) -> tuple[str, str]:
    polarity, _, words = cell.partition(":")
    if polarity not in POLARITIES:
        raise ExampleError(f"{where}: {polarity!r} is none of {', '.join(sorted(POLARITIES))}")
    return polarity, words


def _places(cell: str, text: str, where: str) -> tuple[Place, ...]:
    return tuple(locate(text, words, where) for words in cell.split(" ; ")) if cell else ()


def _note(line: str, text: str, where: str) -> Note:
    head, *cells = (cell.strip() for cell in line.split("|"))
    kind, *rest = head.split()
    labels = _labels(kind, rest, where)
    if kind == "commit" and len(cells) > 3 and cells[3]:
        polarity, cells[3] = _polarity(cells[3], where)
        labels = (*labels, polarity)
    fields = tuple(_places(cell, text, where) for cell in cells)
    if not fields or not fields[0]:
        raise ExampleError(f"{where}: the first field is empty; it must quote the text")
    return Note(kind, labels, fields)


def _is_note(line: str) -> bool:
    return line == "none" or ("|" in line and line.split(" ", 1)[0] in LABELS)


def blocks(path: Path) -> Iterator[list[tuple[int, str]]]:
    """Line numbers and lines of each example of a file."""
    block: list[tuple[int, str]] = []
    for number, line in enumerate([*path.read_text(encoding="utf-8").split("\n"), ""], start=1):
        if line.startswith("#"):
            continue
        if line.strip():
            block.append((number, line.strip()))
        elif block:
            yield block
            block = []


def _example(block: list[tuple[int, str]], path: Path) -> Example:
    (number, first), rest = block[0], block[1:]
    parts = first.split()
    if parts[0] != "@" or len(parts) not in (3, 4) or parts[3:] not in ([], ["title"]):
        raise ExampleError(f"{path}:{number}: expected '@ id language' or '@ id language title', found {first!r}")
    body = [line for _, line in rest if not _is_note(line)]
    notes = [(n, line) for n, line in rest if _is_note(line)]
    if not body or not notes:
        raise ExampleError(f"{path}:{number}: {parts[1]} needs text and at least one annotation (or 'none')")
    title = body[0] if parts[3:] else None
    text = "\n".join([title, "", *body[1:]] if title else body)
    found = (_note(line, text, f"{path}:{n} {parts[1]}") for n, line in notes if line != "none")
    return Example(parts[1], parts[2], text, tuple(found), title)


def read_examples(paths: Iterable[Path]) -> tuple[tuple[Example, ...], tuple[str, ...]]:
    """All examples of the files in order, and every fault in words; a fault costs its example only."""
    examples: dict[str, Example] = {}
    faults: list[str] = []
    for path in paths:
        for block in blocks(path):
            try:
                example = _example(block, path)
                if example.id in examples:
                    raise ExampleError(f"{path}:{block[0][0]}: id {example.id} stands twice; give each example its own")
                examples[example.id] = example
            except ExampleError as error:
                faults.append(str(error))
    return tuple(examples.values()), tuple(faults)


def main(arguments: list[str]) -> int:
    """Count what the files hold and print every fault; 1 where there is one."""
    examples, faults = read_examples(map(Path, arguments))
    print(f"{len(examples)} examples", *sorted(Counter(e.language for e in examples).items()))
    counts = Counter((note.kind, *note.labels[: 1 if note.kind == "time" else 2]) for e in examples for note in e.notes)
    for key, count in sorted(counts.items()):
        print(f"{count:5} {' '.join(key)}")
    print(*faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
