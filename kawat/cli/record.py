"""What the commands that ask a record share: which record, how rows are shown, where they go."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kawat import api
from kawat.cli.output import WIDEST, opened

ENVIRONMENT = "KAWAT_RECORD"
USUAL = "record"
_MOST = 1_000_000_000  # rows
_SHOWN = 50  # rows of a table, where nothing else is asked for
FORMATS = ("table", "csv", "jsonl", "parquet")

record_option = click.option(
    "--record",
    type=click.Path(path_type=Path),
    envvar=ENVIRONMENT,
    default=USUAL,
    metavar="DIR",
    help=f"The record to ask; usual: {ENVIRONMENT}, else ./{USUAL}.",
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="table for people, csv, jsonl, parquet. Usual: table on a terminal, by the ending of -o FILE, else jsonl.",
)
limit_option = click.option(
    "--limit",
    type=click.IntRange(1, _MOST),
    metavar="ROWS",
    help=f"Not more rows than these; usual: {_SHOWN} in a table, else all.",
)
output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write here when all is found."
)
since_option = click.option(
    "--since", metavar="DATE", help="From this day, month or year on: 2018-06-12, 2018-06, 2018."
)
until_option = click.option("--until", metavar="DATE", help="Up to the end of this day, month or year.")
new_since_option = click.option(
    "--new-since", metavar="DATE", help="What articles tell that came into the record since this day."
)
language_option = click.option("--language", metavar="CODE", help="Articles in this language alone: id, ms, en.")
text_option = click.option(
    "--text",
    type=click.Choice(api.TEXTS),
    default="span",
    show_default=True,
    help="The articles' words: none, those that prove a datum, the whole article.",
)
outlet_option = click.option("--outlet", metavar="NAME", help="Articles of this publisher alone.")


def give(rows: api.Rows, form: str | None, limit: int | None, output: Path | None) -> None:
    """Show the rows, or write them where they are wanted."""
    form = form or _chosen(output)
    if form == "parquet" and output is None and sys.stdout.isatty():
        raise click.UsageError("parquet is not for a terminal; name a file with -o FILE")
    if form == "table":
        _show(rows, limit or _SHOWN, output)
        return
    with opened(output) as out:
        api.write_rows(form, rows.head(limit) if limit else rows, out)


def _chosen(output: Path | None) -> str:
    """The format where none is asked for."""
    if output is not None:
        ending = output.suffix.lstrip(".")
        return ending if ending in FORMATS else "jsonl"
    return "table" if sys.stdout.isatty() else "jsonl"


def _show(rows: api.Rows, most: int, output: Path | None) -> None:
    """The rows as a table: as wide as the terminal, plain elsewhere."""
    from rich.console import Console

    view = api.show_rows(rows, most)
    if output is None and sys.stdout.isatty():
        Console().print(view)
        return
    console = Console(width=2 * WIDEST, color_system=None, force_terminal=False)
    with console.capture() as shown:
        console.print(view)
    with opened(output) as out:
        out.write("".join(f"{line.rstrip()}\n" for line in shown.get().splitlines()).encode("utf-8", "replace"))


def asked(record: Path) -> api.Record:
    """The record, to be asked."""
    return api.open_record(record)


def say_unlinked(held: api.Record) -> None:
    """Say where articles came in after the last linking."""
    behind = held.links_behind()
    if behind:
        click.echo(f"kawat: {behind:,} batches came in after the last linking; `kawat link` takes them in", err=True)
