"""The text of an article as HTML: marked evidence that may overlap, and what is not the article's own words folded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from kawat.exporters.interface import Words
from kawat.exporters.marks import Datum, Mark, data_of, layer_of, marks_of
from kawat.exporters.markup import Html, join, tag
from kawat.records import NOT_THE_ARTICLES_WORDS, Event, Quotation, Reading


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text that is shown as one block: `kind` is title, text, more (a paragraph that goes on after a
    folded zone) or the kind of a folded zone."""

    kind: str
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text under the same marks, the innermost mark first."""

    start_char: int
    end_char: int
    marks: tuple[Mark, ...]


def anchors_of(reading: Reading, prefix: str) -> dict[str, str]:
    """A short name for each datum of the reading that is safe in HTML and unlike any other on the page."""
    counts: dict[str, int] = {}
    found: dict[str, str] = {}
    for datum in data_of(reading):
        letter = layer_of(datum)[0]
        counts[letter] = counts.get(letter, 0) + 1
        found.setdefault(datum.id, f"{prefix}-{letter}{counts[letter]}")
    return found


def marked_text(reading: Reading, anchors: Mapping[str, str], words: Words) -> Html:
    """Title, paragraphs and folded zones of an article, with its evidence marked."""
    blocks = tuple(blocks_of(reading))
    edges = {edge for block in blocks for edge in (block.start_char, block.end_char)}
    pieces = pieces_of(marks_of(reading), edges | _dateline_edges(reading))
    writer = _Writer(reading, anchors, words)
    return join(*(writer.block(block, inside) for block, inside in _shared_out(blocks, pieces)))


def blocks_of(reading: Reading) -> Iterator[Block]:
    """The text in blocks: folded zones, and between them the lines that are not blank."""
    text, at = reading.article.text, 0
    title_end = _title_end(reading)
    folded = sorted((z for z in reading.article.zones if z.kind in NOT_THE_ARTICLES_WORDS), key=lambda z: z.start_char)
    for zone in folded:
        if zone.end_char > at:
            start_char = max(zone.start_char, at)
            yield from _lines(text, at, start_char, title_end)
            if text[start_char : zone.end_char].strip():
                yield Block(zone.kind, start_char, zone.end_char)
            at = zone.end_char
    yield from _lines(text, at, len(text), title_end)


def pieces_of(marks: tuple[Mark, ...], edges: set[int]) -> Iterator[Piece]:
    """The text cut wherever a mark or a block begins or ends, in order, each piece with the marks over it."""
    cuts = sorted(edges | {edge for m in marks for edge in (m.span.start_char, m.span.end_char)})
    open_marks: list[Mark] = []
    waiting = 0
    for start_char, end_char in pairwise(cuts):
        open_marks = [m for m in open_marks if m.span.end_char > start_char]
        while waiting < len(marks) and marks[waiting].span.start_char <= start_char:
            open_marks.append(marks[waiting])
            waiting += 1
        inner_first = sorted(open_marks, key=lambda m: m.span.end_char - m.span.start_char)
        yield Piece(start_char, end_char, tuple(inner_first))


def _lines(text: str, start_char: int, end_char: int, title_end: int) -> Iterator[Block]:
    """The lines of a stretch of the article's own words."""
    at = start_char
    for line in text[start_char:end_char].split("\n"):
        if line.strip():
            goes_on = at == start_char and at > 0 and text[at - 1] != "\n"
            kind = "title" if at + len(line) <= title_end else "more" if goes_on else "text"
            yield Block(kind, at, at + len(line))
        at += len(line) + 1


def _title_end(reading: Reading) -> int:
    """Where the title ends, 0 where there is none."""
    for zone in reading.article.zones:
        if zone.kind == "title":
            return zone.end_char
    title = reading.article.title
    return len(title) if title and reading.article.text.startswith(title) else 0


def _dateline_edges(reading: Reading) -> set[int]:
    """Where a dateline begins and ends."""
    zones = (zone for zone in reading.article.zones if zone.kind == "dateline")
    return {edge for zone in zones for edge in (zone.start_char, zone.end_char)}


def _shared_out(blocks: tuple[Block, ...], pieces: Iterator[Piece]) -> Iterator[tuple[Block, list[Piece]]]:
    """Each block with its pieces; pieces between blocks (line ends) are passed over."""
    piece = next(pieces, None)
    for block in blocks:
        inside: list[Piece] = []
        while piece is not None and piece.start_char < block.end_char:
            if piece.start_char >= block.start_char:
                inside.append(piece)
            piece = next(pieces, None)
        yield block, inside


class _Writer:
    """Writes the blocks of one article, and remembers which data have had their first words."""

    def __init__(self, reading: Reading, anchors: Mapping[str, str], words: Words) -> None:
        self.text = reading.article.text
        self.anchors = anchors
        self.words = words
        self.data: dict[str, Datum] = {datum.id: datum for datum in data_of(reading)}
        self.datelines = [z for z in reading.article.zones if z.kind == "dateline"]
        self.begun: set[str] = set()

    def block(self, block: Block, pieces: list[Piece]) -> Html:
        """A heading, a paragraph, or a folded zone."""
        inside = join(*(self.piece(piece) for piece in pieces))
        if block.kind == "title":
            return tag("h2", inside, dir="auto")
        if block.kind in NOT_THE_ARTICLES_WORDS:
            name = self.words.zone.get(block.kind, block.kind)
            first = " ".join(self.text[block.start_char : block.end_char].split())[:60]
            summary = tag("summary", tag("b", name), " ", tag("bdi", first))
            return tag("details", summary, tag("div", inside, dir="auto"), class_="fold", title=self.words["folded"])
        return tag("p", inside, dir="auto", class_="more" if block.kind == "more" else None)

    def piece(self, piece: Piece) -> Html:
        """Words under the same marks: a link to the innermost datum, plain text where there is none."""
        words = self.text[piece.start_char : piece.end_char]
        marks = [mark for mark in piece.marks if mark.datum in self.anchors]
        if not marks:
            return tag("span", words, class_="dateline") if self._in_dateline(piece) else join(words)
        names = list(dict.fromkeys(self.anchors[mark.datum] for mark in marks))
        new = [name for name in names if name not in self.begun]
        self.begun.update(new)
        is_link = bool(words.strip())  # a blank between two marks would be a link without a name
        link = tag(
            "a" if is_link else "span",
            words,
            class_=" ".join(dict.fromkeys(["m", *(c for mark in marks for c in self._classes(mark))])),
            href=f"#{names[0]}" if is_link else None,
            data_d=" ".join(names),
            tabindex="-1" if is_link and not new else None,
        )
        return join(*(tag("i", id=f"{name}-w") for name in new), link)

    def _classes(self, mark: Mark) -> Iterator[str]:
        """How a mark looks: its layer and part; direct or not, cooperation or conflict."""
        yield f"{mark.layer}-{mark.part}"
        datum = self.data[mark.datum]
        if isinstance(datum, Quotation) and mark.part == "content":
            yield datum.mode
        if isinstance(datum, Event):
            yield quad_class(datum)

    def _in_dateline(self, piece: Piece) -> bool:
        """Whether the piece lies in a dateline."""
        return any(z.start_char <= piece.start_char and piece.end_char <= z.end_char for z in self.datelines)


def quad_class(event: Event) -> str:
    """The look of an event: conflict or cooperation, material or verbal; for a quad like "verbal cooperation"."""
    quad = event.quad.lower()
    side = "conflict" if "conflict" in quad else "cooperation" if "cooperation" in quad else "neutral"
    return f"{side} material" if "material" in quad else side
