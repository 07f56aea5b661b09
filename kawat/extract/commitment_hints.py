"""Where a model reads along: what rules and model make of a sentence, and how likely each of it is."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kawat.extract.commitment_frames import Draft, drafts_of
from kawat.extract.commitment_parties import subject
from kawat.extract.commitment_scene import Scene
from kawat.extract.encoder.hints import Hint
from kawat.extract.encoder.labels import COMMITMENTS
from kawat.extract.guide import COMMITMENT_SIGNS, Weights
from kawat.extract.page import Row
from kawat.ids import MODEL_RULE
from kawat.knowledge.commitments import Rule
from kawat.records import CommitmentKind

CLASS: dict[CommitmentKind, CommitmentKind] = {"offer": "pledge", "concession": "pledge"}
"""Kinds that tell the same as another: a pledge becomes an offer or concession by its words, not by its nature."""

NEAR = 80  # characters between a draft and a hint that speaks for it at most
REACH = 14
FAINT = 0.01  # the probability of a commitment that the model does not see

Rated = tuple[Draft, tuple[float, ...]]


def believed(scene: Scene, hints: Row[Hint], weights: Weights) -> tuple[Draft, ...]:
    """What is likely enough of what rules and model make of a sentence, with its probability, in reading order.

    Of drafts that touch each other the likeliest stays.
    """
    rated = [
        replace(draft, score=weights.belief(signs), votes=weights.votes(COMMITMENT_SIGNS, signs))
        for draft, signs in rated_of(scene, hints)
    ]
    kept: list[Draft] = []
    for draft in sorted(rated, key=lambda one: (-one.sure, one.content, one.kind)):
        if draft.sure >= weights.least and not touches(draft, kept):
            kept.append(draft)
    return tuple(sorted(kept, key=lambda one: one.content))


def rated_of(scene: Scene, hints: Row[Hint]) -> list[Rated]:
    """Every draft of rules and model with the signs for it, in the order of guide.COMMITMENT_SIGNS."""
    ruled, seen = drafts_of(scene), hinted(scene, hints)
    own = [(draft, _signs(scene, draft, draft, hints)) for draft in ruled]
    return own + [
        (draft, _signs(scene, draft, _agreeing(draft, ruled), hints))
        for draft in seen
        if not any(class_of(draft) == class_of(other) and touches(draft, [other]) for other in ruled)
    ]


def _agreeing(draft: Draft, ruled: Iterable[Draft]) -> Draft | None:
    """A rule's draft of the sentence that is of the same class."""
    return next((other for other in ruled if class_of(other) == class_of(draft)), None)


def class_of(draft: Draft) -> CommitmentKind:
    """The kind whose commitments would tell the same."""
    return CLASS.get(draft.kind, draft.kind)


def _signs(scene: Scene, draft: Draft, rule: Draft | None, hints: Row[Hint]) -> tuple[float, ...]:
    """The signs of a draft; `rule` is the rules' draft that says so."""
    start, end = scene.tokens[draft.content[0]].start_char, scene.tokens[draft.content[1] - 1].end_char
    near = hints.touching(start - NEAR, end + NEAR)
    same = max((hint.score for hint in near if _class(hint) == class_of(draft)), default=0.0)
    rival = max((hint.score for hint in near if _class(hint) != class_of(draft)), default=0.0)
    said = scene.said_at(draft.content[0])
    rests = scene.knowledge.basis.rests_on[draft.kind]
    acts = any(event.type in rests for event in scene.events)
    return (
        float(rule is draft),
        rule.rule.score if rule else 0.0,
        _odds(same),
        _odds(rival),
        float(said is not None),
        float(acts),
        float(bool(draft.holder)),
        float(scene.line.zone == "title"),
    )


def _odds(chance: float) -> float:
    chance = min(1 - FAINT, max(FAINT, chance))
    return math.log(chance / (1 - chance))


def _class(hint: Hint) -> CommitmentKind:
    kind = kind_of(hint)
    return CLASS.get(kind, kind)


def kind_of(hint: Hint) -> CommitmentKind:
    """The kind that the hint's label names."""
    return next(kind for kind in COMMITMENTS if kind == hint.label)


def hinted(scene: Scene, hints: Row[Hint]) -> list[Draft]:
    """Drafts of the hints whose content begins in the sentence."""
    starts = [token.start_char for token in scene.tokens]
    drafts = []
    for hint in hints.starting(scene.line.start_char, scene.line.end_char):
        first = max(0, bisect_right(starts, hint.start_char) - 1)
        end = max(first + 1, bisect_left(starts, hint.end_char))
        drafts.append(_draft(scene, hint, first, end))
    return drafts


def _draft(scene: Scene, hint: Hint, first: int, end: int) -> Draft:
    kind = kind_of(hint)
    holder = _linked(scene, hint, "holder") or subject(scene, first, REACH)
    addressee = tuple(actor for actor in _linked(scene, hint, "addressee") if actor not in holder)
    rule = Rule(
        id=MODEL_RULE + kind,
        kind=kind,
        frame="nothing",
        words=(),
        score=hint.score,
        source="model",
        language=scene.knowledge.language,
    )
    return Draft(
        rule=rule, kind=kind, holder=holder, addressee=addressee, words=(first, first + 1), content=(first, end)
    )


def _linked(scene: Scene, hint: Hint, link: str) -> tuple[str, ...]:
    """Actor ids of the heads of the sentence that the model links to the content."""
    found: list[str] = []
    for linked in hint.to(link):
        for head in scene.heads.all:
            start, end = scene.tokens[head.first].start_char, scene.tokens[head.end - 1].end_char
            if start < linked.end_char and linked.start_char < end and head.actor.id not in found:
                found.append(head.actor.id)
    return tuple(found)


def touches(draft: Draft, others: Sequence[Draft]) -> bool:
    """Whether the content shares a word with another draft's, or stands at most two words from it."""
    return any(max(draft.content[0], o.content[0]) - min(draft.content[1], o.content[1]) <= 2 for o in others)
