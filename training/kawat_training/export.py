"""A trained network -> `encoder.onnx`: int8, for one CPU thread of onnxruntime.

The graph is written by hand, because attention, layer norms and activations then are single operators of onnxruntime.
Three choices keep it close to the network in floats (docs/notes/encoder-export.md has the figures):

- Ranges of activations are fixed when exporting, from calibration windows. A window reads the same alone or in a batch.
- The few channels of feed-forward inputs that are far larger than the rest do not coarsen the others: before the wide
  product they come in several equal parts, behind it they are multiplied in floats and their int8 weights are zero.
- Weights are scaled so that two neighbours never overflow the 16 bits in which processors without VNNI add products.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from kawat.extract.encoder.labels import LABELS, LINK_WIDTH, LINKS, SLICES
from kawat_training.base import Floats
from kawat_training.encoder import Layer
from kawat_training.network import SIZES, Network
from kawat_training.speed import open_session
from kawat_training.windows import Window

OPSET = 18
MARGIN = 1.1  # activations may go this far beyond what calibration saw before they are clipped
APART = 2.0  # a channel is apart when it reaches this many times the range that 9 of 10 channels keep to
MOST_APART = 8  # of one product; more cost more time than they save in error
MOST_SHARES = 16  # of one channel
CALIBRATION_PIECES = 256
OUTPUTS = {"labels": LABELS, "asks": LINK_WIDTH * len(LINKS), "answers": LINK_WIDTH, "lean": len(LINKS)}
Feed = dict[str, npt.NDArray[Any]]


@dataclass(slots=True)
class Seen:
    """The least and the greatest value of each input channel of a linear layer, over the calibration windows."""

    low: Floats
    high: Floats

    def reach(self) -> tuple[Floats, float]:
        """How far each channel goes from zero, and from where on a channel is apart from the others."""
        reach = np.maximum(np.abs(self.low), np.abs(self.high))
        return reach, APART * float(np.quantile(reach, 0.9))

    def apart(self) -> npt.NDArray[np.int64]:
        """Channels that reach far beyond the others, in order."""
        reach, limit = self.reach()
        largest = np.argsort(-reach, kind="stable")[:MOST_APART]
        return np.sort(largest[reach[largest] > limit])

    def shares(self) -> npt.NDArray[np.int64]:
        """In how many equal parts each channel must come to keep to the range of the others."""
        reach, limit = self.reach()
        return np.ceil(reach / max(limit, 1e-6)).clip(1, MOST_SHARES).astype(np.int64)

    def scale(self, without: npt.NDArray[np.int64]) -> tuple[np.float32, np.uint8]:
        """Scale and zero point of the range of the other channels, which is widened and lies on a coarse grid."""
        kept = np.setdiff1d(np.arange(len(self.low)), without)
        low = np.floor(min(0.0, MARGIN * float(self.low[kept].min())) * 16) / 16
        high = np.ceil(max(0.0, MARGIN * float(self.high[kept].max())) * 16) / 16
        scale = max(high - low, 1 / 16) / 255
        return np.float32(scale), np.uint8(round(-low / scale))


def feed_of(windows: Sequence[Window]) -> Feed:
    """Model inputs of windows that are read together; shorter ones are padded with piece 0 under a mask of 0."""
    shape = (len(windows), max(len(window.ids) for window in windows))
    ids, mask = np.zeros(shape, np.int64), np.zeros(shape, np.float32)
    features = np.zeros((*shape, len(SIZES)), np.int64)
    for row, window in enumerate(windows):
        size = len(window.ids)
        ids[row, :size], mask[row, :size] = window.ids, 1
        features[row, :size] = np.frombuffer(b"".join(window.features), np.uint8).reshape(size, len(SIZES))
    return {"ids": ids, "features": features, "mask": mask}


def read_floats(network: Network, feed: Feed) -> dict[str, Floats]:
    """What the network in floats says, by name of the output."""
    with torch.no_grad():
        x = network.trunk(*(torch.from_numpy(feed[name]) for name in ("ids", "features", "mask")))
        heads = {name: getattr(network, name)(x) for name in OUTPUTS}
        heads["answers"] = functional.gelu(heads["answers"])
    return {name: value.numpy() for name, value in heads.items()}


def watch(network: Network, feeds: Iterable[Feed]) -> dict[str, Seen]:
    """What comes into each linear layer while the network reads, by name of the layer."""
    seen: dict[str, Seen] = {}

    def hook(name: str) -> Any:
        def note(_: nn.Module, inputs: tuple[Tensor, ...], __: Tensor) -> None:
            low, high = (x.numpy() for x in torch.aminmax(inputs[0].flatten(0, -2), dim=0))
            before = seen.get(name, Seen(low, high))
            seen[name] = Seen(np.minimum(before.low, low), np.maximum(before.high, high))

        return note

    linear = [(n, m) for n, m in network.named_modules() if isinstance(m, nn.Linear) and m is not network.features]
    handles = [module.register_forward_hook(hook(name)) for name, module in linear]
    for feed in feeds:
        read_floats(network, feed)
    for handle in handles:
        handle.remove()
    if not seen:
        raise ValueError("export: no calibration window, expected at least one; give it sentences to read")
    return seen


def small_weights(weight: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Weights [in, out] as int8 with a scale for each output.

    Neighbours along `in` add up to at most 127 on either side of zero: times 255, twice, that stays below 32,768.
    """
    padded = np.concatenate([weight, np.zeros((len(weight) % 2, weight.shape[1]), np.float32)])
    pairs = [np.maximum(sign * padded, 0).reshape(-1, 2, weight.shape[1]).sum(1).max(0) for sign in (1, -1)]
    # Half a step of rounding for each of the two: 126 rather than 127.
    scale = np.maximum(*pairs) / 126
    scale[scale == 0] = 1
    return np.rint(weight / scale).astype(np.int8), scale.astype(np.float32)


def _floats(x: Tensor) -> Floats:
    return np.ascontiguousarray(x.detach().float().numpy())


class _Graph:
    """An ONNX graph that is being written; values go by name."""

    def __init__(self, network: Network, seen: dict[str, Seen]) -> None:
        self.network, self.seen = network, seen
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}
        self._quantised: dict[str, tuple[str, str, str]] = {}

    def constant(self, name: str, value: Any) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.asarray(value, order="C"), name)
        return name

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """A standard operator with one output."""
        return self._add(kind, "", inputs, attributes)

    def fused(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """An operator of onnxruntime's own with one output."""
        return self._add(kind, "com.microsoft", inputs, attributes)

    def _add(self, kind: str, domain: str, inputs: Sequence[str], attributes: dict[str, Any]) -> str:
        name = f"{kind}.{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, domain=domain, **attributes))
        return name

    def quantise(self, x: str, name: str, without: npt.NDArray[np.int64]) -> tuple[str, str, str]:
        """`x` as uint8 in the range that layer `name` saw; its scale and zero point. Values beyond are clipped."""
        if x not in self._quantised:
            scale, zero = self.seen[name].scale(without)
            constants = self.constant(f"{name}.in_scale", scale), self.constant(f"{name}.in_zero", zero)
            self._quantised[x] = (self.op("QuantizeLinear", x, *constants), *constants)
        return self._quantised[x]

    def weights(self, name: str, weight: Floats) -> tuple[str, str, str]:
        """Weights [in, out] as int8; their scales and zero points."""
        small, scale = small_weights(weight)
        zero = np.zeros(len(scale), np.int8)
        return (
            self.constant(f"{name}.weight", small),
            self.constant(f"{name}.scale", scale),
            self.constant(f"{name}.zero", zero),
        )

    def share_out(self, name: str, x: str) -> tuple[str, npt.NDArray[np.int64]]:
        """`x` with channels that reach far beyond the others in several equal parts, and the channel of each part."""
        seen, shares = self.seen[name], self.seen[name].shares()
        more = np.repeat(np.arange(len(shares)), shares - 1)
        if not len(more):
            return x, np.arange(len(shares))
        part = self.op("Mul", x, self.constant(f"{name}.part", (1 / shares).astype(np.float32)))
        again = self.op("Gather", part, self.constant(f"{name}.more", more), axis=-1)
        self.seen[name] = Seen(seen.low / shares, seen.high / shares)
        return self.op("Concat", part, again, axis=-1), np.concatenate([np.arange(len(shares)), more])

    def linear(self, name: str, x: str, *, bias: bool, share: bool = False, apart: bool = False) -> str:
        """A linear layer. Of channels that reach far beyond the others `share` makes parts that keep to the range;
        `apart` multiplies them in floats, which costs less where few outputs follow.
        """
        layer = self.network.get_submodule(name)
        weight = _floats(layer.weight).T.copy()
        if share:
            x, channels = self.share_out(name, x)
            weight = weight[channels]
        alone = self.seen[name].apart() if apart else np.zeros(0, np.int64)
        rows = weight[alone].copy()
        weight[alone] = 0
        small, scale, zero = self.weights(name, weight)
        x8, x_scale, x_zero = self.quantise(x, name, alone)
        more = (self.constant(f"{name}.bias", _floats(layer.bias)),) if bias else ()
        y = self.fused("MatMulIntegerToFloat", x8, small, x_scale, scale, x_zero, zero, *more)
        if not len(alone):
            return y
        far = self.op("Gather", x, self.constant(f"{name}.apart", alone), axis=-1)
        return self.op("Add", y, self.op("MatMul", far, self.constant(f"{name}.rows", rows)))

    def add_norm(self, x: str, y: str, name: str, bias: str | None = None) -> str:
        """Layer norm of `x` + `y` + the bias of layer `bias`."""
        norm = self.network.get_submodule(name)
        inputs = [x, y, self.constant(f"{name}.gain", _floats(norm.weight))]
        inputs.append(self.constant(f"{name}.shift", _floats(norm.bias)))
        if bias:
            inputs.append(self.constant(f"{bias}.bias", _floats(self.network.get_submodule(bias).bias)))
        return self.fused("SkipLayerNormalization", *inputs, epsilon=float(norm.eps))

    def embed(self) -> str:
        """Vectors of pieces: words, places and features added up and normalised."""
        encoder = self.network.encoder
        table = _floats(encoder.word.weight)
        scale = np.abs(table).max(1, keepdims=True) / 127
        scale[scale == 0] = 1
        rows = self.op("Gather", self.constant("word.rows", np.rint(table / scale).astype(np.int8)), "ids")
        scales = self.op("Gather", self.constant("word.scale", scale.astype(np.float32)), "ids")
        words = self.op("Mul", self.op("Cast", rows, to=TensorProto.FLOAT), scales)
        length, zero = self.op("Shape", "ids", start=1, end=2), self.constant("zero", np.array([0]))
        places = _floats(encoder.position.weight + encoder.kind)
        place = self.op("Slice", self.constant("places", places), zero, length, zero)
        return self.add_norm(words, self.op("Add", self.known(), place), "encoder.norm")

    def known(self) -> str:
        """The sum of the rows of the features: a product with ones where a feature has the value of the column."""
        column = np.repeat(np.arange(len(SIZES)), SIZES)
        value = np.concatenate([np.arange(size) for size in SIZES])
        spread = self.op("Gather", "features", self.constant("features.column", column), axis=2)
        ones = self.op("Equal", spread, self.constant("features.value", value))
        table = self.constant("features.rows", _floats(self.network.features.weight).T)
        return self.op("MatMul", self.op("Cast", ones, to=TensorProto.FLOAT), table)

    def layer(self, name: str, layer: Layer, x: str, mask: str) -> str:
        qkv = f"{name}.qkv"
        weight, scale, zero = self.weights(qkv, _floats(layer.qkv.weight).T)
        bias = self.constant(f"{qkv}.bias", _floats(layer.qkv.bias))
        x8, x_scale, x_zero = self.quantise(x, qkv, np.zeros(0, np.int64))
        y = self.fused(
            "QAttention", x8, weight, bias, x_scale, scale, mask, x_zero, zero, num_heads=layer.heads
        )  # fmt: skip
        x = self.add_norm(x, self.linear(f"{name}.out", y, bias=False), f"{name}.norm1", f"{name}.out")
        up = self.linear(f"{name}.up", x, bias=False, share=True)
        up = self.fused("BiasGelu", up, self.constant(f"{name}.up.bias", _floats(layer.up.bias)))
        down = self.linear(f"{name}.down", up, bias=False, apart=True)
        return self.add_norm(x, down, f"{name}.norm2", f"{name}.down")

    def model(self) -> onnx.ModelProto:
        """The whole graph."""
        x, mask = self.embed(), self.op("Cast", "mask", to=TensorProto.INT32)
        for number, layer in enumerate(self.network.encoder.layers):
            x = self.layer(f"encoder.layers.{number}", layer, x, mask)
        for name in OUTPUTS:
            y = self.linear(name, x, bias=True)
            y = self.fused("Gelu", y) if name == "answers" else y
            self.nodes[-1].output[0] = name
        return self._wrap()

    def _wrap(self) -> onnx.ModelProto:
        def value(name: str, kind: int, *last: int) -> onnx.ValueInfoProto:
            return helper.make_tensor_value_info(name, kind, ["batch", "length", *last])

        inputs = [
            value("ids", TensorProto.INT64),
            value("features", TensorProto.INT64, len(SIZES)),
            value("mask", TensorProto.FLOAT),
        ]
        outputs = [value(name, TensorProto.FLOAT, width) for name, width in OUTPUTS.items()]
        graph = helper.make_graph(self.nodes, "encoder", inputs, outputs, list(self.constants.values()))
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10, producer_name="kawat")


def export(network: Network, windows: Sequence[Window]) -> bytes:
    """The contents of `encoder.onnx`; `windows` calibrate the ranges of activations. Same input, same bytes."""
    network = network.float().eval()
    seen = watch(network, (feed_of([window]) for window in windows))
    return _Graph(network, seen).model().SerializeToString(deterministic=True)


def join(windows: Iterable[Window], limit: int = CALIBRATION_PIECES) -> Iterator[Window]:
    """Windows of sentences joined into longer ones of at most `limit` pieces, so that calibration sees every place."""
    ids: list[int] = []
    features: list[bytes] = []
    for window in windows:
        if ids and len(ids) + len(window.ids) > limit:
            yield Window(ids, features, [], 0, {}, [])
            ids, features = [], []
        ids, features = ids + window.ids, features + window.features
    if ids:
        yield Window(ids, features, [], 0, {}, [])


def agreement(network: Network, model: bytes, windows: Iterable[Window]) -> dict[str, float]:
    """For each head the share of words whose best label is the same in the model and in the network in floats."""
    session, network = open_session(model), network.float().eval()
    same: dict[str, list[npt.NDArray[np.bool_]]] = {head: [] for head in SLICES}
    for window in windows:
        feed = feed_of([window])
        small = session.run(["labels"], feed)[0][0, window.first]
        whole = read_floats(network, feed)["labels"][0, window.first]
        for head, part in SLICES.items():
            same[head].append(small[:, part].argmax(1) == whole[:, part].argmax(1))
    return {head: float(np.concatenate(equal).mean()) for head, equal in same.items()}
