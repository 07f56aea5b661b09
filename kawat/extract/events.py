"""Who did what to whom, in an ontology."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kawat.extract.event_aspects import find_ordinal, find_outcome
from kawat.extract.event_atlas import Atlas
from kawat.extract.event_dates import Calendar, calendar, date_opening, date_spoken, find_date
from kawat.extract.event_hints import Candidate, believed, candidates_of, linked_date, linked_place
from kawat.extract.event_merge import merge
from kawat.extract.event_parties import Parties, sides
from kawat.extract.event_places import find_place, with_victims
from kawat.extract.event_roles import find_parties
from kawat.extract.event_scene import Memory, Party, Scene, set_scene, speaker_of, states_of, words_of
from kawat.extract.event_status import find_status, sure_status
from kawat.extract.event_telling import Telling, telling_of
from kawat.extract.event_triggers import Trigger, find_triggers
from kawat.extract.guide import SIGNS, Guide, Settings
from kawat.extract.page import Cast, Line, Outline, Row, bounds
from kawat.ids import content_id
from kawat.knowledge.events import MUTUAL, EventKnowledge, EventType, Frame
from kawat.knowledge.load import Knowledge
from kawat.knowledge.tokens import Token
from kawat.records import Article, Considered, Event, EventStatus, Participant, Quotation, Timex

OPENING = 4  # sentences of the body in which somebody speaks for whom its opening names nobody
FAR = 30  # characters between a trigger and a lone side of it at most
Believed = tuple[tuple[Candidate, float], ...]
LEFT_OUT: frozenset[EventStatus] = frozenset({"called_for", "conditional", "not_occurred"})


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
    page = _page(article, lines, cast, timexes, quotations, knowledge)
    seen = _Seen(guide) if guide else None
    events: list[Event] = []
    for line in lines:
        if line.zone != "dateline":
            events.extend(_events_in(page, line, seen))
    title = max((line.end_char for line in lines if line.zone == "title"), default=0)
    types, published = knowledge.events.types, article.published_at
    told = with_victims(merge(events, cast, types, title), cast, types)
    opened = date_opening(told, lines, page.dates, published)
    return date_spoken(opened, lines, page.dates, quotations, published, types)


def staged(outline: Outline, knowledge: Knowledge, guide: Guide) -> Iterator[tuple[Scene, Candidate]]:
    """The words that a guide takes for events, each with its sentence made ready for questions about who acts."""
    page = _page(outline.article, outline.lines, outline.cast, outline.timexes, outline.quotations, knowledge)
    seen = _Seen(guide)
    for line in outline.lines:
        if line.zone != "dateline":
            scene, _, chosen = _staged(page, line, seen)
            yield from ((scene, candidate) for candidate, _ in chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What all sentences of an article are read with."""

    article: Article
    cast: Cast
    dates: Calendar
    telling: Telling
    atlas: Atlas
    memory: Memory
    knowledge: Knowledge


def _page(
    article: Article,
    lines: tuple[Line, ...],
    cast: Cast,
    timexes: tuple[Timex, ...],
    quotations: tuple[Quotation, ...],
    knowledge: Knowledge,
) -> _Page:
    """The article made ready, with nobody spoken of yet."""
    return _Page(
        article=article,
        cast=cast,
        dates=calendar(timexes),
        telling=telling_of(quotations),
        atlas=_atlas(article, lines, cast, knowledge),
        memory=Memory(states=states_of(cast), voice=_opening_voice(lines, cast, quotations)),
        knowledge=knowledge,
    )


def _opening_voice(lines: tuple[Line, ...], cast: Cast, quotations: tuple[Quotation, ...]) -> tuple[Party, ...]:
    """Who speaks first in the title or in the OPENING first sentences of the body; nobody where none is known."""
    body = [line for line in lines if line.zone == "body"]
    end = body[:OPENING][-1].end_char if body else 0
    told = sorted((q for q in quotations if q.speaker and q.content), key=lambda q: q.content[0].start_char)
    return speaker_of(told[0], cast) if told and told[0].content[0].start_char < end else ()


def _atlas(article: Article, lines: tuple[Line, ...], cast: Cast, knowledge: Knowledge) -> Atlas:
    """What names of places mean in the article; a phrase ends where a clause does."""
    sets = knowledge.events.sets
    ends = (sets["breaks"] | sets["relative"] | sets["sharing"]) - {","}
    return Atlas(article, lines, cast, knowledge.places, knowledge.actors, ends)


class _Seen:
    """What a guide says, by place in the text."""

    def __init__(self, guide: Guide) -> None:
        self.settings = guide.settings
        self.hints = Row(guide.hints.candidates, bounds)
        self.known = Row(guide.known, lambda event: bounds(event.trigger))

    def candidates(
        self, line: Line, words: Sequence[Token], triggers: Sequence[Trigger], page: _Page
    ) -> tuple[Candidate, ...]:
        """The words of a line that may tell an event."""
        stretch = line.start_char, line.end_char
        hints, known = self.hints.starting(*stretch), self.known.starting(*stretch)
        return candidates_of(line, words, triggers, hints, known, page.telling, page.knowledge.events)


def _staged(page: _Page, line: Line, seen: _Seen | None) -> tuple[Scene, Sequence[Trigger], Believed]:
    """A sentence made ready, the triggers that rules see in it and the candidates believed; updates the memory."""
    words, knowledge = words_of(line, page.cast), page.knowledge.events
    told = page.telling.of(words)
    triggers = find_triggers(words, line.zone == "title", knowledge)
    chosen = believed(seen.candidates(line, words, triggers, page), seen.settings.events) if seen else ()
    verbs = _verbs(words, (*triggers, *(candidate.trigger for candidate, _ in chosen)), knowledge)
    scene = set_scene(page.article, words, line, page.cast, told, verbs, page.memory, knowledge)
    if line.zone == "body":
        page.memory.voice = ()
    return scene, triggers, chosen


def _events_in(page: _Page, line: Line, seen: _Seen | None) -> Iterator[Event]:
    """The events that a sentence tells."""
    scene, triggers, chosen = _staged(page, line, seen)
    if seen is not None:
        yield from _hinted(page, scene, chosen, seen.settings)
        return
    for trigger in triggers:
        found = _found(scene, trigger, page.knowledge.events)
        if found is not None:
            yield _event(page, scene, trigger, found)


def _hinted(
    page: _Page, scene: Scene, chosen: Iterable[tuple[Candidate, float]], settings: Settings
) -> Iterator[Event]:
    """The events that a model sees in a sentence, with what rules say of their sides, date and place."""
    for candidate, belief in chosen:
        trigger, hint = candidate.trigger, candidate.hint.believing(settings.believed.link)
        parties = sides(scene, trigger, candidate.hint, page.cast, settings.roles)
        found = _found_with(scene, candidate, parties, page.knowledge.events)
        if found is not None:
            event = _event(page, scene, trigger, found)
            date = linked_date(scene, hint, page.dates, event.date)
            place = linked_place(scene, hint, page.atlas) or event.place
            votes = settings.events.votes(SIGNS, candidate.signs)
            yield replace(event, score=round(belief, 4), votes=votes, date=date, place=place)


def _found_with(
    scene: Scene, candidate: Candidate, parties: tuple[Parties, Parties], knowledge: EventKnowledge
) -> _Found | None:
    """Type and status from the model, but a status that rules are sure of wins; None where a side is missing."""
    trigger, hint = candidate.trigger, candidate.hint
    sure = sure_status(scene, trigger) if candidate.own else None
    status = sure or (hint.status[0] if hint.status else "occurred")
    kind = knowledge.types[trigger.pattern.type]
    if not _complete(trigger.pattern.frame, kind, *parties):
        return None
    return _Found(kind, status, *parties)


def _verbs(words: Sequence[Token], triggers: Sequence[Trigger], knowledge: EventKnowledge) -> frozenset[int]:
    """Places of words that look like verbs, and of the first words of verbal triggers."""
    found = {trigger.first for trigger in triggers if trigger.pattern.voice != "noun" and not trigger.attached}
    plain, adverbs = knowledge.sets["plain_words"], knowledge.sets["adverbs"]
    verbs, pattern = knowledge.sets["verb_words"], knowledge.verb
    for index, word in enumerate(words):
        lower = word.lower
        other = pattern is None or lower in plain or lower in adverbs or not word.text.islower()
        if lower in verbs or (not other and pattern is not None and pattern.match(lower)):
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
    if _is_loose(scene, trigger, status, actors, recipients) or _only_describes(scene, trigger, actors, recipients):
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

    Media that only report do nothing, nor does a crowd that belongs nowhere; a subject far away with nobody on the
    other side is mostly not the one who acts; what others did is believed of a speaker's own words only where these
    name both sides.
    """
    if all(party.actor.sector == "MED" or _is_crowd(party) for party in actors):
        return True
    if not recipients and len(actors) == 1 and _distance(scene, trigger, actors[0]) > FAR:
        return True
    quotation = scene.told[trigger.first]
    if quotation is None or quotation.mode != "direct" or status != "claimed":
        return False
    return not (_is_named_in(quotation, actors) and _is_named_in(quotation, recipients))


def _only_describes(scene: Scene, trigger: Trigger, actors: tuple[Party, ...], recipients: tuple[Party, ...]) -> bool:
    """Whether a clause that describes a noun tells no act: the noun takes no part in it, or nobody on the other side.

    `kelompok yang didukung Utara menyerang kota` tells no support where the group is nobody known.
    """
    if trigger.clause is None:
        return False
    head = next((spot.party for spot in scene.spots if spot.end == trigger.clause), None)
    sides = [party.actor.id for party in (*actors, *recipients)]
    return head is None or head.actor.id not in sides or len(sides) < 2


def _is_crowd(party: Party) -> bool:
    """Whether a common noun names a group of no known country and calling: `69 people`, but not `rebels`."""
    actor = party.actor
    known = actor.country is not None or actor.sector is not None
    return actor.kind == "group" and not known and not any(word[0].isupper() for word in actor.name.split())


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


def _event(page: _Page, scene: Scene, trigger: Trigger, found: _Found) -> Event:
    """The event of a trigger, as a record."""
    article, knowledge = page.article, page.knowledge
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
        date=find_date(scene, trigger, page.dates, found.status, article.published_at),
        place=find_place(scene, trigger, kind, found.recipients, page.atlas),
        status=found.status,
        outcome=find_outcome(scene, trigger, found.status),
        ordinal=find_ordinal(scene, trigger),
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
    if frame in MUTUAL:
        return len(actors) > 1
    if frame == "visit":
        return bool(actors and recipients)
    if frame == "urge":
        return bool(actors)
    return bool(actors) and (bool(recipients) or kind.recipients == "optional")


def _participants(parties: tuple[Party, ...]) -> tuple[Participant, ...]:
    """The parties as they stand in a record."""
    return tuple(Participant(actor=party.actor.id, span=party.span) for party in parties)
