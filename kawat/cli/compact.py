"""`kawat compact`: the small batches of a record into large ones."""

from __future__ import annotations

from pathlib import Path

import click

from kawat import api
from kawat.cli.record import record_option

_FOREVER = 10 * 365 * 86_400.0  # seconds


@click.command(epilog="Example: kawat compact record")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@record_option
@click.option("--wait", is_flag=True, help="Wait while another process writes to the record.")
def compact(folder: Path | None, record: Path, wait: bool) -> None:
    """Merge the small batches of a record (DIR, or --record) into large ones, so that questions open fewer files.

    `kawat ingest` does so by itself where many small batches have come together. Nothing is lost or changed, readers
    are not disturbed, and it may be stopped at any moment. Status: 0 done, 2 no record, it is held by another process,
    a batch is damaged, or it cannot be written.
    """
    before, after = api.compact_record(folder or record, wait=_FOREVER if wait else 0.0)
    click.echo(f"{folder or record}: {before:,} folders became {after:,}")
