"""Command line: how people ask. Commands are named in a table and load when they are used."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from kawat import __version__

# name: (module:object, first line of its help), so that `kawat --help` loads no command
COMMANDS: dict[str, tuple[str, str]] = {
    "read": ("kawat.cli.read:read", "Read articles into who said, did and promised what."),
    "explain": ("kawat.cli.explain:explain", "Show what stands behind one datum: its rule, its words, its rivals."),
    "who": ("kawat.cli.who:who", "Tell who held an office on a day, and what an institution was called."),
    "codebook": ("kawat.cli.codebook:codebook", "Tell what a type, mode, status or kind means, with examples."),
    "ingest": ("kawat.cli.ingest:ingest", "Read articles into a record that can be asked."),
    "watch": ("kawat.cli.watch:watch", "Watch feeds and read what is new in them into a record."),
    "link": ("kawat.cli.link:link", "Find the stories, shared events and ledger of a record."),
    "versions": ("kawat.cli.versions:versions", "Tell which pages changed, and what they no longer or newly say."),
    "stories": ("kawat.cli.stories:stories", "Tell which articles are copies of one report, from a record."),
    "events": ("kawat.cli.events:events", "Tell who did what to whom, from a record."),
    "quotes": ("kawat.cli.quotes:quotes", "Tell what somebody is reported to have said, from a record."),
    "commitments": (
        "kawat.cli.commitments:commitments",
        "Tell who promised, threatened or demanded what, from a record.",
    ),
    "ledger": ("kawat.cli.ledger:ledger", "Tell what became of promises, threats and demands, from a record."),
    "timeline": (
        "kawat.cli.timeline:timeline",
        "Tell what two actors did and promised to each other, in order of time.",
    ),
    "actors": ("kawat.cli.actors:actors", "Tell who is in a record, each once."),
    "search": ("kawat.cli.search:search", "Find articles of a record by their words."),
    "dyad": ("kawat.cli.dyad:dyad", "Tell how two actors treated each other, month by month."),
    "chart": ("kawat.cli.chart:chart", "Draw how two actors treated each other, as SVG."),
    "show": ("kawat.cli.show:show", "Show an article or a datum of a record by its id."),
    "serve": ("kawat.cli.serve:serve", "Show a record in a browser."),
    "sql": ("kawat.cli.sql:sql", "Ask a record in SQL."),
    "compact": ("kawat.cli.compact:compact", "Merge the small batches of a record into large ones."),
    "export": ("kawat.cli.export:export", "Write a record for other programs: POLECAT, GDELT, Parquet and others."),
    "decide": ("kawat.cli.decide:decide", "Keep what a person decided of a record: right, wrong, one, not one."),
    "rejections": ("kawat.cli.rejections:rejections", "Tell what input was rejected, and why."),
    "decisions": ("kawat.cli.decisions:decisions", "Tell what people decided of a record."),
    "check": ("kawat.cli.check:check", "Check that a record is whole."),
    "repair": ("kawat.cli.repair:repair", "Mend a record as far as it can be mended."),
    "eval": ("kawat.cli.eval:command", "Score readings against gold, layer by layer."),
    "schema": ("kawat.cli.schema:schema", "Print the JSON Schema of readings and rejections."),
    "check-knowledge": ("kawat.cli.check_knowledge:check_knowledge", "Find contradictions in what Kawat knows."),
    "doctor": ("kawat.cli.doctor:doctor", "Check this installation and say how to mend what is missing."),
}

GROUP = "kawat.commands"  # entry points of other distributions, each a command that joins these
# name: (distribution, first line of its help), so that a command that is not installed says where it is from
OFFERED: dict[str, tuple[str, str]] = {
    "train": ("kawat-training", "Train a model on annotated articles and sentences."),
    "bench-model": ("kawat-training", "Measure a model: scores, speed, size and memory."),
}

QUIET_PIPE, QUIET_INTERRUPT = 141, 130  # as a shell reports a program ended by SIGPIPE or SIGINT


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table, then those that are installed beside."""
        return list(_lines())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself; while only help is wanted, a stand-in that has its first line."""
        if ctx.resilient_parsing:
            line = _lines().get(cmd_name)
            return None if line is None else click.Command(cmd_name, short_help=line)
        if cmd_name not in COMMANDS:
            return _joined(cmd_name)
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an interrupt, or a reader who has gone, ends it without a word."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _leave_quietly(QUIET_PIPE)
        except KeyboardInterrupt:
            _leave_quietly(QUIET_INTERRUPT)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table's first lines, without loading a command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_lines().items()))


def _lines() -> dict[str, str]:
    """Names and first lines of all commands that are here.

    Those of other distributions are looked up in their files: importlib.metadata alone takes half as long as the whole
    of `kawat --help`.
    """
    lines = {name: line for name, (_, line) in COMMANDS.items()}
    for folder in dict.fromkeys(sys.path):
        for path in sorted(Path(folder).glob("*.dist-info/entry_points.txt")):
            told = path.read_text(encoding="utf-8", errors="replace") if os.access(path, os.R_OK) else ""
            section = told.partition(f"[{GROUP}]\n")[2].partition("\n[")[0]
            for name, found, home in (line.partition("=") for line in section.splitlines()):
                if found:
                    lines.setdefault(name.strip(), OFFERED.get(name.strip(), ("", f"From {home.strip()}."))[1])
    return lines


def _joined(name: str) -> click.Command | None:
    """The command of that name that another distribution adds; None where no such command is known."""
    from importlib.metadata import entry_points

    for found in entry_points(group=GROUP, name=name):
        command: click.Command = found.load()
        return command
    if name in OFFERED:
        distribution = OFFERED[name][0]
        raise click.UsageError(
            f"{name} is not installed; it comes with {distribution}: pip install {distribution}, or in a checkout "
            "of Kawat pip install ./training"
        )
    return None


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the version and leave."""
    if wanted and not ctx.resilient_parsing:
        click.echo(f"kawat {__version__}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: kawat read samples/articles/dili.txt --published 2031-03-04",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Print the version and leave.",
)
def cli() -> None:
    """Kawat reads news articles into statements that can be checked, each with the words that prove it."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its status: 0 all was read, 1 some was rejected, 2 used wrongly."""
    try:
        status = cli.main(args=arguments, prog_name="kawat", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except OSError as error:
        click.echo(
            f"kawat: {error.filename or 'the output'}: {error.strerror}; make room or name another place", err=True
        )
        _leave_quietly(2)
    except Exception as error:
        status = _used_wrongly(error)
    sys.exit(status if isinstance(status, int) else 0)


def _used_wrongly(error: Exception) -> int:
    """Say what a KawatError says and return its status; any other error is raised on."""
    from kawat.errors import KawatError

    if not isinstance(error, KawatError):
        raise error
    click.echo(f"kawat: {error}", err=True)
    return 2


def _leave_quietly(status: int) -> NoReturn:
    """Leave without a word; what is left in the buffers goes nowhere, so that Python does not complain of the pipe.

    Files were closed on the way here. Not sys.exit: Python forgets the status, and ends by the signal, where the
    interrupt came while an import was running text through exec (as dataclasses and named tuples do).
    """
    sys.stderr.flush()
    os._exit(status)
