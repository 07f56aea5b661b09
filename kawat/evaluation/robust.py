"""What reading loses where a page is faulty: each article as it is, and after each change of kawat/evaluation/changes.

    python -m kawat.evaluation.robust GOLD CORPUS [--model none|FOLDER] [--only NAME,...] [--errors NAME LAYER]

Gold is moved along with the words. Printed is, for each layer, the F1 of the untouched texts and, in points of a
hundred, what is lost by each change (a gain is negative).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from kawat.errors import InputError
from kawat.evaluation import report
from kawat.evaluation.changes import CHANGES, Change, Changed, Edit
from kawat.evaluation.evaluate import by_article
from kawat.evaluation.gold import Gold, GoldCondition, Stretch, read_gold
from kawat.evaluation.score import misplaced, score
from kawat.evaluation.tally import Tally
from kawat.extract.engine import Engine, load_engine
from kawat.extract.model import INSTALLED
from kawat.extract.pipeline import read_page
from kawat.records import RawPage
from kawat.sources.files import Defaults, open_pages

BARRED = (
    "quotation",
    "quotation_direct",
    "speaker",
    "event",
    "event_type",
    "timex",
    "commitment",
    "boilerplate",
    "wire",
)
"""The layers that must not lose more than the bar."""
BAR = 5.0
"""Most points that a change may cost a layer, where `BARS` has no other bar for the change."""
BARS = {"lower": 12.0}
"""Change -> most points."""
REPORTED = frozenset({"unclosed_all"})
"""Changes that are measured without a bar: they take away what gold rests on."""
WIDTH = 17


def bar(change: str) -> float | None:
    """Most points that a change may cost a layer; None where it is only reported."""
    return None if change in REPORTED else BARS.get(change, BAR)


class Moved:
    """An article after a change: the page to read, and gold for its text.

    Raises InputError where a stretch of gold does not quote the article as it was.
    """

    def __init__(self, page: RawPage, gold: Gold, change: Change) -> None:
        if not isinstance(page.body, str):
            raise InputError(f"{page.name}: the body of {gold.article} is bytes; give a corpus of JSON lines")
        title = (page.title or "").strip()
        self._head = len(title) + 2 if title else 0
        self._title = Changed(title, change(title, gold.article))
        self._body = Changed(page.body, change(page.body, gold.article))
        self.page = replace(page, title=self._title.text or None, body=self._body.text)
        self.text = f"{self._title.text}\n\n{self._body.text}" if title else self._body.text
        self.gold = self._along(gold)

    def place(self, place: int) -> int:
        """Where a place of the article (title, blank line, body) is now."""
        if place < self._head:
            return self._title.place(min(place, self._head - 2)) + max(0, place - (self._head - 2))
        return self._body.place(place - self._head) + (len(self._title.text) + 2 if self._head else 0)

    def _along(self, value: Any) -> Any:
        """A value of gold, its places moved and its words those of the changed text."""
        if isinstance(value, tuple):
            return tuple(self._along(one) for one in value)
        if not isinstance(value, msgspec.Struct):
            return value
        fields = {name: self._along(getattr(value, name)) for name in value.__struct_fields__}
        if isinstance(value, Gold):
            fields["body_start"] = self.place(value.body_start)
        if isinstance(value, Stretch | GoldCondition) and value.start is not None and value.end is not None:
            fields["start"], fields["end"] = start, end = self.place(value.start), self.place(value.end)
            if isinstance(value, Stretch):
                fields["exact"] = self.text[start:end]
        return type(value)(**fields)


def measure(pages: Iterable[RawPage], gold: Mapping[str, Gold], change: Change, engine: Engine) -> Tally:
    """How readings of the changed pages agree with gold moved along; pages without gold are left out.

    Raises InputError where gold and readings speak of different texts.
    """
    moved = [Moved(page, gold[page.id], change) for page in pages if page.id and page.id in gold]
    readings = by_article(read_page(one.page, engine) for one in moved)
    annotations = {one.gold.article: one.gold for one in moved}
    wrong = misplaced(annotations.values(), readings)
    if wrong:
        raise InputError(f"gold of {wrong[0].article} expects {wrong[0].said!r} where the reading has other words")
    return score(annotations, readings)


def untouched(text: str, seed: str) -> Iterator[Edit]:
    """The text stays as it is."""
    del text, seed
    return iter(())


def losses(base: Tally, changed: Tally) -> dict[str, float]:
    """Layer -> points of F1 (of a hundred) that a change costs; negative where it gains."""
    before, after = base.scores(), changed.scores()
    return {layer: round(100 * (before[layer].f1 - after[layer].f1), 1) for layer in before}


def table(base: Tally, lost: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """A line for each layer: its F1, and what each change costs; `*` behind what is over the bar."""
    yield f"{'layer':{WIDTH}} {'F1':>6} " + " ".join(f"{name:>12}" for name in lost)
    for layer, one in base.scores().items():
        cells = " ".join(f"{by_layer[layer]:11.1f}{_star(name, layer, by_layer)}" for name, by_layer in lost.items())
        yield f"{layer:{WIDTH}} {100 * one.f1:6.1f} {cells}"


def _star(change: str, layer: str, lost: Mapping[str, float]) -> str:
    """The sign behind a loss."""
    most = bar(change)
    return "*" if most is not None and layer in BARRED and lost[layer] > most else " "


def main(arguments: Sequence[str]) -> int:
    """Print the table; 1 where a barred layer loses more than its bar."""
    parser = argparse.ArgumentParser(prog="python -m kawat.evaluation.robust")
    parser.add_argument("gold", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--model", default=INSTALLED, help="a folder, or none for rules alone")
    parser.add_argument("--only", default=",".join(CHANGES), help="names of changes, with commas between")
    parser.add_argument("--errors", nargs=2, metavar=("NAME", "LAYER"), help="faults of a layer that a change brings")
    given = parser.parse_args(arguments)
    engine = load_engine(model=None if given.model == "none" else given.model)
    gold = read_gold(given.gold)
    pages = [page for page in open_pages(str(given.corpus), Defaults()) if isinstance(page, RawPage)]
    base = measure(pages, gold, untouched, engine)
    if given.errors:
        name, layer = given.errors
        old = {(fault.article, fault.sort, fault.said.lower()) for fault in base.faults[layer]}
        new = measure(pages, gold, CHANGES[name], engine).faults[layer]
        print("\n".join(report.faults([f for f in new if (f.article, f.sort, f.said.lower()) not in old])))
        return 0
    lost = {name: losses(base, measure(pages, gold, CHANGES[name], engine)) for name in given.only.split(",")}
    print("\n".join(table(base, lost)))
    return int(any(_star(name, layer, lost[name]) == "*" for name in lost for layer in BARRED))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
