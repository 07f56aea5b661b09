"""When two names, dates or stretches agree, and who is matched with whom."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar

A = TypeVar("A")
B = TypeVar("B")
Bounds = tuple[int, int]
Days = tuple[date, date, str]
"""First and last day, and the time of day as TIMEX3 writes it (empty where there is none)."""

_AGENCIES = Path(__file__).parent / "agencies.tsv"
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(T.*)?")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE)?")
_SEASON = re.compile(r"(\d{4})-(SP|SU|FA|WI|Q[1-4]|H[12])")
_YEARS = re.compile(r"\d{2,4}")
_MONTHS = {
    **{"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 14)},
    **{"Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12), "H1": (1, 6), "H2": (7, 12)},
}
"""First and last month of a season, quarter or half year; 13 and 14 lie in the next year."""


class Party(Protocol):
    """An actor, in gold or in a reading."""

    @property
    def id(self) -> str:
        """The id that other data refer to."""

    @property
    def name(self) -> str:
        """The fullest name."""

    @property
    def kind(self) -> str | None:
        """The kind of actor."""

    @property
    def country(self) -> str | None:
        """ISO 3166 alpha-3 code."""


def words_of(name: str | None) -> list[str]:
    """The words of a name without case, accents and single letters."""
    plain = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode().lower()
    return [word for word in re.findall(r"[a-z0-9]+", plain) if len(word) > 1]


def same_name(a: str | None, b: str | None) -> bool:
    """Whether the words of the shorter name all stand in the longer one, or the last words agree."""
    first, second = words_of(a), words_of(b)
    if not first or not second:
        return False
    short, long = sorted((first, second), key=len)
    return set(short) <= set(long) or first[-1] == second[-1]


@cache
def _agency_names() -> dict[str, str]:
    """Variant -> the name that its agency is counted under."""
    rows = [row.split("\t") for row in _AGENCIES.read_text(encoding="utf-8").splitlines()[1:]]
    return {name: agency for agency, variants in rows for name in (agency, *variants.split("|"))}


def agency(name: str) -> str:
    """One name for an agency and its common variants."""
    key = " ".join(words_of(name))
    return _agency_names().get(key, key)


def same_actor(gold: Party | None, found: Party | None) -> bool:
    """Whether both are the same person, or the same country or organisation."""
    if gold is None or found is None:
        return False
    if gold.kind == "person":
        return found.kind == "person" and same_name(gold.name, found.name)
    return same_party(gold, found)


def same_party(gold: Party | None, found: Party | None) -> bool:
    """Whether both stand on one side: a leader and the country that he leads are one party."""
    if gold is None or found is None:
        return False
    return same_name(gold.name, found.name) or (bool(gold.country) and gold.country == found.country)


def overlap(a: Bounds, b: Bounds) -> int:
    """How many characters two stretches share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def gap(a: Bounds, b: Bounds) -> int:
    """How many characters lie between two stretches; 0 where they touch or overlap."""
    return max(0, max(a[0], b[0]) - min(a[1], b[1]))


def characters(stretches: Iterable[Bounds]) -> set[int]:
    """The places that the stretches cover."""
    return {place for start_char, end_char in stretches for place in range(start_char, end_char)}


def days_of(value: str | None) -> Days | None:
    """The days that a TIMEX3 date value names, or None where it names none."""
    if not value:
        return None
    if "/" in value:
        first, last = (days_of(part) for part in value.split("/", 1))
        return (first[0], last[1], "") if first and last else None
    try:
        return _days(value)
    except ValueError:
        return None


def _days(value: str) -> Days | None:
    """As `days_of`, for one date; raises ValueError where the calendar has no such day."""
    if m := _DAY.fullmatch(value):
        day = date.fromisoformat(m[1])
        return day, day, m[2] or ""
    if m := _MONTH.fullmatch(value):
        return _months(int(m[1]), int(m[2]), int(m[2]))
    if m := _WEEK.fullmatch(value):
        year, week = int(m[1]), int(m[2])
        return date.fromisocalendar(year, week, 6 if m[3] else 1), date.fromisocalendar(year, week, 7), ""
    if m := _SEASON.fullmatch(value):
        return _months(int(m[1]), *_MONTHS[m[2]])
    if _YEARS.fullmatch(value):
        first, count = int(value.ljust(4, "0")), 10 ** (4 - len(value))
        return date(first, 1, 1), date(first + count - 1, 12, 31), ""
    return None


def _months(year: int, first: int, last: int) -> Days:
    """From the first day of month `first` to the last day of month `last`, which may lie in the next year."""
    return date(year, first, 1), date(year + last // 12, last % 12 + 1, 1) - timedelta(1), ""


def same_time(a: str | None, b: str | None) -> bool:
    """Whether two values are equal or name the same days."""
    return a == b or (days_of(a) is not None and days_of(a) == days_of(b))


def joint_days(a: Days | None, b: Days | None) -> float:
    """The share of the joint days of two intervals that lie in both, 0 to 1."""
    if a is None or b is None:
        return 0.0
    both = (min(a[1], b[1]) - max(a[0], b[0])).days + 1
    return max(0, both) / ((max(a[1], b[1]) - min(a[0], b[0])).days + 1)


def pair(gold: Sequence[A], found: Sequence[B], closeness: Callable[[A, B], float]) -> list[tuple[A, B]]:
    """One-to-one matches, closest first; a closeness of 0 is no match."""
    near = ((closeness(a, b), i, j) for i, a in enumerate(gold) for j, b in enumerate(found))
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    pairs = []
    for _, i, j in sorted((n for n in near if n[0] > 0), key=lambda n: (-n[0], n[1], n[2])):
        if i not in taken_gold and j not in taken_found:
            taken_gold.add(i)
            taken_found.add(j)
            pairs.append((gold[i], found[j]))
    return pairs
