"""Times that are counted: from publication, or from the date last named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from kawat.extract.timex_calendar import days_after
from kawat.extract.timex_days import LAST_YEAR, Fields, Meaning, Now
from kawat.extract.timex_lengths import MONTHS, in_years, length_of, unit_of
from kawat.knowledge.timex import TimexRule

_OPEN: Mapping[str, str] = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX"}
_DIGITS: Mapping[str, int] = {"Y": 4, "DE": 3, "CE": 2}
_FARTHEST = 9000
_REFERENCE_KINDS = ("ref_shift", "ref_same", "ref_next", "later")


def shifted(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """Last year, this week, next month."""
    unit = rule.unit or unit_of(fields)
    steps = int(fields.get("shift", "0")) if rule.offset is None else rule.offset
    if "year_shift" in fields:
        steps += MONTHS["Y"] * int(fields["year_shift"])
    return _stepped(now.anchor, unit, steps)


def weekend(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """A weekend without more: the latest one that has begun, unless the words look ahead."""
    begun = now.anchor is not None and now.anchor.isoweekday() >= 6
    return _stepped(now.anchor, "WE", 0 if begun or now.future else -1)


def _stepped(start: date | None, unit: str, steps: int) -> Meaning | None:
    """What lies so many days, weeks, weekends, months, years, decades or centuries from the start.

    Open (XXXX) without a start; None beyond the calendar or `_FARTHEST` steps.
    """
    if start is None:
        return Meaning(_OPEN.get(unit, "XXXX"))
    if abs(steps) > _FARTHEST:
        return None
    if unit == "D":
        return Meaning(days_after(start, steps))
    if unit in ("W", "WE"):
        year, week, _ = (start + timedelta(days=7 * steps)).isocalendar()
        return Meaning(f"{year:04}-W{week:02}" + ("-WE" if unit == "WE" else ""))
    months = start.year * 12 + start.month - 1 + steps * MONTHS[unit]
    year = months // 12
    if not 1 <= year <= LAST_YEAR:
        return None
    return Meaning(f"{year:04}-{months % 12 + 1:02}" if unit == "M" else f"{year:04}"[: _DIGITS[unit]])


def ago(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """Two days ago, in ten years' time: as fine as the unit.

    Vague counts, hours and what lies beyond the calendar are only past or future.
    """
    unit, count = length_of(fields)
    steps = int(fields.get("shift", "0")) if rule.offset is None else rule.offset
    vague = Meaning("PAST_REF" if steps < 0 else "FUTURE_REF")
    if count is None or unit.startswith("T") or count != int(count):
        return vague
    unit, count = in_years(unit, count)
    if unit == "W" and count == 1:
        return _stepped(now.anchor, "D", steps * 7)
    return _stepped(now.anchor, unit, steps * int(count)) or vague


def from_reference(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """The same day, the following year, two months later, that night: counted from the date last named."""
    unit, count = length_of(fields) if rule.unit is None else (rule.unit, Decimal(1))
    start = _start(now, unit)
    if count is None or count != int(count) or unit.startswith("T") or (start is None and "later" in fields):
        return None
    shift = next((fields[name] for name in _REFERENCE_KINDS if name in fields), "0")
    steps = int(shift) if rule.offset is None else rule.offset
    found = _stepped(start, unit, steps * int(count))
    if found is None:
        return None
    part = fields.get("part") or fields.get("part_alone")
    return Meaning(f"{found.value}T{part}" if part else found.value, counted_from=start)


def _start(now: Now, unit: str) -> date | None:
    """The date to count from: for days the last single day named, else the last date.

    Where only a year was named, weeks and months are counted from the last day as well.
    """
    near = now.day or now.anchor
    if unit == "D" or (now.coarse and unit in ("W", "WE", "M")):
        return near
    return now.reference


def each(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """Every day, week, month or year as the open date that recurs: XXXX-XX-XX."""
    return _stepped(None, unit_of(fields), 0)
