"""`kawat ledger`: what became of commitments, in a record."""

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
    until_option,
)

STATES = ("open", "conditional", "fulfilled", "broken", "withdrawn", "lapsed", "disputed")


@click.command(epilog="Example: kawat ledger --holder PRK --addressee USA --open")
@click.option("--holder", metavar="WHO", help="Who is bound: a country (PRK), words of a name.")
@click.option("--addressee", metavar="WHO", help="To whom, in the same way.")
@click.option("--kind", metavar="KIND", help="pledge, threat, demand, offer, refusal, concession.")
@click.option("--state", type=click.Choice(STATES), help="Where the newest posting leaves it.")
@click.option("--open", "open_", is_flag=True, help="Neither kept nor broken, withdrawn or lapsed.")
@click.option("--overdue", is_flag=True, help="Its date has passed, and nothing tells what became of it.")
@since_option
@until_option
@new_since_option
@record_option
@format_option
@limit_option
@output_option
def ledger(
    holder: str | None,
    addressee: str | None,
    kind: str | None,
    state: str | None,
    open_: bool,
    overdue: bool,
    since: str | None,
    until: str | None,
    new_since: str | None,
    record: Path,
    form: str | None,
    limit: int | None,
    output: Path | None,
) -> None:
    """Tell what became of promises, threats, demands, offers, refusals and concessions.

    A row a chain: one commitment with all that was told of it, and the state in which that leaves it; `kawat show
    l-...` tells its postings. That it was kept or broken is suggested until a person confirms it. --since and --until
    ask when it was told. Status: 0, also where nothing is found.
    """
    with asked(record) as held:
        rows = held.ledger(
            holder=holder,
            addressee=addressee,
            kind=kind,
            state=state,
            open=open_,
            overdue=overdue,
            since=since,
            until=until,
            new_since=new_since,
        )
        say_unlinked(held)
        give(rows, form, limit, output)
