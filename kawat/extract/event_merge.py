"""The same act told twice is one event: the first telling is its trigger, the others are mentions.

What the body tells of the same sides further on in other words is mostly another act, unless it is a meeting: who asks
somebody twice asks for two things. Source: read off annotated articles (docs/notes/errors-events.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kawat.extract.page import Cast
from kawat.knowledge.events import EventType
from kawat.records import Event, Participant, Span

BACKGROUND = "war"
NEAR = 60  # characters between two words that tell one blow
SOON = 150  # characters after an act in which other words tell it again


def merge(events: Iterable[Event], cast: Cast, types: Mapping[str, EventType], body: int) -> tuple[Event, ...]:
    """Events in reading order; same type, parties and words, and dates that do not contradict make one.

    `body` is where the body begins: what a headline tells and the body tells again has its trigger in the body.
    """
    kept: list[Event] = []
    places: dict[object, list[int]] = {}
    for event in events:
        if kept and _continues(kept[-1], event):
            kept[-1] = _joined(kept[-1], event, body)
            continue
        key = _key(event, cast)
        for place in places.get(key, ()):
            if _same_day(kept[place], event) and _same_words(kept[place], event, types[event.type], body):
                kept[place] = _joined(kept[place], event, body)
                break
        else:
            places.setdefault(key, []).append(len(kept))
            kept.append(event)
    told = _without_headlines(kept, body)
    return tuple(event for event in told if not _is_background(event, told))


def _without_headlines(events: Sequence[Event], body: int) -> list[Event]:
    """The events without those of a headline that the body tells more fully: same type, a party in common."""
    telling = [event for event in events if event.trigger.start_char >= body]
    titles = [event for event in events if event.trigger.start_char < body]
    return [e for e in titles if not any(e.type == t.type and _sides(e) & _sides(t) for t in telling)] + telling


def _is_background(event: Event, events: Iterable[Event]) -> bool:
    """Whether a war without a told attack stands beside an attack between the same sides."""
    if event.mode != BACKGROUND:
        return False
    sides = {party.actor for party in event.actors}
    return any(
        other.type == event.type and other.mode != BACKGROUND and len(sides & _sides(other)) > 1 for other in events
    )


def _sides(event: Event) -> set[str]:
    """Actor ids of both sides."""
    return {party.actor for party in (*event.actors, *event.recipients)}


def _key(event: Event, cast: Cast) -> object:
    """What two tellings of one act share: type and parties; states, their bodies and people in deed count as one."""
    people = event.quad.startswith("material")
    actors = frozenset(_name(party, cast, people) for party in event.actors)
    recipients = frozenset(_name(party, cast, people) for party in event.recipients)
    return event.type, actors, recipients, _state(event)


def _name(party: Participant, cast: Cast, people: bool) -> str:
    """The country behind a party where it stands for one, else the party itself."""
    actor = cast.by_id[party.actor]
    return actor.country if actor.country and people and actor.kind != "person" else actor.id


def _state(event: Event) -> str:
    """Whether the act is told as done, as hoped for or feared, or as not done: tellings of one act agree in this."""
    if event.status in ("planned", "conditional", "called_for"):
        return "ahead"
    return "not done" if event.status in ("denied", "not_occurred") else "done"


def _continues(one: Event, other: Event) -> bool:
    """Whether the second only tells what the first did: `serangan Utara menewaskan dua orang`."""
    near = other.trigger.start_char - one.trigger.end_char <= NEAR
    return (
        near
        and one.quad == "material conflict"
        and one.type == other.type
        and _state(one) == _state(other)
        and [p.actor for p in one.actors] == [p.actor for p in other.actors]
    )


def _same_day(one: Event, other: Event) -> bool:
    """Whether dates and ordinals allow that both tell one act: equal, or one of them untold."""
    if one.ordinal and other.ordinal and one.ordinal != other.ordinal:
        return False
    if one.date is None or other.date is None:
        return True
    return one.date.value.startswith(other.date.value) or other.date.value.startswith(one.date.value)


def _same_words(one: Event, other: Event, kind: EventType, body: int) -> bool:
    """Whether the words allow that both tell one act: any words in the headline, of a meeting, or soon after.

    Further on only those of one rule do, and those of asking never.
    """
    told = max(span.end_char for span in (one.trigger, *one.mentions))
    if kind.meets or one.trigger.start_char < body or other.trigger.start_char - told <= SOON:
        return True
    return not kind.asks and one.rule == other.rule


def _joined(one: Event, other: Event, body: int) -> Event:
    """The first telling, or the first in the body, with the other as mention, and what only one of them tells."""
    if one.trigger.start_char < body:
        one, other = other, one
    mentions: tuple[Span, ...] = (*one.mentions, other.trigger, *other.mentions)
    return replace(
        one,
        mentions=mentions,
        date=one.date or other.date,
        place=one.place or other.place,
        outcome=one.outcome or other.outcome,
        ordinal=one.ordinal or other.ordinal,
    )
