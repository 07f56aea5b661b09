"""`kawat sql`: a question of one's own to a record."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kawat.cli.record import (
    asked,
    format_option,
    give,
    limit_option,
    output_option,
    record_option,
    with_rejected_option,
)


@click.command(epilog='Example: kawat sql "select type, count(*) as events from event group by type order by all"')
@click.argument("query", metavar="SELECT|-")
@click.option(
    "--seconds",
    type=click.FloatRange(0.1, 86_400),
    default=60.0,
    show_default=True,
    help="How long the answer may take.",
)
@with_rejected_option
@record_option
@format_option
@limit_option
@output_option
def sql(
    query: str,
    seconds: float,
    with_rejected: bool,
    record: Path,
    form: str | None,
    limit: int | None,
    output: Path | None,
) -> None:
    """Ask a record in SQL (DuckDB): tables article, actor, timex, quotation, event, commitment, each with
    `id`, and coverage.

    One SELECT, or - for standard input. It can change nothing and read no file, takes at most 1 GB of memory and the
    seconds that you give it. Status: 0 answered, 2 no SELECT, or one that cannot be answered.
    """
    with asked(record, with_rejected=with_rejected) as held:
        give(held.sql(sys.stdin.read() if query == "-" else query, seconds=seconds), form, limit, output)
