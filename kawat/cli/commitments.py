"""`kawat commitments`: who promised, threatened, demanded, offered, refused or conceded what, in a record."""

from __future__ import annotations

from pathlib import Path

import click

from kawat.cli.record import (
    asked,
    format_option,
    give,
    language_option,
    limit_option,
    outlet_option,
    output_option,
    record_option,
    since_option,
    text_option,
    until_option,
)


@click.command(epilog="Example: kawat commitments --kind demand --holder PRK --format csv")
@click.option("--kind", metavar="KIND", help="pledge, threat, demand, offer, refusal, concession.")
@click.option("--holder", metavar="WHO", help="Who is bound: a country (PRK), words of a name, or an id.")
@click.option("--addressee", metavar="WHO", help="To whom, in the same way.")
@outlet_option
@language_option
@text_option
@since_option
@until_option
@record_option
@format_option
@limit_option
@output_option
def commitments(
    kind: str | None,
    holder: str | None,
    addressee: str | None,
    outlet: str | None,
    language: str | None,
    text: str,
    since: str | None,
    until: str | None,
    record: Path,
    form: str | None,
    limit: int | None,
    output: Path | None,
) -> None:
    """Tell commitments as each article has them; `kawat ledger` tells what became of them.

    Status: 0, also where nothing is found.
    """
    with asked(record) as held:
        rows = held.commitments(
            kind=kind, holder=holder, addressee=addressee, language=language, publisher=outlet, since=since, until=until
        )
        give(rows.text(text), form, limit, output)
