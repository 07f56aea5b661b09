"""The encoder in PyTorch: the transformer of multilingual-e5-small, any subset of its layers."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from kawat_training.base import Floats, Sizes


def drop(x: Tensor, share: float, training: bool) -> Tensor:
    """Dropout with one mask for each item and channel: regularises as well and costs next to nothing on a CPU."""
    if not training or share == 0:
        return x
    return x * ((torch.rand(x.shape[0], 1, x.shape[2], device=x.device) > share).to(x.dtype) / (1 - share))


def attend(q: Tensor, k: Tensor, v: Tensor, bias: Tensor, training: bool) -> Tensor:
    """Softmax attention of [batch, heads, length, head] tensors; `bias` [batch, 1, 1, length] is added to the scores.

    The fused kernel is slower backward on a CPU; in training scale and bias ride on the product (1.7 times as fast
    at 250 pieces), else plain products keep the exported graph plain.
    """
    batch, heads, length, head = q.shape
    if not training:
        return torch.matmul(torch.softmax(torch.matmul(q, k.transpose(-1, -2)) * head**-0.5 + bias, -1), v)
    q, k, v = (x.reshape(batch * heads, length, head) for x in (q, k, v))
    added = bias.expand(batch, heads, length, length).reshape(batch * heads, length, length)
    scores = torch.baddbmm(added, q, k.transpose(1, 2), alpha=head**-0.5)
    return torch.bmm(torch.softmax(scores, -1), v).view(batch, heads, length, head)


class Layer(nn.Module):
    """Self-attention and feed-forward, each added to its input and normalised."""

    def __init__(self, sizes: Sizes, dropout: float) -> None:
        super().__init__()
        width = sizes.width
        self.heads, self.dropout = sizes.heads, dropout
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, sizes.inner), nn.Linear(sizes.inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, sizes.epsilon), nn.LayerNorm(width, sizes.epsilon)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """`x` [batch, length, width]; `bias` is added to attention scores (0 for real pieces, -1e4 for padding)."""
        batch, length, width = x.shape
        head = width // self.heads
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, head).permute(2, 0, 3, 1, 4).unbind(0)
        y = attend(q, k, v, bias, self.training).transpose(1, 2).reshape(batch, length, width)
        x = self.norm1(x + drop(self.out(y), self.dropout, self.training))
        return self.norm2(x + drop(self.down(functional.gelu(self.up(x))), self.dropout, self.training))


class Encoder(nn.Module):
    """Piece ids -> one vector for each piece."""

    def __init__(self, sizes: Sizes, dropout: float = 0.1) -> None:
        super().__init__()
        self.sizes, self.dropout = sizes, dropout
        self.word = nn.Embedding(sizes.vocabulary, sizes.width)
        self.position = nn.Embedding(sizes.positions, sizes.width)
        self.kind = nn.Parameter(torch.zeros(sizes.width))
        self.norm = nn.LayerNorm(sizes.width, sizes.epsilon)
        self.layers = nn.ModuleList([Layer(sizes, dropout) for _ in range(sizes.layers)])

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """`ids` [batch, length] of pieces, `mask` 1 for real ones; out [batch, length, width]."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.word(ids) + self.position(places)[None] + self.kind)
        x = drop(x, self.dropout, self.training)
        bias = (1.0 - mask.to(x.dtype))[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x


def from_tensors(sizes: Sizes, tensors: dict[str, Floats], dropout: float = 0.1) -> Encoder:
    """An encoder with the given weights."""
    encoder = Encoder(sizes, dropout)
    encoder.load_state_dict({name: torch.from_numpy(value) for name, value in tensors.items()})
    return encoder
