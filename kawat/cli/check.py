"""`kawat check`: whether a record is whole."""

from __future__ import annotations

from pathlib import Path

import click

from kawat import api
from kawat.cli.record import record_option


@click.command(epilog="Example: kawat check record")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@record_option
@click.pass_context
def check(ctx: click.Context, folder: Path | None, record: Path) -> None:
    """Check a record (DIR, or --record) and say how to mend what is wrong; nothing is changed.

    Every segment has the bytes that were written, every reading is the one that was kept, every span is the slice of
    its article, and the catalog names what the segments hold. Status: 0 whole, 1 something is wrong, 2 no record.
    """
    record = folder or record
    troubles = 0
    for trouble in api.check_record(record):
        troubles += 1
        click.echo(f"{trouble.where}: {trouble.what}\n  mend: {trouble.mend}")
    if not troubles:
        with api.open_record(record) as held:
            told = ", ".join(f"{number:,} {name}" for name, number in held.counts().items())
        click.echo(f"{record}: whole; {told}")
    ctx.exit(1 if troubles else 0)
