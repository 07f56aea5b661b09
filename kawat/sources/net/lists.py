"""Lists of addresses: one a line, or a table with a column that holds them (Media Cloud, GDELT)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import IO

from kawat.sources.packed import unpacked
from kawat.sources.tables import LONGEST_LINE, TableError, lines_of

_COLUMNS = ("url", "documentidentifier", "sourceurl", "mentionidentifier", "link", "address")
_SEPARATORS = "\t,;|"
_BEGINNINGS = ("http://", "https://")


def read_list(file: IO[bytes]) -> Iterator[tuple[int, str]]:
    """The addresses of a list, plain or packed, each with its line from 1, and once.

    A table has a column named url, DocumentIdentifier, SOURCEURL or MentionIdentifier, in any case; one without a line
    of names (as GDELT's) has its addresses in the column of the first. Other lines hold an address, or begin with `#`.
    Raises TableError where a line is neither, and one of `BROKEN` where the file is damaged.
    """
    csv.field_size_limit(LONGEST_LINE)
    lines = lines_of(unpacked(file))
    seen: set[str] = set()
    for number, url in _addresses(lines):
        if url not in seen:
            seen.add(url)
            yield number, url


def _addresses(lines: Iterator[str]) -> Iterator[tuple[int, str]]:
    """The addresses in order."""
    number = 0
    for line in lines:
        number += 1
        text = line.strip().lstrip("\ufeff")
        if not text or text.startswith("#"):
            continue
        separator = max(_SEPARATORS, key=text.count)
        cells = [cell.strip(' "') for cell in text.split(separator)]
        names = [cell.lower() for cell in cells]
        column = next((names.index(name) for name in _COLUMNS if name in names), None)
        if column is not None:
            yield from _column(lines, separator, column, number)
            return
        first = next((at for at, cell in enumerate(cells) if cell.startswith(_BEGINNINGS)), None)
        if separator == "\t" and first and text.count(separator):
            yield number, cells[first]
            yield from _column(lines, separator, first, number)
            return
        if not text.startswith(_BEGINNINGS):
            raise TableError(
                f"line {number}: found {text[:60]!r}, expected an address, or a table with a column named url, "
                "DocumentIdentifier or SOURCEURL"
            )
        yield number, text.split()[0]


def _column(lines: Iterator[str], separator: str, column: int, number: int) -> Iterator[tuple[int, str]]:
    """The addresses in a column of the lines that follow line `number`; a cell that holds none is passed over."""
    rows = csv.reader(
        lines,
        delimiter=separator,
        quotechar=None if separator == "\t" else '"',
        quoting=csv.QUOTE_NONE if separator == "\t" else csv.QUOTE_MINIMAL,
    )
    try:
        for row in rows:
            if len(row) > column and row[column].strip().startswith(_BEGINNINGS):
                yield number + rows.line_num, row[column].strip()
    except csv.Error as error:
        raise TableError(f"line {number + rows.line_num}: {error}; the rest of the file was not read") from None
