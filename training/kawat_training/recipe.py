"""From data to a model folder: base, distillation, training, export, and a card with what was measured on the way."""

from __future__ import annotations

import json
import random
import shutil
import sys
import time
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch

from kawat.errors import InputError, UsageError
from kawat.extract.encoder.folder import ENCODER, MANIFEST, PIECES, Manifest, read_manifest, write_model
from kawat.extract.encoder.onnx import open_model
from kawat.extract.encoder.pieces import Vocabulary, encode_vocabulary
from kawat_training.card import CARD, Told, write_card
from kawat_training.distil import pieces_of, student_of, teach, texts_of
from kawat_training.encoder import from_tensors
from kawat_training.export import agreement, export, join
from kawat_training.gather import Gathered, Say, Wanted, check, gather
from kawat_training.items import Item
from kawat_training.measure import Annotated, layers, read_annotated, read_with, tuning_pages
from kawat_training.network import Network
from kawat_training.pieces import Pieces
from kawat_training.reader import TorchModel
from kawat_training.start import (
    Base,
    based_on,
    encoder_of,
    installed_base,
    layers_of,
    load_base,
    save_base,
    with_layers,
)
from kawat_training.train import Plan, Source, loss_of, padded, train
from kawat_training.tune import as_json, tuned
from kawat_training.windows import Window, windows_of

SHARES = {"articles": 1.0, "sentences": 1.0, "names": 0.3, "attributions": 0.3}
"""Share of each kind of data that an epoch takes."""
CALIBRATION = 64  # windows of articles that ranges of activations are measured on, beside all sentences
COMPARED = 40  # windows that the exported model is compared on
DISTIL_RATE = 3e-4
MINE = frozenset({ENCODER, PIECES, MANIFEST, CARD})


@dataclass(frozen=True, slots=True)
class Settled:
    """How scores become data, and points of score and share right by kind of datum (kawat_training.tune)."""

    decoding: Mapping[str, Any] = field(default_factory=dict)
    calibration: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that makes a model: data, base, training, name. The same recipe gives the same bytes on one machine.

    How scores become data is chosen on the articles that measure (`tune`), or taken over from the model in the folder
    `settings`; `outside` goes before both.
    """

    data: Wanted
    base: Path | None = None
    layers: str | None = None
    plain_text: tuple[Path, ...] = ()
    pieces: int = 2_400_000
    plan: Plan = field(default_factory=Plan)
    shares: Mapping[str, float] = field(default_factory=dict)
    licences: Mapping[str, str] = field(default_factory=dict)
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
    if recipe.device == "cuda" and not torch.cuda.is_available():
        raise UsageError("--device cuda: torch sees no such device here; say --device cpu")
    run = out.resolve().with_name((out.resolve().name or "model") + ".run")
    _check_out(out, run)
    if recipe.tune and not (recipe.data.fold or recipe.data.dev):
        raise UsageError("--tune: no articles to choose on; hold some out with --fold, or name others with --dev")
    if recipe.settings:
        read_manifest(recipe.settings)
    check(recipe.data)
    base, kept = _start(recipe)  # what is wrong with it is told before data are read, which takes longer
    say(f"base: {base.name}; layers {','.join(map(str, kept))} of {base.sizes.layers}")
    data = gather(recipe.data, say)
    _open_run(run, recipe, data)
    base = _with_layers(recipe, base, kept, data, run, say)
    pieces = Pieces(base.vocabulary)
    sources = [
        Source(kind, _windows(items, pieces, recipe), _share(recipe, kind)) for kind, items in data.items.items()
    ]
    torch.manual_seed(recipe.plan.seed)
    with torch.device(recipe.device):
        network = Network(from_tensors(base.sizes, base.tensors, 0.1)).to(recipe.device)
        train(network, sources, recipe.plan, base.vocabulary.pad, run / "epochs.pt", say)
    network = network.cpu().float().eval()
    settled = _settled(recipe, base, network, data, say)
    written = _write(recipe, base, network, sources, settled, out)
    say(f"{out}: {sum(path.stat().st_size for path in out.iterdir()) / 1e6:.1f} MB; measuring")
    told = _told(recipe, data, base, network, sources, out, written)
    write_card(out, replace(told, seconds=time.process_time() - began))
    shutil.rmtree(run)


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
    told = repr([(f.name, getattr(recipe, f.name)) for f in fields(recipe) if f.name not in ("licences", "data")])
    digest = sha256(f"{told} {recipe.data.fold} {data.digest()}".encode()).hexdigest()
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
    kept = layers_of(recipe.layers, base.sizes.layers)
    if recipe.plain_text and base.sizes.layers % len(kept):
        raise UsageError(f"--layers: {base.sizes.layers} layers cannot teach {len(kept)}; expected a divisor")
    return base, kept


def _with_layers(recipe: Recipe, base: Base, kept: list[int], data: Gathered, run: Path, say: Say) -> Base:
    """The base with the layers kept, taught on plain text where there is any; what was taught is kept in the run."""
    if not recipe.plain_text:
        return with_layers(base, kept)
    taught = run / "student.pt"
    if not taught.exists():
        save_base(_distilled(recipe, base, kept, data, say), taught)
    return load_base(taught)


def _distilled(recipe: Recipe, base: Base, kept: list[int], data: Gathered, say: Say) -> Base:
    """The layers `kept`, taught to say what all of them say on plain text that is not held back."""
    seed, pieces, runs = recipe.plan.seed, Pieces(base.vocabulary), []
    torch.manual_seed(seed)
    for path in recipe.plain_text:
        try:
            own = pieces_of(texts_of(path, data.held, seed), pieces, recipe.pieces)
        except (OSError, ValueError) as error:
            raise InputError(f"{path}: {error}; expected articles as JSON lines, packed with zstd") from None
        say(f"{path.name}: {len(own)} runs of plain text")
        runs += own
    random.Random(seed).shuffle(runs)
    with torch.device(recipe.device):
        teacher = encoder_of(base).to(recipe.device)
        student = student_of(teacher, kept).to(recipe.device)
        with redirect_stdout(sys.stderr):
            teach(teacher, student, runs, base.vocabulary.pad, DISTIL_RATE)
    texts = ", ".join(path.name for path in recipe.plain_text)
    found = based_on(base, student, kept)
    return replace(found, name=f"{found.name}, taught on {texts}")


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
    return read_annotated(recipe.data.articles, [item.id for item in data.held_out]) if data.held_out else None


def _settled(recipe: Recipe, base: Base, network: Network, data: Gathered, say: Say) -> Settled:
    """How scores become data, and what they are worth."""
    found = Settled()
    if recipe.settings:
        manifest = read_manifest(recipe.settings)[0]
        found = Settled(manifest.decoding, manifest.calibration)
    elif recipe.tune and (annotated := _measuring(recipe, data)):
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
        base=base.name,
        layers=base.sizes.layers,
        width=base.sizes.width,
        window=recipe.window,
        decoding=dict(settled.decoding),
        calibration=dict(settled.calibration),
    )
    told = {one.name: getattr(base.vocabulary, one.name) for one in fields(Vocabulary)}
    write_model(out, manifest, {ENCODER: written, PIECES: encode_vocabulary(Vocabulary(**told))})
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
        base=base.name,
        items=data.items,
        left_out=data.left_out,
        licences=recipe.licences,
        losses=losses,
        agreement=agreement(network, written, compared),
        measured_on=_measured_on(recipe, data),
        scores=scores,
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
        "decoding and calibration chosen on": "the articles measured on below"
        if recipe.tune
        else "other articles, if any",
    }


def _chosen_on(recipe: Recipe) -> str:
    if recipe.settings:
        return f"articles that {recipe.settings.name} was not trained on"
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
