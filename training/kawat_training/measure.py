"""How good a model is on annotated articles: readings made with it, scored as `kawat eval` scores them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kawat.errors import InputError
from kawat.evaluation.calibrate import Bin, reliability
from kawat.evaluation.gold import Gold, read_gold
from kawat.evaluation.matches import Sides, match
from kawat.evaluation.score import score
from kawat.evaluation.tally import Score
from kawat.extract.clean import clean
from kawat.extract.encoder.decode import decode
from kawat.extract.encoder.hints import Hints
from kawat.extract.encoder.labels import FEATURES, KNOWN
from kawat.extract.encoder.scores import Scores
from kawat.extract.encoder.sight import Sight, look
from kawat.extract.engine import Engine
from kawat.extract.language import identify
from kawat.extract.model import Model
from kawat.extract.page import Outline
from kawat.extract.pipeline import outline_of, read_page, reading_of
from kawat.knowledge.load import Knowledge
from kawat.records import RawPage, Reading, Rejection
from kawat.sources.files import open_pages
from kawat_training import tune
from kawat_training.gather import CORPUS, GOLD, check_folder
from kawat_training.heads import heads_reading

_KEPT = bytes(name not in KNOWN for name in FEATURES)
WAYS = ("known", "blind")
PARTS = ("pipeline", "heads")
HEADS_SAY = frozenset(
    (
        "boilerplate",
        "commitment",
        "condition",
        "event",
        "event_type",
        "polarity",
        "quotation",
        "quotation_direct",
        "status",
        "status_exact",
        "timex_span",
    )
)
"""Layers that a model's heads speak of by themselves."""


@dataclass(slots=True)
class Annotated:
    """Articles with what people found in them, by article id."""

    gold: dict[str, Gold] = field(default_factory=dict)
    pages: dict[str, RawPage] = field(default_factory=dict)


def read_annotated(folders: Iterable[Path], ids: Iterable[str] | None = None, limit: int | None = None) -> Annotated:
    """The annotated articles of folders, at most `limit`; with `ids` only these.

    Raises InputError where a folder has none or a file is not what it should be.
    """
    found, wanted = Annotated(), None if ids is None else frozenset(ids)
    for folder in folders:
        check_folder(folder)
        gold = read_gold(folder / GOLD)
        for page in open_pages(folder / CORPUS):
            if isinstance(page, RawPage) and page.id in gold and (wanted is None or page.id in wanted):
                if limit is not None and len(found.pages) >= limit:
                    break
                found.pages[page.id], found.gold[page.id] = page, gold[page.id]
    if not found.pages:
        raise InputError("no annotated article to measure on; name a folder with corpus.jsonl and gold.jsonl")
    return found


class Shown:
    """A model that is shown the words of a page with or without what is known of them; reads each page once."""

    def __init__(self, model: Model, *, blind: bool = False) -> None:
        self.model, self.blind = model, blind
        self._last: tuple[Sight, Scores] | None = None

    @property
    def name(self) -> str:
        """The model's."""
        return self.model.name

    @property
    def decoding(self) -> Mapping[str, Any]:
        """The model's."""
        return self.model.decoding

    @property
    def calibration(self) -> Mapping[str, Any]:
        """The model's."""
        return self.model.calibration

    def read(self, sight: Sight) -> Scores:
        """Scores for each word."""
        shown = without_knowledge(sight) if self.blind else sight
        if self._last is None or self._last[0] != shown:
            self._last = shown, self.model.read(shown)
        return self._last[1]

    def hints(self, sight: Sight) -> Hints:
        """What the scores come to by themselves: without the leans, which were chosen for rules and model together."""
        return decode(sight, self.read(sight), {})


def without_knowledge(sight: Sight) -> Sight:
    """The same words without what knowledge and rules make of them: text and layout alone."""
    rows = tuple(bytes(value * kept for value, kept in zip(row, _KEPT, strict=True)) for row in sight.features)
    return replace(sight, features=rows)


def engine_with(model: Model | None) -> Engine:
    """An engine that reads with the model."""
    engine = Engine(model=None)
    engine.read_by(model)
    return engine


@dataclass(slots=True)
class Readings:
    """Readings of the whole pipeline and of the heads alone by article id, rejections, CPU seconds of the pipeline."""

    pipeline: dict[str, Reading] = field(default_factory=dict)
    heads: dict[str, Reading] = field(default_factory=dict)
    rejected: list[Rejection] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def words(self) -> int:
        """Words of the articles read."""
        return sum(len(reading.article.text.split()) for reading in self.pipeline.values())


def read_with(model: Model | None, pages: Iterable[RawPage], *, blind: bool = False, heads: bool = False) -> Readings:
    """Readings of the pages; None reads by rules alone."""
    shown = Shown(model, blind=blind) if model else None
    engine, found = engine_with(shown), Readings()
    for page in pages:
        if page.language in engine.languages:
            engine.knowledge(page.language)  # loaded before the clock runs
        began = time.process_time()
        item = read_page(page, engine)
        found.seconds += time.process_time() - began
        if isinstance(item, Rejection):
            found.rejected.append(item)
            continue
        found.pipeline[item.article.id] = item
        if heads and shown:
            found.heads[item.article.id] = _heads(page, engine, shown)
    return found


def _heads(page: RawPage, engine: Engine, shown: Shown) -> Reading:
    """The reading of a page that is no rejection, by the heads alone."""
    outline, knowledge = outlined(page, engine)
    outline = heads_reading(outline, shown.hints(look(outline, knowledge)))
    return reading_of(outline, shown.name)


def outlined(page: RawPage, engine: Engine) -> tuple[Outline, Knowledge]:
    """What the rules make of a page, and the knowledge of its language. InputError where it cannot be read."""
    article = clean(page, engine.limit)
    language = "" if isinstance(article, Rejection) else article.language or identify(article.text) or ""
    if isinstance(article, Rejection) or language not in engine.languages:
        raise InputError(f"{page.name}: article {page.id} cannot be read; take it out of the articles that measure")
    knowledge = engine.knowledge(language)
    return outline_of(replace(article, language=language), knowledge), knowledge


def tuning_pages(annotated: Annotated, model: Model) -> list[tune.Page]:
    """The articles as kawat_training.tune takes them."""
    engine, found = engine_with(None), []
    for key, page in annotated.pages.items():
        outline, knowledge = outlined(page, engine)
        sight = look(outline, knowledge)
        found.append(tune.Page(annotated.gold[key], outline, knowledge, sight, model.read(sight)))
    return found


def layers(annotated: Annotated, readings: Mapping[str, Reading]) -> dict[str, Score]:
    """Scores of each layer."""
    return score(annotated.gold, readings).scores()


def scored(annotated: Annotated, readings: Mapping[str, Reading]) -> dict[str, list[tuple[float, bool]]]:
    """For quotations, events and commitments the score of each datum and whether gold has it."""
    found: dict[str, list[tuple[float, bool]]] = {"quotation": [], "event": [], "commitment": []}
    for key, gold in annotated.gold.items():
        if key in readings:
            reading = readings[key]
            both = match(gold, reading, Sides(gold, reading))
            lists = (
                ("quotation", both.quotations, both.statements),
                ("event", both.found_events, both.events),
                ("commitment", both.found_commitments, both.commitments),
            )
            for topic, data, pairs in lists:
                right = {id(mine) for _, mine in pairs}
                found[topic].extend((datum.score, id(datum) in right) for datum in data)
    return found


def bins(pairs: Mapping[str, list[tuple[float, bool]]]) -> dict[str, list[Bin]]:
    """How often scores of each tenth were right."""
    return {topic: reliability(some) for topic, some in pairs.items()}
