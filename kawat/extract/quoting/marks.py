"""Quotation marks: which stretches of the text stand inside them.

Marks are straight or curly, doubled, single, angled, or HTML entities. A mark that no sign closes ends with its
sentence, so a forgotten mark never swallows the article. A paragraph that opens with a mark while the last one is
still open continues it (Malay and English practice).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import groupby

from kawat.extract.page import Line

_DOUBLE = re.compile(r"[\"“”„‟«»]|''|``|&(?:quot|ldquo|rdquo|laquo|raquo);")
# An apostrophe between letters (`don’t`) is part of a word.
_SINGLE = re.compile(r"(?<![\w’'])[‘'](?=[^\W_])((?:[^‘’'\"“”\n]|(?<=\w)[’'](?=\w)){2,600})[’'](?![\w])")
_PARAGRAPH = 1500
_OPENERS = frozenset(("“", "„", "«", "``", "&ldquo;", "&laquo;"))
_CLOSERS = frozenset(("”", "»", "&rdquo;", "&raquo;"))


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch in marks: the words from `start_char` to `end_char`, the marks included from `outer_start`.

    `closed` is False where the closing mark is missing, `continues` is True where it goes on from the stretch before,
    `starts_low` where its first letter is a small one, `ends_clause` where a stop or comma stands before the closing
    mark, `ends_comma` where it is a comma.
    """

    outer_start: int
    outer_end: int
    start_char: int
    end_char: int
    closed: bool = True
    continues: bool = False
    starts_low: bool = False
    ends_clause: bool = False
    ends_comma: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark and what the signs beside it allow: to open, to close."""

    start_char: int
    end_char: int
    opens: bool
    closes: bool
    reopens: bool
    after_stop: bool


def find_quoted(text: str, lines: tuple[Line, ...]) -> tuple[Quoted, ...]:
    """Stretches in quotation marks, in reading order, none inside another."""
    paragraphs = [tuple(group) for _, group in groupby(lines, key=lambda line: line.paragraph)]
    marks = [[mark for line in group for mark in _marks_of(text, line)] for group in paragraphs]
    found: list[Quoted] = []
    for index, group in enumerate(paragraphs):
        following = index + 1 < len(paragraphs) and _starts_with_mark(paragraphs[index + 1], marks[index + 1])
        goes_on = bool(found) and not found[-1].closed and found[-1].outer_end == paragraphs[index - 1][-1].end_char
        found.extend(_in_paragraph(text, group, marks[index], goes_on, following))
    return tuple(found)


def _starts_with_mark(lines: tuple[Line, ...], marks: list[_Mark]) -> bool:
    return bool(marks) and marks[0].opens and marks[0].start_char == lines[0].start_char


def _in_paragraph(
    text: str, lines: tuple[Line, ...], marks: list[_Mark], goes_on: bool, following: bool
) -> list[Quoted]:
    """Stretches of one paragraph: those in double marks, and those in single marks outside them.

    `goes_on`: the paragraph before ended in an open stretch; `following`: the next one starts with a mark.
    """
    found: list[Quoted] = []
    index = 0
    while index < len(marks):
        mark = marks[index]
        if not mark.opens:
            found.extend(_unopened(text, lines, mark, found))
            index += 1
            continue
        close = _closing(marks, index)
        reopened = close is not None and _is_reopening(marks, close)
        found.append(_stretch(text, lines, marks, index, close, following))
        index = index + 1 if close is None else close + (not reopened)
    if goes_on and _starts_with_mark(lines, marks):
        found[0] = _continuing(found[0])
    found = [_continuing(q) if i and _goes_on(text, found[i - 1], q) else q for i, q in enumerate(found)]
    return sorted(found + _singles(text, lines, found), key=lambda quoted: quoted.outer_start)


def _unopened(text: str, lines: tuple[Line, ...], mark: _Mark, found: list[Quoted]) -> list[Quoted]:
    """The sentence before a closing mark that nothing opened, where it ends like speech (`tinggi," ujarnya`)."""
    line = lines[bisect_right(lines, mark.start_char, key=lambda line: line.start_char) - 1]
    clash = bool(found) and found[-1].outer_end > line.start_char
    if not mark.closes or clash or text[mark.start_char - 1] not in ",?!" or line.start_char == mark.start_char:
        return []
    return [Quoted(line.start_char, mark.end_char, line.start_char, mark.start_char)]


def _continuing(quoted: Quoted) -> Quoted:
    """The same stretch, going on from the one before."""
    return replace(quoted, continues=True)


def _goes_on(text: str, before: Quoted, quoted: Quoted) -> bool:
    """Whether an open stretch runs up to this one: the mark reopens it, as at the start of a paragraph."""
    return not before.closed and not text[before.outer_end : quoted.outer_start].strip()


def _marks_of(text: str, line: Line) -> list[_Mark]:
    """The double marks of a sentence with what their neighbours allow."""
    return [_mark(text, m.start(), m.end()) for m in _DOUBLE.finditer(text, line.start_char, line.end_char)]


def _mark(text: str, start_char: int, end_char: int) -> _Mark:
    """What a mark may do: typographers' marks by their shape where the neighbours agree, others by neighbours."""
    sign = text[start_char:end_char]
    before = text[start_char - 1] if start_char else " "
    after = text[end_char] if end_char < len(text) else " "
    free_before, free_after = _is_free(before, "([{-–—/:"), _is_free(after, ")]}.,;:?!-–—/")
    opens = (
        not after.isspace() and after not in ".,;:?!)" and (sign not in _CLOSERS or (free_before and not free_after))
    )
    closes = not free_before and (sign not in _OPENERS or free_after)
    if sign in _OPENERS and opens:
        closes = False
    glued = closes and opens and before in ".?!" and after.isupper()
    if opens and free_before:
        closes = False
    if closes and free_after:
        opens = False
    after_stop = text[max(0, start_char - 3) : start_char].rstrip()[-1:] in (".", "?", "!")
    return _Mark(start_char, end_char, opens, closes, glued, after_stop)


def _is_free(sign: str, extra: str) -> bool:
    return sign.isspace() or sign in extra


def _closing(marks: list[_Mark], opening: int) -> int | None:
    """The mark that closes the one at `opening`, or None. Marks inside that open and close are passed over."""
    index = opening + 1
    while index < len(marks):
        mark = marks[index]
        if mark.closes:
            return index
        if not _is_nested(marks, index):
            return None
        index += 2
    return None


def _is_nested(marks: list[_Mark], index: int) -> bool:
    """Whether the opening mark at `index` has its own closing mark and another one follows for the outer stretch."""
    after = marks[index + 1 : index + 3]
    return len(after) == 2 and all(mark.closes and not mark.opens for mark in after)


def closed(text: str, outer_start: int, outer_end: int, start_char: int, end_char: int) -> Quoted:
    """A stretch with both marks, and how it starts and ends."""
    low = text[start_char : start_char + 1].islower()
    last = text[max(start_char, end_char - 1) : end_char]
    ends, comma = last in (",", ".", "?", "!", "…"), last == ","
    return Quoted(outer_start, outer_end, start_char, end_char, starts_low=low, ends_clause=ends, ends_comma=comma)


def _is_reopening(marks: list[_Mark], close: int) -> bool:
    """Whether the mark is the next paragraph's opening one, glued to the stop before: a sure closing mark follows."""
    return marks[close].reopens and close + 1 < len(marks) and marks[close + 1].closes and not marks[close + 1].opens


def _stretch(
    text: str, lines: tuple[Line, ...], marks: list[_Mark], opening: int, close: int | None, following: bool
) -> Quoted:
    """The stretch between two marks; without a closing one, to the end of its sentence or the next opening mark."""
    mark = marks[opening]
    if close is None:
        bound = _end_of_open(lines, marks, opening, following)
        return Quoted(mark.start_char, bound, mark.end_char, _trimmed(text, mark.end_char, bound), closed=False)
    last = marks[close]
    if _is_reopening(marks, close):
        return Quoted(mark.start_char, last.start_char, mark.end_char, last.start_char, closed=False)
    return closed(text, mark.start_char, last.end_char, mark.end_char, last.start_char)


def _end_of_open(lines: tuple[Line, ...], marks: list[_Mark], opening: int, next_opens: bool) -> int:
    """Where a stretch without closing mark ends.

    Before a mark that reopens it (behind a full stop, or at the next paragraph's start), else with its sentence.
    """
    if opening + 1 == len(marks) and next_opens:
        return lines[-1].end_char
    start_char = marks[opening].start_char
    sentence = lines[bisect_right(lines, start_char, key=lambda line: line.start_char) - 1].end_char
    if opening + 1 == len(marks):
        return sentence
    following = marks[opening + 1]
    reopened = following.after_stop and following.start_char - start_char < _PARAGRAPH
    return following.start_char if reopened else min(sentence, following.start_char)


def _trimmed(text: str, start_char: int, end_char: int) -> int:
    """`end_char` without white space before it, never before `start_char`."""
    while end_char > start_char and text[end_char - 1].isspace():
        end_char -= 1
    return end_char


def _singles(text: str, lines: tuple[Line, ...], doubles: list[Quoted]) -> list[Quoted]:
    """Stretches in single marks that lie in no double marks."""
    found: list[Quoted] = []
    for line in lines:
        for m in _SINGLE.finditer(text, line.start_char, line.end_char):
            near = bisect_right(doubles, m.start(), key=lambda quoted: quoted.outer_start)
            around = doubles[max(0, near - 1) : near + 1]
            if not any(q.outer_start < m.end() and m.start() < q.outer_end for q in around):
                found.append(closed(text, m.start(), m.end(), m.start(1), m.end(1)))
    return found
