"""How fast a model reads, on one CPU thread: sentences and windows, and the memory it takes."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
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
    """Sentences and, by length of window, pieces in a CPU second; MB that the process grew by while it read."""

    sentences: float
    pieces: dict[int, float] = field(default_factory=dict)
    resident: float = 0.0


def feed_of(texts: Sequence[Sequence[int]], features: int) -> Feed:
    """Model inputs of texts given as piece ids; nothing is known of their words, which does not change the speed."""
    shape = (len(texts), max(map(len, texts)))
    ids, mask = np.zeros(shape, np.int64), np.zeros(shape, np.float32)
    for row, text in enumerate(texts):
        ids[row, : len(text)], mask[row, : len(text)] = text, 1
    return {"ids": ids, "features": np.zeros((*shape, features), np.int64), "mask": mask}


def resident() -> float:
    """Resident memory of this process in MB; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


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
    before = resident()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
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
    speed.resident = resident() - before
    return speed


def sentences_of(path: Path, count: int) -> Iterator[str]:
    """The first `count` sentences of 15 to 30 words of a corpus of articles (JSON lines, zstd), two an article."""
    import zstandard

    with path.open("rb") as raw:
        for line in io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(raw), encoding="utf-8"):
            parts = re.split(r"(?<=[.!?])\s+|\n+", json.loads(line)["text"])
            for sentence in [part for part in parts if 15 <= len(part.split()) <= 30][:2]:
                if count <= 0:
                    return
                count -= 1
                yield sentence


def main(arguments: list[str]) -> int:
    """Measure MODEL on news: speed MODEL BASE CORPORA (BASE: torch file with the vocabulary, CORPORA: a folder)."""
    if len(arguments) != 3:
        print(main.__doc__)
        return 2
    import torch

    from kawat_training.pieces import Pieces

    model, base, corpora = map(Path, arguments)
    pieces = Pieces(torch.load(base, weights_only=False)["voc"])
    texts = [text for code in ("id", "en", "ms") for text in sentences_of(corpora / f"articles_{code}.jsonl.zst", 100)]
    cut = [pieces.text(text) for text in texts]
    words = sum(len(text.split()) for text in texts) / len(texts)
    print(f"{len(texts)} sentences of {words:.1f} words, {sum(map(len, cut)) / len(cut):.1f} pieces")
    speed = measure(model, cut)
    print(f"{speed.sentences:.0f} sentences a CPU second")
    for length, rate in speed.pieces.items():
        print(f"{rate:.0f} pieces a CPU second in windows of {length}")
    print(f"{speed.resident:.0f} MB resident for the model while reading")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
