"""Where a model reads along: reports that the rules do not see, and rules' reports that the model sees nothing in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kawat.extract.encoder.hints import Hint, Linked
from kawat.extract.encoder.labels import MODES
from kawat.extract.quoting.scene import Draft

MODEL = "model"
BELIEVED = 0.5  # probability of a hinted quotation that the rules do not see
SUPPORT = 0.2  # probability that hints must give the characters of a draft
APART = 160  # characters of cue and source between the parts of one utterance at most
_MARKS = frozenset("\"“”„«»'‘’`,.-–— \n\t")


def with_hints(drafts: Sequence[Draft], hints: Iterable[Hint], text: str) -> list[Draft]:
    """The drafts that hints bear out, and hinted quotations that no draft tells, in reading order."""
    parts = joined(hints, text)
    covered = [(part[0].start_char, part[-1].end_char) for part in parts]
    flat = [hint for part in parts for hint in part]
    kept = [replace(draft, score=sure) for draft in drafts if (sure := _support(draft, flat)) >= SUPPORT]
    taken = [stretch for draft in kept for stretch in draft.content]
    for part, whole in zip(parts, covered, strict=True):
        score = sum(h.score * (h.end_char - h.start_char) for h in part) / sum(h.end_char - h.start_char for h in part)
        if score >= BELIEVED and not any(start < whole[1] and whole[0] < end for start, end in taken):
            kept.append(_draft(part, round(score, 4)))
    return sorted(kept, key=lambda draft: draft.content[0])


def joined(hints: Iterable[Hint], text: str) -> list[tuple[Hint, ...]]:
    """Hints as utterances: parts with one cue, and paragraphs of one quotation, belong together."""
    parts: list[tuple[Hint, ...]] = []
    for hint in hints:
        if parts and _continues(parts[-1][-1], hint, text):
            parts[-1] = (*parts[-1], hint)
        else:
            parts.append((hint,))
    return parts


def _continues(one: Hint, other: Hint, text: str) -> bool:
    between = text[one.end_char : other.start_char]
    if set(between) <= _MARKS:
        return one.label == other.label and ("\n" in between or len(between) < 3)
    shared = {c.start_char for c in one.to("cue")} & {c.start_char for c in other.to("cue")}
    return bool(shared) and "\n" not in between and len(between) <= APART


def _support(draft: Draft, hints: Sequence[Hint]) -> float:
    """The probability that hints give the draft's characters, 0 for those outside every hint."""
    size = sum(end - start for start, end in draft.content)
    sure = 0.0
    for start, end in draft.content:
        sure += sum(h.score * max(0, min(h.end_char, end) - max(h.start_char, start)) for h in hints)
    return round(sure / size, 4) if size else 0.0


def _draft(part: tuple[Hint, ...], score: float) -> Draft:
    """A hinted utterance as a draft."""
    longest = max(part, key=lambda hint: hint.end_char - hint.start_char).label
    mode = next(mode for mode in MODES if mode == longest)
    cue, source = _best(part, "cue"), _best(part, "source")
    kind = "words" if source else "none"
    if source and cue and cue.start_char < source.start_char < cue.end_char:
        kind = "clitic"
    return Draft(
        mode=mode,
        content=tuple((hint.start_char, hint.end_char) for hint in part),
        cue=(cue.start_char, cue.end_char) if cue else None,
        source=(source.start_char, source.end_char) if source else None,
        source_kind=kind,
        rule=MODEL,
        score=score,
    )


def _best(part: Iterable[Hint], link: str) -> Linked | None:
    """The surest words with that link."""
    return max((one for hint in part for one in hint.to(link)), key=lambda one: one.score, default=None)
