"""The article's own words as sentences with tokens."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from kawat.extract.page import Line
from kawat.knowledge.load import Knowledge
from kawat.knowledge.sentence import SentenceKnowledge
from kawat.knowledge.tokens import tokens_of
from kawat.records import NOT_THE_ARTICLES_WORDS, Article, ZoneKind

# A stop with the marks that close behind it. A straight quotation mark may also open what follows; `_ends` decides.
_STOP = re.compile(r"[.!?…]+[\"”’')\]»]*")
_NEXT_WORD = re.compile(r"[^\W\d_]+")
_OPENING = "\"“‘'(["
_LONGEST_WORD = 24


def segment(article: Article, knowledge: Knowledge) -> tuple[Line, ...]:
    """Sentences in reading order. None crosses a line break, a dateline or words that are not the article's own."""
    text = article.text
    breaks = [match.start() for match in re.finditer("\n", text)]
    lines: list[Line] = []
    for start_char, end_char, zone in _stretches(article):
        for first, last in _sentences(text, start_char, end_char, knowledge.sentence):
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


def _sentences(text: str, start_char: int, end_char: int, known: SentenceKnowledge) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences in one row, white space trimmed."""
    first = start_char
    quotes = [match.start() for match in re.finditer('"', text[start_char:end_char])]
    for match in _STOP.finditer(text, start_char, end_char):
        end = _ends(text, first, match, end_char, quotes, start_char, known)
        if end is not None and end > first:
            yield from _trimmed(text, first, end)
            first = end
    yield from _trimmed(text, first, end_char)


def _trimmed(text: str, start_char: int, end_char: int) -> Iterator[tuple[int, int]]:
    """The stretch without white space at its ends, if anything is left."""
    while start_char < end_char and text[start_char].isspace():
        start_char += 1
    while end_char > start_char and text[end_char - 1].isspace():
        end_char -= 1
    if start_char < end_char:
        yield start_char, end_char


def _ends(
    text: str, first: int, match: re.Match[str], row_end: int, quotes: list[int], row: int, known: SentenceKnowledge
) -> int | None:
    """Where the sentence ends if it ends at this stop, else None."""
    end = _before_opening_mark(text, match, quotes, row)
    after = end
    while after < row_end and text[after].isspace():
        after += 1
    if after == row_end:
        return end
    if after == end:
        return end if _glued(text, match, end, row_end, known) else None
    if not _can_open(text, after, row_end):
        return None
    return None if _is_abbreviation(text, first, match, after, row_end, known) else end


def _before_opening_mark(text: str, match: re.Match[str], quotes: list[int], row: int) -> int:
    """End of the stop and its closing marks; a straight mark that opens the next sentence is left to it."""
    for position in range(match.start(), match.end()):
        if text[position] == '"' and bisect_left(quotes, position - row) % 2 == 0:
            return position
    return match.end()


def _can_open(text: str, position: int, row_end: int) -> bool:
    """Whether a sentence can begin here: a capital, a figure, or one of them behind an opening mark."""
    while position < row_end and (text[position] in _OPENING or text[position] in "-–—•*"):
        position += 1
        while position < row_end and text[position] == " ":
            position += 1
    return position < row_end and (text[position].isdigit() or not text[position].islower())


def _glued(text: str, match: re.Match[str], end: int, row_end: int, known: SentenceKnowledge) -> bool:
    """Whether a sentence ends here although the blank is missing: `besar.Menurut`, `menang."Presiden`."""
    stop, word = match.start(), _NEXT_WORD.match(text, end, min(row_end, end + _LONGEST_WORD))
    if end > stop + 1 or text[end] in _OPENING:
        return text[end].isupper() or text[end] in _OPENING
    if word is None or len(word.group()) < 2 or not (text[end].isupper() and text[end + 1].islower()):
        return False
    before = _word_before(text, stop, match)
    return before[-2:].islower() and len(before) > 1 and _plain(before, word.group(), known)


def _plain(before: str, after: str, known: SentenceKnowledge) -> bool:
    """Whether the words at a stop are neither an abbreviation nor parts of a web address."""
    return before.lower() not in known.abbreviations and after.lower() not in known.domains


def _word_before(text: str, stop: int, match: re.Match[str]) -> str:
    """The word that the stop follows, with inner stops (`U.S`), at most 24 characters."""
    start = stop
    while start > 0 and stop - start < _LONGEST_WORD and (text[start - 1].isalnum() or text[start - 1] in ".-"):
        start -= 1
    return text[start:stop]


def _is_abbreviation(
    text: str, first: int, match: re.Match[str], after: int, row_end: int, known: SentenceKnowledge
) -> bool:
    """Whether the stop belongs to the word before it and the sentence goes on."""
    if text[match.start() : match.end()] != ".":
        return False
    word = _word_before(text, match.start(), match)
    if text[first : match.start()].strip().isdigit():
        return True  # "1. Banjir": the number of an item begins its sentence
    kind = known.abbreviations.get(word.lower())
    if kind == "title":
        return True
    if kind == "number":
        return text[after].isdigit()
    if kind == "closing" or _is_initials(word):
        return _goes_on(text, after, row_end, known)
    return False


def _goes_on(text: str, after: int, row_end: int, known: SentenceKnowledge) -> bool:
    """Whether what stands at `after` does not look like the opening of a new sentence."""
    word = _NEXT_WORD.match(text, after, row_end)
    return text[after] not in _OPENING if word is None else word.group() not in known.openers


def _is_initials(word: str) -> bool:
    """Whether the word is one capital or letters with stops between them: `B`, `U.S`, `K.H`."""
    return (len(word) == 1 and word.isupper()) or ("." in word and all(len(part) == 1 for part in word.split(".")))
