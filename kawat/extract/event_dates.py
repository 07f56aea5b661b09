"""When an act happened: the time expression that stands with it, not the one that dates a report."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from kawat.extract.event_scene import Scene
from kawat.extract.event_triggers import Trigger
from kawat.records import EventDate, Timex

NEAR = 140  # characters between a trigger and its date at most


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


def _is_reporting(scene: Scene, timex: Timex) -> bool:
    """Whether the time dates the report: `dilansir AFP, Kamis (19/6)`."""
    index = bisect_left(scene.starts, timex.span.start_char)
    before = scene.words[max(0, index - 7) : index]
    return any(
        word.lower in scene.knowledge.sets["reporting"]
        for word in before
        if word.start_char >= timex.span.start_char - 60
    )
