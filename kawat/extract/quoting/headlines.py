"""Headlines whose speaker only the body names: `Pakar: Harga akan turun` repeats what somebody says below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kawat.knowledge.tokens import tokens_of
from kawat.records import Article, Quotation

_LETTERS = 4  # a shorter word says little of what a statement is about
_FEWEST = 2  # words of a headline's statement that the body must repeat
_SHARE = 0.5  # of its words


def told_below(quotations: Sequence[Quotation], article: Article) -> tuple[Quotation, ...]:
    """The quotations, those of the title without a speaker given that of the body's statement which they repeat.

    None is given where no statement of the body shares enough words, or two speakers' statements share as many.
    """
    end = len(article.title or "")
    open_ones = [one for one in quotations if one.speaker is None and one.content[0].start_char < end]
    if not open_ones:
        return tuple(quotations)
    below = [
        (one.speaker, _words(article, one))
        for one in quotations
        if one.speaker is not None and one.content[0].start_char >= end
    ]
    found = {one.id: _speaker(_words(article, one), below) for one in open_ones}
    return tuple(replace(one, speaker=found[one.id]) if found.get(one.id) else one for one in quotations)


def _words(article: Article, quotation: Quotation) -> frozenset[str]:
    """The longer words of what a quotation says, in lower case."""
    stretches = [(span.start_char, span.end_char) for span in quotation.content]
    tokens = (token for stretch in stretches for token in tokens_of(article.text, *stretch))
    return frozenset(token.lower for token in tokens if len(token.lower) >= _LETTERS)


def _speaker(words: frozenset[str], below: Sequence[tuple[str, frozenset[str]]]) -> str | None:
    """Who says most of the words; None where nobody says enough of them, or several as many."""
    shared = [(len(words & said), speaker) for speaker, said in below]
    most = max((count for count, _ in shared), default=0)
    speakers = {speaker for count, speaker in shared if count == most}
    if most < max(_FEWEST, _SHARE * len(words)) or len(speakers) > 1:
        return None
    return speakers.pop()
