"""`kawat chart`: two actors, month by month, as a picture."""

from __future__ import annotations

from pathlib import Path

import click

from kawat.cli.dyad import directed_option
from kawat.cli.output import opened
from kawat.cli.record import asked, output_option, record_option, since_option, until_option


@click.command(epilog="Example: kawat chart PRK USA --since 2018")
@click.argument("one")
@click.argument("other", required=False)
@directed_option
@since_option
@until_option
@record_option
@output_option
def chart(
    one: str, other: str | None, directed: bool, since: str | None, until: str | None, record: Path, output: Path | None
) -> None:
    """Draw how two actors treated each other: an SVG picture of what `kawat dyad` tells.

    Conflict stands below the line, cooperation above, deeds strong, words pale; months without articles are
    grey. Without -o it goes to standard output. Status: 0, also where there is nothing to draw.
    """
    with asked(record) as held:
        drawn = held.chart(one, other, since=since, until=until, directed=directed)
    with opened(output) as out:
        out.write(drawn.encode("utf-8"))
