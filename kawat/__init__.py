"""Kawat reads news into statements that can be checked, each with the words that prove it.

    import kawat
    reading = kawat.read("article.txt", published="2031-03-04")
    reading.frame("quotations").pl()
    kawat.open("record").events(actor="PRK", since="2018").pl()

The names are those of kawat.api; they load when first used, so that `import kawat` and the command line start quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kawat.api import (
        Reading,
        Record,
        Rejection,
        decide,
        ingest,
        link_record,
        load,
        read,
        read_all,
        read_text,
        tabulate,
    )
    from kawat.api import open_record as open  # noqa: A004 - the name that is promised, as gzip.open has it
    from kawat.errors import InputError, KawatError, KnowledgeError, ModelError, RecordError, RejectedError, UsageError

__version__ = "0.1.0"

_HOMES = {
    "InputError": "kawat.errors",
    "KawatError": "kawat.errors",
    "KnowledgeError": "kawat.errors",
    "ModelError": "kawat.errors",
    "Reading": "kawat.api",
    "Record": "kawat.api",
    "RecordError": "kawat.errors",
    "RejectedError": "kawat.errors",
    "Rejection": "kawat.api",
    "UsageError": "kawat.errors",
    "decide": "kawat.api",
    "ingest": "kawat.api",
    "link_record": "kawat.api",
    "load": "kawat.api",
    "open": "kawat.api",
    "read": "kawat.api",
    "read_all": "kawat.api",
    "read_text": "kawat.api",
    "tabulate": "kawat.api",
}

_NAMED_THERE = {"open": "open_record"}  # `open` alone would hide Python's own inside kawat.api

__all__ = [
    "InputError",
    "KawatError",
    "KnowledgeError",
    "ModelError",
    "Reading",
    "Record",
    "RecordError",
    "RejectedError",
    "Rejection",
    "UsageError",
    "decide",
    "ingest",
    "link_record",
    "load",
    "open",
    "read",
    "read_all",
    "read_text",
    "tabulate",
]


def __getattr__(name: str) -> Any:
    """A supported name, loaded from its home when first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'kawat' has no {name!r}; it has {', '.join(__all__)}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), _NAMED_THERE.get(name, name))


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
