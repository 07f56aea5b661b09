"""The encoder as a file that onnxruntime runs, on one thread. The only file that imports onnxruntime."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as faults

from kawat.errors import ModelError
from kawat.extract.encoder.folder import ENCODER, PIECES, REMEDY, Manifest, read_file, read_manifest
from kawat.extract.encoder.labels import FEATURES, LABELS, LINK_WIDTH, LINKS, SLICES
from kawat.extract.encoder.pieces import Pieces, decode_vocabulary
from kawat.extract.encoder.scores import Floats, Scores, log_softmax
from kawat.extract.encoder.sight import Sight
from kawat.extract.encoder.windows import Window, cut, cut_words, window

if TYPE_CHECKING:
    from pathlib import Path

INPUTS = {"ids": 2, "features": 3, "mask": 2}
OUTPUTS = {"labels": LABELS, "asks": len(LINKS) * LINK_WIDTH, "answers": LINK_WIDTH, "lean": len(LINKS)}
KEPT = ("labels", "answers", "lean")  # what is kept of every word of a page
KEPT_WINDOWS = 32  # what the words of this many windows ask is kept too, about 20 MB
_REFUSALS = (faults.Fail, faults.InvalidArgument, faults.InvalidGraph, faults.InvalidProtobuf, faults.NotImplemented)


@dataclass(frozen=True, slots=True)
class OnnxModel:
    """A trained encoder, ready to read. `digest` tells it from any other; `manifest` says what it is."""

    manifest: Manifest
    digest: str
    pieces: Pieces
    session: onnxruntime.InferenceSession

    @property
    def name(self) -> str:
        """Name, version and digest."""
        return f"{self.manifest.name} {self.manifest.version} {self.digest}"

    @property
    def decoding(self) -> Mapping[str, Any]:
        """How its scores become data, as chosen when it was trained."""
        return self.manifest.decoding

    @property
    def calibration(self) -> Mapping[str, Any]:
        """How often its scores are right, as measured when it was trained."""
        return self.manifest.calibration

    def read(self, sight: Sight) -> Scores:
        """Scores for the words of a page, window by window; memory grows with the words and nothing else.

        A window is read alone: on one thread, four windows of 256 pieces take a fifth to a third more time together
        than one by one, and more memory (six layers of 384, 8-bit).
        """
        cuts = cut_words(sight, self.pieces)
        runs = list(cut(sight, [len(word) for word in cuts], self.manifest.window - 2))
        labels, answers, lean = (np.zeros((len(cuts), OUTPUTS[name]), np.float32) for name in KEPT)

        @lru_cache(KEPT_WINDOWS)
        def asks(number: int) -> Floats:
            found = self._run(window(sight, cuts, runs[number], self.pieces))
            rows = slice(*runs[number])
            for head in SLICES.values():
                labels[rows, head] = log_softmax(found["labels"][:, head])
            answers[rows], lean[rows] = found["answers"], found["lean"]
            return found["asks"]

        for number in range(len(runs)):
            asks(number)
        starts = tuple(start for start, _ in runs)
        return Scores(labels=labels, asks=_Asks(starts, asks), answers=answers, lean=lean, starts=starts)

    def _run(self, one: Window) -> dict[str, Floats]:
        """What the encoder says of the first piece of each word of a window, by name of the output."""
        found = self.session.run(list(OUTPUTS), inputs(one))
        return {name: output[0, one.first] for name, output in zip(OUTPUTS, found, strict=True)}


@dataclass(frozen=True, slots=True)
class _Asks:
    """What each word asks: 2.5 KB, so a long page is read again rather than kept."""

    starts: tuple[int, ...]
    of_window: Callable[[int], Floats]

    def __getitem__(self, word: int, /) -> Floats:
        """[LINKS * LINK_WIDTH]."""
        number = bisect_right(self.starts, word) - 1
        asks: Floats = self.of_window(number)[word - self.starts[number]]
        return asks


def inputs(one: Window) -> dict[str, npt.NDArray[Any]]:
    """What the network takes of a window: `ids` [1, length], `features` [1, length, FEATURES], `mask` [1, length]."""
    shape = (1, len(one.ids))
    features = np.frombuffer(b"".join(one.features), np.uint8).reshape(*shape, len(FEATURES))
    return {
        "ids": np.array([one.ids], np.int64),
        "features": features.astype(np.int64),
        "mask": np.ones(shape, np.float32),
    }


def open_model(folder: Path) -> OnnxModel:
    """The model in a folder. Raises ModelError where a file is missing, damaged, newer or made for other labels."""
    manifest, digest = read_manifest(folder)
    vocabulary = decode_vocabulary(read_file(folder, manifest, PIECES), str(folder / PIECES))
    session = _session(folder, manifest)
    _try(session, folder, manifest, len(vocabulary.pieces))
    return OnnxModel(manifest, digest, Pieces(vocabulary), session)


def _try(session: onnxruntime.InferenceSession, folder: Path, manifest: Manifest, pieces: int) -> None:
    """Reads the longest window, filled with the last piece: a network too small for either fails here, not later."""
    shape = (1, manifest.window)
    given = {
        "ids": np.full(shape, pieces - 1, np.int64),
        "features": np.zeros((*shape, len(FEATURES)), np.int64),
        "mask": np.ones(shape, np.float32),
    }
    options = onnxruntime.RunOptions()
    options.log_severity_level = 4
    try:
        session.run(list(OUTPUTS), given, options)
    except (*_REFUSALS, faults.RuntimeException) as error:
        raise ModelError(
            f"{folder / ENCODER}: cannot read {manifest.window} pieces of {pieces} as model.json and {PIECES} say "
            f"({_first_line(error)}); {REMEDY}"
        ) from None


def _session(folder: Path, manifest: Manifest) -> onnxruntime.InferenceSession:
    """The encoder on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # windows differ in length, so no run's plan of memory serves another
    options.log_severity_level = 3  # errors alone: they are raised as well
    try:
        session = onnxruntime.InferenceSession(
            read_file(folder, manifest, ENCODER), options, providers=["CPUExecutionProvider"]
        )
    except _REFUSALS as error:
        raise ModelError(
            f"{folder / ENCODER}: onnxruntime {onnxruntime.__version__} refuses it ({_first_line(error)}); "
            f"upgrade onnxruntime, or {REMEDY}"
        ) from None
    takes = {one.name: len(one.shape) for one in session.get_inputs()}
    gives = {one.name: one.shape[-1] for one in session.get_outputs()}
    if takes != INPUTS or gives != OUTPUTS:
        raise ModelError(
            f"{folder / ENCODER}: takes {takes} (name: axes) and gives {gives} (name: numbers a piece); "
            f"expected {INPUTS} and {OUTPUTS}: export the model again, or {REMEDY}"
        )
    return session


def _first_line(error: Exception) -> str:
    """What the library said first."""
    return " ".join(str(error).split())[:200]
