"""`kawat serve`: the desk, a record in a browser."""

from __future__ import annotations

from pathlib import Path

import click

from kawat import api
from kawat.cli.record import ENVIRONMENT, USUAL

TOKEN = "KAWAT_TOKEN"  # nosec B105 # noqa: S105 - the name of a variable
_LEAST_TOKEN = 16  # characters


@click.command(epilog="Example: kawat serve record --port 8765")
@click.argument("record", type=click.Path(path_type=Path), envvar=ENVIRONMENT, default=USUAL)
@click.option("--port", type=click.IntRange(1, 65535), default=8765, show_default=True, help="Where to listen.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--token", envvar=TOKEN, help=f"What who asks must bring; needed beyond loopback; usual: {TOKEN}.")
def serve(record: Path, port: int, host: str, token: str | None) -> None:
    """Show a record in a browser: articles with their data, pairs of actors, stories, promises, search.

    RECORD is the record; usual: KAWAT_RECORD, else ./record. Listens on this machine alone unless a token is set, and
    asks no other machine for anything. Ctrl-C ends it.
    """
    import uvicorn

    from kawat.web.app import make_app
    from kawat.web.guard import LOOPBACK

    if host not in LOOPBACK and not token:
        raise click.UsageError(f"{host} is more than this machine; set a token with --token or {TOKEN}")
    if token and (len(token) < _LEAST_TOKEN or not token.isascii() or not token.isprintable()):
        raise click.UsageError(f"the token must have {_LEAST_TOKEN} or more ASCII characters")
    api.open_record(record).close()
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"kawat: {record} on http://{shown}:{port}/ (Ctrl-C ends it)", err=True)
    uvicorn.run(
        make_app(record, token=token), host=host, port=port, log_level="warning", ws="none", server_header=False
    )
