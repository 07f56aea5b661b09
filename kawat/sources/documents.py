"""Statements that come as mail, Word or PDF -> their text, title and date.

Mail is read with the standard library. Word and PDF need the extra `documents` (python-docx, pypdf), which is imported
when the first such file comes. Nothing in a document is run, fetched or unpacked to disk.

A title is taken only where the words of the document hold it, for programs write names of files and templates there.
The day on which a file was made is not the day of its publication, so only mail tells a date.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Literal

Kind = Literal["eml", "docx", "pdf"]

LONGEST_DOCUMENT = 32_000_000  # bytes of one document
_MOST_PAGES = 300  # of a PDF
_MOST_TEXT = 4_000_000  # characters that are taken from a document
_MOST_FILES = 2_000  # in a Word document, which is an archive
_MOST_UNPACKED = 128_000_000  # bytes of all of them together
_FULL_LINE = 0.95  # share of the longest line up to which a line has room; letters are not equally wide
_SHORT_LINE = 0.5  # the same of a line that nothing but its writer can have ended
_WRAPPED = 100  # characters of the longest line of a text that was broken to fit a mail or page
_EDGE_LINES = 2  # at the top and the foot of a page, where heads and page numbers stand
_NO_WORD = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"[.!?:;][\"”’')\]]*\Z")
_HEADING_STYLES = ("Title", "Heading 1")


class DocumentError(Exception):
    """Why a document cannot be read, in words for people; `long` where it is too long."""

    def __init__(self, detail: str, *, long: bool = False) -> None:
        super().__init__(detail)
        self.long = long


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a document holds: `text` with a paragraph a line (HTML where `web`), `published` as ISO 8601."""

    text: str
    web: bool = False
    title: str | None = None
    published: str | None = None


def read_document(kind: Kind, data: bytes) -> Document:
    """The words of a document. Raises DocumentError where it cannot be read, and nothing else, whatever it holds."""
    if len(data) > LONGEST_DOCUMENT:
        raise DocumentError(f"found more than {LONGEST_DOCUMENT} bytes; give a shorter document", long=True)
    try:
        return {"eml": _read_mail, "docx": _read_word, "pdf": _read_pdf}[kind](data)
    except DocumentError:
        raise
    except ImportError as error:
        why = f"reading .{kind} needs the package {error.name}; install the extra: pip install 'kawat[documents]'"
        raise DocumentError(why) from None
    except Exception as error:  # the readers are foreign code; whatever they dislike cannot be read
        why = f"the .{kind} file is damaged or not what its name says ({type(error).__name__}); get a whole copy of it"
        raise DocumentError(why) from None


def _read_mail(data: bytes) -> Document:
    """A mail: its subject, date, and its plain text, else its HTML. Attachments are passed over."""
    mail = message_from_bytes(data, policy=policy.default)
    if not isinstance(mail, EmailMessage) or not (mail["from"] or mail["date"] or mail["subject"]):
        raise DocumentError("found no head of a mail (From, Date, Subject); save the message as it was sent")
    title = " ".join(str(mail["subject"] or "").split()) or None
    part = mail.get_body(("plain", "html"))
    if part is None:
        raise DocumentError("the mail holds no text; give its attachment")
    text = part.get_content()
    if not isinstance(text, str):
        raise DocumentError("the mail holds no text; give its attachment")
    web = part.get_content_type() == "text/html"
    text = text[:_MOST_TEXT]
    body = text if web else "\n".join(_paragraphs(text.splitlines()))
    return Document(text=body, web=web, title=title, published=_mail_date(mail))


def _mail_date(mail: EmailMessage) -> str | None:
    """The date in the head of a mail with its zone, or None where it is none."""
    date = getattr(mail["date"], "datetime", None)
    return date.isoformat(timespec="minutes") if isinstance(date, datetime) else None


def _read_word(data: bytes) -> Document:
    """A Word document: its paragraphs and the cells of its tables, in order."""
    import docx
    from docx.table import Table

    _check_archive(data)
    document = docx.Document(io.BytesIO(data))
    lines: list[str] = []
    heading = None
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines += _cells(block.rows)
            continue
        lines.append(block.text)
        if heading is None and block.style is not None and block.style.name in _HEADING_STYLES:
            heading = block.text
    return _titled([part for line in lines for part in line.splitlines()], heading or document.core_properties.title)


def _cells(rows: Iterable[object]) -> Iterator[str]:
    """The texts of a table's cells, one that spans several places once."""
    for row in rows:
        seen: set[int] = set()
        for cell in getattr(row, "cells", ()):
            if id(cell._tc) not in seen:
                seen.add(id(cell._tc))
                yield cell.text


def _check_archive(data: bytes) -> None:
    """Raise DocumentError where the parts of a Word document would fill the memory, or define entities."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > _MOST_FILES or sum(part.file_size for part in parts) > _MOST_UNPACKED:
            why = f"the document unpacks to more than {_MOST_UNPACKED} bytes or {_MOST_FILES} files; save it anew"
            raise DocumentError(why, long=True)
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(part):
                raise DocumentError("the document defines a document type, which no Word document does; it is not read")


def _read_pdf(data: bytes) -> Document:
    """A PDF: the texts of its pages, broken lines joined, without heads and page numbers."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong with a file is told once, by the rejection
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise DocumentError("the PDF is locked; save it without a password")
    if len(reader.pages) > _MOST_PAGES:
        raise DocumentError(f"found more than {_MOST_PAGES} pages; give one statement", long=True)
    pages: list[list[str]] = []
    length = 0
    for page in reader.pages:
        text = page.extract_text()
        length += len(text)
        if length > _MOST_TEXT:
            raise DocumentError(f"found more than {_MOST_TEXT} characters; give one statement", long=True)
        pages.append(text.splitlines())
    if not any(line.strip() for page in pages for line in page):
        raise DocumentError("the pages hold no text, perhaps pictures of it; give the text itself")
    title = reader.metadata.title if reader.metadata else None
    return _titled(list(_paragraphs(_without_edges(pages))), title)


def _without_edges(pages: Sequence[Sequence[str]]) -> list[str]:
    """The lines of all pages, without those that stand at the edge of more than one page, and page numbers there."""
    trimmed = [[" ".join(line.split()) for line in page] for page in pages]
    edges = Counter(line for page in trimmed for line in {*page[:_EDGE_LINES], *page[-_EDGE_LINES:]} if line)
    kept: list[str] = []
    for page in trimmed:
        last = len(page) - _EDGE_LINES
        for place, line in enumerate(page):
            at_edge = place < _EDGE_LINES or place >= last
            if not (at_edge and line and (edges[line] > 1 or _is_number(line))):
                kept.append(line)
    return kept


def _is_number(line: str) -> bool:
    """Whether a line is a page number: `2`, `- 2 -`, `2/5`."""
    signs = _NO_WORD.sub("", line)
    return signs.isdigit() and len(line) <= len("- 100 / 300 -")


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Paragraphs of a text whose lines were broken to fit.

    An empty line ends a paragraph; so does the end of a sentence behind which the next word would have had room, and a
    short line before one that begins with a capital or sign. A hyphen at the end of a line is kept, for it may be
    the word's own. A text of long lines is not broken.
    """
    plain = [" ".join(line.split()) for line in lines]
    longest = max(map(len, plain), default=0)
    if longest > _WRAPPED:
        yield from filter(None, plain)
        return
    held = ""
    for line, after in zip(plain, [*plain[1:], ""], strict=True):
        if line:
            held += line if not held or held.endswith("-") else f" {line}"
        if held and (not line or _ends(line, after, longest)):
            yield held
            held = ""


def _ends(line: str, after: str, longest: int) -> bool:
    """Whether a paragraph ends with the line, before the line `after`."""
    if not after:
        return True
    room = len(line) + 1 + len(after.split(" ", 1)[0]) <= _FULL_LINE * longest
    ended = _SENTENCE_END.search(line) is not None
    return (room and ended) or (len(line) < _SHORT_LINE * longest and not after[0].islower())


def _titled(lines: Sequence[str], title: str | None) -> Document:
    """The document with its title where one of its paragraphs is that title, which then is not told twice."""
    kept = [" ".join(line.split()) for line in lines]
    kept = [line for line in kept if line]
    wanted = _letters(title or "")
    place = next((number for number, line in enumerate(kept) if wanted and _letters(line) == wanted), None)
    if place is None:
        return Document(text="\n".join(kept))
    return Document(text="\n".join(kept[:place] + kept[place + 1 :]), title=kept[place])


def _letters(text: str) -> str:
    """Letters and digits in small letters."""
    return _NO_WORD.sub("", text).lower()
