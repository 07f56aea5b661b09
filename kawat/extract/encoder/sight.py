"""What the encoder sees of a page: its words, and of each word what the rules already know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kawat.extract.encoder.labels import FEATURES
from kawat.extract.event_scene import words_of
from kawat.extract.event_triggers import find_triggers
from kawat.extract.page import Outline
from kawat.knowledge.load import Knowledge
from kawat.knowledge.tokens import TOKEN
from kawat.records import Span

PLACE = {name: number for number, name in enumerate(FEATURES)}
VALUE = {name: {value: number for number, value in enumerate(values)} for name, values in FEATURES.items()}
LONG = 4  # letters of a word that says something
_MARK = re.compile('["“”„«»]')


@dataclass(frozen=True, slots=True)
class Sight:
    """Words of an article as (start, end) offsets, a row of feature values for each, and where windows may be cut.

    `spaced` says for each word whether white space (or nothing) stands before it; `ends` holds for each word 2 where a
    line ends behind it, 1 where a sentence ends, else 0.
    """

    text: str
    words: tuple[tuple[int, int], ...]
    spaced: tuple[bool, ...]
    ends: bytes
    features: tuple[bytes, ...]


class _Sheet:
    """Words with rows of features that are being filled."""

    def __init__(self, text: str) -> None:
        self.words = [(m.start(), m.end()) for m in TOKEN.finditer(text)]
        self.rows = [bytearray(len(FEATURES)) for _ in self.words]
        self._first = [0] * (len(text) + 1)  # for each character the first word that ends behind it
        word = 0
        for place in range(len(text) + 1):
            while word < len(self.words) and self.words[word][1] <= place:
                word += 1
            self._first[place] = word

    def within(self, start_char: int, end_char: int) -> range:
        """The words that share a character with the stretch."""
        first = self._first[start_char]
        last = self._first[end_char - 1] if end_char > start_char else first
        reaches = last < len(self.words) and self.words[last][0] < end_char
        return range(first, last + reaches)

    def put(self, name: str, value: str, start_char: int, end_char: int) -> None:
        """Gives the words of a stretch the value of a feature; what is there already stays."""
        place, number = PLACE[name], VALUE[name][value]
        for word in self.within(start_char, end_char):
            if not self.rows[word][place]:
                self.rows[word][place] = number

    def begin(self, name: str, label: str, spans: Iterable[Span]) -> None:
        """Gives the words of spans `B-` and `I-` of a label; what is there already stays."""
        place, value = PLACE[name], VALUE[name]
        for span in spans:
            words = self.within(span.start_char, span.end_char)
            if any(self.rows[word][place] for word in words):
                continue
            for word in words:
                self.rows[word][place] = value[("B-" if word == words[0] else "I-") + label]


def look(outline: Outline, knowledge: Knowledge) -> Sight:
    """The words of the page with what the rules made of them."""
    text = outline.article.text
    sheet = _Sheet(text)
    _layout(sheet, outline)
    _marks(sheet, text)
    _headline(sheet, text, len(outline.article.title or ""))
    for line in outline.lines:
        words = words_of(line, outline.cast)
        for trigger in find_triggers(words, line.zone == "title", knowledge.events):
            if trigger.pattern.type in VALUE["lexicon"]:
                start_char, end_char = words[trigger.first].start_char, words[trigger.end - 1].end_char
                sheet.put("lexicon", trigger.pattern.type, start_char, end_char)
    _rules(sheet, outline)
    spaced = tuple(start == 0 or text[start - 1].isspace() for start, _ in sheet.words)
    return Sight(text, tuple(sheet.words), spaced, _ends(sheet, outline), tuple(bytes(row) for row in sheet.rows))


def _rules(sheet: _Sheet, outline: Outline) -> None:
    """What the rules found."""
    for zone in outline.article.zones:
        if zone.kind in VALUE["zone"]:
            sheet.put("zone", zone.kind, zone.start_char, zone.end_char)
    for timex in outline.timexes:
        sheet.begin("time", timex.type, (timex.span,))
    for seen in outline.cast.seen:
        sheet.begin("actor", seen.actor.kind, (seen.mention.span,))
    for quotation in sorted(outline.quotations, key=lambda q: q.content[0].end_char - q.content[0].start_char):
        sheet.begin("quote", quotation.mode, quotation.content)
        sheet.begin("cue", "cue", (quotation.cue,) if quotation.cue else ())
        sheet.begin("cue", "source", (quotation.source,) if quotation.source else ())
    for event in outline.events:
        sheet.put("event", event.type, event.trigger.start_char, event.trigger.end_char)
        sheet.put("status", event.status, event.trigger.start_char, event.trigger.end_char)
        for mention in event.mentions:
            sheet.put("repeat", "yes", mention.start_char, mention.end_char)
    for commitment in outline.commitments:
        sheet.begin("commitment", commitment.kind, (commitment.content,))
        if commitment.condition:
            sheet.begin("condition", commitment.condition.polarity, (commitment.condition.span,))


def _bucket(number: int, bounds: Sequence[int]) -> int:
    """How many of the bounds lie below the number."""
    return sum(number > bound for bound in bounds)


def _layout(sheet: _Sheet, outline: Outline) -> None:
    """Where each word stands: how far from the first and the last line with words, at which edge."""
    text, title = outline.article.text, len(outline.article.title or "")
    number, before = 0, 0
    lines: list[int] = []
    for start_char, _ in sheet.words:
        if lines and "\n" in text[before:start_char]:
            number += 1
        lines.append(number)
        before = start_char
    starts = {line.start_char for line in outline.lines}
    shift = 1 if title else 0
    from_start, from_end, edge = PLACE["from_start"], PLACE["from_end"], PLACE["edge"]
    for index, (row, line) in enumerate(zip(sheet.rows, lines, strict=True)):
        body = line - shift + 1
        row[from_start] = 1 if sheet.words[index][0] < title else 2 + _bucket(max(1, body), (1, 2, 4, 8, 16))
        left = number - line
        row[from_end] = (1, 2, 3, 4, 4, 4)[left] if left < 6 else 0
        if index == 0 or lines[index - 1] != line:
            row[edge] = 1
        elif sheet.words[index][0] in starts:
            row[edge] = 2


def _marks(sheet: _Sheet, text: str) -> None:
    """Whether each word stands in double quotation marks, by their count since the line began."""
    inside, before, place = False, 0, PLACE["marks"]
    for row, (start_char, end_char) in zip(sheet.rows, sheet.words, strict=True):
        if "\n" in text[before:start_char]:
            inside = False
        before = end_char
        word = text[start_char:end_char]
        if _MARK.fullmatch(word):
            row[place] = 1
            inside = word in "“„«" or (word == '"' and not inside)
        elif inside:
            row[place] = 2


def _headline(sheet: _Sheet, text: str, title: int) -> None:
    """Which words of the body the title has too; small words aside."""
    words = [text[start:end].lower() for start, end in sheet.words]
    named = {word for word, (start, _) in zip(words, sheet.words, strict=True) if start < title and len(word) >= LONG}
    place = PLACE["headline"]
    for row, word, (start, _) in zip(sheet.rows, words, sheet.words, strict=True):
        row[place] = start >= title and word in named


def _ends(sheet: _Sheet, outline: Outline) -> bytes:
    """Where lines (2) and sentences (1) end behind words."""
    text, words = outline.article.text, sheet.words
    stops = {line.end_char for line in outline.lines}
    ends = bytearray(len(words))
    for index, (_, end_char) in enumerate(words):
        following = words[index + 1][0] if index + 1 < len(words) else len(text)
        if "\n" in text[end_char:following]:
            ends[index] = 2
        elif end_char in stops:
            ends[index] = 1
    return bytes(ends)
