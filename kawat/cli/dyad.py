"""`kawat dyad`: two actors, month by month."""

from __future__ import annotations

from pathlib import Path

import click

from kawat import api
from kawat.cli.record import (
    asked,
    format_option,
    give,
    limit_option,
    output_option,
    record_option,
    since_option,
    until_option,
)

directed_option = click.option("--directed", is_flag=True, help="Only acts of the first on the second.")


@click.command(epilog="Example: kawat dyad PRK USA --by month --since 2018 --format csv")
@click.argument("one")
@click.argument("other", required=False)
@click.option("--by", type=click.Choice(("month",)), default="month", show_default=True, help="How time is cut.")
@directed_option
@since_option
@until_option
@record_option
@format_option
@limit_option
@output_option
def dyad(
    one: str,
    other: str | None,
    by: str,
    directed: bool,
    since: str | None,
    until: str | None,
    record: Path,
    form: str | None,
    limit: int | None,
    output: Path | None,
) -> None:
    """Tell how two actors treated each other: events by month and kind, intensity, outlets, changes of pace.

    ONE and OTHER are countries (PRK), names or ids; without OTHER one is told against all. Events told as facts
    count; a month without articles is a gap, empty and not 0. `changed` marks a change of pace (PELT, Poisson cost).
    Status: 0, also for no rows.
    """
    with asked(record) as held:
        months = held.dyad(one, other, since=since, until=until, directed=directed)
    give(api.rows_of(months), form, limit, output)
