"""Whose words an act is told in: the newsroom's or those of somebody quoted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from kawat.knowledge.tokens import Token
from kawat.records import Quotation


@dataclass(frozen=True, slots=True)
class Telling:
    """Who tells which stretch: content spans of quotations, in order."""

    starts: tuple[int, ...]
    spans: tuple[tuple[int, int, Quotation], ...]

    def at(self, place: int) -> Quotation | None:
        """The quotation whose content covers the place."""
        index = bisect_right(self.starts, place) - 1
        if index >= 0 and place < self.spans[index][1]:
            return self.spans[index][2]
        return None

    def of(self, words: Sequence[Token]) -> tuple[Quotation | None, ...]:
        """For each of some words that follow one another the quotation whose content covers it."""
        last = bisect_right(self.starts, words[-1].start_char) - 1 if words else -1
        if last < 0 or self.spans[last][1] <= words[0].start_char:
            return (None,) * len(words)
        return tuple(self.at(word.start_char) for word in words)


def telling_of(quotations: Sequence[Quotation]) -> Telling:
    """The content spans of all quotations, in order."""
    spans = sorted(
        ((span.start_char, span.end_char, quotation) for quotation in quotations for span in quotation.content),
        key=lambda told: (told[0], told[1], told[2].id),
    )
    return Telling(tuple(told[0] for told in spans), tuple(spans))
