"""What a datum's rule is worth: the last step, which puts measured probabilities in place of estimates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from kawat.knowledge.load import Knowledge
from kawat.records import Commitment, Event, Quotation

Datum = TypeVar("Datum", Quotation, Event, Commitment)


def with_scores(data: tuple[Datum, ...], topic: str, knowledge: Knowledge) -> tuple[Datum, ...]:
    """The same data, each with the probability measured for its rule; where nothing was measured, its estimate."""
    return tuple(_with_score(datum, knowledge.scores.of(datum.rule, topic)) for datum in data)


def _with_score(datum: Datum, score: float | None) -> Datum:
    return datum if score is None else replace(datum, score=score)


Points = Sequence[tuple[float, float]]
"""What a model's probability was worth on articles that it had not seen: (said, share right), rising in both."""


def with_calibration(data: tuple[Datum, ...], points: Points) -> tuple[Datum, ...]:
    """The same data, each with the share of right ones among those of its score, between two points on their line.

    Two digits: a model's numbers differ behind them from one processor to another, and nothing was measured so finely.
    """
    return tuple(replace(datum, score=round(_between(datum.score, points), 2)) for datum in data)


def _between(score: float, points: Points) -> float:
    if not points:
        return score
    below = [point for point in points if point[0] <= score]
    above = [point for point in points if point[0] > score]
    if not below or not above:
        return (below[-1] if below else above[0])[1]
    (low, at_low), (high, at_high) = below[-1], above[0]
    return at_low + (at_high - at_low) * (score - low) / (high - low)
