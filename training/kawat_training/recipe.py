"""From data to a model folder: base, distillation, training, export, and a card with what was measured on the way."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch

from kawat.errors import InputError, UsageError
from kawat.extract.encoder.folder import ENCODER, MANIFEST, PIECES, Manifest, read_manifest, write_model
from kawat.extract.encoder.onnx import open_model
from kawat.extract.encoder.pieces import Pieces, encode_vocabulary
from kawat_training.bench import names, own_test
from kawat_training.card import CARD, PLAIN, Told, write_card
from kawat_training.distil import distilled
from kawat_training.encoder import from_tensors
from kawat_training.export import agreement, export, join
from kawat_training.files import Text, data_file
from kawat_training.gather import Gathered, Say, Wanted, check, gather
from kawat_training.items import Item
from kawat_training.measure import HEADS_SAY, PARTS, Annotated, layers, read_annotated, read_with, tuning_pages
from kawat_training.names import DEV
from kawat_training.network import Network
from kawat_training.reader import TorchModel
from kawat_training.start import (
    Base,
    installed_base,
    layers_of,
    load_base,
    save_base,
    teaching_layers,
    with_layers,
)
from kawat_training.train import Plan, Source, loss_of, padded, train
from kawat_training.tune import as_json, tuned
from kawat_training.windows import Window, windows_of

SHARES = {"articles": 1.0, "sentences": 1.0, "names": 0.05, "attributions": 0.3}
"""Share of each kind of data that an epoch takes."""
CALIBRATION = 64  # windows of articles that ranges of activations are measured on, beside all sentences
COMPARED = 40  # windows that the exported model is compared on
OWN_TEST = "test_events_id.txt"
MINE = frozenset({ENCODER, PIECES, MANIFEST, CARD})


@dataclass(frozen=True, slots=True)
class Settled:
    """How scores become data, and points of score and share right by kind of datum (kawat_training.tune)."""

    decoding: Mapping[str, Any] = field(default_factory=dict)
    calibration: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that makes a model: data, base, training, name. The same recipe gives the same bytes on one machine.

    How scores become data is chosen (`tune`) on the articles held out, else on those that measure, or taken over from
    the model in the folder `settings`; `outside` goes before both. `more_seeds` are trained beside, to see how far the
    figures depend on the seed of the plan; the layers are taught once.
    """

    data: Wanted
    base: Path | None = None
    layers: str | None = None
    plain_text: tuple[Text, ...] = ()
    plan: Plan = field(default_factory=Plan)
    more_seeds: tuple[int, ...] = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    outside: Mapping[str, float] = field(default_factory=dict)
    tune: bool = False
    settings: Path | None = None
    window: int = 160
    device: str = "cpu"
    name: str = "news"
    version: str = "0.1.0"


def make_model(recipe: Recipe, out: Path, say: Say) -> None:
    """Trains a model and writes its folder. Broken off, the same call goes on from the last whole epoch.

    What is needed to go on lies in a folder beside `out` (its name with `.run`) until the model is written. Raises
    UsageError or InputError where something asked for is missing or wrong.
    """
    began = time.process_time()
    torch.set_num_threads(1)
    run = out.resolve().with_name((out.resolve().name or "model") + ".run")
    _check(recipe, out, run)
    base, kept = _start(recipe)  # what is wrong with it is told before data are read, which takes longer
    say(f"base: {base.described}; layers {','.join(map(str, kept))} of {base.sizes.layers}")
    data = gather(recipe.data, say)
    _open_run(run, recipe, data)
    base = _with_layers(recipe, base, kept, data, run, say)
    pieces = Pieces(base.vocabulary)
    sources = [
        Source(kind, _windows(items, pieces, recipe), _share(recipe, kind)) for kind, items in data.items.items()
    ]
    network, written = _made(recipe, base, sources, data, run, out, say)
    seeds = {}
    if recipe.more_seeds:
        seeds[recipe.plan.seed] = _figures(recipe, data, out)
    for seed in recipe.more_seeds:
        say(f"seed {seed}")
        other, folder = replace(recipe, plan=replace(recipe.plan, seed=seed)), run / f"seed-{seed}"
        _made(other, base, sources, data, run, folder, say)
        seeds[seed] = _figures(other, data, folder)
    say(f"{out}: {sum(path.stat().st_size for path in out.iterdir()) / 1e6:.1f} MB; measuring")
    told = _told(recipe, data, base, network, sources, out, written)
    write_card(out, replace(told, seeds=seeds, seconds=time.process_time() - began))
    shutil.rmtree(run)


def _check(recipe: Recipe, out: Path, run: Path) -> None:
    """Stops where something asked for cannot be done, before anything that takes long."""
    if recipe.device == "cuda" and not torch.cuda.is_available():
        raise UsageError("--device cuda: torch sees no such device here; say --device cpu")
    _check_out(out, run)
    for option, asked, what in (("--tune", recipe.tune, "choose"), ("--seeds", recipe.more_seeds, "compare seeds")):
        if asked and not (recipe.data.fold or recipe.data.dev):
            raise UsageError(f"{option}: no articles to {what} on; hold some out with --fold or name --dev")
    if recipe.settings:
        read_manifest(recipe.settings)
    check(recipe.data)


def _made(
    recipe: Recipe, base: Base, sources: list[Source], data: Gathered, run: Path, out: Path, say: Say
) -> tuple[Network, bytes]:
    """Trains a network of the recipe's seed and writes its folder; gives it in floats, with the encoder's bytes."""
    torch.manual_seed(recipe.plan.seed)
    with torch.device(recipe.device):
        network = Network(from_tensors(base.sizes, base.tensors, 0.1)).to(recipe.device)
        train(network, sources, recipe.plan, base.vocabulary.pad, run / f"epochs-{recipe.plan.seed}.pt", say)
    network = network.cpu().float().eval()
    settled = _settled(recipe, base, network, data, say)
    return network, _write(recipe, base, network, sources, settled, out)


def _figures(recipe: Recipe, data: Gathered, folder: Path) -> dict[str, float]:
    """What is compared over seeds: F1 of each layer, types of the own test, names of the set that measures."""
    model, annotated, found = open_model(folder), _measuring(recipe, data), dict[str, float]()
    if annotated:
        read = read_with(model, annotated.pages.values(), heads=True)
        for part, readings in zip(PARTS, (read.pipeline, read.heads), strict=True):
            for layer, one in layers(annotated, readings).items():
                if part == "pipeline" or layer in HEADS_SAY:
                    found[f"{part}: {layer}, F1"] = one.f1
    found["own test: type at the trigger"] = own_test(model, data_file(OWN_TEST))["known"]
    dev = recipe.data.names / DEV.file if recipe.data.names else None
    if dev and dev.exists():
        found["names: F1"] = names(model, dev)["known"]["f1"]
    return found


def _check_out(out: Path, run: Path) -> None:
    """Stops where the folder holds something that a model would be mixed with or would replace."""
    if out.exists() and not out.is_dir():
        raise InputError(f"{out}: is a file; name a folder for the model")
    there = {path.name for path in out.iterdir()} if out.exists() else set()
    if there - MINE:
        raise InputError(f"{out}: holds {sorted(there - MINE)[0]}, which is no part of a model; name an empty folder")
    if MANIFEST in there and not run.exists():
        raise InputError(f"{out}: holds a model; name another folder, or remove it first")


def _open_run(run: Path, recipe: Recipe, data: Gathered) -> None:
    """Begins a run, or goes on with one of the same recipe and data."""
    told = repr([(f.name, getattr(recipe, f.name)) for f in fields(recipe) if f.name != "data"])
    licensed = (recipe.data.licensed_only, sorted(recipe.data.licences))
    digest = sha256(f"{told} {recipe.data.fold} {licensed} {data.digest()}".encode()).hexdigest()
    note = run / "recipe.txt"
    if note.exists() and note.read_text(encoding="ascii") != digest:
        raise InputError(
            f"{run}: a run with other options or data was broken off there; give the same, or remove the folder"
        )
    run.mkdir(parents=True, exist_ok=True)
    note.write_text(digest, encoding="ascii")


def _start(recipe: Recipe) -> tuple[Base, list[int]]:
    """The encoder to start from, and which of its layers to keep."""
    base = load_base(recipe.base) if recipe.base else installed_base()
    if base.taught_on and not recipe.data.allows(PLAIN):
        raise UsageError(
            f"--licensed-only: {recipe.base} was taught on {', '.join(base.taught_on)}; "
            f"say its licence with --licence {PLAIN}=TEXT, or leave --base out"
        )
    if recipe.plain_text:
        return base, teaching_layers(base, recipe.layers)
    return base, layers_of(recipe.layers, base.sizes.layers)


def _with_layers(recipe: Recipe, base: Base, kept: list[int], data: Gathered, run: Path, say: Say) -> Base:
    """The base with the layers kept, taught on plain text where there is any; what was taught is kept in the run."""
    if recipe.plain_text and not recipe.data.allows(PLAIN):
        told = f"plain text {', '.join(path.name for path, _ in recipe.plain_text)}"
        say(f"left out for want of a licence: {told}")
        data.unlicensed.append(told)
    elif recipe.plain_text:
        taught = run / "student.npz"
        if not taught.exists():
            with torch.device(recipe.device):
                save_base(distilled(base, kept, recipe.plain_text, data.held, recipe.plan.seed, say), taught)
        return load_base(taught)
    return with_layers(base, kept)


def _windows(items: list[Item], pieces: Pieces, recipe: Recipe) -> tuple[Window, ...]:
    return tuple(window for item in items for window in windows_of(item, pieces, recipe.window))


def _share(recipe: Recipe, kind: str) -> float:
    return recipe.shares.get(kind, SHARES[kind])


def _spread(windows: tuple[Window, ...], count: int) -> list[Window]:
    """At most `count` of the windows, from all over."""
    return list(windows[:: max(1, -(-len(windows) // count))])


def _measuring(recipe: Recipe, data: Gathered) -> Annotated | None:
    """The articles that measure, if there are any."""
    if recipe.data.dev:
        return read_annotated(recipe.data.dev)
    return _held_out(recipe, data)


def _held_out(recipe: Recipe, data: Gathered) -> Annotated | None:
    """The articles of the fold, if there are any."""
    return read_annotated(recipe.data.articles, [item.id for item in data.held_out]) if data.held_out else None


def _settled(recipe: Recipe, base: Base, network: Network, data: Gathered, say: Say) -> Settled:
    """How scores become data, and what they are worth."""
    found = Settled()
    if recipe.settings:
        manifest = read_manifest(recipe.settings)[0]
        found = Settled(manifest.decoding, manifest.calibration)
    elif recipe.tune and (annotated := _held_out(recipe, data) or _measuring(recipe, data)):
        pages = tuning_pages(annotated, TorchModel(network, Pieces(base.vocabulary), recipe.window))
        choice, calibration = tuned(pages, say)
        found = Settled(as_json(choice), calibration)
    if not recipe.outside:
        return found
    outside = dict(sorted({**found.decoding.get("outside", {}), **recipe.outside}.items()))
    return replace(found, decoding={**found.decoding, "outside": outside})


def _write(recipe: Recipe, base: Base, network: Network, sources: list[Source], settled: Settled, out: Path) -> bytes:
    """The model folder; gives the encoder's bytes."""
    by_kind = {source.name: source.windows for source in sources}
    calibration = [
        *join(by_kind.get("sentences", ()), recipe.window),
        *_spread(by_kind.get("articles", ()), CALIBRATION),
    ]
    written = export(network, calibration)
    manifest = Manifest(
        name=recipe.name,
        version=recipe.version,
        base=base.described,
        layers=base.sizes.layers,
        width=base.sizes.width,
        window=recipe.window,
        decoding=dict(settled.decoding),
        calibration=dict(settled.calibration),
    )
    write_model(out, manifest, {ENCODER: written, PIECES: encode_vocabulary(base.vocabulary)})
    return written


def _told(
    recipe: Recipe, data: Gathered, base: Base, network: Network, sources: list[Source], out: Path, written: bytes
) -> Told:
    """What the card says."""
    held = _windows(data.held_out, Pieces(base.vocabulary), recipe)
    pad, plan = base.vocabulary.pad, recipe.plan
    losses = {source.name: mean_loss(network, _spread(source.windows, COMPARED * 5), plan, pad) for source in sources}
    if held:
        losses["held-out articles"] = mean_loss(network, list(held), plan, pad)
    compared = [window for source in sources for window in _spread(source.windows, COMPARED // len(sources) or 1)]
    annotated, model, scores = _measuring(recipe, data), open_model(out), {}
    if annotated:
        scores = {
            way: layers(annotated, read_with(one, annotated.pages.values()).pipeline)
            for way, one in (("model", model), ("rules", None))
        }
    return Told(
        recipe=recipe_of(recipe, model.decoding),
        base=base.described,
        items=data.items,
        left_out=data.left_out,
        unlicensed=data.unlicensed if recipe.data.licensed_only else None,
        licences={**data.licences, **recipe.data.licences},
        losses=losses,
        agreement=agreement(network, written, compared),
        measured_on=_measured_on(recipe, data),
        scores=scores,
        seeds={},
        seconds=0.0,
    )


def recipe_of(recipe: Recipe, decoding: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers of a recipe, for the card."""
    plan = recipe.plan
    return {
        "name": f"{recipe.name} {recipe.version}",
        "seed": plan.seed,
        "epochs": plan.epochs,
        "learning rate": plan.rate,
        "pieces a batch": plan.batch,
        "share of windows without knowledge": plan.blind,
        "pieces a window": recipe.window,
        "device": recipe.device,
        "share of data an epoch": {kind: _share(recipe, kind) for kind in SHARES},
        "decoding": json.dumps(decoding) if decoding else "as it is",
        "decoding and calibration chosen on": _chosen_on(recipe),
    }


def _chosen_on(recipe: Recipe) -> str:
    if recipe.settings:
        return f"articles that {recipe.settings.name} was not trained on"
    if recipe.tune and recipe.data.fold and recipe.data.dev:
        return "the articles held out by --fold"
    return "the articles measured on below, which flatters the scores a little" if recipe.tune else "nothing"


def _measured_on(recipe: Recipe, data: Gathered) -> str:
    if recipe.data.dev:
        return "annotated articles of " + ", ".join(folder.name for folder in recipe.data.dev)
    if recipe.data.fold and data.held_out:
        part, parts = recipe.data.fold
        return f"held-out articles ({len(data.held_out)}, part {part} of {parts} by checksum)"
    return ""


def mean_loss(network: Network, windows: list[Window], plan: Plan, pad: int) -> float:
    """The mean loss of windows read one by one with all knowledge."""
    with torch.no_grad():
        losses = []
        for window in windows:
            ids, features, mask = padded([window], pad)
            losses.append(float(loss_of(network, [window], network.trunk(ids, features, mask), plan)))
    return sum(losses) / max(1, len(losses))
