"""How fast a model reads, on one CPU thread: sentences and windows."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

BATCH = 16
LENGTHS = (128, 200, 256)
WINDOWS = 8  # of each length in a run
RUNS = 5  # the best counts: other work on the machine only ever slows a run
Feed = dict[str, npt.NDArray[Any]]


@dataclass(slots=True)
class Speed:
    """Sentences and, by length of window, pieces in a CPU second."""

    sentences: float
    pieces: dict[int, float] = field(default_factory=dict)


def feed_of(texts: Sequence[Sequence[int]], features: int) -> Feed:
    """Model inputs of texts given as piece ids; nothing is known of their words, which does not change the speed."""
    shape = (len(texts), max(map(len, texts)))
    ids, mask = np.zeros(shape, np.int64), np.zeros(shape, np.float32)
    for row, text in enumerate(texts):
        ids[row, : len(text)], mask[row, : len(text)] = text, 1
    return {"ids": ids, "features": np.zeros((*shape, features), np.int64), "mask": mask}


def open_session(model: Path | bytes) -> onnxruntime.InferenceSession:
    """A model, or the bytes of one, on one thread of the CPU."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    source = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])


def best_time(session: onnxruntime.InferenceSession, feeds: Sequence[Feed], runs: int) -> float:
    """CPU seconds of the fastest of `runs` readings of all feeds, after one that warms up."""
    session.run(None, feeds[0])
    times = []
    for _ in range(runs):
        start = time.process_time()
        for feed in feeds:
            session.run(None, feed)
        times.append(time.process_time() - start)
    return min(times)


def measure(model: Path, sentences: Sequence[Sequence[int]], runs: int = RUNS) -> Speed:
    """The speed of a model file. `sentences` are piece ids with start and end pieces, in any order.

    Sentences are read in batches of similar length, windows one at a time as articles are.
    """
    session = open_session(model)
    features = next(value.shape[2] for value in session.get_inputs() if value.name == "features")
    ordered = sorted(sentences, key=len)
    batches = [feed_of(ordered[at : at + BATCH], features) for at in range(0, len(ordered), BATCH)]
    speed = Speed(len(ordered) / best_time(session, batches, runs))
    running = [piece for sentence in sentences for piece in sentence]
    for length in LENGTHS:
        starts = [at * length % max(1, len(running) - length) for at in range(WINDOWS)]
        windows = [feed_of([running[start : start + length]], features) for start in starts]
        pieces = sum(window["ids"].size for window in windows)
        speed.pieces[length] = pieces / best_time(session, windows, runs)
    return speed
