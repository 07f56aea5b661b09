"""From probabilities to decisions: how far each head leans outside, and what its probabilities are worth.

Both are chosen on articles that the network did not see while it was trained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from kawat.evaluation.agree import gap
from kawat.evaluation.gold import Gold, GoldPart
from kawat.evaluation.matches import Sides, match
from kawat.evaluation.score import score
from kawat.extract.commitment_hints import CLASS, class_of, rated_of
from kawat.extract.commitment_scene import scenes_of
from kawat.extract.encoder.decode import decode
from kawat.extract.encoder.scores import Scores
from kawat.extract.encoder.sight import Sight
from kawat.extract.event_hints import Candidate, candidates_of
from kawat.extract.event_parties import Reached, reached
from kawat.extract.event_scene import words_of
from kawat.extract.event_telling import telling_of
from kawat.extract.event_triggers import find_triggers
from kawat.extract.events import staged
from kawat.extract.guide import Guide, Roles, Settings, Weights
from kawat.extract.page import Outline, Row, bounds
from kawat.extract.pipeline import reading_of, with_hints
from kawat.knowledge.load import Knowledge
from kawat.records import Reading

LEANS = (0.0, -0.5, -1.0, -2.0)
"""What may be added to the log-probability of being outside all quotations."""
WIDE = -2.0
"""The lean of the commitments' head: nearly all that may be one is weighed with the other signs."""
BELIEFS = (0.8, 0.6, 0.7, 0.9)
"""Probabilities from which a quotation that the model alone sees may be believed, the usual one first."""
BOTH = ("event", "event_type")
LEASTS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
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


def readings(pages: Iterable[Page], choice: Settings) -> dict[str, Reading]:
    """What rules and model say together, by article."""
    found = {}
    for page in pages:
        hints = decode(page.sight, page.scores, choice.outside)
        found[page.gold.article] = reading_of(with_hints(page.outline, hints, choice, page.knowledge), "tuning")
    return found


def candidates(page: Page) -> Iterator[tuple[Candidate, bool]]:
    """Every candidate of an article's events, and whether gold has an event of its type there."""
    hints, outline, knowledge = decode(page.sight, page.scores, {}).candidates, page.outline, page.knowledge.events
    gold = [(event.type, event.trigger) for event in page.gold.events if event.trigger]
    row, known = Row(hints, bounds), Row(outline.events, lambda event: bounds(event.trigger))
    telling = telling_of(outline.quotations)
    for line in outline.lines:
        stretch = line.start_char, line.end_char
        words = words_of(line, outline.cast)
        triggers = find_triggers(words, line.zone == "title", knowledge)
        here = row.starting(*stretch), known.starting(*stretch)
        for one in candidates_of(line, words, triggers, *here, telling, knowledge):
            place = (one.hint.start_char, one.hint.end_char)
            yield one, any(kind == one.hint.label and gap(place, t.bounds) <= NEAR for kind, t in gold)


def roles(page: Page, way: Settings) -> Iterator[tuple[Reached, bool, bool]]:
    """Everybody within reach of the events that gold has too: whether gold lets them act, whether be acted upon."""
    outline, hints = page.outline, decode(page.sight, page.scores, {})
    gold = [event for event in page.gold.events if event.trigger]
    named = {actor.id: [mention.bounds for mention in actor.mentions] for actor in page.gold.actors}
    for scene, candidate in staged(outline, page.knowledge, Guide(hints, outline.events, way)):
        place = (candidate.hint.start_char, candidate.hint.end_char)
        right = [
            e for e in gold if e.type == candidate.hint.label and e.trigger and gap(place, e.trigger.bounds) <= NEAR
        ]
        if not right:
            continue
        sides = [_words(part, named) for part in (right[0].actors, right[0].recipients)]
        for one in reached(scene, candidate.trigger, candidate.hint, outline.cast):
            spans = [bounds(mention.span) for mention in one.party.actor.mentions]
            acts, gets = (any(a < d and c < b for a, b in spans for c, d in side) for side in sides)
            yield one, acts, gets


def _words(parts: Iterable[GoldPart], named: Mapping[str, list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """All words that name the parties of a side."""
    here = [part.span.bounds for part in parts if part.span]
    return here + [place for part in parts for place in named.get(part.actor or "", ())]


def fitted(pages: Sequence[Page]) -> Settings:
    """The weights of all signs for events and for parts in them."""
    seen = [pair for page in pages for pair in candidates(page)]
    events = regression([one.signs for one, _ in seen], [right for _, right in seen])
    way = Settings(events=replace(events, least=LEASTS[0]))
    parts = [part for page in pages for part in roles(page, way)]
    actor = regression([one.actor for one, _, _ in parts], [acts for _, acts, _ in parts])
    recipient = regression([one.recipient for one, _, _ in parts], [gets for _, _, gets in parts])
    return Settings(events=events, roles=Roles(actor, recipient))


def regression(signs: Sequence[Sequence[float]], right: Sequence[bool], ridge: float = 1.0) -> Weights:
    """The weights of logistic regression, by Newton's method with a ridge penalty."""
    given, wanted = np.array([(1.0, *row) for row in signs]), np.array(right, float)
    weights = np.zeros(given.shape[1])
    penalty = ridge * np.eye(given.shape[1])
    penalty[0, 0] = 0.0
    for _ in range(30):
        chance = 1 / (1 + np.exp(-given @ weights))
        slope = given.T @ (chance - wanted) + penalty @ weights
        curve = (given * (chance * (1 - chance))[:, None]).T @ given + penalty
        weights -= np.linalg.solve(curve, slope)
    return Weights(bias=round(float(weights[0]), 4), weights=tuple(round(float(w), 4) for w in weights[1:]))


Say = Callable[[str], None]


def tried(
    pages: Sequence[Page], ways: Iterable[Settings], layers: Sequence[str], told: Callable[[Settings], str], say: Say
) -> Settings:
    """Of ways to decide the one with the best mean F1 of some layers; of equals the first."""
    gold = {page.gold.article: page.gold for page in pages}
    best, most = None, -1.0
    for way in ways:
        scores = score(gold, readings(pages, way)).scores()
        mean = sum(scores[layer].f1 for layer in layers) / len(layers)
        say(f"{told(way)}: " + ", ".join(f"{layer} {scores[layer].f1:.3f}" for layer in layers))
        if mean > most:
            best, most = way, mean
    if best is None:
        raise ValueError("no way to decide was given; expected one or more")
    return best


def chosen(pages: Sequence[Page], say: Say) -> Settings:
    """The lean of quotations and from what they are believed; from what parts in events, events and commitments are.

    Each by its F1; events by their type as well: parties are found best where beliefs are high, types also below.
    """
    way = replace(fitted(pages), outside={"commitment": WIDE})
    leans = [replace(way, outside={**way.outside, "quote": value}) for value in LEANS]
    way = tried(pages, leans, ("quotation",), lambda one: f"quote {one.outside['quote']:+.2f}", say)
    beliefs = [replace(way, believed=replace(way.believed, quotation=value)) for value in BELIEFS]
    way = tried(pages, beliefs, ("quotation",), lambda one: f"quotations alone from {one.believed.quotation:.2f}", say)
    for role in ("actor", "recipient"):
        ways = [replace(way, roles=_with_least(way.roles, role, value)) for value in LEASTS]
        way = tried(pages, ways, BOTH, lambda one, role=role: f"{role} from {getattr(one.roles, role).least:.3f}", say)
    ways = [replace(way, events=replace(way.events, least=value)) for value in LEASTS]
    way = tried(pages, ways, BOTH, lambda one: f"events from {one.events.least:.3f}", say)
    way = replace(way, commitments=regression(*zip(*commitments(pages, way), strict=True)))
    ways = [replace(way, commitments=replace(way.commitments, least=value)) for value in LEASTS]
    return tried(pages, ways, ("commitment",), lambda one: f"commitments from {one.commitments.least:.3f}", say)


def _with_least(roles: Roles, role: str, value: float) -> Roles:
    return replace(roles, **{role: replace(getattr(roles, role), least=value)})


def commitments(pages: Iterable[Page], way: Settings) -> Iterator[tuple[tuple[float, ...], bool]]:
    """The signs of every draft of a commitment, and whether gold has one of its class there."""
    for page in pages:
        hints = decode(page.sight, page.scores, way.outside)
        read, knowledge = with_hints(page.outline, hints, way, page.knowledge), page.knowledge.commitments
        gold = [(CLASS.get(one.kind, one.kind), one.content.bounds) for one in page.gold.commitments if one.content]
        row = Row(hints.commitments, bounds)
        for scene in scenes_of(read.lines, read.cast, read.timexes, read.quotations, read.events, knowledge):
            for draft, signs in rated_of(scene, row):
                first, end = draft.content
                place = scene.tokens[first].start_char, scene.tokens[end - 1].end_char
                yield signs, any(kind == class_of(draft) and gap(place, at) <= 80 for kind, at in gold)


def outcomes(pages: Sequence[Page], choice: Settings) -> dict[str, list[tuple[float, bool]]]:
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


def tuned(pages: Sequence[Page], say: Say) -> tuple[Settings, dict[str, list[tuple[float, float]]]]:
    """How decisions are best made on the pages, and what the scores of each kind of datum are worth there."""
    choice = chosen(pages, say)
    return choice, {kind: isotonic(some) for kind, some in outcomes(pages, choice).items() if some}


def as_json(choice: Settings) -> dict[str, Any]:
    """The choice as it stands in model.json under `decoding`."""
    told = asdict(choice)
    return {name: told[name] for name in ("outside", "events", "roles", "commitments", "believed")}
