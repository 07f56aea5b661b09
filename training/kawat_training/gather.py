"""All that a model is trained on: read, checked, counted, and kept apart from what it is measured on."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kawat.errors import InputError, UsageError
from kawat.extract.encoder.labels import HEADS
from kawat.extract.encoder.sight import Sight
from kawat.extract.engine import Engine, load_engine
from kawat_training.attributions import attribution_items, read_attributions
from kawat_training.examples import Example, read_examples
from kawat_training.items import Item, MisplacedError, article_items, example_items
from kawat_training.marked import marked_items, read_marked
from kawat_training.names import (
    DEV,
    NEWS_NAMES,
    SETS,
    USED,
    Dropped,
    NameSetError,
    Sentence,
    Targets,
    family_target,
    name_items,
    name_target,
    read_set,
    read_tokens,
    select,
)
from kawat_training.overlap import HeldBack, held_back

GOLD, CORPUS = "gold.jsonl", "corpus.jsonl"
LAYERS = ("boilerplate", "times", "actors", "statements", "events", "commitments")
MEASURED = "test_"  # how the names of files begin that only measure
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where training data lies. `marked` are annotations by offset of articles in the files `texts`.

    `fold` (K, N) holds the K-th of N parts of the articles back; `dev` are folders of annotated articles that only
    measure. `licences` says under what licence a kind of data may be used. With `licensed_only` nothing else is trained
    on but sentences written for training and name sets whose licence covers their texts.
    """

    articles: tuple[Path, ...] = ()
    sentences: tuple[Path, ...] = ()
    marked: tuple[Path, ...] = ()
    texts: tuple[Path, ...] = ()
    names: Path | None = None
    attributions: Path | None = None
    fold: tuple[int, int] | None = None
    dev: tuple[Path, ...] = ()
    licences: Mapping[str, str] = field(default_factory=dict)
    licensed_only: bool = False

    def allows(self, kind: str) -> bool:
        """Whether data of a kind may be trained on whatever set they are from."""
        return not self.licensed_only or kind in self.licences


@dataclass(slots=True)
class Gathered:
    """Items to train on by kind of data, articles held back, and what texts must not be trained on.

    `left_out` says by kind what of it was, `unlicensed` what was left out for want of a licence, `licences` what
    sources state.
    """

    items: dict[str, list[Item]] = field(default_factory=dict)
    held_out: list[Item] = field(default_factory=list)
    held: HeldBack = field(default_factory=HeldBack)
    left_out: dict[str, str] = field(default_factory=dict)
    unlicensed: list[str] = field(default_factory=list)
    licences: dict[str, str] = field(default_factory=dict)

    def digest(self) -> str:
        """SHA-256 of all that is trained on, in hex."""
        sha = hashlib.sha256()
        for kind, items in self.items.items():
            for item in items:
                told = (kind, item.id, item.sight.text, item.sight.words, item.sight.features, item.labels, item.links)
                sha.update(repr(told).encode())
        return sha.hexdigest()


def check(wanted: Wanted) -> None:
    """Stops, before anything that takes long, where data are missing, empty or not of their shape."""
    if not (wanted.articles or wanted.sentences or wanted.marked):
        raise UsageError("kawat train: nothing to train on; name --articles FOLDER or --sentences FILE")
    for path in (*wanted.marked, *wanted.texts):
        if not path.is_file():
            raise InputError(f"{path}: there is no such file; name one of annotations (--marked) or articles (--texts)")
    for folder in (*wanted.articles, *wanted.dev):
        check_folder(folder)
    examples_of(sentence_files(wanted.sentences))
    if wanted.names:
        name_sets(wanted.names)
    if wanted.attributions and not wanted.attributions.is_file():
        raise InputError(f"{wanted.attributions}: there is no such file; name a file of attributions")


def gather(wanted: Wanted, say: Say) -> Gathered:
    """Reads all training data. Raises UsageError or InputError where something is missing, empty or wrong."""
    check(wanted)
    files = sentence_files(wanted.sentences)
    engine = load_engine(model=None)  # a model learns on what the rules alone make of a page
    found = Gathered()
    with_told(lambda: _articles(wanted, engine, found))
    with_told(lambda: found.items.update(_sentences(files, engine)))
    found.held = held_back([item.sight.text for item in found.held_out], [folder / CORPUS for folder in wanted.dev])
    if wanted.names:
        names = wanted.names
        with_told(lambda: _names(names, wanted, engine, found))
    if wanted.attributions:
        path = wanted.attributions
        if wanted.allows("attributions"):
            with_told(lambda: _attributions(path, engine, found))
        else:
            found.unlicensed.append(f"attributions of {path.name}")
    if not found.items:
        raise UsageError("--licensed-only: nothing is left to train on; name --sentences, or a --licence")
    for kind, items in found.items.items():
        words = sum(len(item.sight.words) for item in items)
        say(f"{kind}: {len(items)} texts, {words} words{found.left_out.get(kind, '')}")
    if found.unlicensed:
        say(f"left out for want of a licence: {'; '.join(found.unlicensed)}")
    if found.held_out:
        say(f"held out: {len(found.held_out)} articles")
    return found


def with_told(step: Callable[[], None]) -> None:
    """Runs a step whose errors in data are told as the user's own."""
    try:
        step()
    except (MisplacedError, NameSetError) as error:
        raise InputError(str(error)) from None
    except OSError as error:
        raise InputError(f"{error.filename}: {error.strerror}; name a file or folder that is there") from None


def check_folder(folder: Path) -> None:
    """Stops where a folder has no annotated articles, or a line of its files is not what it should be."""
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder; name a folder with {CORPUS} and {GOLD}")
    keys = {GOLD: ("article", *LAYERS), CORPUS: ("id", "language", "text")}
    ids: dict[str, set[str]] = {}
    for name, needed in keys.items():
        ids[name] = {row[needed[0]] for row in _rows(folder / name, needed)}
    if not ids[GOLD] & ids[CORPUS]:
        raise InputError(
            f"{folder}: {len(ids[GOLD])} annotations and {len(ids[CORPUS])} articles, none of one another; expected "
            f"`article` in {GOLD} to be an `id` of {CORPUS}"
        )


def _rows(path: Path, needed: Iterable[str]) -> Iterator[Mapping[str, str]]:
    """The objects of a file with one a line that have all the keys."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; expected one JSON object a line") from None
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{path}:{number}: not JSON ({error.msg}); write one object a line") from None
        absent = [key for key in needed if not isinstance(row, dict) or key not in row]
        if absent:
            raise InputError(f"{path}:{number}: {', '.join(absent)} missing; expected {', '.join(needed)}")
        yield row


def sentence_files(given: Iterable[Path]) -> tuple[Path, ...]:
    """The files named, and those of the folders named (`*.txt`) that do not only measure."""
    files: list[Path] = []
    for path in given:
        if path.is_dir():
            inside = sorted(file for file in path.glob("*.txt") if not file.name.startswith(MEASURED))
            if not inside:
                raise InputError(
                    f"{path}: no file of sentences in it; expected *.txt (those named {MEASURED}* only measure)"
                )
            files.extend(inside)
        elif path.name.startswith(MEASURED):
            raise UsageError(
                f"--sentences {path}: files named {MEASURED}* only measure; measure with kawat bench-model"
            )
        elif path.exists():
            files.append(path)
        else:
            raise InputError(f"{path}: there is no such file or folder; name one with sentences")
    return tuple(files)


def fold_of(name: str, count: int) -> int:
    """The part that an article is in, by its checksum: the same on every machine."""
    return zlib.crc32(name.encode()) % count


def _articles(wanted: Wanted, engine: Engine, found: Gathered) -> None:
    trained: list[Item] = []
    measured = {row["id"] for folder in wanted.dev for row in _rows(folder / CORPUS, ("id",))}
    for folder in wanted.articles:
        for item in article_items(folder, engine):
            if item.id in measured:
                raise UsageError(f"--dev: article {item.id} is in {folder} too; what measures is never trained on")
            held = wanted.fold is not None and fold_of(item.id, wanted.fold[1]) == wanted.fold[0]
            (found.held_out if held else trained).append(item)
    marked = (one for path in wanted.marked for one in read_marked(path))
    trained.extend(item for item in marked_items(marked, wanted.texts, engine) if item.id not in measured)
    if wanted.articles and not trained:
        raise UsageError("--fold: no article is left to train on; choose another fold, or more folds")
    if trained and wanted.allows("articles"):
        found.items["articles"] = trained
    elif trained:
        found.unlicensed.append(f"{len(trained)} articles, whose texts are their publishers'")


def examples_of(files: Iterable[Path]) -> tuple[Example, ...]:
    """The sentences of files. InputError tells the first fault."""
    examples, faults = read_examples(files)
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise InputError(f"{faults[0]}{more}")
    return examples


def _sentences(files: Iterable[Path], engine: Engine) -> dict[str, list[Item]]:
    examples = examples_of(files)
    return {"sentences": list(example_items(examples, engine))} if examples else {}


def name_sets(folder: Path) -> list[str]:
    """Which name sets a folder has. InputError where it has none."""
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder; name the folder of the name sets")
    there = [name for name in USED if (folder / _file(name)).exists()]
    if not there:
        raise InputError(f"{folder}: no name set in it; expected one of {', '.join(map(_file, USED))}")
    return there


def _names(folder: Path, wanted: Wanted, engine: Engine, found: Gathered) -> None:
    there = name_sets(folder)
    used = [name for name in there if SETS[name].licensed or wanted.allows("names")]
    if refused := [name for name in there if name not in used]:
        found.unlicensed.append(f"name sets {', '.join(refused)}")
    if (folder / DEV.file).exists():
        for sentence in read_tokens(folder / DEV.file, "dev", DEV):
            found.held.add(sentence.text)
    dropped, seen, items = Dropped(), set[str](), list[Item]()
    for name in used:
        sentences = select(read_set(folder, name), found.held, seen, dropped)
        items.extend(name_items(sentences, engine, _name_targets(name, engine)))
    if not items:
        return
    found.items["names"] = items
    found.licences["names"] = ", ".join(f"{name} {SETS[name].licence}" for name in used)
    found.left_out["names"] = (
        f" of {', '.join(used)}; left out {dropped.held_back} held back, {dropped.told_before} told before, "
        f"{dropped.lower_case} in lower case"
    )


def _name_targets(name: str, engine: Engine) -> Targets:
    """What the sentences of a set teach: all of them the head `name`, those of NEWS_NAMES `news_name` as well."""

    def targets(sentence: Sentence, sight: Sight) -> dict[str, list[int]]:
        ours = {"name": name_target(sentence, sight, engine)}
        return ours | ({"news_name": family_target(sentence, sight, HEADS["news_name"])} if name == NEWS_NAMES else {})

    return targets


def _file(name: str) -> str:
    return SETS[name].file


def _attributions(path: Path, engine: Engine, found: Gathered) -> None:
    documents = list(read_attributions(path))
    kept = [document for document in documents if not found.held.holds(document.text)]
    if not kept:
        raise InputError(f"{path}: no document in it to train on; expected attributions, one document a line")
    found.items["attributions"] = list(attribution_items(kept, engine))
    found.left_out["attributions"] = f"; left out {len(documents) - len(kept)} held back"


def counts(items: Iterable[Item]) -> dict[str, Counter[str]]:
    """How many texts there are of each language, and how many spans of each label by head."""
    found: dict[str, Counter[str]] = {"language": Counter()}
    for item in items:
        found["language"][item.language] += 1
        for head, row in item.labels.items():
            labels = HEADS[head]
            named = (labels[number] for number in row if number > 0 or (head == "status" and number == 0))
            spans = [label.removeprefix("B-") for label in named if not label.startswith("I-") and head != "zone"]
            found.setdefault(head, Counter()).update(spans)
    return found
