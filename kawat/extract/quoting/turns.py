"""Turns: paragraphs that open with a speaker and a colon, as in readers' comments and interviews.

No marks stand around the words, so such a page is told by its shape: several labels, each with sentences behind it,
in which people ask and speak of themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from kawat.extract.page import Line
from kawat.extract.quoting.scene import Draft
from kawat.knowledge.cues import CueKnowledge

_LABEL = re.compile(r"(?=[^\W_])([\w.'’\-]{1,30}(?: [\w.'’\-]{1,30}){0,4}) ?: (?=\S)")
_WORDS = 6
_FEWEST = 3
_MARKS = "\"“”‘’'"
_TAIL = 3  # paragraphs that the last turn may hold: the page's last words are often the editor's


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn: where its label stands and the stretches of its paragraphs behind it."""

    label: str
    source: tuple[int, int]
    content: tuple[tuple[int, int], ...]


def turns_of(text: str, lines: Sequence[Line], knowledge: CueKnowledge) -> tuple[Draft, ...]:
    """The turns of an article as direct quotations without cue; none where its shape is not that of talk."""
    body = [line for line in lines if line.zone == "body"]
    paragraphs = [(group[0].start_char, group[-1].end_char) for group in _grouped(body)]
    labels = [_label(text, first, end, knowledge) for first, end in paragraphs]
    starts = [index for index, label in enumerate(labels) if label is not None]
    if len(starts) < _FEWEST:
        return ()
    ends = [*starts[1:], min(len(paragraphs), starts[-1] + _TAIL)]
    turns = [_turn(text, paragraphs[first:end]) for first, end in zip(starts, ends, strict=True)]
    return tuple(_draft(turn) for turn in turns) if _is_talk(text, turns, knowledge) else ()


def _grouped(lines: Sequence[Line]) -> list[list[Line]]:
    return [list(group) for _, group in groupby(lines, key=lambda line: line.paragraph)]


def _label(text: str, first: int, end: int, knowledge: CueKnowledge) -> str | None:
    """The label that a paragraph opens with: up to five words, a capital or figure first, a sentence behind.

    A cue among several words makes it no label (`He said:`); alone it may be one (`Tanya:`).
    """
    match = _LABEL.match(text, first, end)
    if match is None or match.group(1)[0].islower() or text[match.end() : end].count(" ") < _WORDS - 1:
        return None
    if text[match.end()] in _MARKS and text[end - 1] in _MARKS:
        return None
    words = match.group(1).split()
    return None if len(words) > 1 and any(word in knowledge.forms for word in words) else match.group(1)


def _turn(text: str, paragraphs: Sequence[tuple[int, int]]) -> _Turn:
    """The turn that the paragraphs hold; the first one opens with its label."""
    (first, end), *more = paragraphs
    match = _LABEL.match(text, first, end)
    start = match.end() if match else first
    source = match.span(1) if match else (first, first)
    return _Turn(text[slice(*source)], source, ((start, end), *more))


def _is_talk(text: str, turns: Sequence[_Turn], knowledge: CueKnowledge) -> bool:
    """Whether the turns are talk: labels differ from one to the next, and half of them ask or speak of the speaker."""
    changes = sum(1 for before, after in pairwise(turns) if before.label != after.label)
    personal = [turn for turn in turns if any(_is_personal(text[a:b], knowledge) for a, b in turn.content)]
    return changes >= _FEWEST - 1 and 2 * len(personal) >= len(turns)


def _is_personal(said: str, knowledge: CueKnowledge) -> bool:
    """Whether a stretch asks, or holds a word of the first person."""
    return "?" in said or any(word in knowledge.phrases["first_person"] for word in said.lower().split())


def _draft(turn: _Turn) -> Draft:
    return Draft(
        mode="direct", content=turn.content, cue=None, source=turn.source, source_kind="label", rule="speaker-turn"
    )
