"""Who does what to whom in marked sentences (PLV): reader, fixed folds, a linear baseline and the encoder.

A PLV sentence marks a source and a target, and names the PLOVER root of what the source does to the target and its
quad class. All figures are cross-validated over the training file alone: its test file is never read.

    python -m kawat_training.relations svm --data PLV_train.tsv
    python -m kawat_training.relations encoder --data PLV_train.tsv --base student.npz
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import random
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kawat.errors import KawatError
from kawat.extract.encoder.pieces import Pieces

if TYPE_CHECKING:
    from kawat_training.start import Base

FOLDS = 5
QUADS: Mapping[str, tuple[str, ...]] = {
    "verbal cooperation": ("AGREE", "CONSULT", "SUPPORT"),
    "material cooperation": ("COOPERATE", "AID", "YIELD"),
    "verbal conflict": ("ACCUSE", "REQUEST", "REJECT", "THREATEN"),
    "material conflict": ("PROTEST", "MOBILIZE", "SANCTION", "COERCE", "ASSAULT"),
}
"""Quad classes in the order of their numbers in the file (1 to 4), with their roots; YIELD is RETREAT with CONCEDE."""
ROOTS = tuple(root for roots in QUADS.values() for root in roots)
TASKS = ("root", "quad", "binary")
_MARKS = re.compile(r"(</?[st]>)")


class RelationError(ValueError):
    """A row of a relation file that cannot be read; names file and row."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A sentence with `<s>..</s>` around sources and `<t>..</t>` around targets; labels are numbers.

    `labels` holds root (place in ROOTS), quad (0 to 3, as annotated, which differs from the root's own in 8 of 1,050
    rows) and binary (1: conflict). A few rows have no mark for one side, or two.
    """

    id: str
    marked: str
    labels: Mapping[str, int]

    @property
    def text(self) -> str:
        """The sentence without its marks."""
        return _MARKS.sub("", self.marked)

    @property
    def fold(self) -> int:
        """0 to 4, by the sentence's letters and digits, so that equal sentences share a fold."""
        letters = re.sub(r"[\W_]", "", self.text.lower())
        return int(hashlib.sha256(letters.encode()).hexdigest(), 16) % FOLDS


def read_relations(path: Path) -> list[Relation]:
    """The rows of PLV_train.tsv; RelationError where a label is unknown or the file is one for tests."""
    if "test" in path.name.lower():
        raise RelationError(f"{path}: a test file; training and cross-validation read PLV_train.tsv alone")
    relations = []
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines, delimiter="\t"), start=2):
            root, quad = row["gold_root"], row["gold_penta"]
            if root not in ROOTS or quad not in ("1", "2", "3", "4"):
                raise RelationError(
                    f"{path}:{number}: root {root!r}, quad {quad!r}; expected {', '.join(ROOTS)}; 1 to 4"
                )
            labels = {"root": ROOTS.index(root), "quad": int(quad) - 1, "binary": int(quad > "2")}
            relations.append(Relation(row["sentence_id"], row["marked_sentence"], labels))
    return relations


def macro_f1(gold: Sequence[int], found: Sequence[int]) -> float:
    """Mean F1 over the labels that occur in gold or found."""
    scores = []
    for label in sorted({*gold, *found}):
        right = sum(g == f == label for g, f in zip(gold, found, strict=True))
        scores.append(2 * right / (gold.count(label) + found.count(label)))
    return sum(scores) / len(scores) if scores else 0.0


Found = dict[str, list[int]]
Learn = Callable[[list[Relation], list[Relation]], Found]


def cross_validate(
    relations: Sequence[Relation], learn: Learn, folds: Iterable[int], out: Callable[[str], None]
) -> None:
    """Trains on four folds, scores the fifth, for each of the folds; prints macro-F1 of each, mean and pooled."""
    scores: dict[str, list[float]] = {task: [] for task in TASKS}
    pooled: dict[str, tuple[list[int], list[int]]] = {task: ([], []) for task in TASKS}
    for fold in folds:
        started = time.process_time()
        held = [r for r in relations if r.fold == fold]
        found = learn([r for r in relations if r.fold != fold], held)
        for task in TASKS:
            gold = [r.labels[task] for r in held]
            scores[task].append(macro_f1(gold, found[task]))
            pooled[task][0].extend(gold)
            pooled[task][1].extend(found[task])
        line = "  ".join(f"{task} {100 * scores[task][-1]:.1f}" for task in TASKS)
        out(f"fold {fold} ({len(held)}): {line}  [{time.process_time() - started:.0f} CPU s]")
    out("mean:   " + "  ".join(f"{task} {100 * sum(s) / len(s):.1f}" for task, s in scores.items()))
    out("pooled: " + "  ".join(f"{task} {100 * macro_f1(*pair):.1f}" for task, pair in pooled.items()))


def marked_words(marked: str) -> str:
    """The sentence with its marks as words of letters, which word n-grams keep."""
    words = {"<s>": " ssss ", "</s>": " ssse ", "<t>": " tttt ", "</t>": " ttte "}
    return _MARKS.sub(lambda mark: words[mark[0]], marked)


def masked_words(marked: str) -> str:
    """The sentence with each marked stretch as one word: who it is goes, what is done stays."""
    return re.sub(r"<t>.*?</t>", " tttt ", re.sub(r"<s>.*?</s>", " ssss ", marked))


def svm(train: list[Relation], held: list[Relation]) -> Found:
    """TF-IDF and a linear SVM for each task; features, C and class weights chosen by 4 folds of the training part."""
    from sklearn.model_selection import GroupKFold

    inner = list(GroupKFold(4).split(train, groups=[r.text for r in train]))
    best: dict[str, tuple[float, Any]] = dict.fromkeys(TASKS, (-1.0, None))
    for features in product((marked_words, masked_words), ("word", "letters", "both")):
        texts, views = [features[0](r.marked) for r in train], []
        for fit, check in inner:
            view = _view(features[1])
            views.append((view.fit_transform([texts[i] for i in fit]), view.transform([texts[i] for i in check])))
        for c in (0.1, 0.3, 1.0, 3.0, 10.0):
            for weight in (None, "balanced"):
                for task in TASKS:
                    score = _inner_score(train, task, inner, views, c, weight)
                    if score > best[task][0]:
                        best[task] = (score, (features, c, weight))
    found: Found = {}
    for task in TASKS:
        (words_of, kind), c, weight = best[task][1]
        view = _view(kind)
        known = view.fit_transform([words_of(r.marked) for r in train])
        machine = _machine(c, weight).fit(known, [r.labels[task] for r in train])
        asked = view.transform([words_of(r.marked) for r in held])
        found[task] = [int(label) for label in machine.predict(asked)]
        told = f"{words_of.__name__}, {kind}, C {c}, weights {weight}"
        sys.stderr.write(f"  svm {task}: {told} (inner {100 * best[task][0]:.1f})\n")
    return found


def _inner_score(train: list[Relation], task: str, inner: Any, views: Any, c: float, weight: str | None) -> float:
    total = 0.0
    for (fit, check), (known, asked) in zip(inner, views, strict=True):
        machine = _machine(c, weight).fit(known, [train[i].labels[task] for i in fit])
        total += macro_f1([train[i].labels[task] for i in check], [int(label) for label in machine.predict(asked)])
    return total / len(inner)


def _machine(c: float, weight: str | None) -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(C=c, class_weight=weight, random_state=0)


def _view(kind: str) -> Any:
    """TF-IDF of words (1 to 3), of letters within words (2 to 5), or of both."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union

    words = TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    return make_union(*{"word": [words], "letters": [letters], "both": [words, letters]}[kind])


LONGEST = 192  # pieces of a sentence that are read
_SIGNS = {"<s>": "@", "</s>": "@", "<t>": "#", "</t>": "#"}  # pieces that news has no use for


@dataclass(frozen=True, slots=True)
class Piece:
    """Pieces of a marked sentence, and the places of the first source sign and the first target sign (0: none)."""

    ids: list[int]
    source: int
    target: int


def pieces_of(marked: str, pieces: Pieces) -> Piece:
    """A marked sentence as pieces, each mark one piece."""
    ids, places = [pieces.vocabulary.start], {}
    text, spaced = marked.translate(pieces.vocabulary.normal), True
    for part in _MARKS.split(text):
        if part in _SIGNS:
            places.setdefault(part, len(ids))
            ids.append(pieces.word(_SIGNS[part], space=True)[-1])
            continue
        spaced = spaced or part[:1].isspace()
        for word in part.split():
            ids.extend(pieces.word(word, space=spaced))
            spaced = True
        spaced = not part.strip() or part[-1:].isspace()
    signs = [place if place < LONGEST - 1 else 0 for place in (places.get("<s>", 0), places.get("<t>", 0))]
    return Piece([*ids[: LONGEST - 1], pieces.vocabulary.end], *signs)


def batches_of(sizes: Sequence[int], limit: int, chance: random.Random) -> Iterator[list[int]]:
    """Places of items of about equal size, in batches of at most `limit` padded pieces, in random order."""
    out: list[list[int]] = []
    longest = 0
    for place in sorted(range(len(sizes)), key=lambda i: sizes[i] * (1 + 0.2 * chance.random())):
        longest = max(longest, sizes[place])
        if not out or longest * (len(out[-1]) + 1) > limit:
            out.append([])
            longest = sizes[place]
        out[-1].append(place)
    chance.shuffle(out)
    yield from out


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the encoder is trained: passes over the data, pieces a batch, rates, seed."""

    epochs: int = 8
    batch: int = 700
    rate: float = 2e-4
    head_rate: float = 1e-3
    seed: int = 0


def classify(train: list[Relation], held: list[Relation], base: Base, recipe: Recipe) -> Found:
    """Fine-tunes the encoder on `train` and labels `held`: the mean of all pieces and both signs tell the root.

    The encoder computes in bfloat16 over float32 master weights, the head in float32. The quad and the binary class are
    the likeliest sums of root probabilities, so one network answers all three.
    """
    import torch
    from torch import nn

    from kawat_training.encoder import from_tensors

    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)
    cutter = Pieces(base.vocabulary)
    known, asked = [pieces_of(r.marked, cutter) for r in train], [pieces_of(r.marked, cutter) for r in held]
    encoder = from_tensors(base.sizes, base.tensors)
    encoder.word.weight.requires_grad_(False)
    width = encoder.sizes.width
    layers = [nn.Dropout(0.1), nn.Linear(3 * width, width), nn.GELU(), nn.Dropout(0.1), nn.Linear(width, len(ROOTS))]
    head = nn.Sequential(*layers)
    pad = cutter.vocabulary.pad
    quads = torch.tensor([[float(root in roots) for roots in QUADS.values()] for root in ROOTS])

    def scores(some: list[Piece], dtype: Any) -> Any:
        longest = max(len(p.ids) for p in some)
        ids = torch.tensor([p.ids + [pad] * (longest - len(p.ids)) for p in some])
        mask = torch.tensor([[1.0] * len(p.ids) + [0.0] * (longest - len(p.ids)) for p in some])
        x = encoder(ids, mask.to(dtype)).float()
        mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        row = torch.arange(len(some))
        signs = [x[row, [p.source for p in some]], x[row, [p.target for p in some]]]
        return head(torch.cat([mean, *signs], 1)).log_softmax(1)

    roots, kinds = (torch.tensor([r.labels[task] for r in train]) for task in ("root", "quad"))

    def loss(places: list[int]) -> Any:
        found = scores([known[place] for place in places], torch.bfloat16)
        root = nn.functional.nll_loss(found, roots[places]) * 0.95 - found.mean() * 0.05  # smoothed labels
        quad = nn.functional.nll_loss((found.exp() @ quads + 1e-8).log(), kinds[places])
        return root + 0.5 * quad

    _fit(encoder, head, loss, [len(p.ids) for p in known], recipe, chance)
    encoder.eval()
    head.eval()
    out: Found = {task: [] for task in TASKS}
    with torch.no_grad():
        for piece in asked:
            chances = scores([piece], torch.float32)[0].exp()
            quad = chances @ quads
            out["root"].append(int(chances.argmax()))
            out["quad"].append(int(quad.argmax()))
            out["binary"].append(int(quad[2:].sum() > quad[:2].sum()))
    return out


def _fit(encoder: Any, head: Any, loss: Any, sizes: list[int], recipe: Recipe, chance: random.Random) -> None:
    """AdamW, 10 % of the steps to warm up, then linearly down; leaves the encoder in float32.

    Not Mixed: the head stays in float32 and is clipped as one with the encoder, whose masters begin unrounded.
    """
    import torch

    from kawat_training.mixed import rising_and_falling

    master = {name: p.detach().clone().float() for name, p in encoder.named_parameters() if p.requires_grad}
    encoder.to(torch.bfloat16)
    parameters = {name: p for name, p in encoder.named_parameters() if p.requires_grad}
    matrices = [m for m in master.values() if m.dim() > 1]
    rest = [m for m in master.values() if m.dim() <= 1]
    groups = [
        {"params": matrices, "lr": recipe.rate, "weight_decay": 0.01},
        {"params": rest, "lr": recipe.rate, "weight_decay": 0.0},
        {"params": list(head.parameters()), "lr": recipe.head_rate, "weight_decay": 0.01},
    ]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True)
    passes = [list(batches_of(sizes, recipe.batch, chance)) for _ in range(recipe.epochs)]
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rising_and_falling(sum(map(len, passes))))
    encoder.train()
    head.train()
    for batches in passes:
        for places in batches:
            loss(places).backward()
            for name, weight in master.items():
                weight.grad = parameters[name].grad.float() if parameters[name].grad is not None else None
                parameters[name].grad = None
            torch.nn.utils.clip_grad_norm_([*master.values(), *head.parameters()], 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            with torch.no_grad():
                torch._foreach_copy_(list(parameters.values()), list(master.values()))
    encoder.to(torch.float32)
    with torch.no_grad():
        for name, parameter in encoder.named_parameters():
            if name in master:
                parameter.copy_(master[name])


def main(arguments: Sequence[str] | None = None) -> int:
    """Cross-validates the baseline or the encoder and prints macro-F1 for each fold."""
    parser = argparse.ArgumentParser(prog="kawat_training.relations", description=main.__doc__)
    parser.add_argument("way", choices=["svm", "encoder"])
    parser.add_argument("--data", type=Path, required=True, help="PLV_train.tsv")
    parser.add_argument("--base", type=Path, help="encoder that kawat_training.distil wrote; usual: the package's own")
    parser.add_argument("--layers", help="layers of it to keep: a number, or layers such as 0,2,4; usual: all")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folds", type=int, nargs="+", default=list(range(FOLDS)))
    options = parser.parse_args(arguments)
    try:
        relations = read_relations(options.data)
        learn = svm if options.way == "svm" else _encoder(options)
    except (OSError, KawatError, RelationError) as error:
        parser.error(str(error))
    cross_validate(relations, learn, options.folds, lambda line: print(line, flush=True))
    return 0


def _encoder(options: argparse.Namespace) -> Learn:
    """The encoder that the options ask for."""
    import torch

    from kawat_training.start import installed_base, layers_of, load_base, with_layers

    torch.set_num_threads(1)
    base = load_base(options.base) if options.base else installed_base()
    base = with_layers(base, layers_of(options.layers, base.sizes.layers))
    recipe = Recipe(epochs=options.epochs, seed=options.seed)
    return lambda train, held: classify(train, held, base, recipe)


if __name__ == "__main__":
    sys.exit(main())
