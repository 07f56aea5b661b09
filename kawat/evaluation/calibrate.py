"""How often each rule is right: from annotated articles to the scores that readings carry.

    python -m kawat.evaluation.calibrate GOLD.jsonl CORPUS.jsonl

Writes kawat/knowledge/data/scores.tsv and prints how well such scores foretell what is right on articles that they
were not drawn from: five times, four fifths of the articles give the scores and one fifth is foretold.
"""

from __future__ import annotations

import sys
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kawat.api import read_all
from kawat.evaluation.evaluate import by_article
from kawat.evaluation.gold import Gold, read_gold
from kawat.evaluation.matches import Sides, match
from kawat.knowledge.files import DATA
from kawat.knowledge.scores import FILE
from kawat.records import Commitment, Event, Quotation, Reading

PRIOR = 8.0
"""How many data of the topic's own share a rule is given beforehand; of 1 to 40, 8 foretold best (Brier score)."""
FOLDS = 5
BINS = 10
SOURCE = "# source: counts of data on annotated articles and of those that gold has, written by `make calibrate`"
HEADER = "rule\tn\tright\tscore"


class Outcome(NamedTuple):
    """One datum: the article it is from, its topic, the rule that made it, whether gold has it."""

    article: str
    topic: str
    rule: str
    right: bool


class Share(NamedTuple):
    """How many data a rule or topic made, how many were right, and the probability drawn from both."""

    n: int
    right: int
    score: float


class Bin(NamedTuple):
    """Data whose scores lie near each other: how many, their mean score, the share that was right."""

    n: int
    foretold: float
    right: float


def outcomes(gold: Mapping[str, Gold], readings: Mapping[str, Reading]) -> Iterator[Outcome]:
    """What became of each quotation, event and commitment of the annotated articles."""
    for key, annotation in sorted(gold.items()):
        if key not in readings:
            continue
        found = match(annotation, readings[key], Sides(annotation, readings[key]))
        yield from _outcomes(key, "quotation", found.quotations, [mine for _, mine in found.statements])
        yield from _outcomes(key, "event", found.found_events, [mine for _, mine in found.events])
        yield from _outcomes(key, "commitment", found.found_commitments, [mine for _, mine in found.commitments])


def _outcomes(
    article: str,
    topic: str,
    found: Sequence[Quotation | Event | Commitment],
    right: Sequence[Quotation | Event | Commitment],
) -> Iterator[Outcome]:
    """One outcome for each datum of one topic."""
    taken = {id(datum) for datum in right}
    return (Outcome(article, topic, datum.rule, id(datum) in taken) for datum in found)


def shares(seen: Iterable[Outcome], prior: float = PRIOR) -> dict[str, Share]:
    """Topic or rule -> share of right data, in order of name; a rule's is drawn toward its topic's by `prior`."""
    by_topic: defaultdict[str, list[bool]] = defaultdict(list)
    by_rule: defaultdict[tuple[str, str], list[bool]] = defaultdict(list)
    for outcome in seen:
        by_topic[outcome.topic].append(outcome.right)
        by_rule[outcome.topic, outcome.rule].append(outcome.right)
    table = {topic: Share(len(right), sum(right), sum(right) / len(right)) for topic, right in by_topic.items()}
    for (topic, rule), right in by_rule.items():
        score = (sum(right) + prior * table[topic].score) / (len(right) + prior)
        table[rule] = Share(len(right), sum(right), score)
    return dict(sorted(table.items()))


def foretold(seen: Sequence[Outcome], prior: float = PRIOR) -> list[tuple[float, bool]]:
    """Score and truth of each datum, the score drawn from articles of the other folds."""
    tables = [shares((one for one in seen if _fold(one) != fold), prior) for fold in range(FOLDS)]
    return [
        (table.get(one.rule, table[one.topic]).score, one.right)
        for one in seen
        if one.topic in (table := tables[_fold(one)])
    ]


def _fold(outcome: Outcome) -> int:
    """The fold of an outcome's article, the same on every machine."""
    return zlib.crc32(outcome.article.encode()) % FOLDS


def brier(pairs: Sequence[tuple[float, bool]]) -> float:
    """Mean squared distance of scores from the truth: 0 is perfect, 0.25 is a coin."""
    return sum((score - right) ** 2 for score, right in pairs) / len(pairs)


def reliability(pairs: Sequence[tuple[float, bool]]) -> list[Bin]:
    """What was foretold against what was so, in bins of equal width, lowest first; empty bins left out."""
    binned: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, right in pairs:
        binned[min(BINS - 1, int(score * BINS))].append((score, right))
    return [
        Bin(len(some), sum(score for score, _ in some) / len(some), sum(right for _, right in some) / len(some))
        for _, some in sorted(binned.items())
    ]


def table_of(table: Mapping[str, Share]) -> str:
    """The scores as a knowledge file."""
    rows = [f"{rule}\t{one.n}\t{one.right}\t{one.score:.3f}" for rule, one in table.items()]
    return "\n".join([SOURCE, HEADER, *rows]) + "\n"


def report(seen: Sequence[Outcome]) -> Iterator[str]:
    """The reliability of each topic's scores, as lines."""
    for topic in sorted({one.topic for one in seen}):
        pairs = foretold([one for one in seen if one.topic == topic])
        yield f"{topic}: {len(pairs)} data, Brier score {brier(pairs):.3f}"
        yield "  foretold  right      n"
        yield from (f"  {one.foretold:8.2f} {one.right:6.2f} {one.n:6}" for one in reliability(pairs))


def main(gold: Path, corpus: Path) -> None:
    """Measure, write the knowledge file, print how well the scores foretell."""
    seen = tuple(outcomes(read_gold(gold), by_article(read_all(corpus, model=None))))
    (DATA / FILE).write_text(table_of(shares(seen)), encoding="utf-8")
    sys.stdout.write("\n".join(report(seen)) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
