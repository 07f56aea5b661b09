"""How long and how often: lengths of time, and what recurs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from kawat.extract.timex_calendar import month_of
from kawat.extract.timex_days import LAST_YEAR, Fields, Meaning, Now, days_of, real_date
from kawat.knowledge.timex import TimexRule

MONTHS: Mapping[str, int] = {"M": 1, "Y": 12, "DE": 120, "CE": 1200}
"""How many months a unit has: month, year, decade, century."""

# Units away from publication at most, for a stretch to have days.
_FARTHEST = 9000
_SIZES = ("CE", "DE", "Y", "M", "W", "D", "TH", "TM", "TS")
_UNIT_KINDS = ("unit", "one_unit", "calendar_unit", "day_unit", "units", "each")
_NUMBER_KINDS = ("number", "number_word", "ordinal_number", "half_of")
_VAGUE_KINDS = ("many", "many_units", "vague_unit")


def unit_of(fields: Fields) -> str:
    """The unit that was captured: D, W, WE, M, Y, DE, CE, or TH, TM, TS for hours, minutes, seconds."""
    return next(fields[name] for name in _UNIT_KINDS if name in fields)


def length_of(fields: Fields) -> tuple[str, Decimal | None]:
    """Unit and number (one where none is printed); None for a vague number."""
    unit = unit_of(fields)
    number = next((fields[name] for name in _NUMBER_KINDS if name in fields), "1")
    if number == "X" or "vague_number" in fields:
        return unit, None
    return unit, Decimal(number) + Decimal(fields.get("half", "0"))


def duration(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """So many units: P2Y, PT12H, PXM; decades and centuries are counted in years, vague ones are PXDE."""
    ready = rule.value or next((fields[name] for name in _VAGUE_KINDS if name in fields), None)
    if ready:
        return Meaning(ready)
    unit, count = length_of(fields)
    second = fields.get("unit2")
    if count == 0:
        return None
    if second is None:
        return Meaning(_period(count, unit), days=_days(rule, fields, now, unit, count))
    if count is None or fields["number2"] == "X" or _SIZES.index(second) <= _SIZES.index(unit):
        return None
    rest = _period(Decimal(fields["number2"]), second).removeprefix("PT" if unit[0] == "T" else "P")
    return Meaning(_period(count, unit) + rest)


def _days(rule: TimexRule, fields: Fields, now: Now, unit: str, count: Decimal | None) -> tuple[date, date] | None:
    """The days of a stretch that ends or begins with publication, or the month that an anniversary looks back to."""
    anniversary = rule.unit == "anniversary"
    if now.anchor is None or count is None or count != int(count) or not ("span" in fields or anniversary):
        return None
    far = moved(now.anchor, unit, int(count) * (-1 if anniversary else int(fields["span"])))
    if far is None:
        return None
    if anniversary:
        return days_of(f"{far:%Y-%m}" if unit == "Y" else far.isoformat())
    return min(far, now.anchor), max(far, now.anchor)


def moved(day: date, unit: str, count: int) -> date | None:
    """The day so many units later (earlier where negative), the last of its month where that is shorter.

    None for units below a day and beyond the calendar.
    """
    if abs(count) > _FARTHEST or unit[0] == "T":
        return None
    if unit in ("D", "W"):
        return day + timedelta(days=count * (7 if unit == "W" else 1))
    months = day.year * 12 + day.month - 1 + count * MONTHS[unit]
    if not 12 <= months < LAST_YEAR * 12:
        return None
    year, month = divmod(months, 12)
    return next(found for shorter in range(4) if (found := real_date(year, month + 1, day.day - shorter)))


def _period(count: Decimal | None, unit: str) -> str:
    if count is None:
        return f"P{'T' if unit[0] == 'T' else ''}X{unit.removeprefix('T')}"
    unit, count = in_years(unit, count)
    if unit == "TH" and 0 < count < 1:
        unit, count = "TM", count * 60
    number = f"{count.normalize():f}"
    return f"PT{number}{unit[1:]}" if unit[0] == "T" else f"P{number}{unit}"


def repeated(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """Every day, every two years; every Monday, every night."""
    if rule.value:
        return Meaning(rule.value)
    if "weekdays" in fields:
        return Meaning(f"XXXX-WXX-{fields['weekdays']}")
    if "weekday" in fields:
        return Meaning(f"XXXX-WXX-{fields['weekday']}" + (f"T{fields['part']}" if "part" in fields else ""))
    if "part" in fields:
        return Meaning(f"XXXX-XX-XXT{fields['part']}")
    month = month_of(fields)
    if month is not None:
        return Meaning(f"XXXX-{month:02}" + (f"-{int(fields['day']):02}" if "day" in fields else ""))
    unit, count = length_of(fields)
    return Meaning(_period(count, unit))


def in_years(unit: str, count: Decimal) -> tuple[str, Decimal]:
    """Decades and centuries as years."""
    return ("Y", count * MONTHS[unit] / 12) if unit in ("DE", "CE") else (unit, count)
