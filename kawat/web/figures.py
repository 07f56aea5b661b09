"""How good readings of annotated articles are: figures.json, which `make floors` writes, comes with the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec

_FILE = Path(__file__).parent / "figures.json"
UNSEEN = "dev"
"""The articles that no rule was written from and no model was trained on: what the desk shows first."""


class _Score(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One layer: shares, how much there was in gold and in readings, and the least F1 that a change may leave."""

    precision: float
    recall: float
    f1: float
    gold: int
    found: int
    floor: float


class _Bin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Data of like score: how many, their mean score, the share that gold has."""

    data: int
    foretold: float
    right: float


class Corpus(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was measured on some annotated articles, and by which engine."""

    sha256: str
    engine: str
    articles: int
    scores: dict[str, _Score]
    calibration: dict[str, tuple[_Bin, ...]]


@cache
def corpora() -> dict[str, Corpus]:
    """All that was measured by the name of the articles, the unseen ones first."""
    told = msgspec.json.decode(_FILE.read_bytes(), type=dict[str, Corpus])
    return {name: told[name] for name in sorted(told, key=lambda name: (name != UNSEEN, name))}


@cache
def scores() -> tuple[dict[str, Any], ...]:
    """A row for each layer of each corpus."""
    return tuple(
        {"corpus": name, "articles": one.articles, "layer": layer, **msgspec.structs.asdict(score)}
        for name, one in corpora().items()
        for layer, score in one.scores.items()
    )


@cache
def calibration() -> tuple[dict[str, Any], ...]:
    """A row for each bin of scores of each topic of each corpus."""
    return tuple(
        {"corpus": name, "layer": topic, **msgspec.structs.asdict(one)}
        for name, corpus in corpora().items()
        for topic, bins in corpus.calibration.items()
        for one in bins
    )


def engine() -> str | None:
    """What read the unseen articles."""
    return corpora()[UNSEEN].engine if UNSEEN in corpora() else None
