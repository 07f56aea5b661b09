"""Who did what to whom, in an ontology."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kawat.extract.encoder.hints import Hint
from kawat.extract.event_dates import Calendar, calendar, date_opening, find_date
from kawat.extract.event_hints import believed, candidates_of, linked_date, linked_place, sides
from kawat.extract.event_merge import merge
from kawat.extract.event_places import find_place
from kawat.extract.event_roles import find_parties
from kawat.extract.event_scene import Memory, Party, Scene, once, set_scene, states_of, words_of
from kawat.extract.event_status import find_status
from kawat.extract.event_triggers import Trigger, find_triggers
from kawat.extract.guide import Guide
from kawat.extract.page import Cast, Line
from kawat.ids import content_id
from kawat.knowledge.events import EventKnowledge, EventType, Frame
from kawat.knowledge.load import Knowledge
from kawat.knowledge.tokens import Token
from kawat.records import Article, Considered, Event, EventStatus, Participant, Quotation, Timex

FAR = 30  # characters between a trigger and a lone side of it at most
LEFT_OUT: frozenset[EventStatus] = frozenset({"called_for", "conditional", "not_occurred"})


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
    guide: Guide | None = None,
) -> tuple[Event, ...]:
    """Who did what to whom, in reading order; each act once.

    Both sides must be named or follow from the text, except where the ontology lets the receiving side be empty.
    With a guide, model and rules together say which words tell an act; who acts is mostly left to the rules.
    """
    telling, dates = _telling(quotations), calendar(timexes)
    memory = Memory(states=states_of(cast))
    events: list[Event] = []
    for line in lines:
        if line.zone != "dateline":
            events.extend(_events_in(article, line, cast, dates, telling, memory, knowledge, guide))
    title = max((line.end_char for line in lines if line.zone == "title"), default=0)
    return date_opening(merge(events, cast, title), lines, dates, article.published_at)


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
    dates: Calendar,
    telling: _Telling,
    memory: Memory,
    knowledge: Knowledge,
    guide: Guide | None,
) -> Iterator[Event]:
    """The events that a sentence tells."""
    words = words_of(line, cast)
    told = tuple(telling.at(word.start_char) for word in words)
    triggers = find_triggers(words, line.zone == "title", knowledge.events)
    if guide is not None:
        yield from _hinted(article, line, words, told, triggers, cast, dates, memory, knowledge, guide)
        return
    verbs = _verbs(words, triggers, knowledge.events)
    scene = set_scene(article, words, line, cast, told, verbs, memory, knowledge.events)
    for trigger in triggers:
        found = _found(scene, trigger, knowledge.events)
        if found is not None:
            yield _event(article, scene, trigger, found, dates, knowledge)


def _hinted(
    article: Article,
    line: Line,
    words: tuple[Token, ...],
    told: tuple[Quotation | None, ...],
    triggers: Sequence[Trigger],
    cast: Cast,
    dates: Calendar,
    memory: Memory,
    knowledge: Knowledge,
    guide: Guide,
) -> Iterator[Event]:
    """The events that a model sees in a sentence, with what rules say of their sides, date and place."""
    candidates = candidates_of(line, words, triggers, guide.hints.candidates, guide.known, knowledge.events)
    chosen = believed(candidates, guide.weights)
    verbs = _verbs(words, (*triggers, *(candidate.trigger for candidate, _ in chosen)), knowledge.events)
    scene = set_scene(article, words, line, cast, told, verbs, memory, knowledge.events)
    for candidate, belief in chosen:
        trigger, hint = candidate.trigger, candidate.hint
        found = _found_with(scene, trigger, hint, cast, knowledge.events)
        if found is not None:
            event = _event(article, scene, trigger, found, dates, knowledge)
            date = linked_date(scene, hint, dates, event.date)
            place = linked_place(article, scene, hint, knowledge.actors) or event.place
            yield replace(event, score=round(belief, 4), date=date, place=place)


def _found_with(scene: Scene, trigger: Trigger, hint: Hint, cast: Cast, knowledge: EventKnowledge) -> _Found | None:
    """Type and status from the model; sides from its links within the sentence, else from the rules."""
    actors, recipients = sides(scene, trigger, hint, cast)
    if trigger.pattern.frame in ("meet", "talks", "war"):
        actors, recipients = once((*actors, *recipients)), ()
    taken = {party.actor.id for party in actors}
    recipients = tuple(party for party in recipients if party.actor.id not in taken)
    status = hint.status[0] if hint.status else "occurred"
    kind = knowledge.types[trigger.pattern.type]
    if not _complete(trigger.pattern.frame, kind, actors, recipients):
        return None
    return _Found(kind, status, actors, recipients)


def _verbs(words: Sequence[Token], triggers: Sequence[Trigger], knowledge: EventKnowledge) -> frozenset[int]:
    """Places of words that look like verbs, and of the first words of verbal triggers."""
    found = {trigger.first for trigger in triggers if trigger.pattern.voice != "noun"}
    plain = knowledge.sets["plain_words"] | knowledge.sets["adverbs"]
    verbs, pattern = knowledge.sets["verb_words"], knowledge.verb
    for index, word in enumerate(words):
        if word.lower in verbs or (
            pattern is not None and word.lower not in plain and word.text.islower() and pattern.match(word.lower)
        ):
            found.add(index)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the words around a trigger say: type, status, both sides."""

    kind: EventType
    status: EventStatus
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]


def _found(scene: Scene, trigger: Trigger, knowledge: EventKnowledge) -> _Found | None:
    """Type, status and sides; None where a side is missing or the act is no fact, claim or plan."""
    actors, recipients = find_parties(scene, trigger)
    status = find_status(scene, trigger, actors)
    if status is None or status in LEFT_OUT:
        return None
    kind = knowledge.types[_type(trigger.pattern.type, status, knowledge)]
    if not _complete(trigger.pattern.frame, kind, actors, recipients):
        return None
    if _is_loose(scene, trigger, status, actors, recipients):
        return None
    return _Found(kind, status if kind.id == trigger.pattern.type else kind.announced, actors, recipients)


def _is_loose(
    scene: Scene,
    trigger: Trigger,
    status: EventStatus,
    actors: tuple[Party, ...],
    recipients: tuple[Party, ...],
) -> bool:
    """Whether the sides hang too loosely on the trigger to be believed.

    Media that only report do nothing; a subject far away with nobody on the other side is mostly not the one who
    acts; what others did is believed of a speaker's own words only where these name both sides.
    """
    if all(party.actor.sector == "MED" for party in actors):
        return True
    if not recipients and len(actors) == 1 and _distance(scene, trigger, actors[0]) > FAR:
        return True
    quotation = scene.told[trigger.first]
    if quotation is None or quotation.mode != "direct" or status != "claimed":
        return False
    return not (_is_named_in(quotation, actors) and _is_named_in(quotation, recipients))


def _is_named_in(quotation: Quotation, parties: tuple[Party, ...]) -> bool:
    """Whether a party is named inside the words quoted."""
    spans = [party.span for party in parties if party.span is not None]
    return any(
        content.start_char <= span.start_char < content.end_char for content in quotation.content for span in spans
    )


def _distance(scene: Scene, trigger: Trigger, party: Party) -> int:
    """Characters between the trigger and the words that name the party; FAR + 1 where no words do."""
    if party.span is None:
        return FAR + 1
    start_char, end_char = scene.words[trigger.first].start_char, scene.words[trigger.end - 1].end_char
    return max(0, max(start_char, party.span.start_char) - min(end_char, party.span.end_char))


def _event(
    article: Article, scene: Scene, trigger: Trigger, found: _Found, dates: Calendar, knowledge: Knowledge
) -> Event:
    """The event of a trigger, as a record."""
    pattern, kind = trigger.pattern, found.kind
    start_char, end_char = scene.words[trigger.first].start_char, scene.words[trigger.end - 1].end_char
    quotation = scene.told[trigger.first]
    mode = pattern.mode if kind.id == pattern.type else None
    return Event(
        id=content_id("event", article.id, start_char, end_char, kind.id),
        ontology=knowledge.events.ontology,
        type=kind.id,
        mode=mode,
        quad=kind.quad,
        intensity=next((m.intensity for m in kind.modes if m.id == mode), kind.intensity),
        trigger=article.span(start_char, end_char),
        actors=_participants(found.actors),
        recipients=_participants(found.recipients),
        date=find_date(scene, trigger, dates),
        place=find_place(article, scene, trigger, kind, found.recipients, knowledge.actors),
        status=found.status,
        quotation=quotation.id if quotation else None,
        rule=pattern.id,
        score=pattern.score,
        considered=_considered(trigger),
    )


def _considered(trigger: Trigger) -> tuple[Considered, ...]:
    """The senses of the trigger's words that lost."""
    return tuple(
        Considered(rule=other.id, proposal=other.type, lost_because=f"{trigger.pattern.id} is the closer sense here")
        for other in trigger.others
        if other.type != trigger.pattern.type
    )


def _type(name: str, status: EventStatus, knowledge: EventKnowledge) -> str:
    """The type of the act; an announced one may be another type in the ontology."""
    future = knowledge.types[name].future
    return future if future and status == "planned" else name


def _complete(frame: Frame, kind: EventType, actors: tuple[Party, ...], recipients: tuple[Party, ...]) -> bool:
    """Whether the sides that the type needs are there."""
    if frame in ("meet", "talks", "war"):
        return len(actors) > 1
    if frame == "visit":
        return bool(actors and recipients)
    return bool(actors) and (bool(recipients) or kind.recipients == "optional")


def _participants(parties: tuple[Party, ...]) -> tuple[Participant, ...]:
    """The parties as they stand in a record."""
    return tuple(Participant(actor=party.actor.id, span=party.span) for party in parties)
