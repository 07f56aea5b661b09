"""Why a page that holds running text is still no article: a wall, a stub, a page of headlines, a page that is gone."""

from __future__ import annotations

from typing import Literal

from kawat.extract.blocks import Block, Sheet, is_wall
from kawat.knowledge.pages import load_pages

Refusal = Literal["wall", "stub", "headlines", "gone"]

_HEADLINE = 30  # characters from which a link is a headline, not a button
_WHOLLY_LINKED = 0.8  # share of a block
_MOST_HEADLINES = 4.0  # times the kept text that the headlines of an article's page may be long
_MOST_HEADLINES_AT_ROOT = 1.0  # the same where the page's address is that of the whole site
_FEWEST_HEADLINES = 500  # characters of headlines that a page of them holds
_LONGEST_STUB = 600  # characters that a paywall leaves
_LONGEST_GONE = 600  # characters of an excuse
_LONGEST_ASKING = 300  # characters of a line that asks for a subscription


def refusal_of(sheet: Sheet, text: str, *, told: bool, paid: bool, root: bool) -> Refusal | None:
    """Why the page is no article, or None. The sheet's blocks are measured.

    `text` is what was kept of it, `told` whether the page calls itself an article, `paid` whether its data say that it
    is not free, `root` whether its address is that of the whole site.
    """
    if not told and len(text) <= _LONGEST_GONE and _is_gone(sheet):
        return "gone"
    if not text and is_wall(sheet):
        return "wall"
    if text and len(text) <= _LONGEST_STUB and (paid or _asks_for_payment(sheet.blocks)):
        return "stub"
    if told or sheet.metas.get("og:type", "").lower() == "article":
        return None
    most = _MOST_HEADLINES_AT_ROOT if root else _MOST_HEADLINES
    return "headlines" if _headlines(sheet.blocks) > max(_FEWEST_HEADLINES, most * len(text)) else None


def _is_gone(sheet: Sheet) -> bool:
    """Whether the title or the first heading says that there is no such page."""
    known = load_pages()
    return any(known.is_gone(line) for line in (sheet.title, sheet.heading) if line)


def _asks_for_payment(blocks: list[Block]) -> bool:
    """Whether a line of the page asks for a subscription to read on."""
    known = load_pages()
    return any(len(block.text) <= _LONGEST_ASKING and known.asks_for_payment(block.text) for block in blocks)


def _headlines(blocks: list[Block]) -> int:
    """Characters of links that are as long as headlines."""
    lengths = (len(block.text) for block in blocks if block.linked >= _WHOLLY_LINKED * len(block.text))
    return sum(length for length in lengths if length >= _HEADLINE)
