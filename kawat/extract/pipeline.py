"""The one path from a page to a reading. Only this file imports stages."""

from __future__ import annotations

from dataclasses import replace

from kawat.extract.actors import find_actors
from kawat.extract.clean import clean
from kawat.extract.commitments import find_commitments
from kawat.extract.engine import Engine
from kawat.extract.events import find_events
from kawat.extract.language import identify
from kawat.extract.page import Cast
from kawat.extract.quotations import find_quotations
from kawat.extract.scores import with_scores
from kawat.extract.segment import segment
from kawat.extract.timex import find_timexes
from kawat.extract.wire import find_wire
from kawat.extract.zones import find_zones
from kawat.records import RawPage, Reading, RejectedArticle, Rejection, Sentence


def read_page(page: RawPage, engine: Engine) -> Reading | Rejection:
    """All that one page says, or the reason it says nothing."""
    article = clean(page, engine.limit)
    if isinstance(article, Rejection):
        return article
    language = article.language or identify(article.text)
    if language not in engine.languages:
        return Rejection(
            article=RejectedArticle(id=article.id, url=article.url, name=page.name),
            line=page.line,
            stage="language",
            reason="language",
            detail=f"found {language or 'no language that Kawat knows'}; it reads {', '.join(engine.languages)}",
        )
    knowledge = engine.knowledge(language)
    article = replace(article, language=language)
    article = replace(article, zones=find_zones(article, knowledge))
    article = replace(article, wire=find_wire(article, knowledge))
    lines = segment(article, knowledge)
    timexes = find_timexes(article, lines, knowledge)
    cast = Cast(find_actors(article, lines, knowledge))
    quotations = find_quotations(article, lines, cast, knowledge)
    events = find_events(article, lines, cast, timexes, quotations, knowledge)
    commitments = find_commitments(article, lines, cast, timexes, quotations, events, knowledge)
    return Reading(
        engine=engine.fingerprint,
        article=article,
        sentences=tuple(Sentence(start_char=line.start_char, end_char=line.end_char) for line in lines),
        actors=cast.actors,
        timexes=timexes,
        quotations=with_scores(quotations, "quotation", knowledge),
        events=with_scores(events, "event", knowledge),
        commitments=with_scores(commitments, "commitment", knowledge),
    )
