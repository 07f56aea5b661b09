"""Stories: articles that are copies, relays or rewrites of one report, with what each made of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kawat.link.likeness import Pairs, in_order, likeness, longest_copied, narration, own_stretches, same_figures
from kawat.link.rulings import NOTHING, Rulings

Relation = Literal["original", "relay", "rewrite", "update"]
COPIES: frozenset[Relation] = frozenset({"relay", "rewrite"})  # they tell nothing that the first did not
DAYS = 7  # most days from one telling of a story to another
ALIKE = 0.26  # pairs in common, of those in either text, from which two articles tell one report
UNDATED, LATE = 0.4, 3  # the same where one of them has no date, or comes so many days later
REWRITTEN = 0.15  # pairs in common of a rewrite
ORDER = 0.2  # whose words stand in the same order, of those in either text
NARRATED, WITHIN_NARRATED = 0.2, 0.5  # the same outside quotation marks, of either text or of the shorter
IN_STEP = 0.3  # whose words stand in the same order: a copy, however much of it is quoted
COPIED_RUN = 9  # pairs in a row outside quotation marks, about fifteen words: a sentence that was copied
WITHIN = 0.6  # pairs in common, of those in the shorter text, where it is a brief of the longer one
SAME_HOUSE = 0.75  # articles of one outlet share its formulas (weather, prices): pairs in common that make an update
SAME_DAYS = 2  # most days between such
ONE_PIECE = 0.5  # pairs in common below which two articles of one outlet are two pieces, which no third one joins
SAME_FIGURES = 0.6  # least share of figures in common of such: a daily series keeps its words and changes its figures
COPIED = 0.5  # of a member's pairs that stand in the lead, from which it is a relay
OWN = 0.6  # of a member's pairs that no other member has, from which its newsroom reported on its own
_FIGURES = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a story needs to know of an article. `published_at`: ISO 8601; `agencies`: whom it names as its source."""

    id: str
    publisher: str | None
    published_at: str | None
    agencies: tuple[str, ...]
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An article in a story. `similarity`: pairs in common with the lead; `own`: stretches that no other member has."""

    page: Page
    relation: Relation
    similarity: float
    own: tuple[tuple[int, int], ...]
    own_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Copies of one report. `lead`: the earliest; `agency`: whom most members name as their source."""

    id: str
    agency: str | None
    members: tuple[Member, ...]
    independent_sources: int

    @property
    def lead(self) -> Member:
        """The member that was published first."""
        return self.members[0]


def is_one_report(one: Page, other: Page, first: Pairs, second: Pairs) -> bool:
    """Whether two articles, published few enough days apart, are alike enough to come from one report."""
    shared = likeness(first, second)
    days = _days_between(one, other)
    if one.publisher is not None and one.publisher == other.publisher:
        near = days is not None and days <= SAME_DAYS
        alike = near and shared.jaccard >= SAME_HOUSE and same_figures(first, second) >= SAME_FIGURES
        return alike and not (days and _is_series(one.title, other.title))
    if days is None or days >= LATE:
        return shared.jaccard >= UNDATED
    if not _tell_alike(first, second):
        return False
    if shared.jaccard < REWRITTEN or shared.jaccard >= ALIKE:
        return shared.jaccard >= ALIKE
    return max(shared.of_first, shared.of_second) >= WITHIN or in_order(first, second) >= ORDER


def _tell_alike(first: Pairs, second: Pairs) -> bool:
    """Whether two articles are alike in what their newsrooms wrote too, not in what they quote alone.

    Reports of one press conference share its words; each newsroom tells of it in its own.
    """
    shared = narration(first, second)
    if shared.jaccard >= NARRATED or max(shared.of_first, shared.of_second) >= WITHIN_NARRATED:
        return True
    return longest_copied(first, second) >= COPIED_RUN or in_order(first, second) >= IN_STEP


def _is_series(one: str | None, other: str | None) -> bool:
    """Whether two titles of one outlet count on: each has a figure that the other has not (`18 June`, `20 June`)."""
    figures, others = (set(_FIGURES.findall(title or "")) for title in (one, other))
    return bool(figures - others) and bool(others - figures)


def _days_between(one: Page, other: Page) -> int | None:
    """Days from one publication to the other, None where one is not dated."""
    if one.published_at is None or other.published_at is None:
        return None
    return abs(day_of(one.published_at) - day_of(other.published_at))


def day_of(published_at: str) -> int:
    """The day of an ISO 8601 time as a number that counts on."""
    return date.fromisoformat(published_at[:10]).toordinal()


def stories_of(
    pages: Sequence[Page],
    alike: Iterable[tuple[int, int]],
    pairs_of: Callable[[int], Pairs],
    rulings: Rulings = NOTHING,
) -> tuple[Story, ...]:
    """The stories of at least two articles, in order of their leads.

    `alike` are pairs of places in `pages` that are worth a look, `pairs_of` gives the pairs of words of one. What
    people ruled of articles holds.
    """
    groups = _Groups(pages, pairs_of, rulings)
    for one, other in groups.surest_first(alike):
        groups.join(one, other)
    found = [_story(pages, group, pairs_of) for group in groups.several()]
    return tuple(sorted(found, key=lambda story: _when(story.lead.page)))


class _Groups:
    """Articles that are joined two by two, by their places in `pages`."""

    def __init__(self, pages: Sequence[Page], pairs_of: Callable[[int], Pairs], rulings: Rulings) -> None:
        places = {page.id: place for place, page in enumerate(pages)} if rulings != NOTHING else {}
        known = [(places[one], places[other]) for one, other in rulings.together if {one, other} <= places.keys()]
        self._together = frozenset(known)
        self._apart = [
            tuple(places[one] for one in pair)
            for pair in sorted(map(sorted, rulings.apart))
            if set(pair) <= places.keys()
        ]
        self._pages = pages
        self._pairs = pairs_of
        self._owner = list(range(len(pages)))
        # of each group the earliest article of each outlet, by which another of that outlet is judged
        self._told: dict[int, dict[str, int]] = {
            place: {page.publisher: place} if page.publisher is not None else {} for place, page in enumerate(pages)
        }

    def surest_first(self, alike: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """The pairs that are one report, those with most in common first."""
        found = []
        for one, other in sorted({(min(pair), max(pair)) for pair in alike}):
            first, second = self._pairs(one), self._pairs(other)
            if is_one_report(self._pages[one], self._pages[other], first, second):
                found.append((-likeness(first, second).jaccard, self._order(one, other), (one, other)))
        return [*sorted(self._together), *(pair for _, _, pair in sorted(found))]

    def join(self, one: int, other: int) -> None:
        """Join the groups of two articles, unless an outlet would have two pieces in one."""
        first, second = self._root(one), self._root(other)
        if first == second or self._are_parted(first, second):
            return
        if (one, other) not in self._together and self._are_two_pieces(first, second):
            return
        kept, gone = min(first, second), max(first, second)
        self._owner[gone] = kept
        for outlet, place in self._told.pop(gone).items():
            known = self._told[kept].get(outlet, place)
            self._told[kept][outlet] = min(known, place, key=lambda place: _when(self._pages[place]))

    def several(self) -> list[list[int]]:
        """The groups of at least two."""
        groups: dict[int, list[int]] = {}
        for place in range(len(self._pages)):
            groups.setdefault(self._root(place), []).append(place)
        return [group for group in groups.values() if len(group) > 1]

    def _are_parted(self, first: int, second: int) -> bool:
        """Whether somebody ruled that the two groups are not one story."""
        return any({self._root(one), self._root(other)} == {first, second} for one, other in self._apart)

    def _are_two_pieces(self, first: int, second: int) -> bool:
        """Whether one outlet has an article in both groups, and these have too little in common."""
        one, other = self._told[first], self._told[second]
        both = ((place, other[outlet]) for outlet, place in one.items() if outlet in other)
        return any(likeness(self._pairs(a), self._pairs(b)).jaccard < ONE_PIECE for a, b in both)

    def _order(self, one: int, other: int) -> tuple[tuple[str, str], ...]:
        return tuple(sorted((_when(self._pages[one]), _when(self._pages[other]))))

    def _root(self, place: int) -> int:
        while self._owner[place] != place:
            self._owner[place] = self._owner[self._owner[place]]
            place = self._owner[place]
        return place


def _when(page: Page) -> tuple[str, str]:
    """The order of telling; an article without a date comes last."""
    return page.published_at or "9999", page.id


def _story(pages: Sequence[Page], group: list[int], pairs_of: Callable[[int], Pairs]) -> Story:
    """The story of some articles."""
    order = sorted(group, key=lambda place: _when(pages[place]))
    words = {place: pairs_of(place) for place in order}
    members = tuple(_member(pages, place, order, words) for place in order)
    alone = sum(member.own_share >= OWN for member in members)
    lead = members[0]
    # Where all reported on their own there is no common source; else the common one counts once.
    sources = alone if alone == len(members) else alone + 1
    named = [agency for member in members for agency in member.page.agencies[:1]]
    agency = min(named, key=lambda name: (-named.count(name), named.index(name))) if named else None
    key = hashlib.sha256(lead.page.id.encode()).hexdigest()[:10]
    return Story(id=f"s-{key}", agency=agency, members=members, independent_sources=sources)


def _member(pages: Sequence[Page], place: int, order: Sequence[int], words: Mapping[int, Pairs]) -> Member:
    """One article of a story, beside its lead and the others."""
    page, lead = pages[place], order[0]
    shared = likeness(words[lead], words[place])
    own = own_stretches(words[place], [words[other] for other in order if other != place])
    known = {number for other in order if other != place for number in words[other].numbers.tolist()}
    mine = words[place].numbers.tolist()
    share = sum(number not in known for number in mine) / len(mine) if mine else 0.0
    relation: Relation
    if place == lead:
        relation = "original"
    elif page.publisher is not None and any(pages[o].publisher == page.publisher for o in order[: order.index(place)]):
        relation = "update"
    else:
        relation = "relay" if shared.of_second >= COPIED else "rewrite"
    return Member(page=page, relation=relation, similarity=round(shared.jaccard, 3), own=own, own_share=round(share, 3))
