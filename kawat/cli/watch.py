"""`kawat watch`: feeds in, their new articles into a record."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import click

from kawat import api
from kawat.cli.link import FOREVER, tell
from kawat.cli.net import allow_option, contact_option, delay_option
from kawat.cli.output import chosen_model, knowledge_option, model_option
from kawat.cli.record import ENVIRONMENT, USUAL


@click.command(epilog="Example: kawat watch samples/feeds.toml --check")
@click.argument("feeds", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FEEDS.toml")
@click.option(
    "--into",
    "--record",
    "record",
    type=click.Path(path_type=Path),
    envvar=ENVIRONMENT,
    default=USUAL,
    metavar="DIR",
    help=f"The record, made where there is none; usual: {ENVIRONMENT}, else ./{USUAL}.",
)
@click.option("--once", is_flag=True, help="Do what is due now and end, as for a clock that calls (cron).")
@click.option("--until", metavar="TIME", help="End at this time: 2031-03-04T18:00, local where it has no zone.")
@click.option("--check", is_flag=True, help="Show the feeds and their sources; ask nothing.")
@contact_option
@allow_option
@delay_option
@click.option(
    "--limit",
    type=click.IntRange(1, api.MOST),
    default=api.LIMIT,
    show_default=True,
    metavar="CHARACTERS",
    help="Longer articles are rejected before they are read.",
)
@model_option
@knowledge_option
@click.option("--no-link", is_flag=True, help="Leave stories and event clusters as they are; `kawat link` finds them.")
def watch(
    feeds: Path,
    record: Path,
    once: bool,
    until: str | None,
    check: bool,
    contact: str | None,
    allow_host: tuple[str, ...],
    delay: float | None,
    limit: int,
    model: str,
    knowledge: tuple[Path, ...],
    no_link: bool,
) -> None:
    """Look at feeds when they are due, get their new pages politely, each once, and read them into a record.

    It may be stopped or killed at any moment: started again it goes on, and asks for no page that it has got. A line
    tells each step. Status: 0 it ended as it was told, 2 wrong usage, or the record or the feeds cannot be used.
    """
    if check:
        for feed in api.check_watchlist(feeds).feed:
            click.echo(f"{feed.name}\n  {feed.url}\n  every {feed.every} minutes · {feed.source}")
        return
    became = api.watch(
        feeds,
        record,
        contact=contact,
        allow_hosts=allow_host,
        delay=delay,
        once=once,
        until=_seconds(until),
        limit=limit,
        model=chosen_model(model),
        knowledge=knowledge,
        wait=FOREVER,
        tell=lambda words: click.echo(f"{time.strftime('%H:%M:%S')} {words}"),
    )
    if became.keys() & {"new", "version", "reread"} and not no_link:
        tell(record, api.link_record(record, wait=FOREVER))
    told = ("feeds", "feeds that failed", "pages", "new", "version", "unchanged", "rejected")
    click.echo(f"{record}: " + ", ".join(f"{became[name]:,} {name}" for name in told))


def _seconds(until: str | None) -> float | None:
    """A time as seconds since 1970."""
    if until is None:
        return None
    try:
        return datetime.fromisoformat(until).timestamp()
    except (ValueError, OverflowError):
        raise click.UsageError(f"--until: found {until!r}, expected a time such as 2031-03-04T18:00") from None
