"""The one path from a page to a reading. Only this file imports stages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kawat.extract.actors import find_actors
from kawat.extract.clean import clean
from kawat.extract.commitments import find_commitments
from kawat.extract.encoder.decode import decode
from kawat.extract.encoder.hints import Hints
from kawat.extract.encoder.sight import Sight, look
from kawat.extract.engine import Engine
from kawat.extract.events import find_events
from kawat.extract.guide import Guide, Settings
from kawat.extract.language import identify
from kawat.extract.model import Model
from kawat.extract.page import Cast, Outline
from kawat.extract.quotations import find_labels, find_quotations
from kawat.extract.scores import with_calibration, with_scores
from kawat.extract.segment import segment
from kawat.extract.timex import find_timexes
from kawat.extract.view import view_of
from kawat.extract.wire import find_wire
from kawat.extract.zones import find_zones, with_hinted
from kawat.knowledge.load import Knowledge
from kawat.knowledge.outlets import host_of, outlet_at
from kawat.records import Article, RawPage, Reading, RejectedArticle, Rejection, Sentence

if TYPE_CHECKING:
    from kawat.extract.encoder.scores import Scores

WANTED = ("zones", "quotations", "cues", "candidates", "commitments")
"""Hints that decisions are made from; rules alone find times and actors, which they know better."""


def read_page(page: RawPage, engine: Engine) -> Reading | Rejection:
    """All that one page says, or the reason it says nothing."""
    article = clean(page, engine.limit)
    if isinstance(article, Rejection):
        return article
    outlet = outlet_at(host_of(article.url))
    language = article.language or identify(article.text, outlet.languages if outlet else ())
    if language not in engine.languages:
        return Rejection(
            article=RejectedArticle(id=article.id, url=article.url, name=page.name),
            line=page.line,
            stage="language",
            reason="language",
            detail=f"found {language or 'no language that Kawat knows'}; it reads {', '.join(engine.languages)}",
        )
    knowledge = engine.knowledge(language)
    view = view_of(replace(article, language=language), knowledge, lambda: engine.casing(language))
    outline = outline_of(view.read, knowledge)
    if engine.model:
        outline = _with_model(outline, engine.model, engine.settings, knowledge)
    else:
        outline = _with_shares(outline, knowledge)
    return view.restored(reading_of(outline, engine.fingerprint))


def reading_of(outline: Outline, engine: str) -> Reading:
    """The outline as the reading of `engine`, which says what read."""
    return Reading(
        engine=engine,
        article=outline.article,
        sentences=tuple(Sentence(start_char=line.start_char, end_char=line.end_char) for line in outline.lines),
        actors=outline.cast.actors,
        timexes=outline.timexes,
        quotations=outline.quotations,
        events=outline.events,
        commitments=outline.commitments,
    )


def outline_of(article: Article, knowledge: Knowledge) -> Outline:
    """What the rules make of an article."""
    article = replace(article, zones=find_zones(article, knowledge))
    return _zoned(replace(article, wire=find_wire(article, knowledge)), knowledge)


def _zoned(article: Article, knowledge: Knowledge) -> Outline:
    """What the rules make of an article whose zones are known."""
    lines = segment(article, knowledge)
    timexes = find_timexes(article, lines, knowledge)
    cast = Cast(find_actors(article, lines, knowledge, find_labels(article, lines, knowledge)))
    quotations = find_quotations(article, lines, cast, knowledge)
    events = find_events(article, lines, cast, timexes, quotations, knowledge)
    commitments = find_commitments(article, lines, cast, timexes, quotations, events, knowledge)
    return Outline(
        article=article,
        lines=lines,
        timexes=timexes,
        cast=cast,
        quotations=quotations,
        events=events,
        commitments=commitments,
    )


def _with_shares(outline: Outline, knowledge: Knowledge) -> Outline:
    """The outline as the rules leave it, each datum with the share of right ones that its rule had."""
    return replace(
        outline,
        quotations=with_scores(outline.quotations, "quotation", knowledge),
        events=with_scores(outline.events, "event", knowledge),
        commitments=with_scores(outline.commitments, "commitment", knowledge),
    )


def _with_model(outline: Outline, model: Model, settings: Settings, knowledge: Knowledge) -> Outline:
    """The outline after the model has read along, each datum with the model's calibrated probability."""
    sight = look(outline, knowledge)
    hints = decode(sight, read_words(model, sight), settings.outside, WANTED)
    outline = with_hints(outline, hints, settings, knowledge)
    return replace(
        outline,
        quotations=with_calibration(outline.quotations, settings.worth.get("quotation", ())),
        events=with_calibration(outline.events, settings.worth.get("event", ())),
        commitments=with_calibration(outline.commitments, settings.worth.get("commitment", ())),
    )


def read_words(model: Model, sight: Sight) -> Scores:
    """What the model says of each word."""
    return model.read(sight)


def with_hints(outline: Outline, hints: Hints, settings: Settings, knowledge: Knowledge) -> Outline:
    """The outline after a model has read along: what rules and hints say together.

    Where the model sees zones that the rules do not, the rules read the rest once more.
    """
    zones = with_hinted(outline.article, outline.lines, hints.zones, settings.believed.zone)
    if zones != outline.article.zones:
        outline = _zoned(replace(outline.article, zones=zones), knowledge)
    guide = Guide(hints, outline.events, settings)
    article, lines, cast, timexes = outline.article, outline.lines, outline.cast, outline.timexes
    quotations = find_quotations(article, lines, cast, knowledge, guide)
    events = find_events(article, lines, cast, timexes, quotations, knowledge, guide)
    commitments = find_commitments(article, lines, cast, timexes, quotations, events, knowledge, guide)
    return replace(outline, quotations=quotations, events=events, commitments=commitments)
