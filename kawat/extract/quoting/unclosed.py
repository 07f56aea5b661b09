"""Stretches in marks whose closing mark is missing: where the words said end is told by the cue behind them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from kawat.extract.page import Line
from kawat.extract.quoting.marks import Quoted, closed
from kawat.knowledge.cues import CueKnowledge
from kawat.knowledge.tokens import Token

_REACH = 1500
_SUBJECT = 5


def bounded(text: str, quoted: Sequence[Quoted], lines: Sequence[Line], knowledge: CueKnowledge) -> tuple[Quoted, ...]:
    """The stretches; those without closing mark end before a cue that follows them (`"Kami siap, kata Ani`).

    A cue is looked for in the stretch's paragraph, up to the next stretch and no further than `_REACH` characters.
    Without one the stretch stays as it is. Offsets are those of the text.
    """
    starts = [line.start_char for line in lines]
    found: list[Quoted] = []
    for index, one in enumerate(quoted):
        if index and one.continues and found[-1].closed and not quoted[index - 1].closed:
            one = replace(one, continues=False)
        following = quoted[index + 1].outer_start if index + 1 < len(quoted) else len(text)
        end = None if one.closed else _end(one, min(following, one.start_char + _REACH), lines, starts, knowledge)
        if end is not None:
            stretch = closed(text, one.outer_start, end, one.start_char, end)
            one = replace(stretch, continues=one.continues)
        found.append(one)
    return tuple(found)


def _end(one: Quoted, limit: int, lines: Sequence[Line], starts: list[int], knowledge: CueKnowledge) -> int | None:
    """Where the stretch ends before a cue in its paragraph; None where none follows before `limit`."""
    first = bisect_right(starts, one.start_char) - 1
    for line in lines[first:]:
        if line.paragraph != lines[first].paragraph or line.start_char >= limit:
            break
        low = bisect_left(line.tokens, one.start_char, key=lambda token: token.start_char)
        comma = _comma(line.tokens, low, limit, knowledge)
        if comma is not None:
            return comma.end_char
    return None


def _comma(tokens: Sequence[Token], low: int, limit: int, knowledge: CueKnowledge) -> Token | None:
    """The first comma or mark of a question from `low` on, before `limit`, behind which a cue stands."""
    for index in range(low + 1, len(tokens) - 1):
        if tokens[index].end_char > limit:
            return None
        if tokens[index].text in ",?!" and _is_cue(tokens, index + 1, knowledge):
            return tokens[index]
    return None


def _is_cue(tokens: Sequence[Token], index: int, knowledge: CueKnowledge) -> bool:
    """Whether a cue and its source follow: `kata X`, `said X`, `he said`, `President X said`."""
    hit = knowledge.cues.at(tokens, index)
    if hit is not None:
        return hit.value.side in ("after", "either")
    if knowledge.words["pronouns"].at(tokens, index) is None and not tokens[index].text[:1].isupper():
        return False
    for at in range(index + 1, min(index + _SUBJECT, len(tokens))):
        hit = knowledge.cues.at(tokens, at)
        if hit is not None:
            return hit.value.side == "either"
        if not tokens[at].text[:1].isalpha():
            return False
    return False
