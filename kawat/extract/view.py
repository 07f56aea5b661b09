"""The text as the stages see it where a page spoils letters or marks, and the way back to the text as it is.

Two faults are mended before anything is read: quotation marks written as HTML entities or as two small signs, and
texts without capital letters. The article keeps its text: what is found in the view is moved back, so that every span
quotes the article.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import accumulate
from typing import Any

from kawat.knowledge.casing import CasingKnowledge
from kawat.knowledge.load import Knowledge
from kawat.knowledge.tokens import Hit, Token, tokens_of
from kawat.records import Article, Reading, Span

_NAMED = {"quot": '"', "ldquo": "“", "rdquo": "”", "bdquo": "„", "laquo": "«", "raquo": "»", "lsquo": "‘", "rsquo": "’"}
_NUMBERED = frozenset(map(ord, "\"'“”„«»‘’"))
_ENTITY = re.compile(r"''|``|&(?:(quot|[lrb]dquo|[lr]aquo|[lr]squo)|#(\d{2,4})|#[xX]([0-9a-fA-F]{2,4}));")
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-Þ]")
_LETTERS_A_CAPITAL = 1000
"""A text with fewer than one capital in so many characters is one without capitals."""
_HEADLINE_STOP = re.compile(r"[.?!]\s|\n")
_STOPS = frozenset(".?!…\n")
_CLOSERS = frozenset("\"”’')]»")
_OPENERS = frozenset("\"“‘'([«-–—•*")
_QUOTES = frozenset('"“«')
_NEAR = 4
_HEADLINE = 110
_GLUED = 5
_LONGEST = 40
_LONGEST_NAME = 8  # words
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class View:
    """An article as it is read, and the article as it is.

    `places` are offsets of the read text behind which it is shorter than the article's, `grown` by how much.
    """

    read: Article
    article: Article
    places: tuple[int, ...]
    grown: tuple[int, ...]

    def restored(self, reading: Reading) -> Reading:
        """A reading of the view as one of the article: every span and offset moved, every word as printed there."""
        if self.read is self.article:
            return reading
        kept = {name: getattr(self.article, name) for name in ("title", "text", "text_sha256")}
        moved: Reading = self._moved(reading)
        return replace(moved, article=replace(moved.article, **kept))

    def _moved(self, value: Any) -> Any:
        """A value of the records with its places moved."""
        if isinstance(value, tuple):
            return tuple(self._moved(one) for one in value)
        if not is_dataclass(value) or isinstance(value, type):
            return value
        if isinstance(value, Span):
            return self.article.span(self._place(value.start_char), self._place(value.end_char))
        parts = {field.name: self._moved(getattr(value, field.name)) for field in fields(value)}
        if "start_char" in parts:
            parts |= {"start_char": self._place(parts["start_char"]), "end_char": self._place(parts["end_char"])}
        return type(value)(**parts)

    def _place(self, place: int) -> int:
        """Where a place of the view is in the article: behind all that is longer there before it."""
        return place + self.grown[bisect_right(self.places, place)]


def view_of(article: Article, knowledge: Knowledge, casing: Callable[[], CasingKnowledge]) -> View:
    """The article as it is to be read; itself where nothing is spoiled. `casing` is asked only where it is needed."""
    text, places, grown = _decoded(article.text)
    title = article.title
    if title is not None and len(text) < len(article.text):
        title = _decoded(title)[0]
    if _has_no_capitals(text):
        text = "".join(_cased(text, knowledge, casing()))
        title = text[: len(title)] if title is not None else None
    if text == article.text:
        return View(article, article, (), (0,))
    return View(replace(article, text=text, title=title), article, places, grown)


def _decoded(text: str) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """The text with marks for their entities; the places behind these marks, and how much is cut up to each."""
    if "&" not in text and "''" not in text and "``" not in text:
        return text, (), (0,)
    parts: list[str] = []
    places: list[int] = []
    cuts: list[int] = []
    end = length = 0
    for match in _ENTITY.finditer(text):
        sign = _sign(match)
        if sign is None:
            continue
        parts += [text[end : match.start()], sign]
        length += match.start() - end + 1
        end = match.end()
        places.append(length)
        cuts.append(len(match.group()) - 1)
    return "".join([*parts, text[end:]]), tuple(places), tuple(accumulate(cuts, initial=0))


def _sign(match: re.Match[str]) -> str | None:
    """The quotation mark that a doubled sign or an entity stands for; None for any other sign."""
    if match.group() in ("''", "``"):
        return '"'
    name, decimal, digits = match.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(digits, 16)
    return chr(code) if code in _NUMBERED else None


def _has_no_capitals(text: str) -> bool:
    """Whether a text has letters, and as good as none of them is a capital."""
    return len(_CAPITAL.findall(text)) * _LETTERS_A_CAPITAL < len(text) and any(map(str.islower, text))


def _cased(text: str, knowledge: Knowledge, known: CasingKnowledge) -> Iterator[str]:
    """The text with the capitals that it would have in print, sign for sign as long."""
    tokens = tokens_of(text, 0, len(text))
    done = index = headline_end = 0
    while index < len(tokens):
        cut = 0
        hit = known.phrases.at(tokens, index)
        if hit is None and (cut := _seam(tokens, index, known)):
            hit = _behind(tokens, index, cut, known)
        words = tokens_of(hit.value, 0, len(hit.value)) if hit else ()
        end = hit.end if hit else index + 1
        printed = [word.text for word in words] or [_word(tokens[index], known, knowledge)]
        if cut:
            printed[0] = tokens[index].text[:cut] + printed[0]
        if hit and hit.value in known.headline:
            headline_end = _headline_end(text, tokens[end - 1].end_char)
        elif tokens[index].start_char < headline_end:
            printed = [_capitalised(word) for word in printed]
        elif _opens(text, tokens, index, knowledge):
            printed[0] = _capitalised(printed[0])
        for token, word in zip(tokens[index:end], printed, strict=True):
            yield text[done : token.start_char]
            yield word if len(word) == len(token.text) else token.text
            done = token.end_char
        index = end
    yield text[done:]


def _seam(tokens: Sequence[Token], index: int, known: CasingKnowledge) -> int:
    """Where a common word ends to which a page glued a name (`olehiran`: 4); 0 where no word is glued so."""
    word = tokens[index].lower
    if len(word) < _GLUED or len(word) > _LONGEST or word in known.common or not word.isalpha():
        return 0
    for cut in range(len(word) - 2, 1, -1):
        if word[:cut] in known.common and _behind(tokens, index, cut, known):
            return cut
    return 0


def _behind(tokens: Sequence[Token], index: int, cut: int, known: CasingKnowledge) -> Hit[str] | None:
    """The name that begins inside a token, its end in tokens; one word of two letters is too little."""
    token = tokens[index]
    rest = Token(token.start_char + cut, token.end_char, token.text[cut:], token.lower[cut:])
    if rest.lower not in known.first:
        return None
    hit = known.phrases.at([rest, *tokens[index + 1 : index + _LONGEST_NAME]], 0)
    if hit is None or len(hit.value) < _SHORTEST:
        return None
    return Hit(index, index + hit.end, hit.value)


def _word(token: Token, known: CasingKnowledge, knowledge: Knowledge) -> str:
    """A token as printed; the parts beside a hyphen or apostrophe each by themselves."""
    if not token.text[0].isalpha() or token.lower in known.common:
        return token.text
    parts = re.split(r"([-'’])", token.text)
    if len(parts) == 1:
        return _simple(token.text, known, knowledge)
    return "".join(
        part if before in "'’" else _simple(part, known, knowledge)
        for before, part in zip(("-", *parts), parts, strict=False)
    )


def _simple(word: str, known: CasingKnowledge, knowledge: Knowledge) -> str:
    """A word without hyphens: as a name is printed, in capitals, with one, or as it is."""
    if word in known.common or not word.isalpha():
        return word
    if word in known.names:
        return known.names[word]
    if word in known.acronyms:
        return word.upper()
    if len(word) < 2 or knowledge.actors.common_shape.match(word) or knowledge.actors.verb_shape.match(word):
        return word
    return _capitalised(word)


def _capitalised(word: str) -> str:
    """The word with a capital first, where that is one sign."""
    first = word[:1].upper()
    return first + word[1:] if len(first) == 1 else word


def _opens(text: str, tokens: Sequence[Token], index: int, knowledge: Knowledge) -> bool:
    """Whether a sentence or what is said in marks begins with the token."""
    place = before = tokens[index].start_char
    while before and text[before - 1] in _OPENERS and place - before < _NEAR:
        before -= 1
    marked = any(sign in _QUOTES for sign in text[before:place])
    while before and text[before - 1] in " \t" and place - before < _LONGEST:
        before -= 1
    if before == 0 or text[before - 1] == "\n":
        return True
    if marked and text[before - 1] in ":,":
        return True
    return text[before - 1] in _STOPS or (
        text[before - 1] in _CLOSERS and _ends(text, tokens, before, index, knowledge)
    )


def _ends(text: str, tokens: Sequence[Token], place: int, index: int, knowledge: Knowledge) -> bool:
    """Whether a sentence ends with the closing marks before a place: a stop stands in them and no cue follows."""
    while place and text[place - 1] in _CLOSERS:
        place -= 1
    if not place or text[place - 1] not in _STOPS:
        return False
    near: Iterable[int] = range(index, min(index + _NEAR, len(tokens)))
    return not any(knowledge.cues.cues.at(tokens, at) for at in near)


def _headline_end(text: str, place: int) -> int:
    """Where the headline ends that begins at a place: with its line, a stop, or after `_HEADLINE` signs."""
    stop = _HEADLINE_STOP.search(text, place + 1, place + _HEADLINE)
    return stop.start() if stop else place + _HEADLINE
