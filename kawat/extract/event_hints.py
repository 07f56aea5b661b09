"""Where a model reads along: which words it takes for an act, and whom it links to them."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kawat.extract.encoder.hints import Hint
from kawat.extract.event_atlas import Atlas
from kawat.extract.event_dates import Calendar, dated
from kawat.extract.event_scene import Scene
from kawat.extract.event_telling import Telling
from kawat.extract.event_triggers import Trigger
from kawat.extract.guide import Weights
from kawat.extract.page import Line
from kawat.ids import model_rule
from kawat.knowledge.events import EventKnowledge, Pattern
from kawat.knowledge.tokens import Token
from kawat.records import Event, EventDate, Place, Quotation

LONGEST = 120  # characters from the start of a mention to a link into it at most
CLOSE = 20  # characters between a rule's trigger and a hint that are one
TINY = 1e-4


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may tell an event: how the rules read them, what the model says of them, the signs for it.

    `own` says that the rules know the words for that type: only then is a negation before them no part of the act.
    """

    trigger: Trigger
    hint: Hint
    signs: tuple[float, ...]
    own: bool


def candidates_of(
    line: Line,
    words: Sequence[Token],
    triggers: Sequence[Trigger],
    hints: Iterable[Hint],
    known: Iterable[Event],
    telling: Telling,
    knowledge: EventKnowledge,
) -> tuple[Candidate, ...]:
    """The hints of a line, each with the rules' own trigger where one of its type stands there.

    `hints` and `known`, the events that the rules alone find, are those that begin in the line.
    """
    starts = [word.start_char for word in words]
    known, found = tuple(known), []
    for hint in hints:
        first = bisect_left(starts, hint.start_char)
        if first >= len(words):
            continue
        end = max(first + 1, bisect_left(starts, hint.end_char))
        own = next((t for t in triggers if t.pattern.type == hint.label and t.first < end and t.end > first), None)
        rule = max((e.score for e in known if e.type == hint.label and _gap(e, hint) <= CLOSE), default=None)
        trigger = own or Trigger(first, end, _pattern(words[first], hint.label, knowledge), ())
        signs = _signs(line, hint, rule, own is not None, telling.at(hint.start_char))
        found.append(Candidate(trigger, hint, signs, own is not None))
    return tuple(found)


def _gap(event: Event, hint: Hint) -> int:
    return max(0, event.trigger.start_char - hint.end_char, hint.start_char - event.trigger.end_char)


def _signs(line: Line, hint: Hint, rule: float | None, lexicon: bool, told: Quotation | None) -> tuple[float, ...]:
    """The signs of a hint, in the order of SIGNS."""
    has_rule, kind = float(rule is not None), _odds(hint.score)
    place = math.log1p(hint.start_char)
    title = float(line.zone == "title")
    said, direct = float(told is not None), float(told is not None and told.mode == "direct")
    struck = max((linked.score for linked in hint.to("recipient")), default=0.0)
    own = (has_rule, rule or 0.0, kind, _odds(hint.inside), float(lexicon), title, place, has_rule * kind)
    return (*own, said, direct, struck)


def _odds(chance: float) -> float:
    chance = min(1 - TINY, max(TINY, chance))
    return math.log(chance / (1 - chance))


def believed(candidates: Iterable[Candidate], weights: Weights) -> tuple[tuple[Candidate, float], ...]:
    """Candidates that are likely enough, with their probability; of those that share words the likeliest."""
    rated = [(candidate, weights.belief(candidate.signs)) for candidate in candidates]
    kept: list[tuple[Candidate, float]] = []
    for candidate, belief in sorted(rated, key=lambda pair: (-pair[1], pair[0].hint.start_char, pair[0].hint.label)):
        if belief >= weights.least and not any(_share(candidate, other) for other, _ in kept):
            kept.append((candidate, belief))
    return tuple(sorted(kept, key=lambda pair: pair[0].trigger.first))


def _share(one: Candidate, other: Candidate) -> bool:
    return one.trigger.first < other.trigger.end and other.trigger.first < one.trigger.end


def _pattern(word: Token, kind: str, knowledge: EventKnowledge) -> Pattern:
    """How the rules are to read words that no row of theirs names."""
    voice = knowledge.voice_of(word.lower)
    frame = knowledge.types[kind].frames.get(voice, "act")
    rule = model_rule(f"{knowledge.language}/{knowledge.ontology}", kind.lower())
    return Pattern(rule, kind, None, frame, voice, False, None, 0, None, 0.5)


def linked_date(scene: Scene, hint: Hint, dates: Calendar, own: EventDate | None) -> EventDate | None:
    """The date that the model links to the trigger within its sentence, else the rules' own, else one linked beyond."""
    start_char, end_char = scene.words[0].start_char, scene.words[-1].end_char
    far = None
    for linked in hint.to("time"):
        for timex in dates.within(max(0, linked.start_char - LONGEST), linked.end_char):
            if timex.span.end_char > linked.start_char:
                if start_char <= timex.span.start_char < end_char:
                    return dated(timex)
                far = far or dated(timex)
    return own or far


def linked_place(scene: Scene, hint: Hint, atlas: Atlas) -> Place | None:
    """The place that the model links to the trigger, where knowledge has its country."""
    for linked in hint.to("place"):
        index = bisect_left(scene.starts, linked.start_char)
        if index < len(scene.words):
            place = atlas.phrase(scene.words, index)
            if place is not None:
                return place
    return None
