"""A smaller encoder that says what the larger one says: fewer layers, taught on plain news without any annotation.

The student starts as some of the layers of the teacher and learns to give the teacher's vectors, after its last layer
and after each layer that stands for two of the teacher's.

    python -m kawat_training.distil --layers 6 --text articles.jsonl.zst:2400000 --out student.npz
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import torch
import zstandard
from torch import Tensor
from torch.nn import functional

from kawat.errors import InputError, KawatError
from kawat.extract.encoder.pieces import Pieces
from kawat.knowledge.tokens import TOKEN
from kawat_training.encoder import Encoder, from_tensors
from kawat_training.files import Text, text_of
from kawat_training.mixed import Group, Mixed
from kawat_training.overlap import HeldBack, held_back
from kawat_training.start import Base, installed_base, load_base, save_base, teaching_layers, with_layers

LENGTH = 128
BATCH = 12
RATE = 3e-4


def texts_of(path: Path, held: HeldBack, seed: int) -> Iterator[str]:
    """Texts of a file of articles in random order, without those that share a sentence with what is held back."""
    with path.open("rb") as file:
        lines = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8").readlines()
    random.Random(seed).shuffle(lines)
    for line in lines:
        row = json.loads(line)
        text = "\n".join(part for part in (row.get("title"), row.get("text")) if part)
        if len(text) > 300 and not held.holds(text):
            yield text[:6000]


def pieces_of(texts: Iterator[str], pieces: Pieces, limit: int) -> list[list[int]]:
    """Runs of LENGTH pieces with start and end piece, `limit` pieces in all."""
    runs: list[list[int]] = []
    start, end = pieces.vocabulary.start, pieces.vocabulary.end
    for text in texts:
        ids: list[int] = []
        for match in TOKEN.finditer(text):
            space = match.start() == 0 or text[match.start() - 1].isspace()
            ids.extend(pieces.word(match.group(), space=space)[:16])
        for first in range(0, len(ids) - LENGTH // 2, LENGTH - 2):
            run = ids[first : first + LENGTH - 2]
            runs.append([start, *run, end, *[pieces.vocabulary.pad] * (LENGTH - 2 - len(run))])
        if len(runs) * LENGTH >= limit:
            break
    return runs


def layers_of(encoder: Encoder, ids: Tensor, mask: Tensor) -> list[Tensor]:
    """Vectors after the embedding and after each layer."""
    x = encoder.norm(encoder.word(ids) + encoder.position(torch.arange(ids.shape[1]))[None] + encoder.kind)
    bias = (1.0 - mask.to(x.dtype))[:, None, None, :] * -1e4
    found = [x]
    for layer in encoder.layers:
        found.append(layer(found[-1], bias))
    return found


def loss_of(student: list[Tensor], teacher: list[Tensor], mask: Tensor) -> Tensor:
    """Mean squared distance of real pieces' vectors, the last layer counted twice."""
    step = (len(teacher) - 1) // (len(student) - 1)
    real = mask.bool()
    total = torch.zeros(())
    for number in range(1, len(student)):
        weight = 2.0 if number == len(student) - 1 else 1.0
        mine, theirs = student[number][real].float(), teacher[number * step][real].float()
        total = total + weight * functional.mse_loss(mine, theirs) / theirs.var()
    return total


def teach(
    teacher: Encoder, student: Encoder, runs: list[list[int]], pad: int, say: Callable[[str], None], rate: float = RATE
) -> None:
    """One pass over the runs, bfloat16 with float32 master weights; tells loss and progress."""
    teacher = teacher.to(torch.bfloat16).eval()
    student.word.weight.requires_grad_(False)
    steps = len(runs) // BATCH
    trained = tuple(name for name, parameter in student.named_parameters() if parameter.requires_grad)
    # A shorter rise than the heads' training has, and a rate that never falls to nothing: one pass, no second.
    pace = lambda step: min((step + 1) / (0.05 * steps), max(0.02, 1 - step / steps))  # noqa: E731
    mixed = Mixed(student, [Group(trained, rate, 0.01)], pace)
    student.train()
    began, recent = time.process_time(), []
    for step in range(steps):
        ids = torch.tensor(runs[step * BATCH : (step + 1) * BATCH])
        mask = (ids != pad).to(torch.bfloat16)
        with torch.no_grad():
            theirs = layers_of(teacher, ids, mask)
        loss = loss_of(layers_of(student, ids, mask), theirs, mask)
        loss.backward()
        mixed.step()
        recent.append(loss.item())
        if step % 100 == 99 or step == steps - 1:
            spent = time.process_time() - began
            say(f"{step + 1}/{steps} loss {sum(recent) / len(recent):.4f} cpu {spent:.0f} s")
            recent.clear()
    mixed.settle()


def distilled(
    base: Base, kept: Sequence[int], texts: Iterable[Text], held: HeldBack, seed: int, say: Callable[[str], None]
) -> Base:
    """The layers `kept` of the base, taught to say what all of them say on plain text that is not held back.

    Raises InputError where a file of texts is missing or not of its shape. Works on torch's default device.
    """
    torch.manual_seed(seed)
    pieces, runs, names = Pieces(base.vocabulary), [], []
    for path, limit in texts:
        try:
            own = pieces_of(texts_of(path, held, seed), pieces, limit)
        except (OSError, ValueError, zstandard.ZstdError) as error:
            raise InputError(f"{path}: {error}; expected articles as JSON lines, packed with zstd") from None
        say(f"{path.name}: {len(own)} runs of {LENGTH} pieces")
        runs += own
        names.append(path.name)
    random.Random(seed).shuffle(runs)
    fewer = with_layers(base, kept)
    teacher, student = (from_tensors(one.sizes, one.tensors, 0.0) for one in (base, fewer))
    teach(teacher, student, runs, base.vocabulary.pad, say)
    tensors = {name: value.detach().cpu().numpy() for name, value in student.state_dict().items()}
    return replace(fewer, tensors=tensors, taught_on=(*base.taught_on, *names))


def main(arguments: Sequence[str] | None = None) -> int:
    """Teaches layers and writes them as a base that `kawat train --base` takes."""
    parser = argparse.ArgumentParser(prog="kawat_training.distil", description=main.__doc__)
    parser.add_argument("--base", type=Path, help="the encoder that teaches; usual: the installed package's")
    parser.add_argument("--text", action="append", required=True, type=text_of, help="articles, FILE or FILE:PIECES")
    parser.add_argument("--held-back", type=Path, action="append", default=[], help="corpus.jsonl that only measures")
    parser.add_argument("--layers", default="6", help="a number, or layers such as 0,2,4")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    torch.set_num_threads(1)
    try:
        base = load_base(given.base) if given.base else installed_base()
        kept = teaching_layers(base, given.layers)
        held = held_back((), given.held_back)
        save_base(distilled(base, kept, given.text, held, given.seed, lambda line: print(line, flush=True)), given.out)
    except KawatError as error:
        parser.error(str(error))
    return 0


if __name__ == "__main__":
    sys.exit(main())
