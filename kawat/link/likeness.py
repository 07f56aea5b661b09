"""How alike two articles are: pairs of neighbouring words in common, estimated by MinHash and then counted.

Words of one to three letters are passed over, in any language, so that a pair says something of the content: unrelated
articles of one day share about one pair in two hundred. Source: Broder 1997 (resemblance and containment of documents).
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

VERSION = 1
"""Signatures of another version cannot be compared with these."""

SIZE = 128  # numbers of a signature
BAND = 2  # of which so many neighbours, when equal, make two articles worth a look
PROMISING = 8  # equal numbers of two signatures from which their texts are compared: likeness .15 gives 19 on average
LEAST_WORDS = 20  # an article of fewer words has no signature
CROWD = 400  # articles under one key that are compared with each other at most; more share a formula, not a report
_WORD = re.compile(r"\w{4,}")
_FIGURES = re.compile(r"\d+")
_QUOTED = re.compile(r"[\"“][^\"“”\n]{1,1500}[\"”]")
_RANDOM = np.random.Generator(np.random.PCG64(20_200_612))
_FACTORS = _RANDOM.integers(1, 2**63, SIZE, dtype=np.uint64) | np.uint64(1)
_ADDENDS = _RANDOM.integers(0, 2**63, SIZE, dtype=np.uint64)

_MANY = 100_000  # pairs of signatures that are compared at once

Signature = NDArray[np.uint16]


@dataclass(frozen=True)
class Pairs:
    """The pairs of neighbouring words of a text, as numbers, with the characters from the first to the second word.

    `words` are the single words, as numbers, in reading order; `figures` are what is written in digits; `quoted` tells
    for each pair whether it begins inside quotation marks.
    """

    numbers: NDArray[np.uint32]
    places: tuple[tuple[int, int], ...]
    words: tuple[int, ...] = ()
    figures: frozenset[str] = frozenset()
    quoted: tuple[bool, ...] = ()

    @cached_property
    def distinct(self) -> NDArray[np.uint32]:
        """Each number once, in order."""
        return np.unique(self.numbers)

    @cached_property
    def narrated(self) -> NDArray[np.uint32]:
        """Each number once that stands outside quotation marks, in order."""
        return np.unique(self.numbers[~np.array(self.quoted, bool)]) if self.quoted else self.distinct


@dataclass(frozen=True, slots=True)
class Likeness:
    """Pairs in common: as a share of those in either text, and as a share of each one's own."""

    jaccard: float
    of_first: float
    of_second: float


def pairs_of(text: str, stretches: Iterable[tuple[int, int]]) -> Pairs:
    """The pairs in some stretches of a text (offsets in code points, end exclusive)."""
    numbers: list[int] = []
    places: list[tuple[int, int]] = []
    words: list[int] = []
    quoted: list[bool] = []
    figures: set[str] = set()
    for start, end in stretches:
        figures.update(_FIGURES.findall(text, start, end))
        marks = [mark for match in _QUOTED.finditer(text, start, end) for mark in match.span()]
        before: tuple[str, int] | None = None
        for match in _WORD.finditer(text, start, end):
            word = match.group().lower()
            words.append(zlib.crc32(word.encode()))
            if before is not None:
                numbers.append(zlib.crc32(f"{before[0]} {word}".encode()))
                places.append((before[1], match.end()))
                quoted.append(bisect_right(marks, before[1]) % 2 == 1)
            before = word, match.start()
    return Pairs(np.array(numbers, np.uint32), tuple(places), tuple(words), frozenset(figures), tuple(quoted))


def signature_of(pairs: Pairs) -> Signature | None:
    """The MinHash signature of a text, None for one of too few words."""
    if len(pairs.numbers) < LEAST_WORDS:
        return None
    distinct = pairs.distinct.astype(np.uint64)
    hashed = (distinct[None, :] * _FACTORS[:, None] + _ADDENDS[:, None]) >> np.uint64(32)
    least: Signature = hashed.min(axis=1).astype(np.uint16)
    return least


def likeness(one: Pairs, other: Pairs) -> Likeness:
    """How many pairs two texts have in common."""
    return _shared(one.distinct, other.distinct)


def narration(one: Pairs, other: Pairs) -> Likeness:
    """How many pairs two texts have in common outside quotation marks, where each newsroom uses its own words."""
    return _shared(one.narrated, other.narrated)


def longest_copied(one: Pairs, other: Pairs) -> int:
    """The most pairs in a row of the first text that stand outside quotation marks and in the second text too."""
    copied = np.isin(one.numbers, other.narrated) & ~np.array(one.quoted, bool)
    breaks = np.flatnonzero(np.concatenate(([True], ~copied, [True])))
    return int(np.diff(breaks).max()) - 1


def _shared(first: NDArray[np.uint32], second: NDArray[np.uint32]) -> Likeness:
    """How many numbers two ordered rows have in common."""
    common = len(np.intersect1d(first, second, assume_unique=True))
    either = len(first) + len(second) - common
    return Likeness(
        common / either if either else 0.0,
        common / len(first) if len(first) else 0.0,
        common / len(second) if len(second) else 0.0,
    )


def in_order(one: Pairs, other: Pairs) -> float:
    """The words that stand once in each text and in the same order, as a share of those that stand once in either.

    A copy with other words put in keeps its order; two reports of one press conference do not. The longest rising run
    is found by patience sorting.
    """
    mine, theirs = Counter(one.words), Counter(other.words)
    place = {word: index for index, word in enumerate(other.words) if theirs[word] == 1}
    shared = [place[word] for word in one.words if mine[word] == 1 and word in place]
    tops: list[int] = []
    for index in shared:
        pile = bisect_left(tops, index)
        tops[pile : pile + 1] = [index]
    either = sum(count == 1 for count in (*mine.values(), *theirs.values())) - len(shared)
    return len(tops) / either if either else 0.0


def same_figures(one: Pairs, other: Pairs) -> float:
    """What is written in digits in both texts, as a share of that in either; 1 where there is none.

    A series that a newsroom fills in each day (prices, weather) keeps its words and changes its figures.
    """
    either = one.figures | other.figures
    return len(one.figures & other.figures) / len(either) if either else 1.0


def own_stretches(member: Pairs, others: Sequence[Pairs]) -> tuple[tuple[int, int], ...]:
    """The stretches of a text whose pairs none of the others has, in order, joined where they touch."""
    known = np.concatenate([one.distinct for one in others]) if others else np.array([], np.uint32)
    own = ~np.isin(member.numbers, known)
    found: list[tuple[int, int]] = []
    for (start, end), is_own in zip(member.places, own.tolist(), strict=True):
        if not is_own:
            continue
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)


def candidates(signatures: NDArray[np.uint16], days: NDArray[np.int64], most_days: int) -> Iterator[tuple[int, int]]:
    """Pairs of rows (lower first, in order) that share a band of their signatures and lie few enough days apart.

    `signatures` has a row of SIZE numbers for each article, `days` its day; 0 for one without a date, which meets all.
    """
    found: set[tuple[int, int]] = set()
    wide = signatures.astype(np.uint32)
    for band in range(0, SIZE, BAND):
        keys = (wide[:, band] << np.uint32(16)) | wide[:, band + 1]
        order = np.lexsort((days, keys))
        sorted_keys = keys[order]
        ends = np.flatnonzero(np.append(sorted_keys[1:] != sorted_keys[:-1], True)) + 1
        start = 0
        for end in ends.tolist():
            if end - start > 1:
                found.update(_near(order[start:end].tolist(), days, most_days))
            start = end
    pairs = np.array(sorted(found), np.int64).reshape(-1, 2)
    for start in range(0, len(pairs), _MANY):
        some = pairs[start : start + _MANY]
        equal = (signatures[some[:, 0]] == signatures[some[:, 1]]).sum(axis=1)
        yield from ((int(one), int(other)) for one, other in some[equal >= PROMISING].tolist())


def _near(rows: list[int], days: NDArray[np.int64], most_days: int) -> Iterator[tuple[int, int]]:
    """Pairs of rows of one key, in order of their days, that lie few enough days apart."""
    for index, one in enumerate(rows):
        for other in rows[index + 1 : index + 1 + CROWD]:
            if days[one] and days[other] - days[one] > most_days:
                break
            yield min(one, other), max(one, other)
