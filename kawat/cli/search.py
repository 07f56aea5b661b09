"""`kawat search`: articles of a record by their words."""

from __future__ import annotations

from pathlib import Path

import click

from kawat.cli.record import (
    asked,
    format_option,
    give,
    outlet_option,
    output_option,
    record_option,
    since_option,
    until_option,
)


@click.command(epilog="Example: kawat search penerbangan langsung --format jsonl")
@click.argument("words", nargs=-1, required=True)
@outlet_option
@click.option("--language", metavar="CODE", help="Articles in this language (id, ms, en).")
@click.option("--actor", metavar="WHO", help="Articles with this actor: a country (PRK), words of a name, an id.")
@since_option
@until_option
@record_option
@format_option
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, metavar="ROWS", help="How many articles."
)
@output_option
def search(
    words: tuple[str, ...],
    outlet: str | None,
    language: str | None,
    actor: str | None,
    since: str | None,
    until: str | None,
    record: Path,
    form: str | None,
    limit: int,
    output: Path | None,
) -> None:
    """Find articles of a record that have all the words, best first, each with the sentence that has most of them.

    Words are compared by their Indonesian stems: `pencabutan` finds `mencabut`. "Words in quotation marks" stand
    together. --language and --actor look at the best thousand. Status: 0, also where nothing is found.
    """
    with asked(record) as held:
        rows = held.search(
            " ".join(words), publisher=outlet, language=language, actor=actor, since=since, until=until, limit=limit
        )
        give(rows, form, limit, output)
