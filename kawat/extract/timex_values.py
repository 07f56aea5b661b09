"""From what a rule captured to a TIMEX3 value: a small closed set of operations, one for each way of telling time.

An operation gets the captured fields as text values (`month` is "6", `unit` is "Y", `shift` is "-1") and `Now`, what
relative expressions are counted from. It returns the value, or None where there is no such date (31 June).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from kawat.knowledge.timex import TimexRule

Fields = Mapping[str, str]

# A day without a year may lie this far ahead of publication before it is read as the year before: agendas are
# announced weeks ahead, anniversaries and look-backs are months away (docs/notes/times.md).
_AHEAD = timedelta(days=90)
_NEAR = timedelta(days=60)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What relative expressions are counted from.

    `anchor` is the publication date, `reference` the first day of the last date named and `day` the last single day
    named (at `day_char`), each None before there is one. `future` says whether what comes before in the sentence
    looks ahead, `quoted` whether the place is between quotation marks.
    """

    anchor: date | None
    reference: date | None = None
    day: date | None = None
    day_char: int = 0
    future: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Meaning:
    """A TIMEX3 value, and a note where print contradicts the calendar.

    `today` is the day on which the words were written where they say so themselves (today, Thursday 20 June), or None.
    """

    value: str
    note: str | None = None
    today: date | None = None


def meaning(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """What the words mean under the rule's operation, or None where no such time exists."""
    return _OPERATIONS[rule.operation](rule, fields, now)


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
    return (date(first, 1, 1), date(last, 12, 31)) if first >= 1 and last <= _LAST_YEAR else None


def _days_in_year(year: int, rest: str) -> tuple[date, date] | None:
    """The days of what stands after the year: -06, -06-12, -W25, -W25-WE, -Q1, -SU."""
    if rest[0] == "W" and rest[1:3].isdigit():
        return _days_of_week(year, int(rest[1:3]), weekend=rest.endswith("-WE"))
    if rest in _PARTS:
        first, last = _PARTS[rest]
        return date(year, first, 1), _month_end(year + (last - 1) // 12, (last - 1) % 12 + 1)
    month, _, day = rest.partition("-")
    if not month.isdigit():
        return None
    if not day:
        return date(year, int(month), 1), _month_end(year, int(month))
    only = _date(year, int(month), int(day))
    return (only, only) if only else None


def _days_of_week(year: int, week: int, *, weekend: bool) -> tuple[date, date] | None:
    try:
        return date.fromisocalendar(year, week, 6 if weekend else 1), date.fromisocalendar(year, week, 7)
    except ValueError:
        return None


# Months of the parts of a year; the winter runs into the next year. As in TIMEX3 (ISO 24617-1).
_PARTS: Mapping[str, tuple[int, int]] = {
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


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _constant(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """The value that the rule names."""
    return Meaning(rule.value) if rule.value else None


def _skip(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """Words that look like a time and are none (an age): nothing inside them is read."""
    return None


# --- a point of the calendar, as far as the words name it


def _calendar(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """A day, month or year, with part of the day or clock time where these were captured."""
    whole = _day(rule, fields, now)
    if whole is None:
        return None
    clock = _clock(rule, fields)
    if clock is None:
        return replace(whole, today=_today(fields, whole.value, now)) if "offset" in fields else whole
    day = whole.value if len(whole.value) == 10 or "W" in whole.value else "XXXX-XX-XX"
    return Meaning(f"{day}T{clock}", whole.note)


def _day(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    month = _month(fields)
    if month is not None:
        return _day_of_month(fields, now, month, "")
    if "weekday" in fields:
        return Meaning(_weekday(fields, now))
    if "year" in fields or "short_year" in fields or "future_year" in fields:
        return Meaning(_year(fields, "") or "")
    if "offset" in fields or "today" in fields or rule.offset is not None:
        days = int(fields.get("offset") or fields.get("today") or "0") + (rule.offset or 0)
        return Meaning(_iso(now.anchor, days))
    return Meaning(_reference_day(now))


def _today(fields: Fields, value: str, now: Now) -> date | None:
    """The day of writing, where a word like yesterday stands beside a date or weekday that is near publication."""
    if len(value) != 10 or "X" in value:
        return None
    written = date.fromisoformat(value) - timedelta(days=int(fields["offset"]))
    return written if now.anchor is None or abs(written - now.anchor) <= timedelta(days=3) else None


def _iso(anchor: date | None, days: int) -> str:
    return (anchor + timedelta(days=days)).isoformat() if anchor else "XXXX-XX-XX"


def _reference_day(now: Now) -> str:
    """The day that a clock time without a date belongs to: the one last named, else that of publication."""
    return _iso(now.day or now.anchor, 0)


def _month(fields: Fields, number: str = "") -> int | None:
    for name in ("month", "month_short", "month_number", "month_sure", "month_doubtful"):
        if name + number in fields:
            return int(fields[name + number])
    return None


def _year(fields: Fields, number: str) -> str | None:
    for name in ("year", "future_year"):
        if name + number in fields:
            return fields[name + number]
    short = fields.get("short_year" + number)
    # Two digits in print are of the hundred years that end thirty years from the century's turn.
    return None if short is None else ("20" if int(short) < 50 else "19") + short


def _day_of_month(fields: Fields, now: Now, month: int, number: str) -> Meaning | None:
    """A month, or a day of it, in the year that is printed or implied."""
    day = int(fields["day" + number]) if "day" + number in fields else None
    if day is not None and _date(2000, month, day) is None:
        return None
    year = _year(fields, number) or _year_near(fields, now, month, day)
    if day is None:
        return Meaning(f"{year}-{month:02}")
    if year == "XXXX":
        return Meaning(f"XXXX-{month:02}-{day:02}")
    found = _date(int(year), month, day)
    return Meaning(found.isoformat(), _misprint(fields, found)) if found else None


def _misprint(fields: Fields, found: date) -> str | None:
    """What to say where the printed weekday is not that of the printed date: the date wins."""
    if "weekday" not in fields or int(fields["weekday"]) == found.isoweekday():
        return None
    printed = _WEEKDAYS[int(fields["weekday"]) - 1]
    return f"printed as {printed}, but {found.isoformat()} is a {_WEEKDAYS[found.weekday()]}; the printed date was kept"


def _year_near(fields: Fields, now: Now, month: int, day: int | None) -> str:
    """The year of a date that is printed without one."""
    if now.anchor is None:
        return "XXXX"
    this = now.anchor.year
    if "year_shift" in fields:
        return str(this + int(fields["year_shift"]))
    shift = fields.get("shift")
    if shift == "-1":
        return str(this if _before(now.anchor, month, day) else this - 1)
    if shift == "1":
        return str(this + 1 if _before(now.anchor, month, day) else this)
    if shift == "0":
        return str(this)
    return str(_nearest_year(fields, now.anchor, now.future, month, day))


def _before(anchor: date, month: int, day: int | None) -> bool:
    """Whether the date is past on the anchor's day; the anchor's own day is past, its own month is not."""
    return (month, day) <= (anchor.month, anchor.day) if day is not None else month < anchor.month


def _nearest_year(fields: Fields, anchor: date, future: bool, month: int, day: int | None) -> int:
    """This year, unless the date would lie far ahead (then last year's), or a look ahead meets a date long past."""
    year = anchor.year
    ahead = _clamped(year, month, day) - anchor
    if ahead > _AHEAD and not future:
        year -= 1
    elif future and -ahead > _AHEAD:
        year += 1
    return _year_of_weekday(fields, anchor, year, month, day)


def _clamped(year: int, month: int, day: int | None) -> date:
    """The day, or the middle of the month; 29 February is 1 March in a common year."""
    return _date(year, month, day or 15) or date(year, 3, 1)


def _year_of_weekday(fields: Fields, anchor: date, year: int, month: int, day: int | None) -> int:
    """A printed weekday decides between years where the date is far from publication; near it is a misprint."""
    if day is None or "weekday" not in fields or abs(_clamped(year, month, day) - anchor) <= _NEAR:
        return year
    wanted = int(fields["weekday"])
    years = (year, year - 1, year + 1)
    return next((y for y in years if (d := _date(y, month, day)) and d.isoweekday() == wanted), year)


def _weekday(fields: Fields, now: Now) -> str:
    """A weekday without a date: the latest one up to publication, unless the words look ahead."""
    wanted = int(fields["weekday"])
    if now.anchor is None:
        return f"XXXX-WXX-{wanted}"
    if "week_shift" in fields:
        monday = now.anchor - timedelta(days=now.anchor.weekday())
        return _iso(monday, 7 * int(fields["week_shift"]) + wanted - 1)
    if "offset" in fields:
        near = now.anchor + timedelta(days=int(fields["offset"]))
        return _iso(near, (wanted - near.isoweekday() + 3) % 7 - 3)
    back = (now.anchor.isoweekday() - wanted) % 7
    shift = fields.get("shift")
    if shift == "-1":
        return _iso(now.anchor, -(back or 7))
    if shift == "1" or (now.future and shift is None):
        return _iso(now.anchor, (-back) % 7 or (7 if shift == "1" else 0))
    if shift == "0":
        # "Senin ini" said on a Friday is the Monday to come, said on a Wednesday the one that was.
        ahead = wanted - now.anchor.isoweekday()
        return _iso(now.anchor, ahead if ahead >= -3 else ahead + 7)
    return _iso(now.anchor, -back)


def _clock(rule: TimexRule, fields: Fields) -> str | None:
    """HH:MM, or a part of the day (MO, MI, AF, EV, NI); None where neither was captured."""
    part = fields.get("half_day") or fields.get("part2") or fields.get("part") or rule.value
    if "hour" not in fields:
        return part
    hour, minute = int(fields["hour"]), int(fields.get("minute", "0"))
    if (part in ("AF", "EV", "PM") and hour < 12) or (part == "NI" and 5 <= hour < 12):
        hour += 12
    elif part in ("NI", "AM", "MO") and hour == 12:
        hour = 0
    return f"{hour % 24:02}:{minute:02}"


def _holiday(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """A feast with a fixed day (the rule's value, 01-01), in the year that is printed or that of publication."""
    year = _year(fields, "") or (f"{now.anchor.year:04}" if now.anchor else "XXXX")
    return Meaning(f"{year}-{rule.value}")


# --- stretches of the calendar


def _range(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """From one day, month or year to another; what is printed once holds for both ends."""
    first = {key: value for key, value in fields.items() if not key.endswith("2")}
    second = {**first, **{key.removesuffix("2"): value for key, value in fields.items() if key.endswith("2")}}
    first = {**{k: v for k, v in second.items() if k in _SHARED and k not in fields}, **first}
    if _month(first) is None and _month(second) is not None:
        first = {**first, "month": str(_month(second))}
    ends = _day(rule, first, now), _day(rule, second, now)
    if ends[0] is None or ends[1] is None:
        return None
    days = days_of(ends[0].value), days_of(ends[1].value)
    if days[0] and days[1] and days[0][0] >= days[1][1]:
        return None
    return Meaning(f"{ends[0].value}/{ends[1].value}", ends[0].note or ends[1].note)


_SHARED = frozenset({"year", "short_year", "year_shift", "shift"})


def _decade(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """1990-an -> 199, 90-an -> 199, 2000-an -> 200."""
    year = fields["decade_word"] + "0" if "decade_word" in fields else _year(fields, "")
    return Meaning(year[:3]) if year and year.endswith("0") else None


def _century(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """The 21st century -> 20."""
    number = int(fields.get("ordinal") or fields.get("roman") or fields.get("century_nth") or "0")
    return Meaning(f"{number - 1:02}") if 1 <= number <= 30 else None


def _part_of_year(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """Quarter, half or season of the year that is printed or of publication."""
    unit = rule.unit or fields.get("season") or ""
    part = unit + (fields.get("nth") or fields.get("ordinal") or fields.get("roman") or "") if rule.unit else unit
    if part not in _PARTS:
        return None
    year = _year(fields, "")
    if year is None and now.anchor:
        year = str(now.anchor.year + int(fields.get("year_shift") or fields.get("shift") or "0"))
    return Meaning(f"{year or 'XXXX'}-{part}")


# --- counted from publication, or from the date last named


def _shift(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """Last year, this week, next month."""
    unit = rule.unit or _unit(fields)
    steps = int(fields.get("shift", "0")) if rule.offset is None else rule.offset
    return _stepped(now.anchor, unit, steps)


def _weekend(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
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
        return Meaning(_iso(start, steps))
    if unit in ("W", "WE"):
        year, week, _ = (start + timedelta(days=7 * steps)).isocalendar()
        return Meaning(f"{year:04}-W{week:02}" + ("-WE" if unit == "WE" else ""))
    months = start.year * 12 + start.month - 1 + steps * _MONTHS[unit]
    year = months // 12
    if not 1 <= year <= _LAST_YEAR:
        return None
    return Meaning(f"{year:04}-{months % 12 + 1:02}" if unit == "M" else f"{year:04}"[: _DIGITS[unit]])


_OPEN: Mapping[str, str] = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX"}
_MONTHS: Mapping[str, int] = {"M": 1, "Y": 12, "DE": 120, "CE": 1200}
_DIGITS: Mapping[str, int] = {"Y": 4, "DE": 3, "CE": 2}
_FARTHEST = 9000
_LAST_YEAR = 9998


def _ago(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """Two days ago, in ten years' time: as fine as the unit. Vague counts and hours are only past or future."""
    unit, count = _length(fields)
    steps = int(fields.get("shift", "0")) if rule.offset is None else rule.offset
    if count is None or unit.startswith("T") or count != int(count):
        return Meaning("PAST_REF" if steps < 0 else "FUTURE_REF")
    unit, count = _plain(unit, count)
    if unit == "W" and count == 1:
        return _stepped(now.anchor, "D", steps * 7)
    return _stepped(now.anchor, unit, steps * int(count))


def _plain(unit: str, count: Decimal) -> tuple[str, Decimal]:
    """Decades and centuries as years."""
    return ("Y", count * _MONTHS[unit] / 12) if unit in ("DE", "CE") else (unit, count)


def _reference(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """The same day, the following year, two months later, that night: counted from the date last named."""
    unit, count = _length(fields) if rule.unit is None else (rule.unit, Decimal(1))
    start = (now.day or now.anchor) if unit == "D" else now.reference
    if count is None or count != int(count) or unit.startswith("T") or (start is None and "later" in fields):
        return None
    shift = next((fields[name] for name in _REFERENCE_KINDS if name in fields), "0")
    steps = int(shift) if rule.offset is None else rule.offset
    found = _stepped(start, unit, steps * int(count))
    part = fields.get("part") or fields.get("part_alone")
    return Meaning(f"{found.value}T{part}") if found and part else found


_REFERENCE_KINDS = ("ref_shift", "ref_same", "ref_next", "later")


# --- lengths and repetitions


def _unit(fields: Fields) -> str:
    return next(fields[name] for name in _UNIT_KINDS if name in fields)


_UNIT_KINDS = ("unit", "one_unit", "calendar_unit", "day_unit", "units", "each")


def _length(fields: Fields) -> tuple[str, Decimal | None]:
    """Unit and number (one where none is printed); None for a vague number."""
    unit = _unit(fields)
    number = fields.get("number") or fields.get("number_word") or "1"
    return unit, None if number == "X" or "vague_number" in fields else Decimal(number)


def _duration(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """So many units: P2Y, PT12H, PXM; decades and centuries are counted in years, vague ones are PXDE."""
    ready = rule.value or next((fields[name] for name in _VAGUE_KINDS if name in fields), None)
    if ready:
        return Meaning(ready)
    unit, count = _length(fields)
    second = fields.get("unit2")
    if count == 0:
        return None
    if second is None:
        return Meaning(_period(count, unit))
    if count is None or fields["number2"] == "X" or _SIZES.index(second) <= _SIZES.index(unit):
        return None
    return Meaning(_period(count, unit) + _period(Decimal(fields["number2"]), second).removeprefix("P"))


_SIZES = ("CE", "DE", "Y", "M", "W", "D", "TH", "TM", "TS")


_VAGUE_KINDS = ("many", "many_units", "vague_unit")


def _period(count: Decimal | None, unit: str) -> str:
    if count is None:
        return f"P{'T' if unit[0] == 'T' else ''}X{unit.removeprefix('T')}"
    unit, count = _plain(unit, count)
    number = f"{count.normalize():f}"
    return f"PT{number}{unit[1:]}" if unit[0] == "T" else f"P{number}{unit}"


def _set(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """Every day, every two years; every Monday, every night."""
    if rule.value:
        return Meaning(rule.value)
    if "weekday" in fields:
        return Meaning(f"XXXX-WXX-{fields['weekday']}" + (f"T{fields['part']}" if "part" in fields else ""))
    if "part" in fields:
        return Meaning(f"XXXX-XX-XXT{fields['part']}")
    month = _month(fields)
    if month is not None:
        return Meaning(f"XXXX-{month:02}" + (f"-{int(fields['day']):02}" if "day" in fields else ""))
    unit, count = _length(fields)
    return Meaning(_period(count, unit))


def _each(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """Every day, week, month or year as the open date that recurs: XXXX-XX-XX."""
    return _stepped(None, _unit(fields), 0)


_OPERATIONS: Mapping[str, Callable[[TimexRule, Fields, Now], Meaning | None]] = {
    "ago": _ago,
    "calendar": _calendar,
    "century": _century,
    "constant": _constant,
    "decade": _decade,
    "duration": _duration,
    "each": _each,
    "holiday": _holiday,
    "part_of_year": _part_of_year,
    "range": _range,
    "reference": _reference,
    "set": _set,
    "shift": _shift,
    "skip": _skip,
    "weekend": _weekend,
}
