"""Where a model reads along: commitments that no rule sees, and rules' commitments that the model sees nothing in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from kawat.extract.commitment_frames import Draft
from kawat.extract.commitment_parties import subject
from kawat.extract.commitment_scene import Scene
from kawat.extract.encoder.hints import Hint
from kawat.extract.encoder.labels import COMMITMENTS
from kawat.extract.page import Row
from kawat.ids import MODEL_RULE
from kawat.knowledge.commitments import Rule
from kawat.records import CommitmentKind

NEAR = 80  # characters between a draft and a hint that speaks for it at most
REACH = 14


def borne_out(scene: Scene, draft: Draft, hints: Row[Hint], same: dict[CommitmentKind, CommitmentKind]) -> Draft | None:
    """The draft with the probability of the surest hint of its class at its content, None where there is none."""
    start, end = scene.tokens[draft.content[0]].start_char, scene.tokens[draft.content[1] - 1].end_char
    kind = same.get(draft.kind, draft.kind)
    near = [hint for hint in hints.touching(start - NEAR, end + NEAR) if _class(hint, same) == kind]
    if not near:
        return None
    return replace(draft, score=max(hint.score for hint in near))


def _class(hint: Hint, same: dict[CommitmentKind, CommitmentKind]) -> CommitmentKind:
    return same.get(kind_of(hint), kind_of(hint))


def kind_of(hint: Hint) -> CommitmentKind:
    """The kind that the hint's label names."""
    return next(kind for kind in COMMITMENTS if kind == hint.label)


def hinted(scene: Scene, hints: Row[Hint], believed: float) -> list[Draft]:
    """Drafts of the hints at least so probable whose content begins in the sentence."""
    starts = [token.start_char for token in scene.tokens]
    drafts = []
    for hint in hints.starting(scene.line.start_char, scene.line.end_char):
        if hint.score < believed:
            continue
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
