"""Where a model reads along: reports that the rules do not see, and rules' reports that the model sees nothing in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kawat.extract.encoder.hints import Hint, Linked
from kawat.extract.encoder.labels import MODES
from kawat.extract.guide import Guide
from kawat.extract.page import Row, bounds
from kawat.extract.quoting.marks import Quoted
from kawat.extract.quoting.scene import Draft
from kawat.ids import MODEL_RULE
from kawat.records import Vote

HALF = 0.5
CLOSE = 4  # characters between the end of a quotation and its cue at most
APART = 160  # characters of cue and source between the parts of one utterance at most
_MARKS = frozenset("\"“”„«»'‘’`,.-–— \n\t")


def guided(drafts: Sequence[Draft], guide: Guide, quoted: Sequence[Quoted], text: str) -> list[Draft]:
    """The drafts that hints bear out, and hinted quotations that no draft tells, in reading order."""
    hints, believed = guide.hints, guide.settings.believed
    parts = joined(snapped(hints.quotations, quoted), hints.cues, text)
    covered = [(part[0].start_char, part[-1].end_char) for part in parts]
    flat = Row([hint for part in parts for hint in part], bounds)
    kept = [
        replace(draft, score=sure, votes=(Vote(sign="rule", value=1.0), Vote(sign="model", value=sure)))
        for draft in drafts
        if (sure := _support(draft, flat)) >= believed.support
    ]
    taken = Row(sorted(stretch for draft in kept for stretch in draft.content), _itself)
    for part, whole in zip(parts, covered, strict=True):
        score = sum(h.score * (h.end_char - h.start_char) for h in part) / sum(h.end_char - h.start_char for h in part)
        if score >= believed.quotation and not taken.touching(*whole):
            kept.append(_draft(part, round(score, 4)))
    return sorted(kept, key=lambda draft: draft.content[0])


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


def _itself(stretch: tuple[int, int]) -> tuple[int, int]:
    return stretch


def _support(draft: Draft, hints: Row[Hint]) -> float:
    """The probability that hints give the draft's characters, 0 for those outside every hint."""
    size = sum(end - start for start, end in draft.content)
    sure = 0.0
    for start, end in draft.content:
        near = hints.touching(start, end)
        sure += sum(hint.score * (min(hint.end_char, end) - max(hint.start_char, start)) for hint in near)
    return round(sure / size, 4) if size else 0.0


def _draft(part: tuple[Hint, ...], score: float) -> Draft:
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
        score=score,
        votes=(Vote(sign="model", value=score),),
    )


def _best(part: Iterable[Hint], link: str) -> Linked | None:
    """The surest words with that link."""
    return max((one for hint in part for one in hint.to(link)), key=lambda one: one.score, default=None)
