"""How well linking finds copies of one report, and events that several articles tell.

    python -m kawat.evaluation.linked CORPUS --acts eval/acts.tsv

Stories: articles of the corpus are rewritten (5 to 30 % of their words are others, another dateline, another first
paragraph) and given to other outlets; each copy must be found, and nothing else. Acts: the articles that `acts.tsv`
names are read and linked; which of their events are one act was decided by a person (B-cubed, acts of one telling
count too; Bagga and Baldwin 1998).
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import msgspec

from kawat import api
from kawat.errors import InputError
from kawat.records import RawPage
from kawat.sources.files import open_pages

LEAST = 600  # characters of an article that is worth copying
LEAD = 25  # words of a first paragraph that is put in the place of another
REWRITTEN = (0.05, 0.3)  # least and greatest share of words that are others


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """Copies found of those planted, and pairs found that are none; articles that are alike of themselves left out."""

    copies: int
    found: int
    others: int

    @property
    def recall(self) -> float:
        """Share of copies found."""
        return self.found / self.copies if self.copies else 0.0

    @property
    def precision(self) -> float:
        """Share of pairs found that were planted."""
        return self.found / (self.found + self.others) if self.found else 0.0


def rewritten(text: str, lead: str, share: float, words: Sequence[str], chance: random.Random) -> str:
    """The text with another first paragraph and so many of its words replaced by any of `words`."""
    parts = [part for part in text.split("\n") if part.strip()]
    if len(parts) > 3 and len(parts[0]) < len(text) / 3:
        parts[0] = lead
    told = "\n".join(parts).split(" ")
    return " ".join(chance.choice(words) if chance.random() < share else word for word in told)


def plant(pages: Sequence[RawPage], count: int, seed: int) -> list[dict[str, str]]:
    """Articles and a copy of each by another outlet, as JSON input; ids `aN` and `bN`."""
    chance = random.Random(seed)  # nosec B311 # noqa: S311 - nothing secret is drawn
    dated = [page for page in pages if page.published and isinstance(page.body, str) and len(page.body) >= LEAST]
    chosen = chance.sample(dated, min(count, len(dated)))
    words = [word for page in chance.sample(chosen, min(300, len(chosen))) for word in str(page.body).split()]
    found = []
    for number, page in enumerate(chosen):
        text = str(page.body)
        lead = "OSLO, WIRE - " + " ".join(str(chance.choice(chosen).body).split()[:LEAD]) + "."
        copy = rewritten(text, lead, chance.uniform(*REWRITTEN), words, chance)
        about = {"published": str(page.published)[:10], "language": page.language or "id"}
        found.append({"id": f"a{number}", "text": text, "outlet": page.publisher or "first", **about})
        found.append({"id": f"b{number}", "text": copy, "outlet": f"copy{number % 7}", **about})
    return found


def planted(corpus: Path, count: int, seed: int = 5) -> Planted:
    """Plant copies, ingest all by rules, link, and look which pairs stand in one story."""
    pages = [page for page in open_pages(str(corpus)) if isinstance(page, RawPage)]
    articles = plant(pages, count, seed)
    # What is alike of itself, whoever printed it, is no fault: an outlet's own series are kept apart by its name alone.
    alone = [{**article, "outlet": article["id"]} for article in articles[::2]]
    pairs, before = _pairs(articles), _pairs(alone)
    copies = {(f"a{number}", f"b{number}") for number in range(len(articles) // 2)}
    others = {pair for pair in pairs - copies if tuple(sorted("a" + name[1:] for name in pair)) not in before}
    return Planted(copies=len(copies), found=len(pairs & copies), others=len(others))


def _pairs(articles: Sequence[Mapping[str, str]]) -> set[tuple[str, str]]:
    """Pairs of ids that stand in one story, the lower first."""
    with tempfile.TemporaryDirectory() as folder, _record(Path(folder), articles) as record:
        return {pair for story in record.stories() for pair in combinations(sorted(story["members"]), 2)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """B-cubed precision, recall and F1; events of the table that the reading has, and all in it."""

    precision: float
    recall: float
    f1: float
    events: int
    labelled: int


Key = tuple[str, str, str]


def b_cubed(gold: Mapping[Key, str], found: Mapping[Key, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 over the keys of `gold`, which `found` must have too."""
    of_gold, of_found = _groups(gold, gold), _groups(found, gold)
    shares = [
        (len(of_gold[gold[k]] & of_found[found[k]]), len(of_found[found[k]]), len(of_gold[gold[k]])) for k in gold
    ]
    precision = sum(both / mine for both, mine, _ in shares) / len(shares)
    recall = sum(both / theirs for both, _, theirs in shares) / len(shares)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _groups(labels: Mapping[Key, str], keys: Iterable[Key]) -> dict[str, set[Key]]:
    groups: dict[str, set[Key]] = {}
    for key in keys:
        groups.setdefault(labels[key], set()).add(key)
    return groups


def acts(corpus: Path, table: Path) -> Agreement:
    """Read and link the articles that a table names, and compare."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    wanted = {row["article"] for row in rows}
    pages = [page for page in open_pages(str(corpus)) if isinstance(page, RawPage) and page.id in wanted]
    articles = [
        {
            "id": page.id or "",
            "text": str(page.body),
            "title": page.title or "",
            "published": str(page.published),
            "outlet": page.publisher or "",
            "language": page.language or "id",
        }
        for page in pages
    ]
    with tempfile.TemporaryDirectory() as folder, _record(Path(folder), articles, model=api.INSTALLED) as record:
        query = """SELECT e.article, e.type, e.start_char, m.cluster FROM event AS e
                   JOIN cluster_member AS m ON m.event = e.id AND m.article = e.article"""
        found = {(row["article"], row["type"], str(row["start_char"])): row["cluster"] for row in record.sql(query)}
    gold = {(row["article"], row["type"], row["start_char"]): row["act"] for row in rows}
    shared = {key: act for key, act in gold.items() if key in found}
    if not shared:
        raise InputError(f"{table}: the reading has none of its events; is {corpus} the corpus that it was made from?")
    precision, recall, f1 = b_cubed(shared, found)
    return Agreement(precision=precision, recall=recall, f1=f1, events=len(shared), labelled=len(gold))


@contextmanager
def _record(folder: Path, articles: Sequence[Mapping[str, str]], model: str | None = None) -> Iterator[api.Record]:
    """A linked record of some articles, open for questions."""
    source = folder / "articles.jsonl"
    source.write_bytes(msgspec.json.Encoder().encode_lines(articles))
    with api.ingest(folder / "record", model=model) as door:
        for _ in door.keep([str(source)]):
            pass
    api.link_record(folder / "record")
    with api.open_record(folder / "record") as record:
        yield record


def main(arguments: Sequence[str] | None = None, say: Callable[[str], object] = print) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        prog="python -m kawat.evaluation.linked", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("corpus", type=Path, help="articles to copy, and those that the table of acts names")
    parser.add_argument("--copies", type=int, default=1000, help="how many articles are copied (1000)")
    parser.add_argument("--acts", type=Path, help="which events are one act: group, article, type, start_char, act")
    given = parser.parse_args(arguments)
    if given.copies:
        copies = planted(given.corpus, given.copies)
        say(f"stories: {copies.found} of {copies.copies} copies found (recall {copies.recall:.3f}),")
        say(f"  {copies.others} pairs that were not planted (precision {copies.precision:.3f})")
    if given.acts:
        agreed = acts(given.corpus, given.acts)
        say(f"acts: B-cubed {agreed.f1:.3f} (precision {agreed.precision:.3f}, recall {agreed.recall:.3f})")
        say(f"  over {agreed.events} events of {agreed.labelled} labelled")


if __name__ == "__main__":
    main()
