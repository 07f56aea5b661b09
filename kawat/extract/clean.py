"""A raw page -> an article, or the reason it is none."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace

from kawat.extract.html import PageText, address_of, read_html
from kawat.extract.refusals import Refusal
from kawat.ids import article_id, text_digest
from kawat.records import Article, RawPage, Reason, RejectedArticle, Rejection

PAGE_BYTES = 20_000_000  # a web page beyond this is no article, whatever it holds

_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x7fELF",
    b"\x1f\x8b",
    b"\x28\xb5\x2f\xfd",
    b"BZh",
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_:-]{2,30})", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SAMPLE = 65_536
_REFUSALS: dict[Refusal, str] = {
    "wall": "the page asks for consent or a login; save it when it shows the text",
    "stub": "the page holds the beginning of an article that must be paid for; save it when it shows the whole text",
    "headlines": "the page lists headlines of other pages; give the address of one article",
    "gone": "the page says that there is no such page; check the address",
}
_MOST_NULS = 0.01  # a share that a faulty program may leave in a text


def clean(page: RawPage, limit: int) -> Article | Rejection:
    """The article as text: title, blank line, body; `limit` is the greatest length in characters that is read.

    Of plain text and JSON nothing is changed but newlines (LF) and lone surrogates (U+FFFD). Of a web page the text is
    what `read_html` keeps. Never raises, whatever the page holds.
    """
    web = page.media_type == "text/html"
    if len(page.body) > (PAGE_BYTES if web else 4 * limit + 4):
        return _too_long(page, limit)
    body = page.body if isinstance(page.body, str) else decode(page.body, web=web)
    if body is None or _is_binary(body):
        return _rejected(page, "binary", "the bytes are no text in UTF-8, UTF-16 or Windows-1252; give the text itself")
    kept = read_html(body, page.url) if web else PageText(text=_newlines(body))
    if kept.refusal is not None:
        return _rejected(page, "not_an_article", _REFUSALS[kept.refusal])
    if web and not kept.text:
        return _rejected(page, "not_an_article", "the page holds no running text; give the address of one article")
    if page.parts:
        kept = replace(kept, text="\n".join(_paragraphs(kept.text, page)))
    if not kept.text.strip():
        found = "a title but no text" if page.title and page.title.strip() else "no text"
        return _rejected(page, "empty", f"found {found}")
    return _article(page, kept, limit)


def _paragraphs(text: str, page: RawPage) -> Iterator[str]:
    """The paragraphs of a page's text and of the article's further pages, each once.

    A further page that is no article adds nothing.
    """
    told = dict.fromkeys(text.split("\n"))
    yield from told
    for part in page.parts:
        body = part if isinstance(part, str) else decode(part[:PAGE_BYTES], web=True)
        further = read_html(body, page.url).text.split("\n") if body is not None else []
        new = [line for line in further if line and line not in told]
        told.update(dict.fromkeys(new))
        yield from new


def _article(page: RawPage, kept: PageText, limit: int) -> Article | Rejection:
    """The article from what the input said and what the page says itself; the input goes first."""
    title = _whole(_newlines(page.title or kept.title or "").strip()) or None
    text = _whole(f"{title}\n\n{kept.text}" if title else kept.text)
    if len(text) > limit:
        return _too_long(page, limit)
    url = _given(address_of(page.url, kept.url))
    return Article(
        id=_given(page.id) or article_id(url, text),
        url=url,
        publisher=_given(page.publisher or kept.publisher),
        section=_given(kept.section),
        language=_given(page.language),
        title=title,
        byline=kept.byline,
        published_at=page.published or kept.published_at,
        published_from="input" if page.published else kept.published_from,
        text=text,
        text_sha256=text_digest(text),
    )


def decode(data: bytes, *, web: bool = False) -> str | None:
    """The bytes as text, or None if they are none. A page's own word on its encoding counts where it holds."""
    if data.startswith(_MAGIC):
        return None
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if data[:_SAMPLE].count(0) > _MOST_NULS * len(data[:_SAMPLE]):
        return _without_mark(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _not_quite_utf8(data, web)


def _without_mark(data: bytes) -> str | None:
    """UTF-16 text without its mark: the zero bytes stand at every other place. None for anything else."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 0.3 * len(sample) / 2 and even < 0.02 * len(sample):
        return data.decode("utf-16-le", "replace")
    if even > 0.3 * len(sample) / 2 and odd < 0.02 * len(sample):
        return data.decode("utf-16-be", "replace")
    return None


def _not_quite_utf8(data: bytes, web: bool) -> str:
    """Text in the encoding that a page names, in UTF-8 with a few broken bytes, or in Windows-1252."""
    named = _CHARSET.search(data[:4096]) if web else None
    if named is not None:
        try:
            return data.decode(named.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError, ValueError):
            pass  # the page is wrong about itself
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if sum(char > "\x7f" for char in text) - broken > broken:
        return text
    return data.decode("cp1252", "replace")


def _is_binary(text: str) -> bool:
    """Whether the text is made of what no text is made of: control signs or signs that could not be decoded."""
    sample = text[:_SAMPLE]
    odd = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    return odd > 0.02 * len(sample) + 2


def _newlines(text: str) -> str:
    """The text with LF for newlines."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _whole(text: str) -> str:
    """The text without halves of characters, which cannot be written in UTF-8; offsets stay."""
    return _SURROGATE.sub("\ufffd", text)


def _given(text: str | None) -> str | None:
    """The same for a field that may be absent; an empty one is absent."""
    return _whole(text) if text else None


def _too_long(page: RawPage, limit: int) -> Rejection:
    """The rejection of an article that is longer than the limit."""
    return _rejected(page, "too_long", f"found more than {limit} characters; give one article, or a higher limit")


def _rejected(page: RawPage, reason: Reason, detail: str) -> Rejection:
    """A rejection that says which page it is about."""
    article = RejectedArticle(id=_given(page.id), url=_given(page.url), name=_given(page.name))
    return Rejection(article=article, line=page.line, stage="clean", reason=reason, detail=detail)
