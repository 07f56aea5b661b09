"""Events of many articles that are one act: between the same sides, at the same time, told by several outlets."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kawat.link.rulings import NOTHING, Rulings

VERBAL_DAYS, MATERIAL_DAYS = 1, 3
"""Most days between two tellings of one act: words are repeated every few days, an attack is told for longer."""

SLACK = 1  # days by which dates of one act may differ: time zones, and the day of the act against that of the report
WIDE = 45  # days of a date that is too vague to join or to part two acts
CROWD = 300  # tellings with one key that each is compared with at most
WORDS, LEAST_WORDS = 0.2, 2
"""Words around the triggers in common, of the fewer and in number, from which tellings of two stories are one act: the
police arrest many on one day, and states say much to each other."""
_AHEAD = frozenset({"planned", "conditional", "called_for"})
_NOT_DONE = frozenset({"denied", "not_occurred"})
COMMON, COMMON_SHARE = 30, 100  # a word around more tellings, and around more than one in so many, tells nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """An event in one article. Sides are countries, else names; days are ordinals of dates, None where unknown.

    `words` are those of five letters or more around the trigger; `source` is the story that the article belongs to,
    else whom it relays, else its publisher.
    """

    id: str
    article: str
    publisher: str | None
    source: str
    story: str | None
    published: int | None
    type: str
    quad: str
    status: str
    actors: frozenset[str]
    recipients: frozenset[str]
    earliest: int | None
    latest: int | None
    place: str | None
    country: str | None
    ordinal: int | None
    words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """One act. `members` in order of their publication; `outlets` and `independent_sources` are counted once each."""

    id: str
    members: tuple[Telling, ...]
    outlets: int
    independent_sources: int


def clusters_of(tellings: Sequence[Telling], rulings: Rulings = NOTHING) -> tuple[Cluster, ...]:
    """All acts, those that one article tells too, in order of their first telling.

    Pairs that could be one act are joined, the closest first, where nothing in the two groups contradicts: no two
    events of one article, no two ordinals, no dates apart. What people ruled of events holds.
    """
    order = sorted(_without_common_words(tellings), key=_when)
    groups = [[place] for place in range(len(order))]
    owner = list(range(len(order)))
    told = {telling.id: place for place, telling in enumerate(order)} if rulings != NOTHING else {}
    ruled = [(told[one], told[other]) for one, other in rulings.together if {one, other} <= told.keys()]
    for one, other in (*ruled, *((one, other) for _, one, other in sorted(_close(order)))):
        kept, gone = sorted((owner[one], owner[other]))
        first, second = ([order[place] for place in groups[side]] for side in (kept, gone))
        if kept == gone or any(rulings.part(a.id, b.id) for a in first for b in second):
            continue
        if (one, other) in ruled or _agree(first, second):
            for place in groups[gone]:
                owner[place] = kept
            groups[kept] += groups[gone]
            groups[gone] = []
    return tuple(_cluster([order[place] for place in sorted(group)]) for group in groups if group)


def _without_common_words(tellings: Sequence[Telling]) -> Iterator[Telling]:
    """The tellings without words that stand around so many that they tell nothing of the act."""
    counts = Counter(word for telling in tellings for word in telling.words)
    most = max(COMMON, len(tellings) // COMMON_SHARE)
    common = frozenset(word for word, count in counts.items() if count > most)
    for telling in tellings:
        yield replace(telling, words=telling.words - common)


def _when(telling: Telling) -> tuple[int, str, str]:
    """The order of telling; an article without a date comes last."""
    return telling.published or 10**7, telling.article, telling.id


def _close(order: Sequence[Telling]) -> Iterator[tuple[int, int, int]]:
    """Pairs of places that could tell one act, with how much speaks against it; the least first."""
    rows: dict[tuple[str, str, str], list[int]] = {}
    for place, telling in enumerate(order):
        for side in sorted(telling.actors or telling.recipients):
            rows.setdefault((telling.type, _state(telling), side), []).append(place)
    seen: set[tuple[int, int]] = set()
    for places in rows.values():
        for index, one in enumerate(places):
            for other in places[index + 1 : index + 1 + CROWD]:
                if _too_late(order[one], order[other]):
                    break
                if (one, other) not in seen and _could_be_one(order[one], order[other]):
                    seen.add((one, other))
                    yield _distance(order[one], order[other]), one, other


def _too_late(one: Telling, other: Telling) -> bool:
    """Whether the second, and all that were published after it, come too late to tell the act of the first."""
    days = MATERIAL_DAYS if _is_material(one) else VERBAL_DAYS
    return one.published is not None and (other.published or 10**7) - one.published > max(days, WIDE)


def _could_be_one(one: Telling, other: Telling) -> bool:
    """Whether sides, dates, places and ordinals allow that two articles tell one act."""
    if one.article == other.article:
        return False
    if not _meet(one.actors, other.actors) or not _meet(one.recipients, other.recipients):
        return False
    if one.ordinal and other.ordinal and one.ordinal != other.ordinal:
        return False
    if one.country and other.country and one.country != other.country:
        return False
    if one.place and other.place and one.place != other.place and one.country == other.country:
        return False
    return _same_time(one, other) and _tell_alike(one, other)


def _tell_alike(one: Telling, other: Telling) -> bool:
    """Whether two tellings have words in common, or their articles are one report."""
    if one.story and one.story == other.story:
        return True
    return len(one.words & other.words) >= LEAST_WORDS and _words_in_common(one, other) >= WORDS


def _is_material(telling: Telling) -> bool:
    return telling.quad.startswith("material")


def _words_in_common(one: Telling, other: Telling) -> float:
    """Words around both triggers, as a share of the fewer."""
    fewer = min(len(one.words), len(other.words))
    return len(one.words & other.words) / fewer if fewer else 0.0


def _meet(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sides have somebody in common, or one of them is not told."""
    return not one or not other or bool(one & other)


def _same_time(one: Telling, other: Telling) -> bool:
    """Whether the dates of two acts overlap; where one has none, or a vague one, whether the articles are close."""
    days = MATERIAL_DAYS if _is_material(one) else VERBAL_DAYS
    if _is_dated(one) and _is_dated(other):
        return _apart(one, other) <= SLACK
    if one.published is None or other.published is None:
        return False
    return abs(one.published - other.published) <= days


def _is_dated(telling: Telling) -> bool:
    return telling.earliest is not None and telling.latest is not None and telling.latest - telling.earliest < WIDE


def _apart(one: Telling, other: Telling) -> int:
    """Days between two dated acts, 0 where they overlap."""
    starts, ends = (one.earliest or 0, other.earliest or 0), (one.latest or 0, other.latest or 0)
    return max(0, max(starts) - min(ends))


def _distance(one: Telling, other: Telling) -> int:
    """How much speaks against one act: other stories, sides, words, places, no date, days between."""
    points = 0 if one.story and one.story == other.story else 4
    points += 0 if one.actors == other.actors else 2
    points += 0 if one.recipients == other.recipients else 2
    points += 0 if _is_dated(one) and _is_dated(other) else 1
    points += 0 if one.place and one.place == other.place else 1
    points += round(6 * (1 - _words_in_common(one, other)))
    if one.published is not None and other.published is not None:
        points += abs(one.published - other.published)
    return points


def _agree(one: Iterable[Telling], other: Sequence[Telling]) -> bool:
    """Whether nothing in two groups contradicts; telling one act twice in an article would."""
    return all(_could_be_one(first, second) for first in one for second in other)


def _state(telling: Telling) -> str:
    """Whether the act is told as done, as hoped for or feared, or as not done."""
    if telling.status in _AHEAD:
        return "ahead"
    return "not done" if telling.status in _NOT_DONE else "done"


def _cluster(members: Sequence[Telling]) -> Cluster:
    """The act that some tellings tell; its id is made from the first."""
    key = hashlib.sha256(f"{members[0].article} {members[0].id}".encode()).hexdigest()[:10]
    return Cluster(
        id=f"k-{key}",
        members=tuple(members),
        outlets=len({member.publisher or member.article for member in members}),
        independent_sources=len({member.source for member in members}),
    )


def source_of(article: str, publisher: str | None, agencies: Sequence[str], stories: Mapping[str, str]) -> str:
    """Where an article has its news from: the story that it is a copy of, else the agency it names, else its outlet."""
    if article in stories:
        return stories[article]
    return agencies[0] if agencies else publisher or article
