"""`kawat timeline`: what two actors did and promised to each other, in a record."""

from __future__ import annotations

from pathlib import Path

import click

from kawat.cli.record import (
    asked,
    format_option,
    give,
    limit_option,
    new_since_option,
    output_option,
    record_option,
    say_unlinked,
    since_option,
    text_option,
    until_option,
)


@click.command(epilog="Example: kawat timeline PRK USA --since 2018")
@click.argument("one")
@click.argument("other", required=False)
@text_option
@since_option
@until_option
@new_since_option
@record_option
@format_option
@limit_option
@output_option
def timeline(
    one: str,
    other: str | None,
    text: str,
    since: str | None,
    until: str | None,
    new_since: str | None,
    record: Path,
    form: str | None,
    limit: int | None,
    output: Path | None,
) -> None:
    """Tell what two actors did and promised to each other, in order of time.

    ONE and OTHER are countries (PRK, "Korea Utara") or words of a name. Each act or commitment stands at its own date,
    else at that of its article (`dated` tells which). An act that several outlets tell is one row with their number;
    so are the copies of a commitment. Status: 0, also where nothing is found.
    """
    with asked(record) as held:
        rows = held.timeline(one, other, since=since, until=until, new_since=new_since)
        say_unlinked(held)
        give(rows.text(text), form, limit, output)
