"""Stretches of the text that are title, dateline, body or not the article's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kawat.extract.blanks import back_over_blanks, skip_blanks
from kawat.extract.encoder.hints import Hint
from kawat.extract.encoder.labels import ZONES
from kawat.extract.page import Line, Row, bounds
from kawat.knowledge.load import Knowledge
from kawat.knowledge.needles import may_match
from kawat.knowledge.outlet_rules import rules_at
from kawat.knowledge.outlets import host_of
from kawat.knowledge.zones import BoilerplateRule, ZoneKnowledge
from kawat.records import Article, Zone, ZoneKind

_WORD = re.compile(r"\S+")
_MARKS = "\"“”‘’'()[]«».,:;!?…-–—"
_INNER_END = re.compile(r"[.!?…][\"”’')]*\s*(?:\S|\Z)|[\"”]\s*\Z")
_SENTENCE_END = re.compile(r"[.!?…][\"”’')]*(?=\s|\Z)")
_LONGEST_HEADLINE = 220
_LONGEST_LINK = 130
_LONGEST_NAME = 6  # words
_LONGEST_CAPTION = 500
_LONGEST_LINE = 1000
_LONGEST_TAIL = 400
_MOST_TAIL = 40
_HEAD_LINES = 6
_SHORTEST_HINT = 12  # characters


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch and its kind, while zones are being found."""

    start_char: int
    end_char: int
    kind: ZoneKind


def find_zones(article: Article, knowledge: Knowledge) -> tuple[Zone, ...]:
    """Zones in reading order; they do not overlap, have no white space at their ends and leave none out but that.

    A sentence of the article is `body` unless it is title or dateline. Offsets: code points of `article.text`.
    """
    text, known = article.text, knowledge.zones.with_rules(rules_at(host_of(article.url)))
    body = _body_start(article)
    pieces = _apart([*_marked(text, body, known)])
    pieces = _with_dateline(text, body, pieces, known)
    pieces = _with_tail(text, body, pieces, known)
    return _zones(article, body, pieces)


def with_hinted(article: Article, lines: Sequence[Line], hints: Sequence[Hint], least: float) -> tuple[Zone, ...]:
    """The article's zones and those that a model sees in its body, laid out as `find_zones` does.

    `least` is the share of a sentence that hints must cover for it to be no words of the article, and the probability
    from which a hint is believed where it covers only a part of one.
    """
    row = Row(hints, bounds)
    seen = [piece for line in lines if line.zone == "body" for piece in _hinted(article.text, line, row, least)]
    if not seen:
        return article.zones
    known = [_Piece(z.start_char, z.end_char, z.kind) for z in article.zones if z.kind not in ("title", "body")]
    return _zones(article, _body_start(article), _apart([*known, *seen]))


def _hinted(text: str, line: Line, hints: Row[Hint], least: float) -> Iterator[_Piece]:
    """What hints say is not the article's own in a sentence."""
    near = hints.touching(line.start_char, line.end_char)
    parts = [(max(h.start_char, line.start_char), min(h.end_char, line.end_char), h) for h in near]
    if sum(end - start for start, end, _ in parts) >= least * (line.end_char - line.start_char):
        longest = max(parts, key=lambda part: part[1] - part[0])
        yield from _trimmed(text, line.start_char, line.end_char, _kind(longest[2]))
        return
    for start, end, hint in parts:
        if hint.score >= least and end - start >= _SHORTEST_HINT:
            yield from _trimmed(text, start, end, _kind(hint))


def _kind(hint: Hint) -> ZoneKind:
    """The kind that the hint's label names."""
    return next(kind for kind in ZONES if kind == hint.label)


def _zones(article: Article, body: int, pieces: list[_Piece]) -> tuple[Zone, ...]:
    """The title, the pieces, and what is left as body."""
    title = [_Piece(0, len(article.title), "title")] if article.title and body else []
    return tuple(
        Zone(kind=piece.kind, start_char=piece.start_char, end_char=piece.end_char)
        for piece in (*title, *_filled(article.text, body, pieces))
    )


def _body_start(article: Article) -> int:
    """Where the body begins: behind title and blank line, or 0."""
    title = article.title
    return len(title) + 2 if title and article.text.startswith(title + "\n\n") else 0


def _marked(text: str, body: int, known: ZoneKnowledge) -> Iterator[_Piece]:
    """What the rules find anywhere, at the start of lines and in the head."""
    head_end = _head_end(text, body)
    for rule in known.rules:
        if not may_match(rule.needles, text):
            continue
        end_char = head_end if rule.where == "head" else len(text)
        for match in rule.pattern.finditer(text, body, end_char):
            start_char, stop = _extent(text, body, match, rule, known)
            yield from _trimmed(text, start_char, stop, rule.kind)


def _head_end(text: str, body: int) -> int:
    """End of the first lines of the body."""
    end = body
    for _ in range(_HEAD_LINES):
        stop = text.find("\n", end)
        if stop < 0:
            return len(text)
        end = stop + 1
    return end


def _extent(text: str, body: int, match: re.Match[str], rule: BoilerplateRule, known: ZoneKnowledge) -> tuple[int, int]:
    """Start and end of what a rule marks."""
    if rule.extent == "line":
        return match.start(), _rest_end(text, match.end())
    if rule.extent == "whole_line":
        start_char = max(body, text.rfind("\n", 0, match.start()) + 1)
        end_char = _line_end(text, match.end())
        if end_char - start_char <= _LONGEST_CAPTION:
            return start_char, end_char
        return _caption_start(text, start_char, match), match.end()
    if rule.extent == "sentence":
        return match.start(), _sentence_end(text, match.end())
    if rule.extent in ("headline", "headline_below"):
        start_char = match.end()
        if rule.extent == "headline_below" and start_char == _line_end(text, start_char):
            return match.start(), _lines_below(text, start_char)
        return match.start(), _headline_end(text, start_char, known)
    return match.span()


def _line_end(text: str, position: int) -> int:
    """Where the line that holds the position ends."""
    stop = text.find("\n", position)
    return len(text) if stop < 0 else stop


def _rest_end(text: str, position: int) -> int:
    """Where the line ends; its sentence, where the line is so long that the page has lost its breaks."""
    line_end = _line_end(text, position)
    if line_end - position <= _LONGEST_LINE:
        return line_end
    return _sentence_end(text, position)


def _sentence_end(text: str, position: int) -> int:
    """Where the sentence ends, no further than a caption is long; `position` where no stop is near."""
    stop = _SENTENCE_END.search(text, position, min(_line_end(text, position), position + _LONGEST_CAPTION))
    return stop.end() if stop else position


def _caption_start(text: str, start_char: int, match: re.Match[str]) -> int:
    """Where the caption begins whose credit matched, in a line too long for one: the line, if it begins so."""
    before = _SENTENCE_END.search(text, start_char, match.start())
    return start_char if before is None or not text[before.end() : match.start()].strip() else match.start()


def _lines_below(text: str, line_end: int) -> int:
    """End of the lines below that are headlines: short, of several words, without a stop; else `line_end`."""
    end = line_end
    while end < len(text):
        start_char = skip_blanks(text, end, len(text))
        below = _line_end(text, start_char)
        words = text[start_char:below].split()
        if len(words) < 3 or below - start_char > _LONGEST_LINK or words[-1][-1] in '.!"”,:':
            break
        end = below
    return end


def _headline_end(text: str, start_char: int, known: ZoneKnowledge) -> int:
    """Where the headline that begins at `start_char` ends: at its mark, its video, its line or the next sentence."""
    line_end = _line_end(text, start_char)
    limit = min(line_end, start_char + _LONGEST_HEADLINE)
    quoted = known.quoted.match(text, start_char, limit)
    if quoted:
        after = known.after_quoted.match(text, quoted.end(), line_end)
        return after.end() if after else quoted.end()
    stop = known.stop.search(text, start_char, limit)
    bounded = stop.start() if stop else line_end
    if bounded <= start_char + _LONGEST_LINK and _INNER_END.search(text, start_char, bounded) is None:
        return bounded
    sentence = _sentence_start(text, start_char, min(limit, bounded), known)
    return min(limit, bounded) if sentence is None else sentence


def _sentence_start(text: str, start_char: int, end_char: int, known: ZoneKnowledge) -> int | None:
    """Where a sentence of the article begins behind a headline in the same line, or None if the line is all headline.

    A headline writes its words with capitals, a sentence does not: the first word in small letters that no headline
    writes small is proof of a sentence, which began at a word before it.
    """
    words = list(_WORD.finditer(text, start_char, end_char))
    proof = next((i for i, word in enumerate(words) if _is_plain(word.group(), known)), None)
    if proof is None:
        return None
    return words[_opening(text, words, proof, known)].start()


def _is_plain(word: str, known: ZoneKnowledge) -> bool:
    """Whether the word is in small letters and no headline writes it small."""
    core = word.strip(_MARKS)
    return core.islower() and core.isalpha() and core not in known.small


def _opening(text: str, words: list[re.Match[str]], proof: int, known: ZoneKnowledge) -> int:
    """Index of the word that opens the sentence which `words[proof]` belongs to."""
    for index in range(proof, 0, -1):
        word, before = words[index].group(), words[index - 1].group()
        if before[-1] in "?!.…;" or before.endswith("&nbsp;"):
            return index
        if word[0] in '"“' and not _closes(words, index, proof):
            return index
    opener = next((i for i in range(1, proof) if _opens(words[i - 1].group(), words[i].group(), known)), None)
    if opener is not None and proof - opener <= 10:
        return opener
    return _back_over_name(text, words, proof - 1, known)


def _opens(before: str, word: str, known: ZoneKnowledge) -> bool:
    """Whether the word opens a sentence; one behind a colon or a small word belongs to the headline."""
    return word.strip(_MARKS) in known.openers and before[-1] not in ":,-–—" and not before.islower()


def _closes(words: list[re.Match[str]], index: int, proof: int) -> bool:
    """Whether the quotation that opens at `index` closes before the proof: then the headline holds it."""
    return any(words[i].group().rstrip(".,:;?!")[-1:] in ('"', "”") for i in range(index, proof))


def _back_over_name(text: str, words: list[re.Match[str]], last: int, known: ZoneKnowledge) -> int:
    """The first word of the name that ends at `last`: titles, and words that stand together elsewhere in the text."""
    index = last = max(last, 0)
    while index > 0:
        word, before = words[index].group(), words[index - 1].group()
        if word.islower() or before.islower() or before.strip(_MARKS) in known.titles:
            index -= 1  # a headline does not end in a small word
        elif before[-1] not in _MARKS and before[0].isupper() and _together(text, words[index - 1], words[index]):
            index -= 1
        else:
            break
    new = index == last and text.count(words[last].group()) == 1
    return _title_before(words, last, known) if new else index


def _title_before(words: list[re.Match[str]], last: int, known: ZoneKnowledge) -> int:
    """The first of the titles nearest to a name that the text has nowhere else; `last` where no title is near."""
    for index in range(last - 1, max(last - _LONGEST_NAME, 0), -1):
        word = words[index].group()
        if not word[0].isupper() or word[-1] in _MARKS:
            break
        if word in known.titles:
            while index > 1 and words[index - 1].group() in known.titles:
                index -= 1
            return index
    return last


def _together(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    """Whether the two words stand side by side at another place of the text."""
    pair = f"{first.group()} {second.group().rstrip(_MARKS)}"
    return text.count(pair) > 1


def _trimmed(text: str, start_char: int, end_char: int, kind: ZoneKind) -> Iterator[_Piece]:
    """The stretch without blanks at its ends, if anything is left."""
    start_char = skip_blanks(text, start_char, end_char)
    end_char = back_over_blanks(text, start_char, end_char)
    if start_char < end_char:
        yield _Piece(start_char, end_char, kind)


def _apart(pieces: Iterable[_Piece]) -> list[_Piece]:
    """The pieces in reading order without overlap: the earlier, then the longer one wins; what sticks out is kept."""
    kept: list[_Piece] = []
    position = 0
    for piece in sorted(pieces, key=lambda p: (p.start_char, -p.end_char, p.kind)):
        if piece.end_char > position:
            kept.append(_Piece(max(piece.start_char, position), piece.end_char, piece.kind))
            position = piece.end_char
    return kept


def _with_dateline(text: str, body: int, pieces: list[_Piece], known: ZoneKnowledge) -> list[_Piece]:
    """The pieces with the dateline. Only a strong form is taken below the first line of the article's own words."""
    position = _next_own(text, body, pieces)
    for number in range(_HEAD_LINES):
        end_char = _line_end(text, position)
        for rule in known.datelines:
            match = rule.pattern.match(text, position, end_char) if rule.strong or number == 0 else None
            if match:
                before = _captions(text, body, position) if rule.after_caption else ()
                return _apart([*pieces, *before, *_trimmed(text, position, match.end(), "dateline")])
        if end_char + 1 >= len(text):
            break
        position = _next_own(text, end_char + 1, pieces)
    return pieces


def _captions(text: str, body: int, end_char: int) -> Iterator[_Piece]:
    """The lines before the dateline."""
    while body < end_char:
        line_end = min(_line_end(text, body), end_char)
        yield from _trimmed(text, body, line_end, "caption")
        body = line_end + 1


def _next_own(text: str, position: int, pieces: list[_Piece]) -> int:
    """The first place from `position` on that is neither white space nor in a piece."""
    for piece in pieces:
        if piece.start_char > position and text[position : piece.start_char].strip():
            break
        position = max(position, piece.end_char)
    return skip_blanks(text, position, len(text))


def _with_tail(text: str, body: int, pieces: list[_Piece], known: ZoneKnowledge) -> list[_Piece]:
    """The pieces with what the tail rules find, as long as only pieces and white space follow it."""
    for _ in range(_MOST_TAIL):
        found = next(_tail_pieces(text, body, _own_end(text, body, pieces), known), None)
        if found is None:
            break
        pieces = _apart([*pieces, found])
    return pieces


def _tail_pieces(text: str, body: int, end: int, known: ZoneKnowledge) -> Iterator[_Piece]:
    """What the tail rules find directly before `end`."""
    low = max(body, end - _LONGEST_TAIL)
    for rule in known.tail:
        match = rule.pattern.search(text, low, end)
        if match and match.start() > body:
            yield from _trimmed(text, match.start(), match.end(), rule.kind)


def _own_end(text: str, body: int, pieces: list[_Piece]) -> int:
    """Where the article's own words end: what follows is white space and pieces."""
    end = len(text)
    for piece in reversed(pieces):
        if text[piece.end_char : end].strip():
            break
        end = piece.start_char
    return back_over_blanks(text, body, end)


def _filled(text: str, body: int, pieces: list[_Piece]) -> Iterator[_Piece]:
    """The pieces, and the stretches between them as body."""
    position = body
    for piece in pieces:
        yield from _trimmed(text, position, piece.start_char, "body")
        yield piece
        position = piece.end_char
    yield from _trimmed(text, position, len(text), "body")
