"""The cutter of kawat, and running text cut as the base model's own engine does it."""

from __future__ import annotations

from kawat.extract.encoder import pieces
from kawat.extract.encoder.pieces import MARK


class Pieces(pieces.Pieces):
    """Cuts words as kawat does, and running text beside."""

    def text(self, text: str) -> list[int]:
        """Piece ids of running text with its start and end pieces, as the base model's own engine makes them."""
        words = text.translate(self.vocabulary.normal).split()
        inner = [piece for word in words for piece in self._best_path(MARK + word)]
        return [self.vocabulary.start, *inner, self.vocabulary.end]


__all__ = ["MARK", "Pieces"]
