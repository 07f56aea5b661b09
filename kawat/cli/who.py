"""`kawat who`: who held an office on a day."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kawat import api
from kawat.cli.output import knowledge_option

if TYPE_CHECKING:
    from kawat.knowledge.offices import PersonRow, SuccessionRow
    from kawat.knowledge.who import Answer


@click.command(epilog='Example: kawat who "Menlu Korut" --on 2020-06-12')
@click.argument("question")
@click.option("--on", metavar="DATE", help="The day that is asked about; usual: today.")
@click.option("--language", metavar="CODE", help="Language (id, ms, en) of the question; usual: the first that fits.")
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True, help="How to answer."
)
@knowledge_option
@click.pass_context
def who(
    ctx: click.Context,
    question: str,
    on: str | None,
    language: str | None,
    form: str,
    knowledge: tuple[Path, ...],
) -> None:
    """Tell who held an office on a day, which offices a person held by then, or what an institution was called.

    QUESTION is an office (a title with its country or body), a person or an institution, as newspapers name them.
    Status: 0 known, 1 not known (and what is known is said), 2 the command was used wrongly.
    """
    answer = api.who(
        question, on=time.strftime("%Y-%m-%d") if on is None else on, language=language, knowledge=knowledge
    )
    lines = [json.dumps(answer.to_dict(), ensure_ascii=False, indent=2)] if form == "json" else _lines(answer)
    for line in lines:
        click.echo(line)
    ctx.exit(0 if answer.known else 1)


def _lines(answer: Answer) -> Iterator[str]:
    """The answer for people."""
    if not answer.known:
        yield f"{answer.question} on {answer.on}: not known"
    for row in answer.found:
        yield from _office(row)
    for stage in answer.history:
        yield from _stage(stage)
    if answer.body is not None:
        body = answer.body
        yield body.name
        yield f"  {body.kind}, {body.sector or 'sector not known'}, {body.country or 'of many states'}"
        yield f"  source: {body.source}"
    if answer.note:
        yield f"note: {answer.note}"
    for label, near in (("before", answer.before), ("after", answer.after)):
        if near is not None:
            yield f"{label}: {near.name}, {near.office}, {_term(near.since, near.until)} ({near.source})"


def _office(row: PersonRow) -> Iterator[str]:
    yield row.name
    yield f"  {row.office} ({row.body or row.country})"
    yield f"  {_term(row.since, row.until)}"
    yield f"  source: {row.source}"


def _stage(row: SuccessionRow) -> Iterator[str]:
    short = f" ({', '.join(row.aliases)})" if row.aliases else ""
    yield f"{_term(row.since, row.until)}  {row.name}{short}"
    if row.english:
        yield f"  {row.english}"
    if row.how:
        yield f"  {row.how}{': ' if row.became else ''}{' + '.join(row.became)}"
    yield f"  source: {row.source}"


def _term(since: str | None, until: str | None) -> str:
    """From when to when; an end that is not known stays open."""
    return f"{since or 'unknown'} to {until or '...'}"
