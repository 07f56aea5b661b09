"""The pages of the codebook, written from its entries.

    python -m tests.tools.codebook

writes docs/codebook/<interface>.md for each language of the interface.
"""

from __future__ import annotations

from pathlib import Path

from kawat.exporters import codebook as text
from kawat.knowledge import codebook

PAGES = Path(__file__).parents[2] / "docs" / "codebook"
INTERFACES = ("en", "id")


def page_path(interface: str) -> Path:
    """Where the page of an interface is kept."""
    return PAGES / f"{interface}.md"


def page_text(interface: str) -> str:
    """The page of an interface as it is kept."""
    return text.page(codebook.load(), interface)


if __name__ == "__main__":
    for code in INTERFACES:
        page_path(code).write_text(page_text(code), encoding="utf-8")
