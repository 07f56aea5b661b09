"""What the commands that go to the web share: whom they allow, what they tell of us, what they are given."""

from __future__ import annotations

from pathlib import Path

import click

from kawat.cli.read import check_inputs

CONTACT = "KAWAT_CONTACT"

urls_option = click.option(
    "--urls",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A list of addresses, one a line, or a table of Media Cloud or GDELT; may be given again. The same as @FILE.",
)
contact_option = click.option(
    "--contact",
    envvar=CONTACT,
    metavar="ADDRESS",
    help=f"Mail or page that tells sites who asks; usual: {CONTACT}.",
)
allow_option = click.option(
    "--allow-host",
    multiple=True,
    metavar="HOST[:PORT]",
    help="Ask this host though its address is private, or on this port; may be given again.",
)
delay_option = click.option(
    "--delay",
    type=click.FloatRange(0.0, 86_400.0),
    metavar="SECONDS",
    help="Between two requests to one host; usual: 2, more where its robots.txt asks for more.",
)


def checked_inputs(inputs: tuple[str, ...], lists: tuple[Path, ...]) -> tuple[str, ...]:
    """The inputs with the lists of addresses behind them. Stops where there is none, or a file is missing."""
    if not inputs and not lists:
        raise click.UsageError(
            "name a file, a folder, an address, a list of addresses (--urls), or - for standard input"
        )
    files = [name for name in inputs if not name.lower().startswith(("http://", "https://"))]
    check_inputs(tuple(name.removeprefix("@") if name != "@" else name for name in files))
    return (*inputs, *(f"@{path}" for path in lists))
