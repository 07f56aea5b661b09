"""`kawat schema`: the shape of what Kawat writes."""

from __future__ import annotations

import json

import click

from kawat import api


@click.command(epilog="Example: kawat schema")
def schema() -> None:
    """Print the JSON Schema of readings and rejections."""
    click.echo(json.dumps(api.schema(), indent=2, ensure_ascii=False))
