"""Where a model reads along: reports that the rules do not see, and rules' reports that the model sees nothing in."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kawat.extract.encoder.hints import Hint, Hints, Linked
from kawat.extract.encoder.labels import MODES
from kawat.extract.guide import QUOTATION_SIGNS, Guide
from kawat.extract.page import Row, bounds
from kawat.extract.quoting.marks import Quoted
from kawat.extract.quoting.scene import Draft
from kawat.ids import MODEL_RULE, is_models
from kawat.knowledge.cues import CueKnowledge

HALF = 0.5
FAINT = 0.01  # the probability of a quotation that the model does not see
FEW = 4
SAME = 0.7  # share of joint characters from which two stretches tell one quotation
CLOSE = 4  # characters between the end of a quotation and its cue at most
APART = 160  # characters of cue and source between the parts of one utterance at most
Stretch = tuple[int, int]
_MARKS = frozenset("\"“”„«»'‘’`,.-–— \n\t")


Rated = tuple[Draft, tuple[float, ...]]


def guided(
    drafts: Sequence[Draft], guide: Guide, quoted: Sequence[Quoted], text: str, cues: CueKnowledge
) -> list[Draft]:
    """What is likely enough of what rules and model take for quotations, in reading order.

    Of a rule's draft and a hint that share words the likelier stays.
    """
    weights = guide.settings.quotations
    rated = [
        replace(draft, score=round(weights.belief(signs), 4), votes=weights.votes(QUOTATION_SIGNS, signs))
        for draft, signs in rated_of(drafts, guide.hints, quoted, text, cues)
    ]
    likely = [draft for draft in rated if draft.sure >= weights.least]
    alone = Row([(*stretch, one) for one in likely if is_models(one.rule) for stretch in one.content], _itself)
    kept = [draft for draft in likely if not is_models(draft.rule) and not _beaten(draft, alone)]
    taken = Row(_union(stretch for draft in kept for stretch in draft.content), _itself)
    kept += [d for d in likely if is_models(d.rule) and not taken.touching(d.content[0][0], d.content[-1][1])]
    return sorted(kept, key=lambda draft: draft.content[0])


def _beaten(draft: Draft, alone: Row[tuple[int, int, Draft]]) -> bool:
    """Whether what the model alone sees in these words is likelier."""
    return any(other.sure > draft.sure for stretch in draft.content for _, _, other in alone.touching(*stretch))


def _union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches in order, those that overlap as one."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def rated_of(
    drafts: Sequence[Draft], hints: Hints, quoted: Sequence[Quoted], text: str, cues: CueKnowledge
) -> list[Rated]:
    """The rules' drafts, and hinted quotations that none of them tells, with the signs for each (QUOTATION_SIGNS)."""
    parts = joined(snapped(hints.quotations, quoted), hints.cues, text)
    flat = Row([hint for part in parts for hint in part], bounds)
    told = sorted(drafts, key=lambda draft: draft.content[0])
    starts = [draft.content[0][0] for draft in told]
    rated = [(draft, _signs(draft, cues.rules[draft.rule].score, _support(draft, flat), flat)) for draft in drafts]
    for part in parts:
        draft = _draft(part)
        near = _near(told, starts, part[0].start_char, part[-1].end_char)
        if max((agreement(draft.content, other.content) for other in near), default=0.0) < SAME:
            rated.append((draft, _signs(draft, 0.0, _mean(part), flat)))
    return rated


def _near(drafts: Sequence[Draft], starts: Sequence[int], start_char: int, end_char: int) -> Sequence[Draft]:
    """The drafts that begin in the stretch, and the few before them that may reach into it."""
    low, high = bisect_left(starts, start_char), bisect_left(starts, end_char)
    return drafts[max(0, low - FEW) : high]


def _signs(draft: Draft, share: float, support: float, hints: Row[Hint]) -> tuple[float, ...]:
    """The signs of a draft; `share`: of right ones that its rule had, `support`: the probability that hints give it."""
    near = hints.touching(draft.content[0][0], draft.content[-1][1])
    whole = agreement(draft.content, [bounds(hint) for hint in near])
    return (float(share > 0), share, _odds(support), whole, float(draft.mode == "direct"), float(draft.cue is not None))


def agreement(one: Sequence[Stretch], other: Sequence[Stretch]) -> float:
    """Share of the joint characters that two lists of stretches have in common."""
    both = sum(max(0, min(b, d) - max(a, c)) for a, b in one for c, d in other)
    joint = sum(b - a for a, b in one) + sum(d - c for c, d in other) - both
    return both / joint if joint > 0 else 0.0


def _odds(chance: float) -> float:
    chance = min(1 - FAINT, max(FAINT, chance))
    return math.log(chance / (1 - chance))


def _mean(part: Sequence[Hint]) -> float:
    """The mean probability of the characters of a hinted utterance."""
    size = sum(hint.end_char - hint.start_char for hint in part)
    return round(sum(hint.score * (hint.end_char - hint.start_char) for hint in part) / size, 4)


def snapped(hints: Iterable[Hint], quoted: Sequence[Quoted]) -> list[Hint]:
    """The hints, direct ones from mark to mark: words in one pair of marks are said together."""
    found: list[Hint] = []
    row = Row(quoted, bounds)
    for hint in hints:
        near = row.touching(hint.start_char, hint.end_char) if hint.label == "direct" else ()
        held = [q for q in near if _shared(hint, q) >= HALF]
        for one in held:
            whole = replace(hint, start_char=one.start_char, end_char=one.end_char)
            if found and found[-1].start_char == whole.start_char:
                found[-1] = max(found[-1], whole, key=lambda h: h.score)
            else:
                found.append(whole)
        if not held and not (found and hint.start_char < found[-1].end_char):
            found.append(hint)
    return found


def _shared(hint: Hint, quoted: Quoted) -> float:
    """Share of the words in marks, or of the hint's if it lies inside them, that both have."""
    both = min(hint.end_char, quoted.end_char) - max(hint.start_char, quoted.start_char)
    return both / max(1, min(quoted.end_char - quoted.start_char, 2 * (hint.end_char - hint.start_char)))


def joined(hints: Iterable[Hint], cues: Sequence[Hint], text: str) -> list[tuple[Hint, ...]]:
    """Hints as utterances: parts with one cue, and paragraphs of one quotation, belong together."""
    starts = [cue.start_char for cue in cues if cue.label == "cue"]
    parts: list[list[Hint]] = []
    for hint in hints:
        if parts and _continues(parts[-1][-1], hint, starts, text):
            parts[-1].append(hint)
        else:
            parts.append([hint])
    return [tuple(part) for part in parts]


def _continues(one: Hint, other: Hint, cues: Sequence[int], text: str) -> bool:
    """Whether the second goes on from the first: nothing but marks between, or the first one's cue and source alone.

    A quotation with a cue of its own behind it is another one, if a sentence ended before it.
    """
    between = text[one.end_char : other.start_char]
    if set(between) <= _MARKS:
        return one.label == other.label and ("\n" in between or len(between) < 3)
    if "\n" in between or len(between) > APART:
        return False
    own = bisect_right(cues, other.end_char + CLOSE) > bisect_left(cues, other.end_char)
    inside = bisect_right(cues, other.start_char) - bisect_left(cues, one.end_char)
    if one.label == other.label == "direct" and inside:
        return not own and inside == 1
    shared = {c.start_char for c in one.to("cue")} & {c.start_char for c in other.to("cue")}
    return bool(shared) and not (own and any(sign in between for sign in ".?!"))


def _itself(told: tuple[int, int] | tuple[int, int, Draft]) -> Stretch:
    return told[0], told[1]


def _support(draft: Draft, hints: Row[Hint]) -> float:
    """The probability that hints give the draft's characters, 0 for those outside every hint."""
    size = sum(end - start for start, end in draft.content)
    sure = 0.0
    for start, end in draft.content:
        near = hints.touching(start, end)
        sure += sum(hint.score * (min(hint.end_char, end) - max(hint.start_char, start)) for hint in near)
    return round(sure / size, 4) if size else 0.0


def _draft(part: tuple[Hint, ...]) -> Draft:
    """A hinted utterance as a draft."""
    longest = max(part, key=lambda hint: hint.end_char - hint.start_char).label
    mode = next(mode for mode in MODES if mode == longest)
    cue, source = _best(part, "cue"), _best(part, "source")
    before = cue is not None and cue.end_char <= part[0].start_char
    kind = "words" if source else "shared" if before else "none"  # a cue ahead has its subject ahead of itself
    if source and cue and cue.start_char < source.start_char < cue.end_char:
        kind = "clitic"
    return Draft(
        mode=mode,
        content=tuple((hint.start_char, hint.end_char) for hint in part),
        cue=(cue.start_char, cue.end_char) if cue else None,
        source=(source.start_char, source.end_char) if source else None,
        source_kind=kind,
        rule=MODEL_RULE + mode,
    )


def _best(part: Iterable[Hint], link: str) -> Linked | None:
    """The surest words with that link."""
    return max((one for hint in part for one in hint.to(link)), key=lambda one: one.score, default=None)
