"""Feasts: days that have a name, in the calendar of the country or of Islam.

The operations get what the others get (timex_values.py). Feasts that move stand in timex_feasts.tsv; where the year
stands in no row, the day is not known and the year alone is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from kawat.extract.timex_calendar import year_of
from kawat.extract.timex_days import Fields, Meaning, Now
from kawat.knowledge.timex import TimexRule

_LONGEST_MONTH = 30
# A feast past counts as so many days farther away in a sentence that looks ahead: the next one is meant.
_PAST = 270
_SIGHTED = "counted by the Umm al-Qura calendar; where the new moon is sighted it may be a day off"


def holiday(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """A feast, or the part of it that the rule's unit names (NI for its night)."""
    value = _feast(rule, fields, now)
    return Meaning(f"{value}T{rule.unit}" if rule.unit and len(value) == len("2024-12-31") else value)


def _feast(rule: TimexRule, fields: Fields, now: Now) -> str:
    """A feast in the year that is printed, else the one nearest to publication; before or after it where words say so.

    What it is stands in the captured `holiday` or `day_name`, or in the rule's value: a month and day (12-25) or the
    name of a row.
    """
    feast = rule.value or fields.get("holiday") or fields["day_name"]
    year = _printed(fields, now)
    if year is None and now.anchor is None:
        return f"XXXX-{feast}" if feast[0].isdigit() else "XXXX"
    anchor = now.anchor or date(year or 1, 1, 1)
    days = list(_days(feast, anchor, year, now))
    if year is not None:
        return days[0] if days else f"{year:04}"
    days = [day for day in days if _allowed(day, anchor, fields.get("shift"))]
    return min(days, key=lambda day: _distance(day, anchor, now)) if days else f"{anchor.year:04}"


def _printed(fields: Fields, now: Now) -> int | None:
    """The year that the words tell, as a number or as this year, last year."""
    year = year_of(fields, "")
    if year is not None:
        return int(year)
    return now.anchor.year + int(fields["year_shift"]) if "year_shift" in fields and now.anchor else None


def _days(feast: str, anchor: date, year: int | None, now: Now) -> Iterator[str]:
    """The feast's days in the year, or in the years around the anchor; a stretch is written with `/`."""
    years = (year,) if year is not None else (anchor.year - 1, anchor.year, anchor.year + 1)
    if feast[0].isdigit():
        yield from (f"{one:04}-{feast}" for one in years)
        return
    row = now.feasts.get(feast)
    yield from (day for day in (row.days if row else ()) if int(day[:4]) in years)


def _allowed(day: str, anchor: date, shift: str | None) -> bool:
    """Whether the day lies on the side of the anchor that the words name (last Christmas)."""
    first = date.fromisoformat(day[:10])
    return (shift != "-1" or first < anchor) and (shift != "1" or first > anchor)


def _distance(day: str, anchor: date, now: Now) -> int:
    """Days from the anchor to the day or stretch, 0 inside it; past ones lie farther where the words look ahead."""
    first, _, last = day.partition("/")
    begins, ends = date.fromisoformat(first), date.fromisoformat(last or first)
    if anchor <= ends:
        return max((begins - anchor).days, 0)
    return (anchor - ends).days + (_PAST if now.future else 0)


def hijri(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """A day of an Islamic month and year, or the month; None outside the years of the table."""
    row = now.feasts.get(fields["hijri_month"])
    if row is None or row.first_year is None:
        return None
    place = int(fields["hijri_year"]) - row.first_year
    if not 0 <= place < len(row.days):
        return None
    first = date.fromisoformat(row.days[place])
    if "day" not in fields:
        return Meaning(f"{first:%Y-%m-%d}/{first + timedelta(_LONGEST_MONTH - 1):%Y-%m-%d}", _SIGHTED)
    day = int(fields["day"])
    return Meaning((first + timedelta(day - 1)).isoformat(), _SIGHTED) if day <= _LONGEST_MONTH else None
