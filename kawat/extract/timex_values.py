"""From what a rule captured to a TIMEX3 value: a small closed set of operations, one for each way of telling time.

An operation gets the captured fields as text values (`month` is "6", `unit` is "Y", `shift` is "-1") and `Now`, what
relative expressions are counted from. It returns the value, or None where there is no such date (31 June).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kawat.extract.timex_calendar import calendar_point, century, decade, part_of_year, stretch
from kawat.extract.timex_counted import ago, each, from_reference, shifted, weekend
from kawat.extract.timex_days import Fields, Meaning, Now
from kawat.extract.timex_feasts import hijri, holiday
from kawat.extract.timex_lengths import duration, repeated
from kawat.knowledge.timex import Operation, TimexRule


def meaning(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """What the words mean under the rule's operation, or None where no such time exists."""
    return _OPERATIONS[rule.operation](rule, fields, now)


def _constant(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """The value that the rule names."""
    return Meaning(rule.value) if rule.value else None


def _skip(rule: TimexRule, fields: Fields, now: Now) -> Meaning | None:
    """Words that look like a time and are none (an age): nothing inside them is read."""
    return None


_OPERATIONS: Mapping[Operation, Callable[[TimexRule, Fields, Now], Meaning | None]] = {
    "ago": ago,
    "calendar": calendar_point,
    "century": century,
    "constant": _constant,
    "decade": decade,
    "duration": duration,
    "each": each,
    "hijri": hijri,
    "holiday": holiday,
    "part_of_year": part_of_year,
    "range": stretch,
    "reference": from_reference,
    "set": repeated,
    "shift": shifted,
    "skip": _skip,
    "weekend": weekend,
}
