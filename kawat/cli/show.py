"""`kawat show`: an article of a record, or one datum with what stands behind it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kawat import api
from kawat.cli.output import interface_option, knowledge_option, writer
from kawat.cli.record import asked, give, record_option


@click.command(epilog="Example: kawat show c-cd782c8532")
@click.argument("id_", metavar="ID")
@record_option
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "jsonl", "html")),
    default="text",
    show_default=True,
    help="text for people; json, jsonl, html: the whole reading.",
)
@interface_option
@knowledge_option
@click.pass_context
def show(
    ctx: click.Context, id_: str, record: Path, form: str, interface: str | None, knowledge: tuple[Path, ...]
) -> None:
    """Show what has this id: an article and all it says, or a datum with its words, its rule and its rivals.

    Of a story (s-...) or an act that several articles tell (k-...): its members; of a chain of the ledger (l-...): its
    postings.

    Status: 0 found, 2 nothing has that id.
    """
    with asked(record) as held:
        readings = held.readings(id_)
        members = held.members(id_) if id_[:2] in ("s-", "k-", "l-") else ()
        if any(True for _ in members):
            give(held.members(id_), "jsonl" if form in ("json", "jsonl") else "table", None, None)
            return
    if not readings:
        raise click.UsageError(
            f"{record} has nothing of id {id_!r}; give one that it shows, such as q-1a2b3c4d5e", ctx=ctx
        )
    if form != "text" or readings[0].article.id == id_:
        writer(form)(iter(readings), sys.stdout.buffer, interface)
        return
    from kawat.cli.explain import show as show_explanation

    for reading in readings:
        found = api.explain(reading, id_)
        if found is not None:
            article = reading.article
            click.echo("  ".join(filter(None, (article.id, article.publisher, article.published_at, article.url))))
            show_explanation(found, interface, knowledge)
