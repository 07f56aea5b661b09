"""From probabilities to decisions: how far each head leans outside, and what its probabilities are worth.

Both are chosen on articles that the network did not see while it was trained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kawat.evaluation.gold import Gold
from kawat.evaluation.matches import Sides, match
from kawat.evaluation.score import score
from kawat.extract.encoder.decode import decode
from kawat.extract.encoder.scores import Scores
from kawat.extract.encoder.sight import Sight
from kawat.extract.page import Outline
from kawat.extract.pipeline import with_hints
from kawat.knowledge.load import Knowledge
from kawat.records import Reading, Sentence

LEANS = (0.5, 0.0, -0.25, -0.5, -0.75, -1.0, -1.5, -2.0, -3.0)
"""What may be added to the log-probability of being outside all spans."""
LAYERS = {"quote": "quotation", "event": "event", "commitment": "commitment"}
"""Heads and the layer by which each is tuned, in the order in which the stages run."""


@dataclass(frozen=True, slots=True)
class Page:
    """An article with its gold, what the rules make of it, what the encoder sees and says of it."""

    gold: Gold
    outline: Outline
    knowledge: Knowledge
    sight: Sight
    scores: Scores


def reading_of(outline: Outline) -> Reading:
    """The outline as a reading."""
    return Reading(
        engine="tuning",
        article=outline.article,
        sentences=tuple(Sentence(start_char=line.start_char, end_char=line.end_char) for line in outline.lines),
        actors=outline.cast.actors,
        timexes=outline.timexes,
        quotations=outline.quotations,
        events=outline.events,
        commitments=outline.commitments,
    )


def readings(pages: Iterable[Page], outside: Mapping[str, float]) -> dict[str, Reading]:
    """What rules and model say together, by article."""
    found = {}
    for page in pages:
        hints = decode(page.sight, page.scores, outside)
        found[page.gold.article] = reading_of(with_hints(page.outline, hints, page.knowledge))
    return found


def lean(pages: Sequence[Page], say: Callable[[str], None]) -> dict[str, float]:
    """The lean of each head that gives its layer the best F1, head by head."""
    chosen: dict[str, float] = {}
    gold = {page.gold.article: page.gold for page in pages}
    for head, layer in LAYERS.items():
        found = []
        for value in LEANS:
            scores = score(gold, readings(pages, {**chosen, head: value})).scores()
            found.append((scores[layer].f1, value))
            say(f"{head} {value:+.2f}: {layer} {scores[layer].f1:.3f}")
        chosen[head] = max(found, key=lambda pair: (pair[0], -abs(pair[1])))[1]
    return chosen


def outcomes(pages: Sequence[Page], outside: Mapping[str, float]) -> dict[str, list[tuple[float, bool]]]:
    """For each kind of datum the scores said and whether the datum is right."""
    seen: dict[str, list[tuple[float, bool]]] = {layer: [] for layer in LAYERS.values()}
    made = readings(pages, outside)
    for page in pages:
        reading = made[page.gold.article]
        pairs = match(page.gold, reading, Sides(page.gold, reading))
        right = {
            "quotation": {found.id for _, found in pairs.statements},
            "event": {found.id for _, found in pairs.events},
            "commitment": {found.id for _, found in pairs.commitments},
        }
        for layer, data in (
            ("quotation", reading.quotations),
            ("event", reading.events),
            ("commitment", reading.commitments),
        ):
            seen[layer] += [(datum.score, datum.id in right[layer]) for datum in data]
    return seen


def isotonic(pairs: Iterable[tuple[float, bool]], least: int = 15) -> list[tuple[float, float]]:
    """Points (score, share right), both rising: neighbours are pooled until shares rise and each pool has `least`.

    Pool adjacent violators: Ayer and others (1955).
    """
    pools: list[list[float]] = []  # sum of scores, number right, number
    for said, right in sorted(pairs):
        pools.append([said, float(right), 1.0])
        while len(pools) > 1 and (pools[-2][2] < least or pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]):
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    if len(pools) > 1 and pools[-1][2] < least:
        last = pools.pop()
        pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    return [(round(said / n, 4), round(right / n, 4)) for said, right, n in pools]
