"""Every figure of a model folder: scores, own test, names, reliability, speed, size and memory; two side by side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from kawat.errors import InputError
from kawat.evaluation.calibrate import brier
from kawat.evaluation.tally import Score
from kawat.extract.encoder.labels import HEADS, SLICES, TYPES
from kawat.extract.encoder.onnx import OnnxModel, open_model
from kawat.extract.engine import Engine
from kawat.records import RawPage
from kawat_training.base import running
from kawat_training.examples import read_examples
from kawat_training.gather import CORPUS
from kawat_training.items import Item, MisplacedError, example_items, see
from kawat_training.measure import (
    HEADS_SAY,
    PARTS,
    WAYS,
    Annotated,
    Shown,
    bins,
    engine_with,
    layers,
    read_annotated,
    read_with,
    scored,
)
from kawat_training.memory import peak_memory
from kawat_training.names import DEV, NameSetError, read_tokens, score_names, spans, trimmed
from kawat_training.speed import measure as measure_speed

SENTENCE = range(15, 31)  # words of a sentence that speed is measured on
FROM_PAGE = 2  # such sentences of an article at most
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to measure on: folders of annotated articles, test sentences, a file of names; at most `limit` of each."""

    gold: tuple[Path, ...]
    sentences: Path | None = None
    names: Path | None = None
    limit: int | None = None


def figures(folder: Path, asked: Asked) -> Figures:
    """All figures of a model as numbers, text and dicts of them, ready for JSON.

    Raises ModelError where the model cannot be used, InputError where what it is measured on is missing or wrong.
    """
    model, annotated = open_model(folder), read_annotated(asked.gold, limit=asked.limit)
    found: Figures = {"model": _identity(model), "size_mb": _sizes(folder), "articles": len(annotated.pages)}
    found["scores"], found["reliability"], found["speed"] = {}, {}, {}
    for way in WAYS:
        readings = read_with(model, annotated.pages.values(), blind=way == "blind", heads=True)
        parts = zip(PARTS, (readings.pipeline, readings.heads), strict=True)
        told = {part: layers(annotated, some) for part, some in parts}
        found["scores"][way] = {part: _scores(part, one) for part, one in told.items()}
        if way == "known":
            found["reliability"] = _reliability(annotated, readings.pipeline)
            seconds = max(readings.seconds, 1e-9)
            found["speed"]["articles"] = len(readings.pipeline) / seconds
            found["speed"]["words"] = readings.words / seconds
    if asked.sentences:
        found["own_test"] = own_test(model, asked.sentences, asked.limit)
    if asked.names:
        found["names"] = names(model, asked.names, asked.limit)
    found["speed"] |= _speed(folder, model, annotated.pages.values())
    corpora = [gold / CORPUS for gold in asked.gold]
    found["memory_mb"] = peak_memory(folder, len(annotated.pages), corpora)
    return found


def _identity(model: OnnxModel) -> Figures:
    told = model.manifest
    return {"name": model.name, "base": told.base, "layers": told.layers, "width": told.width, "window": told.window}


def _sizes(folder: Path) -> dict[str, float]:
    sizes = {path.name: path.stat().st_size / 1e6 for path in sorted(folder.iterdir()) if path.is_file()}
    return {**sizes, "all": sum(sizes.values())}


def _scores(part: str, told: Mapping[str, Score]) -> Figures:
    """The layers that the part speaks of: heads know no speaker, value, date or country."""
    return {layer: msgspec.to_builtins(one) for layer, one in told.items() if part != "heads" or layer in HEADS_SAY}


def _reliability(annotated: Annotated, readings: Mapping[str, Any]) -> Figures:
    """For each topic the Brier score and ten bins: how many data, mean score, share that was right."""
    pairs = scored(annotated, readings)
    return {
        topic: {
            "brier": brier(pairs[topic]) if pairs[topic] else None,
            "bins": [{"n": one.n, "foretold": one.foretold, "right": one.right} for one in some],
        }
        for topic, some in bins(pairs).items()
    }


def _speed(folder: Path, model: OnnxModel, pages: Iterable[RawPage]) -> dict[str, float]:
    """Sentences and pieces in a CPU second of one thread, of the encoder alone, and how long the sentences are."""
    parts = ([part for part in _SENTENCE_END.split(_text(page)) if len(part.split()) in SENTENCE] for page in pages)
    texts = [part for some in parts for part in some[:FROM_PAGE]]
    if not texts:
        return {}
    cut = [running(text, model.pieces)[: model.manifest.window] for text in texts]
    speed = measure_speed(folder / "encoder.onnx", cut, runs=2)
    words = sum(len(text.split()) for text in texts) / len(texts)
    rates = {f"pieces_{length}": rate for length, rate in speed.pieces.items()}
    return {"sentences": speed.sentences, "words_a_sentence": words, **rates}


def _text(page: RawPage) -> str:
    return page.body if isinstance(page.body, str) else page.body.decode("utf-8", "replace")


def _items(path: Path, engine: Engine) -> list[Item]:
    try:
        examples, faults = read_examples([path])
        if faults:
            raise InputError(f"{faults[0]}; mend the sentences first")
        return list(example_items(examples, engine))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; name a file of test sentences") from None
    except MisplacedError as error:
        raise InputError(f"{path}: {error}") from None


def own_test(model: OnnxModel, path: Path, limit: int | None = None) -> Figures:
    """The share of sentences whose first gold trigger gets the gold type, with and without knowledge, and by type.

    The type is the likeliest of all types at the first word of the trigger, whether or not the model sees an event.
    """
    items = [item for item in _items(path, engine_with(None)) if any(v > 0 for v in item.labels["event"])][:limit]
    if not items:
        raise InputError(
            f"{path}: no sentence with an event in it; expected lines such as `event REJECT occurred | ...`"
        )
    found: Figures = {"sentences": len(items)}
    for way in WAYS:
        shown = Shown(model, blind=way == "blind")
        right = Counter(_type(item) for item in items if _guess(shown, item) == _type(item))
        found[way] = sum(right.values()) / len(items)
        asked = Counter(map(_type, items))
        found[f"{way}_by_type"] = {name: right[name] / asked[name] for name in TYPES if asked[name]}
    return found


def _trigger(item: Item) -> int:
    """The first word with a type."""
    return next(word for word, label in enumerate(item.labels["event"]) if label > 0)


def _type(item: Item) -> str:
    return HEADS["event"][item.labels["event"][_trigger(item)]][2:]


def _guess(shown: Shown, item: Item) -> str:
    import numpy as np

    row = np.exp(shown.read(item.sight).labels[_trigger(item), SLICES["event"]][1:])
    return TYPES[int(row.reshape(-1, 2).sum(1).argmax())]


def names(model: OnnxModel, path: Path, limit: int | None = None) -> Figures:
    """Precision, recall and F1 of persons, organisations and places in a list of tokens, by span and type."""
    engine, found = engine_with(None), Figures()
    try:
        sentences = list(read_tokens(path, "names", DEV))[:limit]
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; name a file of tokens with tags") from None
    except NameSetError as error:
        raise InputError(str(error)) from None
    if not sentences:
        raise InputError(f"{path}: no sentence in it; expected a token and its tag a line")
    seen = [see(sentence.text, sentence.language, engine) for sentence in sentences]
    gold = [trimmed(sentence.names, sentence.text) for sentence in sentences]
    for way in WAYS:
        shown = Shown(model, blind=way == "blind")
        rows = (shown.read(sight).labels[:, SLICES["news_name"]].argmax(1).tolist() for sight in seen)
        told = [spans(row, HEADS["news_name"], s.words) for row, s in zip(rows, seen, strict=True)]
        found[way] = score_names(gold, [trimmed(one, s.text) for one, s in zip(told, seen, strict=True)])
    return {"sentences": len(sentences), **found}


Row = tuple[str, float]


def rows(found: Figures) -> Iterator[Row]:
    """The figures as lines of a name and a number, in order; of scores F1 with precision and recall."""
    yield "articles", found["articles"]
    for way, parts in found["scores"].items():
        for part, scores in parts.items():
            for layer, one in scores.items():
                for measure in ("precision", "recall", "f1"):
                    yield f"{part} {way} {layer} {measure}", one[measure]
    for topic in ("own_test", "names", "speed"):
        yield from _leaves(topic, found.get(topic, {}))
    yield from _leaves("size_mb", found["size_mb"])
    yield "memory_mb", found["memory_mb"]
    for topic, one in found["reliability"].items():
        if one["brier"] is not None:
            yield f"reliability {topic} brier", one["brier"]


def _leaves(name: str, value: Any) -> Iterator[Row]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(f"{name} {key}", inner)
    elif isinstance(value, int | float):
        yield name, value


def report(found: Figures) -> Iterator[str]:
    """The figures of one model as lines."""
    told = found["model"]
    yield f"{told['name']}: {told['layers']} layers of {told['width']}, windows of {told['window']} pieces"
    yield f"base: {told['base']}"
    yield f"{found['articles']} annotated articles"
    for way in WAYS:
        for part in PARTS:
            yield f"\n{_PART[part]}, {_WAY[way]}"
            yield f"{'layer':18} {'P':>6} {'R':>6} {'F1':>6} {'gold':>6} {'found':>6}"
            for layer, one in found["scores"][way][part].items():
                numbers = " ".join(f"{one[measure]:6.3f}" for measure in ("precision", "recall", "f1"))
                yield f"{layer:18} {numbers} {one['gold']:6} {one['found']:6}"
    yield ""
    for name, number in rows(found):
        if name.split()[0] not in (*PARTS, "reliability", "articles"):
            yield f"{name:44} {_number(number)}"
    for topic, one in found["reliability"].items():
        yield f"\n{topic}: how often scores are right" + (f", Brier {one['brier']:.3f}" if one["bins"] else ": no data")
        yield from (f"  foretold {b['foretold']:.2f}  right {b['right']:.2f}  n {b['n']}" for b in one["bins"])


_PART = {"pipeline": "Rules and model together", "heads": "The model's heads alone"}
_WAY = {"known": "with what the rules know as features", "blind": "without"}


def comparison(one: Figures, other: Figures) -> Iterator[str]:
    """Two models side by side, with what the other has more."""
    yield f"first:  {one['model']['name']}\nsecond: {other['model']['name']}"
    there = dict(rows(other))
    yield f"{'figure':48} {'first':>10} {'second':>10} {'second-first':>12}"
    for name, number in rows(one):
        if name in there:
            change = there[name] - number
            yield f"{name:48} {_number(number):>10} {_number(there[name]):>10} {_number(change, sign=True):>12}"


def _number(number: float, *, sign: bool = False) -> str:
    digits = 0 if isinstance(number, int) or abs(number) >= 1000 else 1 if abs(number) >= 10 else 3
    return f"{number:{'+' if sign else ''}.{digits}f}"
