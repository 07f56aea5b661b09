"""`kawat rejections`: what input has no reading, and why."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from kawat.cli.record import asked, format_option, give, limit_option, output_option, record_option
from kawat.records import Reason


@click.command(epilog="Example: kawat rejections --reason not_an_article --format csv")
@click.option("--reason", type=click.Choice(get_args(Reason)), help="Those for this reason alone.")
@record_option
@format_option
@limit_option
@output_option
def rejections(reason: str | None, record: Path, form: str | None, limit: int | None, output: Path | None) -> None:
    """Tell what input was rejected, where it stood and why, the last first.

    What is kept since is left out; the last 50,000 are remembered. Status: 0, also where nothing was rejected.
    """
    with asked(record) as held:
        give(held.rejections(reason=reason), form, limit, output)
