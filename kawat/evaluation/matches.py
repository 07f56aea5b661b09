"""Which data of a reading are which data of gold.

A match asks no more than a reader would: the same kind of thing, told at the same place, with the same parties.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple, Protocol, TypeVar

from kawat.evaluation.agree import Bounds, Party, characters, gap, overlap, pair, same_actor, same_party, same_time
from kawat.evaluation.gold import Gold, GoldActor, GoldCommitment, GoldEvent, GoldStatement, GoldTime
from kawat.records import Actor, Commitment, Event, Participant, Quotation, Reading, Span, Timex

Who = TypeVar("Who", GoldActor, Actor)

SHARED_CONTENT = 0.7
"""Least share of the joint characters of two contents."""
TRIGGER_GAP = 60
"""Most characters between two triggers."""
SHARED_MENTION = 0.5
"""Least share of the joint characters of two mentions of one participant."""
CONTENT_GAP = 80
"""Most characters between the contents of two commitments."""
MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE"})
"""Event types in which it does not matter who is listed on which side."""
KIND_CLASS = {
    "pledge": "pledge",
    "offer": "pledge",
    "concession": "pledge",
    "threat": "threat",
    "demand": "demand",
    "refusal": "refusal",
}


class Matches(NamedTuple):
    """The scored data of one article, both sides, and the pairs that were matched."""

    gold_times: list[GoldTime]
    timexes: list[Timex]
    times: list[tuple[GoldTime, Timex]]
    gold_statements: list[GoldStatement]
    quotations: list[Quotation]
    statements: list[tuple[GoldStatement, Quotation]]
    gold_events: list[GoldEvent]
    found_events: list[Event]
    triggers: list[tuple[GoldEvent, Event]]
    events: list[tuple[GoldEvent, Event]]
    gold_commitments: list[GoldCommitment]
    found_commitments: list[Commitment]
    commitments: list[tuple[GoldCommitment, Commitment]]
    participants: list[tuple[GoldActor, Actor]]


class Sides:
    """Who is who in one article: the actors of gold and those of the reading, by id."""

    def __init__(self, gold: Gold, reading: Reading) -> None:
        self._gold: dict[str | None, Party] = {actor.id: actor for actor in gold.actors}
        self._found: dict[str | None, Party] = {actor.id: actor for actor in reading.actors}

    def name_in_gold(self, actor: str | None) -> str | None:
        """The name behind an actor id of gold."""
        return self._gold[actor].name if actor in self._gold else None

    def name_found(self, actor: str | None) -> str | None:
        """The name behind an actor id of the reading."""
        return self._found[actor].name if actor in self._found else None

    def same_actor(self, gold: str | None, found: str | None) -> bool:
        """Whether two ids are one person, country or organisation."""
        return same_actor(self._gold.get(gold), self._found.get(found))

    def same_party(self, gold: str | None, found: str | None) -> bool:
        """Whether two ids stand on one side."""
        return same_party(self._gold.get(gold), self._found.get(found))

    def meet(self, gold: Iterable[str | None], found: Iterable[str | None]) -> bool:
        """Whether the two lists have a party in common."""
        theirs = tuple(found)
        return any(self.same_party(mine, other) for mine in gold for other in theirs)

    def agree(self, gold: Sequence[str | None], found: Sequence[str | None]) -> bool:
        """Whether the lists have a party in common and at most half of those found are strangers to gold."""
        friends = sum(self.meet(gold, [actor]) for actor in found)
        return friends > 0 and 2 * friends >= len(found)


def bounds(span: Span) -> Bounds:
    """First character of a span and one past its last."""
    return span.start_char, span.end_char


def match(gold: Gold, reading: Reading, sides: Sides) -> Matches:
    """Everything in the reading that is also in gold, one to one, layer by layer."""
    start = gold.body_start
    gold_times = [t for t in gold.times if t.start >= start]
    timexes = [t for t in reading.timexes if t.span.start_char >= start]
    gold_statements = [s for s in gold.statements if s.content and s.content[0].start >= start]
    quotations = [q for q in reading.quotations if q.content and q.content[0].start_char >= start]
    gold_events = [e for e in gold.events if e.trigger and e.trigger.start >= start]
    events = [e for e in reading.events if e.trigger.start_char >= start]
    gold_commitments = [c for c in gold.commitments if c.content and c.content.start >= start]
    commitments = [c for c in reading.commitments if c.content.start_char >= start]
    return Matches(
        gold_times=gold_times,
        timexes=timexes,
        times=pair(gold_times, timexes, lambda a, b: overlap(a.bounds, bounds(b.span))),
        gold_statements=gold_statements,
        quotations=quotations,
        statements=pair(gold_statements, quotations, _same_content),
        gold_events=gold_events,
        found_events=events,
        triggers=pair(gold_events, events, _same_trigger),
        events=pair(gold_events, events, lambda a, b: _same_event(a, b, sides)),
        gold_commitments=gold_commitments,
        found_commitments=commitments,
        commitments=pair(gold_commitments, commitments, lambda a, b: _same_commitment(a, b, sides)),
        participants=pair(_taking_part(gold.actors, gold_events), _taking_part(reading.actors, events), _same_mention),
    )


class _Event(Protocol):
    """An event, in gold or in a reading."""

    @property
    def actors(self) -> Sequence[_Part]:
        """Who acts."""

    @property
    def recipients(self) -> Sequence[_Part]:
        """To whom."""


class _Part(Protocol):
    """A part in an event."""

    @property
    def actor(self) -> str | None:
        """The id of who has it."""


def _taking_part(actors: Iterable[Who], events: Iterable[_Event]) -> list[Who]:
    """The actors that have a part in one of the events."""
    parts: set[str | None] = set()
    for event in events:
        parts.update(part.actor for part in chain(event.actors, event.recipients))
    return [actor for actor in actors if actor.id in parts]


def _same_mention(gold: GoldActor, found: Actor) -> float:
    """The greatest share of their joint characters that a mention of each has in common, 0 below `SHARED_MENTION`.

    Names and countries play no part, so that they can be compared afterwards.
    """
    spans = [bounds(mention.span) for mention in found.mentions]
    share = max((_share(mention.bounds, span) for mention in gold.mentions for span in spans), default=0.0)
    return share if share >= SHARED_MENTION else 0.0


def _share(a: Bounds, b: Bounds) -> float:
    common = overlap(a, b)
    return common / (a[1] - a[0] + b[1] - b[0] - common) if common else 0.0


def right_time(gold: GoldTime, timex: Timex) -> bool:
    """Whether an overlapping time expression also has gold's value; a gold value of None accepts any."""
    return gold.value is None or same_time(gold.value, timex.value)


def _same_content(gold: GoldStatement, quotation: Quotation) -> float:
    """The share of the joint characters of both contents, 0 below `SHARED_CONTENT`."""
    expected = characters(part.bounds for part in gold.content)
    found = characters(bounds(part) for part in quotation.content)
    joint = len(expected | found)
    share = len(expected & found) / joint if joint else 0.0
    return share if share >= SHARED_CONTENT else 0.0


def _same_trigger(gold: GoldEvent, event: Event) -> int:
    """How near two triggers of one type stand, from 1; 0 where they are too far apart or the types differ."""
    if gold.trigger is None or gold.type != event.type:
        return 0
    return max(0, TRIGGER_GAP + 1 - gap(gold.trigger.bounds, bounds(event.trigger)))


def _same_event(gold: GoldEvent, event: Event, sides: Sides) -> int:
    """As `_same_trigger`, and 0 where the parties differ."""
    near = _same_trigger(gold, event)
    return near if near and _same_parties(gold, event, sides) else 0


def _same_parties(gold: GoldEvent, event: Event, sides: Sides) -> bool:
    """Whether actors and recipients agree; for what is done together, whether both sides are there."""
    actors, recipients = [part.actor for part in gold.actors], [part.actor for part in gold.recipients]
    if gold.type in MUTUAL or (len(actors) > 1 and not recipients):
        return _both_sides_there(actors, recipients, _ids(event.actors + event.recipients), sides)
    right_actors = not actors or sides.agree(actors, _ids(event.actors))
    return right_actors and (not recipients or sides.agree(recipients, _ids(event.recipients)))


def _both_sides_there(actors: list[str | None], recipients: list[str | None], found: list[str], sides: Sides) -> bool:
    """Whether two sides of gold (each actor is one where there are no recipients) stand among those found."""
    camps = [actors, recipients] if recipients else [[actor] for actor in actors]
    present = sum(sides.meet(camp, found) for camp in camps)
    return present >= min(2, len(camps)) and sides.agree(actors + recipients, found)


def _ids(parts: Iterable[Participant]) -> list[str]:
    """The actor ids of participants."""
    return [part.actor for part in parts]


def _same_commitment(gold: GoldCommitment, commitment: Commitment, sides: Sides) -> int:
    """How near two contents of one class and holder stand, from 1; 0 where they are no match."""
    if gold.content is None or KIND_CLASS.get(gold.kind) != KIND_CLASS.get(commitment.kind):
        return 0
    if gold.holder and not sides.meet(gold.holder, commitment.holder):
        return 0
    return max(0, CONTENT_GAP + 1 - gap(gold.content.bounds, bounds(commitment.content)))
