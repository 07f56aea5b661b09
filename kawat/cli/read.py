"""`kawat read`: articles in, readings out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from kawat import api
from kawat.cli.output import (
    FORMATS,
    chosen_format,
    chosen_model,
    interface_option,
    knowledge_option,
    model_option,
    opened,
    writer,
)
from kawat.cli.progress import counted

EXAMPLE = "Example: kawat read samples/articles/dili.txt --published 2031-03-04 --format jsonl"


@click.command(epilog=EXAMPLE)
@click.argument("inputs", nargs=-1, required=True, metavar="FILE|FOLDER|- ...")
@click.option("--published", metavar="DATE", help="Publication date where the input tells none.")
@click.option("--language", metavar="CODE", help="Language (id, ms, en) where the input tells none.")
@click.option("--url", metavar="URL", help="Address where the input tells none.")
@click.option("--outlet", metavar="NAME", help="Publisher where the input tells none.")
@click.option(
    "--limit",
    type=click.IntRange(1, api.MOST),
    default=api.LIMIT,
    show_default=True,
    metavar="CHARACTERS",
    help="Longer articles are rejected before they are read.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="text for people, json, jsonl (one line for each article), html (one page). Usual: text on a terminal, "
    "by the ending of -o FILE, else jsonl.",
)
@model_option
@knowledge_option
@interface_option
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write here when all is read.")
@click.option("--strict", is_flag=True, help="Stop with a traceback where Kawat itself fails on an article.")
@click.pass_context
def read(
    ctx: click.Context,
    inputs: tuple[str, ...],
    published: str | None,
    language: str | None,
    url: str | None,
    outlet: str | None,
    limit: int,
    form: str | None,
    model: str,
    knowledge: tuple[Path, ...],
    interface: str | None,
    output: Path | None,
    strict: bool,
) -> None:
    """Read articles into who said, did and promised what, each with the words that prove it.

    Takes .txt, .html, .json and .jsonl files (plain, .gz or .zst), folders of them, or - for standard input.
    Status: 0 all was read, 1 some input was rejected (the output says why), 2 the command was used wrongly.
    """
    check_inputs(inputs)
    found = api.read_all(
        inputs,
        published=published,
        language=language,
        url=url,
        outlet=outlet,
        limit=limit,
        model=chosen_model(model),
        knowledge=knowledge,
        strict=strict,
    )
    form = form or chosen_format(output)
    rejected = 0

    def watched() -> Iterator[api.Reading | api.Rejection]:
        nonlocal rejected
        for item in counted(found, quiet=output is None and sys.stdout.isatty()):
            rejected += isinstance(item, api.Rejection)
            yield item

    with opened(output) as out:
        writer(form)(watched(), out, interface)
    ctx.exit(1 if rejected else 0)


def check_inputs(inputs: tuple[str, ...]) -> None:
    """Stop before anything is read where a named file or folder is missing."""
    for name in inputs:
        if name != "-" and not _exists(Path(name)):
            raise click.UsageError(
                f"{name}: no such file or folder, or none you may see; name one that exists, or - for standard input"
            )


def _exists(path: Path) -> bool:
    """Whether there is such a file or folder; no for a name that cannot be, or that we may not look at."""
    try:
        return path.exists()
    except OSError:
        return False
