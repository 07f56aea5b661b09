"""`kawat versions`: pages whose text changed under their address, and what they no longer or newly say."""

from __future__ import annotations

from pathlib import Path

import click

from kawat import api
from kawat.cli.record import asked, format_option, give, limit_option, output_option, record_option


@click.command(epilog="Example: kawat versions --format table")
@click.argument("url", required=False)
@record_option
@format_option
@limit_option
@output_option
def versions(url: str | None, record: Path, form: str | None, limit: int | None, output: Path | None) -> None:
    """Tell which pages changed under their address, and which data went or came with each change.

    Without URL a row a version, for every page that has several; with URL a row for each quotation, event or commitment
    that went from one version to the next, or came. Status: 0, also where nothing changed.
    """
    with asked(record) as held:
        found = held.changes(url) if url else api.rows_of(held.versions())
        give(found, form, limit, output)
