"""What stands behind one datum, gathered for people: its words in their sentence, its rivals and relatives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from kawat.exporters.marks import Datum, Mark, data_of, layer_of, main_span, marks_on
from kawat.records import Actor, Commitment, Considered, Event, Quotation, Reading, Span, Timex, Vote


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of the article (a sentence, or a line where no sentence holds the words) with its marks."""

    start_char: int
    end_char: int
    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A datum that the explained one names, or that names it (`names_this`): how, its id, its words or name."""

    relation: str
    names_this: bool
    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything that a reading says about one datum."""

    reading: Reading
    datum: Datum
    layer: str
    passages: tuple[Passage, ...]
    votes: tuple[Vote, ...]
    considered: tuple[Considered, ...]
    links: tuple[Link, ...]


def explain_datum(reading: Reading, datum_id: str) -> Explanation | None:
    """The explanation of the datum `datum_id`, None where the reading has none of that id."""
    datum = next((d for d in data_of(reading) if d.id == datum_id), None)
    if datum is None:
        return None
    return Explanation(
        reading=reading,
        datum=datum,
        layer=layer_of(datum),
        passages=tuple(_passages(reading, marks_on(datum))),
        votes=() if isinstance(datum, Actor | Timex) else datum.votes,
        considered=() if isinstance(datum, Actor) else datum.considered,
        links=tuple(_links(reading, datum)),
    )


def nearest_ids(reading: Reading, datum_id: str) -> list[str]:
    """Ids of the reading that look like `datum_id`, the most like first, at most five."""
    return get_close_matches(datum_id, [d.id for d in data_of(reading)], n=5, cutoff=0.5)


def _passages(reading: Reading, marks: tuple[Mark, ...]) -> Iterator[Passage]:
    """The sentences that hold the marks, in the order of the text, each with its marks."""
    held: dict[tuple[int, int], list[Mark]] = {}
    for mark in sorted(marks, key=lambda m: m.span.start_char):
        held.setdefault(_around(reading, mark.span), []).append(mark)
    for (start_char, end_char), inside in held.items():
        text = reading.article.text[start_char:end_char]
        yield Passage(start_char=start_char, end_char=end_char, text=text, marks=tuple(inside))


def _around(reading: Reading, span: Span) -> tuple[int, int]:
    """The sentences that the span touches, as one stretch; its line where no sentence does."""
    touched = [s for s in reading.sentences if s.start_char < span.end_char and span.start_char < s.end_char]
    if touched:
        return min(touched[0].start_char, span.start_char), max(touched[-1].end_char, span.end_char)
    text = reading.article.text
    start_char = text.rfind("\n", 0, span.start_char) + 1
    end_char = text.find("\n", span.end_char)
    return start_char, end_char if end_char >= 0 else len(text)


def _links(reading: Reading, datum: Datum) -> Iterator[Link]:
    """The data that this one names, then those that name it."""
    by_id = {d.id: d for d in data_of(reading)}
    for relation, named in _names(datum):
        if named in by_id:
            yield Link(relation=relation, names_this=False, id=named, text=_label(by_id[named]))
    for other in data_of(reading):
        for relation, named in _names(other):
            if named == datum.id:
                yield Link(relation=relation, names_this=True, id=other.id, text=_label(other))


def _names(datum: Datum) -> Iterator[tuple[str, str]]:
    """Relation and id of each datum that this one names."""
    match datum:
        case Quotation():
            yield from _given(("speaker", datum.speaker))
            yield from (("addressee", actor) for actor in datum.addressees)
        case Event():
            yield from (("actor", party.actor) for party in datum.actors)
            yield from (("recipient", party.actor) for party in datum.recipients)
            yield from _given(("date", datum.date.timex if datum.date else None), ("quotation", datum.quotation))
        case Commitment():
            yield from (("holder", actor) for actor in datum.holder)
            yield from (("addressee", actor) for actor in datum.addressee)
            yield from _given(("quotation", datum.quotation), ("event", datum.event))
        case Timex() | Actor():
            return


def _given(*pairs: tuple[str, str | None]) -> Iterator[tuple[str, str]]:
    """The pairs that have an id."""
    yield from ((relation, named) for relation, named in pairs if named is not None)


def _label(datum: Datum) -> str:
    """An actor's name, else the datum's first words."""
    if isinstance(datum, Actor):
        return datum.name
    span = main_span(datum)
    return span.text if span else ""
