"""How long and how often: lengths of time, and what recurs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kawat.extract.timex_calendar import month_of
from kawat.extract.timex_days import Fields, Meaning, Now
from kawat.knowledge.timex import TimexRule

MONTHS: Mapping[str, int] = {"M": 1, "Y": 12, "DE": 120, "CE": 1200}
"""How many months a unit has: month, year, decade, century."""

_SIZES = ("CE", "DE", "Y", "M", "W", "D", "TH", "TM", "TS")
_UNIT_KINDS = ("unit", "one_unit", "calendar_unit", "day_unit", "units", "each")
_VAGUE_KINDS = ("many", "many_units", "vague_unit")


def unit_of(fields: Fields) -> str:
    """The unit that was captured: D, W, WE, M, Y, DE, CE, or TH, TM, TS for hours, minutes, seconds."""
    return next(fields[name] for name in _UNIT_KINDS if name in fields)


def length_of(fields: Fields) -> tuple[str, Decimal | None]:
    """Unit and number (one where none is printed); None for a vague number."""
    unit = unit_of(fields)
    number = fields.get("number") or fields.get("number_word") or "1"
    return unit, None if number == "X" or "vague_number" in fields else Decimal(number)


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
        return Meaning(_period(count, unit))
    if count is None or fields["number2"] == "X" or _SIZES.index(second) <= _SIZES.index(unit):
        return None
    return Meaning(_period(count, unit) + _period(Decimal(fields["number2"]), second).removeprefix("P"))


def _period(count: Decimal | None, unit: str) -> str:
    if count is None:
        return f"P{'T' if unit[0] == 'T' else ''}X{unit.removeprefix('T')}"
    unit, count = in_years(unit, count)
    number = f"{count.normalize():f}"
    return f"PT{number}{unit[1:]}" if unit[0] == "T" else f"P{number}{unit}"


def repeated(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """Every day, every two years; every Monday, every night."""
    if rule.value:
        return Meaning(rule.value)
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
