"""Readings that people judged, as the gold that `kawat eval` reads: the rejected is out, the corrected is so.

Gold made so holds what was found and judged. What every reading overlooked nobody was shown, so it tells how much of
what an engine finds is right, and which of two finds more of that, but not how much there is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from kawat.records import NOT_THE_ARTICLES_WORDS, Actor, Commitment, Event, Participant, Quotation, Reading, Span

LAYERS = ("quotations", "events", "commitments")
"""What must be judged, every one of it, for an article to be gold."""

Corrected = Callable[[str, str, Any], Any]


def is_judged(reading: Reading, judged: Collection[str]) -> bool:
    """Whether the reading found something, and all that it found was judged; `judged` are ids."""
    ids = [one.id for layer in LAYERS for one in getattr(reading, layer)]
    return bool(ids) and all(one in judged for one in ids)


def gold_of(reading: Reading, rejected: Collection[str], corrected: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The gold of a judged reading; `rejected` are ids, `corrected` fields by id. Offsets: code points."""

    def field(id_: str, name: str, value: Any) -> Any:
        return corrected.get(id_, {}).get(name, value)

    article = reading.article
    quotations = [one for one in reading.quotations if one.id not in rejected]
    told = {one.id for one in quotations}
    return {
        "article": article.id,
        "boilerplate": [
            {**_stretch(article.span(zone.start_char, zone.end_char)), "kind": zone.kind}
            for zone in article.zones
            if zone.kind in NOT_THE_ARTICLES_WORDS
        ],
        "wire": [{**_stretch(wire.span), "agency": wire.agency} for wire in article.wire],
        "times": [
            {**_stretch(one.span), "type": field(one.id, "type", one.type), "value": field(one.id, "value", one.value)}
            for one in reading.timexes
            if one.id not in rejected
        ],
        "actors": [_actor(one, field) for one in reading.actors if one.id not in rejected],
        "statements": [_statement(one, field, rejected) for one in quotations],
        "events": [_event(one, field, rejected, told) for one in reading.events if one.id not in rejected],
        "commitments": [_commitment(one, field, rejected) for one in reading.commitments if one.id not in rejected],
        "body_start": len(article.title) + 2 if article.title and article.text.startswith(article.title) else 0,
    }


def _stretch(span: Span) -> dict[str, Any]:
    return {"start": span.start_char, "end": span.end_char, "exact": span.text}


def _actor(one: Actor, field: Corrected) -> dict[str, Any]:
    told = {name: field(one.id, name, getattr(one, name)) for name in ("name", "kind", "country", "role")}
    return {"id": one.id, **told, "mentions": [_stretch(mention.span) for mention in one.mentions]}


def _statement(one: Quotation, field: Corrected, rejected: Collection[str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": field(one.id, "mode", one.mode),
        "content": [_stretch(part) for part in one.content],
        "speaker": None if one.speaker in rejected else one.speaker,
    }


def _event(one: Event, field: Corrected, rejected: Collection[str], told: Collection[str]) -> dict[str, Any]:
    def side(parts: tuple[Participant, ...]) -> list[dict[str, Any]]:
        return [
            {"actor": part.actor, "span": _stretch(part.span) if part.span else None}
            for part in parts
            if part.actor not in rejected
        ]

    return {
        "id": one.id,
        "type": field(one.id, "type", one.type),
        "mode": field(one.id, "mode", one.mode),
        "trigger": _stretch(one.trigger),
        "actors": side(one.actors),
        "recipients": side(one.recipients),
        "status": field(one.id, "status", one.status),
        "time": one.date.value if one.date else None,
        "place": one.place.country if one.place else None,
        "asserted_by": one.quotation if one.quotation in told else "outlet",
    }


def _commitment(one: Commitment, field: Corrected, rejected: Collection[str]) -> dict[str, Any]:
    condition = one.condition
    return {
        "kind": field(one.id, "kind", one.kind),
        "holder": [actor for actor in one.holder if actor not in rejected],
        "addressee": [actor for actor in one.addressee if actor not in rejected],
        "content": _stretch(one.content),
        "deadline": field(one.id, "deadline", one.deadline),
        "made": field(one.id, "made", one.made),
        "condition": {**_stretch(condition.span), "polarity": condition.polarity} if condition else None,
    }
