"""Times that the calendar names: days, months, years, clock times, and stretches from one to another.

An operation gets the rule, the captured fields as text values (`month` is "6", `year` is "2024") and `Now`; it returns
None where there is no such date (31 June).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from kawat.extract.timex_days import PARTS, Fields, Meaning, Now, days_of, real_date
from kawat.knowledge.timex import TimexRule

# A day without a year may lie this far ahead of publication before it is read as the year before: agendas are
# announced weeks ahead, anniversaries and look-backs are months away (docs/notes/times.md).
_AHEAD = timedelta(days=90)
_NEAR = timedelta(days=60)
# Years that a range like 2023/24 spans at most; 2014-77 is a number.
_SHORT_RANGE = 10
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def calendar_point(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """A day, month or year, with part of the day or clock time where these were captured."""
    whole = _day(rule, fields, now)
    if whole is None:
        return None
    clock = _clock(rule, fields)
    if clock is None:
        return replace(whole, today=_today(fields, whole.value, now)) if "offset" in fields else whole
    day = whole.value if len(whole.value) == 10 or "W" in whole.value else "XXXX-XX-XX"
    return replace(whole, value=f"{day}T{clock}")


def _day(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    month = month_of(fields)
    if month is not None:
        return _day_of_month(fields, now, month, "")
    if "weekday" in fields:
        return Meaning(_weekday(fields, now))
    if "year" in fields or "short_year" in fields or "future_year" in fields:
        return Meaning(year_of(fields, "") or "")
    if "offset" in fields or "today" in fields or rule.offset is not None:
        days = int(fields.get("offset") or fields.get("today") or "0") + (rule.offset or 0) - _night_before(fields)
        return Meaning(days_after(now.anchor, days))
    return Meaning(_reference_day(now), counted_from=now.day)


def _night_before(fields: Fields) -> int:
    """One day where a clock time of the evening is told as past (`today` is -0): nine at night is that of yesterday."""
    night = fields.get("part2") or fields.get("part")
    return int(fields.get("today") == "-0" and night == "NI" and 6 <= int(fields.get("hour", "0")) < 12)


def _today(fields: Fields, value: str, now: Now) -> date | None:
    """The day of writing, where a word like yesterday stands beside a date or weekday that is near publication."""
    if len(value) != 10 or "X" in value:
        return None
    written = date.fromisoformat(value) - timedelta(days=int(fields["offset"]))
    return written if now.anchor is None or abs(written - now.anchor) <= timedelta(days=3) else None


def days_after(anchor: date | None, days: int) -> str:
    """The ISO date so many days after the anchor (before it where negative), open without an anchor."""
    return (anchor + timedelta(days=days)).isoformat() if anchor else "XXXX-XX-XX"


def _reference_day(now: Now) -> str:
    """The day that a clock time without a date belongs to: the one last named, else that of publication."""
    return days_after(now.day or now.anchor, 0)


def month_of(fields: Fields, number: str = "") -> int | None:
    """The month that was captured, 1 to 12, or None; `number` is "2" for the end of a range."""
    for name in ("month", "month_short", "month_number", "month_sure", "month_doubtful"):
        if name + number in fields:
            return int(fields[name + number])
    return None


def year_of(fields: Fields, number: str) -> str | None:
    """The printed year in four digits, or None; `number` as for `month_of`."""
    for name in ("year", "future_year"):
        if name + number in fields:
            return fields[name + number]
    short = fields.get("short_year" + number)
    # Two digits in print are of the hundred years that end thirty years from the century's turn.
    return None if short is None else ("20" if int(short) < 50 else "19") + short


def _day_of_month(fields: Fields, now: Now, month: int, number: str) -> Meaning | None:
    """A month, or a day of it, in the year that is printed or implied."""
    day = int(fields["day" + number]) if "day" + number in fields else None
    if day is not None and real_date(2000, month, day) is None:
        return None
    year = year_of(fields, number) or _year_near(fields, now, month, day)
    if day is None:
        return Meaning(f"{year}-{month:02}")
    if year == "XXXX":
        return Meaning(f"XXXX-{month:02}-{day:02}")
    found = real_date(int(year), month, day)
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
    return real_date(year, month, day or 15) or date(year, 3, 1)


def _year_of_weekday(fields: Fields, anchor: date, year: int, month: int, day: int | None) -> int:
    """A printed weekday decides between years where the date is far from publication; near it is a misprint."""
    if day is None or "weekday" not in fields or abs(_clamped(year, month, day) - anchor) <= _NEAR:
        return year
    wanted = int(fields["weekday"])
    years = (year, year - 1, year + 1)
    return next((y for y in years if (d := real_date(y, month, day)) and d.isoweekday() == wanted), year)


def _weekday(fields: Fields, now: Now) -> str:
    """A weekday without a date: the day that the text has named so, else the latest one up to publication.

    Where the words look ahead it is the next one.
    """
    wanted = int(fields["weekday"])
    if now.anchor is None:
        return f"XXXX-WXX-{wanted}"
    if "week_shift" in fields:
        monday = now.anchor - timedelta(days=now.anchor.weekday())
        return days_after(monday, 7 * int(fields["week_shift"]) + wanted - 1)
    if "offset" in fields:
        near = now.anchor + timedelta(days=int(fields["offset"]))
        return days_after(near, (wanted - near.isoweekday() + 3) % 7 - 3)
    back = (now.anchor.isoweekday() - wanted) % 7
    shift = fields.get("shift")
    if shift is None and wanted in now.weekdays:
        return now.weekdays[wanted].isoformat()
    if shift == "-1":
        return days_after(now.anchor, -(back or 7))
    if shift == "1" or (now.future and shift is None):
        return days_after(now.anchor, (-back) % 7 or (7 if shift == "1" else 0))
    if shift == "0":
        # "Senin ini" said on a Friday is the Monday to come, said on a Wednesday the one that was.
        ahead = wanted - now.anchor.isoweekday()
        return days_after(now.anchor, ahead if ahead >= -3 else ahead + 7)
    return days_after(now.anchor, -back)


def _clock(rule: TimexRule, fields: Fields) -> str | None:
    """HH:MM, or a part of the day (MO, MI, AF, EV, NI); None where neither was captured."""
    part = fields.get("half_day") or fields.get("part2") or fields.get("part") or rule.value
    if "clock_four" in fields:
        return f"{fields['clock_four'][:2]}:{fields['clock_four'][2:]}"
    if "hour_word" in fields:
        first, _, second = fields["hour_word"].partition(":")
        fields = {**fields, "hour": first, "minute": second or "0"}
    if "hour" not in fields:
        return part
    hour, minute = int(fields["hour"]), int(fields.get("minute", "0"))
    if hour < 12 and (part in ("AF", "EV", "PM") or (part == "NI" and hour >= 5) or (part == "MI" and hour < 5)):
        hour += 12
    elif part in ("NI", "AM", "MO") and hour == 12:
        hour = 0
    return f"{hour % 24:02}:{minute:02}"


def stretch(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """From one day, month or year to another; what is printed once holds for both ends."""
    first = {key: value for key, value in fields.items() if not key.endswith("2")}
    second = {**first, **{key.removesuffix("2"): value for key, value in fields.items() if key.endswith("2")}}
    first = {**{k: v for k, v in second.items() if k in _SHARED and k not in fields}, **first}
    if month_of(first) is None and month_of(second) is not None:
        first = {**first, "month": str(month_of(second))}
    if "year" in fields and "short_year2" in fields:
        second = {**second, "year": _short_after(fields["year"], fields["short_year2"])}
    ends = _day(rule, first, now), _day(rule, second, now)
    if ends[0] is None or ends[1] is None:
        return None
    days = days_of(ends[0].value), days_of(ends[1].value)
    if "short_year2" in fields and days[0] and days[1] and days[1][0].year - days[0][0].year > _SHORT_RANGE:
        return None
    if days[0] and days[1] and days[0][0] >= days[1][1]:
        return None
    return Meaning(f"{ends[0].value}/{ends[1].value}", ends[0].note or ends[1].note)


def _short_after(year: str, short: str) -> str:
    """The year that two digits name after a year: 2023/24."""
    return year[:2] + short


_SHARED = frozenset({"year", "short_year", "year_shift", "shift"})


def decade(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """1990-an -> 199, 90-an -> 199, 2000-an -> 200."""
    year = fields["decade_word"] + "0" if "decade_word" in fields else year_of(fields, "")
    return Meaning(year[:3]) if year and year.endswith("0") else None


def century(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """The 21st century -> 20."""
    number = int(fields.get("ordinal") or fields.get("roman") or fields.get("century_nth") or "0")
    return Meaning(f"{number - 1:02}") if 1 <= number <= 30 else None


def part_of_year(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """Quarter, half or season of the year that is printed or of publication."""
    unit = rule.unit or fields.get("season") or ""
    part = unit + (fields.get("nth") or fields.get("ordinal") or fields.get("roman") or "") if rule.unit else unit
    if part not in PARTS:
        return None
    year = year_of(fields, "")
    if year is None and now.anchor:
        steps = int(fields.get("year_shift") or (fields.get("shift") if rule.unit else None) or "0")
        year = str(
            _season_year(part, fields["shift"], now.anchor) if _shifted(rule, fields) else now.anchor.year + steps
        )
    return Meaning(f"{year or 'XXXX'}-{part}")


def _shifted(rule: TimexRule, fields: Fields) -> bool:
    """Whether the words say last or next of the season itself, not of its year."""
    return rule.unit is None and fields.get("shift") in ("-1", "1") and "year_shift" not in fields


def _season_year(part: str, shift: str, anchor: date) -> int:
    """The year of the latest season that is over (shift -1), or of the next that has not begun (shift 1)."""
    years = range(anchor.year - 2, anchor.year + 3)
    spans = {year: days_of(f"{year:04}-{part}") for year in years}
    if shift == "-1":
        return max(year for year, span in spans.items() if span and span[1] < anchor)
    return min(year for year, span in spans.items() if span and span[0] > anchor)
