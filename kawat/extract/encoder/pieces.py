"""Words -> unigram word pieces, as SentencePiece cuts them: best path by log-probability, one word at a time."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from kawat.errors import ModelError

MARK = "\u2581"  # stands for the space before a word
LETTERS = 256  # of a word are cut into pieces; the rest is never read (windows.LONGEST_WORD pieces are)
_KEPT = 50_000  # words that are kept once cut, below 10 MB
_KEPT_LETTERS = 40  # a longer word hardly comes again


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Unigram pieces with log-probabilities, the characters to replace, and the ids of the special pieces.

    `normal` gives for a code point what stands in its place, as `str.translate` takes it.
    """

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    normal: dict[int, str]
    start: int
    end: int
    pad: int
    unknown: int


def encode_vocabulary(vocabulary: Vocabulary) -> bytes:
    """The vocabulary as JSON: the bytes of a model's `pieces.json`. Scores come back as they are."""
    return msgspec.json.encode(vocabulary)


def decode_vocabulary(data: bytes, place: str) -> Vocabulary:
    """The vocabulary that `encode_vocabulary` wrote; `place` names its file. Raises ModelError where it is none."""
    try:
        vocabulary = msgspec.json.decode(data, type=Vocabulary)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ModelError(f"{place}: {error}; expected a vocabulary: export the model again") from None
    count = len(vocabulary.pieces)
    special = (vocabulary.start, vocabulary.end, vocabulary.pad, vocabulary.unknown)
    if len(vocabulary.scores) != count or not all(0 <= piece < count for piece in special):
        raise ModelError(
            f"{place}: {count} pieces, {len(vocabulary.scores)} scores, special pieces {special}; expected a score for "
            "each piece and special pieces among them: export the model again"
        )
    return vocabulary


class Pieces:
    """Cuts words into piece ids. Words are kept once cut, so news runs at above 100 thousand words a CPU second."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        listed = zip(vocabulary.pieces, vocabulary.scores, strict=True)
        self._known = {p: (i, score) for i, (p, score) in enumerate(listed) if p and i != vocabulary.unknown}
        self._longest = max(map(len, vocabulary.pieces))
        self._unknown_score = min(vocabulary.scores) - 10
        self._spaced: dict[str, tuple[int, ...]] = {}
        self._glued: dict[str, tuple[int, ...]] = {}

    def word(self, word: str, *, space: bool) -> tuple[int, ...]:
        """Piece ids of a word; `space` says whether white space stands before it. Never empty.

        Of a word of more than LETTERS characters only the first LETTERS are cut.
        """
        kept = self._spaced if space else self._glued
        if word in kept:
            return kept[word]
        plain = word[:LETTERS].translate(self.vocabulary.normal).strip(" ").replace(" ", MARK)
        cut = self._best_path((MARK if space else "") + plain[:LETTERS]) if plain else (self.vocabulary.unknown,)
        if len(word) <= _KEPT_LETTERS:
            if len(kept) >= _KEPT:
                kept.clear()
            kept[word] = cut
        return cut

    def _best_path(self, word: str) -> tuple[int, ...]:
        """The pieces whose log-probabilities add up to the most; a letter that no piece has costs the unknown score."""
        size = len(word)
        best = [0.0] + [float("-inf")] * size
        back: list[tuple[int, int]] = [(0, 0)] * (size + 1)
        known, unknown = self._known, self.vocabulary.unknown
        for start in range(size):
            here = best[start]
            for end in range(start + 1, min(size, start + self._longest) + 1):
                piece = known.get(word[start:end])
                if piece is not None and here + piece[1] > best[end]:
                    best[end], back[end] = here + piece[1], (start, piece[0])
            if here + self._unknown_score > best[start + 1]:
                best[start + 1], back[start + 1] = here + self._unknown_score, (start, unknown)
        path = []
        while size:
            size, piece_id = back[size]
            path.append(piece_id)
        return tuple(reversed(path))
