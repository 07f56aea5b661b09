"""Cutting the vocabulary to the pieces that Indonesian, Malay and English news uses."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from kawat.extract.encoder.pieces import MARK, Pieces, Vocabulary
from kawat_training.base import Floats, Sizes

_LATIN = re.compile(r"^\u2581?[A-Za-z0-9\u00c0-\u024f\-'’.,&/%:]*$")
_SPECIAL = 4


def count_pieces(words: Counter[str], pieces: Pieces) -> Counter[int]:
    """How often each piece stands in running text; words seen ten times are also counted glued behind a bracket."""
    counts: Counter[int] = Counter()
    for word, times in sorted(words.items()):
        for piece in pieces.word(word, space=True):
            counts[piece] += times
        if times >= 10 and word.isalpha():
            for piece in pieces.word(word, space=False):
                counts[piece] += max(1, times // 50)
    return counts


def _single(piece: str) -> bool:
    bare = piece.replace(MARK, "")
    if len(bare) > 1:
        return False
    return not bare or ord(bare) < 0x0700 or 0x1E00 <= ord(bare) < 0x2C00 or unicodedata.category(bare)[0] in "PS"


def choose(vocabulary: Vocabulary, counts: Counter[int], size: int) -> list[int]:
    """Ids to keep, in order: special pieces, single characters, pieces by use, then Latin pieces by score."""
    kept = set(range(_SPECIAL)) | {i for i, piece in enumerate(vocabulary.pieces) if _single(piece)}

    def add(candidates: Iterable[int]) -> None:
        for i in candidates:
            if len(kept) >= size:
                return
            kept.add(i)

    used = sorted(counts, key=lambda i: (-counts[i], i))
    add(i for i in used if _LATIN.match(vocabulary.pieces[i]) or counts[i] >= 20)
    add(sorted((i for i, p in enumerate(vocabulary.pieces) if _LATIN.match(p)), key=lambda i: -vocabulary.scores[i]))
    return sorted(kept)


def cut(
    sizes: Sizes, vocabulary: Vocabulary, tensors: dict[str, Floats], kept: list[int]
) -> tuple[Sizes, Vocabulary, dict[str, Floats]]:
    """The same base with only the kept pieces, renumbered."""
    new = {old: i for i, old in enumerate(kept)}
    small = Vocabulary(
        pieces=tuple(vocabulary.pieces[i] for i in kept),
        scores=tuple(vocabulary.scores[i] for i in kept),
        normal=vocabulary.normal,
        start=new[vocabulary.start],
        end=new[vocabulary.end],
        pad=new[vocabulary.pad],
        unknown=new[vocabulary.unknown],
    )
    words = tensors["word.weight"][np.array(kept)]
    return replace(sizes, vocabulary=len(kept)), small, {**tensors, "word.weight": words}
