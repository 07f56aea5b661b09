"""Commitments of many articles that are one: the same holder binds itself or another to the same thing, again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

COMMON, COMMON_SHARE, MOST_COMMON = 30, 100, 300
"""A word of more contents than the first, and than one in so many, or of more than the last, tells nothing."""

HELPER_SHARE = 20  # a word of more than one in so many contents is a helper (not, will, soon), never what is to be done
LEAST_WORDS = 2  # words in common of two contents that are one
OF_FEWER, OF_EITHER = 0.6, 0.34  # share of the words of the shorter content, and of those in either
SOON, LATER = 180, 0.5  # days after which more of the words in either must be in common, and how many
AT_ONCE = 14  # days between two contents of one word that are one
LOOK_BACK = 4  # tellings of a thread, besides the first, with which another is compared
CROWD = 200  # threads with one word that each is compared with at most, the newest


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who binds itself or is bound: its name as the article has it, its country where known."""

    name: str
    country: str | None

    def is_like(self, other: Party) -> bool:
        """Whether both names mean one: they are equal, or one is a part of the other that begins with a capital."""
        one, another = self.name.lower(), other.name.lower()
        if one == another:
            return bool(one)
        shorter = min(self.name, other.name, key=len)
        few, many = sorted((set(one.split()), set(another.split())), key=len)
        return shorter[:1].isupper() and bool(few) and few < many


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaking:
    """A commitment in one article. Days are ordinals of dates, None where unknown.

    `words` are the stems of its content that tell something, `head` the first that is more than a helper, `stems` all
    in order; `condition_words` are those of its condition. `source` is the story that the article belongs to, else whom
    it relays, else its publisher.
    """

    id: str
    article: str
    publisher: str | None
    source: str
    published: int | None
    kind: str
    holders: tuple[Party, ...]
    addressees: tuple[Party, ...]
    stems: tuple[str, ...]
    words: frozenset[str]
    condition_words: frozenset[str]
    conditional: bool
    made: str | None
    made_on: int | None
    due: int | None
    start: int
    end: int
    head: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One commitment with all articles that tell it, in order of their publication."""

    members: tuple[Undertaking, ...]

    @property
    def first(self) -> Undertaking:
        """The first telling."""
        return self.members[0]


def threads_of(undertakings: Iterable[Undertaking]) -> tuple[Thread, ...]:
    """All commitments, those that are told once too, in order of their first telling.

    Each telling joins the thread whose content is most like its own, if it is like enough; in doubt it begins one.
    """
    told: list[list[Undertaking]] = []
    having: dict[tuple[str, str], list[int]] = {}
    for one in sorted(_without_common_words(list(undertakings)), key=_when):
        number = _best(one, told, having)
        if number is None:
            number = len(told)
            told.append([])
        told[number].append(one)
        for word in sorted(one.words):
            rows = having.setdefault((one.kind, word), [])
            if not rows or rows[-1] != number:
                rows.append(number)
    return tuple(Thread(members=tuple(members)) for members in told)


def meet(one: Sequence[Party], other: Sequence[Party]) -> bool:
    """Whether two sides have somebody in common by name."""
    return any(first.is_like(second) for first in one for second in other)


def countries(parties: Iterable[Party]) -> frozenset[str]:
    """The countries of a side."""
    return frozenset(party.country for party in parties if party.country)


def overlap(one: frozenset[str], other: frozenset[str]) -> tuple[int, float, float]:
    """Words in common: how many, of the fewer, of those in either."""
    shared = len(one & other)
    fewer, either = min(len(one), len(other)), len(one | other)
    return shared, shared / fewer if fewer else 0.0, shared / either if either else 0.0


def _without_common_words(undertakings: Sequence[Undertaking]) -> Iterator[Undertaking]:
    """The same without words of so many contents that they tell nothing, as long as others are left."""
    counts = Counter(word for one in undertakings for word in (*one.words, *one.condition_words))
    most = min(max(COMMON, len(undertakings) // COMMON_SHARE), MOST_COMMON)
    helper = max(COMMON, len(undertakings) // HELPER_SHARE)
    for one in undertakings:
        words, condition = (
            frozenset(word for word in words if counts[word] <= most) for words in (one.words, one.condition_words)
        )
        head = next((stem for stem in one.stems if counts[stem] <= helper), None)
        yield replace(one, words=words or one.words, condition_words=condition, head=head)


def _when(one: Undertaking) -> tuple[int, str, int, str]:
    """The order of telling; an article without a date comes last."""
    return one.published or 10**7, one.article, one.start, one.id


def _best(
    one: Undertaking, told: Sequence[Sequence[Undertaking]], having: dict[tuple[str, str], list[int]]
) -> int | None:
    """The thread that a telling belongs to: the likest, the oldest of several."""
    found = Counter(number for word in sorted(one.words) for number in having.get((one.kind, word), ())[-CROWD:])
    likest: list[tuple[float, int]] = []
    least = min(LEAST_WORDS, len(one.words))
    for number in (number for number, shared in found.items() if shared >= least):
        members = told[number]
        near = [members[0], *members[1:][-LOOK_BACK:]]
        if all(_same_parties(one, member) for member in near):
            likest += [(-overlap(one.words, member.words)[2], number) for member in near if _same_content(one, member)]
    return min(likest)[1] if likest else None


def _same_content(one: Undertaking, member: Undertaking) -> bool:
    """Whether two contents are one."""
    shared, of_fewer, of_either = overlap(one.words, member.words)
    days = abs(one.published - member.published) if one.published and member.published else None
    if min(len(one.words), len(member.words)) < LEAST_WORDS:
        return one.words == member.words and days is not None and days <= AT_ONCE
    enough = OF_EITHER if days is not None and days <= SOON else LATER
    return shared >= LEAST_WORDS and of_fewer >= OF_FEWER and of_either >= enough


def _same_parties(one: Undertaking, member: Undertaking) -> bool:
    """Whether holder and addressee may be the same.

    People and offices of a country speak for it where another country is on the other side; at home a name is needed.
    """
    if one.addressees and member.addressees and not _same_side(one, member, "addressees"):
        return False
    return bool(one.holders) and bool(member.holders) and _same_side(one, member, "holders")


def _same_side(one: Undertaking, member: Undertaking, side: str) -> bool:
    first, second = getattr(one, side), getattr(member, side)
    if meet(first, second):
        return True
    return is_abroad(one) and is_abroad(member) and bool(countries(first) & countries(second))


def is_abroad(one: Undertaking) -> bool:
    """Whether one country is bound towards another."""
    holders, addressees = countries(one.holders), countries(one.addressees)
    return bool(holders) and bool(addressees) and not holders & addressees
