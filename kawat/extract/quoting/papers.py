"""Papers as sources: whose statement, letter or draft `pernyataan itu` and `the memo` are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kawat.extract.page import Cast, Line, Seen
from kawat.knowledge.cues import CueKnowledge
from kawat.knowledge.tokens import Token, tokens_of

_REACH = 2000  # characters back to where a paper was told of
_OWNER = 5  # tokens behind a paper in which its owner begins (`resolusi yang diusulkan oleh X`)
_VERB = 8  # tokens between a paper and the verb that issues it, and between that verb and its subject
_OWNERS = ("person", "country", "organisation", "group")


@dataclass(frozen=True, slots=True)
class Paper:
    """A source that is a paper told of before: its name, and whether the words that point to it stand right behind."""

    name: str
    is_pointed_behind: bool


class Papers:
    """The papers that an article tells of, and who issued them."""

    def __init__(self, lines: Sequence[Line], cast: Cast, knowledge: CueKnowledge) -> None:
        self._lines = lines
        self._cast = cast
        self._words = knowledge.words
        self._told: list[tuple[int, str, str]] | None = None

    def paper(self, text: str, first: int, end: int) -> Paper | None:
        """The paper that the words of a source are, pointed at as one that is known; None for other words."""
        tokens = tokens_of(text, first, end)
        start = self._past_pointer(tokens, 0)
        noun = self._words["papers"].at(tokens, start) if start < len(tokens) else None
        if noun is None:
            return None
        behind = self._past_pointer(tokens, noun.end)
        rest = tokens[behind:]
        if any(token.text != token.lower for token in rest) and behind == noun.end:
            return None
        closes = any(self._past_pointer(tokens, at) == len(tokens) for at in range(noun.end, len(tokens)))
        if start == 0 and behind == noun.end and not closes:
            return None
        return Paper(noun.value, behind > noun.end)

    def issuer(self, paper: Paper, place: int) -> str | None:
        """The actor id of whoever issued the paper last told of by that name before `place`; None where untold."""
        if self._told is None:
            self._told = list(self._find())
        for at, name, owner in reversed(self._told):
            if at < place and place - at <= _REACH and _same(name, paper.name):
                return owner
        return None

    def _past_pointer(self, tokens: Sequence[Token], at: int) -> int:
        hit = self._words["pointers"].at(tokens, at) if at < len(tokens) else None
        return hit.end if hit is not None else at

    def _find(self) -> Iterator[tuple[int, str, str]]:
        """Papers with an owner in reading order: where they stand, their name, the owner's actor id."""
        for line in self._lines:
            for hit in self._words["papers"].scan(line.tokens):
                owner = self._owner(line, hit.first, hit.end)
                if owner is not None:
                    yield line.tokens[hit.first].start_char, hit.value, owner.actor.id

    def _owner(self, line: Line, first: int, end: int) -> Seen | None:
        """Whose a paper is: the mention behind it or behind `oleh`, else the subject of the verb that issues it."""
        tokens = line.tokens
        for at in range(end, min(end + _OWNER, len(tokens))):
            if at > end and self._words["agents"].at(tokens, at - 1) is None:
                continue
            if (seen := self._mention(tokens[at].start_char, tokens[at].end_char)) is not None:
                return seen
        for at in range(first - 1, max(-1, first - _VERB), -1):
            if self._words["issuing"].at(tokens, at) is not None:
                return self._mention(tokens[max(0, at - _VERB)].start_char, tokens[at].start_char)
        return None

    def _mention(self, start_char: int, end_char: int) -> Seen | None:
        """The last mention in a stretch of somebody who can issue a paper."""
        here = [s for s in self._cast.within(start_char, end_char) if s.actor.kind in _OWNERS]
        return max(here, key=lambda seen: (seen.end_char, seen.actor.id), default=None)


def _same(told: str, paper: str) -> bool:
    """Whether two names mean one paper: the same, or the last word of the longer one (`rancangan resolusi`)."""
    return told == paper or told.endswith(f" {paper}") or paper.endswith(f" {told}")
