"""What a model gives the stages: its hints, and how they and the rules' own findings are weighed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise
from typing import Any

import msgspec

from kawat.errors import ModelError
from kawat.extract.encoder.hints import Hints
from kawat.extract.encoder.labels import HEADS
from kawat.records import Event, Vote

MOST = 100.0  # the greatest size of a weight or lean; log-probabilities are mostly above -30
_REMEDY = "install a model made for this version of Kawat, or read with --model none"


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign counts for an event, as fitted on articles that the model had not seen.

    The probability is the logistic function of `bias` plus each sign times its weight; an event below `least` is none.
    """

    bias: float = 0.0
    weights: tuple[float, ...] = (0.0, 0.0, 1.0, *(0.0 for _ in range(8)))
    least: float = 0.5

    def belief(self, signs: Sequence[float]) -> float:
        """The probability of an event with these signs."""
        total = self.bias + sum(weight * sign for weight, sign in zip(self.weights, signs, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def votes(self, names: Sequence[str], signs: Sequence[float]) -> tuple[Vote, ...]:
        """What each sign that is there says."""
        weighed = zip(names, signs, self.weights, strict=True)
        return tuple(Vote(sign=n, value=round(s, 2), adds=round(w * s, 2)) for n, s, w in weighed if round(w * s, 2))


SIGNS = (
    "rule",
    "rule_score",
    "type",
    "inside",
    "lexicon",
    "title",
    "place",
    "rule_and_type",
    "said",
    "said_directly",
    "recipient",
)
"""What speaks for an event, in the order of Weights: whether the rules have it and how sure they are, the model's
log-odds of its type and of any event, whether the lexicon has its words, whether the title tells it, how late it
stands, whether rules and model agree, whether somebody quoted tells it, whether in direct speech, and the model's
surest link to somebody acted upon."""


ROLE_SIGNS = (
    "link",
    "other_link",
    "rule",
    "other_rule",
    "rule_silent",
    "here",
    "before",
    "distance",
    "speaker",
)
"""What speaks for a party's role in an event, in the order of Weights: the model's log-odds of that role and of the
other one, whether the rules give it that role, the other one, or nobody that role, whether it is named in the sentence
and before the trigger, how far from it, and whether it tells the event."""


COMMITMENT_SIGNS = ("rule", "rule_score", "same", "rival", "said", "act", "holder", "title")
"""What speaks for a commitment, in the order of Weights: whether a rule says it in these words and how sure a rule of
the class in the sentence is, the model's log-odds of its class and of another there, whether somebody says it, whether
the sentence tells an act that it may rest on, whether its holder is known, and whether it stands in the title."""


@dataclass(frozen=True, slots=True)
class Roles:
    """How much each sign counts for acting in an event and for being acted upon.

    Who is as likely as not takes part; where a role has nobody such, the likeliest from `least` on does.
    """

    actor: Weights = field(default_factory=lambda: Weights(-2.5, (0.5, -0.1, 2.0, -1.0, 0.3, 2.0, 0.2, -0.3, 0.0), 0.2))
    recipient: Weights = field(
        default_factory=lambda: Weights(-2.5, (0.5, -0.1, 2.0, -1.0, 0.3, 2.0, 0.2, -0.3, 0.0), 0.2)
    )


@dataclass(frozen=True, slots=True)
class Believed:
    """Probabilities from which a hint is believed.

    `zone`: a stretch that is no words of the article; `quotation`: one that no rule sees; `support`: what hints must
    give a rule's quotation for it to stay; `link`: a link to a time or place.
    """

    zone: float = 0.9
    quotation: float = 0.8
    support: float = 0.2
    link: float = 0.5


@dataclass(frozen=True, slots=True)
class Settings:
    """How a model's scores become data: `model.json` has them under `decoding` and `calibration`.

    `outside` is added for each head to the log-probability of being outside all spans; `events`, `roles` and
    `commitments` weigh the signs for an event, for the parts in it, and for a commitment; `believed` are the
    probabilities from which other hints are believed; `worth` gives for each kind of datum points (score, share right)
    on a rising line.
    """

    outside: dict[str, float] = field(default_factory=dict)
    events: Weights = field(default_factory=Weights)
    roles: Roles = field(default_factory=Roles)
    commitments: Weights = field(default_factory=lambda: Weights(0.0, (0.0, 1.0, 1.0, -0.2, 0.0, 0.0, 0.0, 0.0), 0.3))
    believed: Believed = field(default_factory=Believed)
    worth: dict[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guide:
    """What a model says of the article, what the rules alone found in it, and how to weigh the two."""

    hints: Hints
    known: tuple[Event, ...]
    settings: Settings


def settings_of(name: str, decoding: Mapping[str, Any], calibration: Mapping[str, Any]) -> Settings:
    """The settings of a model. Raises ModelError where they are not what this Kawat reads."""
    try:
        settings = msgspec.convert({**decoding, "worth": calibration}, Settings)
    except msgspec.ValidationError as error:
        raise ModelError(f"model {name}: decoding or calibration in model.json: {error}; {_REMEDY}") from None
    fault = next(_faults(settings), None)
    if fault is not None:
        raise ModelError(f"model {name}: {fault} in model.json; {_REMEDY}")
    return settings


def _faults(settings: Settings) -> Iterator[str]:
    """What is wrong with settings of the right shape."""
    yield from _misweighed("events", settings.events, SIGNS)
    yield from _misweighed("commitments", settings.commitments, COMMITMENT_SIGNS)
    yield from _misweighed("roles.actor", settings.roles.actor, ROLE_SIGNS)
    yield from _misweighed("roles.recipient", settings.roles.recipient, ROLE_SIGNS)
    for what in fields(settings.believed):
        if not 0 <= getattr(settings.believed, what.name) <= 1:
            yield f"decoding.believed has a {what.name} outside 0 to 1"
    for head, lean in settings.outside.items():
        if head not in HEADS or abs(lean) > MOST:
            yield f"decoding.outside has {head} {lean}; expected {', '.join(HEADS)} and numbers within {MOST:.0f}"
    for kind, points in settings.worth.items():
        said, share = [point[0] for point in points], [point[1] for point in points]
        rising = all(a < b for a, b in pairwise(said)) and share == sorted(share)
        if not points or not rising or not all(0 <= number <= 1 for number in (*said, *share)):
            yield f"calibration of {kind} is no rising line of probabilities"


def _misweighed(where: str, weights: Weights, signs: Sequence[str]) -> Iterator[str]:
    """What is wrong with the weights of some signs."""
    if len(weights.weights) != len(signs):
        yield f"decoding.{where} weighs {len(weights.weights)} signs, expected {len(signs)} ({', '.join(signs)})"
    if not 0 <= weights.least <= 1 or any(abs(w) > MOST for w in (weights.bias, *weights.weights)):
        yield f"decoding.{where} has a weight beyond {MOST:.0f} or a least probability outside 0 to 1"
