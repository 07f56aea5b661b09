"""What is kept of saved web pages, against gold: the text by F1, titles, dates, and pages a CPU second.

    python -m kawat.evaluation.pages DATA [GOLD.tsv] [--errors N]

DATA holds `article-extraction-benchmark/` (`ground-truth.json`: id -> {articleBody}, pages `ID.html.gz` anywhere below)
and `fundus/REGION/` (`SITE.json`: version -> {title, publishing_date, body}, and pages `SITE_DATE.html.gz`); either may
be absent. Where a site has several versions, the one whose body the page shows most of is its gold.

GOLD.tsv (such as eval/pages_id.tsv) holds gold without texts: the path of a page in DATA, its date, and digests of the
paragraphs that are its article, in order; the words are taken from the page.

The text is measured as the benchmark does: shingles of four words, counted; precision and recall of each page, their
means over pages, and F1 of the means. The weights of `kawat.extract.blocks` were chosen on the pages with an even id;
the others were held out. A title counts where its letters and digits are the same, a date where it is the same day in
the zone of the gold. Gold titles come from one place of each site's choice, and a page may tell a shorter one to those
who share it, or another one to search engines; so it is counted too how often a title is the gold's or a heading that
the page prints.
"""

from __future__ import annotations

import gzip
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from kawat.errors import InputError
from kawat.extract.clean import decode
from kawat.extract.html import PageText, read_html, sheet_of

BENCHMARK = "article-extraction-benchmark"
FUNDUS = "fundus"
SHINGLE = 4  # words
_WORD = re.compile(r"\w+")
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Shares:
    """Parts of the shingles of a page and its gold: in both, in the reading only, in the gold only."""

    both: float
    extra: float
    lost: float

    @property
    def precision(self) -> float:
        """Share of what was kept that is right; of nothing kept 0, of nothing to keep and nothing kept 1."""
        return _share(self.both, self.extra, self.lost)

    @property
    def recall(self) -> float:
        """Share of what is right that was kept."""
        return _share(self.both, self.lost, self.extra)


def _share(both: float, wrong: float, other: float) -> float:
    if both + wrong == 0:
        return 1.0 if other == 0 else 0.0
    return both / (both + wrong)


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its gold. `held`: it was not looked at when weights were chosen."""

    name: str
    html: bytes
    text: str
    held: bool = True
    title: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a page, and the CPU seconds that it took. `printed`: its title is a heading of the page."""

    page: Page
    kept: PageText
    shares: Shares
    seconds: float
    printed: bool


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words and how often each stands in the text; a shorter text is one run."""
    words = _WORD.findall(text)
    count = max(1, len(words) - SHINGLE + 1) if words else 0
    return Counter(tuple(words[i : i + SHINGLE]) for i in range(count))


def compare(gold: str, kept: str) -> Shares:
    """The shares of a page; long pages weigh no more than short ones."""
    right, found = shingles(gold), shingles(kept)
    both = (right & found).total()
    total = both + (found - right).total() + (right - found).total()
    if not total:
        return Shares(0.0, 0.0, 0.0)
    return Shares(both / total, (found - right).total() / total, (right - found).total() / total)


def means(shares: Sequence[Shares]) -> tuple[float, float, float]:
    """F1 of the mean precision and recall, and both; pages without anything to count for one are left out of it."""
    precisions = [each.precision for each in shares if each.both + each.extra > 0]
    recalls = [each.recall for each in shares if each.both + each.lost > 0]
    precision = sum(precisions) / len(precisions) if precisions else 0.0
    recall = sum(recalls) / len(recalls) if recalls else 0.0
    return (2 * precision * recall / (precision + recall) if precision + recall else 0.0), precision, recall


def benchmark_pages(data: Path) -> Iterator[Page]:
    """The pages of the article extraction benchmark."""
    folder = data / BENCHMARK
    gold = _json(folder / "ground-truth.json") if folder.is_dir() else {}
    paths = {path.name.split(".")[0]: path for path in folder.rglob("*.html.gz")}
    for name in sorted(gold.keys() & paths.keys()):
        yield Page(name, gzip.decompress(paths[name].read_bytes()), gold[name]["articleBody"], int(name, 16) % 2 == 1)


def fundus_pages(data: Path) -> Iterator[Page]:
    """The pages of Fundus, each with the version of its site that it is."""
    for path in sorted((data / FUNDUS).glob("*/*.html.gz")):
        site = path.with_name(path.name.split("_")[0] + ".json")
        if not site.is_file():
            continue
        source = gzip.decompress(path.read_bytes())
        shown = shingles(re.sub(r"<[^<>]{0,2000}>", " ", decode(source, web=True) or ""))
        versions = [version for version in _json(site).values() if version.get("body")]
        texts = [_body(version["body"]) for version in versions]
        if not any(texts):
            continue
        best = max(range(len(texts)), key=lambda i: (shingles(texts[i]) & shown).total() / (len(texts[i]) + 1))
        gold = versions[best]
        yield Page(path.name, source, texts[best], True, gold.get("title"), gold.get("publishing_date"))


def digest(text: str) -> str:
    """What stands for a paragraph in gold that holds no texts."""
    return sha256(_NO_WORD.sub("", text).lower().encode()).hexdigest()[:12]


def digested_pages(data: Path, gold: Path) -> Iterator[Page]:
    """The pages of a gold file without texts."""
    try:
        lines = gold.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{gold}: {error}; expected a table with path, published and paragraphs") from None
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    for path, published, paragraphs in rows:
        source = gzip.decompress((data / path).read_bytes())
        shown = {digest(block.text): block.text for block in sheet_of(decode(source, web=True) or "").blocks}
        text = "\n".join(shown.get(each, f"missing {each}") for each in paragraphs.split())
        yield Page(path, source, text, True, None, published)


def _body(body: dict[str, Any]) -> str:
    """The paragraphs of a body, with its summary and the headings of its sections."""
    parts = list(body.get("summary", ()))
    for section in body.get("sections", ()):
        parts += [*section.get("headline", ()), *section.get("paragraphs", ())]
    return "\n".join(parts)


def _json(path: Path) -> dict[str, Any]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except (OSError, msgspec.DecodeError) as error:
        raise InputError(f"{path}: {error}; expected the gold of saved pages as JSON") from None


def measure(page: Page) -> Result:
    """Read a page, and compare."""
    start = time.process_time()
    source = decode(page.html, web=True) or ""
    kept = read_html(source, None)
    seconds = time.process_time() - start
    printed = any(same_title(heading, kept.title) for heading in sheet_of(source).headings)
    return Result(page, kept, compare(page.text, kept.text), seconds, printed)


def same_title(gold: str, kept: str | None) -> bool:
    """Whether letters and digits are the same."""
    return _NO_WORD.sub("", gold).lower() == _NO_WORD.sub("", kept or "").lower()


def same_day(gold: str, kept: str | None) -> bool:
    """Whether both are on one day in the gold's zone; a date without a zone or time counts as it stands."""
    if kept is None:
        return False
    right, found = datetime.fromisoformat(gold), datetime.fromisoformat(kept)
    if right.tzinfo is not None and found.tzinfo is not None:
        found = found.astimezone(right.tzinfo)
    return right.date() == found.date()


def same_minute(gold: str, kept: str | None) -> bool:
    """Whether both are the same minute, and both have a zone or neither has."""
    if kept is None:
        return False
    right, found = (datetime.fromisoformat(date).replace(second=0, microsecond=0) for date in (gold, kept))
    return (right.tzinfo is None) == (found.tzinfo is None) and right == found


def report(name: str, results: Sequence[Result]) -> Iterator[str]:
    """What was measured on a set of pages, a line each."""
    f1, precision, recall = means([result.shares for result in results])
    rate = len(results) / max(1e-9, sum(result.seconds for result in results))
    empty = sum(not result.kept.text for result in results)
    yield (
        f"{name:<24} {len(results):>4} pages  F1 {f1:.4f}  precision {precision:.4f}  recall {recall:.4f}  "
        f"no article {empty}  {rate:.0f} pages a CPU second"
    )
    titled = [result for result in results if result.page.title]
    dated = [result for result in results if result.page.published]
    if titled:
        marks = [same_title(result.page.title or "", result.kept.title) for result in titled]
        shown = sum(mark or result.printed for mark, result in zip(marks, titled, strict=True))
        rate = sum(marks) / len(titled)
        yield f"{'':<24} titles {sum(marks)}/{len(titled)} = {rate:.3f}, those or a printed heading {shown}"
    if dated:
        days = sum(same_day(result.page.published or "", result.kept.published_at) for result in dated)
        minutes = sum(same_minute(result.page.published or "", result.kept.published_at) for result in dated)
        rate = days / len(dated)
        yield f"{'':<24} days {days}/{len(dated)} = {rate:.3f}, to the minute and zone {minutes}"


def main(arguments: Sequence[str]) -> int:
    """Print the figures; status 2 where there is nothing to measure."""
    if not arguments or arguments[0].startswith("-"):
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    data, rest = Path(arguments[0]), list(arguments[1:])
    worst = int(rest.pop()) if len(rest) > 1 and rest[-2] == "--errors" else 0
    golds = [Path(name) for name in rest if name != "--errors"]
    read_html("", None)  # what is loaded once is not the cost of a page
    benchmark = [measure(page) for page in benchmark_pages(data)]
    fundus = [measure(page) for page in fundus_pages(data)]
    digested = [measure(page) for gold in golds for page in digested_pages(data, gold)]
    if not (benchmark or fundus or digested):
        print(f"{data}: no saved pages with gold; expected {BENCHMARK}/ or {FUNDUS}/ in it", file=sys.stderr)
        return 2
    sets = {
        "benchmark, chosen on": [result for result in benchmark if not result.page.held],
        "benchmark, held out": [result for result in benchmark if result.page.held],
        "benchmark": benchmark,
        "fundus": fundus,
        "gold without texts": digested,
    }
    for name, results in sets.items():
        if results:
            print("\n".join(report(name, results)))
    for result in sorted((*benchmark, *fundus, *digested), key=lambda result: result.shares.both)[:worst]:
        shares, page = result.shares, result.page
        title = "" if not page.title or same_title(page.title, result.kept.title) else "  title"
        date = "" if not page.published or same_day(page.published, result.kept.published_at) else "  date"
        print(f"{page.name:<66} both {shares.both:.2f} extra {shares.extra:.2f} lost {shares.lost:.2f}{title}{date}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
