"""What a model says about a page: scored spans and links, no decisions. Working material, never stored."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kawat.records import EventStatus


@dataclass(frozen=True, slots=True)
class Linked:
    """Words that a span is linked to: what they are to it (labels.LINKS), their offsets, and the probability."""

    link: str
    start_char: int
    end_char: int
    score: float


@dataclass(frozen=True, slots=True)
class Hint:
    """A span with its label, offsets in code points (end exclusive), probability, and what it is linked to.

    `status` is the likeliest status of an event with its probability, None for other spans. `inside` is the probability
    that the first word belongs to a span of any label.
    """

    label: str
    start_char: int
    end_char: int
    score: float
    linked: tuple[Linked, ...] = ()
    status: tuple[EventStatus, float] | None = None
    inside: float = 1.0

    def to(self, link: str) -> tuple[Linked, ...]:
        """The words with that link, in reading order."""
        return tuple(one for one in self.linked if one.link == link)

    def believing(self, least: float) -> Hint:
        """The hint with the links of at least that probability."""
        return replace(self, linked=tuple(one for one in self.linked if one.score >= least))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """All that a model says about a page, in reading order.

    `events` are the likeliest events; `candidates` are all that are not out of the question, several at one place too.
    """

    zones: tuple[Hint, ...] = ()
    times: tuple[Hint, ...] = ()
    quotations: tuple[Hint, ...] = ()
    cues: tuple[Hint, ...] = ()
    events: tuple[Hint, ...] = ()
    candidates: tuple[Hint, ...] = ()
    commitments: tuple[Hint, ...] = ()
    conditions: tuple[Hint, ...] = ()
    names: tuple[Hint, ...] = ()
