"""`kawat eval`: how well readings agree with gold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click
import msgspec

from kawat.cli.output import chosen_model, knowledge_option, model_option
from kawat.errors import UsageError
from kawat.evaluation import figures, report
from kawat.evaluation.evaluate import Evaluation, evaluate
from kawat.evaluation.floors import Floors

FILE = click.Path(path_type=Path)


@click.command("eval")
@click.argument("gold", required=False, type=FILE)
@click.argument("corpus", required=False, type=FILE)
@click.option("--readings", type=FILE, help="Score these saved readings (JSON lines) in place of reading CORPUS now.")
@model_option
@knowledge_option
@click.option("--errors", metavar="LAYER", help="List the faults of a layer, such as quotation or event.")
@click.option("--by-language", is_flag=True, help="A table for each language as well.")
@click.option("--json", "as_json", is_flag=True, help="Write the scores as one JSON object.")
@click.option("--floors", "floors_path", type=FILE, help="Fail where a layer is below its floor in this file.")
@click.option("--set-floors", is_flag=True, help="Write what is measured now into the file of --floors.")
@click.option(
    "--figures",
    "figures_path",
    type=FILE,
    help="With --floors alone: keep scores beside floors in this file, for the desk.",
)
def command(
    gold: Path | None,
    corpus: Path | None,
    readings: Path | None,
    model: str,
    knowledge: tuple[Path, ...],
    errors: str | None,
    by_language: bool,
    as_json: bool,
    floors_path: Path | None,
    set_floors: bool,
    figures_path: Path | None,
) -> None:
    """Score the readings of CORPUS (a file or folder) against GOLD (one annotation a line).

    With --floors and without GOLD and CORPUS, every corpus that the file names is scored, if it is on this machine.

    Example: kawat eval samples/gold.jsonl samples/articles --errors event
    """
    floors = Floors(floors_path) if floors_path else None
    if set_floors and floors is None:
        raise UsageError("--set-floors: no file to write to; name it with --floors eval/floors.json")
    if figures_path is not None and (floors is None or gold is not None):
        raise UsageError("--figures: figures are of all corpora; give --floors eval/floors.json and no GOLD")
    if gold is None:
        measured = _measured(_needed(floors), chosen_model(model), knowledge, as_json)
        _keep_or_check(_needed(floors), measured, set_floors, figures_path)
        return
    if corpus is None:
        raise UsageError("kawat eval: CORPUS is missing; give gold and corpus, or --floors alone")
    evaluation = evaluate(gold, corpus, readings, None if readings else chosen_model(model), knowledge)
    _show(evaluation, errors, by_language, as_json)
    if floors is not None:
        _hold(floors, floors.name_of(gold, corpus), evaluation)


def _needed(floors: Floors | None) -> Floors:
    """The floors, which take the place of GOLD and CORPUS."""
    if floors is None:
        raise UsageError("kawat eval: GOLD and CORPUS are missing; give both, or --floors eval/floors.json")
    return floors


def _show(evaluation: Evaluation, errors: str | None, by_language: bool, as_json: bool) -> None:
    """Tables and faults as text, or all figures as JSON."""
    if as_json:
        click.echo(msgspec.json.encode(evaluation.to_dict()))
        return
    click.echo(report.summary(evaluation))
    scores = evaluation.tally.scores()
    click.echo("\n".join(report.table(scores)))
    for code, tally in evaluation.languages.items() if by_language else ():
        click.echo("\n".join([f"\n{code}", *report.table(tally.scores())]))
    if errors is not None and errors not in scores:
        raise UsageError(f"--errors: no layer {errors!r}; the layers are {', '.join(scores)}")
    for line in report.faults(evaluation.tally.faults[errors]) if errors else ():
        click.echo(line)


def _measured(floors: Floors, model: str | None, knowledge: tuple[Path, ...], as_json: bool) -> dict[str, Evaluation]:
    """Score every corpus that is here, and tell how good it was."""
    measured = {
        name: evaluate(gold, corpus, model=model, knowledge=knowledge)
        for name, (gold, corpus) in floors.present().items()
    }
    if as_json:
        click.echo(msgspec.json.encode({name: one.to_dict() for name, one in measured.items()}))
    for name, one in measured.items() if not as_json else ():
        click.echo("\n".join([f"{name}: {report.summary(one)}", *report.table(one.tally.scores())]))
    for name in floors.absent():
        click.echo(f"{name}: not on this machine, not checked", err=True)
    return measured


def _keep_or_check(
    floors: Floors, measured: Mapping[str, Evaluation], set_floors: bool, figures_path: Path | None
) -> None:
    """Write floors and figures where that is asked; without new floors, fail where one breaks."""
    if set_floors:
        floors.write({name: floors.raised(name, one.tally.scores()) for name, one in measured.items()})
    if figures_path is not None:
        figures.write(figures_path, measured, floors.all())
    if set_floors:
        return
    stale = [f"{name}: gold or texts have changed; measure its floors again: make floors" for name in floors.changed()]
    _fail([*stale, *(line for name, one in measured.items() for line in _broken(floors, name, one))])


def _hold(floors: Floors, name: str, evaluation: Evaluation) -> None:
    """Fail where a layer of one corpus is below its floor."""
    _fail(_broken(floors, name, evaluation))


def _broken(floors: Floors, name: str, evaluation: Evaluation) -> list[str]:
    """What is below its floor, in words."""
    return [str(one) for one in floors.breaks(name, evaluation.tally.scores())]


def _fail(broken: list[str]) -> None:
    """Say what broke and end with exit status 1, if anything did."""
    for line in broken:
        click.echo(line, err=True)
    if broken:
        raise SystemExit(1)
