"""The least F1 of each layer on each corpus, kept in eval/floors.json; a corpus is known by its digest.

    {"samples": {"gold": "../samples/gold.jsonl", "corpus": "../samples/articles", "sha256": "...",
                 "f1": {"boilerplate": 0.98, ...}}}

Paths are relative to the file. A corpus that is not on this machine is not checked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import msgspec

from kawat.errors import InputError, UsageError
from kawat.evaluation.evaluate import digest
from kawat.evaluation.tally import Score

HELD = (
    "boilerplate",
    "wire",
    "timex",
    "quotation",
    "quotation_direct",
    "speaker",
    "event",
    "event_type",
    "commitment",
)
"""Layers that have a floor. The others are shares of what was matched, which may fall when more is found."""


class Floor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A corpus, the digest of gold and corpus together, and the least F1 of its layers."""

    gold: str
    corpus: str
    sha256: str
    f1: dict[str, float]


class Break(msgspec.Struct, frozen=True):
    """A layer that has fallen through its floor."""

    corpus: str
    layer: str
    found: float
    floor: float

    def __str__(self) -> str:
        return f"{self.corpus}: {self.layer} F1 {self.found:.4f} is below its floor {self.floor:.2f}"


class Floors:
    """The floors of a file."""

    def __init__(self, path: Path) -> None:
        """Read the file; raises InputError where it is missing or has another shape."""
        self.path = path
        try:
            self._floors = msgspec.json.decode(path.read_bytes(), type=dict[str, Floor])
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}; floors are kept in eval/floors.json") from None
        except msgspec.DecodeError as error:
            raise InputError(f"{path}: {error}; expected the shape that kawat.evaluation.floors shows") from None

    def all(self) -> Mapping[str, Floor]:
        """Name -> floor, of all corpora."""
        return self._floors

    def present(self) -> dict[str, tuple[Path, Path]]:
        """Name -> gold and corpus, of the corpora that are on this machine."""
        paths = {name: (self._at(floor.gold), self._at(floor.corpus)) for name, floor in self._floors.items()}
        return {name: pair for name, pair in paths.items() if pair[0].exists() and pair[1].exists()}

    def absent(self) -> tuple[str, ...]:
        """Names of the corpora that are not on this machine."""
        return tuple(sorted(set(self._floors) - set(self.present())))

    def name_of(self, gold: Path, corpus: Path) -> str:
        """The name of the corpus with the digest of these files; raises UsageError where there is none."""
        found = digest(gold, corpus)
        for name, floor in self._floors.items():
            if floor.sha256 == found:
                return name
        known = ", ".join(sorted(self._floors))
        raise UsageError(
            f"{self.path}: no floors for {gold} with {corpus} (digest {found[:12]}); it knows {known}. "
            "Where gold or corpus was changed on purpose, measure its floors again with `make floors`"
        )

    def changed(self) -> tuple[str, ...]:
        """Names of the corpora here whose gold or texts are not those that the floors were measured on."""
        pairs = self.present().items()
        return tuple(sorted(name for name, pair in pairs if digest(*pair) != self._floors[name].sha256))

    def breaks(self, name: str, scores: Mapping[str, Score]) -> tuple[Break, ...]:
        """The layers whose F1 is below the floor."""
        floors = self._floors[name].f1
        found = {layer: scores[layer].f1 if layer in scores else 0.0 for layer in floors}
        return tuple(
            Break(name, layer, found[layer], floors[layer]) for layer in sorted(floors) if _below(found, floors, layer)
        )

    def raised(self, name: str, scores: Mapping[str, Score]) -> Floor:
        """The floor of a corpus at what was measured now, rounded down to two digits."""
        floor = self._floors[name]
        return Floor(
            gold=floor.gold,
            corpus=floor.corpus,
            sha256=digest(self._at(floor.gold), self._at(floor.corpus)),
            f1={layer: math.floor(scores[layer].f1 * 100) / 100 for layer in HELD},
        )

    def write(self, changed: Mapping[str, Floor]) -> None:
        """Keep new floors for some corpora."""
        self._floors |= changed
        text = msgspec.json.format(msgspec.json.encode(self._floors), indent=2)
        self.path.write_bytes(text + b"\n")

    def _at(self, path: str) -> Path:
        """A path of the file, from where it counts."""
        return self.path.parent / path


def _below(found: Mapping[str, float], floors: Mapping[str, float], layer: str) -> bool:
    """Whether a layer is below its floor, a rounding error aside."""
    return found[layer] + 1e-9 < floors[layer]
