"""The small pattern language of the time rules, compiled to regular expressions.

    hari ini            words, whatever their case; between them at most two blanks, or none (text loses blanks)
    (lalu | silam)      one of these
    [sekitar | hampir]  one of these or nothing
    {weekday}           a word of that kind in timex_words.tsv, a fragment, one of `DIGITS`, or {name} and {names}: a
                        word in capitals, and up to seven of them, with small words (`name_links`) between
    {day2}              the same kind a second time, kept apart in what is captured
    {month} >> {year}   what stands behind >> must follow; it is captured but not part of the match
    \\( \\) \\[ \\|       the sign itself; a sign written against its neighbour stands against it in the text

There is no repetition, so matching time is bounded. `heads` are the lower-case first words (or `#` for a digit) with
which a match can begin: the reader tries a rule only where one of them stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kawat.errors import KnowledgeError

BLANK = "[ \t\u00a0]{0,2}"
# A match ends where its last word ends; "RabuPresiden" (a lost blank) may go on with a capital, "HARIAN" may not.
_END = r"(?-i:(?<![^\W_])|(?!\d|[^\W\d_A-Z]|(?<=[A-Z])[A-Z]))"
PIECE = re.compile(r"(?<!\d[.,:/])(?<![^\W_])\d+|[A-Z]*[^\W\d_A-Z]+|[A-Z]+")

DIGITS: Mapping[str, str] = {
    "day": r"(?:0?[1-9]|[12]\d|3[01])(?!\d)",
    "month_number": r"(?:0?[1-9]|1[0-2])(?!\d)",
    "year": r"(?:1[5-9]|2[01])\d\d(?!\d|[.,:]\d)",
    "short_year": r"\d\d(?!\d|[.,:]\d)",
    "future_year": r"2[2-9]\d\d(?!\d|[.,:]\d)",
    "hijri_year": r"14[3-5]\d(?!\d|[.,:]\d)",
    "clock_four": r"(?:[01]\d|2[0-3])[0-5]\d(?!\d)",
    "hour": r"(?:[01]?\d|2[0-4])(?!\d)",
    "minute": r"[0-5]\d(?!\d)",
    "ordinal_number": r"\d{1,4}(?!\d|[.,:]\d)",
    "ordinal": r"\d{1,2}(?!\d)",
}
_NAME = r"(?-i:[A-Z][^\W\d_A-Z]+(?:[ ][A-Z][^\W\d_A-Z]+)?|[A-Z]{2,4}(?![^\W\d_]))"
_TOKEN = re.compile(r"\s+|\{([a-z_]+)(\d?)\}|\\(.)|([\[\](|)])|([^\W\d_]+|\d+)|(\S)")


@dataclass(frozen=True, slots=True)
class Form:
    """A word or phrase of a kind; `exact` forms match only as printed (Minggu the day, minggu the week)."""

    text: str
    exact: bool = False


@dataclass(frozen=True)
class Compiled:
    """A pattern as a regular expression, its groups (name, kind, name in the result) and the heads."""

    source: str
    groups: tuple[tuple[str, str, str], ...]
    heads: frozenset[str]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The expression, built when first needed: that is most of the cost, and an article uses half of the rules."""
        return re.compile(self.source, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the pattern: expression, its heads, whether it may be empty, whether a blank may stand before."""

    regex: str
    heads: frozenset[str]
    empty: bool
    blank: bool


class PatternCompiler:
    """Patterns -> `Compiled`, with the kinds of words and the fragments of one language."""

    def __init__(
        self,
        words: Mapping[str, tuple[Form, ...]],
        fragments: Mapping[str, str],
        decimal_sign: str,
        name_links: tuple[str, ...] = (),
    ) -> None:
        self._words = {kind: (_alternatives(forms), _heads(forms)) for kind, forms in words.items()}
        number = _number(*self._words["number_word"], self._words["magnitude"][0], decimal_sign)
        self._words |= dict.fromkeys(("number", "vague_number", "how_often"), number)
        self._words |= {"name": (_NAME, frozenset(("",))), "names": (_names(name_links), frozenset(("",)))}
        self._fragments = fragments

    def compile(self, pattern: str, where: str) -> Compiled:
        """The pattern compiled; `where` names file and rule in errors."""
        parser = _Parser(self._words, self._fragments, where)
        pattern, _, following = pattern.partition(">>")
        part = parser.whole(pattern)
        if "" in part.heads:
            raise KnowledgeError(
                f"{where}: the pattern begins with a sign or a name; begin with a word, a digit or a kind"
            )
        if part.empty:
            raise KnowledgeError(f"{where}: the pattern matches nothing at all; let one word stand outside [ ]")
        ahead = f"(?={BLANK}{parser.whole(following).regex})" if following else ""
        return Compiled(part.regex + _END + ahead, tuple(parser.groups), part.heads)


def _alternatives(forms: tuple[Form, ...]) -> str:
    ordered = sorted(forms, key=lambda form: (-len(form.text), form.text))
    return "|".join(f"(?-i:{_spelling(f.text)})" if f.exact else _spelling(f.text) for f in ordered)


def _number(words: str, heads: frozenset[str], magnitudes: str, decimal_sign: str) -> tuple[str, frozenset[str]]:
    """Digits with an optional magnitude (2 juta), or up to six number words (dua puluh lima, twenty-five)."""
    decimal, thousands = re.escape(decimal_sign), "," if decimal_sign == "." else r"\."
    digits = rf"\d{{1,4}}(?:{thousands}\d{{3}})*(?:{decimal}\d{{1,2}})?(?![\d/]|[.,:]\d)"
    figure = rf"{digits}(?:{BLANK}(?:{magnitudes})(?![^\W_]))?"
    joint = "(?:[ \t\u00a0]{1,2}|-)"
    return rf"(?:{figure}|(?:{words})(?:{joint}(?:{words})(?![^\W_])){{0,5}})", heads | {"#"}


def _names(links: tuple[str, ...]) -> str:
    """Up to seven words in capitals, between them one of the small words that link them."""
    link = f"(?:(?:{'|'.join(map(re.escape, links))}) )?" if links else ""
    return rf"(?-i:[A-Z][\w-]+(?: {link}[A-Z][\w-]+){{0,6}})"


def _spelling(text: str) -> str:
    return re.escape(text).replace("\\ ", "[ \t\u00a0]{1,2}")


def _heads(forms: tuple[Form, ...]) -> frozenset[str]:
    return frozenset(head_of(form.text) for form in forms)


def head_of(text: str) -> str:
    """The first word of a phrase in lower case, `#` where it begins with a digit."""
    match = PIECE.search(text)
    if match is None:
        return ""
    return "#" if match.group()[0].isdigit() else match.group().lower()


class _Parser:
    """Recursive descent over one pattern; `groups` collects what is captured."""

    def __init__(
        self, words: Mapping[str, tuple[str, frozenset[str]]], fragments: Mapping[str, str], where: str
    ) -> None:
        self._words, self._fragments, self._where = words, fragments, where
        self.groups: list[tuple[str, str, str]] = []

    def whole(self, pattern: str) -> _Part:
        """The pattern as one part; raises KnowledgeError where brackets do not fit."""
        tokens = list(_TOKEN.finditer(pattern))
        part, end = self._choice(tokens, 0)
        if end != len(tokens):
            raise self._error(f"stray {tokens[end].group()!r}", "balance the brackets, or write \\( for the sign")
        return part

    def _choice(self, tokens: list[re.Match[str]], at: int) -> tuple[_Part, int]:
        """Alternatives up to a closing bracket or the end."""
        options: list[_Part] = []
        while True:
            part, at = self._sequence(tokens, at)
            options.append(part)
            if at >= len(tokens) or tokens[at].group(4) != "|":
                break
            at += 1
        if len(options) == 1:
            return options[0], at
        if any(option.empty for option in options):
            raise self._error("a choice with an empty side", "put [ ] around the whole choice instead")
        regex = "(?:" + "|".join(option.regex for option in options) + ")"
        heads = frozenset().union(*(option.heads for option in options))
        return _Part(regex, heads, False, False), at

    def _sequence(self, tokens: list[re.Match[str]], at: int) -> tuple[_Part, int]:
        parts: list[_Part] = []
        blank = False
        while at < len(tokens):
            token = tokens[at]
            if token.group().isspace():
                blank, at = True, at + 1
                continue
            if token.group(4) in ("|", ")", "]"):
                break
            part, at = self._item(tokens, at, blank)
            parts.append(part)
            blank = False
        return _joined(parts), at

    def _item(self, tokens: list[re.Match[str]], at: int, blank: bool) -> tuple[_Part, int]:
        token = tokens[at]
        if token.group(4):
            closing = ")" if token.group(4) == "(" else "]"
            part, end = self._choice(tokens, at + 1)
            if end >= len(tokens) or tokens[end].group(4) != closing:
                raise self._error(f"{token.group()!r} without {closing!r}", "close the bracket")
            return _Part(part.regex, part.heads, closing == "]", blank), end + 1
        if token.group(1):
            part = self._placeholder(token.group(1), token.group(2))
            return _Part(part.regex, part.heads, part.empty, blank), at + 1
        text = token.group(3) or token.group()
        return _Part(re.escape(text), frozenset((head_of(text),)), False, blank), at + 1

    def _placeholder(self, name: str, number: str) -> _Part:
        if name in self._fragments:
            return self.whole(self._fragments[name])
        group = f"{name}{number}_{len(self.groups)}"
        if name in DIGITS:
            body, heads = DIGITS[name], frozenset(("#",))
        elif name in self._words:
            body, heads = self._words[name]
        else:
            known = ", ".join(sorted((*self._words, *self._fragments, *DIGITS)))
            raise self._error(f"unknown placeholder {{{name}}}", f"use one of: {known}")
        self.groups.append((group, name, name + number))
        return _Part(f"(?P<{group}>{body})", heads, False, False)

    def _error(self, found: str, remedy: str) -> KnowledgeError:
        return KnowledgeError(f"{self._where}: {found} in the pattern; {remedy}")


def _joined(parts: list[_Part]) -> _Part:
    """One part: an optional part takes a blank with it, so that none is left over at either end of a match."""
    regex, heads, empty = "", frozenset[str](), True
    for index, part in enumerate(parts):
        before = BLANK if part.blank and not empty else ""
        after = BLANK if empty and part.empty and index + 1 < len(parts) and parts[index + 1].blank else ""
        if empty:
            heads |= part.heads
        regex += f"(?:{before}{part.regex}{after})?" if part.empty else f"{before}(?:{part.regex})"
        empty = empty and part.empty
    return _Part(regex, heads, empty, False)
