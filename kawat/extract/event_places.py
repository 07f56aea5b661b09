"""Where an act happened: a place phrase that stands with it, or the state that it struck or visited.

A blow that hit nobody known hit the state where it fell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kawat.extract.event_atlas import Atlas
from kawat.extract.event_scene import Party, Scene
from kawat.extract.event_triggers import Trigger
from kawat.extract.page import Cast
from kawat.knowledge.events import EventType
from kawat.records import Event, Participant, Place

AFTER, BEFORE = 16, 10  # words between the act and the preposition of its place at most
STAY = 3  # words between one that ties a phrase to somebody (`yang berada`) and the preposition at most


def find_place(
    scene: Scene, trigger: Trigger, kind: EventType, recipients: tuple[Party, ...], atlas: Atlas
) -> Place | None:
    """The nearest place of the clause that lies in a known country, later ones first, else the nearest at all.

    Without one, the state that an attack struck or a visit went to; None where no words tell a place.
    """
    open_place = None
    for index in _prepositions(scene, trigger, kind, atlas):
        place = _told(scene, trigger, kind, index, atlas)
        if place is not None and place.country is not None:
            return place
        open_place = open_place or place
    reached = _reached(scene, recipients, atlas) if kind.strikes or trigger.pattern.frame == "visit" else None
    return reached or open_place


def _prepositions(scene: Scene, trigger: Trigger, kind: EventType, atlas: Atlas) -> Iterator[int]:
    """Words that can open the phrase of the act's place, the likeliest first: in its clause, or as the sentence opens.

    What is said in an act of speech begins with a relative pronoun, so a place behind one is of something else.
    """
    words = atlas.words["inside"] | atlas.words["here"]
    if kind.strikes or trigger.pattern.frame == "visit" or trigger.pattern.frame in ("meet", "talks"):
        words |= atlas.words["towards"]
    sets = scene.knowledge.sets
    ends = sets["breaks"] | sets["relative"] if kind.speech else sets["breaks"]
    for index in range(trigger.end - 1, min(len(scene.words), trigger.end + AFTER)):
        if scene.lower(index) in ends:
            break
        if scene.lower(index) in words:
            yield index
    for index in (*range(trigger.first - 1, max(-1, trigger.first - BEFORE), -1), 0):
        if scene.lower(index) in words and not _is_tied(scene, index, atlas):
            yield index


def _is_tied(scene: Scene, index: int, atlas: Atlas) -> bool:
    """Whether the phrase before the act tells where somebody is, not where the act is: `warga yang tinggal di`."""
    return any(scene.lower(before) in atlas.words["stays"] for before in range(max(0, index - STAY), index))


def _told(scene: Scene, trigger: Trigger, kind: EventType, index: int, atlas: Atlas) -> Place | None:
    """The place that a preposition or a word like `here` tells; None where it tells none of this act."""
    if scene.lower(index) in atlas.words["here"]:
        return atlas.here()
    place = atlas.phrase(scene.words, index + 1)
    if place is None or not kind.speech or index < trigger.first:
        return place
    return place if _is_aside(scene, index, place, atlas) else None


def _is_aside(scene: Scene, index: int, place: Place, atlas: Atlas) -> bool:
    """Whether a comma, bracket or day follows, as where somebody spoke is told: `di Jakarta, Senin`.

    Other places behind an act of speech belong to what was said.
    """
    end = next((i for i in range(index, len(scene.words)) if scene.words[i].start_char >= place.span.end_char), None)
    return end is not None and (scene.lower(end) in (",", "(") or scene.words[end].text in atlas.words["follows"])


def _reached(scene: Scene, recipients: tuple[Party, ...], atlas: Atlas) -> Place | None:
    """The place that the words for the party name which an attack or visit reached: `fasilitas nuklir (Iran)`."""
    for party in recipients:
        if party.span is not None and party.actor.country is not None and party.actor.kind != "person":
            place = atlas.reached(scene.words, party.span, party.actor.country)
            if place is not None:
                return place
    return None


def with_victims(events: Iterable[Event], cast: Cast, types: Mapping[str, EventType]) -> tuple[Event, ...]:
    """The events; a blow that hit nobody of a known country hit the state where it fell, if the article names it.

    `Utara membom sebuah kafe di Selatan; 95 orang tewas` is told of Utara and Selatan.
    """
    states: dict[str | None, str] = {
        actor.country: actor.id for actor in reversed(cast.actors) if actor.kind == "country" and actor.country
    }
    return tuple(_with_victim(event, cast, states) if types[event.type].strikes else event for event in events)


def _with_victim(event: Event, cast: Cast, states: Mapping[str | None, str]) -> Event:
    land = event.place.country if event.place else None
    countries = {cast.by_id[party.actor].country for party in (*event.actors, *event.recipients)}
    hit = {cast.by_id[party.actor].country for party in event.recipients} - {None}
    mutual = len(event.actors) > 1 and not event.recipients
    if land not in states or land in countries or hit or mutual:
        return event
    return replace(event, recipients=(*event.recipients[:1], Participant(actor=states[land], span=None)))
