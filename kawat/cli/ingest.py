"""`kawat ingest`: articles in, into a record."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from kawat import api
from kawat.cli.link import FOREVER, tell
from kawat.cli.net import allow_option, checked_inputs, contact_option, delay_option, urls_option
from kawat.cli.output import chosen_model, knowledge_option, model_option
from kawat.cli.progress import FIRST_AFTER, PLAIN_EVERY
from kawat.cli.record import ENVIRONMENT, USUAL

_SHOWN = 20  # rejections that are told one by one


@click.command(epilog="Example: kawat ingest samples/articles --into record")
@click.argument("inputs", nargs=-1, metavar="[FILE|FOLDER|URL|@LIST|-]...")
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
@click.option("--published", metavar="DATE", help="Publication date where the input tells none.")
@click.option("--language", metavar="CODE", help="Language (id, ms, en) where the input tells none.")
@click.option("--url", metavar="URL", help="Address where the input tells none.")
@click.option("--outlet", metavar="NAME", help="Publisher where the input tells none.")
@click.option(
    "--limit",
    type=click.IntRange(1, api.MOST),
    default=api.LIMIT,
    show_default=True,
    metavar="CHARACTERS",
    help="Longer articles are rejected before they are read.",
)
@urls_option
@contact_option
@allow_option
@delay_option
@click.option("--pages", type=click.IntRange(1), metavar="PAGES", help="The most of one feed or sitemap; usual: 1000.")
@click.option("--since", metavar="DAY", help="Of sitemaps take what is dated from this day on.")
@click.option("--until", metavar="DAY", help="Of sitemaps take what is dated up to this day.")
@click.option("--skip-known", is_flag=True, help="Do not ask for addresses that the record has an article of.")
@model_option
@knowledge_option
@click.option(
    "--batch",
    type=click.IntRange(1, 10_000),
    default=api.BATCH,
    show_default=True,
    metavar="ARTICLES",
    help="How many articles are made safe at once; a crash costs at most the work on these.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes that read, each with knowledge and model of its own (about 250 MB).",
)
@click.option("--cluster", metavar="ADDRESS", help="Let a Dask cluster read, as tcp://host:8786 (extra `cluster`).")
@click.option("--wait", is_flag=True, help="Wait while another process writes to the record.")
@click.option("--no-link", is_flag=True, help="Leave stories and event clusters as they are; `kawat link` finds them.")
@click.option("--strict", is_flag=True, help="Stop with a traceback where Kawat itself fails on an article.")
@click.pass_context
def ingest(
    ctx: click.Context,
    inputs: tuple[str, ...],
    record: Path,
    published: str | None,
    language: str | None,
    url: str | None,
    outlet: str | None,
    limit: int,
    urls: tuple[Path, ...],
    contact: str | None,
    allow_host: tuple[str, ...],
    delay: float | None,
    pages: int | None,
    since: str | None,
    until: str | None,
    skip_known: bool,
    model: str,
    knowledge: tuple[Path, ...],
    batch: int,
    workers: int,
    cluster: str | None,
    wait: bool,
    no_link: bool,
    strict: bool,
) -> None:
    """Read articles into a record, a folder that keeps them for questions.

    Takes what `kawat read` takes, also addresses of pages, feeds and sitemaps, and lists of addresses. Run again, also
    after a crash, it reads what the record does not have yet. At the end it tells how many articles were new, new
    versions of a page, read again by this engine, unchanged and rejected.
    Status: 0 all is kept, 1 some input was rejected (standard error says why), 2 wrong usage, or the record is held by
    another process or cannot be written.
    """
    if cluster and workers > 1:
        raise click.UsageError("--workers and --cluster together; a cluster has workers of its own, so leave out one")
    inputs = checked_inputs(inputs, urls)
    opened = api.fetching(
        contact=contact,
        allow_hosts=allow_host,
        delay=delay,
        pages=pages,
        since=since,
        until=until,
        known=lambda url: skip_known and door.has_address(url),
        tell=lambda words: click.echo(f"kawat: {words}", err=True),
    )
    given = {"published": published, "language": language, "url": url, "publisher": outlet}
    became: Counter[str] = Counter()
    rejected: list[str] = []
    with (
        api.ingest(
            record,
            limit=limit,
            model=chosen_model(model),
            knowledge=knowledge,
            wait=FOREVER if wait else 0.0,
            batch=batch,
            workers=workers,
            cluster=cluster,
        ) as door,
        _progress() as watch,
    ):
        if door.recovered:
            click.echo(f"kawat: took in {door.recovered} batches that a stopped run had left whole", err=True)
        for kept in door.keep(inputs, given, strict=strict, watch=watch, opened=opened):
            became[kept.became] += 1
            if kept.rejection is not None and len(rejected) < _SHOWN:
                rejected.append(_words(kept.rejection))
    for line in rejected:
        click.echo(f"kawat: rejected {line}", err=True)
    if became["rejected"] > _SHOWN:
        click.echo(f"kawat: and {became['rejected'] - _SHOWN:,} more", err=True)
    try:
        if became.keys() & {"new", "version", "reread"} and not no_link:
            tell(record, api.link_record(record, wait=FOREVER if wait else 0.0))
    finally:
        click.echo(_summary(record, became))
    ctx.exit(1 if became["rejected"] else 0)


def _summary(record: Path, became: Counter[str]) -> str:
    """What became of all input, in one line."""
    words = {
        "new": "new",
        "version": "new versions",
        "reread": "read again by another engine",
        "unchanged": "unchanged",
        "rejected": "rejected",
    }
    return f"{record}: " + ", ".join(f"{became[name]:,} {word}" for name, word in words.items())


def _words(rejection: api.Rejection) -> str:
    """Which article was rejected, and why."""
    about = rejection.article
    place = about.name or about.url or "the input"
    line = f":{rejection.line}" if rejection.line else ""
    article = f" ({about.id})" if about.id else ""
    return f"{place}{line}{article}: {rejection.reason}: {rejection.detail}"


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """How far a run has come, on standard error: a moving line on a terminal, else a plain line each half minute."""
    began = last = time.monotonic()
    became: Counter[str] = Counter()

    def words() -> str:
        seconds = time.monotonic() - began
        parts = [f"{became.total() - became['unchanged'] - became['rejected']:,} read"]
        parts += [f"{became[name]:,} {name}" for name in ("unchanged", "rejected") if became[name]]
        return ", ".join(parts) + (f", {became.total() / seconds:,.1f} a second" if seconds else "")

    def in_lines(what: str) -> None:
        nonlocal last
        became[what] += 1
        if time.monotonic() - last >= PLAIN_EVERY:
            last = time.monotonic()
            click.echo(f"kawat: {words()}", err=True)

    if not sys.stderr.isatty():
        yield in_lines
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", visible=False)

        def on_terminal(what: str) -> None:
            became[what] += 1
            progress.update(task, description=words(), visible=time.monotonic() - began > FIRST_AFTER)

        yield on_terminal
