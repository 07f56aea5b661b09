"""Faults that a page may put into a text, made on purpose, with a map from old places to new ones.

A change is a function (text, seed) -> edits; the seed is the article's id, so that the same article is always changed
alike. What each does to a text is said in its docstring, which `kawat.evaluation.robust` prints. The title is a field
of its own: text and title are changed apart, so no change joins them.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate
from typing import NamedTuple

GLUED = 10
"""Of so many blanks beside a word with a capital, one is lost."""
UNCLOSED = 5
"""Of so many closing marks, one is lost."""

_DOUBLE = re.compile('["“”„‟«»]')
_PAIR = re.compile("[‘’]")
_BREAK = re.compile(r"[^\S\n]*\n\s*")
_BESIDE_CAPITAL = re.compile(r"(?<=[^\W\d_])[ ](?=[A-ZÀ-Þ])|(?<=[.?!])[ ](?=[A-ZÀ-Þ][a-zà-ÿ])")
_AFTER_CAPITAL = re.compile(r"\b[A-ZÀ-Þ][^\W\d_]*([ ])(?=[a-zà-ÿ])")
_FREE_BEFORE = "([{-–—/:"
_FREE_AFTER = ")]}.,;:?!-–—/"
_NAMED = {'"': "&quot;", "“": "&ldquo;", "”": "&rdquo;", "«": "&laquo;", "»": "&raquo;"}


class Edit(NamedTuple):
    """The signs from `start` to `end` (exclusive) of a text, and what takes their place."""

    start: int
    end: int
    new: str


Change = Callable[[str, str], Iterator[Edit]]


class Changed:
    """A text after edits, and where its places went. Edits are in reading order and do not overlap."""

    def __init__(self, text: str, edits: Iterable[Edit]) -> None:
        self._edits = tuple(edits)
        self._starts = tuple(edit.start for edit in self._edits)
        self._grown = tuple(accumulate((len(e.new) - (e.end - e.start) for e in self._edits), initial=0))
        ends = (0, *(edit.end for edit in self._edits))
        kept = (text[low:high] for low, high in zip(ends, (*self._starts, len(text)), strict=True))
        self.text = "".join(
            part for pair in zip(kept, (*(e.new for e in self._edits), ""), strict=True) for part in pair
        )

    def place(self, place: int) -> int:
        """Where a stretch that began or ended at `place` does so now; behind an edit that `place` was inside of."""
        passed = bisect_right(self._starts, place - 1)
        edit = self._edits[passed - 1] if passed else None
        return (max(place, edit.end) if edit else place) + self._grown[passed]


def lower(text: str, seed: str) -> Iterator[Edit]:
    """Every letter is a small one."""
    del seed
    signs = ((place, sign, sign.lower()) for place, sign in enumerate(text) if sign.isupper())
    return (Edit(place, place + 1, small) for place, sign, small in signs if len(small) == 1)


def one_line(text: str, seed: str) -> Iterator[Edit]:
    """Line breaks, with the blanks beside them, are one blank: the text is one paragraph."""
    del seed
    return (Edit(*match.span(), " ") for match in _BREAK.finditer(text))


def glued(text: str, seed: str) -> Iterator[Edit]:
    """One blank in ten beside a capitalised word is lost: `RusiaVladimir`, `Putindan`, `oleh.Menurut`."""
    places = {match.start() for match in _BESIDE_CAPITAL.finditer(text)}
    places.update(match.start(1) for match in _AFTER_CAPITAL.finditer(text))
    return (Edit(place, place + 1, "") for place in sorted(places) if _falls(seed, place, GLUED))


def straight(text: str, seed: str) -> Iterator[Edit]:
    """Double quotation marks are `"`, single ones `'`."""
    del seed
    doubles = (Edit(*match.span(), '"') for match in _DOUBLE.finditer(text))
    return iter(sorted([*doubles, *(Edit(*match.span(), "'") for match in _PAIR.finditer(text))]))


def curly(text: str, seed: str) -> Iterator[Edit]:
    """Double quotation marks are `“` and `”`."""
    del seed
    return (Edit(place, place + 1, "“" if opens else "”") for place, opens in _marks(text))


def doubled(text: str, seed: str) -> Iterator[Edit]:
    """Double quotation marks are `''`, in every other article with `` before the words."""
    ticks = _falls(seed, 0, 2)
    return (Edit(place, place + 1, "``" if ticks and opens else "''") for place, opens in _marks(text))


def entities(text: str, seed: str) -> Iterator[Edit]:
    """Double quotation marks are HTML entities: `&quot;`, `&ldquo;`, in every other article by number: `&#8220;`."""
    numbered = _falls(seed, 0, 2)
    for match in _DOUBLE.finditer(text):
        sign = match.group()
        yield Edit(*match.span(), _NAMED.get(sign, "&bdquo;") if not numbered else f"&#{ord(sign)};")


def unclosed(text: str, seed: str) -> Iterator[Edit]:
    """One closing double quotation mark in five is lost."""
    return (e for e in unclosed_all(text, seed) if _falls(seed, e.start, UNCLOSED))


def unclosed_all(text: str, seed: str) -> Iterator[Edit]:
    """All closing double quotation marks are lost."""
    del seed
    return (Edit(place, place + 1, "") for place, opens in _marks(text) if not opens)


CHANGES: Mapping[str, Change] = {
    "lower": lower,
    "one_line": one_line,
    "glued": glued,
    "straight": straight,
    "curly": curly,
    "doubled": doubled,
    "entities": entities,
    "unclosed": unclosed,
    "unclosed_all": unclosed_all,
}
"""Name -> change."""


def _falls(seed: str, place: int, of: int) -> bool:
    """Whether the lot falls on a place, as it does on one in `of`."""
    return zlib.crc32(f"{seed} {place}".encode()) % of == 0


def _marks(text: str) -> Iterator[tuple[int, bool]]:
    """Places of double quotation marks, and whether they open: by the signs beside them, else in turn."""
    open_before = False
    for match in _DOUBLE.finditer(text):
        place = match.start()
        before, after = text[place - 1 : place] or " ", text[place + 1 : place + 2] or " "
        free_before = before.isspace() or before in _FREE_BEFORE
        free_after = after.isspace() or after in _FREE_AFTER
        opens = free_before if free_before != free_after else not open_before
        open_before = opens
        yield place, opens
