"""What a datum's rule is worth: the last step, which puts measured probabilities in place of estimates."""

from __future__ import annotations

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
