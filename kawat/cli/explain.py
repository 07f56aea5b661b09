"""`kawat explain`: what stands behind one datum."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console

from kawat import api
from kawat.cli.output import WIDEST, chosen_model, interface_option, knowledge_option, model_option


@click.command(epilog="Example: kawat explain c-cd782c8532 samples/articles/hanoi.json")
@click.argument("datum_id", metavar="ID")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--published", metavar="DATE", help="Publication date where an article tells none.")
@click.option("--language", metavar="CODE", help="Language (id, ms, en) where an article tells none.")
@model_option
@knowledge_option
@interface_option
@click.pass_context
def explain(
    ctx: click.Context,
    datum_id: str,
    file: Path,
    published: str | None,
    language: str | None,
    model: str,
    knowledge: tuple[Path, ...],
    interface: str | None,
) -> None:
    """Show what stands behind one datum: its rule, its words in their sentence, what else was considered.

    FILE holds saved readings (.json or .jsonl, as `kawat read` writes them) or articles, which are then read.
    Status: 0 found, 2 no datum of that id.
    """
    near: list[str] = []
    unread: list[str] = []
    for item in _items(file, published, language, model, knowledge):
        if isinstance(item, api.Rejection):
            unread.append(f"{item.reason}: {item.detail}")
            continue
        found = api.explain(item, datum_id)
        if found is not None:
            show(found, interface, knowledge)
            return
        near += api.nearest_ids(item, datum_id)
    hint = (
        f"the nearest are {', '.join(near[:5])}" if near else "give one that `kawat read` shows, such as q-1a2b3c4d5e"
    )
    lost = f"; {len(unread)} of its articles could not be read ({unread[0]})" if unread else ""
    same = "" if api.is_saved(file) else "; read with the same --model and --knowledge as when the id was shown"
    raise click.UsageError(f"{file} has no datum {datum_id!r}; {hint}{same}{lost}", ctx=ctx)


def _items(
    file: Path, published: str | None, language: str | None, model: str, knowledge: tuple[Path, ...]
) -> Iterator[api.Reading | api.Rejection]:
    """What a file holds: loaded where it is saved readings, else read now."""
    if api.is_saved(file):
        return api.load(file)
    return api.read_all(file, published=published, language=language, model=chosen_model(model), knowledge=knowledge)


def show(found: api.Explanation, interface: str | None, knowledge: tuple[Path, ...]) -> None:
    """Print an explanation, no wider than is good to read."""
    console = Console()
    console.width = min(console.width, WIDEST)
    console.print(api.show_explanation(found, interface, knowledge))
