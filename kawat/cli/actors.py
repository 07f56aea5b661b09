"""`kawat actors`: countries, people and bodies of a record, each once."""

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

_KINDS = ("person", "country", "organisation", "group")


@click.command(epilog='Example: kawat actors "Ratna Wulandari" --format jsonl')
@click.argument("name", required=False)
@click.option("--kind", type=click.Choice(_KINDS), help="People, countries, organisations or groups alone.")
@since_option
@until_option
@record_option
@format_option
@limit_option
@output_option
def actors(
    name: str | None,
    kind: str | None,
    since: str | None,
    until: str | None,
    record: Path,
    form: str | None,
    limit: int | None,
    output: Path | None,
) -> None:
    """Tell who is in a record: one row for each country, person or body, with names, offices and how often.

    NAME is a country (PRK), words of a name or an id. Actors of several articles are one where `because` says why;
    people of one name and different countries or roles stay apart. Status: 0, also where nothing is found.
    """
    with asked(record) as held:
        found = held.linked_actors(name, kind=kind, since=since, until=until)
    give(api.rows_of(found), form, limit, output)
