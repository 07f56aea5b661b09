"""The time line of an article: its time expressions and dated events in the order of time, not of text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kawat.records import Event, EventDate, Reading, Timex

_CALENDAR = re.compile(r"\d{4}(-\d\d){0,2}")  # a year, month or day, which people read as it stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time that the article names: `label` for reading, its expressions, and the events dated by it."""

    label: str
    earliest: str | None
    latest: str | None
    timexes: tuple[Timex, ...]
    events: tuple[Event, ...]


def moments(reading: Reading) -> tuple[Moment, ...]:
    """The moments in order of time; those that no calendar day is known for come last, in order of the text.

    Expressions of one value are one moment; an event belongs to the moment of its date's value.
    """
    drafts: dict[str, _Draft] = {}
    for timex in reading.timexes:
        drafts.setdefault(timex.value, _Draft(timex)).timexes.append(timex)
    for event in reading.events:
        if event.date:
            drafts.setdefault(event.date.value, _Draft(event.date)).events.append(event)
    found = [draft.moment(value) for value, draft in drafts.items()]
    # a year comes before the days in it, a day before its hours: same start, later end first
    dated = sorted((m for m in found if m.earliest), key=lambda m: (m.earliest or "", _down(m.latest), "T" in m.label))
    return (*dated, *(m for m in found if not m.earliest))


def in_words(value: str, reading: Reading) -> str:
    """A TIMEX3 value; where it is no calendar date, with the words that the article has for it."""
    told = next((timex.span.text for timex in reading.timexes if timex.value == value), None)
    return value if told is None or _CALENDAR.fullmatch(value) else f"{value} ({told})"


class _Draft:
    """A moment while its expressions and events are gathered."""

    def __init__(self, first: Timex | EventDate) -> None:
        self.earliest, self.latest = first.earliest, first.latest
        self.timexes: list[Timex] = []
        self.events: list[Event] = []

    def moment(self, value: str) -> Moment:
        """The moment, complete."""
        return Moment(
            label=_label(value, self.earliest, self.latest),
            earliest=self.earliest,
            latest=self.latest,
            timexes=tuple(self.timexes),
            events=tuple(self.events),
        )


def _down(day: str | None) -> tuple[int, ...]:
    """A key that puts later ISO days first."""
    return tuple(-ord(c) for c in day or "")


def _label(value: str, earliest: str | None, latest: str | None) -> str:
    """The TIMEX3 value; with its days where the value alone does not show them."""
    if not earliest or value.startswith(earliest) or earliest.startswith(value):
        return value
    return f"{value} ({earliest}–{latest})" if latest and latest != earliest else f"{value} ({earliest})"
