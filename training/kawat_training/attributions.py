"""PolNeAR's attributions -> statements as our guide has them, and items for the network.

PolNeAR marks more than ours: beliefs, wishes, support, polls and appearances beside speech; its contents take in
quotation marks, `that` and the comma before the cue; its cues take in auxiliaries and adverbs. `statement_of` says
which attribution is a statement and cuts it to our habits; what it leaves out is marked unknown, so that the network
is taught neither that these words are speech nor that they are none.

    python -m kawat_training.attributions --data polnear_train.jsonl.zst
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

from kawat.extract.encoder.labels import HEADS
from kawat.extract.engine import Engine, load_engine
from kawat.knowledge.cues import Cue
from kawat.knowledge.tokens import PhraseTable, tokens_of
from kawat_training.items import UNKNOWN, Item, MisplacedError, Target, see

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is said to say or think what, by the words of PolNeAR's annotator."""

    content: tuple[Place, ...]
    cue: tuple[Place, ...]
    source: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """An article with one annotator's attributions."""

    id: str
    text: str
    published: str
    attributions: tuple[Attribution, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """An attribution as our guide has it; `mode` is direct, indirect or mixed."""

    mode: str
    content: tuple[Place, ...]
    cue: Place | None
    source: Place | None


def read_attributions(path: Path) -> Iterator[Document]:
    """The documents of a PolNeAR file; of several annotators the one who marked most (the first by name of equals)."""
    with path.open("rb") as packed:
        lines = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(packed), encoding="utf-8")
        for number, line in enumerate(lines, start=1):
            row = json.loads(line)
            marks = Counter(mark["annotator"] for mark in row["attributions"])
            chosen = min(marks, key=lambda name: (-marks[name], name), default=None)
            of_one = [mark for mark in row["attributions"] if mark["annotator"] == chosen]
            found = (Attribution(*(_places(mark, part) for part in ("content", "cue", "source"))) for mark in of_one)
            document = Document(row["id"], row["text"], row["published"], tuple(found))
            _check(document, f"{path}:{number} {row['id']}")
            yield document


def _places(mark: Mapping[str, Any], part: str) -> tuple[Place, ...]:
    return tuple((start, end) for start, end in mark.get(part) or ())


def _check(document: Document, where: str) -> None:
    for attribution in document.attributions:
        for start, end in (*attribution.content, *attribution.cue, *attribution.source):
            if not 0 <= start < end <= len(document.text):
                raise MisplacedError(f"{where}: {start} to {end} is no stretch of {len(document.text)} characters")


_MARK = re.compile("''|[\"“”\n]")


def quoted(text: str) -> bytes:
    """For each character 1 where it stands inside double quotation marks; marks left open end with their line."""
    inside = bytearray(len(text))
    opened = None
    for mark in _MARK.finditer(text):
        sign = mark[0]
        if opened is not None:
            inside[opened : mark.start()] = b"\1" * (mark.start() - opened)
        opens = sign == "“" or (sign != "”" and opened is None)
        opened = mark.end() if opens and sign != "\n" else None
    if opened is not None:
        inside[opened:] = b"\1" * (len(text) - opened)
    return bytes(inside)


_BELIEFS = frozenset(
    (
        "belief",
        "believe",
        "concern",
        "estimate",
        "expectation",
        "fear",
        "forecast",
        "hope",
        "position",
        "predict",
        "prediction",
        "speculate",
        "suspect",
        "think",
        "thinks",
        "thought",
        "view",
        "wondered",
        "worry",
    )
)
"""Roots of cues that tell of minds as often as of words."""
_RELATIVES = frozenset(["that", "which", "who", "whom", "whose"])
SHORTEST = 3  # words of a reported clause; less is mostly the object of a verb (`criticized Ani Putri`)
SHORTEST_BARE = 4  # words of a quotation that no cue of ours brings; less is mostly a word in scare quotes
REASONS = ("statement", "no content", "belief", "no cue of ours", "short")


def statement_of(
    attribution: Attribution, text: str, inside: bytes, cues: PhraseTable[Cue]
) -> tuple[str, Statement | None]:
    """The statement that an attribution is by our guide, or None; with which of REASONS. `inside` is `quoted(text)`."""
    mode = mode_of(attribution.content, text, inside)
    content = tuple(place for place in (cut(place, mode, text) for place in attribution.content) if place)
    if not content:
        return "no content", None
    words = sum(len(text[start:end].split()) for start, end in content)
    cue, root = _cue(attribution.cue, text, cues)
    if cue is None and (mode != "direct" or words < SHORTEST_BARE):
        return "no cue of ours", None
    if root in _BELIEFS and mode == "indirect":
        return "belief", None
    if words < SHORTEST and mode != "direct":
        return "short", None
    source = attribution.source[0] if len(attribution.source) == 1 else None
    if source and text[slice(*source)].lower() in _RELATIVES:
        source = None
    return "statement", Statement(mode, content, cue, _bare(source, text) if source else None)


def _cue(places: Sequence[Place], text: str, cues: PhraseTable[Cue]) -> tuple[Place | None, str]:
    """The last words in the cue that are a cue of ours, with their root."""
    for start, end in reversed(places):
        tokens = tokens_of(text, start, end)
        hits = list(cues.scan(tokens))
        if hits:
            hit = hits[-1]
            return (tokens[hit.first].start_char, tokens[hit.end - 1].end_char), hit.value.root
    return None, ""


def mode_of(content: Iterable[Place], text: str, inside: bytes) -> str:
    """`direct` where all letters stand in quotation marks, `indirect` where none does, else `mixed`."""
    letters = [place for start, end in content for place in range(start, end) if text[place].isalnum()]
    marked = sum(inside[place] for place in letters)
    if not marked:
        return "indirect"
    return "direct" if marked == len(letters) else "mixed"


_HEAD, _TAIL = re.compile(r"^[\s\"“”'‘,:;—–-]+"), re.compile(r"(?:[\s\"“”,:;—–-]|'')+$")
_THAT = re.compile(r"^that\s+(?:[\"“]|'')?", re.IGNORECASE)


def cut(place: Place, mode: str, text: str) -> Place | None:
    """A content without quotation marks, comma and `that` at its edges, nor the full stop of the outlet's sentence."""
    start, end = place
    end -= len(text[start:end]) - len(_TAIL.sub("", text[start:end]))
    if mode != "direct":
        end -= len(text[start:end]) - len(text[start:end].rstrip(".\"”' \n"))
    start += len(text[start:end]) - len(_HEAD.sub("", text[start:end]))
    if mode != "direct":
        start += len(text[start:end]) - len(_THAT.sub("", text[start:end]))
    return (start, end) if any(sign.isalnum() for sign in text[start:end]) else None


def _bare(place: Place, text: str) -> Place:
    """A source without signs and blanks at its edges."""
    start, end = place
    end -= len(text[start:end]) - len(text[start:end].rstrip(" ,;:\n—–-"))
    start += len(text[start:end]) - len(text[start:end].lstrip(" ,;:\n—–-"))
    return start, end


@dataclass(frozen=True, slots=True)
class Heads:
    """Names and labels of the heads that learn from PolNeAR: ours, or heads of its own with the same labels."""

    quote: str = "quote"
    cue: str = "cue"
    quote_labels: tuple[str, ...] = HEADS["quote"]
    cue_labels: tuple[str, ...] = HEADS["cue"]


def attribution_items(
    documents: Iterable[Document], engine: Engine, heads: Heads | None = None, language: str = "en"
) -> Iterator[Item]:
    """Items of the documents: contents, cues and sources of statements, with links from contents.

    Where statements nest the outer one is labelled. Words of attributions that are no statements stay unknown.
    """
    heads = heads or Heads()
    cues = engine.knowledge(language).cues.cues
    for document in documents:
        sight = see(document.text, language, engine, published=document.published)
        if sight.text != document.text:
            raise MisplacedError(
                f"{document.id}: Kawat cleans its text, so offsets are off; write it with plain line ends"
            )
        target, inside = Target(sight, ()), quoted(document.text)
        rows = {heads.quote: [0] * len(sight.words), heads.cue: [0] * len(sight.words)}
        told = [(a, statement_of(a, document.text, inside, cues)[1]) for a in document.attributions]
        statements = [statement for _, statement in told if statement]
        statements.sort(key=lambda s: (-sum(end - start for start, end in s.content), s.content))
        for statement in statements:
            _label(statement, target, rows, heads)
        for attribution, statement in told:
            if statement is None:
                _leave_open(attribution, target, rows, heads)
            elif not statement.source:
                _open(target, rows[heads.cue], attribution.source)
        target.labels.update(rows)
        yield Item(document.id, language, "attributions", sight, target.labels, target.links)


def _label(statement: Statement, target: Target, rows: Mapping[str, list[int]], heads: Heads) -> None:
    for place in statement.content:
        words = target.within(place)
        if _begin(words, rows[heads.quote], heads.quote_labels, statement.mode):
            target.anchor(words, (("cue", statement.cue), ("source", statement.source)))
    for label, place in (("cue", statement.cue), ("source", statement.source)):
        if place:
            _begin(target.within(place), rows[heads.cue], heads.cue_labels, label)


def _begin(words: Sequence[int], row: list[int], labels: Sequence[str], label: str) -> bool:
    """Labels words that have no label yet; whether it did."""
    if not words or any(row[word] > 0 for word in words):
        return False
    for word in words:
        row[word] = labels.index(("B-" if word == words[0] else "I-") + label)
    return True


def _leave_open(attribution: Attribution, target: Target, rows: Mapping[str, list[int]], heads: Heads) -> None:
    _open(target, rows[heads.quote], attribution.content)
    _open(target, rows[heads.cue], (*attribution.cue, *attribution.source))


def _open(target: Target, row: list[int], places: Iterable[Place]) -> None:
    """Words without a label become unknown."""
    for place in places:
        for word in target.within(place):
            row[word] = row[word] or UNKNOWN


def main(arguments: Sequence[str] | None = None) -> int:
    """Counts what becomes of the attributions, and how long the items take."""
    parser = argparse.ArgumentParser(prog="kawat_training.attributions", description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="polnear_train.jsonl.zst")
    parser.add_argument("--cues", type=int, default=20, help="how many cues to list for each reason")
    options = parser.parse_args(arguments)
    engine = load_engine()
    documents = list(read_attributions(options.data))
    cues = engine.knowledge("en").cues.cues
    counts: Counter[str] = Counter()
    modes: Counter[str] = Counter()
    common: dict[str, Counter[str]] = {reason: Counter() for reason in REASONS}
    for document in documents:
        inside = quoted(document.text)
        for attribution in document.attributions:
            reason, statement = statement_of(attribution, document.text, inside, cues)
            counts[reason] += 1
            modes.update([statement.mode] if statement else [])
            common[reason][" ".join(document.text[start:end].lower() for start, end in attribution.cue)] += 1
    print(f"{len(documents)} documents, {sum(counts.values())} attributions: {dict(counts)}; modes {dict(modes)}")
    for reason, found in common.items():
        print(f"  {reason}: " + ", ".join(f"{cue} {count}" for cue, count in found.most_common(options.cues)))
    started = time.process_time()
    items = list(attribution_items(documents, engine))
    words = sum(len(item.sight.words) for item in items)
    known = Counter(HEADS["quote"][n] if n >= 0 else "?" for item in items for n in item.labels["quote"])
    print(f"{len(items)} items, {words} words, {time.process_time() - started:.0f} CPU s; quote words {dict(known)}")
    print(f"links from {sum(len(item.links) for item in items)} contents")
    return 0


if __name__ == "__main__":
    sys.exit(main())
