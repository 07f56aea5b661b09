"""The further pages of an article that its site cuts into several: which to ask for, and how they are joined.

Values to values; who asks for pages is told by `Step.then` what to ask for, and comes back with that page or without.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from kawat.records import RawPage
from kawat.sources.net.client import LONGEST_PAGE
from kawat.sources.parts import WHOLE, next_page, part_of

MOST_FURTHER = 19  # pages of one article after its first
_KIND = re.compile(
    r"<meta\s(?=[^<>]{0,500}og:type)[^<>]{0,500}?content\s{0,5}=\s{0,5}[\"']?(?P<kind>[\w.:-]{1,40})", re.IGNORECASE
)
_ARTICLE = re.compile(r"<article[\s>]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Step:
    """An article as far as it is known, and the address of what is to be asked for next; None where it is whole."""

    page: RawPage
    then: str | None = None


def begun(page: RawPage) -> Step:
    """The first page of an article, and where it goes on. Lists of articles go on too, but are not followed."""
    own = part_of(page.url or "")
    source = _text(page.body)
    if own is None or own.number != 1 or not _is_article(source):
        return Step(page)
    return Step(page, _following(page, source, page.url or ""))


def continued(page: RawPage, asked: str, further: RawPage) -> Step:
    """The article with the page that came when one was asked for, and where it goes on.

    A page that turns out to be another, or that would make the article longer than a page may be, adds nothing.
    """
    wanted = part_of(asked)
    room = LONGEST_PAGE - 1 - len(page.body) - sum(map(len, page.parts))
    if wanted is None or part_of(further.url or "") != wanted or len(further.body) > room:
        return without(page, asked)
    if wanted.number == WHOLE:
        return Step(replace(page, body=further.body))
    longer = replace(page, parts=(*page.parts, further.body))
    if len(longer.parts) >= MOST_FURTHER:
        return Step(longer)
    return Step(longer, _following(page, _text(further.body), further.url or "", whole=False))


def without(page: RawPage, asked: str) -> Step:
    """The article without the page that was asked for: where that would have shown all, its parts are asked for."""
    part = part_of(asked)
    if part is None or part.number != WHOLE:
        return Step(page)
    return Step(page, _following(page, _text(page.body), page.url or "", whole=False))


def _following(page: RawPage, source: str, url: str, *, whole: bool = True) -> str | None:
    """The next page to be asked for: on the host of the first and spoken to as it is."""
    address = next_page(source, url, whole=whole)
    if address is None:
        return None
    first, following = urlsplit(page.url or ""), urlsplit(address)
    if following.netloc.lower() != first.netloc.lower():
        return None
    return following._replace(scheme=first.scheme).geturl()


def _is_article(source: str) -> bool:
    """Whether a page calls itself an article (`og:type`); where it does not tell, whether it holds a single one."""
    told = _KIND.search(source)
    if told:
        return told["kind"].lower() == "article"
    return len(_ARTICLE.findall(source)) == 1


def _text(body: bytes | str) -> str:
    """A page as text; addresses and names of elements are ASCII, whatever its letters are."""
    return body if isinstance(body, str) else body.decode("utf-8", "replace")
