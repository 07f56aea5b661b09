"""A trained network as a model that Kawat reads with, before it is exported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from kawat.extract.encoder.labels import LABELS, LINK_WIDTH, LINKS, SLICES
from kawat.extract.encoder.pieces import Pieces
from kawat.extract.encoder.scores import Scores
from kawat.extract.encoder.sight import Sight
from kawat_training.items import Item
from kawat_training.network import Network
from kawat_training.train import KNOWN_PLACES, padded
from kawat_training.windows import windows_of


@dataclass
class TorchModel:
    """Reads as the exported model would, in float32. `blind` hides what rules and knowledge say."""

    network: Network
    pieces: Pieces
    window: int
    blind: bool = False
    name: str = "torch"
    decoding: Mapping[str, Any] = field(default_factory=dict)
    calibration: Mapping[str, Any] = field(default_factory=dict)

    def read(self, sight: Sight) -> Scores:
        """Scores for each word of a page, window by window."""
        count = len(sight.words)
        labels = np.zeros((count, LABELS), np.float32)
        asks = np.zeros((count, len(LINKS) * LINK_WIDTH), np.float16)
        answers = np.zeros((count, LINK_WIDTH), np.float16)
        lean = np.zeros((count, len(LINKS)), np.float32)
        starts = []
        item = Item("", "", "", sight, {head: [0] * count for head in SLICES})
        for window in windows_of(item, self.pieces, self.window):
            ids, features, mask = padded([window], self.pieces.vocabulary.pad)
            if self.blind:
                features[:, :, KNOWN_PLACES] = 0
            rows = slice(window.start, window.start + len(window.first))
            with torch.no_grad():
                words = self.network.trunk(ids, features, mask)[0, window.first]
                raw = self.network.labels(words)
                for part in SLICES.values():
                    labels[rows, part] = raw[:, part].log_softmax(-1).numpy()
                asks[rows] = self.network.asks(words).numpy()
                answers[rows] = functional.gelu(self.network.answers(words)).numpy()
                lean[rows] = self.network.lean(words).numpy()
            starts.append(window.start)
        return Scores(labels=labels, asks=asks, answers=answers, lean=lean, starts=tuple(starts))
