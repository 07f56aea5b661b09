"""Readings against gold: all articles, all layers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kawat.evaluation.gold import Gold
from kawat.evaluation.matches import Sides, match
from kawat.evaluation.measures import (
    count_boilerplate,
    count_commitments,
    count_countries,
    count_event_details,
    count_events,
    count_quotations,
    count_times,
    count_wire,
)
from kawat.evaluation.tally import Fault, Tally
from kawat.records import Article, Reading


def score(gold: Mapping[str, Gold], readings: Mapping[str, Reading]) -> Tally:
    """All articles of gold, in order of id; an article without a reading has found nothing."""
    tally = Tally()
    for key, annotation in sorted(gold.items()):
        score_article(annotation, readings.get(key) or _nothing(key), tally)
    return tally


def score_article(gold: Gold, reading: Reading, tally: Tally) -> None:
    """Add one article to the tally."""
    sides = Sides(gold, reading)
    matches = match(gold, reading, sides)
    count_boilerplate(gold, reading, tally)
    count_wire(gold, reading, tally)
    count_times(gold.article, matches, tally)
    count_quotations(gold.article, matches, sides, tally)
    count_countries(gold.article, matches, tally)
    count_events(gold.article, matches, sides, tally)
    count_event_details(matches, tally)
    count_commitments(gold.article, matches, tally)


def misplaced(gold: Iterable[Gold], readings: Mapping[str, Reading]) -> tuple[Fault, ...]:
    """Stretches of gold whose words are not those of the reading's text: the two speak of different texts."""
    return tuple(
        Fault(annotation.article, "misplaced", stretch.exact)
        for annotation in gold
        if annotation.article in readings
        for stretch in (*annotation.boilerplate, *annotation.wire, *annotation.times)
        if readings[annotation.article].article.text[stretch.start : stretch.end] != stretch.exact
    )


def _nothing(key: str) -> Reading:
    """What an article without a reading says."""
    article = Article(
        id=key,
        url=None,
        publisher=None,
        language=None,
        title=None,
        published_at=None,
        published_from=None,
        text="",
        text_sha256="",
    )
    return Reading(
        engine="", article=article, sentences=(), actors=(), timexes=(), quotations=(), events=(), commitments=()
    )
