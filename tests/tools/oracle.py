"""A model that says what it is told: hints with chosen labels, for tests of what Kawat makes of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kawat.extract.encoder.labels import HEADS, LABELS, LINKS, SLICES
from kawat.extract.encoder.scores import log_softmax

SURE = 9.0


@dataclass
class Told:
    """Words that have a label: head, label, the words, links to other words, for events a status."""

    head: str
    label: str
    words: str
    links: tuple[tuple[str, str], ...] = ()
    status: str = "occurred"
    sure: float = SURE


class Answers:
    """Scores of words as the oracle wants them."""

    def __init__(self, sight, told):
        self.sight = sight
        raw = np.zeros((len(sight.words), LABELS), np.float32)
        for head in ("zone", "time", "quote", "cue", "event", "commitment", "condition", "name", "news_name"):
            raw[:, SLICES[head].start] = SURE
        self._links = {}
        for one in told:
            words = self._words(one.words)
            for word in words:
                label = one.label if one.head == "zone" else ("B-" if word == words[0] else "I-") + one.label
                column = SLICES[one.head].start + HEADS[one.head].index(label)
                raw[word, SLICES[one.head].start] = 0
                raw[word, column] = one.sure
            if one.head == "event":
                raw[words[0], SLICES["status"].start + HEADS["status"].index(one.status)] = SURE
            for link, target in one.links:
                for word in self._words(target):
                    self._links.setdefault(words[0], {})[word] = LINKS.index(link)
        self.labels = np.concatenate([log_softmax(raw[:, part]) for part in SLICES.values()], axis=1)

    def _words(self, words):
        start = self.sight.text.index(words)
        end = start + len(words)
        return [i for i, (s, e) in enumerate(self.sight.words) if s < end and e > start]

    def links(self, anchor, first, end):
        table = np.zeros((end - first, len(LINKS)), np.float32)
        table[:, 0] = 1
        for word, link in self._links.get(anchor, {}).items():
            if first <= word < end:
                table[word - first] = 0
                table[word - first, link] = 1
        return table


class Oracle:
    """Stands in for a trained encoder."""

    name = "oracle 1"

    def __init__(self, *told, outside=None, calibration=None):
        self.told = told
        self.calibration = calibration or {}
        self.decoding = {"outside": outside or {}}

    def read(self, sight):
        return Answers(sight, self.told)
