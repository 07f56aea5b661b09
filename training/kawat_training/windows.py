"""Items -> windows of pieces with their targets, the unit that the network trains on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kawat.extract.encoder.labels import HEADS
from kawat.extract.encoder.pieces import Pieces
from kawat.extract.encoder.windows import cut, cut_words, window
from kawat_training.items import Item


@dataclass(slots=True)
class Window:
    """Pieces with a row of features each; `first` gives the first piece of each word, the words begin at `start`."""

    ids: list[int]
    features: list[bytes]
    first: list[int]
    start: int
    labels: dict[str, list[int]]
    links: list[tuple[int, dict[int, int]]]


def windows_of(item: Item, pieces: Pieces, limit: int) -> Iterator[Window]:
    """The windows of an item, in order; links that leave a window are dropped."""
    cuts = cut_words(item.sight, pieces)
    for start, end in cut(item.sight, [len(word) for word in cuts], limit - 2):
        seen = window(item.sight, cuts, (start, end), pieces)
        labels = {head: item.labels[head][start:end] for head in HEADS}
        links = [
            (anchor - start, {word - start: link for word, link in linked.items() if start <= word < end})
            for anchor, linked in item.links
            if start <= anchor < end
        ]
        yield Window(seen.ids, seen.features, seen.first, start, labels, links)
