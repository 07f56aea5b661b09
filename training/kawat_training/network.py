"""The network: base encoder, features of words added to their pieces, one label layer for all heads, one for links."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from kawat.extract.encoder.labels import FEATURES, LABELS, LINK_WIDTH, LINKS
from kawat_training.encoder import Encoder, drop

SIZES = [len(values) for values in FEATURES.values()]


class Network(nn.Module):
    """Piece ids and features -> labels of each piece, and the vectors that links are scored with.

    `trunk` gives vectors of pieces; `labels`, `asks` and `answers` read them. The link of kind l between anchor a and
    word w scores asks(a)[l] . answers(w) / sqrt(LINK_WIDTH) + lean(w)[l].
    """

    def __init__(self, encoder: Encoder, dropout: float = 0.1) -> None:
        super().__init__()
        width = encoder.sizes.width
        self.encoder, self.dropout = encoder, dropout
        offsets = torch.tensor([0, *SIZES[:-1]]).cumsum(0)
        self.register_buffer("offsets", offsets, persistent=False)
        # Rows of a table, added up: as a product with ones and zeros it is far faster backward than an embedding.
        self.features = nn.Linear(sum(SIZES), width, bias=False)
        nn.init.zeros_(self.features.weight)
        self.labels = nn.Linear(width, LABELS)
        self.asks = nn.Linear(width, LINK_WIDTH * len(LINKS))
        self.answers = nn.Linear(width, LINK_WIDTH)
        self.lean = nn.Linear(width, len(LINKS))

    def trunk(self, ids: Tensor, features: Tensor, mask: Tensor) -> Tensor:
        """`ids` [batch, length], `features` [batch, length, features], `mask` [batch, length] -> vectors."""
        encoder = self.encoder
        places = torch.arange(ids.shape[1], device=ids.device)
        ones = torch.zeros(*ids.shape, sum(SIZES), dtype=mask.dtype, device=ids.device)
        known = self.features(ones.scatter_(2, features + self.offsets, 1.0))
        x = encoder.norm(encoder.word(ids) + encoder.position(places)[None] + encoder.kind + known)
        x = drop(x, encoder.dropout, self.training)
        bias = (1.0 - mask.to(x.dtype))[:, None, None, :] * -1e4
        for layer in encoder.layers:
            x = layer(x, bias)
        return x

    def link(self, anchors: Tensor, words: Tensor) -> Tensor:
        """`anchors` [anchors, width], `words` [words, width] of one window -> scores [anchors, words, links]."""
        asks = self.asks(anchors).view(len(anchors), len(LINKS), LINK_WIDTH)
        answers = functional.gelu(self.answers(words))
        return torch.einsum("alk,wk->awl", asks, answers) * LINK_WIDTH**-0.5 + self.lean(words)
