"""`kawat codebook`: what the codes of a reading mean."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.markdown import Markdown

from kawat import api
from kawat.cli.output import INTERFACES, WIDEST, knowledge_option


@click.command(epilog="Example: kawat codebook ACCUSE")
@click.argument("name", required=False)
@click.option("--interface", type=click.Choice(INTERFACES), help="Language of the text; usual: en.")
@knowledge_option
def codebook(name: str | None, interface: str | None, knowledge: tuple[Path, ...]) -> None:
    """Tell what a type, mode, status, kind of commitment or polarity means, with examples and hard cases.

    Without NAME: all codes with their definitions. Status: 0 found, 2 nothing has that name.
    """
    text = api.show_codebook(name, interface, knowledge)
    if not sys.stdout.isatty():
        click.echo(text, nl=False)
        return
    console = Console()
    console.width = min(console.width, WIDEST)
    console.print(Markdown(text))
