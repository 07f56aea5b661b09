"""What later news says of a commitment: the table `steps.toml`, read and checked."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from kawat.errors import KnowledgeError
from kawat.records import CommitmentKind, EventStatus

Step = Literal[
    "made",
    "repeated",
    "made_conditional",
    "condition_met",
    "fulfilled",
    "broken",
    "withdrawn",
    "lapsed",
    "disputed",
    "reversed",
]
_FILE = Path(__file__).with_suffix(".toml")
_DOING = "doing"


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of a commitment, a sentence that tells an act, and the words of it that name the act."""

    content: str
    sentence: str
    trigger: str


class ActRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The step that an act of one side means for a commitment of a kind."""

    kind: CommitmentKind
    by: Literal["holder", "addressee"]
    types: tuple[str, ...]
    statuses: tuple[EventStatus, ...]
    step: Step
    examples: tuple[Example, ...]
    counterexamples: tuple[Example, ...] = ()


class TurnRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The step that a later commitment of the same holder to the same content means for an earlier one."""

    kind: CommitmentKind
    later: CommitmentKind
    step: Step


class Steps(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table. `doing`: the PLOVER types in which something is done."""

    doing: tuple[str, ...]
    act: tuple[ActRule, ...]
    turn: tuple[TurnRule, ...]

    def of_act(self, kind: str, by: str, type_: str, status: str) -> Step | None:
        """What an act means; None: nothing."""
        for rule in self.act:
            types = self.doing if rule.types == (_DOING,) else rule.types
            if rule.kind == kind and rule.by == by and type_ in types and status in rule.statuses:
                return rule.step
        return None

    def is_done(self, type_: str, status: str) -> bool:
        """Whether something was done."""
        return type_ in self.doing and status in ("occurred", "ongoing")

    def of_turn(self, kind: str, later: str) -> Step | None:
        """What a later commitment means; None: nothing."""
        return next((rule.step for rule in self.turn if (rule.kind, rule.later) == (kind, later)), None)


@cache
def load_steps() -> Steps:
    """The table. Raises KnowledgeError where it does not have its shape."""
    try:
        return msgspec.convert(tomllib.loads(_FILE.read_text(encoding="utf-8")), Steps)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise KnowledgeError(f"{_FILE}: {error}; restore it or install kawat again") from None
