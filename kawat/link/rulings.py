"""What people decided that linking must keep to: what is one and what is not, and which postings hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Protocol


class Ruling(Protocol):
    """A decision that stands, as linking needs it."""

    @property
    def id(self) -> str: ...  # noqa: D102

    @property
    def verdict(self) -> str: ...  # noqa: D102

    @property
    def subjects(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def by(self) -> str: ...  # noqa: D102

    @property
    def at(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Rulings:
    """Pairs of ids (articles, events, commitments, actors) that are one or are not; postings confirmed or refused.

    `by` tells who decided of a posting, and when; `joining` the same of each join and split of an id.
    """

    together: tuple[tuple[str, str], ...] = ()
    apart: frozenset[frozenset[str]] = frozenset()
    confirmed: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    by: Mapping[str, str] = field(default_factory=dict)
    joining: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def part(self, one: str, other: str) -> bool:
        """Whether the two may not be joined."""
        return bool(self.apart) and frozenset((one, other)) in self.apart

    def actors(self) -> frozenset[str]:
        """The ids of the actors that somebody joined or split."""
        return frozenset(one for pair in (*self.together, *self.apart) for one in pair if one.startswith("a-"))


def rulings_of(decisions: Iterable[Ruling]) -> Rulings:
    """What decisions that stand mean for linking."""
    stand = list(decisions)
    of = {
        verdict: [one for one in stand if one.verdict == verdict] for verdict in ("join", "split", "confirm", "refuse")
    }
    return Rulings(
        together=tuple((one.subjects[0], other) for one in of["join"] for other in one.subjects[1:]),
        apart=frozenset(frozenset(pair) for one in of["split"] for pair in combinations(one.subjects, 2)),
        confirmed=frozenset(subject for one in of["confirm"] for subject in one.subjects),
        refused=frozenset(subject for one in of["refuse"] for subject in one.subjects),
        by={subject: _signed(one) for one in (*of["confirm"], *of["refuse"]) for subject in one.subjects},
        joining=_joining((*of["join"], *of["split"])),
    )


def _joining(told: Iterable[Ruling]) -> dict[str, tuple[str, ...]]:
    """Who joined or split each id, and when."""
    found: dict[str, tuple[str, ...]] = {}
    for one in told:
        for subject in one.subjects:
            found[subject] = (*found.get(subject, ()), _signed(one))
    return found


def _signed(one: Ruling) -> str:
    return f"{one.by}, {one.at[:10]} ({one.id})"


NOTHING = Rulings()
"""Nobody decided anything."""
