"""When an act happened: the time expression that stands with it, not the one that dates a report."""

from __future__ import annotations

from kawat.extract.event_roles import Scene
from kawat.extract.event_triggers import Trigger
from kawat.records import Article, EventDate, Timex

NEAR = 140


def find_date(article: Article, scene: Scene, trigger: Trigger, timexes: tuple[Timex, ...]) -> EventDate | None:
    """The date nearest to the trigger in its sentence and voice, None where there is none."""
    start_char, end_char = scene.words[0].start_char, scene.words[-1].end_char
    place = scene.words[trigger.first].start_char
    near = [
        (abs(timex.span.start_char - place), timex.span.start_char, timex)
        for timex in timexes
        if start_char <= timex.span.start_char < end_char
        and timex.type in ("DATE", "TIME")
        and timex.value[:1].isdigit()
        and abs(timex.span.start_char - place) <= NEAR
        and not _is_reporting(article, scene, timex)
    ]
    if not near:
        return None
    timex = min(near, key=lambda found: found[:2])[2]
    return EventDate(value=timex.value, earliest=timex.earliest, latest=timex.latest, timex=timex.id)


def _is_reporting(article: Article, scene: Scene, timex: Timex) -> bool:
    """Whether the time dates the report: `dilansir AFP, Kamis (19/6)`."""
    before = [
        word.lower for word in scene.words if timex.span.start_char - 60 <= word.start_char < timex.span.start_char
    ]
    return any(word in scene.knowledge.sets["reporting"] for word in before[-7:])
