"""Where a model reads along: which words it takes for an act, and whom it links to them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from kawat.extract.encoder.hints import Hint, Linked
from kawat.extract.event_dates import Calendar, dated
from kawat.extract.event_places import place_at
from kawat.extract.event_scene import Party, Scene, once
from kawat.extract.event_triggers import Trigger
from kawat.extract.page import Cast
from kawat.knowledge.actors import ActorKnowledge
from kawat.knowledge.events import EventKnowledge, Frame, Pattern
from kawat.knowledge.tokens import Token
from kawat.records import Article, EventDate, Place

SURE = 0.5  # a link of at least this probability is believed against the rules
LONGEST = 120  # characters from the start of a mention to a link into it at most
MODEL = "model"


def proposed(
    words: Sequence[Token], triggers: Sequence[Trigger], hints: Iterable[Hint], knowledge: EventKnowledge
) -> Iterator[tuple[Trigger, Hint]]:
    """The hints that begin among the words, each as a trigger: the rules' own where one of its type stands there."""
    starts = [word.start_char for word in words]
    for hint in hints:
        first = bisect_left(starts, hint.start_char)
        end = max(first + 1, bisect_left(starts, hint.end_char))
        if first < len(words):
            own = next((t for t in triggers if t.pattern.type == hint.label and t.first < end and t.end > first), None)
            yield own or Trigger(first, end, _pattern(words[first], hint.label, knowledge), ()), hint


def _pattern(word: Token, kind: str, knowledge: EventKnowledge) -> Pattern:
    """How the rules are to read words that no row of theirs names."""
    voice = knowledge.voice_of(word.lower)
    frame: Frame = "act"
    if kind == "CONSULT":
        frame = "talks" if voice == "noun" else "meet"
    rule = f"{MODEL}/{knowledge.ontology}/{kind.lower()}"
    return Pattern(rule, kind, None, frame, voice, False, None, 0, None, 0.5)


def linked_parties(scene: Scene, hint: Hint, cast: Cast) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Actors and recipients that the model links to the trigger."""
    sides = [
        once(party for linked in hint.to(side) if linked.score >= SURE for party in _parties(scene, linked, cast))
        for side in ("actor", "recipient")
    ]
    return sides[0], sides[1]


def _parties(scene: Scene, linked: Linked, cast: Cast) -> Iterator[Party]:
    """Whom the linked words name: spots of the sentence first, else mentions anywhere."""
    spots = [
        spot
        for spot in scene.spots
        if scene.words[spot.first].start_char < linked.end_char
        and scene.words[spot.end - 1].end_char > linked.start_char
    ]
    if spots:
        yield from (spot.party for spot in spots)
        return
    near = cast.within(max(0, linked.start_char - LONGEST), linked.end_char)
    for seen in near:
        if seen.end_char > linked.start_char:
            yield Party(seen.actor, seen.mention.span)
            return


def linked_date(hint: Hint, dates: Calendar) -> EventDate | None:
    """The date that the model links to the trigger."""
    for linked in hint.to("time"):
        for timex in dates.within(max(0, linked.start_char - LONGEST), linked.end_char):
            if linked.score >= SURE and timex.span.end_char > linked.start_char:
                return dated(timex)
    return None


def linked_place(article: Article, scene: Scene, hint: Hint, names: ActorKnowledge) -> Place | None:
    """The place that the model links to the trigger, where knowledge has its country."""
    for linked in hint.to("place"):
        index = bisect_left(scene.starts, linked.start_char)
        if linked.score >= SURE and index < len(scene.words):
            place = place_at(article, scene, index, names)
            if place is not None:
                return place
    return None
