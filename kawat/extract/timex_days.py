"""What the operations of time share: captured fields, what is counted from, what comes out, and the days it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from kawat.knowledge.timex import FeastRow

Fields = Mapping[str, str]
LAST_YEAR = 9998

# Months of the parts of a year; the winter runs into the next year. As in TIMEX3 (ISO 24617-1).
PARTS: Mapping[str, tuple[int, int]] = {
    "SP": (3, 5),
    "SU": (6, 8),
    "FA": (9, 11),
    "WI": (12, 14),
    "Q1": (1, 3),
    "Q2": (4, 6),
    "Q3": (7, 9),
    "Q4": (10, 12),
    "H1": (1, 6),
    "H2": (7, 12),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What relative expressions are counted from.

    `anchor` is the publication date, `reference` the first day of the last date named and `day` the last single day
    named (at `day_char`), each None before there is one. `coarse` says whether the last date named was longer than a
    month. `weekdays` are the days that the text has named with their date, by number (Monday is 1). `future` says
    whether what comes before in the sentence looks ahead, `quoted` whether the place is between quotation marks.
    `feasts` are the days of feasts that move.
    """

    anchor: date | None
    reference: date | None = None
    coarse: bool = False
    day: date | None = None
    day_char: int = 0
    future: bool = False
    quoted: bool = False
    weekdays: Mapping[int, date] = field(default_factory=dict)
    feasts: Mapping[str, FeastRow] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A TIMEX3 value, and a note where print contradicts the calendar.

    `today` is the day on which the words were written where they say so themselves (today, Thursday 20 June), or None.
    `days` are the first and last day of what has no date as its value (the last two weeks), or None. `counted_from` is
    the day that was counted from where that is not publication (the next day), or None.
    """

    value: str
    note: str | None = None
    today: date | None = None
    days: tuple[date, date] | None = None
    counted_from: date | None = None


def days_of(value: str) -> tuple[date, date] | None:
    """First and last day that a DATE or TIME value names; None for open (XXXX), vague and length values."""
    if "/" in value:
        ends = tuple(days_of(part) for part in value.split("/", 1))
        return (ends[0][0], ends[1][1]) if ends[0] and ends[1] and ends[0][0] <= ends[1][1] else None
    head, _, rest = value.partition("T")[0].partition("-")
    if not head.isdigit() or "X" in rest:
        return None
    if len(head) < 4:
        first, size = int(head.ljust(4, "0")), 10 ** (4 - len(head))
        return _years(first, first + size - 1)
    if not rest:
        return _years(int(head), int(head))
    return _days_in_year(int(head), rest)


def _years(first: int, last: int) -> tuple[date, date] | None:
    return (date(first, 1, 1), date(last, 12, 31)) if first >= 1 and last <= LAST_YEAR else None


def _days_in_year(year: int, rest: str) -> tuple[date, date] | None:
    """The days of what stands after the year: -06, -06-12, -W25, -W25-WE, -Q1, -SU."""
    if rest[0] == "W" and rest[1:3].isdigit():
        return _days_of_week(year, int(rest[1:3]), weekend=rest.endswith("-WE"))
    if rest in PARTS:
        first, last = PARTS[rest]
        return date(year, first, 1), _month_end(year + (last - 1) // 12, (last - 1) % 12 + 1)
    month, _, day = rest.partition("-")
    if not month.isdigit():
        return None
    if not day:
        return date(year, int(month), 1), _month_end(year, int(month))
    only = real_date(year, int(month), int(day))
    return (only, only) if only else None


def _days_of_week(year: int, week: int, *, weekend: bool) -> tuple[date, date] | None:
    try:
        return date.fromisocalendar(year, week, 6 if weekend else 1), date.fromisocalendar(year, week, 7)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def real_date(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
