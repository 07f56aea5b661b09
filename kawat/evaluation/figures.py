"""What the desk tells of how good readings are: scores beside their floors, and what was foretold against what was so.

    kawat eval --floors eval/floors.json --figures kawat/web/figures.json

A corpus that is not on this machine keeps what was measured of it before.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from kawat.errors import InputError
from kawat.evaluation.calibrate import reliability
from kawat.evaluation.evaluate import Evaluation
from kawat.evaluation.floors import Floor


def write(path: Path, measured: Mapping[str, Evaluation], floors: Mapping[str, Floor]) -> None:
    """Keep the figures of what was measured now; those of corpora that have no floors any more go."""
    known = {name: told for name, told in _before(path).items() if name in floors}
    known |= {name: figures(one, floors[name]) for name, one in measured.items()}
    path.write_bytes(msgspec.json.format(msgspec.json.encode(dict(sorted(known.items()))), indent=1) + b"\n")


def figures(one: Evaluation, floor: Floor) -> dict[str, Any]:
    """The figures of one corpus: of the layers that have a floor, and of the scores of each topic's data."""
    scores = one.tally.scores()
    return {
        "sha256": floor.sha256,
        "engine": one.engine,
        "articles": one.articles,
        "scores": {layer: {**msgspec.structs.asdict(scores[layer]), "floor": floor.f1[layer]} for layer in floor.f1},
        "calibration": {topic: [_rounded(bin_) for bin_ in reliability(pairs)] for topic, pairs in one.stated.items()},
    }


def _rounded(one: tuple[int, float, float]) -> dict[str, float]:
    data, foretold, right = one
    return {"data": data, "foretold": round(foretold, 4), "right": round(right, 4)}


def _before(path: Path) -> dict[str, Any]:
    """What the file says; nothing where there is none. Raises InputError where it has another shape."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        raise InputError(f"{path}: {error}; expected what --figures wrote before: take the file away") from None
