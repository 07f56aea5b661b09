"""Does memory stay flat over a long run? A corpus is read into a record again and again under other ids.

    python -m kawat.evaluation.memory CORPUS --articles 100000 --characters 400

Tells the memory that this process holds every so many articles and how much it grew after the first 5,000. Articles
that are cut short make a long run affordable: what a run keeps of each (catalog, batches, merging) is the same. Linux
only.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kawat import api
from kawat.records import RawPage
from kawat.sources.files import open_pages

SETTLED = 5_000  # articles after which everything that is loaded once has been loaded
ALLOWED = 0.05  # growth from then on


def repeated(corpus: Path, count: int, characters: int) -> Iterator[str]:
    """Lines of JSON: so many articles from a corpus of texts, each under another id and with another end."""
    pages = [page for page in open_pages(corpus) if isinstance(page, RawPage) and isinstance(page.body, str)]
    for number, page in zip(range(count), itertools.cycle(pages)):
        told = {"id": f"m{number}", "text": f"{str(page.body)[:characters]} {number}", "published": page.published}
        yield json.dumps({key: value for key, value in told.items() if value} | {"language": page.language or "id"})


def held() -> float:
    """MB of memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def measure(source: Path, record: Path, every: int) -> Iterator[tuple[int, float]]:
    """How many articles were kept and the MB held then, each time so many more are safe."""
    with api.ingest(record, model=None) as door:
        for number, _ in enumerate(door.keep([str(source)]), 1):
            if number % every == 0:
                yield number, held()


def growth(samples: list[tuple[int, float]]) -> float:
    """By which part the greatest memory after the first 5,000 articles is more than the greatest until then."""
    before = [size for number, size in samples if number <= SETTLED]
    after = [size for number, size in samples if number > SETTLED]
    return max(after) / max(before) - 1 if before and after else 0.0


def main(arguments: list[str] | None = None) -> int:
    """Measure and tell; 1 where memory grew by more than 5 %."""
    parser = argparse.ArgumentParser(prog="python -m kawat.evaluation.memory", description=main.__doc__)
    parser.add_argument("corpus", type=Path, help="articles as kawat ingest takes them; their texts are repeated")
    parser.add_argument("--articles", type=int, default=100_000, help="how many are read")
    parser.add_argument("--characters", type=int, default=10_000, help="longer articles are cut to so many")
    parser.add_argument("--every", type=int, default=1_000, help="articles from figure to figure")
    given = parser.parse_args(arguments)
    samples, began = [], time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles.jsonl"
        with source.open("w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in repeated(given.corpus, given.articles, given.characters))
        for number, size in measure(source, Path(folder) / "record", given.every):
            samples.append((number, size))
            print(f"{number:9,} articles {size:7.1f} MB {time.process_time() - began:8.1f} s CPU", flush=True)
    grown = growth(samples)
    print(f"growth after the first {SETTLED:,}: {grown:+.1%} (at most {ALLOWED:.0%})")
    return int(grown > ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
