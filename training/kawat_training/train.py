"""Trains the network on windows of annotated texts; the same data and seed give the same network on one machine."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from kawat.extract.encoder.labels import FEATURES, KNOWN, SLICES
from kawat_training.encoder import drop
from kawat_training.mixed import Group, Mixed, rising_and_falling
from kawat_training.network import Network
from kawat_training.windows import Window

KNOWN_PLACES = [number for number, name in enumerate(FEATURES) if name in KNOWN]
HEAD_RATE = 1e-3
DECAY = 0.01
WEIGHTS = {
    "zone": 0.5,
    "time": 0.3,
    "quote": 1.0,
    "cue": 1.0,
    "event": 3.0,
    "status": 0.5,
    "commitment": 1.5,
    "condition": 0.5,
    "link": 3.0,
}
"""What a head's loss counts; heads not named count 1."""


@dataclass(frozen=True, slots=True)
class Source:
    """Windows of one kind of data; each epoch takes `share` of them, chosen anew."""

    name: str
    windows: tuple[Window, ...]
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train.

    `blind` is the share of windows that are shown without knowledge, `forget` that of single features taken from the
    others, so that the network learns to read and not to copy the rules.
    """

    epochs: int = 10
    rate: float = 2e-4
    batch: int = 700
    blind: float = 0.5
    forget: float = 0.1
    seed: int = 0
    weights: dict[str, float] = field(default_factory=lambda: dict(WEIGHTS))


def batches(windows: Sequence[Window], limit: int, dice: random.Random) -> list[list[Window]]:
    """The windows in batches of similar length with at most `limit` padded pieces, in random order."""
    order = sorted(windows, key=lambda window: len(window.ids) * (1 + 0.2 * dice.random()))
    found: list[list[Window]] = [[]]
    longest = 0
    for window in order:
        longest = max(longest, len(window.ids))
        if found[-1] and longest * (len(found[-1]) + 1) > limit:
            found.append([])
            longest = len(window.ids)
        found[-1].append(window)
    dice.shuffle(found)
    return found


def padded(batch: Sequence[Window], pad: int) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, features and mask of a batch."""
    length = max(len(window.ids) for window in batch)
    ids = torch.full((len(batch), length), pad)
    features = torch.zeros(len(batch), length, len(FEATURES), dtype=torch.int64)
    mask = torch.zeros(len(batch), length)
    for row, window in enumerate(batch):
        size = len(window.ids)
        ids[row, :size] = torch.tensor(window.ids)
        features[row, :size] = torch.frombuffer(bytearray(b"".join(window.features)), dtype=torch.uint8).view(size, -1)
        mask[row, :size] = 1.0
    return ids, features, mask


def forgetful(features: Tensor, plan: Plan, dice: random.Random) -> Tensor:
    """The features with knowledge taken from some windows."""
    for row in features:
        if dice.random() < plan.blind:
            row[:, KNOWN_PLACES] = 0
            continue
        for place in KNOWN_PLACES:
            if dice.random() < plan.forget:
                row[:, place] = 0
    return features


def loss_of(network: Network, batch: Sequence[Window], vectors: Tensor, plan: Plan) -> Tensor:
    """Cross entropy of every head over its labelled words, and of links over all words of their windows."""
    words = [vectors[row, window.first] for row, window in enumerate(batch)]
    scores = network.labels(drop(torch.cat(words)[None], network.dropout, network.training)[0]).float()
    total = torch.zeros(())
    for head, part in SLICES.items():
        gold = torch.tensor([label for window in batch for label in window.labels[head]])
        if (gold >= 0).any():
            total = total + plan.weights.get(head, 1.0) * functional.cross_entropy(
                scores[:, part], gold, ignore_index=-1
            )
    links = [_link_loss(network, window, own) for window, own in zip(batch, words, strict=True) if window.links]
    return total + plan.weights.get("link", 1.0) * torch.stack(links).mean() if links else total


def _link_loss(network: Network, window: Window, words: Tensor) -> Tensor:
    gold = torch.zeros(len(window.links), len(words), dtype=torch.int64)
    for row, (_, linked) in enumerate(window.links):
        for word, link in linked.items():
            gold[row, word] = link
    scores = network.link(words[[anchor for anchor, _ in window.links]], words).float()
    return functional.cross_entropy(scores.flatten(0, 1), gold.flatten())


def groups_of(network: Network, rate: float) -> list[Group]:
    """Encoder weights, encoder biases and norms, and all that is new; word embeddings stay as they are."""
    network.encoder.word.weight.requires_grad_(False)
    named = [(name, p) for name, p in network.named_parameters() if p.requires_grad]
    inner = [(name, p) for name, p in named if name.startswith("encoder.")]
    return [
        Group(tuple(name for name, p in inner if p.dim() > 1), rate, DECAY),
        Group(tuple(name for name, p in inner if p.dim() <= 1), rate, 0.0),
        Group(tuple(name for name, _ in named if not name.startswith("encoder.")), HEAD_RATE, DECAY),
    ]


def train(
    network: Network, sources: Sequence[Source], plan: Plan, pad: int, state: Path | None, say: Callable[[str], None]
) -> Network:
    """Trains the network in place and gives it back in float32.

    With `state` each epoch is kept there, and a run that was broken off goes on from the last whole epoch.
    """
    torch.manual_seed(plan.seed)
    dice = random.Random(plan.seed)
    size = sum(len(source.windows) * source.share for source in sources)
    each = len(batches(_drawn(sources, random.Random(0)), plan.batch, random.Random(0)))
    mixed = Mixed(network, groups_of(network, plan.rate), rising_and_falling(each * plan.epochs))
    done = _resume(mixed, dice, state)
    say(f"{size:.0f} windows and about {each} steps an epoch; epochs {done} to {plan.epochs}")
    began = time.process_time()
    for epoch in range(done, plan.epochs):
        network.train()
        losses = []
        for batch in batches(_drawn(sources, dice), plan.batch, dice):
            ids, features, mask = padded(batch, pad)
            vectors = network.trunk(ids, forgetful(features, plan, dice), mask.to(torch.bfloat16))
            loss = loss_of(network, batch, vectors, plan)
            loss.backward()
            mixed.step()
            losses.append(loss.item())
        mean, spent = sum(losses) / len(losses), time.process_time() - began
        say(f"epoch {epoch + 1}/{plan.epochs} loss {mean:.3f} cpu {spent:.0f} s")
        _keep(mixed, dice, epoch + 1, state)
    mixed.settle()
    return network.eval()


def _drawn(sources: Sequence[Source], dice: random.Random) -> list[Window]:
    """The windows of an epoch."""
    drawn: list[Window] = []
    for source in sources:
        share = int(len(source.windows) * source.share)
        drawn.extend(source.windows if source.share >= 1 else dice.sample(source.windows, share))
    return drawn


def _keep(mixed: Mixed, dice: random.Random, epochs: int, state: Path | None) -> None:
    if state is None:
        return
    kept = {"mixed": mixed.state(), "dice": dice.getstate(), "torch": torch.get_rng_state(), "epochs": epochs}
    fresh = state.with_suffix(".new")
    torch.save(kept, fresh)
    fresh.replace(state)


def _resume(mixed: Mixed, dice: random.Random, state: Path | None) -> int:
    """How many epochs a kept state has behind it; 0 where there is none."""
    if state is None or not state.exists():
        return 0
    kept = torch.load(state, weights_only=True)
    mixed.restore(kept["mixed"])
    dice.setstate(_tuples(kept["dice"]))
    torch.set_rng_state(kept["torch"])
    return int(kept["epochs"])


def _tuples(value: object) -> tuple[object, ...]:
    version, words, rest = value  # type: ignore[misc]
    return version, tuple(words), rest
