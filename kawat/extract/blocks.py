"""A parsed web page, written out again -> its blocks of text, and those of them that are its article.

Blocks weigh by their running text, less what they link; the element whose blocks weigh most holds the article. So
links, lists of headlines and comments push the choice away from what surrounds them, however the site is built.
Time and memory are linear in the length of the page: each element and each block is looked at a fixed number of times.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kawat.knowledge.pages import PageKnowledge, load_pages

_TOKEN = re.compile(r"<(?:(/?)([a-zA-Z][^\s/>]*+)([^\">]*+(?:\"[^\"]*+\"[^\">]*+)*+)>|!--|[!?/])|[^<]++|<")
_ATTRIBUTE = re.compile(r"([^\s\"'=/]++)(?:=\"([^\"]*+)\")?")
# What stands in these is no text, or no text of the page; a writer of HTML always closes them.
_UNREAD = frozenset({
    "canvas", "iframe", "math", "noembed", "noframes", "noscript", "object", "plaintext", "script", "style", "svg",
    "template", "video", "audio", "xmp",
})  # fmt: skip
_EMPTY = frozenset({
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link",
    "meta", "param", "source", "track", "wbr",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt",
    "u", "var",
})  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_RUNNING = frozenset({"article", "blockquote", "div", "p", "pre", "section", "td"})
_KEPT = frozenset({"blockquote", "dd", "dt", "li", "p", "td", "th"})
_WHOLE = frozenset({"article", "body", "html", "main"})  # elements too big to be judged by a class
_SENTENCE_END = re.compile(r"(?:[.!?…:;。！？][\"”’')»\]]*|[\"”])\Z")
_NO_WORD = re.compile(r"[\W_]+")

_SHORTEST = 30  # characters of running text that ends as a sentence does
_LONG = 80  # characters from which a text is running text however it ends
_MOST_LINKED = 0.5  # share of running text that may be links
_MOST_LINKED_ELEMENT = 0.4  # the same of an element made of short lines
_MOST_OF_PAGE = 0.75  # share of a page's running text from which its element is never passed over for its name
_LINK_WEIGHT = 1.0
_HEADLINE_WEIGHT = 150.0  # of a heading that is a link: it opens another article
_HEADLINE_LINKED = 0.8  # share of a heading
_LINE_WEIGHT = 0.1
_LONGEST_LINE = 60
_SHORTEST_CHOICE = 250  # characters of an article, below which names are not believed
_MOST_UNLIKE = 2.0  # how many times as long as the one the other of two articles may be: linked data's and the page's
_LEAST_OF_BODY = 0.8  # share of the text that linked data calls the body which must stand on the page
_SHORTEST_BODY = 200
_MOST_COMPARED = 200_000_000  # letters of blocks times letters of the body
_SHORTEST_SHARED = 8  # letters of a block that is looked for in it
_MOST_APART = 8  # elements apart in each other; more are counted as one, so that a page of them costs linear time
_LONGEST_TAIL = 12  # short paragraphs and list items behind the last running text


@dataclass(slots=True)
class Block:
    """A stretch of text between two ends of block elements. `linked`: how many of its characters are links.

    `node` is the number of its element and `tag` the element's name, `apart` are the groups of elements of one name
    around it that are not the article by that name. `prose` is the length of its running text, 0 for headings, lists
    and lines.
    """

    text: str
    linked: int
    node: int
    tag: str
    apart: tuple[int, ...]
    prose: int = 0


@dataclass(slots=True)
class Sheet:
    """What stands on a page. `parents[n]` is the number of the element around element n; element 0 is the page.

    `metas` are names (in small letters) and contents of meta elements, of equal names the first. `linked_data` are the
    texts of its JSON-LD, `canonical` and `times` the addresses and dates that its elements give,
    `walls` the groups of elements that ask for consent or a login.
    """

    blocks: list[Block] = field(default_factory=list)
    parents: list[int] = field(default_factory=lambda: [-1])
    metas: dict[str, str] = field(default_factory=dict)
    linked_data: list[str] = field(default_factory=list)
    canonical: str | None = None
    title: str | None = None
    times: list[str] = field(default_factory=list)
    walls: set[int] = field(default_factory=set)

    @property
    def headings(self) -> list[str]:
        """The words of the headings of the first order."""
        return [block.text for block in self.blocks if block.tag == "h1"]

    @property
    def heading(self) -> str | None:
        """The words of the first heading of the first order."""
        return next((block.text for block in self.blocks if block.tag == "h1"), None)


def scan(source: str) -> Sheet:
    """What stands on a page that is written as a parser writes it: each element closed, double quotes, no raw `<`."""
    return _Scanner(source).sheet()


class _Scanner:
    """One walk over the tags and texts of a page."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._known: PageKnowledge = load_pages()
        self._sheet = Sheet()
        self._tags = ["#"]
        self._apart: list[tuple[int, ...]] = [()]
        self._holders = [0]  # the block element that each element is or stands in
        self._open = [0]
        self._words: list[str] = []
        self._linked = 0
        self._links = 0
        self._judged: dict[str, bool] = {}
        self._groups: dict[str, int] = {}

    def sheet(self) -> Sheet:
        """The whole page."""
        position, match = 0, _TOKEN.match
        while (token := match(self._source, position)) is not None:
            position = token.end()
            name = token[2]
            if name is None:
                position = self._text(token[0], position)
            elif token[1]:
                self._close(name)
            elif name in _UNREAD or name == "title":
                position = self._pass_over(name, token[3], position)
            elif name in _EMPTY:
                self._empty(name, token[3])
            else:
                self._begin(name, token[3])
        self._flush()
        return self._sheet

    def _text(self, text: str, position: int) -> int:
        """Take in words; where to go on."""
        if text == "<!--":
            end = self._source.find("-->", position)
            return len(self._source) if end < 0 else end + 3
        if text[0] != "<" or text == "<":
            self._words.append(text)
            if self._links:
                self._linked += len(text.strip())
        return position

    def _pass_over(self, name: str, attributes: str, position: int) -> int:
        """Go to the end of what is not read as text; JSON-LD and the title are kept as they stand."""
        end = self._source.find("</" + name, position)
        if end < 0:
            return len(self._source)
        if name == "script" and "ld+json" in attributes:
            self._sheet.linked_data.append(self._source[position:end])
        elif name == "title" and self._sheet.title is None:
            self._sheet.title = html.unescape(self._source[position:end])
        self._words.append(" ")
        return self._source.find(">", end) + 1 or len(self._source)

    def _empty(self, name: str, attributes: str) -> None:
        """An element that holds nothing."""
        if name in ("br", "hr"):
            self._flush()
        elif name == "meta":
            self._meta(_attributes(attributes))
        elif name == "link" and self._sheet.canonical is None and "canonical" in attributes:
            values = _attributes(attributes)
            self._sheet.canonical = values.get("href") if values.get("rel", "").lower() == "canonical" else None
        elif name != "wbr":
            self._words.append(" ")

    def _meta(self, values: dict[str, str]) -> None:
        name = values.get("property") or values.get("name") or values.get("itemprop")
        if name and values.get("content"):
            self._sheet.metas.setdefault(name.lower(), values["content"])

    def _begin(self, name: str, attributes: str) -> None:
        """An element opens."""
        if name not in _INLINE:
            self._flush()
        elif name == "a":
            self._links += 1
        if name == "time":
            values = _attributes(attributes)
            if "datetime" in values:
                self._sheet.times.append(values["datetime"])
        number, outer = len(self._tags), self._open[-1]
        apart = self._apart[outer]
        self._sheet.parents.append(outer)
        self._tags.append(name)
        self._holders.append(self._holders[outer] if name in _INLINE else number)
        if len(apart) < _MOST_APART and self._is_apart(name, attributes):
            group = self._group(name if name in self._known.tags else attributes)
            apart = apart if group in apart else (*apart, group)
        self._apart.append(apart)
        self._open.append(number)

    def _group(self, called: str) -> int:
        """The number of the elements that are called so, by tag or attributes."""
        number = self._groups.setdefault(called, len(self._groups))
        if number == len(self._groups) - 1 and self._known.is_wall(called):
            self._sheet.walls.add(number)
        return number

    def _is_apart(self, name: str, attributes: str) -> bool:
        if name in self._known.tags:
            return True
        if not attributes or name in _WHOLE:
            return False
        if attributes not in self._judged:
            self._judged[attributes] = self._known.is_apart(attributes)
        return self._judged[attributes]

    def _close(self, name: str) -> None:
        """An element ends; a writer of HTML closes them in order."""
        if name in _EMPTY:
            return
        if name not in _INLINE:
            self._flush()
        elif name == "a" and self._links:
            self._links -= 1
        if len(self._open) > 1:
            self._open.pop()

    def _flush(self) -> None:
        """Make a block of the words so far."""
        if not self._words:
            return
        text = "".join(self._words)
        text = " ".join((html.unescape(text) if "&" in text else text).split())
        if text:
            inner = self._open[-1]
            node = self._holders[inner]
            linked = min(self._linked, len(text))
            self._sheet.blocks.append(Block(text, linked, node, self._tags[node], self._apart[inner]))
        self._words.clear()
        self._linked = 0


def _attributes(attributes: str) -> dict[str, str]:
    """Names and values of the attributes in a tag, of equal names the first."""
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(attributes):
        found.setdefault(name, html.unescape(value))
    return found


def article_blocks(sheet: Sheet, body: str | None = None, *, told: bool = False) -> list[Block]:
    """The blocks that are the article, in order. `told`: the page calls itself one, so it is no wall.

    `body` is what linked data gives as the article's words, believed where the page shows nearly all of them and they
    are about as long as what the page itself holds to be the article.
    """
    _measure(sheet.blocks)
    walls = set() if told else sheet.walls
    chosen = _trimmed(_chosen(sheet, _passed_over(sheet.blocks) | walls))
    if _length(chosen) < _SHORTEST_CHOICE:  # a site that calls its article by the name of something else
        chosen = max(chosen, _trimmed(_chosen(sheet, walls)), key=_length)
    shown = _shown(sheet.blocks, body) if body else []
    return shown if _length(chosen) <= _MOST_UNLIKE * _length(shown) <= _MOST_UNLIKE**2 * _length(chosen) else chosen


def is_wall(sheet: Sheet) -> bool:
    """Whether most of the running text of a page asks for consent or a login; its blocks are measured."""
    total = sum(block.prose for block in sheet.blocks)
    return 2 * sum(block.prose for block in sheet.blocks if sheet.walls.intersection(block.apart)) > total


def _length(blocks: Sequence[Block]) -> int:
    """Characters in the blocks."""
    return sum(len(block.text) for block in blocks)


def _shown(blocks: Sequence[Block], body: str) -> list[Block]:
    """The blocks that stand in the body that linked data gives, each once; none where the page shows another text."""
    letters = _NO_WORD.sub("", body)
    if len(letters) < _SHORTEST_BODY or len(blocks) * len(letters) > _MOST_COMPARED:
        return []
    kept: dict[str, Block] = {}
    for block in blocks:
        own = _NO_WORD.sub("", block.text)
        if len(own) >= _SHORTEST_SHARED and own not in kept and own in letters:
            kept[own] = block
    return list(kept.values()) if sum(map(len, kept)) >= _LEAST_OF_BODY * len(letters) else []


def _chosen(sheet: Sheet, aside: set[int]) -> list[Block]:
    """The blocks of the element that holds most running text and fewest links, but what stands in groups `aside`."""
    blocks, parents = sheet.blocks, sheet.parents
    weights = [0.0] * len(parents)
    left = [block for block in blocks if not aside.intersection(block.apart)]
    for block in left:
        weights[block.node] += _weight(block)
    for number in range(len(parents) - 1, 0, -1):
        weights[parents[number]] += weights[number]
    best = max(range(len(weights)), key=lambda number: (weights[number], number))
    inside = bytearray(len(parents))
    inside[best] = 1
    for number in range(best + 1, len(parents)):
        inside[number] = inside[parents[number]]
    return [block for block in left if inside[block.node]]


def _measure(blocks: Sequence[Block]) -> None:
    """Find running text: what is long or ends as a sentence does, alone or with the other lines of its element."""
    sums: dict[int, list[int]] = {}
    for block in blocks:
        element = sums.setdefault(block.node, [0, 0])
        element[0] += len(block.text)
        element[1] += block.linked
    for block in blocks:
        length, (whole, linked) = len(block.text), sums[block.node]
        runs = length >= _LONG or (length >= _SHORTEST and _SENTENCE_END.search(block.text) is not None)
        alone = runs and block.linked < _MOST_LINKED * length
        shared = block.tag in _RUNNING and whole >= _LONG and linked < _MOST_LINKED_ELEMENT * whole
        if block.tag not in _HEADINGS and (alone or (shared and block.linked < length)):
            block.prose = length


def _passed_over(blocks: Sequence[Block]) -> set[int]:
    """Groups of elements that are not the article by their names, but those that hold most of the running text."""
    total = sum(block.prose for block in blocks)
    held: dict[int, int] = {}
    for block in blocks:
        for number in block.apart:
            held[number] = held.get(number, 0) + block.prose
    return {number for number, prose in held.items() if prose < _MOST_OF_PAGE * total or not prose}


def _weight(block: Block) -> float:
    """How much a block speaks for the element that it stands in."""
    length = len(block.text)
    if block.prose:
        return block.prose * (1 - block.linked / length)
    if block.tag in _HEADINGS and block.linked > 0.8 * length:
        return -_HEADLINE_WEIGHT - _LINK_WEIGHT * block.linked
    return -_LINK_WEIGHT * block.linked - _LINE_WEIGHT * min(length, _LONGEST_LINE)


def _trimmed(blocks: Sequence[Block]) -> list[Block]:
    """From the first running text to the last and what short lines end the article, without links and loose words."""
    prose = [i for i, block in enumerate(blocks) if block.prose]
    if not prose:
        return []
    kept = [block for block in blocks[prose[0] : prose[-1] + 1] if _stays(block)]
    for block in blocks[prose[-1] + 1 : prose[-1] + 1 + _LONGEST_TAIL]:
        if block.tag not in ("li", "p") or block.linked:
            break
        kept.append(block)
    return kept


def _stays(block: Block) -> bool:
    """Whether a block between two running texts belongs to them."""
    if block.prose:
        return True
    if block.linked > _MOST_LINKED * len(block.text):
        return False
    return block.tag in _KEPT or block.tag in _HEADINGS or _SENTENCE_END.search(block.text) is not None
