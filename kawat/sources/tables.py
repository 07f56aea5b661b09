"""CSV with named columns -> its rows as objects."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import IO

LONGEST_LINE = 16_000_000  # bytes of one line, and characters of one cell
_SEPARATORS = ",;\t|"


class TableError(Exception):
    """Why a table cannot be read, or not to its end."""


def read_rows(stream: IO[bytes], tab: bool) -> Iterator[tuple[int, dict[str, str | None]]]:
    """The rows as name -> value (None: empty) with the number of the line on which each ends, from 1.

    The first line names the columns, in any case. `tab`: the columns are told apart by tabs, else by what stands most
    often in the first line. Bytes that are no UTF-8 are Windows-1252. Raises TableError where the first line names no
    column `text`, or where a cell has no end; rows before that place have been given.
    """
    csv.field_size_limit(LONGEST_LINE)
    lines = lines_of(stream)
    head = next(lines, "").lstrip("\ufeff")
    separator = "\t" if tab else max(_SEPARATORS, key=head.count)
    try:
        names = [name.strip().lower() for name in next(csv.reader([head], delimiter=separator), [])]
    except csv.Error as error:
        raise TableError(f"line 1: {error}; expected the names of columns, one of them `text`") from None
    if "text" not in names:
        found = ", ".join(name[:40] for name in names[:12]) or "nothing"
        raise TableError(f"found the columns {found}; expected one named `text` (others: id, url, title, ...)")
    rows = csv.reader(lines, delimiter=separator, strict=False)
    try:
        for row in rows:
            if row:
                yield rows.line_num + 1, {name: value or None for name, value in zip(names, row, strict=False)}
    except csv.Error as error:
        raise TableError(f"line {rows.line_num + 1}: {error}; the rest of the file was not read") from None


def lines_of(stream: IO[bytes]) -> Iterator[str]:
    """The lines as text; NUL characters are left out."""
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise TableError(f"found a line of more than {LONGEST_LINE} bytes; the rest of the file was not read")
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            text = line.decode("cp1252", "replace")
        yield text.replace("\0", "")
