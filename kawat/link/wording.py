"""How the words of one telling differ from those of another: sentences left out, added, changed and in which words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from kawat.records import Reading

MOST = 300
"""Sentences of a telling that are compared; those behind them are left out."""
_ALIKE = 0.5  # words that two sentences share, as a share of theirs, from which one is the other changed
_LONGEST = 250  # words of a sentence that are compared one by one
_NEAR = 30  # sentences between two that stand for each other
_WORD = re.compile(r"\w+")

Change = Literal["same", "went", "came", "changed"]


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a changed sentence that both tellings have, or one alone."""

    change: Literal["same", "went", "came"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence of the first telling, of the other, or of both; `parts` where its words changed.

    Offsets: code points of each article's text, None where the telling does not have it.
    """

    change: Change
    first: str | None
    first_start: int | None
    other: str | None
    other_start: int | None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    start_char: int
    key: str


def differences(first: Reading, other: Reading) -> tuple[Passage, ...]:
    """The sentences of two tellings in order: the first's words, and where the other left out, added or changed any.

    Signs and capitals alone make no difference. Time grows with the product of their sentences, at most 300 of each.
    """
    before, after = _sentences(first), _sentences(other)
    matcher = SequenceMatcher(None, [one.key for one in before], [one.key for one in after], autojunk=False)
    found: list[Passage] = []
    for _, low, high, low_other, high_other in matcher.get_opcodes():
        found += _passages(before[low:high], after[low_other:high_other])
    return tuple(found)


def _sentences(reading: Reading) -> list[_Sentence]:
    """The first sentences of a reading, with the words that they are compared by."""
    text = reading.article.text
    told = ((text[one.start_char : one.end_char], one.start_char) for one in reading.sentences[:MOST])
    keyed = (_Sentence(words, start, " ".join(_WORD.findall(words.casefold()))) for words, start in told)
    return [one for one in keyed if one.key]


def _passages(before: Sequence[_Sentence], after: Sequence[_Sentence]) -> Iterator[Passage]:
    """A stretch of both tellings: sentences that stand for each other beside each other, the others alone."""
    done = 0
    for sentence in before:
        place = next((at for at in range(done, min(done + _NEAR, len(after))) if _alike(sentence, after[at])), None)
        if place is None:
            yield _alone("went", sentence)
            continue
        yield from (_alone("came", one) for one in after[done:place])
        yield _beside(sentence, after[place])
        done = place + 1
    yield from (_alone("came", one) for one in after[done:])


def _alike(one: _Sentence, other: _Sentence) -> bool:
    """Whether two sentences share half of their words."""
    left, right = Counter(one.key.split()), Counter(other.key.split())
    return (left & right).total() >= _ALIKE * max(left.total(), right.total())


def _alone(change: Literal["went", "came"], one: _Sentence) -> Passage:
    if change == "went":
        return Passage(change=change, first=one.text, first_start=one.start_char, other=None, other_start=None)
    return Passage(change=change, first=None, first_start=None, other=one.text, other_start=one.start_char)


def _beside(one: _Sentence, other: _Sentence) -> Passage:
    """Two sentences that stand for each other."""
    same = one.key == other.key
    return Passage(
        change="same" if same else "changed",
        first=one.text,
        first_start=one.start_char,
        other=other.text,
        other_start=other.start_char,
        parts=() if same else tuple(_parts(one.text.split(), other.text.split())),
    )


def _parts(before: list[str], after: list[str]) -> Iterator[Part]:
    """What two sentences share and what each has alone, word by word; very long ones as wholes."""
    if max(len(before), len(after)) > _LONGEST:
        yield Part("went", " ".join(before))
        yield Part("came", " ".join(after))
        return
    first, other = ([word.casefold() for word in words] for words in (before, after))
    for kind, low, high, low_other, high_other in SequenceMatcher(None, first, other, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Part("same", " ".join(after[low_other:high_other]))
            continue
        if low < high:
            yield Part("went", " ".join(before[low:high]))
        if low_other < high_other:
            yield Part("came", " ".join(after[low_other:high_other]))
