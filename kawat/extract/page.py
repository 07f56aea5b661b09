"""What the stages share about a page while it is read: sentences with their tokens, and who is mentioned where.

Working material: nothing here is kept in a reading.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from kawat.knowledge.tokens import Token
from kawat.records import Actor, Article, Commitment, Event, Mention, Quotation, Timex, ZoneKind

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the article's own words, ready for the stages.

    `zone` is title, dateline or body. `paragraph` counts the lines of the text from 0, so sentences of one paragraph
    share it. `index` counts the sentences.
    """

    index: int
    start_char: int
    end_char: int
    zone: ZoneKind
    paragraph: int
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A mention together with its actor."""

    mention: Mention
    actor: Actor

    @property
    def start_char(self) -> int:
        """Where the mention begins."""
        return self.mention.span.start_char

    @property
    def end_char(self) -> int:
        """Where the mention ends, exclusive."""
        return self.mention.span.end_char


class Cast:
    """The actors of an article, found by id or by place in the text.

    `seen` are the mentions that are words of their own; a pronoun fused to a word is none.
    """

    def __init__(self, actors: Iterable[Actor]) -> None:
        self.actors = tuple(actors)
        self.by_id = {actor.id: actor for actor in self.actors}
        mentions = ((mention, actor) for actor in self.actors for mention in actor.mentions)
        seen = (Seen(mention, actor) for mention, actor in mentions if mention.form != "clitic")
        self.seen = tuple(sorted(seen, key=lambda s: (s.start_char, -s.end_char, s.actor.id)))
        self._starts = [s.start_char for s in self.seen]

    def within(self, start_char: int, end_char: int) -> tuple[Seen, ...]:
        """Mentions that begin in the stretch, in reading order (an outer mention before an inner one)."""
        low, high = bisect_left(self._starts, start_char), bisect_left(self._starts, end_char)
        return self.seen[low:high]


class Stretch(Protocol):
    """Whatever has a place in the text."""

    @property
    def start_char(self) -> int:
        """Where it begins."""

    @property
    def end_char(self) -> int:
        """Where it ends, exclusive."""


def bounds(stretch: Stretch) -> tuple[int, int]:
    """Where it begins and ends."""
    return stretch.start_char, stretch.end_char


class Row(Generic[Thing]):
    """Things in reading order of which none overlaps the next, found by the stretch that they touch."""

    def __init__(self, things: Sequence[Thing], bounds: Callable[[Thing], tuple[int, int]]) -> None:
        self._things = things
        self._starts = [bounds(thing)[0] for thing in things]
        self._ends = [bounds(thing)[1] for thing in things]

    def touching(self, start_char: int, end_char: int) -> Sequence[Thing]:
        """Things that share a character with the stretch."""
        return self._things[bisect_right(self._ends, start_char) : bisect_left(self._starts, end_char)]

    def starting(self, start_char: int, end_char: int) -> Sequence[Thing]:
        """Things that begin in the stretch; here they may overlap."""
        return self._things[bisect_left(self._starts, start_char) : bisect_left(self._starts, end_char)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What the rules make of a page: the ground that the model reads on and that decisions are made from."""

    article: Article
    lines: tuple[Line, ...]
    timexes: tuple[Timex, ...]
    cast: Cast
    quotations: tuple[Quotation, ...]
    events: tuple[Event, ...]
    commitments: tuple[Commitment, ...]
