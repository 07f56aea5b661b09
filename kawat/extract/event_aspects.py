"""What is told of a meeting beyond that it was held: how it ended, and which of a row of meetings it was."""

from __future__ import annotations

from collections.abc import Iterator

from kawat.extract.event_scene import Scene
from kawat.extract.event_triggers import Trigger
from kawat.records import EventOutcome, EventStatus

MEETING = "meet"  # the mode of acts about a meeting in types that are none: a meeting planned, asked for, cancelled
BEFORE, BEHIND = 4, 16  # words before and behind a trigger in which its aspects are looked for
UNTOLD: frozenset[EventStatus] = frozenset({"planned", "conditional", "called_for", "denied", "not_occurred"})


def find_outcome(scene: Scene, trigger: Trigger, status: EventStatus) -> EventOutcome | None:
    """`failed` or `stalled` where the clause tells it of a meeting; None where nothing is told.

    A verb that could have another subject (`gagal`) tells it only behind a noun: `perundingan A dan B gagal`.
    """
    if status in UNTOLD or not scene.knowledge.types[trigger.pattern.type].meets:
        return None
    tables = scene.knowledge.outcomes
    if trigger.pattern.voice == "noun":
        for index in range(max(0, trigger.first - BEFORE), trigger.first):
            hit = tables.before.at(scene.words, index)
            if hit is not None and hit.end <= trigger.first and not _is_denied(scene, index):
                return hit.value
    for index in _clause(scene, trigger):
        hit = tables.always.at(scene.words, index)
        if hit is None and trigger.pattern.voice == "noun":
            hit = tables.nouns.at(scene.words, index)
        if hit is not None:
            return None if _is_denied(scene, index) else hit.value
    return None


def find_ordinal(scene: Scene, trigger: Trigger) -> int | None:
    """Which time the act is told to be (`untuk ketiga kalinya`), or which of a row a meeting is (`KTT pertama`)."""
    pattern, knowledge = trigger.pattern, scene.knowledge
    meets = knowledge.types[pattern.type].meets or pattern.mode == MEETING
    for index in (*_clause(scene, trigger, trigger.first), *_before(scene, trigger)):
        hit = knowledge.times.at(scene.words, index)
        if hit is None and meets:
            hit = knowledge.meetings.at(scene.words, index)
        if hit is not None and not _is_pair(scene, hit.end):
            return hit.value
    return None


def _clause(scene: Scene, trigger: Trigger, first: int | None = None) -> Iterator[int]:
    """Places from `first`, usually right behind the trigger, to the end of its clause; a clause put in is skipped."""
    sets, inside = scene.knowledge.sets, False
    for index in range(trigger.end if first is None else first, min(len(scene.words), trigger.end + BEHIND)):
        word = scene.lower(index)
        if inside:
            inside = word != ","
        elif word == "," and scene.lower(index + 1) in sets["relative"]:
            inside = True
        elif index >= trigger.end and (word == "," or scene.told[index] != scene.told[trigger.first]):
            return
        else:
            yield index
            if index >= trigger.end and word in sets["breaks"]:
                return


def _before(scene: Scene, trigger: Trigger) -> Iterator[int]:
    """Places before the trigger within its clause, nearest first."""
    for index in range(trigger.first - 1, max(-1, trigger.first - BEFORE - 2), -1):
        if scene.lower(index) == "," or scene.lower(index) in scene.knowledge.sets["breaks"]:
            return
        yield index


def _is_denied(scene: Scene, index: int) -> bool:
    """Whether a negation or a word for the future stands within the two words before."""
    sets = scene.knowledge.sets
    return any(
        scene.lower(place) in sets[name] for place in (index - 1, index - 2) for name in ("negations", "futures")
    )


def _is_pair(scene: Scene, end: int) -> bool:
    """Whether the numeral counts those who meet, not the meeting: `pertemuan kedua menteri`."""
    sets = scene.knowledge.sets
    return scene.lower(end - 1) in sets["halves"] and scene.lower(end) in sets["pair_nouns"]
