"""`kawat quotes`: what somebody is reported to have said, in a record."""

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
    with_rejected_option,
)


@click.command(epilog='Example: kawat quotes "Ratna Wulandari" --since 2019 --format jsonl')
@click.argument("name", required=False)
@click.option("--mode", type=click.Choice(("direct", "indirect", "mixed")), help="How the words are given.")
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
def quotes(
    name: str | None,
    mode: str | None,
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
    """Tell what somebody is reported to have said: quotations of a record, by date of publication.

    NAME is words of a name ("Ri Son Gwon"), a country (PRK) or an id; without it all quotations are told. A speaker is
    named as in the article. Status: 0, also where nothing is found.
    """
    with asked(record, with_rejected=with_rejected) as held:
        rows = held.quotations(speaker=name, mode=mode, language=language, publisher=outlet, since=since, until=until)
        give(rows.text(text), form, limit, output)
