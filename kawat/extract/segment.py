"""The article's own words as sentences with tokens."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from kawat.extract.blanks import back_over_blanks, skip_blanks
from kawat.extract.page import Line
from kawat.knowledge.load import Knowledge
from kawat.knowledge.sentence import SentenceKnowledge
from kawat.knowledge.tokens import tokens_of
from kawat.records import NOT_THE_ARTICLES_WORDS, Article, ZoneKind

# A stop with the marks that close behind it. A straight quotation mark may also open what follows; `_ends` decides.
_STOP = re.compile(r"[.!?…]+(?:[\"”’')\]»]|&rdquo;|&rsquo;)*")
_NEXT_WORD = re.compile(r"[^\W\d_]+")
_QUOTE = re.compile('"')
_OPENING = "\"“‘'(["
_BEFORE_SENTENCES = _OPENING + "-–—•* "
_CLOSING = ")]”’"
_LONGEST_WORD = 24


def segment(article: Article, knowledge: Knowledge) -> tuple[Line, ...]:
    """Sentences in reading order. None crosses a line break, a dateline or words that are not the article's own."""
    text = article.text
    has_capitals = any(letter.isupper() for letter in text)
    breaks = [match.start() for match in re.finditer("\n", text)]
    lines: list[Line] = []
    for start_char, end_char, zone in _stretches(article):
        for first, last in _sentences(text, start_char, end_char, knowledge.sentence, has_capitals):
            lines.append(
                Line(
                    index=len(lines),
                    start_char=first,
                    end_char=last,
                    zone=zone,
                    paragraph=bisect_right(breaks, first),
                    tokens=tokens_of(text, first, last),
                )
            )
    return tuple(lines)


def _stretches(article: Article) -> Iterator[tuple[int, int, ZoneKind]]:
    """Pieces of one line and one zone that hold the article's own words; text outside all zones counts as body."""
    position = 0
    for zone in sorted(article.zones, key=lambda zone: zone.start_char):
        yield from _rows(article.text, position, zone.start_char, "body")
        if zone.kind not in NOT_THE_ARTICLES_WORDS:
            yield from _rows(article.text, zone.start_char, zone.end_char, zone.kind)
        position = max(position, zone.end_char)
    yield from _rows(article.text, position, len(article.text), "body")


def _rows(text: str, start_char: int, end_char: int, zone: ZoneKind) -> Iterator[tuple[int, int, ZoneKind]]:
    """The stretch cut at line breaks."""
    while start_char < end_char:
        stop = text.find("\n", start_char, end_char)
        stop = end_char if stop < 0 else stop
        yield start_char, stop, zone
        start_char = stop + 1


@dataclass(frozen=True, slots=True)
class _Row:
    """A piece of one line and one zone that is being cut; `quotes` are the places of its straight quotation marks.

    `has_capitals` is False where the whole text is in small letters, so that one may open a sentence.
    """

    text: str
    start_char: int
    end_char: int
    quotes: tuple[int, ...]
    known: SentenceKnowledge
    has_capitals: bool


def _sentences(
    text: str, start_char: int, end_char: int, known: SentenceKnowledge, has_capitals: bool
) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences in one row, white space trimmed."""
    quotes = tuple(match.start() for match in _QUOTE.finditer(text, start_char, end_char))
    row = _Row(text, start_char, end_char, quotes, known, has_capitals)
    first = start_char
    for match in _STOP.finditer(text, start_char, end_char):
        end = _end(row, first, match)
        if end is not None and end > first:
            yield from _trimmed(text, first, end)
            first = end
    yield from _trimmed(text, first, end_char)


def _trimmed(text: str, start_char: int, end_char: int) -> Iterator[tuple[int, int]]:
    """The stretch without blanks at its ends, if anything is left."""
    start_char = skip_blanks(text, start_char, end_char)
    end_char = back_over_blanks(text, start_char, end_char)
    if start_char < end_char:
        yield start_char, end_char


def _end(row: _Row, first: int, match: re.Match[str]) -> int | None:
    """Where the sentence that begins at `first` ends if it ends at this stop, else None."""
    end = _before_opening_mark(row, match)
    after = skip_blanks(row.text, end, row.end_char)
    if after == row.end_char:
        return end
    if after == end:
        return end if _is_glued(row, match, end) else None
    if not _can_open(row, after) or _is_abbreviation(row, first, match, after):
        return None
    return end


def _before_opening_mark(row: _Row, match: re.Match[str]) -> int:
    """End of the stop and its closing marks; a straight mark that opens the next sentence is left to it."""
    for position in range(match.start(), match.end()):
        if row.text[position] == '"' and bisect_left(row.quotes, position) % 2 == 0:
            return position
    return match.end()


def _can_open(row: _Row, position: int) -> bool:
    """Whether a sentence can begin here: a capital, a figure, or one of them behind an opening mark.

    A small letter can where the text has no capitals.
    """
    while position < row.end_char and row.text[position] in _BEFORE_SENTENCES:
        position += 1
    return position < row.end_char and not (row.has_capitals and row.text[position].islower())


def _is_glued(row: _Row, match: re.Match[str], end: int) -> bool:
    """Whether a sentence ends here although the blank is missing: `besar.Menurut`, `menang."Presiden`."""
    text, stop = row.text, match.start()
    if end > stop + 1 or text[end] in _OPENING:
        return text[end].isupper() or text[end] in _OPENING
    word = _NEXT_WORD.match(text, end, min(row.end_char, end + _LONGEST_WORD))
    if word is None or not _looks_like_opening(row, word):
        return False
    if text[stop - 1] in _CLOSING:
        return True
    before = _word_before(text, stop)
    if not _is_plain_word(before):
        return False
    return before.lower() not in row.known.abbreviations and word.group().lower() not in row.known.domains


def _looks_like_opening(row: _Row, word: re.Match[str]) -> bool:
    """Whether a glued word looks like the first of a sentence: `Menurut`, an acronym, or one letter that is a word."""
    text = word.group()
    if len(text) > 1:
        return text[0].isupper() and (text[1].islower() or text.isupper())
    return text in row.known.openers and skip_blanks(row.text, word.end(), row.end_char) > word.end()


def _is_plain_word(before: str) -> bool:
    """Whether a word is no part of an abbreviation, by two small letters or figures at its end, or three capitals."""
    last = before[-2:]
    acronym = len(before) > 2 and before.isupper() and "." not in before
    return len(last) == 2 and (last.islower() or last.isdigit() or acronym)


def _word_before(text: str, stop: int) -> str:
    """The word that the stop follows, with inner stops (`U.S`), at most 24 characters."""
    start = stop
    while start > 0 and stop - start < _LONGEST_WORD and (text[start - 1].isalnum() or text[start - 1] in ".-"):
        start -= 1
    return text[start:stop]


def _is_abbreviation(row: _Row, first: int, match: re.Match[str], after: int) -> bool:
    """Whether the stop belongs to the word before it and the sentence goes on at `after`."""
    if match.group() != ".":
        return False
    word = _word_before(row.text, match.start())
    kind = row.known.abbreviations.get(word.lower())
    if kind == "title" or _is_item_number(row.text, first, match.start()):
        return True
    if kind == "number":
        return row.text[after].isdigit()
    return (kind == "closing" or _is_initials(word)) and _goes_on(row, after)


def _is_item_number(text: str, first: int, stop: int) -> bool:
    """Whether the sentence so far is the number of an item: `1. Banjir`."""
    return stop - first <= _LONGEST_WORD and text[first:stop].strip().isdigit()


def _goes_on(row: _Row, after: int) -> bool:
    """Whether what stands at `after` does not look like the opening of a new sentence."""
    word = _NEXT_WORD.match(row.text, after, row.end_char)
    if word is None:
        return row.text[after] not in _OPENING
    return (word.group() if row.has_capitals else word.group().capitalize()) not in row.known.openers


def _is_initials(word: str) -> bool:
    """Whether the word is one capital or letters with stops between them: `B`, `U.S`, `K.H`."""
    return (len(word) == 1 and word.isupper()) or ("." in word and all(len(part) == 1 for part in word.split(".")))
