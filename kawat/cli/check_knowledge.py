"""`kawat check-knowledge`: what cannot be so in the knowledge files."""

from __future__ import annotations

from pathlib import Path

import click

from kawat import api
from kawat.cli.output import knowledge_option


@click.command(epilog="Example: kawat check-knowledge")
@knowledge_option
@click.pass_context
def check_knowledge(ctx: click.Context, knowledge: tuple[Path, ...]) -> None:
    """Find contradictions in what Kawat knows, and in folders that are added to it.

    Tells files that do not load or are not read, signs that nobody sees, days and coordinates that cannot be, two
    holders of one office on a day, terms that end before they begin, institutions that became themselves, rows without
    a source, unknown countries, and names that two rows of one list claim; each with its file and row and what to do.
    Status: 0 nothing was found, 1 something was, 2 the command was used wrongly (a folder that is not there).
    """
    faults = api.check_knowledge(knowledge)
    for fault in faults:
        click.echo(f"{fault.where}: {fault.found}; {fault.mend}")
    click.echo(f"{len(faults)} contradiction{'s' * (len(faults) > 1)}" if faults else "no contradictions")
    ctx.exit(1 if faults else 0)
