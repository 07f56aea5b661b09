"""The formats of `kawat read`, and the place that they are written to."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

import click

from kawat import api

WIDEST = 110  # characters: longer lines are hard to read
FORMATS = ("text", "json", "jsonl", "html")
INTERFACES = ("en", "id")
interface_option = click.option(
    "--interface", type=click.Choice(INTERFACES), help="Language of labels; usual: the article's own."
)
model_option = click.option(
    "--model",
    default=api.INSTALLED,
    metavar="FOLDER|none",
    help="Read by the model in this folder, or by rules alone; usual: the installed model, if there is one.",
)
knowledge_option = click.option(
    "--knowledge",
    multiple=True,
    type=click.Path(path_type=Path),
    envvar="KAWAT_KNOWLEDGE",
    metavar="FOLDER",
    help="Add the rows and rules of this folder to what Kawat knows, or replace its own (may be given again).",
)
Items = Iterator[api.Reading | api.Rejection]
Writer = Callable[[Items, BinaryIO, str | None], None]


def chosen_model(model: str) -> str | None:
    """What --model asks for, as kawat.api takes it; says once where no model is installed."""
    if model == api.INSTALLED and (note := api.missing_model()):
        click.echo(f"kawat: {note}", err=True)
    return None if model == "none" else model


def chosen_format(output: Path | None) -> str:
    """The format where none is asked for: by the ending of the output file, text on a terminal, else jsonl."""
    if output is not None:
        ending = output.suffix.lstrip(".")
        return {"txt": "text"}.get(ending, ending if ending in FORMATS else "jsonl")
    return "text" if sys.stdout.isatty() else "jsonl"


def writer(form: str) -> Writer:
    """The function that writes a format."""
    return {"text": _write_text, "json": _write_json, "jsonl": _write_jsonl, "html": _write_html}[form]


@contextmanager
def opened(output: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that takes its name when all is written, so that nobody finds half of it."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    is_device = output.exists() and not output.is_file()
    part = output if is_device else output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        with _created(part, output) as out:
            yield out
        if not is_device:
            part.replace(output)
    finally:
        if not is_device:
            part.unlink(missing_ok=True)


def _created(part: Path, output: Path) -> BinaryIO:
    """The file, open for writing."""
    try:
        return part.open("wb")
    except OSError as error:
        raise click.UsageError(
            f"-o {output}: cannot be written ({error.strerror}); name a file in a folder that you may write to"
        ) from None


def _write_jsonl(items: Items, out: BinaryIO, _: str | None) -> None:
    """One line for each item, as soon as it is read."""
    for item in items:
        out.write(api.to_json(item) + b"\n")
        out.flush()


def _write_json(items: Items, out: BinaryIO, _: str | None) -> None:
    """One object for one item, a list for none or several."""
    first, second = next(items, None), next(items, None)
    if first is None or second is None:
        out.write((api.to_json(first) if first else b"[]") + b"\n")
        return
    out.write(b"[\n" + api.to_json(first) + b",\n" + api.to_json(second))
    for item in items:
        out.write(b",\n" + api.to_json(item))
    out.write(b"\n]\n")


def _write_html(items: Items, out: BinaryIO, interface: str | None) -> None:
    """One page."""
    for piece in api.show_page(items, interface):
        out.write(piece.encode("utf-8", "replace"))


def _write_text(items: Items, out: BinaryIO, interface: str | None) -> None:
    """The view for people: coloured on a terminal, plain and without blanks at line ends elsewhere."""
    from rich.console import Console

    on_terminal = out is sys.stdout.buffer and sys.stdout.isatty()
    text = TextIOWrapper(out, encoding="utf-8", errors="replace", write_through=True)
    console = Console() if on_terminal else Console(file=text, color_system=None, force_terminal=False)
    console.width = min(console.width, WIDEST) if on_terminal else WIDEST
    for item in items:
        view = api.show_terminal(item, interface)
        if on_terminal:
            console.print(view)
            continue
        with console.capture() as shown:
            console.print(view)
        text.writelines(f"{line.rstrip()}\n" for line in shown.get().split("\n")[:-1])
    text.detach()
