"""A Sight -> windows of pieces, the unit that the encoder reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kawat.extract.encoder.labels import FEATURES
from kawat.extract.encoder.pieces import Pieces
from kawat.extract.encoder.sight import Sight

LONGEST_WORD = 16  # pieces of a word that are read; a longer run of letters is no word
_NOTHING = bytes(len(FEATURES))  # features of the start and end pieces

Cuts = Sequence[tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces with a row of features each; `first` gives the first piece of each word, the words begin at `start`."""

    start: int
    ids: list[int]
    features: list[bytes]
    first: list[int]


def cut_words(sight: Sight, pieces: Pieces) -> Cuts:
    """The pieces of each word, at least 1 and at most LONGEST_WORD."""
    words = zip(sight.words, sight.spaced, strict=True)
    return [pieces.word(sight.text[start:end], space=space)[:LONGEST_WORD] for (start, end), space in words]


def cut(sight: Sight, sizes: Sequence[int], limit: int) -> Iterator[tuple[int, int]]:
    """Runs of words of at most `limit` pieces, cut behind a line or sentence where that costs under half a window.

    `sizes` holds the number of pieces of each word, each at most LONGEST_WORD; `limit` is that or more.
    """
    start = 0
    while start < len(sizes):
        end, pieces = start, 0
        while end < len(sizes) and pieces + sizes[end] <= limit:
            pieces += sizes[end]
            end += 1
        if end < len(sizes):
            half = start + (end - start) // 2
            best = max(range(half, end), key=lambda word: (sight.ends[word], word), default=end - 1)
            if sight.ends[best]:
                end = best + 1
        yield start, end
        start = end


def window(sight: Sight, cuts: Cuts, run: tuple[int, int], pieces: Pieces) -> Window:
    """The window of a run of words, between a start and an end piece."""
    ids, first, features = [pieces.vocabulary.start], [], [_NOTHING]
    for word in range(*run):
        first.append(len(ids))
        ids.extend(cuts[word])
        features.extend([sight.features[word]] * len(cuts[word]))
    ids.append(pieces.vocabulary.end)
    features.append(_NOTHING)
    return Window(run[0], ids, features, first)
