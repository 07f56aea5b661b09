"""What a model says of a page by itself: its hints as data, without any decision of the rules.

This tells how good the heads are. Only who the words name is taken from the rules: a model knows words, not actors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kawat.extract.encoder.hints import Hint, Hints
from kawat.extract.page import Cast, Outline
from kawat.extract.quoting.hinted import joined, snapped
from kawat.extract.quoting.marks import find_quoted
from kawat.ids import content_id
from kawat.records import (
    Article,
    Commitment,
    Condition,
    Event,
    Participant,
    Polarity,
    Quotation,
    Span,
    Timex,
    Zone,
)

RULE = "heads"
LONGEST = 120  # characters from the start of a mention to words inside it at most


def heads_reading(outline: Outline, hints: Hints) -> Outline:
    """The outline with the hints in place of what the rules found.

    Quotations have no speaker, times no value and events no date; sides and holders are the actors whose mentions the
    linked words touch.
    """
    article = outline.article
    zones = tuple(Zone(kind=h.label, start_char=h.start_char, end_char=h.end_char) for h in hints.zones)  # type: ignore[arg-type]
    kept = tuple(zone for zone in article.zones if zone.kind in ("title", "dateline", "body"))
    return replace(
        outline,
        article=replace(article, zones=tuple(sorted((*kept, *zones), key=lambda zone: zone.start_char))),
        timexes=tuple(_timex(article, hint) for hint in hints.times),
        quotations=tuple(_quotation(article, part) for part in _utterances(outline, hints)),
        events=tuple(_event(article, hint, outline.cast) for hint in hints.events),
        commitments=tuple(_commitment(article, hint, hints, outline.cast) for hint in hints.commitments),
    )


def _utterances(outline: Outline, hints: Hints) -> list[tuple[Hint, ...]]:
    text = outline.article.text
    return joined(snapped(hints.quotations, find_quoted(text, outline.lines)), hints.cues, text)


def _span(article: Article, hint: Hint) -> Span:
    return article.span(hint.start_char, hint.end_char)


def _timex(article: Article, hint: Hint) -> Timex:
    span = _span(article, hint)
    return Timex(
        id=content_id("timex", article.id, span.start_char, span.end_char),
        span=span,
        type=hint.label,  # type: ignore[arg-type]
        value="",
        earliest=None,
        latest=None,
        rule=RULE,
    )


def _quotation(article: Article, part: tuple[Hint, ...]) -> Quotation:
    content = tuple(_span(article, hint) for hint in part)
    size = sum(span.end_char - span.start_char for span in content)
    return Quotation(
        id=content_id("quotation", article.id, content[0].start_char, content[-1].end_char),
        mode=max(part, key=lambda hint: hint.end_char - hint.start_char).label,  # type: ignore[arg-type]
        content=content,
        cue=None,
        source=None,
        speaker=None,
        rule=RULE,
        score=sum(hint.score * (hint.end_char - hint.start_char) for hint in part) / size,
    )


def _event(article: Article, hint: Hint, cast: Cast) -> Event:
    trigger = _span(article, hint)
    sides = {side: tuple(_linked(hint, side, cast)) for side in ("actor", "recipient")}
    acting = {actor for actor, _ in sides["actor"]}
    struck = tuple(party for party in sides["recipient"] if party[0] not in acting)
    return Event(
        id=content_id("event", article.id, hint.label, trigger.start_char, trigger.end_char),
        ontology="plover",
        type=hint.label,
        mode=None,
        quad="",
        intensity=0.0,
        trigger=trigger,
        actors=_participants(sides["actor"]),
        recipients=_participants(struck),
        date=None,
        place=None,
        status=hint.status[0] if hint.status else "occurred",  # type: ignore[arg-type]
        quotation=None,
        rule=RULE,
        score=hint.score,
    )


def _commitment(article: Article, hint: Hint, hints: Hints, cast: Cast) -> Commitment:
    content = _span(article, hint)
    return Commitment(
        id=content_id("commitment", article.id, hint.label, content.start_char, content.end_char),
        kind=hint.label,  # type: ignore[arg-type]
        holder=tuple(actor for actor, _ in _linked(hint, "holder", cast)),
        addressee=tuple(actor for actor, _ in _linked(hint, "addressee", cast)),
        content=content,
        condition=_condition(article, hint, hints.conditions),
        deadline=None,
        made=None,
        quotation=None,
        event=None,
        rule=RULE,
        score=hint.score,
    )


def _condition(article: Article, hint: Hint, conditions: Iterable[Hint]) -> Condition | None:
    """The surest words linked as the condition; their polarity is that of the condition found there, else `if`."""
    linked = max(hint.to("condition"), key=lambda one: one.score, default=None)
    if linked is None:
        return None
    there = (c for c in conditions if c.start_char < linked.end_char and linked.start_char < c.end_char)
    polarity: Polarity = next((c.label for c in there), "if")  # type: ignore[assignment]
    return Condition(polarity=polarity, span=article.span(linked.start_char, linked.end_char))


def _linked(hint: Hint, link: str, cast: Cast) -> Iterator[tuple[str, Span]]:
    """Actor ids with their words, each actor once: the mention that shares most with the linked words."""
    told = set()
    for linked in hint.to(link):
        near = cast.within(max(0, linked.start_char - LONGEST), linked.end_char)
        touched = [seen for seen in near if seen.end_char > linked.start_char]
        shared = [min(s.end_char, linked.end_char) - max(s.start_char, linked.start_char) for s in touched]
        if touched:
            best = touched[shared.index(max(shared))]
            if best.actor.id not in told:
                told.add(best.actor.id)
                yield best.actor.id, best.mention.span


def _participants(sides: Iterable[tuple[str, Span]]) -> tuple[Participant, ...]:
    return tuple(Participant(actor=actor, span=span) for actor, span in sides)
