"""Annotated texts -> items: what the encoder sees of a text, and what it should say of each word."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kawat.extract.clean import clean
from kawat.extract.encoder.labels import HEADS, LINKS
from kawat.extract.encoder.sight import Sight, look
from kawat.extract.engine import Engine
from kawat.extract.pipeline import outline_of
from kawat.records import RawPage, Rejection
from kawat_training.examples import Example, Note

UNKNOWN = -1
Place = tuple[int, int]


class MisplacedError(ValueError):
    """Training data whose offsets do not match its text; names file, line and datum."""


@dataclass(slots=True)
class Item:
    """A text with its targets: for each head a label number a word (-1: unknown), and links from anchor words.

    `links` holds (anchor word, {word: link number}); words that are not named have no link to the anchor.
    """

    id: str
    language: str
    source: str
    sight: Sight
    labels: dict[str, list[int]]
    links: list[tuple[int, dict[int, int]]] = field(default_factory=list)


class Target:
    """Targets of one text while they are being filled. `heads` are those that the data set annotates."""

    def __init__(self, sight: Sight, heads: Iterable[str]) -> None:
        self.sight = sight
        size = len(sight.words)
        self.labels = {head: [0 if head in heads and head != "status" else UNKNOWN] * size for head in HEADS}
        self.links: list[tuple[int, dict[int, int]]] = []
        self._starts = {start: word for word, (start, _) in enumerate(sight.words)}

    def within(self, place: Place) -> list[int]:
        """The words that share a character with the stretch."""
        start, end = place
        word = self._starts.get(start)
        if word is None:
            word = next((i for i, (_, e) in enumerate(self.sight.words) if e > start), len(self.sight.words))
        found = []
        while word < len(self.sight.words) and self.sight.words[word][0] < end:
            found.append(word)
            word += 1
        return found

    def begin(self, head: str, label: str, place: Place) -> list[int]:
        """Labels the words of a stretch `B-` and `I-`; words that have a label keep it."""
        words = self.within(place)
        labels, row = HEADS[head], self.labels[head]
        if any(row[word] > 0 for word in words):
            return words
        for word in words:
            row[word] = labels.index(("B-" if word == words[0] else "I-") + label)
        return words

    def fill(self, head: str, label: str, place: Place) -> None:
        """Labels the words of a stretch, whatever they had."""
        for word in self.within(place):
            self.labels[head][word] = HEADS[head].index(label)

    def anchor(self, words: list[int], linked: Iterable[tuple[str, Place | None]]) -> None:
        """An anchor at the first of the words, with the stretches linked to it."""
        if not words:
            return
        links: dict[int, int] = {}
        for link, place in linked:
            for word in self.within(place) if place else ():
                links.setdefault(word, LINKS.index(link))
        self.links.append((words[0], links))


def see(text: str, language: str, engine: Engine, title: str | None = None, published: str | None = None) -> Sight:
    """What the encoder sees of a text that stands by itself, through the same stages as any page."""
    page = RawPage(body=text, media_type="text/plain", title=title, published=published, language=language)
    article = clean(page, engine.limit)
    if isinstance(article, Rejection):
        raise MisplacedError(f"{text[:60]!r} is refused: {article.detail}; take it out of the training data")
    knowledge = engine.knowledge(language)
    return look(outline_of(article, knowledge), knowledge)


def _place(stretch: Mapping[str, Any] | None) -> Place | None:
    return (stretch["start"], stretch["end"]) if stretch and stretch.get("start") is not None else None


def _check(gold: Mapping[str, Any], text: str, where: str) -> None:
    """Stops where an offset of the annotation does not match its text."""

    def walk(value: Any, path: str) -> None:
        if isinstance(value, dict):
            if {"start", "end", "exact"} <= value.keys() and text[value["start"] : value["end"]] != value["exact"]:
                found = text[value["start"] : value["end"]]
                raise MisplacedError(
                    f"{where}: {path} says {value['exact'][:60]!r} at {value['start']}-{value['end']}, "
                    f"where the text has {found[:60]!r}; annotate the text as it is, or take the datum out"
                )
            for key, inner in value.items():
                walk(inner, f"{path}.{key}" if path else key)
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                walk(inner, f"{path}[{number}]")

    walk(gold, "")


ARTICLE_HEADS = ("zone", "time", "quote", "cue", "event", "commitment", "condition")


def article_items(folder: Path, engine: Engine) -> Iterator[Item]:
    """Annotated articles: `corpus.jsonl` with texts and `gold.jsonl` with annotations, as annot.py writes them."""
    path = folder / "gold.jsonl"
    gold = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        value = json.loads(line)
        gold[value["article"]] = (f"{path}:{number} {value['article']}", value)
    for line in (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["id"] not in gold:
            continue
        where, value = gold[row["id"]]
        sight = see(row["text"], row["language"], engine, row.get("title"), row.get("published"))
        _check(value, sight.text, where)
        yield Item(row["id"], row["language"], "articles", sight, *_article_targets(value, sight))


def _article_targets(
    gold: Mapping[str, Any], sight: Sight
) -> tuple[dict[str, list[int]], list[tuple[int, dict[int, int]]]]:
    target = Target(sight, ARTICLE_HEADS)
    for zone in gold["boilerplate"]:
        target.fill("zone", zone["kind"], (zone["start"], zone["end"]))
    for time in gold["times"]:
        target.begin("time", time["type"], (time["start"], time["end"]))
    _statements(gold["statements"], target)
    times = [(time["value"], (time["start"], time["end"])) for time in gold["times"] if time["value"]]
    for event in gold["events"]:
        if event["trigger"]:
            _event(event, times, target)
    mentions = {actor["id"]: [(m["start"], m["end"]) for m in actor["mentions"]] for actor in gold["actors"]}
    for commitment in gold["commitments"]:
        if commitment["content"]:
            _commitment(commitment, mentions, target)
    return target.labels, target.links


def _statements(statements: Iterable[Mapping[str, Any]], target: Target) -> None:
    """Contents, the shortest first where they nest, then cues, then sources."""
    whole = [s for s in statements if s["content"]]
    whole.sort(key=lambda s: sum(c["end"] - c["start"] for c in s["content"]))
    for statement in whole:
        for content in statement["content"]:
            words = target.begin("quote", statement["kind"], (content["start"], content["end"]))
            linked = (("cue", _place(statement["cue"])), ("source", _place(statement["source"])))
            target.anchor(words, linked)
    for label in ("cue", "source"):
        for statement in whole:
            if place := _place(statement[label]):
                target.begin("cue", label, place)


def _event(event: Mapping[str, Any], times: Iterable[tuple[str, Place]], target: Target) -> None:
    place = (event["trigger"]["start"], event["trigger"]["end"])
    words = target.begin("event", event["type"], place)
    if words:
        target.labels["status"][words[0]] = HEADS["status"].index(event["status"])
    linked = [("actor", _place(part["span"])) for part in event["actors"]]
    linked += [("recipient", _place(part["span"])) for part in event["recipients"]]
    linked.append(("place", _place(event.get("place_span"))))
    same = [time for value, time in times if value == event.get("time")]
    if same:
        linked.append(("time", min(same, key=lambda time: abs(time[0] - place[0]))))
    target.anchor(words, linked)


NEAR = 300  # characters between a commitment and the words that name its holder


def _commitment(commitment: Mapping[str, Any], mentions: Mapping[str, list[Place]], target: Target) -> None:
    place = (commitment["content"]["start"], commitment["content"]["end"])
    words = target.begin("commitment", commitment["kind"], place)
    condition = commitment.get("condition")
    linked: list[tuple[str, Place | None]] = [("condition", _place(condition))]
    if condition and _place(condition):
        target.begin("condition", condition["polarity"], (condition["start"], condition["end"]))
    for link, key in (("holder", "holder"), ("addressee", "addressee")):
        for actor in commitment.get(key) or ():
            near = [m for m in mentions.get(actor, ()) if abs(m[0] - place[0]) < NEAR]
            if near:
                linked.append((link, min(near, key=lambda m: abs(m[0] - place[0]))))
    target.anchor(words, linked)


EXAMPLE_HEADS = ("time", "quote", "cue", "event", "commitment", "condition", "name")


def example_items(examples: Iterable[Example], engine: Engine) -> Iterator[Item]:
    """Texts written for training, annotated in full; zones only in those with a headline, which are whole pieces."""
    for example in examples:
        body = example.text[len(example.title or "") :].lstrip("\n")
        sight = see(body, example.language, engine, example.title)
        if not sight.text.startswith(example.text):
            raise MisplacedError(f"{example.id}: Kawat cleans its text; write it without blanks at line ends")
        target = noted(example.notes, sight, (*EXAMPLE_HEADS, "zone") if example.title else EXAMPLE_HEADS)
        yield Item(example.id, example.language, "sentences", sight, target.labels, target.links)


def noted(notes: Iterable[Note], sight: Sight, heads: Iterable[str]) -> Target:
    """The targets that annotations give, the shortest first where they nest; `heads` are those annotated in full."""
    target = Target(sight, heads)
    for note in sorted(notes, key=lambda n: n.fields[0][0][1] - n.fields[0][0][0]):
        _NOTES[note.kind](note.labels, [*note.fields, (), (), (), ()], target)
    return target


Fields = list[tuple[Place, ...]]


def _event_note(labels: tuple[str, ...], fields: Fields, target: Target) -> None:
    words = target.begin("event", labels[0], fields[0][0])
    if words:
        target.labels["status"][words[0]] = HEADS["status"].index(labels[1])
    named = zip(("actor", "recipient", "place"), fields[1:4], strict=True)
    target.anchor(words, [(link, place) for link, places in named for place in places])


def _quote_note(labels: tuple[str, ...], fields: Fields, target: Target) -> None:
    named = [(link, place) for link, places in zip(("cue", "source"), fields[1:3], strict=True) for place in places]
    for content in fields[0]:
        target.anchor(target.begin("quote", labels[0], content), named)
    for label, place in named:
        target.begin("cue", label, place)


def _commit_note(labels: tuple[str, ...], fields: Fields, target: Target) -> None:
    words = target.begin("commitment", labels[0], fields[0][0])
    named = zip(("holder", "addressee", "condition"), fields[1:4], strict=True)
    target.anchor(words, [(link, place) for link, places in named for place in places])
    if len(labels) > 1:
        for place in fields[3]:
            target.begin("condition", labels[1], place)


def _name_note(labels: tuple[str, ...], fields: Fields, target: Target) -> None:
    target.begin("name", labels[0], fields[0][0])


def _time_note(labels: tuple[str, ...], fields: Fields, target: Target) -> None:
    target.begin("time", labels[0], fields[0][0])


def _zone_note(labels: tuple[str, ...], fields: Fields, target: Target) -> None:
    target.fill("zone", labels[0], fields[0][0])


_NOTES: Mapping[str, Callable[[tuple[str, ...], Fields, Target], None]] = {
    "event": _event_note,
    "quote": _quote_note,
    "commit": _commit_note,
    "name": _name_note,
    "time": _time_note,
    "zone": _zone_note,
}
