"""A smaller encoder that says what the larger one says: fewer layers, taught on plain news without any annotation.

The student starts as every other layer of the teacher and learns to give the teacher's vectors, after its last layer
and after each layer that stands for two of the teacher's.

    python -m kawat_training.distil --base base.pt --text articles.jsonl.zst:2400000 --out student.pt
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import torch
import zstandard
from torch import Tensor
from torch.nn import functional

from kawat.knowledge.tokens import TOKEN
from kawat_training.encoder import Encoder
from kawat_training.overlap import HeldBack, held_back
from kawat_training.pieces import Pieces

LENGTH = 128
BATCH = 12


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


def student_of(teacher: Encoder, kept: Sequence[int]) -> Encoder:
    """An encoder of the teacher's layers `kept`."""
    student = Encoder(replace(teacher.sizes, layers=len(kept)), dropout=0.0)
    state = {name: value for name, value in teacher.state_dict().items() if not name.startswith("layers.")}
    for new, old in enumerate(kept):
        for name, value in teacher.state_dict().items():
            if name.startswith(f"layers.{old}."):
                state[f"layers.{new}." + name.split(".", 2)[2]] = value
    student.load_state_dict(state)
    return student


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


def teach(teacher: Encoder, student: Encoder, runs: list[list[int]], pad: int, rate: float) -> None:
    """One pass over the runs, bf16 with fp32 master weights, printing loss and progress."""
    teacher = teacher.to(torch.bfloat16).eval()
    student.word.weight.requires_grad_(False)
    trained = [p for p in student.to(torch.bfloat16).parameters() if p.requires_grad]
    masters = [p.detach().float().requires_grad_() for p in trained]
    adam = torch.optim.AdamW(masters, lr=rate, weight_decay=0.01, betas=(0.9, 0.98), eps=1e-6, fused=True)
    steps = len(runs) // BATCH
    plan = torch.optim.lr_scheduler.LambdaLR(adam, lambda s: min((s + 1) / (0.05 * steps), max(0.02, 1 - s / steps)))
    student.train()
    began, recent = time.process_time(), []
    for step in range(steps):
        ids = torch.tensor(runs[step * BATCH : (step + 1) * BATCH])
        mask = (ids != pad).to(torch.bfloat16)
        with torch.no_grad():
            theirs = layers_of(teacher, ids, mask)
        loss = loss_of(layers_of(student, ids, mask), theirs, mask)
        loss.backward()
        for parameter, master in zip(trained, masters, strict=True):
            master.grad = parameter.grad.float() if parameter.grad is not None else None
            parameter.grad = None
        torch.nn.utils.clip_grad_norm_(masters, 1.0)
        adam.step()
        plan.step()
        with torch.no_grad():
            torch._foreach_copy_(trained, masters)
        recent.append(loss.item())
        if step % 100 == 99 or step == steps - 1:
            print(
                f"{step + 1}/{steps} loss {sum(recent) / len(recent):.4f} cpu {time.process_time() - began:.0f} s",
                flush=True,
            )
            recent.clear()
    with torch.no_grad():
        student.float()
        for parameter, master in zip(trained, masters, strict=True):
            parameter.copy_(master)


def main(arguments: list[str]) -> int:
    """Reads the command line, teaches, writes the student in the form of the base."""
    parser = argparse.ArgumentParser(prog="kawat_training.distil", description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--text", action="append", required=True, help="FILE:PIECES")
    parser.add_argument("--held-back", type=Path, action="append", default=[])
    parser.add_argument("--layers", default="0,2,4,6,8,10")
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    torch.manual_seed(given.seed)
    torch.set_num_threads(1)
    base = torch.load(given.base, weights_only=False)
    teacher = Encoder(base["sizes"], dropout=0.0)
    teacher.load_state_dict({name: torch.from_numpy(value) for name, value in base["T"].items()})
    held, pieces, runs = held_back((), given.held_back), Pieces(base["voc"]), []
    for text in given.text:
        name, _, limit = text.rpartition(":")
        own = pieces_of(texts_of(Path(name), held, given.seed), pieces, int(limit))
        print(f"{name}: {len(own)} runs of {LENGTH} pieces", flush=True)
        runs += own
    random.Random(given.seed).shuffle(runs)
    student = student_of(teacher, [int(layer) for layer in given.layers.split(",")])
    teach(teacher, student, runs, base["voc"].pad, given.rate)
    tensors = {name: value.numpy() for name, value in student.state_dict().items()}
    torch.save({"sizes": student.sizes, "voc": base["voc"], "T": tensors}, given.out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
