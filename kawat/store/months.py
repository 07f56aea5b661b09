"""Months of pairs: what each country did to and with each other one and to everybody, counted once for each folder.

A chart of two countries, or of one and all others, then reads a few rows instead of every event.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]

from kawat.store.schema import QUADS, schema_of

FACTS = ("occurred", "ongoing")
ON, BY, TOGETHER = 1, 2, 4  # the first acted on the second, was acted upon by it, both acted
Pair = tuple[str, str | None]
_COLUMNS = (
    "status",
    "actor_countries",
    "recipient_countries",
    "date",
    "published_at",
    "quad",
    "intensity",
    "publisher",
)


def months_of(groups: Iterable[pa.Table]) -> pa.Table:
    """The months of all pairs that some events tell of, as rows of the table `month`, sorted by pair."""
    found: dict[tuple[str, str, int, str], _Sum] = {}
    for group in groups:
        for event in group.select(_COLUMNS).to_pylist():
            month = month_of(event["status"], event["date"] or {}, event["published_at"])
            for (one, other), acts in pairs(event["actor_countries"], event["recipient_countries"]) if month else ():
                found.setdefault((one, other or "", acts, month or ""), _Sum()).add(event)
    rows = [
        {"one": one, "other": other or None, "acts": acts, "month": month, **found[one, other, acts, month].row()}
        for one, other, acts, month in sorted(found)
    ]
    return pa.Table.from_pylist(rows, schema=schema_of("month"))


def month_of(status: str, told: Mapping[str, Any], published_at: str | None) -> str | None:
    """The month (2018-06) of an event told as a fact, else of its article; None where its date spans several."""
    if status not in FACTS:
        return None
    earliest, latest = _month(told.get("earliest")), _month(told.get("latest"))
    if earliest or latest:
        return earliest if earliest == latest else None
    return _month(published_at)


def pairs(actors: Sequence[str | None] | None, recipients: Sequence[str | None] | None) -> Iterator[tuple[Pair, int]]:
    """Each pair of countries of an event once, the lesser code first, and each with everybody (None); how they act."""
    acting, receiving = ({country for country in side or () if country} for side in (actors, recipients))
    named = sorted(acting | receiving)
    for place, one in enumerate(named):
        yield (one, None), ON * (one in acting) | BY * (one in receiving)
        for other in named[place:]:
            acts = ON * (one in acting and other in receiving) | BY * (other in acting and one in receiving)
            acts |= TOGETHER * (one != other and one in acting and other in acting)
            if acts:
                yield (one, other), acts


@lru_cache(maxsize=4096)
def _month(value: str | None) -> str | None:
    """The month of a day or time as ISO 8601 writes it."""
    try:
        return date.fromisoformat((value or "")[:10]).isoformat()[:7]
    except ValueError:
        return None


def asked_of(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """What `questions.MONTHS` is to be asked for two countries, or one and all others, in whole months; else None."""
    one, other, since, until = (values[name] for name in ("one", "other", "since", "until"))
    if one == other or not (since is None or since.endswith("-01")) or not (until is None or _ends_month(until)):
        return None
    swapped = other is not None and other < one
    first, second = (other, one) if swapped else (one, other)
    acts = (BY if swapped else ON) if values["directed"] else ON | BY | TOGETHER
    return {
        "first": first,
        "second": second,
        "wanted": acts,
        "since": since and since[:7],
        "until": until and until[:7],
    }


def _ends_month(day: str) -> bool:
    """Whether a day (ISO) is the last of its month."""
    year, month, number = map(int, day.split("-"))
    return number == monthrange(year, month)[1]


class _Sum:
    """What is counted of a pair in a month."""

    __slots__ = ("intensity", "publishers", "quads")

    def __init__(self) -> None:
        self.quads, self.intensity = [0] * len(QUADS), 0.0
        self.publishers: set[str] = set()

    def add(self, event: Mapping[str, Any]) -> None:
        self.quads[QUADS.index(event["quad"])] += 1
        self.intensity += event["intensity"]
        if event["publisher"] is not None:
            self.publishers.add(event["publisher"])

    def row(self) -> dict[str, Any]:
        """The counts by quad class, the number of events, the sum of their intensities, who published them."""
        counted = dict(zip((quad.replace(" ", "_") for quad in QUADS), self.quads, strict=True))
        told = {"events": sum(self.quads), "intensity": self.intensity, "publishers": sorted(self.publishers)}
        return {**counted, **told}
