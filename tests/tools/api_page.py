"""The page of Python's names, from their docstrings: `python -m tests.tools.api_page docs/reference/api.md`."""

from __future__ import annotations

import argparse
import inspect
from collections.abc import Iterator
from pathlib import Path

import kawat
from kawat import api

_OF_RECORDS = (api.Record, api.Rows)


def page() -> str:
    """The page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Python"
    yield ""
    yield "What `import kawat` gives; made from the code. [How to use it](../how-to/python.md)."
    for name in kawat.__all__:
        yield from _entry(f"kawat.{name}", getattr(kawat, name), "##")
    for kind in _OF_RECORDS:
        yield from ("", f"## Methods of {kind.__name__}")
        for name, member in inspect.getmembers(kind):
            if not name.startswith("_") and callable(member):
                yield from _entry(f"{kind.__name__}.{name}", member, "###")


def _entry(name: str, what: object, level: str) -> Iterator[str]:
    yield from ("", f"{level} {name}", "")
    if callable(what) and not inspect.isclass(what):
        yield f"    {name.rpartition('.')[2]}{_signature(what)}"
        yield ""
    yield inspect.cleandoc(what.__doc__ or "").split("\n\nAttributes")[0]


def _signature(what: object) -> str:
    """The signature as it is written in the code, self left out."""
    told = inspect.signature(what, eval_str=False)  # type: ignore[arg-type]
    kept = [one for one in told.parameters.values() if one.name != "self"]
    return str(told.replace(parameters=kept)).replace("'", "")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    parser.parse_args().output.write_text(page(), encoding="utf-8")
