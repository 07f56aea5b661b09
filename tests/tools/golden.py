"""What Kawat says of the sample articles, kept to be read and compared.

    python -m tests.tools.golden

writes samples/expected/<article>.json: the reading, one datum a line, without the engine's fingerprint, which changes
with every edit of a knowledge file. The rules read alone: a model's numbers may differ in the last digit from one
processor to another.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import kawat

SAMPLES = Path(__file__).parents[2] / "samples"
ARTICLES = SAMPLES / "articles"
EXPECTED = SAMPLES / "expected"


def articles() -> list[Path]:
    """The sample articles in order of name."""
    return sorted(ARTICLES.iterdir())


def expected_path(article: Path) -> Path:
    """Where the reading of an article is kept."""
    return EXPECTED / f"{article.stem}.json"


def golden_text(article: Path) -> str:
    """The reading of an article as it is kept."""
    reading = kawat.read(article, model=None).to_dict()
    del reading["engine"]
    parts = ",\n".join(f" {line(key)}: {lines(value)}" for key, value in reading.items())
    return f"{{\n{parts}\n}}\n"


def lines(value: Any) -> str:
    """A list with one item a line, a dict with one key a line, anything else on one line."""
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f"  {line(item)}" for item in value) + "\n ]"
    if isinstance(value, dict):
        return "{\n" + ",\n".join(f"  {line(key)}: {line(item)}" for key, item in value.items()) + "\n }"
    return line(value)


def line(value: Any) -> str:
    """A value on one line."""
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    EXPECTED.mkdir(exist_ok=True)
    for path in articles():
        expected_path(path).write_text(golden_text(path), encoding="utf-8")
