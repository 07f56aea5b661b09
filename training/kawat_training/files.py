"""Where the data files of this distribution lie."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def data_file(name: str) -> Path:
    """A file of `training/data`, in a checkout or installed with the package."""
    return next((path for path in (HERE / "data" / name, HERE.parent / "data" / name) if path.exists()), HERE / name)
