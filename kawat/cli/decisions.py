"""`kawat decisions`: what people ruled of a record."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import click

from kawat import api
from kawat.cli.output import opened
from kawat.cli.record import asked, format_option, give, limit_option, output_option, record_option


@click.command(epilog="Example: kawat decisions --by Sari --format csv")
@click.option("--by", metavar="NAME", help="Those of this person alone.")
@click.option("--since", metavar="TIME", help="From this day or time (UTC) on.")
@click.option("--all", "all_", is_flag=True, help="What was undone or decided anew too.")
@click.option("--agreement", is_flag=True, help="How far reviewers agree: Krippendorff's alpha of each table.")
@click.option("--gold", is_flag=True, help="Articles of which all was judged, as the gold that `kawat eval` reads.")
@record_option
@format_option
@limit_option
@output_option
def decisions(
    by: str | None,
    since: str | None,
    all_: bool,
    agreement: bool,
    gold: bool,
    record: Path,
    form: str | None,
    limit: int | None,
    output: Path | None,
) -> None:
    """Tell what people decided of a record, in the order in which they did.

    With `--gold`: what was rejected is out, what was corrected is so; what no reading found nobody judged.

    A subject that no reading has any more (another engine read the article anew) is told all the same. Status: 0, also
    where nothing was decided.
    """
    with asked(record) as held:
        if gold:
            with opened(output) as out:
                for one in islice(held.gold(), limit):
                    out.write(json.dumps(one, ensure_ascii=False).encode() + b"\n")
            return
        if agreement:
            found = [{"table": table, "alpha": value} for table, value in held.agreement().items()]
            give(api.rows_given(found), form, limit, output)
            return
        told = [
            one
            for one in held.decisions(all=all_)
            if (by is None or one.by == by) and (since is None or one.at >= since)
        ]
    give(api.rows_of(told), form, limit, output)
