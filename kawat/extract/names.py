"""A sentence as pieces: known names and nouns, capitalised runs that may be names, and the words between.

Every piece has a tag of one letter (listed in kawat/knowledge/actors.py), so that a rule can be a pattern over the
tags of a sentence. Words that a page glued to a name (`OtoritasIranmenangkap`) are cut apart here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kawat.extract.page import Line
from kawat.knowledge.actors import ActorKnowledge, Lexeme, Rule
from kawat.knowledge.tokens import Hit, PhraseTable, Token

_SEAM = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=^[A-Z]{2})(?=[A-Z][a-z]{2})|(?<=^[A-Z]{3})(?=[A-Z][a-z]{2})")
_ACRONYM = re.compile(r"[A-Z]{2,7}(?=[a-z])|[A-Z]{2,7}(?=[A-Z][a-z])")
_SIGNS = {",": "c", "(": "(", ")": ")", '"': "q", "“": "q", "”": "q", "–": "x", "—": "x"}
_LONGEST_GLUED = 40
_LONGEST_NAME = 8
_SHORTEST_CUE = 8


class Piece(NamedTuple):
    """A tagged stretch of a sentence: offsets in the article, its words, and what a table says of it."""

    tag: str
    start_char: int
    end_char: int
    words: tuple[str, ...]
    lexeme: Lexeme | None = None


_Plain = tuple[str, tuple[str, ...], Lexeme | None]
_new_piece = tuple.__new__  # half the time of Piece(...), which most words of every article go through


@lru_cache(maxsize=1 << 14)  # a few MB; a rare word costs a microsecond
def _plain_of(knowledge: ActorKnowledge, text: str) -> _Plain | None:
    """Tag, words and lexeme of a word or sign (lower case) that means the same in every article; else None.

    It begins no name and no phrase of several words, as most words of a text do.
    """
    if text in knowledge.exact_first:
        return None
    lexeme = knowledge.folded.only(text)
    if lexeme is not None and lexeme.tag != "H":
        return lexeme.tag, (text,), lexeme
    if text in knowledge.folded_first or "-" in text:
        return None
    return _low_tag(knowledge, text), (text,), None


def _low_tag(knowledge: ActorKnowledge, lower: str) -> str:
    """The tag of a word in lower case, or a sign, that no table knows."""
    if lower in knowledge.possessives:
        return "g"
    if lower[0].isalpha():
        return "v" if knowledge.verb_shape.match(lower) else "x"
    return "0" if lower[0].isdigit() else _SIGNS.get(lower, "x")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the article's own words tell: which words it prints in lower case, and which it capitalises.

    `inside` are those capitalised where no run of capitals from the sentence's start reaches them.
    """

    lower: frozenset[str]
    capitalised: frozenset[str]
    inside: frozenset[str]


def vocabulary_of(lines: Iterable[Line]) -> Vocabulary:
    """The vocabulary of the lines; a word at the start of a sentence says nothing of its capital letter."""
    texts: set[str] = set()
    later: set[str] = set()
    for line in lines:
        if line.zone != "title":
            after = [token.text for token in line.tokens[1:]]
            texts.update(after)
            later.update(after[next((at for at, text in enumerate(after) if not text[0].isupper()), len(after)) :])
    capitalised = {text for text in texts if text[0].isupper()}
    lower, inside = texts - capitalised, capitalised & later
    return Vocabulary(frozenset(lower), frozenset(capitalised), frozenset(inside))


class Tagger:
    """Cuts and tags the sentences of one article."""

    def __init__(self, knowledge: ActorKnowledge, vocabulary: Vocabulary) -> None:
        self._knowledge = knowledge
        self._vocabulary = vocabulary
        self._cuts: dict[str, tuple[int, ...]] = {}
        self._plain: dict[str, _Plain | None] = {}
        self._parts: set[str] = set()
        self._title = False

    def pieces(self, line: Line) -> list[Piece]:
        """Pieces of a sentence in order; together they hold all its tokens.

        In a title every word may be capitalised, so there only words that the body capitalises too can be names.
        """
        self._title = line.zone == "title"
        tokens = self._cut_apart(line.tokens)
        found: list[Piece] = []
        known = self._plain
        index, last = 0, len(tokens)
        while index < last:
            token = tokens[index]
            text = token.text
            plain = known[text] if text in known else self._plain_word(token)
            if plain is not None:
                found.append(_new_piece(Piece, (plain[0], token.start_char, token.end_char, plain[1], plain[2])))
                index += 1
                continue
            hit = self._known(tokens, index)
            called = hit is None and bool(found) and self._is_called(found[-1], tokens, index)
            end = hit.end if hit else self._run_end(tokens, index, called=called)
            if not hit and end - index > 2:
                run = tokens[index:end]
                end = index + 1 if self._is_opener(run, index) or _is_titled(found, run) else end
            if hit and hit.value.tag == "H" and end < last and tokens[end].text == ".":
                end += 1
            found.append(self._piece(tokens[index:end], hit.value if hit else None, called=called))
            index = end
        return found

    def _plain_word(self, token: Token) -> _Plain | None:
        """A word or sign as `_plain_of` knows it; asked once for each word of the article."""
        plain = self._plain[token.text] = _plain_of(self._knowledge, token.text) if token.text == token.lower else None
        return plain

    def _piece(self, tokens: Sequence[Token], lexeme: Lexeme | None, *, called: bool) -> Piece:
        words = tuple(token.text for token in tokens)
        tag = lexeme.tag if lexeme else self._tag(tokens[0]) if len(tokens) == 1 and not called else "N"
        if tag == "N" and len(tokens) == 1:
            tag = "I" if len(words[0]) > 1 and words[0].isupper() else "U"
        return Piece(tag, tokens[0].start_char, tokens[-1].end_char, words, lexeme)

    def _tag(self, token: Token) -> str:
        """The tag of a single word or sign that no table knows."""
        first = token.text[0]
        if first.isupper() and token.lower not in self._knowledge.possessives:
            if not self._is_common(token):
                return "N"
            if not self._title:
                return "W"
        return _low_tag(self._knowledge, token.lower)

    def _is_common(self, token: Token, *, within: bool = False) -> bool:
        """Whether a capitalised word is a common word rather than a name; `within` a name its shape does not tell."""
        if token.text.isupper() and 1 < len(token.text) < 8:
            return token.lower in self._knowledge.words.get("common", ())
        if self._title and token.text not in self._vocabulary.capitalised:
            return True
        return (
            len(token.text) == 1
            or token.lower in self._knowledge.words.get("common", ())
            or token.lower in self._vocabulary.lower
            or (token.text not in self._parts and self._is_shaped(token, within=within))
        )

    def _is_shaped(self, token: Token, *, within: bool = False) -> bool:
        """Whether a word has the shape of a common word (`Penyelidikan`), inside a name one that no name has."""
        shape = self._knowledge.inner_shape if within else self._knowledge.common_shape
        return shape.match(token.lower) is not None

    def _known(self, tokens: Sequence[Token], index: int) -> Hit[Lexeme] | None:
        """The longest name or noun that starts here; a name wins over an equally long noun."""
        token = tokens[index]
        noun = self._knowledge.folded.at(tokens, index) if token.lower in self._knowledge.folded_first else None
        if noun is None and "-" in token.text:
            noun = self._plural(token, index)
        if noun is not None and noun.value.tag in "evskx" and self._is_inside(tokens, index):
            noun = None
        name = self._name(tokens, index)
        if name is None or (noun is not None and noun.end > name.end):
            return noun
        return name

    def _is_inside(self, tokens: Sequence[Token], index: int) -> bool:
        """Whether a word is capitalised though no sentence, title or quotation begins with it."""
        if self._title or index == 0 or not tokens[index].text[0].isupper():
            return False
        return tokens[index - 1].text[-1].isalnum()

    def _name(self, tokens: Sequence[Token], index: int) -> Hit[Lexeme] | None:
        """A known name, unless it is one word in the middle of a longer unknown name (`Israel` in `Israel Katz`)."""
        if tokens[index].text not in self._knowledge.exact_first:
            return None
        hit = self._knowledge.exact.at(tokens, index)
        if hit is not None and hit.value.tag == "P" and hit.end - hit.first == 1:
            end = self._run_end(tokens, index)
            if end > hit.end and not self._starts_known(tokens, hit.end):
                return None
        return hit

    def _starts_known(self, tokens: Sequence[Token], index: int) -> bool:
        table: PhraseTable[Lexeme] = self._knowledge.exact
        return table.at(tokens, index) is not None

    def _plural(self, token: Token, index: int) -> Hit[Lexeme] | None:
        """A noun said twice for many (`pejabat-pejabat`)."""
        first, _, second = token.lower.partition("-")
        if not second or first != second:
            return None
        hit = self._knowledge.folded.at((Token(0, 0, first, first),), 0)
        return Hit(index, index + 1, hit.value) if hit and hit.value.tag in "AGR" else None

    def _run_end(self, tokens: Sequence[Token], index: int, *, called: bool = False) -> int:
        """One past the last token of the run of unknown capitalised words that starts here; `called` as a name."""
        end = index + 1
        if not tokens[index].text[0].isupper():
            return end
        if not called and self._tag(tokens[index]) != "N" and not self._is_initial(tokens, index):
            return end
        within = not self._title and self._knowledge.exact.at(tokens, index) is None
        while end < len(tokens) and end - index < _LONGEST_NAME and (step := self._step(tokens, end, within)):
            end += step
        self._parts.update(token.text for token in tokens[index + 1 : end] if self._is_shaped(token))
        return end

    def _is_called(self, before: Piece, tokens: Sequence[Token], index: int) -> bool:
        """Whether somebody must be named here, even by a word of common shape (`tegas Terawan`, `Menkes Terawan`).

        The article never prints the word in lower case, and a reporting word, honorific, or title with a further name
        behind stands before it.
        """
        token = tokens[index]
        if before.tag not in "eHR" or token.text not in self._vocabulary.inside or not token.text[0].isupper():
            return False
        if before.tag == "R" and (index + 1 >= len(tokens) or self._tag(tokens[index + 1]) != "N"):
            return False
        return not self._is_common(token, within=True)

    def _is_opener(self, run: Sequence[Token], index: int) -> bool:
        """Whether a run that opens a sentence begins with a common word (`Momen Ani Putri tiba`).

        The article prints the words after it as a name of their own, but never capitalises the first one elsewhere.
        """
        if index > 0:
            return False
        seen = self._vocabulary.capitalised
        return run[0].text not in seen and all(token.text in self._vocabulary.inside for token in run[1:])

    def _is_initial(self, tokens: Sequence[Token], index: int) -> bool:
        """Whether a single capital letter opens a name (`G Sri Lestari`)."""
        text = tokens[index].text
        if len(text) != 1 or not text.isupper() or index + 1 >= len(tokens):
            return False
        return len(tokens[index + 1].text) > 1 and self._tag(tokens[index + 1]) == "N"

    def _step(self, tokens: Sequence[Token], index: int, within: bool) -> int:
        """How many tokens from here still belong to a name: 0, 1, or 2 for a particle or initial with what follows.

        `within` tells that the name so far is unknown, so that a word's shape alone does not end it.
        """
        token = tokens[index]
        follows = tokens[index + 1] if index + 1 < len(tokens) else None
        if token.lower in self._knowledge.words.get("particles", ()):
            return 2 if follows is not None and follows.text[0].isupper() else 0
        if token.text == "." and follows is not None and self._is_short(tokens[index - 1]):
            return 2 if follows.text[0].isupper() else 0
        if self._knowledge.article_shape.match(token.text):
            return 1
        return 0 if not token.text[0].isupper() or self._blocks(tokens, index, within) else 1

    def _is_short(self, token: Token) -> bool:
        """Whether a word is an initial or a name cut short (`Mohd.`)."""
        return len(token.text) <= 2 or token.lower in self._knowledge.words.get("cut_short", ())

    def _blocks(self, tokens: Sequence[Token], index: int, within: bool) -> bool:
        """Whether a capitalised word ends a name: a common word, or a name or title that stands for itself."""
        token = tokens[index]
        if len(token.text) == 1:
            return False
        hit = self._knowledge.exact.at(tokens, index)
        if hit is not None and (hit.value.tag != "P" or _is_acronym(tokens[index - 1])):
            return True
        noun = self._knowledge.folded.at(tokens, index)
        if noun is None:
            return self._is_common(token, within=within)
        return noun.value.tag != "H" and noun.value.role != "relative"

    def _cut_apart(self, tokens: Sequence[Token]) -> Sequence[Token]:
        """Tokens with glued ones cut."""
        known = self._cuts
        for token in tokens:
            if token.text not in known:
                known[token.text] = () if self._is_whole(token) else self._seams(token)
        if not any(map(known.__getitem__, [token.text for token in tokens])):
            return tokens
        whole: list[Token] = []
        for token in tokens:
            cuts = known[token.text]
            if not cuts:
                whole.append(token)
                continue
            edges = (0, *cuts, len(token.text))
            for low, high in pairwise(edges):
                text = token.text[low:high]
                whole.append(Token(token.start_char + low, token.start_char + high, text, text.lower()))
        return whole

    def _is_whole(self, token: Token) -> bool:
        """Whether nothing can be glued to a word: it is in lower case, or a table knows it."""
        if token.text == token.lower:
            return "'" not in token.text and "’" not in token.text
        return token.text in self._knowledge.exact_first or token.lower in self._knowledge.folded_first

    def _seams(self, token: Token) -> tuple[int, ...]:
        """Places in a token where a faulty page lost a space, or where a hyphen or possessive joins two names."""
        text = token.text
        if len(text) < 5 or not text[0].isalpha() or len(text) > _LONGEST_GLUED:
            return ()
        cuts: list[int] = []
        start = 0
        joints = [m.start() for m in _SEAM.finditer(text) if self._is_seam(text, m.start())]
        for end in (*joints, len(text)):
            tail = self._tail(text[start:end])
            cuts += [start + tail] if tail else []
            cuts += [end] if end < len(text) else []
            start = end
        return tuple(sorted({*cuts, *self._joins(text)}))

    def _is_seam(self, text: str, at: int) -> bool:
        """Whether a capital letter inside a word begins a new word."""
        left, right = _SEAM.split(text[:at])[-1], text[at:]
        if left[0].islower():
            return len(left) > 1
        known = self._knowledge.glue
        if left in known or right in known or self._is_word(left) or self._starts(right):
            return True
        return self._tail(left) > 0 or self._tail(right) > 0

    def _is_word(self, word: str) -> bool:
        lower = word.lower()
        known = self._knowledge.folded.at((Token(0, 0, word, lower),), 0) is not None
        seen = word in self._vocabulary.lower or word in self._vocabulary.capitalised
        return known or seen or lower in self._knowledge.words.get("common", ())

    def _starts(self, text: str) -> bool:
        return _SEAM.split(text)[0] in self._knowledge.glue

    def _tail(self, text: str) -> int:
        """Where a common word is glued to the end of a name (`Iranmenangkap`: 4); 0 where none is."""
        if not text[:1].isupper() or len(text) < 5 or text in self._vocabulary.lower or text in self._knowledge.glue:
            return 0
        acronym = _ACRONYM.match(text)
        if acronym and acronym.group() in self._knowledge.glue and self._is_glued_word(text[acronym.end() :]):
            return acronym.end()
        for at in range(len(text) - 2, 2, -1):
            if text[:at] in self._knowledge.glue or (at > 4 and text[:at] in self._vocabulary.capitalised):
                rest = text[at:]
                if rest in self._knowledge.words.get("glue", ()) or self._is_glued_word(rest):
                    return at
            if self._is_cue(text[at:]):
                return at
        return 0

    def _is_cue(self, rest: str) -> bool:
        """Whether a long ending is a reporting verb, so that even an unknown name ends before it."""
        if len(rest) < _SHORTEST_CUE or rest not in self._knowledge.folded_first:
            return False
        hit = self._knowledge.folded.at((Token(0, 0, rest, rest),), 0)
        return hit is not None and hit.value.tag == "s"

    def _is_glued_word(self, rest: str) -> bool:
        return len(rest) > 4 and (self._knowledge.verb_shape.match(rest) is not None or rest in self._vocabulary.lower)

    def _joins(self, text: str) -> tuple[int, ...]:
        """Cuts around a hyphen between two names (`Iran-Israel`, `JAKARTA-Iran`), and before a possessive."""
        possessive = next((ending for ending in self._knowledge.possessives if text.endswith(ending)), None)
        if possessive is not None:
            return (len(text) - len(possessive),)
        at = text.find("-")
        if at < 2 or text.count("-") > 1 or not text[at + 1 : at + 2].isupper():
            return ()
        left, right = text[:at], text[at + 1 :]
        tail = self._tail(right)
        if not (self._is_joined(left) or (left.isupper() and len(left) > 3)) or not self._is_joined(
            right[: tail or None]
        ):
            return ()
        return (at, at + 1, at + 1 + tail) if tail else (at, at + 1)

    def _is_joined(self, side: str) -> bool:
        hit = self._knowledge.exact.at((Token(0, 0, side, side.lower()),), 0)
        return hit is not None and hit.value.tag in "CSOP"


@dataclass(frozen=True, slots=True)
class Found:
    """A rule's match in a sentence: piece numbers of the whole and of its parts (first, one past the last)."""

    rule: Rule
    first: int
    end: int
    parts: dict[str, tuple[int, int]]

    def part(self, pieces: Sequence[Piece], name: str) -> Sequence[Piece]:
        """The pieces of a part; none where the rule or this match has no such part."""
        first, end = self.parts.get(name, (0, 0))
        return pieces[first:end]


def find_rules(pieces: Sequence[Piece], knowledge: ActorKnowledge) -> Iterator[Found]:
    """Matches of the rules in a sentence, leftmost first, none overlapping."""
    tags = "".join(piece.tag for piece in pieces)
    for match in knowledge.rules.finditer(tags):
        number = int((match.lastgroup or "r0")[1:])
        parts = {part: match.span(group) for part, group in knowledge.parts_of[number] if match.start(group) >= 0}
        yield Found(knowledge.made_by[number], match.start(), match.end(), parts)


def tag_at(pieces: Sequence[Piece], index: int) -> str:
    """The tag at an index; `.` outside the sentence."""
    return pieces[index].tag if 0 <= index < len(pieces) else "."


def word_at(pieces: Sequence[Piece], index: int) -> str:
    """The first word of the piece at an index, in lower case; empty outside the sentence."""
    return pieces[index].words[0].lower() if 0 <= index < len(pieces) else ""


def _is_acronym(token: Token) -> bool:
    """Whether a word is the initials of something (`KPK`)."""
    return 1 < len(token.text) < 6 and token.text.isupper()


def _is_titled(before: Sequence[Piece], run: Sequence[Token]) -> bool:
    """Whether the initials that open a run belong to the title before it (`Direktur KPK Ani Putri`)."""
    if not before or before[-1].tag != "R" or len(run[0].text) < 3:
        return False
    return _is_acronym(run[0]) and not run[1].text.isupper()


def lower_words(piece: Piece) -> tuple[str, ...]:
    """The words of a piece in lower case."""
    return tuple(word.lower() for word in piece.words)


def is_double(word: str) -> bool:
    """Whether a word is said twice for many (`pejabat-pejabat`)."""
    first, _, second = word.partition("-")
    return bool(second) and first == second
