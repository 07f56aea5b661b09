"""`kawat doctor`: is all there that reading needs?"""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kawat import api
from kawat.cli.output import knowledge_option


@click.command(epilog="Example: kawat doctor")
@knowledge_option
@click.pass_context
def doctor(ctx: click.Context, knowledge: tuple[Path, ...]) -> None:
    """Check this installation: versions, knowledge, languages, model, and how to mend what is missing.

    Status: 0 Kawat can read, 1 something that it needs is missing or broken.
    """
    found = api.check_health(knowledge)
    grid = Table.grid(padding=(0, 2))
    for check in found:
        mark = ("✓", "green") if check.fine else ("–", "yellow") if check.optional else ("✗", "red bold")
        told = Text(check.found)
        if check.mend:
            told.append(f"\n→ {check.mend}", style="yellow")
        grid.add_row(Text(*mark), Text(check.name, style="bold"), told)
    Console().print(grid)
    ctx.exit(0 if all(check.fine or check.optional for check in found) else 1)
