"""A model folder of a few kilobytes: the shape of a trained model, with weights by chance.

What it says of a word depends on the word's piece and features and on the other pieces of the window, padding left out.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from kawat.extract.encoder.folder import ENCODER, PIECES, Manifest, write_model
from kawat.extract.encoder.labels import FEATURES, LABELS, LINK_WIDTH, LINKS
from kawat.extract.encoder.pieces import MARK, Vocabulary, encode_vocabulary

WIDTH, WINDOW = 8, 40
WORDS = ("Iran", "Presiden", "menolak", "menuduh", "tuntutan", "kata", "dan", "yang")
LETTERS = "abcdefghijklmnopqrstuvwxyz.,"


def vocabulary() -> Vocabulary:
    """Special pieces, some words, letters."""
    words = [MARK + word for word in WORDS]
    pieces = ("<s>", "<pad>", "</s>", "<unk>", MARK, *words, *LETTERS)
    scores = (0.0, 0.0, 0.0, 0.0, -4.0, *(-6.0 for _ in words), *(-8.0 for _ in LETTERS))
    return Vocabulary(pieces, scores, {ord("\t"): " ", ord("ﬁ"): "fi"}, start=0, end=2, pad=1, unknown=3)


def encoder(pieces: int, labels: int = LABELS) -> bytes:
    """The network: vectors of pieces and features, to which the window's mean is added, read by four linear layers."""
    chance = np.random.default_rng(7)
    sizes = [len(values) for values in FEATURES.values()]
    gives = {"labels": labels, "asks": len(LINKS) * LINK_WIDTH, "answers": LINK_WIDTH, "lean": len(LINKS)}
    weights = {
        "words": chance.normal(size=(pieces, WIDTH)).astype(np.float32),
        "known": chance.normal(size=(sum(sizes), WIDTH)).astype(np.float32),
        "offsets": np.cumsum([0, *sizes[:-1]]).astype(np.int64),
        "two": np.array([2], np.int64),
        "one": np.array([1], np.int64),
        **{
            f"{name}_w": chance.normal(scale=0.2, size=(WIDTH, size)).astype(np.float32) for name, size in gives.items()
        },
    }
    node = helper.make_node
    nodes = [
        node("Gather", ["words", "ids"], ["of_ids"]),
        node("Add", ["features", "offsets"], ["rows"]),
        node("Gather", ["known", "rows"], ["of_features"]),
        node("ReduceSum", ["of_features", "two"], ["summed"], keepdims=0),
        node("Add", ["of_ids", "summed"], ["each"]),
        node("Unsqueeze", ["mask", "two"], ["real"]),
        node("Mul", ["each", "real"], ["kept"]),
        node("ReduceSum", ["kept", "one"], ["all"], keepdims=1),
        node("ReduceSum", ["real", "one"], ["count"], keepdims=1),
        node("Div", ["all", "count"], ["mean"]),
        node("Add", ["each", "mean"], ["vectors"]),
        *(node("MatMul", ["vectors", f"{name}_w"], [name]) for name in gives),
    ]
    shape = ["batch", "length"]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, shape),
            helper.make_tensor_value_info("features", TensorProto.INT64, [*shape, len(FEATURES)]),
            helper.make_tensor_value_info("mask", TensorProto.FLOAT, shape),
        ],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [*shape, size]) for name, size in gives.items()],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    return bytes(model.SerializeToString())


def manifest() -> Manifest:
    """What the model says of itself."""
    return Manifest(
        name="tiny", version="1", base="none", layers=0, width=WIDTH, window=WINDOW, decoding={"event": 0.5}
    )


def write_tiny(folder: Path, labels: int = LABELS) -> Path:
    """The folder, with the model in it."""
    pieces = vocabulary()
    files = {ENCODER: encoder(len(pieces.pieces), labels), PIECES: encode_vocabulary(pieces)}
    write_model(folder, manifest(), files)
    return folder
