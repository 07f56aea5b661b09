"""How often each rule has been right on annotated articles: data/scores.tsv, written by `make calibrate`.

A row is a rule, or a topic (quotation, event, commitment) for the rules that have not been seen. `score` is the
share of right data among `n`, drawn toward the topic's share where a rule has been seen little.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from kawat.knowledge.files import PACKAGE, Folders, rows

FILE = "scores.tsv"


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule or topic: how many data it made, how many of them were right, and the probability drawn from both."""

    rule: str
    n: int
    right: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreKnowledge:
    """Rule or topic -> probability that what it says is right, 0 to 1."""

    shares: Mapping[str, float]

    def of(self, rule: str, topic: str) -> float | None:
        """The probability for a rule, else for its topic, or None where neither has been measured."""
        return self.shares.get(rule, self.shares.get(topic))


def load(data: Folders = PACKAGE) -> ScoreKnowledge:
    """The scores of all rules of all languages; none where nothing has been measured."""
    return ScoreKnowledge(shares={row.rule: row.score for row in rows(data, FILE, Row)})
