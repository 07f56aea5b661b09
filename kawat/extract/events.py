"""Who did what to whom, in an ontology."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kawat.extract.event_dates import find_date
from kawat.extract.event_merge import merge
from kawat.extract.event_roles import Memory, Party, Scene, find_parties, set_scene, words_of
from kawat.extract.event_status import find_status
from kawat.extract.event_triggers import Trigger, find_triggers
from kawat.extract.page import Cast, Line
from kawat.ids import content_id
from kawat.knowledge.events import EventKnowledge
from kawat.knowledge.load import Knowledge
from kawat.knowledge.tokens import Token
from kawat.records import Article, Considered, Event, EventStatus, Participant, Quotation, Timex


@dataclass(frozen=True, slots=True)
class _Telling:
    """Who tells which stretch: content spans of quotations by start."""

    starts: tuple[int, ...]
    spans: tuple[tuple[int, int, Quotation], ...]

    def at(self, place: int) -> Quotation | None:
        """The quotation whose content covers the place."""
        index = bisect_right(self.starts, place) - 1
        if index >= 0 and place < self.spans[index][1]:
            return self.spans[index][2]
        return None


def find_events(
    article: Article,
    lines: tuple[Line, ...],
    cast: Cast,
    timexes: tuple[Timex, ...],
    quotations: tuple[Quotation, ...],
    knowledge: Knowledge,
) -> tuple[Event, ...]:
    """Who did what to whom, in reading order; each act once.

    Both sides must be named or follow from the text, except where the ontology lets the receiving side be empty.
    """
    telling = _telling(quotations)
    memory = Memory()
    events: list[Event] = []
    for line in lines:
        if line.zone != "dateline":
            events.extend(_events_in(article, line, cast, timexes, telling, memory, knowledge.events))
    title = max((line.end_char for line in lines if line.zone == "title"), default=0)
    return merge(events, title)


def _telling(quotations: Sequence[Quotation]) -> _Telling:
    """The content spans of all quotations, in order."""
    spans = sorted(
        ((span.start_char, span.end_char, quotation) for quotation in quotations for span in quotation.content),
        key=lambda told: (told[0], told[1], told[2].id),
    )
    return _Telling(tuple(told[0] for told in spans), tuple(spans))


def _events_in(
    article: Article,
    line: Line,
    cast: Cast,
    timexes: tuple[Timex, ...],
    telling: _Telling,
    memory: Memory,
    knowledge: EventKnowledge,
) -> Iterator[Event]:
    """The events that a sentence tells."""
    words = words_of(line, cast)
    told = tuple(telling.at(word.start_char) for word in words)
    triggers = find_triggers(words, line.zone == "title", knowledge)
    verbs = _verbs(words, triggers, knowledge)
    scene = set_scene(article, words, line, cast, told, verbs, memory, knowledge)
    for trigger in triggers:
        event = _event(article, scene, trigger, timexes, knowledge)
        if event is not None:
            yield event


def _verbs(words: Sequence[Token], triggers: Sequence[Trigger], knowledge: EventKnowledge) -> frozenset[int]:
    """Places of words that look like verbs, and of the first words of verbal triggers."""
    found = {trigger.first for trigger in triggers if trigger.pattern.voice != "noun"}
    plain, verbs, pattern = knowledge.sets["plain_words"], knowledge.sets["verb_words"], knowledge.verb
    for index, word in enumerate(words):
        if word.lower in verbs or (
            pattern is not None and word.lower not in plain and word.text.islower() and pattern.match(word.lower)
        ):
            found.add(index)
    return frozenset(found)


def _event(
    article: Article, scene: Scene, trigger: Trigger, timexes: tuple[Timex, ...], knowledge: EventKnowledge
) -> Event | None:
    """The event of a trigger, None where a side is missing or the act is no fact, claim or plan."""
    pattern = trigger.pattern
    actors, recipients = find_parties(scene, trigger)
    status = find_status(scene, trigger, actors)
    if status in (None, "called_for", "not_occurred", "conditional") or not _complete(
        pattern.frame, pattern.type, actors, recipients, knowledge
    ):
        return None
    kind = knowledge.types[_type(pattern.type, status, knowledge)]
    start_char, end_char = scene.words[trigger.first].start_char, scene.words[trigger.end - 1].end_char
    quotation = scene.told[trigger.first]
    return Event(
        id=content_id("event", article.id, start_char, end_char, kind.id),
        ontology=knowledge.ontology,
        type=kind.id,
        mode=pattern.mode if kind.id == pattern.type else None,
        quad=kind.quad,
        intensity=_intensity(kind.id, pattern.mode, knowledge),
        trigger=article.span(start_char, end_char),
        actors=_participants(actors),
        recipients=_participants(recipients),
        date=find_date(article, scene, trigger, timexes),
        place=None,
        status="occurred" if kind.id == "THREATEN" else status,
        quotation=quotation.id if quotation else None,
        rule=pattern.id,
        score=pattern.score,
        considered=tuple(
            Considered(rule=other.id, proposal=other.type, lost_because=f"{pattern.id} is the closer sense here")
            for other in trigger.others
            if other.type != pattern.type
        ),
    )


def _type(name: str, status: EventStatus, knowledge: EventKnowledge) -> str:
    """The type of the act; an announced one may be another type in the ontology."""
    future = knowledge.types[name].future
    return future if future and status == "planned" else name


def _intensity(name: str, mode: str | None, knowledge: EventKnowledge) -> float:
    """The conflict-cooperation value of the mode, else of the type."""
    kind = knowledge.types[name]
    return next((m.intensity for m in kind.modes if m.id == mode), kind.intensity)


def _complete(
    frame: str, name: str, actors: tuple[Party, ...], recipients: tuple[Party, ...], knowledge: EventKnowledge
) -> bool:
    """Whether the sides that the type needs are there."""
    if frame in ("meet", "talks", "war"):
        return len(actors) > 1
    if frame == "visit":
        return bool(actors and recipients)
    return bool(actors) and (bool(recipients) or knowledge.types[name].recipients == "optional")


def _participants(parties: tuple[Party, ...]) -> tuple[Participant, ...]:
    """The parties as they stand in a record."""
    return tuple(Participant(actor=party.actor.id, span=party.span) for party in parties)
