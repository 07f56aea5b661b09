"""Annotations that point at words -> gold with character offsets.

    python -m tests.tools.gold ARTICLES ANNOTATIONS GOLD.jsonl

An annotation file names its article (a file of ARTICLES) and points at words with {"l": line, "q": words, "n": which}:
`l` counts the lines of the article's text from 1 and is left out where the whole text is meant; `q` are the words as
printed, "first words ... last words" spans everything between; `n` says which occurrence, the first if left out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kawat

PLACED = ("boilerplate", "wire", "times")


class WrongPointerError(Exception):
    """Words that do not stand where the annotation says."""


def locate(text: str, pointer: dict[str, Any]) -> dict[str, Any]:
    """Start, end and words of what a pointer means."""
    base, end = line_bounds(text, pointer["l"]) if "l" in pointer else (0, len(text))
    first, dots, last = pointer["q"].partition(" ... ")
    start = base - 1
    for _ in range(pointer.get("n", 1)):
        start = found(text, first, start + 1, end)
    stop = start + len(first)
    if dots:
        stop = found(text, last, stop, end) + len(last)
    return {"start": start, "end": stop, "exact": text[start:stop]}


def found(text: str, words: str, start: int, end: int) -> int:
    """Where the words begin; raises WrongPointerError where they are not in the stretch."""
    place = text.find(words, start, end)
    if place < 0:
        raise WrongPointerError(f"not found: {words!r}")
    return place


def line_bounds(text: str, number: int) -> tuple[int, int]:
    """First character of a line (counted from 1) and one past its last."""
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: number - 1])
    return start, start + len(lines[number - 1])


def resolve(text: str, value: Any) -> Any:
    """An annotation with every pointer replaced by offsets, whatever it is part of."""
    if isinstance(value, list):
        return [resolve(text, one) for one in value]
    if not isinstance(value, dict):
        return value
    rest = {key: resolve(text, one) for key, one in value.items() if key not in ("l", "q", "n")}
    return {**locate(text, value), **rest} if "q" in value else rest


def party(text: str, who: dict[str, Any]) -> dict[str, Any]:
    """An actor's part in an event, with the words that name it where the annotation points at them."""
    return {"actor": who["a"], "span": locate(text, who) if "q" in who else None}


def event(text: str, value: dict[str, Any]) -> dict[str, Any]:
    """An event with its parties in the shape of gold."""
    sides = {side: [party(text, who) for who in value[side]] for side in ("actors", "recipients")}
    return resolve(text, {key: one for key, one in value.items() if key not in sides}) | sides


def gold_of(text: str, article_id: str, annotation: dict[str, Any]) -> dict[str, Any]:
    """One annotation as a line of gold; raises WrongPointerError or, for an unknown id, ValueError."""
    gold = {key: resolve(text, annotation[key]) for key in (*PLACED, "actors", "statements", "commitments")}
    gold["events"] = [event(text, one) for one in annotation["events"]]
    check_ids(gold)
    return {"article": article_id, **gold}


def check_ids(gold: dict[str, Any]) -> None:
    """Raise ValueError where a datum refers to an actor, statement or event that is not there."""
    known = {one["id"] for layer in ("actors", "statements", "events") for one in gold[layer]} | {None, "outlet"}
    unknown = sorted(set(references(gold)) - known, key=str)
    if unknown:
        raise ValueError(f"unknown ids: {', '.join(map(str, unknown))}")


def references(gold: dict[str, Any]) -> Iterator[str | None]:
    """The ids that data refer to."""
    for statement in gold["statements"]:
        yield statement["speaker"]
    for one in gold["events"]:
        yield one["asserted_by"]
        yield from (part["actor"] for part in one["actors"] + one["recipients"])
    for commitment in gold["commitments"]:
        yield from (commitment["statement"], commitment["event"])
        yield from commitment["holder"] + commitment["addressee"]


def build(articles: Path, annotations: Path) -> Iterator[str]:
    """Gold, a line for each annotation file, in order of name."""
    for path in sorted(annotations.glob("*.json")):
        annotation = json.loads(path.read_text(encoding="utf-8"))
        article = kawat.read(articles / annotation["article"]).article
        try:
            yield json.dumps(gold_of(article.text, article.id, annotation), ensure_ascii=False) + "\n"
        except (WrongPointerError, ValueError) as error:
            raise SystemExit(f"{path}: {error}") from None


if __name__ == "__main__":
    Path(sys.argv[3]).write_text("".join(build(Path(sys.argv[1]), Path(sys.argv[2]))), encoding="utf-8")
