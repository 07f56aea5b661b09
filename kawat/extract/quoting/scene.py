"""One period with what is known about its words: cues, small words, mentions. Questions that the rules ask."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from kawat.extract.page import Cast, Seen
from kawat.extract.quoting.periods import QUOTE, Period
from kawat.knowledge.cues import Cue, CueKnowledge, Side
from kawat.knowledge.tokens import Hit
from kawat.records import QuotationMode, Vote

_PHRASE = 4
_LATE = 40
_STOPS = frozenset((",", ".", ":", ";", "?", "!", QUOTE, "–", "—", "|"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A quotation before its speaker is known; stretches are (start, end) offsets of the article.

    `source_kind` is what the speaker step needs to know: `clitic` for a fused pronoun, `shared` where the cue has no
    subject of its own and takes the one before, `carried` for a quotation that stands alone, `none` where nobody is
    named, `label` where a name must fill the source, else `words`. `head_end` is where the noun phrase of the source
    ends, before appositions and clauses. `cut_before` are the words at which a reported clause was cut before its
    sentence ends.
    `score`: the model's probability, None where no model reads; `votes`: what rules and model say then.
    `is_weak`: the cue asks or promises, which inside another report is part of what is said.
    """

    mode: QuotationMode
    content: tuple[tuple[int, int], ...]
    cue: tuple[int, int] | None
    source: tuple[int, int] | None
    source_kind: str
    rule: str
    head_end: int | None = None
    addressees: tuple[str, ...] = ()
    is_weak: bool = False
    cut_before: str | None = None
    quotes: tuple[int, ...] = ()
    score: float | None = None
    votes: tuple[Vote, ...] = ()


@dataclass(slots=True)
class Scene:
    """A period, the cast of the article and the language's knowledge about cues.

    `cues` are the cues by first token, `first_report` is one past the first that a subject precedes, `marked` are the
    tokens that are stretches in marks. `starts` and `ends` of clauses and commas before relative clauses are filled
    when a clause is first cut (see reports.py), so a long sentence is searched once.
    """

    period: Period
    cast: Cast
    knowledge: CueKnowledge
    cues: dict[int, Hit[Cue]]
    first_report: int
    marked: tuple[int, ...]
    starts: list[int] | None = None
    ends: list[tuple[int, int]] | None = None
    relative_commas: list[int] | None = None

    @classmethod
    def of(cls, period: Period, cast: Cast, knowledge: CueKnowledge) -> Scene:
        """The scene of a period, its cues found once."""
        cues = {hit.first: hit for hit in knowledge.cues.scan(period.tokens)}
        ends = [hit.end for hit in cues.values() if hit.value.side in ("before", "either")]
        first_report = min(ends, default=len(period.tokens) + 1)
        return cls(period, cast, knowledge, cues, first_report, tuple(sorted(period.quotes)))

    def side(self, cue: Cue) -> Side:
        """Where the cue's source stands in this period: headlines have their own grammar."""
        return cue.in_title if self.period.is_title else cue.side

    def hit(self, names: str, index: int) -> Hit[str] | None:
        """The longest phrase of the lists `names` (space-separated) that starts at token `index`."""
        if not 0 <= index < len(self.period.tokens):
            return None
        return self.knowledge.words[names].at(self.period.tokens, index)

    def is_a(self, names: str, index: int) -> bool:
        """Whether a phrase of the lists starts at the token."""
        return self.hit(names, index) is not None

    def anywhere(self, names: str, first: int, end: int) -> bool:
        """Whether a phrase of the lists starts in the tokens from `first` to before `end`."""
        return any(self.is_a(names, index) for index in range(first, end))

    def has_predicate(self, first: int, end: int) -> bool:
        """Whether a stretch shows a main predicate: before its first comma or relative word, or a sure one after."""
        turns = (i for i in range(first + 1, end) if self.period.word(i) == "," or self.is_a("relatives", i))
        turn = next(turns, end)
        if any(self._is_predicate(index) for index in range(first, turn)):
            return True
        return any(self.is_a("predicates", index) for index in range(turn + 4, min(turn + _LATE, end)))

    def _is_predicate(self, index: int) -> bool:
        """Whether the token is a predicate by list or prefix and no aim (`untuk`) leads to it."""
        word = self.period.word(index)
        if self.is_a("aims", index - 1):
            return False
        if self.is_a("predicates", index):
            return True
        long_enough = len(word) > 5 and word.startswith(self.knowledge.predicate_prefixes)
        return long_enough and self.period.printed(index) == word and not self.is_a("no_predicates", index)

    def cues_before(self, end: int) -> bool:
        """Whether a cue stands in the tokens before `end`."""
        return next(iter(self.cues), end) < end

    def starts_of(self, names: str, end: int) -> int | None:
        """The first token of the phrase of the lists that ends right before token `end`, or None."""
        for first in range(max(0, end - _PHRASE), end):
            for name in names.split():
                hit = self.knowledge.words[name].at(self.period.tokens, first)
                if hit is not None and hit.end == end:
                    return first
        return None

    def skip(self, names: str, index: int) -> int:
        """The first token at or after `index` that starts no phrase of the lists."""
        while (hit := self.hit(names, index)) is not None:
            index = hit.end
        return index

    def skip_back(self, names: str, end: int) -> int:
        """The token index that `end` comes to when phrases of the lists before it are passed over."""
        while (first := self.starts_of(names, end)) is not None:
            end = first
        return end

    def is_stop(self, index: int) -> bool:
        """Whether the token is a sign that ends a phrase, a stretch in marks, or outside the period."""
        return not 0 <= index < len(self.period.tokens) or self.period.tokens[index].lower in _STOPS

    def offsets(self, first: int, end: int) -> tuple[int, int]:
        """Offsets of the tokens from `first` to before `end`."""
        return self.period.tokens[first].start_char, self.period.tokens[end - 1].end_char

    def mentions(self, first: int, end: int) -> tuple[Seen, ...]:
        """Mentions that begin in the tokens from `first` to before `end`."""
        end = min(end, len(self.period.tokens))
        return self.cast.within(*self.offsets(first, end)) if first < end else ()

    def index_at(self, start_char: int) -> int:
        """The first token that begins at or after an offset."""
        return bisect_left(self.period.tokens, start_char, key=lambda token: token.start_char)

    def content(self, first: int, end: int) -> tuple[int, int]:
        """Offsets of a reported stretch: marks that open or close it stand outside."""
        quotes = self.period.quotes
        start_char, end_char = self.offsets(first, end)
        if first in quotes:
            start_char = quotes[first].start_char
        if end - 1 in quotes:
            end_char = quotes[end - 1].end_char
            if quotes[end - 1].ends_comma:
                end_char -= 1
        return start_char, max(end_char, start_char + 1)

    def quoted_in(self, first: int, end: int) -> tuple[int, ...]:
        """Tokens in the stretch that are stretches in marks."""
        return self.marked[bisect_left(self.marked, first) : bisect_left(self.marked, end)]
