"""Which training texts hold text that is kept for measuring; held-back texts are known by hashes of letters alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

RUN = 41  # letters and digits; a sentence inside another text counts as the same from here on
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|\n+")
_OTHER = re.compile(r"[\W_]+")


def letters_of(text: str) -> str:
    """Letters and digits alone, in lower case: the same for one text in two ways of setting blanks and signs."""
    return _OTHER.sub("", text.lower())


def _hash(letters: str) -> bytes:
    return blake2b(letters.encode(), digest_size=8).digest()


def _runs(letters: str) -> Iterator[bytes]:
    return (_hash(letters[start : start + RUN]) for start in range(len(letters) - RUN + 1))


class HeldBack:
    """Hashes of texts that are kept for measuring. No text is kept, so none can be printed or trained on.

    `holds` says whether a text equals one of their sentences, contains one of over 40 letters, or lies, with over 40
    letters of its own, inside one of the texts.
    """

    def __init__(self) -> None:
        self._whole: set[bytes] = set()
        self._sentences: dict[bytes, set[tuple[int, bytes]]] = {}  # first run -> length and hash of the sentence
        self._runs: set[bytes] = set()

    def add(self, text: str) -> None:
        """Takes in a text and each of its sentences."""
        letters = letters_of(text)
        self._runs.update(_runs(letters))
        for sentence in (letters, *map(letters_of, _SENTENCE_END.split(text))):
            if sentence:
                self._whole.add(_hash(sentence))
            if len(sentence) >= RUN:
                self._sentences.setdefault(_hash(sentence[:RUN]), set()).add((len(sentence), _hash(sentence)))

    def holds(self, text: str) -> bool:
        """Whether the text shares a sentence with what is held back."""
        letters = letters_of(text)
        if not letters or _hash(letters) in self._whole:
            return bool(letters)
        runs = list(_runs(letters))
        if runs and self._runs.issuperset(runs):
            return True
        return any(
            _hash(letters[start : start + size]) == whole
            for start, run in enumerate(runs)
            for size, whole in self._sentences.get(run, ())
        )


def held_back(texts: Iterable[str], articles: Iterable[Path]) -> HeldBack:
    """Hashes of texts and of the `text` (title and body) of `corpus.jsonl` files; nothing else of these is read."""
    held = HeldBack()
    for text in texts:
        held.add(text)
    for path in articles:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                held.add(row.get("title") or "")
                held.add(row["text"])
    return held
