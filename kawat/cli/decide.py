"""`kawat decide`: what a person rules of a record."""

from __future__ import annotations

from pathlib import Path

import click

from kawat import api
from kawat.cli.record import record_option

_AT_LINKING = ("join", "split", "confirm", "refuse", "undo")
_ALSO_AT_LINKING = ("reject", "correct", "suppress")


@click.command(epilog="Example: kawat decide correct c-cd782c8532 --set kind=threat --by Sari")
@click.argument("verdict", type=click.Choice(api.VERDICTS))
@click.argument("subjects", nargs=-1, required=True, metavar="ID...")
@click.option("--set", "fields", multiple=True, metavar="FIELD=VALUE", help="What a corrected field should be.")
@click.option("--by", envvar="KAWAT_BY", default="", metavar="NAME", help="Who decides; usual: KAWAT_BY.")
@click.option("--note", metavar="TEXT", help="Why.")
@record_option
def decide(
    verdict: str, subjects: tuple[str, ...], fields: tuple[str, ...], by: str, note: str | None, record: Path
) -> None:
    """Keep a decision: a line of a log that is only added to; a later one on the same ids takes its place.

    accept, reject, correct rule data. join, split rule articles (stories), events (acts), commitments (chains of the
    ledger) or actors; confirm, refuse rule postings of the ledger (p-...); these hold from the next `kawat link` on.
    suppress leaves a person unnamed in answers. undo takes a decision (d-...) back.

    Status: 0 kept, 2 a subject is not in the record.
    """
    value = dict(_pair(one) for one in fields)
    made = api.decide(record, verdict, subjects, by=by, value=value, note=note)  # type: ignore[arg-type]
    click.echo(f"{made.id}: {made.verdict} {' '.join(made.subjects)} ({made.by}, {made.at})")
    if verdict in _AT_LINKING:
        click.echo("kawat: `kawat link` makes it hold", err=True)
    if verdict in _ALSO_AT_LINKING:
        click.echo("kawat: `kawat link` makes it hold in stories, acts and the ledger too", err=True)


def _pair(given: str) -> tuple[str, str]:
    name, sign, value = given.partition("=")
    if not sign:
        raise click.UsageError(f"--set {given}: expected FIELD=VALUE, such as type=REJECT")
    return name, value
