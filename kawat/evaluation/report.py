"""Scores and faults as plain text, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kawat.evaluation.evaluate import Evaluation
from kawat.evaluation.tally import Fault, Score

LAYER_WIDTH = 17
FAULT_WIDTH = 160


def summary(evaluation: Evaluation) -> str:
    """How many articles there were, what could not be read, and whether gold and readings speak of the same texts."""
    parts = [f"{evaluation.articles} articles, {len(evaluation.missing)} without a reading"]
    if evaluation.rejections:
        first = evaluation.rejections[0]
        parts.append(f"first rejection: {first.article.id}: {first.stage}: {first.detail}")
    if evaluation.misplaced:
        fault = evaluation.misplaced[0]
        count = len(evaluation.misplaced)
        parts.append(
            f"{count} stretches of gold with other words than the reading, first {fault.article}: {fault.said!r}"
        )
    return "; ".join(parts)


def table(scores: Mapping[str, Score]) -> Iterator[str]:
    """A line for each layer: precision, recall, F1, how many in gold, how many found."""
    yield f"{'layer':{LAYER_WIDTH}} {'P':>6} {'R':>6} {'F1':>6} {'gold':>7} {'found':>7}"
    for layer, one in scores.items():
        shares = f"{one.precision:6.3f} {one.recall:6.3f} {one.f1:6.3f}"
        yield f"{layer:{LAYER_WIDTH}} {shares} {one.gold:7} {one.found:7}"


def faults(found: list[Fault]) -> Iterator[str]:
    """A line for each fault, shortened to `FAULT_WIDTH` characters."""
    for fault in found:
        line = f"{fault.article} | {fault.sort} | {' '.join(fault.said.split())}"
        yield line if len(line) <= FAULT_WIDTH else line[: FAULT_WIDTH - 1] + "…"
