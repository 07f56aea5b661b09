"""`kawat events`: who did what to whom, in a record."""

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
    say_unlinked,
    since_option,
    text_option,
    until_option,
    with_rejected_option,
)


@click.command(epilog="Example: kawat events --type REJECT --actor PRK --since 2020 --format csv")
@click.option("--type", "type_", metavar="TYPE", help="PLOVER type: THREATEN, AGREE (see `kawat codebook`).")
@click.option("--actor", metavar="WHO", help="Who acts: a country (PRK), words of a name, or an id.")
@click.option("--recipient", metavar="WHO", help="Whom it is done to, in the same way.")
@click.option("--status", metavar="STATUS", help="occurred, planned, conditional, denied (see `kawat codebook`).")
@click.option("--clustered", is_flag=True, help="A row an act, with the outlets and sources that tell it.")
@click.option("--country", metavar="WHERE", help="Where it happened: a country, by code or name.")
@outlet_option
@language_option
@text_option
@since_option
@until_option
@with_rejected_option
@record_option
@format_option
@limit_option
@output_option
def events(
    type_: str | None,
    actor: str | None,
    recipient: str | None,
    status: str | None,
    clustered: bool,
    country: str | None,
    outlet: str | None,
    language: str | None,
    text: str,
    since: str | None,
    until: str | None,
    with_rejected: bool,
    record: Path,
    form: str | None,
    limit: int | None,
    output: Path | None,
) -> None:
    """Tell who did what to whom: events of a record, each with its words and its id.

    An event counts by its own date, where it has none by that of its article. Status: 0, also where nothing is found.
    """
    if clustered and any(one is not None for one in (outlet, language, country)):
        raise click.UsageError(
            "--clustered counts all tellings of an act; leave out --outlet, --language and --country"
        )
    with asked(record, with_rejected=with_rejected) as held:
        if clustered:
            acts = held.clusters(type=type_, actor=actor, recipient=recipient, status=status, since=since, until=until)
            say_unlinked(held)
            give(acts, form, limit, output)
            return
        rows = held.events(
            type=type_,
            actor=actor,
            recipient=recipient,
            status=status,
            country=country,
            language=language,
            publisher=outlet,
            since=since,
            until=until,
        )
        give(rows.text(text), form, limit, output)
