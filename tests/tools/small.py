"""A few hundred small articles, each another, and a record of them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from kawat.extract.engine import LIMIT
from kawat.knowledge.files import PACKAGE, Folders
from kawat.run.ingest import into

PEOPLE = ("Ratna Wulandari", "Bagus Santosa", "Sari Lestari", "Dewa Mahendra")
PLACES = ("Fiji", "Jepang", "Vietnam", "Mesir", "Peru")
ACTS = ("menolak", "mengutuk", "menyepakati", "meminta")


def article(number: int, **said: str) -> dict[str, str]:
    """One article as JSON; no two have the same text."""
    who, where, act = PEOPLE[number % 4], PLACES[number % 5], ACTS[number // 5 % 4]
    text = (
        f"{where} {act} usulan ke-{number} Indonesia tentang perikanan pada 3 Mei 2021. "
        f'"Kami akan membahas usulan {number} bulan depan," kata Menteri Luar Negeri {who}.'
    )
    return {"id": f"n{number:04d}", "text": text, "published": "2021-05-04", "language": "id", **said}


def write(path: Path, articles: list[dict[str, str]]) -> Path:
    """Articles as JSON lines."""
    path.write_text("".join(json.dumps(one) + "\n" for one in articles), encoding="utf-8")
    return path


def ingest(
    record: Path, source: Path, *, batch: int = 4, wait: float = 0.0, knowledge: Folders = PACKAGE
) -> Counter[str]:
    """Read a source into a record by rules; how many items became what."""
    with into(record, limit=LIMIT, model=None, knowledge=knowledge, wait=wait, batch=batch) as door:
        return Counter(kept.became for kept in door.keep([str(source)], {}))
