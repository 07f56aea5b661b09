"""Where an act happened: a place phrase that stands with it, or the state that an attack struck."""

from __future__ import annotations

from kawat.extract.event_scene import Party, Scene
from kawat.extract.event_triggers import Trigger
from kawat.knowledge.actors import ActorKnowledge, Lexeme
from kawat.knowledge.events import EventType
from kawat.knowledge.tokens import Hit
from kawat.records import Article, Place

AFTER, BEFORE = 16, 10
GAP = 3


def find_place(
    article: Article,
    scene: Scene,
    trigger: Trigger,
    kind: EventType,
    recipients: tuple[Party, ...],
    names: ActorKnowledge,
) -> Place | None:
    """The nearest place phrase of the clause, later ones first; None where no words tell a place."""
    after = range(trigger.end - 1, min(len(scene.words), trigger.end + AFTER))
    before = range(trigger.first - 1, max(-1, trigger.first - BEFORE), -1)
    for index in (*after, *before):
        if scene.lower(index) in scene.knowledge.sets["place_prepositions"]:
            place = place_at(article, scene, index + 1, names)
            if place is not None:
                return place
    return _struck(recipients) if kind.strikes else None


def place_at(article: Article, scene: Scene, start: int, names: ActorKnowledge) -> Place | None:
    """The place named at `start` or behind a few common words: `di ibu kota Utara`."""
    for index in range(start, min(start + GAP + 1, len(scene.words))):
        hit = names.exact.at(scene.words, index)
        if hit is not None and _is_place(hit):
            span = article.span(scene.words[hit.first].start_char, scene.words[hit.end - 1].end_char)
            return Place(country=hit.value.country, name=span.text, span=span)
        if not scene.words[index].text.isalpha():
            return None
    return None


def _is_place(hit: Hit[Lexeme]) -> bool:
    """Whether the name is a place of a known country."""
    return hit.value.country is not None and (hit.value.tag == "L" or hit.value.kind == "country")


def _struck(recipients: tuple[Party, ...]) -> Place | None:
    """The state that an attack struck, where its words stand in the text."""
    for party in recipients:
        if party.span is not None and party.actor.country is not None:
            return Place(country=party.actor.country, name=party.span.text, span=party.span)
    return None
