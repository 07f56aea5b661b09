"""Blanks at the ends of a stretch: white space, and the HTML name of a blank that scrapers leave in texts."""

from __future__ import annotations

_NAME = "&nbsp;"


def skip_blanks(text: str, start_char: int, end_char: int) -> int:
    """The first place of the stretch that holds no blank, or its end."""
    while start_char < end_char:
        if text[start_char].isspace():
            start_char += 1
        elif text.startswith(_NAME, start_char, end_char):
            start_char += len(_NAME)
        else:
            break
    return start_char


def back_over_blanks(text: str, start_char: int, end_char: int) -> int:
    """The end of the stretch without the blanks before it, or its start."""
    while end_char > start_char:
        if text[end_char - 1].isspace():
            end_char -= 1
        elif text.endswith(_NAME, start_char, end_char):
            end_char -= len(_NAME)
        else:
            break
    return end_char
