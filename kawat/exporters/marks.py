"""The evidence of a reading as marks on its text: which words prove which datum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kawat.records import Actor, Commitment, Event, Quotation, Reading, Span, Timex

Layer = Literal["quotation", "event", "timex", "commitment", "actor", "wire"]
Datum = Quotation | Event | Timex | Commitment | Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One span of evidence: the datum's id, its layer, and which part of the datum the words are.

    `part` is content, cue, source, trigger, mention, place, condition, time, name or agency.
    """

    datum: str
    layer: Layer
    part: str
    span: Span


def data_of(reading: Reading) -> tuple[Datum, ...]:
    """All data of a reading: quotations, events, commitments, times, actors."""
    return (*reading.quotations, *reading.events, *reading.commitments, *reading.timexes, *reading.actors)


def layer_of(datum: Datum) -> Layer:
    """The layer that a datum belongs to."""
    layer: Layer = type(datum).__name__.lower()  # type: ignore[assignment]
    return layer


def marks_of(reading: Reading) -> tuple[Mark, ...]:
    """Every mark of a reading in the order of the text, a longer one before what lies inside it."""
    marks = [mark for datum in data_of(reading) for mark in marks_on(datum)]
    marks += [
        Mark(datum=f"wire-{n}", layer="wire", part="agency", span=w.span) for n, w in enumerate(reading.article.wire)
    ]
    return tuple(sorted(marks, key=lambda m: (m.span.start_char, -m.span.end_char)))


def marks_on(datum: Datum) -> tuple[Mark, ...]:
    """The marks of one datum, the words that carry it first."""
    return tuple(
        Mark(datum=datum.id, layer=layer_of(datum), part=part, span=span)
        for part, span in _parts(datum)
        if span is not None
    )


def _parts(datum: Datum) -> Iterator[tuple[str, Span | None]]:
    """Name and span of each part of a datum; None where the datum has no such words."""
    match datum:
        case Quotation():
            yield from (("content", span) for span in datum.content)
            yield "cue", datum.cue
            yield "source", datum.source
        case Event():
            yield "trigger", datum.trigger
            yield from (("mention", span) for span in datum.mentions)
            yield "place", datum.place.span if datum.place else None
        case Commitment():
            yield "content", datum.content
            yield "condition", datum.condition.span if datum.condition else None
        case Timex():
            yield "time", datum.span
        case Actor():
            yield from (("name", mention.span) for mention in datum.mentions)


def main_span(datum: Datum) -> Span | None:
    """The first words that carry the datum, None for an actor without a mention."""
    return next((mark.span for mark in marks_on(datum)), None)


def misquoted(reading: Reading) -> Mark | None:
    """The first mark whose text is not the slice of the article, None where all quote rightly."""
    text = reading.article.text
    for mark in marks_of(reading):
        if text[mark.span.start_char : mark.span.end_char] != mark.span.text:
            return mark
    return None
