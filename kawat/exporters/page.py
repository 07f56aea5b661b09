"""Readings as one HTML page that needs nothing else: no network, no other file, and no way in for an article's text.

Every text is escaped (kawat.exporters.markup). The page's policy allows only the style and script written here, by
their digests, so that nothing else would run even if it came in.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path
from tempfile import SpooledTemporaryFile

from kawat.exporters.interface import Words, reader, title_of, when, words_for
from kawat.exporters.marked import anchors_of, marked_text
from kawat.exporters.markup import Html, join, tag
from kawat.exporters.panel import panel
from kawat.records import Reading, Rejection

_HOLD = 16 * 1024 * 1024  # bytes of articles kept in memory while the index is made; more goes to a temporary file
_LAYERS = ("quotations", "events", "commitments", "times", "actors")


def page(items: Iterable[Reading | Rejection], interface: str | None = None) -> Iterator[str]:
    """The page in pieces: for several articles an index, then each article; for one the article alone."""
    index: list[Html] = []
    words: Words | None = None
    with SpooledTemporaryFile(_HOLD, "w+", encoding="utf-8", errors="replace", newline="") as body:
        for number, item in enumerate(items, start=1):
            own = words_for(item.article if isinstance(item, Reading) else None, interface)
            words = words or own
            index.append(_index_line(item, own, f"a{number}"))
            body.write(_article(item, own, f"a{number}") + "\n")
        words = words or words_for(None, interface)
        yield _head(words, len(index))
        if len(index) != 1:
            yield tag("nav", tag("h1", f"{words['articles']}: {len(index)}"), tag("ol", *index), class_="index")
        body.seek(0)
        yield from iter(lambda: body.read(1 << 16), "")
    yield f"<script>{_asset('page.js')}</script>\n</body>\n</html>\n"


def section(reading: Reading, interface: str | None = None) -> str:
    """One article with its data beside it, for a page that has the style and script of `assets`.

    A datum's card has the id `d-ID`, its words in the text `d-ID-w`, so that an address can point at it.
    """
    words = words_for(reading.article, interface)
    anchors = {datum: f"d-{datum}" for datum in anchors_of(reading, "d")}
    return _article_with(reading, words, "d", anchors)


def assets() -> dict[str, str]:
    """The style and script that `section` needs."""
    return {name: _asset(name) for name in ("page.css", "page.js")}


def framed(reading: Reading) -> str:
    """The page of one article in a frame, for a notebook: its style and script touch nothing outside."""
    inside = escape("".join(page((reading,))))
    return (
        f'<iframe srcdoc="{inside}" sandbox="allow-scripts" title="Kawat" '
        'style="width:100%;height:42rem;border:1px solid #8884;border-radius:6px"></iframe>'
    )


def _head(words: Words, count: int) -> str:
    """Everything before the first article."""
    style, script = _asset("page.css"), _asset("page.js")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        f'<!doctype html>\n<html lang="{words.code}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>Kawat · {words['articles'] if count != 1 else words['article']}</title>\n"
        f"<style>{style}</style>\n</head>\n<body>\n"
    )


def _index_line(item: Reading | Rejection, words: Words, prefix: str) -> Html:
    """One article in the index: its title, where it is from, what it holds."""
    if isinstance(item, Rejection):
        return tag("li", tag("a", _rejected_name(item), href=f"#{prefix}"), " ", tag("span", words["unread"]))
    holds = f"{len(item.quotations)} {words['quotations']} · {len(item.events)} {words['events']}".lower()
    origin = " · ".join(filter(None, (item.article.publisher, when(item.article, words), holds)))
    return tag("li", tag("a", tag("bdi", title_of(item.article, 120)), href=f"#{prefix}"), " ", tag("span", origin))


def _article(item: Reading | Rejection, words: Words, prefix: str) -> Html:
    """An article with its data beside it, or why it was not read."""
    if isinstance(item, Rejection):
        told = tag("p", tag("b", f"{words['unread']}: "), _rejected_name(item))
        return tag(
            "section", told, tag("p", f"{item.stage} · {item.reason} · {item.detail}"), id=prefix, class_="unread"
        )
    return _article_with(item, words, prefix, anchors_of(item, prefix))


def _article_with(item: Reading, words: Words, prefix: str, anchors: Mapping[str, str]) -> Html:
    """An article with its data beside it; `anchors` names its data."""
    jump = tag(
        "a", f"{words['quotations']}, {words['events'].lower()}, … ↓", href=f"#{prefix}-quotations", class_="jump"
    )
    text = tag("div", marked_text(item, anchors, words), class_="text", lang=item.article.language)
    main = tag("article", _origin(item, words), _switches(words), jump, text, tag("footer", words["about_evidence"]))
    return tag("section", main, panel(item, anchors, words, prefix), id=prefix, class_="reading", lang=words.code)


def _origin(item: Reading, words: Words) -> Html:
    """Where the article comes from; only an http address becomes a link."""
    article = item.article
    relays = ", ".join(dict.fromkeys(wire.agency for wire in article.wire))
    is_link = article.url is not None and article.url.lower().startswith(("http://", "https://"))
    name = article.publisher or article.url or article.id
    parts = [
        tag("a", name, href=article.url, rel="noopener noreferrer") if is_link else join(name),
        tag("time", when(article, words)),
        join(f"{words['relays']} {relays}") if relays else None,
        join(reader(item.engine, words)),
    ]
    return tag("p", *(join(" · " if n else "", part) for n, part in enumerate(p for p in parts if p)), class_="origin")


def _switches(words: Words) -> Html:
    """A switch for each layer of marks, which is also the key to their looks."""
    switches = (
        tag(
            "label", Html(f'<input type="checkbox" class="show-{name}" checked>'), tag("span", words[name], class_=name)
        )
        for name in _LAYERS
    )
    return tag("fieldset", tag("legend", words["layers"]), *switches)


def _rejected_name(item: Rejection) -> str:
    """The best name for an input that was not read."""
    name = item.article.name or item.article.url or item.article.id or "?"
    return f"{name}:{item.line}" if item.line else name


@cache
def _asset(name: str) -> str:
    """A style or script that belongs to this package."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """How a content security policy names a text."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
