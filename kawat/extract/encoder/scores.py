"""What the encoder says of the words of a page, as arrays."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from kawat.extract.encoder.labels import LINK_WIDTH, LINKS

Floats = npt.NDArray[np.float32]


class Asks(Protocol):
    """What each word asks of the words that may be linked to it."""

    def __getitem__(self, word: int, /) -> Floats:
        """[LINKS * LINK_WIDTH], in single or half precision."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scores:
    """What the encoder says of the words of a page; a row for each word.

    `labels` [words, LABELS]: log-probabilities, which add up to one within the columns of each head (SLICES).
    `asks`, `answers` [words, LINK_WIDTH] and `lean` [words, LINKS] are what links are scored with. `starts` holds the
    first word of each window, in order; what stands in two windows is never linked.
    """

    labels: Floats
    asks: Asks
    answers: Floats
    lean: Floats
    starts: tuple[int, ...]

    def links(self, anchor: int, first: int, end: int) -> Floats:
        """Probabilities of what the words from `first` to before `end` are to the word `anchor`: [words, LINKS].

        Raises IndexError where the page has no such words.
        """
        count = len(self.labels)
        if not 0 <= anchor < count or not 0 <= first <= end <= count:
            raise IndexError(f"links of word {anchor} to words {first}-{end}; the page has {count} words")
        linked = np.zeros((end - first, len(LINKS)), np.float32)
        linked[:, LINKS.index("none")] = 1
        window = bisect_right(self.starts, anchor)
        low = max(first, self.starts[window - 1])
        high = min(end, self.starts[window] if window < len(self.starts) else count)
        if low < high:
            asks = self.asks[anchor].astype(np.float32).reshape(len(LINKS), LINK_WIDTH)
            raw = self.answers[low:high].astype(np.float32) @ asks.T * LINK_WIDTH**-0.5 + self.lean[low:high]
            linked[low - first : high - first] = np.exp(log_softmax(raw))
        return linked


def log_softmax(raw: Floats) -> Floats:
    """Raw scores -> log-probabilities along the last axis."""
    shifted = raw - raw.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), np.float32)
