"""Who takes part in an act that a model sees: its links, the rules and the place in the text vote on each party."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kawat.extract.encoder.hints import Hint
from kawat.extract.event_roles import both_sides, find_parties
from kawat.extract.event_scene import Party, Scene
from kawat.extract.event_triggers import Trigger
from kawat.extract.guide import Roles, Weights
from kawat.extract.page import Cast
from kawat.knowledge.events import MUTUAL

LONGEST = 120  # characters from the start of a mention to a link into it at most
FAINT = 0.02  # the probability of a link that the model does not give
SURE = 0.5

Parties = tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """A party that may take part, with the signs for its acting and for its being acted upon (guide.ROLE_SIGNS)."""

    party: Party
    actor: tuple[float, ...]
    recipient: tuple[float, ...]


@dataclass(slots=True)
class _Seen:
    """What is known of an actor around a trigger: words that name it, best links, characters to the trigger."""

    party: Party
    links: dict[str, float]
    away: int
    here: bool
    before: bool


def sides(scene: Scene, trigger: Trigger, hint: Hint, cast: Cast, roles: Roles) -> tuple[Parties, Parties]:
    """Actors and recipients: who is likely to be one, and where nobody is, the likeliest that is not too unlikely."""
    rated = [
        (one.party, roles.actor.belief(one.actor), roles.recipient.belief(one.recipient))
        for one in reached(scene, trigger, hint, cast)
    ]
    if trigger.pattern.frame in MUTUAL:
        chosen = _chosen([(party, max(acts, gets)) for party, acts, gets in rated], roles.actor, 2)
        return both_sides(scene, trigger, chosen), ()
    actors = _chosen([(party, acts) for party, acts, gets in rated if acts >= gets], roles.actor, 1)
    taken = {party.actor.id for party in actors}
    return actors, _chosen([(p, gets) for p, _, gets in rated if p.actor.id not in taken], roles.recipient, 1)


def _chosen(rated: Sequence[tuple[Party, float]], weights: Weights, needed: int) -> Parties:
    """The parties that are likely, in reading order; where they are too few the likeliest others from `least` on."""
    best = sorted((pair for pair in enumerate(rated)), key=lambda pair: (-pair[1][1], pair[0]))
    kept = [place for rank, (place, (_, belief)) in enumerate(best) if belief >= SURE or rank < needed]
    return tuple(rated[place][0] for place in sorted(kept) if rated[place][1] >= min(SURE, weights.least))


def reached(scene: Scene, trigger: Trigger, hint: Hint, cast: Cast) -> tuple[Reached, ...]:
    """Everybody who may take part: named in the sentence, found by the rules, linked from elsewhere, or telling it."""
    actors, recipients = find_parties(scene, trigger)
    speakers = scene.speaker(trigger.first)
    seen: dict[str, _Seen] = {}
    for party in (*_here(scene), *actors, *recipients, *_linked(hint, cast), *speakers):
        _note(seen, party, scene, trigger, hint)
    acts, gets = _ids(actors), _ids(recipients)
    return tuple(
        Reached(
            one.party,
            _signs(one, "actor", name in acts, name in gets, not acts, name in _ids(speakers)),
            _signs(one, "recipient", name in gets, name in acts, not gets, name in _ids(speakers)),
        )
        for name, one in seen.items()
    )


def _ids(parties: Parties) -> set[str]:
    return {party.actor.id for party in parties}


def _here(scene: Scene) -> Iterator[Party]:
    return (spot.party for spot in scene.spots)


def _linked(hint: Hint, cast: Cast) -> Iterator[Party]:
    """Whom the linked words name, wherever they stand."""
    for linked in hint.linked:
        if linked.link in ("actor", "recipient"):
            near = cast.within(max(0, linked.start_char - LONGEST), linked.end_char)
            seen = next((one for one in near if one.end_char > linked.start_char), None)
            if seen is not None:
                yield Party(seen.actor, seen.mention.span)


def _note(seen: dict[str, _Seen], party: Party, scene: Scene, trigger: Trigger, hint: Hint) -> None:
    """Adds what these words say of the party: its nearest words stand for it, its best links count."""
    start_char, end_char = scene.words[trigger.first].start_char, scene.words[trigger.end - 1].end_char
    span = party.span
    away = LONGEST if span is None else max(0, span.start_char - end_char, start_char - span.end_char)
    here = span is not None and scene.words[0].start_char <= span.start_char < scene.words[-1].end_char
    before = span is not None and span.start_char < start_char
    links = {} if span is None else _links(hint, span.start_char, span.end_char)
    known = seen.get(party.actor.id)
    if known is None:
        seen[party.actor.id] = _Seen(party, links, away, here, before)
        return
    strongest = max(known.links.values(), default=0.0), max(links.values(), default=0.0)
    if (strongest[1], -away) > (strongest[0], -known.away):
        known.party, known.away, known.here, known.before = party, away, here, before
    for role, chance in links.items():
        known.links[role] = max(chance, known.links.get(role, 0.0))


def _links(hint: Hint, start_char: int, end_char: int) -> dict[str, float]:
    """The model's best probability that words of the stretch act or are acted upon."""
    best: dict[str, float] = {}
    for linked in hint.linked:
        if linked.start_char < end_char and start_char < linked.end_char:
            best[linked.link] = max(linked.score, best.get(linked.link, 0.0))
    return best


def _signs(one: _Seen, role: str, rule: bool, other_rule: bool, silent: bool, speaks: bool) -> tuple[float, ...]:
    """The signs of a party for a role, in the order of guide.ROLE_SIGNS."""
    other = "recipient" if role == "actor" else "actor"
    return (
        _odds(one.links.get(role, FAINT)),
        _odds(one.links.get(other, FAINT)),
        float(rule),
        float(other_rule),
        float(silent),
        float(one.here),
        float(one.before),
        math.log1p(one.away),
        float(speaks),
    )


def _odds(chance: float) -> float:
    chance = min(1 - FAINT, max(FAINT, chance))
    return math.log(chance / (1 - chance))
