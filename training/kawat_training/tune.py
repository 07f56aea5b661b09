"""From probabilities to decisions: how far each head leans outside, and what its probabilities are worth.

Both are chosen on articles that the network did not see while it was trained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from kawat.evaluation.agree import gap
from kawat.evaluation.gold import Gold
from kawat.evaluation.matches import Sides, match
from kawat.evaluation.score import score
from kawat.extract.encoder.decode import decode
from kawat.extract.encoder.scores import Scores
from kawat.extract.encoder.sight import Sight
from kawat.extract.event_hints import Candidate, candidates_of
from kawat.extract.event_scene import words_of
from kawat.extract.event_triggers import find_triggers
from kawat.extract.guide import Weights
from kawat.extract.page import Outline
from kawat.extract.pipeline import reading_of, with_hints
from kawat.knowledge.load import Knowledge
from kawat.records import Reading

LEANS = (0.5, 0.0, -0.25, -0.5, -0.75, -1.0, -1.5, -2.0, -3.0)
"""What may be added to the log-probability of being outside all spans."""
LAYERS = {"quote": "quotation", "commitment": "commitment"}
"""Heads and the layer by which each is tuned, in the order in which the stages run."""
LEASTS = (0.15, 0.2, 0.225, 0.25, 0.275, 0.3, 0.325, 0.35, 0.4, 0.45, 0.5)
NEAR = 60
"""Characters between two triggers that tell one event, as the scorer has it."""


@dataclass(frozen=True, slots=True)
class Page:
    """An article with its gold, what the rules make of it, what the encoder sees and says of it."""

    gold: Gold
    outline: Outline
    knowledge: Knowledge
    sight: Sight
    scores: Scores


@dataclass(frozen=True, slots=True)
class Choice:
    """How decisions are made: the lean of each head, and what counts how much for an event."""

    outside: Mapping[str, float]
    events: Weights


def readings(pages: Iterable[Page], choice: Choice) -> dict[str, Reading]:
    """What rules and model say together, by article."""
    found = {}
    for page in pages:
        hints = decode(page.sight, page.scores, choice.outside)
        found[page.gold.article] = reading_of(with_hints(page.outline, hints, choice.events, page.knowledge), "tuning")
    return found


def candidates(page: Page) -> Iterator[tuple[Candidate, bool]]:
    """Every candidate of an article's events, and whether gold has an event of its type there."""
    hints, outline, knowledge = decode(page.sight, page.scores, {}).candidates, page.outline, page.knowledge.events
    gold = [(event.type, event.trigger) for event in page.gold.events if event.trigger]
    for line in outline.lines:
        words = words_of(line, outline.cast)
        triggers = find_triggers(words, line.zone == "title", knowledge)
        for one in candidates_of(line, words, triggers, hints, outline.events, knowledge):
            place = (one.hint.start_char, one.hint.end_char)
            yield one, any(kind == one.hint.label and gap(place, t.bounds) <= NEAR for kind, t in gold)


def fitted(pages: Iterable[Page], ridge: float = 1.0) -> Weights:
    """The weights of logistic regression over all candidates, by Newton's method with a ridge penalty."""
    seen = [pair for page in pages for pair in candidates(page)]
    signs = np.array([(1.0, *one.signs) for one, _ in seen])
    right = np.array([float(ok) for _, ok in seen])
    weights = np.zeros(signs.shape[1])
    penalty = ridge * np.eye(signs.shape[1])
    penalty[0, 0] = 0.0
    for _ in range(30):
        chance = 1 / (1 + np.exp(-signs @ weights))
        slope = signs.T @ (chance - right) + penalty @ weights
        curve = (signs * (chance * (1 - chance))[:, None]).T @ signs + penalty
        weights -= np.linalg.solve(curve, slope)
    return Weights(bias=round(float(weights[0]), 4), weights=tuple(round(float(w), 4) for w in weights[1:]))


def events(pages: Sequence[Page], outside: Mapping[str, float], say: Callable[[str], None]) -> Weights:
    """The weights of the signs, and the belief from which a candidate is an event, by event F1."""
    weights, gold = fitted(pages), {page.gold.article: page.gold for page in pages}
    found = []
    for least in LEASTS:
        tried = replace(weights, least=least)
        scores = score(gold, readings(pages, Choice(outside, tried))).scores()
        found.append((scores["event"].f1, least))
        say(f"events from {least:.2f}: event {scores['event'].f1:.3f}, type alone {scores['event_type'].f1:.3f}")
    return replace(weights, least=max(found)[1])


def lean(pages: Sequence[Page], weights: Weights, say: Callable[[str], None]) -> dict[str, float]:
    """The lean of each head that gives its layer the best F1, head by head."""
    chosen: dict[str, float] = {}
    gold = {page.gold.article: page.gold for page in pages}
    for head, layer in LAYERS.items():
        found = []
        for value in LEANS:
            scores = score(gold, readings(pages, Choice({**chosen, head: value}, weights))).scores()
            found.append((scores[layer].f1, value))
            say(f"{head} {value:+.2f}: {layer} {scores[layer].f1:.3f}")
        chosen[head] = max(found, key=lambda pair: (pair[0], -abs(pair[1])))[1]
    return chosen


def outcomes(pages: Sequence[Page], choice: Choice) -> dict[str, list[tuple[float, bool]]]:
    """For each kind of datum the scores said and whether the datum is right."""
    seen: dict[str, list[tuple[float, bool]]] = {"quotation": [], "event": [], "commitment": []}
    made = readings(pages, choice)
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
    equal: dict[float, list[float]] = {}
    for said, right in pairs:
        held = equal.setdefault(said, [0.0, 0.0, 0.0])
        equal[said] = [held[0] + said, held[1] + right, held[2] + 1]
    pools: list[list[float]] = []  # sum of scores, number right, number
    for said in sorted(equal):
        pools.append(equal[said])
        while len(pools) > 1 and (pools[-2][2] < least or pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]):
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    if len(pools) > 1 and pools[-1][2] < least:
        last = pools.pop()
        pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    return [(round(said / n, 4), round(right / n, 4)) for said, right, n in pools]


def tuned(pages: Sequence[Page], say: Callable[[str], None]) -> tuple[Choice, dict[str, list[tuple[float, float]]]]:
    """How decisions are best made on the pages, and what the scores of each kind of datum are worth there."""
    weights = fitted(pages)
    outside = lean(pages, weights, say)
    choice = Choice(outside, events(pages, outside, say))
    return choice, {kind: isotonic(some) for kind, some in outcomes(pages, choice).items() if some}


def as_json(choice: Choice) -> dict[str, Any]:
    """The choice as it stands in model.json under `decoding`."""
    return {"outside": dict(choice.outside), "events": asdict(choice.events)}
