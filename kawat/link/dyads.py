"""Two actors over time: months in a row with gaps kept as gaps, and the months at which the pace of events changed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

METHOD = "PELT, Poisson cost, penalty 2 log n, segments of at least 3 months (Killick, Fearnhead and Eckley 2012)"
"""How change points are found, in words for a reader."""

SHORTEST = 3  # months; a single loud month is no change of pace
MOST_MONTHS = 6_000  # from the first to the last; a misread year of the Middle Ages must not fill a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month of a dyad. Counts are None where the record has no article of that month and no event: a gap.

    `articles` is how many articles of the record were published in the month, `intensity` the mean of the events'.
    `independent_share` is the share of articles that are no copy of another, None where that is not known.
    """

    month: str
    verbal_cooperation: int | None = None
    material_cooperation: int | None = None
    verbal_conflict: int | None = None
    material_conflict: int | None = None
    events: int | None = None
    intensity: float | None = None
    outlets: int | None = None
    independent_share: float | None = None
    articles: int = 0
    changed: bool = False


def in_a_row(months: Iterable[Month], covered: dict[str, int]) -> tuple[Month, ...]:
    """The months from the first to the last event, each once; `covered` is articles by month.

    A month without events counts nothing where the record has articles of it, and is a gap where it has none.
    """
    known = {one.month: one for one in months}
    if not known:
        return ()
    names = list(_between(min(known), max(known)))
    whole = [known.get(name) or _without_events(name, covered.get(name, 0)) for name in names]
    seen = [index for index, one in enumerate(whole) if one.events is not None]
    changed = {seen[point] for point in change_points([whole[index].events or 0 for index in seen])}
    return tuple(_marked(one) if index in changed else one for index, one in enumerate(whole))


def change_points(counts: Sequence[int]) -> tuple[int, ...]:
    """Where the rate of counts changes: the first index of each new segment. See METHOD; the best partition there is.

    Time is linear where changes are regular, at worst quadratic in the months (at most MOST_MONTHS).
    """
    total = len(counts)
    if total < 2 * SHORTEST:
        return ()
    sums = [0]
    for count in counts:
        sums.append(sums[-1] + count)
    penalty = 2 * math.log(total)
    best, last = [-penalty] + [math.inf] * total, [0] * (total + 1)
    starts: list[int] = [0]
    leaves: dict[int, int] = {}
    for end in range(SHORTEST, total + 1):
        # what is beaten at `end` may still win until a segment that begins there is long enough
        starts = [start for start in starts if leaves.get(start, end) >= end]
        costs = {start: best[start] + _cost(sums, start, end) for start in starts if end - start >= SHORTEST}
        last[end], least = min(costs.items(), key=lambda one: (one[1], one[0]))
        best[end] = least + penalty
        for start, cost in costs.items():
            if cost > best[end]:
                leaves.setdefault(start, end + SHORTEST - 1)
        starts.append(end)
    return tuple(sorted(_starts(last)))


def _starts(last: Sequence[int]) -> Iterator[int]:
    """The beginnings of the segments after the first, from the last one back."""
    at = last[len(last) - 1]
    while at > 0:
        yield at
        at = last[at]


def _cost(sums: Sequence[int], start: int, end: int) -> float:
    """Twice the negative log-likelihood of one Poisson rate from start to end, less what all partitions share."""
    found = sums[end] - sums[start]
    return 2 * found * (1 - math.log(found / (end - start))) if found else 0.0


def _without_events(name: str, articles: int) -> Month:
    if not articles:
        return Month(month=name)
    return Month(
        month=name,
        verbal_cooperation=0,
        material_cooperation=0,
        verbal_conflict=0,
        material_conflict=0,
        events=0,
        outlets=0,
        articles=articles,
    )


def _marked(month: Month) -> Month:
    return replace(month, changed=True)


def _between(first: str, last: str) -> Iterator[str]:
    """Months (2018-06) from the first to the last, at most MOST_MONTHS, the newest."""
    begin, end = _ordinal(first), _ordinal(last)
    for number in range(max(begin, end - MOST_MONTHS + 1), end + 1):
        yield f"{number // 12:04}-{number % 12 + 1:02}"


def _ordinal(month: str) -> int:
    return 12 * int(month[:4]) + int(month[5:7]) - 1
