"""Counts per layer, and the faults behind them."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import msgspec


class Score(msgspec.Struct, frozen=True):
    """How one layer agrees: shares rounded to four digits, and how much there was."""

    precision: float
    recall: float
    f1: float
    gold: int
    found: int


class Fault(NamedTuple):
    """One disagreement: in which article, of what sort (missed, extra, value, ...), and the words in question."""

    article: str
    sort: str
    said: str


class Tally:
    """Counts and faults per layer, summed over articles."""

    def __init__(self) -> None:
        self._counts: dict[str, tuple[int, int, int]] = {}
        self.faults: defaultdict[str, list[Fault]] = defaultdict(list)

    def add(self, layer: str, right: int, gold: int, found: int) -> None:
        """Count so many right ones of so many in gold and so many found."""
        before = self._counts.get(layer, (0, 0, 0))
        self._counts[layer] = (before[0] + right, before[1] + gold, before[2] + found)

    def fault(self, layer: str, article: str, sort: str, said: str) -> None:
        """Note a disagreement."""
        self.faults[layer].append(Fault(article, sort, said))

    def scores(self) -> dict[str, Score]:
        """The layers in order of name."""
        return {layer: _score(*counts) for layer, counts in sorted(self._counts.items())}


def _score(right: int, gold: int, found: int) -> Score:
    """Shares from counts; 0 where there is nothing to divide by."""
    precision = right / found if found else 0.0
    recall = right / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Score(round(precision, 4), round(recall, 4), round(f1, 4), gold, found)
