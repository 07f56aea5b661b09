"""One evaluation: gold, readings of a corpus, scores for all of it and for each language."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from kawat.api import INSTALLED, read_all
from kawat.evaluation.gold import Gold, read_gold, read_readings
from kawat.evaluation.matches import Sides, match
from kawat.evaluation.score import misplaced, score
from kawat.evaluation.tally import Fault, Tally
from kawat.records import Reading, Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How readings agree with gold.

    `missing` are the ids of gold articles without a reading, `rejections` what was said of articles that could not be
    read; `misplaced` are the stretches of gold whose words stand elsewhere in the reading's text. `languages` holds a
    tally for each language code; `stated` holds score and truth of each datum, by topic. `engine` is what read.
    """

    articles: int
    missing: tuple[str, ...]
    rejections: tuple[Rejection, ...]
    misplaced: tuple[Fault, ...]
    tally: Tally
    languages: Mapping[str, Tally]
    stated: Mapping[str, tuple[tuple[float, bool], ...]]
    engine: str | None

    def to_dict(self) -> dict[str, Any]:
        """Counts and scores as dicts, for JSON."""
        return {
            "articles": self.articles,
            "missing": len(self.missing),
            "layers": msgspec.to_builtins(self.tally.scores()),
            "languages": {code: msgspec.to_builtins(tally.scores()) for code, tally in self.languages.items()},
        }


def evaluate(
    gold_path: Path,
    corpus: Path,
    readings_path: Path | None = None,
    model: str | None = INSTALLED,
    knowledge: tuple[Path, ...] = (),
) -> Evaluation:
    """Score the readings of a corpus (a file or folder), made now or, with `readings_path`, saved before.

    `model` is the folder of the model to read by, or None to read by rules alone; usual: the installed one.
    `knowledge` are folders that are added to the package's.
    """
    gold = read_gold(gold_path)
    items = () if readings_path else tuple(read_all(corpus, model=model, knowledge=knowledge))
    readings = read_readings(readings_path) if readings_path else by_article(items)
    codes = sorted({reading.article.language or "" for key, reading in readings.items() if key in gold} - {""})
    languages = {
        code: score(
            {key: one for key, one in gold.items() if key in readings and readings[key].article.language == code},
            readings,
        )
        for code in codes
    }
    return Evaluation(
        articles=len(gold),
        missing=tuple(sorted(set(gold) - set(readings))),
        rejections=tuple(item for item in items if isinstance(item, Rejection)),
        misplaced=misplaced(gold.values(), readings),
        tally=score(gold, readings),
        languages=languages,
        stated=stated(gold, readings),
        engine=next((reading.engine for reading in readings.values()), None),
    )


def stated(gold: Mapping[str, Gold], readings: Mapping[str, Reading]) -> dict[str, tuple[tuple[float, bool], ...]]:
    """The score that each datum of the annotated articles states, and whether gold has the datum; by topic."""
    told: dict[str, list[tuple[float, bool]]] = {"quotation": [], "event": [], "commitment": []}
    for key, annotation in sorted(gold.items()):
        if key not in readings:
            continue
        found = match(annotation, readings[key], Sides(annotation, readings[key]))
        told["quotation"] += _stated(found.quotations, found.statements)
        told["event"] += _stated(found.found_events, found.events)
        told["commitment"] += _stated(found.found_commitments, found.commitments)
    return {topic: tuple(pairs) for topic, pairs in told.items() if pairs}


def _stated(found: Sequence[Any], right: Iterable[tuple[Any, Any]]) -> list[tuple[float, bool]]:
    """Score and truth of the data of one topic that state a score."""
    taken = {id(mine) for _, mine in right}
    return [(one.score, id(one) in taken) for one in found if one.score is not None]


def by_article(items: Iterable[Reading | Rejection]) -> dict[str, Reading]:
    """Readings by article id; rejections are passed over."""
    return {item.article.id: item for item in items if isinstance(item, Reading)}


def digest(*paths: Path) -> str:
    """SHA-256 over the bytes of files and of the files in folders, as hex: equal digests, equal corpora."""
    sha = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                sha.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return sha.hexdigest()
