"""MODEL_CARD.md: what a model was made from and what was measured when it was made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from kawat.evaluation.tally import Score
from kawat_training.gather import counts
from kawat_training.items import Item

CARD = "MODEL_CARD.md"
PLAIN = "plain-text"  # the name that --licence gives to texts without annotation
LICENCES = {
    "articles": "not stated; the text of news articles is their publishers', and none of it is in the model's files",
    "sentences": "as their files say; those of training/data were written for Kawat, Apache-2.0",
    "attributions": "PolNeAR: none stated",
}
"""What is known of the licences of data, where --licence says nothing."""
SHOWN = ("event", "commitment", "quote", "name", "news_name", "time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the card says; `scores` are those of the model and of the rules alone, `agreement` shares by head.

    `unlicensed` is what was left out for want of a licence, None where nothing had to be licensed; `seeds` are figures
    by seed, the model's first, where there are several.
    """

    recipe: Mapping[str, Any]
    base: str
    items: Mapping[str, Sequence[Item]]
    left_out: Mapping[str, str]
    unlicensed: Sequence[str] | None
    licences: Mapping[str, str]
    losses: Mapping[str, float]
    agreement: Mapping[str, float]
    measured_on: str
    scores: Mapping[str, Mapping[str, Score]]
    seeds: Mapping[int, Mapping[str, float]]
    seconds: float


def write_card(folder: Path, told: Told) -> None:
    """Writes the card into the model's folder."""
    (folder / CARD).write_text("\n".join(card(told)) + "\n", encoding="utf-8")


def card(told: Told) -> Iterator[str]:
    """The lines of the card."""
    yield f"# {told.recipe['name']}\n"
    yield f"An encoder for `kawat read --model`. Base: {told.base}.\n"
    yield "Everything below was written by `kawat train` when it made the model.\n"
    yield from _data(told)
    yield "\n## Training\n"
    yield "| setting | value |\n|---|---|"
    for name, value in told.recipe.items():
        plain = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, Mapping) else value
        yield f"| {name} | {plain} |"
    yield f"| CPU time since the run was last begun, with reading and measuring | {told.seconds:.0f} s |"
    yield "\n## Measured\n"
    yield from _measured(told)


def _data(told: Told) -> Iterator[str]:
    yield "## Data\n"
    yield "| data | texts | words | languages | licence |\n|---|---|---|---|---|"
    counted = {kind: counts(items) for kind, items in told.items.items()}
    for kind, items in told.items.items():
        words = sum(len(item.sight.words) for item in items)
        licence = told.licences.get(kind) or LICENCES[kind]
        name, languages = kind + told.left_out.get(kind, ""), _told(counted[kind]["language"])
        yield f"| {name} | {len(items)} | {words} | {languages} | {licence} |"
    if PLAIN in told.licences:
        yield f"\nLicence of the plain text that the layers were taught on: {told.licences[PLAIN]}."
    if told.unlicensed is not None:
        yield f"\nLeft out for want of a licence: {'; '.join(told.unlicensed) or 'nothing that was given'}."
    yield "\nNever trained on: PLV, files whose names begin with `test_`, and texts that measure."
    yield "\n| data | spans by type |\n|---|---|"
    for kind, found in counted.items():
        for head in SHOWN:
            if found.get(head):
                yield f"| {kind}: {head} | {_told(found[head])} |"


def _told(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def _measured(told: Told) -> Iterator[str]:
    losses = ", ".join(f"{name} {loss:.3f}" for name, loss in told.losses.items())
    yield f"Mean loss of a window, with all knowledge shown: {losses}.\n"
    same = ", ".join(f"{head} {share:.4f}" for head, share in told.agreement.items())
    yield f"Share of words that the 8-bit model labels as the network in floats does: {same}.\n"
    if not told.scores:
        yield "No articles were held out, so nothing is known of its scores; `kawat bench-model` measures them."
        return
    yield f"Readings of {told.measured_on}, scored as `kawat eval` does; F1 by rules alone beside:\n"
    yield "| layer | precision | recall | F1 | F1 of rules | gold | found |\n|---|---|---|---|---|---|---|"
    for layer, one in told.scores["model"].items():
        rules = told.scores["rules"][layer].f1 if layer in told.scores["rules"] else 0.0
        shares = f"{one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} | {rules:.3f}"
        yield f"| {layer} | {shares} | {one.gold} | {one.found} |"
    yield from _spread(told.seeds)
    yield "\nAll other figures of a model, and two models side by side: `kawat bench-model`. On PLV (who does what to"
    yield "whom) the encoder it started from is cross-validated: `python -m kawat_training.relations encoder`."


def _spread(seeds: Mapping[int, Mapping[str, float]]) -> Iterator[str]:
    """Mean and spread of each figure over networks that differ in the seed alone."""
    if len(seeds) < 2:
        return
    first, *others = seeds
    again = ", ".join(map(str, others))
    yield f"\nTrained again with seeds {again}; the model is that of seed {first}. Over all of them:\n"
    yield "| figure | mean | standard deviation | least | greatest |\n|---|---|---|---|---|"
    for name in seeds[first]:
        found = [figures[name] for figures in seeds.values() if name in figures]
        if len(found) == len(seeds):
            numbers = (mean(found), stdev(found), min(found), max(found))
            yield f"| {name} | {' | '.join(f'{number:.3f}' for number in numbers)} |"
