"""How well times are found in a folder of TimeML files (IndoTimex, SemEval timelines and their like).

    python -m kawat.evaluation.timeml FOLDER [GOLD.tsv] [--errors]

Gold are the TIMEX3 elements in the text. Some folders come without (IndoTimex's development articles are marked up
with their day of creation alone): their gold is a table beside them, `GOLD.tsv`, with the columns of `GoldRow`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path

import msgspec

from kawat.api import read_text
from kawat.errors import InputError, KawatError, UsageError
from kawat.evaluation.gold import Gold, GoldTime
from kawat.evaluation.matches import Sides, match
from kawat.evaluation.measures import count_times
from kawat.evaluation.report import faults, table
from kawat.evaluation.tally import Tally
from kawat.knowledge.files import read_tsv

_DAY = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_OTHER_GUIDE = "other guide"


class GoldRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of the table beside a folder: the file's stem, where in title + blank line + text, and what.

    Offsets are code points, end exclusive. `note` says, where it is `other guide`, that the folder's own guide (TimeML)
    would have marked this and ours does not, or the other way round; such rows are not scored.
    """

    file: str
    start_char: int
    end_char: int
    type: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class TimemlDocument:
    """One file: its stem, ISO day of creation or None, title, text, and the expressions marked in title and text."""

    name: str
    published: str | None
    title: str
    body: str
    times: tuple[GoldTime, ...]

    @property
    def text(self) -> str:
        """The text as a reading has it: title, blank line, body; or the body."""
        return f"{self.title}\n\n{self.body}" if self.title else self.body


class _Parser(HTMLParser):
    """Collects what TITLE and TEXT hold, and every TIMEX3 with its place; knows no entities of documents' own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts = {"title": "", "text": ""}
        self.created: str | None = None
        self.times: list[tuple[str, int, int, str, str]] = []
        self._part = ""
        self._open: tuple[int, str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter a part, or note where a time begins."""
        found = {name: value or "" for name, value in attrs}
        if tag in self.parts:
            self._part = tag
        elif tag == "timex3" and found.get("functionindocument") == "CREATION_TIME":
            self.created = found.get("value")
        elif tag == "timex3" and self._part:
            self._open = len(self.parts[self._part]), found.get("type", ""), found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """Leave a part, or note where a time ends."""
        if tag == self._part:
            self._part = ""
        elif tag == "timex3" and self._open is not None:
            start_char, kind, value = self._open
            self.times.append((self._part, start_char, len(self.parts[self._part]), kind, value))
            self._open = None

    def handle_data(self, data: str) -> None:
        """Text of the part that is open."""
        if self._part:
            self.parts[self._part] += data


def read_document(path: Path) -> TimemlDocument:
    """One TimeML file, in UTF-8 or Windows-1252; line ends become LF and blank lines at both ends of the text go."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; give a folder of .tml files") from None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    parser = _Parser()
    parser.feed(text.replace("\r\n", "\n"))
    parser.close()
    title = parser.parts["title"].strip()
    whole = parser.parts["text"]
    left = {"title": len(parser.parts["title"]) - len(parser.parts["title"].lstrip()), "text": _margin(whole)}
    shift = {"title": -left["title"], "text": (len(title) + 2 if title else 0) - left["text"]}
    body = whole.strip()
    text = f"{title}\n\n{body}" if title else body
    times = tuple(
        GoldTime(
            start=start + shift[part],
            end=end + shift[part],
            exact=text[start + shift[part] : end + shift[part]],
            type=kind,
            value=value or None,
        )
        for part, start, end, kind, value in parser.times
    )
    return TimemlDocument(path.stem, _day(parser.created), title, body, times)


def _margin(text: str) -> int:
    return len(text) - len(text.lstrip())


def _day(value: str | None) -> str | None:
    """The ISO day of a creation time; files write 2014-12-3 as well."""
    found = _DAY.match(value or "")
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else None


def gold_of(document: TimemlDocument, rows: Sequence[GoldRow]) -> Gold:
    """The expressions marked in the file and those of the table."""
    text = document.text
    beside = tuple(
        GoldTime(
            start=row.start_char,
            end=row.end_char,
            exact=text[row.start_char : row.end_char],
            type=row.type,
            value=row.value,
        )
        for row in rows
        if row.note != _OTHER_GUIDE
    )
    return Gold(article=document.name, times=document.times + beside)


def score_folder(folder: Path, table_path: Path | None = None, *, language: str = "id") -> Tally:
    """The tally of `timex` and `timex_span` over the .tml files of a folder, read by rules alone.

    Raises InputError where the folder holds no .tml files, or none of them and no table marks a time: a score of
    nothing says nothing.
    """
    paths = sorted(folder.glob("*.tml"))
    if not paths:
        raise InputError(f"{folder}: no .tml files in it; give a folder of TimeML files")
    rows: dict[str, list[GoldRow]] = {}
    for row in read_tsv(table_path, GoldRow) if table_path else ():
        rows.setdefault(row.file, []).append(row)
    documents = [read_document(path) for path in paths]
    if not rows and not any(document.times for document in documents):
        raise InputError(f"{folder}: no TIMEX3 in any text, only days of creation; give a table of gold as well")
    return _scored(documents, rows, language)


def _scored(documents: Sequence[TimemlDocument], rows: Mapping[str, Sequence[GoldRow]], language: str) -> Tally:
    tally = Tally()
    for document in documents:
        beside = rows.get(document.name, ())
        gold = gold_of(document, beside)
        reading = read_text(
            document.body, title=document.title or None, published=document.published, language=language, model=None
        )
        if reading.article.text != document.text:
            raise InputError(f"{document.name}: the reading's text is not the file's; offsets cannot be compared")
        left = {(row.start_char, row.end_char) for row in beside if row.note == _OTHER_GUIDE}
        kept = tuple(t for t in reading.timexes if (t.span.start_char, t.span.end_char) not in left)
        count_times(document.name, match(gold, replace(reading, timexes=kept), Sides(gold, reading)), tally)
    return tally


def main(arguments: Sequence[str]) -> Iterator[str]:
    """The table of scores and, with `--errors`, a line for each fault."""
    paths = [Path(argument) for argument in arguments if argument != "--errors"]
    if not 1 <= len(paths) <= 2:
        raise UsageError("usage: python -m kawat.evaluation.timeml FOLDER [GOLD.tsv] [--errors]")
    tally = score_folder(*paths)
    yield from table(tally.scores())
    if "--errors" in arguments:
        yield from faults(tally.faults["timex"])


if __name__ == "__main__":
    try:
        for line in main(sys.argv[1:]):
            sys.stdout.write(line + "\n")
    except KawatError as error:
        sys.exit(str(error))
