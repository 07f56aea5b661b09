"""Name sets of others -> sentences of running text with names, items for the network, and the measure of names.

The token lists are set as running text again, since the network reads text. The sets differ in habit, so each family
can be given a head of its own (`family_target`), and what its labels mean in ours goes to the head `name`
(`name_target`).

    python -m kawat_training.names --data ner --held-back corpus.jsonl
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kawat.extract.encoder.labels import HEADS
from kawat.extract.encoder.sight import PLACE, VALUE, Sight
from kawat.extract.engine import Engine
from kawat.knowledge.tokens import tokens_of
from kawat_training.items import UNKNOWN, Item, Target, see
from kawat_training.overlap import HeldBack, held_back, letters_of

Place = tuple[int, int]
Name = tuple[int, int, str]
FAMILY = ("PER", "ORG", "LOC")
"""What every set tells apart; its places hold countries, cities and buildings alike."""

NEWS_NAMES = "idner"
"""The set that the head `news_name` learns from: the sets disagree about what a place is, and this one measures."""


class NameSetError(ValueError):
    """A name set that cannot be read; names file and line."""


@dataclass(frozen=True, slots=True)
class NameSet:
    """How a set is written: file, language, its labels in ours, and whether words are split at hyphens.

    `licence` is what its source states; `licensed` says whether it covers the texts as well.
    """

    file: str
    language: str
    labels: Mapping[str, str]
    split: bool = False
    licence: str = "none stated"
    licensed: bool = False


_LONG = {"PERSON": "PER", "ORGANIZATION": "ORG", "ORGANISATION": "ORG", "LOCATION": "LOC", "PLACE": "LOC"}
SETS: Mapping[str, NameSet] = {
    "idner": NameSet("idner-news-2k_train.txt", "id", {label: label for label in FAMILY}, licence="MIT", licensed=True),
    "nerugm": NameSet("indolem_nerugm.txt", "id", _LONG, split=True),
    "nerui": NameSet("indolem_nerui.txt", "id", _LONG, split=True),
    "nergrit": NameSet("nergrit_train.txt", "id", _LONG, split=True, licence="Apache-2.0", licensed=True),
    "nerp": NameSet(
        "nerp-prosa_train.txt", "id", {"PPL": "PER", "PLC": "LOC"}, split=True, licence="Apache-2.0", licensed=True
    ),
    "men": NameSet(
        "men_malaysian_english_news.jsonl", "en", {**_LONG, "FACILITY": "LOC"}, licence="MIT, texts their publishers'"
    ),
}
DEV = NameSet("idner-news-2k_dev.txt", "id", {label: label for label in FAMILY})
USED = ("idner", "nerui", "nergrit", "men")
"""Sets to train on, in the order in which a sentence told twice is kept. Of nerugm all but some 60 sentences stand in
idner's train or dev part, labelled by older habits (entity F1 .80 to idner's); nerp is in lower case."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Running text with the places of the set's tokens (none where it had none) and its names."""

    id: str
    language: str
    text: str
    tokens: tuple[Place, ...]
    names: tuple[Name, ...]


_CLOSERS = frozenset([*",.;:!?)]}%…”’»", "...", "''", "'s", "’s", "n't", "'re", "'ll", "-nya"])
_OPENERS = frozenset([*"([{“‘«$", "``", "Rp.", "US$", "S$"])
_BEFORE_CLOSING = (",", ".", "!", "?")
_PREFIX = re.compile(
    r"(?:ke|se|di|non|anti|pra|pro|multi|pasca|antar|inter|sub|semi|ultra|super|e|re|co)", re.IGNORECASE
)
_NUMBER = re.compile(r"\d[\d.,]*")


def join(tokens: Sequence[str], tags: Sequence[str], *, split: bool) -> tuple[str, tuple[Place, ...]]:
    """Tokens as running text, and the place of each; where `split`, words cut at hyphens are put together again.

    Two tokens of different names are never made one word. Quotation marks are paired by their count.
    """
    text, places, opened = "", [], Counter[str]()
    glue = True
    for index, token in enumerate(tokens):
        before, after = _closes(tokens, tags, index, opened, split=split)
        if not glue and not before:
            text += " "
        places.append((len(text), len(text) + len(token)))
        text += token
        glue = after
    return text, tuple(places)


def _closes(
    tokens: Sequence[str], tags: Sequence[str], index: int, opened: Counter[str], *, split: bool
) -> tuple[bool, bool]:
    """Whether a token stands close to the one before, and to the one behind."""
    word = tokens[index]
    left, right = (tokens[i] if 0 <= i < len(tokens) else "" for i in (index - 1, index + 1))
    if word == "'" and left[-1:].isalnum() and right in ("s", "t", "an", "Reilly"):
        return True, True
    if word in ('"', "'"):
        lost = tokens.count(word) % 2 and not opened[word] and left[:1] in _BEFORE_CLOSING and right.islower()
        opened[word] += 2 if lost else 1  # a quotation that began in the sentence before
        return (False, True) if opened[word] % 2 else (True, False)
    if word == "-" and "-" in (left, right):
        return left == "-", right == "-"
    if word in ("-", "/") and _inside(tokens, tags, index, split=split or word == "/"):
        return True, True
    if word in (".", ",") and split and _thousands(left, right):
        return True, True
    return word in _CLOSERS, word in _OPENERS


def _inside(tokens: Sequence[str], tags: Sequence[str], index: int, *, split: bool) -> bool:
    """Whether a hyphen or slash was inside a word: between a word and its like, a prefix, a number, two short names."""
    if not split or not 0 < index < len(tokens) - 1 or not _one_name(tags, index):
        return False
    left, right = tokens[index - 1], tokens[index + 1]
    if not (left[-1].isalnum() and right[0].isalnum()):
        return False
    if tokens[index] == "/" or _PREFIX.fullmatch(left) or _NUMBER.fullmatch(left) or _NUMBER.fullmatch(right):
        return True
    if left.lower()[-4:] in right.lower() or right.lower()[:4] in left.lower() or right in ("an", "nya", "ku", "mu"):
        return True
    alone = not (tokens[index - 2][:1].isupper() if index > 1 else False)
    alone = alone and not (index + 2 < len(tokens) and tokens[index + 2][:1].isupper())
    return (left.islower() and right.islower()) or (alone and left[0].isupper() and right[0].isupper())


def _one_name(tags: Sequence[str], index: int) -> bool:
    """Whether the token and both its neighbours lie in one name, or all outside names."""
    kinds = {tag[2:] for tag in tags[index - 1 : index + 2]}
    return len(kinds) == 1 and not any(tag.startswith("B") for tag in tags[index : index + 2])


def _thousands(left: str, right: str) -> bool:
    return left.isdigit() and right.isdigit() and len(left) <= 3 and (len(right) == 3 or len(left) <= 2)


def read_set(folder: Path, name: str) -> Iterator[Sentence]:
    """The sentences of a training set."""
    described = SETS[name]
    path = folder / described.file
    yield from _read_articles(path, name, described) if path.suffix == ".jsonl" else read_tokens(path, name, described)


def read_tokens(path: Path, name: str, described: NameSet) -> Iterator[Sentence]:
    """Sentences of a list of tokens, one a line with its tag last, a blank line behind each sentence.

    Sentences with a lost character (U+FFFD) are left out. NameSetError names file and line of a tag that is none.
    """
    rows: list[tuple[str, str]] = []
    for number, line in enumerate([*path.read_text(encoding="utf-8").split("\n"), ""], start=1):
        fields = line.split()
        if len(fields) > 1:
            if not re.match(r"O$|[BI]-", fields[-1]):
                raise NameSetError(f"{path}:{number}: tag {fields[-1]!r}; expected O, B-LABEL or I-LABEL")
            rows.append((fields[0], fields[-1]))
        elif not fields and rows:
            if not any("\ufffd" in token for token, _ in rows):
                yield _sentence(f"{name}-{number}", rows, described)
            rows = []


def _sentence(identity: str, rows: Sequence[tuple[str, str]], described: NameSet) -> Sentence:
    tokens, tags = [token for token, _ in rows], [tag for _, tag in rows]
    text, places = join(tokens, tags, split=described.split)
    names: list[Name] = []
    kind = "O"
    for tag, (start, end) in zip(tags, places, strict=True):
        label = described.labels.get(tag[2:])
        if label and tag[0] == "I" and kind == tag[2:] and names:
            names[-1] = (names[-1][0], end, label)
        elif label:
            names.append((start, end, label))
        kind = tag[2:]
    return Sentence(identity, described.language, text, places, tuple(names))


def _read_articles(path: Path, name: str, described: NameSet) -> Iterator[Sentence]:
    """Articles with nested names: of persons the innermost (without title), of others the outermost."""
    for line in path.read_text(encoding="utf-8").strip("\n").split("\n"):  # texts hold other line ends
        row = json.loads(line)
        found = {(e["position"]["start_offset"], e["position"]["end_offset"], e["label"]) for e in row["entities"]}
        places = {(s, e, described.labels[label]) for s, e, label in found if label in described.labels}
        people = {a for a in places if a[2] == "PER" and not any(_within(b, a) for b in places if b[2] == "PER")}
        rest = {a for a in places if a[2] != "PER" and not any(_within(a, b) for b in places if b[2] != "PER")}
        names = [*people, *(a for a in rest if not any(a[0] < b[1] and b[0] < a[1] for b in people))]
        kept: list[Name] = []
        for place in sorted(names, key=lambda n: (n[0], -n[1])):
            if not kept or place[0] >= kept[-1][1]:
                kept.append(place)
        yield Sentence(f"{name}-{row['id']}", described.language, row["text"], (), tuple(kept))


def _within(inner: Name, outer: Name) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1] and inner[:2] != outer[:2]


@dataclass(slots=True)
class Dropped:
    """Why sentences were left out of a set, and how many."""

    held_back: int = 0
    told_before: int = 0
    lower_case: int = 0


def select(sentences: Iterable[Sentence], held: HeldBack, seen: set[str], dropped: Dropped) -> Iterator[Sentence]:
    """Sentences that share no text with what is held back, are not in `seen` yet and have a capital letter."""
    for sentence in sentences:
        letters = letters_of(sentence.text)
        if held.holds(sentence.text):
            dropped.held_back += 1
        elif letters in seen:
            dropped.told_before += 1
        elif sentence.text.lower() == sentence.text:
            dropped.lower_case += 1
        else:
            seen.add(letters)
            yield sentence


Row = list[int]


def family_target(sentence: Sentence, sight: Sight, labels: Sequence[str]) -> Row:
    """Label numbers of the words for a head of the set's own; `labels` are the head's (`begun(FAMILY)`)."""
    row = [0] * len(sight.words)
    words = Target(sight, ())
    for start, end, label in sentence.names:
        inside = words.within((start, end))
        if not any(row[word] for word in inside):
            for word in inside:
                row[word] = labels.index(("B-" if word == inside[0] else "I-") + label)
    return row


_OURS = {"PER": "person", "ORG": "organisation"}


def name_target(sentence: Sentence, sight: Sight, engine: Engine, labels: Sequence[str] = HEADS["name"]) -> Row:
    """Label numbers of the words for our head `name`; -1 where the set cannot tell.

    A place is a country where knowledge lists it as one; seats of government stay open, since ours are countries where
    they stand for a government. Words outside names that rules take for a group stay open too: no set has groups.
    """
    table = engine.knowledge(sentence.language).actors.exact
    column, group = PLACE["actor"], {VALUE["actor"][mark + "group"] for mark in ("B-", "I-")}
    row = [UNKNOWN if features[column] in group else 0 for features in sight.features]
    words = Target(sight, ())
    for start, end, label in sentence.names:
        inside = words.within((start, end))
        tokens = tokens_of(sentence.text, start, end)
        hit = table.at(tokens, 0) if tokens else None
        tag = hit.value.tag if hit and hit.end == len(tokens) else ""
        ours = _OURS.get(label) or {"C": "country", "S": None}.get(tag, "place")
        for word in inside:
            row[word] = labels.index(("B-" if word == inside[0] else "I-") + ours) if ours else UNKNOWN
    return row


Targets = Callable[[Sentence, Sight], Mapping[str, Row]]


def name_items(sentences: Iterable[Sentence], engine: Engine, targets: Targets) -> Iterator[Item]:
    """Items of the sentences; `targets` gives the rows of the heads that are known, all others stay unknown."""
    for sentence in sentences:
        sight = see(sentence.text, sentence.language, engine)
        labels = {head: [UNKNOWN] * len(sight.words) for head in HEADS}
        labels.update(targets(sentence, sight))
        yield Item(sentence.id, sentence.language, "names", sight, labels)


def spans(row: Sequence[int], labels: Sequence[str], words: Sequence[Place]) -> set[Name]:
    """The names that a row of label numbers tells; a lone `I-` opens a name."""
    found: list[Name] = []
    before = "O"
    for number, (start, end) in zip(row, words, strict=True):
        label = labels[number] if number >= 0 else "O"
        if label != "O":
            if label[0] == "I" and before[2:] == label[2:] and found:
                found[-1] = (found[-1][0], end, label[2:])
            else:
                found.append((start, end, label[2:]))
        before = label
    return set(found)


_LEAD, _TRAIL = re.compile(r"^[\W_]+"), re.compile(r"[\W_]+$")


def trimmed(names: Iterable[Name], text: str) -> set[Name]:
    """The names without signs at their edges: the sets' tokens may be `(KPU)` or `Inc.`."""
    out = set()
    for start, end, label in names:
        inner = _LEAD.sub("", text[start:end])
        start = end - len(inner)
        inner = _TRAIL.sub("", inner)
        if inner:
            out.add((start, start + len(inner), label))
    return out


def score_names(gold: Iterable[set[Name]], found: Iterable[set[Name]]) -> dict[str, float]:
    """Micro precision, recall and F1 of exact span and type over texts, and the F1 of each type; trim both first."""
    counts: Counter[tuple[str, str]] = Counter()
    for right, answer in zip(gold, found, strict=True):
        for way, names in (("gold", right), ("found", answer), ("both", right & answer)):
            counts.update((way, label) for _, _, label in names)
    types = sorted({label for _, label in counts})
    total = {way: sum(counts[way, label] for label in types) for way in ("gold", "found", "both")}
    scores = {
        "precision": total["both"] / max(1, total["found"]),
        "recall": total["both"] / max(1, total["gold"]),
        "f1": 2 * total["both"] / max(1, total["gold"] + total["found"]),
    }
    for label in types:
        scores[label] = 2 * counts["both", label] / (counts["gold", label] + counts["found", label])
    return scores


def main(arguments: Sequence[str] | None = None) -> int:
    """Counts sentences and names of each set, and what was left out."""
    parser = argparse.ArgumentParser(prog="kawat_training.names", description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the name sets")
    parser.add_argument(
        "--held-back", type=Path, nargs="*", default=[], help="corpus.jsonl of articles that only measure"
    )
    options = parser.parse_args(arguments)
    dev = list(read_tokens(options.data / DEV.file, "idner-dev", DEV))
    held, seen = held_back((s.text for s in dev), options.held_back), set[str]()
    for name in (*USED, *(other for other in SETS if other not in USED)):
        dropped = Dropped()
        kept = list(select(read_set(options.data, name), held, seen, dropped))
        names = Counter(label for s in kept for _, _, label in s.names)
        told = ", ".join(f"{label} {names[label]}" for label in FAMILY)
        print(f"{name} ({SETS[name].language}): {len(kept)} texts, {told}; left out: {dropped}")
    names = Counter(label for s in dev for _, _, label in s.names)
    print(f"idner dev: {len(dev)} sentences, {dict(names)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
