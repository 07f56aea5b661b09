"""`kawat repair`: mend a record as far as it can be mended."""

from __future__ import annotations

from pathlib import Path

import click

from kawat import api
from kawat.cli.record import record_option


@click.command(epilog="Example: kawat repair record")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@record_option
@click.option("--wait", is_flag=True, help="Wait while another process writes to the record.")
@click.pass_context
def repair(ctx: click.Context, folder: Path | None, record: Path, wait: bool) -> None:
    """Mend a record (DIR, or --record): make its catalog again from all batches that are whole.

    A batch that is damaged is moved to DIR/set-aside, never deleted. Status: 0 all is mended, 1 articles were lost
    (it says how many; ingest them again), 2 no record, or it cannot be written.
    """
    lost = 0
    for step in api.repair_record(folder or record, wait=10 * 365 * 86_400.0 if wait else 0.0):
        lost += step.lost
        click.echo(f"{step.where}: {step.what}")
    click.echo(f"{folder or record}: " + (f"{lost:,} articles must be ingested again" if lost else "nothing is lost"))
    ctx.exit(1 if lost else 0)
