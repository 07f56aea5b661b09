"""`kawat link`: what the articles of a record say together."""

from __future__ import annotations

from pathlib import Path

import click

from kawat import api
from kawat.cli.record import record_option

FOREVER = 10 * 365 * 86_400.0  # seconds


@click.command(epilog="Example: kawat link --record record")
@record_option
@click.option("--wait", is_flag=True, help="Wait while another process writes to the record.")
@click.option("--as-of", metavar="DATE", help="By when dates have passed; usual: the day of the newest article.")
def link(record: Path, wait: bool, as_of: str | None) -> None:
    """Find stories, event clusters and the ledger of a record; `kawat ingest` does so at its end.

    A story is a report with its copies, relays and rewrites. A cluster is one act with all articles that tell it. The
    ledger tells what became of each commitment. All is found anew each time; segments are not touched. Status: 0 done,
    2 no record, or it is held or cannot be written.
    """
    tell(record, api.link_record(record, wait=FOREVER if wait else 0.0, as_of=as_of))


def tell(record: Path, found: api.Linked) -> None:
    """What linking found, in one line."""
    click.echo(
        f"{record}: {found.articles:,} articles, {found.in_stories:,} of them in {found.stories:,} stories; "
        f"{found.events:,} events are {found.clusters:,} acts; "
        f"{found.commitments:,} commitments are {found.threads:,} chains"
    )
