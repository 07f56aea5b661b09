"""`kawat export`: a record for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from kawat import api
from kawat.cli.record import (
    asked,
    language_option,
    outlet_option,
    record_option,
    since_option,
    text_option,
    until_option,
)


@click.command(epilog="Example: kawat export --as polecat-tsv -o polecat")
@click.option("--as", "form", required=True, type=click.Choice(api.FORMS), help="What is written.")
@click.option(
    "-o", "--output", "folder", required=True, type=click.Path(path_type=Path), metavar="DIR", help="A new folder."
)
@text_option
@outlet_option
@language_option
@since_option
@until_option
@record_option
def export(
    form: str,
    folder: Path,
    text: str,
    outlet: str | None,
    language: str | None,
    since: str | None,
    until: str | None,
    record: Path,
) -> None:
    """Write a record for other programs: files, `datapackage.json` and `manifest.json` in a new folder.

    Outlet, language and dates choose articles. The same record gives the same bytes. Status: 0, also for no rows.
    """
    with asked(record) as held:
        told = held.export(form, folder, text=text, publisher=outlet, language=language, since=since, until=until)
    for name, rows in told["rows"].items():
        click.echo(f"{folder / name}: {rows:,} rows")
