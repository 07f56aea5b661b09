"""The article's own words as sentences with tokens."""

from __future__ import annotations

import re

from kawat.extract.page import Line
from kawat.knowledge.load import Knowledge
from kawat.knowledge.tokens import tokens_of
from kawat.records import NOT_THE_ARTICLES_WORDS, Article, ZoneKind

_SENTENCE = re.compile(r"\S.*?(?:[.!?][\"”’')]*(?=\s|$)|$)", re.MULTILINE)


def segment(article: Article, knowledge: Knowledge) -> tuple[Line, ...]:
    """Sentences in reading order. None crosses a line break or a zone that is not the article's own words."""
    lines: list[Line] = []
    cuts = [(z.start_char, z.end_char) for z in article.zones if z.kind in NOT_THE_ARTICLES_WORDS]
    position = 0
    for start_char, end_char in [*sorted(cuts), (len(article.text), len(article.text))]:
        for match in _SENTENCE.finditer(article.text, position, max(position, start_char)):
            first, last = match.start(), match.start() + len(match.group().rstrip())
            zone: ZoneKind = next(
                (
                    z.kind
                    for z in article.zones
                    if z.kind in ("title", "dateline") and z.start_char <= first < z.end_char
                ),
                "body",
            )
            tokens = tokens_of(article.text, first, last)
            paragraph = article.text.count("\n", 0, first)
            lines.append(
                Line(index=len(lines), start_char=first, end_char=last, zone=zone, paragraph=paragraph, tokens=tokens)
            )
        position = max(position, end_char)
    return tuple(lines)
