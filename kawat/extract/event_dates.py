"""When an act happened: the time expression that stands with it, not the one that dates a report.

What the opening of a report tells without a date happened on the day that the report names first. Source: read off
annotated articles (docs/notes/times.md).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kawat.extract.event_scene import Scene
from kawat.extract.event_triggers import Trigger
from kawat.extract.page import Line
from kawat.records import Event, EventDate, Timex

NEAR = 140  # characters between a trigger and its date at most
_OPENING_LINES = 2  # sentences of the body that open a report
_OPENING_REACH = 1000  # characters between them and the day that the report names first
_FRESH_DAYS = 3  # days between that day and publication at most


@dataclass(frozen=True, slots=True)
class Calendar:
    """The time expressions of an article that name days, by place."""

    starts: tuple[int, ...]
    timexes: tuple[Timex, ...]

    def within(self, start_char: int, end_char: int) -> tuple[Timex, ...]:
        """Those that begin in the stretch."""
        return self.timexes[bisect_left(self.starts, start_char) : bisect_left(self.starts, end_char)]


def calendar(timexes: Iterable[Timex]) -> Calendar:
    """The dates and clock times among the expressions."""
    dated = sorted(
        (timex for timex in timexes if timex.type in ("DATE", "TIME") and timex.value[:1].isdigit()),
        key=lambda timex: (timex.span.start_char, timex.id),
    )
    return Calendar(tuple(timex.span.start_char for timex in dated), tuple(dated))


def find_date(scene: Scene, trigger: Trigger, dates: Calendar) -> EventDate | None:
    """The date nearest to the trigger in its sentence, None where there is none."""
    place = scene.words[trigger.first].start_char
    first, last = max(scene.words[0].start_char, place - NEAR), min(scene.words[-1].end_char, place + NEAR + 1)
    near = [timex for timex in dates.within(first, last) if not _is_reporting(scene, timex)]
    if not near:
        return None
    timex = min(near, key=lambda timex: (abs(timex.span.start_char - place), timex.span.start_char))
    return dated(timex)


def dated(timex: Timex) -> EventDate:
    """The date that a time expression gives an event."""
    return EventDate(value=timex.value, earliest=timex.earliest, latest=timex.latest, timex=timex.id)


def date_opening(
    events: Sequence[Event], lines: Sequence[Line], dates: Calendar, published_at: str | None
) -> tuple[Event, ...]:
    """The events; those that the opening tells as done and that have no date get the day that the report names first.

    The opening is the title and the first sentences of the body. The day must follow them and be that of publication or
    shortly before; else the events stay as they are.
    """
    body = [line for line in lines if line.zone == "body"][:_OPENING_LINES]
    published = _day(published_at)
    if not body or published is None:
        return tuple(events)
    named = next((timex for timex in dates.timexes if _is_fresh(timex, body, published)), None)
    if named is None:
        return tuple(events)
    return tuple(
        replace(event, date=dated(named)) if _undated(event, body[-1].end_char, named) else event for event in events
    )


def _day(published_at: str | None) -> date | None:
    """The day of an ISO date or date-time, None where it is none."""
    try:
        return date.fromisoformat((published_at or "")[:10])
    except ValueError:
        return None


def _is_fresh(timex: Timex, body: Sequence[Line], published: date) -> bool:
    """Whether the time is a single day near publication, named near the opening."""
    if timex.earliest is None or timex.earliest != timex.latest:
        return False
    near = timex.span.start_char - body[-1].end_char <= _OPENING_REACH
    return near and 0 <= (published - date.fromisoformat(timex.earliest)).days <= _FRESH_DAYS


def _undated(event: Event, end_char: int, named: Timex) -> bool:
    """Whether the event is done, told by the report itself in its opening, and has no date."""
    told = event.trigger.start_char
    return event.date is None and event.status == "occurred" and told < min(end_char, named.span.start_char)


def _is_reporting(scene: Scene, timex: Timex) -> bool:
    """Whether the time dates the report: `dilansir AFP, Kamis (19/6)`."""
    index = bisect_left(scene.starts, timex.span.start_char)
    before = scene.words[max(0, index - 7) : index]
    return any(
        word.lower in scene.knowledge.sets["reporting"]
        for word in before
        if word.start_char >= timex.span.start_char - 60
    )
