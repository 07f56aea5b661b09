"""Where data files lie, and how files of plain text are named."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
MOST_PIECES = 2_400_000  # of a file of plain text, where nothing else is said
Text = tuple[Path, int]  # a file of articles, and how many word pieces of it


def data_file(name: str) -> Path:
    """A file of `training/data`, in a checkout or installed with the package."""
    return next((path for path in (HERE / "data" / name, HERE.parent / "data" / name) if path.exists()), HERE / name)


def text_of(given: str) -> Text:
    """`FILE:PIECES` as a file and how many word pieces of it; without a number MOST_PIECES."""
    name, _, limit = given.rpartition(":")
    return (Path(name), int(limit)) if name and limit.isdecimal() else (Path(given), MOST_PIECES)
