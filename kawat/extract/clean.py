"""A raw page -> an article, or the reason it is none."""

from __future__ import annotations

from kawat.ids import article_id, text_digest
from kawat.records import Article, RawPage, RejectedArticle, Rejection


def clean(page: RawPage, limit: int) -> Article | Rejection:
    """The article as text, title first; `limit` is the greatest length in characters that is read."""
    body = page.body if isinstance(page.body, str) else page.body.decode("utf-8", "replace")
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    title = (page.title or "").strip() or None
    text = f"{title}\n\n{body}" if title else body
    if not text.strip():
        return Rejection(
            article=RejectedArticle(id=page.id, url=page.url, name=page.name),
            line=page.line,
            stage="clean",
            reason="empty",
            detail="no text",
        )
    return Article(
        id=page.id or article_id(page.url, text),
        url=page.url,
        publisher=page.publisher,
        language=page.language,
        title=title,
        published_at=page.published,
        published_from="input" if page.published else None,
        text=text,
        text_sha256=text_digest(text),
    )
