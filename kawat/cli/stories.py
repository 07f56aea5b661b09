"""`kawat stories`: articles that are copies of one report, in a record."""

from __future__ import annotations

from pathlib import Path

import click

from kawat.cli.record import (
    asked,
    format_option,
    give,
    limit_option,
    outlet_option,
    output_option,
    record_option,
    say_unlinked,
    since_option,
    until_option,
)


@click.command(epilog="Example: kawat stories --format table")
@outlet_option
@click.option("--agency", metavar="NAME", help="Stories whose articles name this agency or outlet as their source.")
@click.option("--least", type=click.IntRange(2), metavar="ARTICLES", help="Stories of so many articles or more.")
@since_option
@until_option
@record_option
@format_option
@limit_option
@output_option
def stories(
    outlet: str | None,
    agency: str | None,
    least: int | None,
    since: str | None,
    until: str | None,
    record: Path,
    form: str | None,
    limit: int | None,
    output: Path | None,
) -> None:
    """Tell which articles are copies, relays or rewrites of one report.

    A row a story: its first article, whom most name as their source, its members and what each is to the first,
    and how many newsrooms reported on their own. Status: 0, also where nothing is found.
    """
    with asked(record) as held:
        rows = held.stories(publisher=outlet, agency=agency, least=least, since=since, until=until)
        say_unlinked(held)
        give(rows, form, limit, output)
