"""Periods: sentences as the reader of quotations sees them, each quotation in marks one piece.

A stretch in marks may hold several sentences; the period is then all sentences that it touches. In the pieces a
stretch in marks is one token `"`, so a cue inside marks is not seen from outside.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kawat.extract.page import Line
from kawat.extract.quoting.marks import Quoted
from kawat.knowledge.cues import CueKnowledge
from kawat.knowledge.tokens import Token

QUOTE = '"'
_NEAR = 4
_GLUED = 9  # letters that a cue and a name have at least
_BORDER = re.compile(r"[a-z](?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Period:
    """A sentence, or the sentences that one stretch in marks holds together.

    `tokens` have every stretch in marks as one token; `quotes` says which token is which stretch. The full stop at
    the end is a token like others.
    """

    tokens: tuple[Token, ...]
    quotes: dict[int, Quoted]
    is_title: bool
    paragraph: int
    start_char: int
    end_char: int

    def word(self, index: int) -> str:
        """The token at `index` in lower case; empty outside the period."""
        return self.tokens[index].lower if 0 <= index < len(self.tokens) else ""

    def printed(self, index: int) -> str:
        """The token at `index` as printed; empty outside the period."""
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    @property
    def last(self) -> int:
        """One past the last token that is no closing stop."""
        end = len(self.tokens)
        while end and self.tokens[end - 1].lower in (".", ";"):
            end -= 1
        return end


def periods_of(
    lines: tuple[Line, ...], quoted: tuple[Quoted, ...], title_end: int, knowledge: CueKnowledge
) -> Iterator[Period]:
    """The periods of an article in reading order; `title_end` is where the title ends, 0 without a title."""
    group: list[Line] = []
    has_capitals = any(line.tokens and line.tokens[0].text[:1].isupper() for line in lines)
    starts = [q.outer_start for q in quoted]
    for line in lines:
        if group and not _belongs(group[-1], line, quoted, starts, knowledge if not has_capitals else None):
            yield _period(tuple(group), quoted, starts, title_end, knowledge)
            group = []
        group.append(line)
    if group:
        yield _period(tuple(group), quoted, starts, title_end, knowledge)


def _belongs(
    before: Line, line: Line, quoted: tuple[Quoted, ...], starts: list[int], knowledge: CueKnowledge | None
) -> bool:
    """Whether the line goes on in the stretch that the line before ends in, or in the sentence around it.

    A small first letter tells; with `knowledge`, for texts without capitals, a cue near the line's start.
    """
    if before.paragraph != line.paragraph or before.zone != line.zone:
        return False
    index = bisect_left(starts, line.start_char) - 1
    if index < 0:
        return False
    last = quoted[index]
    if last.outer_end > line.start_char:
        return True
    if last.outer_end != before.end_char or not line.tokens or line.tokens[0].text[:1].isupper():
        return False
    near = range(min(_NEAR, len(line.tokens)))
    return knowledge is None or any(knowledge.cues.at(line.tokens, index) for index in near)


def _period(
    lines: tuple[Line, ...], quoted: tuple[Quoted, ...], starts: list[int], title_end: int, knowledge: CueKnowledge
) -> Period:
    """The lines as one period."""
    start_char, end_char = lines[0].start_char, lines[-1].end_char
    mine = quoted[bisect_left(starts, start_char) : bisect_left(starts, end_char)]
    tokens: list[Token] = []
    quotes: dict[int, Quoted] = {}
    waiting = list(reversed(mine))
    inside = start_char
    for line in lines:
        for token in line.tokens:
            if waiting and token.start_char >= waiting[-1].outer_start:
                stretch = waiting.pop()
                quotes[len(tokens)] = stretch
                tokens.append(Token(stretch.outer_start, stretch.outer_end, QUOTE, QUOTE))
                inside = stretch.outer_end
            if token.start_char >= inside:
                tokens.extend(_unglued(token, knowledge))
    is_title = lines[0].zone == "title" or end_char <= title_end
    return Period(tuple(tokens), quotes, is_title, lines[0].paragraph, start_char, end_char)


def _unglued(token: Token, knowledge: CueKnowledge) -> tuple[Token, ...]:
    """The token, cut where a cue is glued to a name (`menyebutIran`, `Sharifmengatakan`), as links leave behind."""
    text, lower = token.text, token.lower
    if len(text) < _GLUED or lower in knowledge.forms or text == lower or "-" in text:
        return (token,)
    cuts = sorted({0, len(text), *(m.start() + 1 for m in _BORDER.finditer(text))})
    parts = [part for first, end in pairwise(cuts) for part in _before_cue(lower, first, end, knowledge)]
    if not any(lower[first:end] in knowledge.forms for first, end in parts):
        return (token,)
    start = token.start_char
    return tuple(Token(start + first, start + end, text[first:end], lower[first:end]) for first, end in parts)


def _before_cue(lower: str, first: int, end: int, knowledge: CueKnowledge) -> tuple[tuple[int, int], ...]:
    """A part of a word, cut in two where its end is a cue of six letters or more."""
    cut = next((i for i in range(first + 2, end - 5) if lower[i:end] in knowledge.forms), None)
    return ((first, end),) if cut is None or lower[first:end] in knowledge.forms else ((first, cut), (cut, end))
