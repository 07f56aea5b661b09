"""When an act happened: the time expression that stands with it, not the one that dates a report.

What the opening of a report tells without a date happened on the day that the report names first; what somebody does by
speaking, on the day that the report gives their words. Source: read off annotated articles (docs/notes/times.md and
errors-events.md).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kawat.extract.event_scene import Scene
from kawat.extract.event_triggers import Trigger
from kawat.extract.page import Line
from kawat.knowledge.events import EventType
from kawat.records import Event, EventDate, Quotation, Timex

NEAR = 140  # characters between a trigger and its date at most
_OPENING_LINES = 2  # sentences of the body that open a report
_OPENING_REACH = 1000  # characters between them and the day that the report names first
_FRESH_DAYS = 3  # days between that day and publication at most
_AHEAD = 500  # characters after an act of speech in which the day of its speaker's words may stand


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
    near = timex.span.start_char - body[-1].end_char <= _OPENING_REACH
    return near and _is_day(timex) and 0 <= _days_before(timex, published) <= _FRESH_DAYS


def _undated(event: Event, end_char: int, named: Timex) -> bool:
    """Whether the event is done, told by the report itself in its opening, and has no date."""
    told = event.trigger.start_char
    return event.date is None and event.status == "occurred" and told < min(end_char, named.span.start_char)


def date_spoken(
    events: Sequence[Event],
    lines: Sequence[Line],
    dates: Calendar,
    quotations: Iterable[Quotation],
    published_at: str | None,
    types: Mapping[str, EventType],
) -> tuple[Event, ...]:
    """The events; what somebody does by speaking and that has no date gets the day that the report gives their words.

    `... kata Ani, Rabu (3/5). Ani juga mengecam Utara.` The day must be that of publication or shortly before.
    """
    published = _day(published_at)
    if published is None:
        return tuple(events)
    spoken = _spoken(lines, dates, quotations, published)
    return tuple(_dated_by_speaker(event, spoken) if types[event.type].speech else event for event in events)


def _spoken(
    lines: Sequence[Line], dates: Calendar, quotations: Iterable[Quotation], published: date
) -> dict[str, list[Timex]]:
    """Fresh days by the actor whose words a sentence reports that names the day, in reading order."""
    starts = [line.start_char for line in lines]
    fresh = {
        bisect_right(starts, timex.span.start_char): timex
        for timex in reversed(dates.timexes)
        if _is_day(timex) and _days_before(timex, published) in range(_FRESH_DAYS + 1)
    }
    found: dict[str, list[Timex]] = {}
    for quotation in quotations:
        for span in (quotation.cue, quotation.source):
            timex = fresh.get(bisect_right(starts, span.start_char)) if span else None
            if timex is not None and quotation.speaker is not None:
                found.setdefault(quotation.speaker, []).append(timex)
    return {speaker: sorted(days, key=lambda timex: timex.span.start_char) for speaker, days in found.items()}


def _dated_by_speaker(event: Event, spoken: Mapping[str, Sequence[Timex]]) -> Event:
    """The event with the last day before it that its actor's words have, else the next one soon after it."""
    if event.date is not None or event.status != "occurred":
        return event
    place = event.trigger.start_char
    days = [timex for party in event.actors for timex in spoken.get(party.actor, ())]
    before = [timex for timex in days if timex.span.start_char < place]
    after = [timex for timex in days if place <= timex.span.start_char < place + _AHEAD]
    if not before and not after:
        return event
    best = max(before, key=_place) if before else min(after, key=_place)
    return replace(event, date=dated(best))


def _place(timex: Timex) -> tuple[int, str]:
    return timex.span.start_char, timex.id


def _is_day(timex: Timex) -> bool:
    """Whether the time is a single day."""
    return timex.earliest is not None and timex.earliest == timex.latest


def _days_before(timex: Timex, published: date) -> int:
    """Days from a single day to publication."""
    return (published - date.fromisoformat(timex.earliest or "")).days


def _is_reporting(scene: Scene, timex: Timex) -> bool:
    """Whether the time dates the report: `dilansir AFP, Kamis (19/6)`."""
    index = bisect_left(scene.starts, timex.span.start_char)
    before = scene.words[max(0, index - 7) : index]
    return any(
        word.lower in scene.knowledge.sets["reporting"]
        for word in before
        if word.start_char >= timex.span.start_char - 60
    )
