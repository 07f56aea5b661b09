"""Scores of words -> hints: the best run of labels for each head, and for each anchor the words linked to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from math import exp
from typing import TYPE_CHECKING

from kawat.extract.encoder.hints import Hint, Hints, Linked
from kawat.extract.encoder.labels import HEADS, LINKS, SLICES, STATUSES
from kawat.extract.encoder.sight import Sight

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    from kawat.extract.encoder.scores import Scores

    Floats = NDArray[float32]

SURE = -0.03  # log-probability of "outside" above which a word ends every run
POSSIBLE = -3.5  # log-probability from which a word may begin an event
HALF = -0.7
BESIDE = 3  # words between two candidates of one type that are one
LONGEST = 8  # words of a trigger at most
LEAST = 0.03  # a link below this probability is no link
FAR = 128  # words on either side of an anchor that links are looked for in

_HINTS = {
    "zones": "zone",
    "times": "time",
    "quotations": "quote",
    "cues": "cue",
    "events": "event",
    "candidates": "event",
    "commitments": "commitment",
    "conditions": "condition",
    "names": "name",
}
_ANCHORS: Mapping[str, frozenset[str]] = {
    "event": frozenset({"actor", "recipient", "place", "time"}),
    "quote": frozenset({"source", "cue"}),
    "commitment": frozenset({"holder", "addressee", "condition"}),
}


def decode(
    sight: Sight, scores: Scores, outside: Mapping[str, float], wanted: Collection[str] = tuple(_HINTS)
) -> Hints:
    """The hints of a page; `wanted` names those that are asked for, by their fields in Hints.

    `outside` is added for each head to the log-probability of being outside all spans.
    """
    if not sight.words:
        return Hints()
    runs = [(run, name) for name in wanted for run in _found(_HINTS[name], name, scores, outside)]
    # In reading order over all heads, since scores of links are made for one window after the other.
    found: dict[str, list[Hint]] = {name: [] for name in wanted}
    for run, name in sorted(runs):
        found[name].append(_hint(sight, scores, _HINTS[name], *run))
    return Hints(**{name: tuple(hints) for name, hints in found.items()})


Run = tuple[int, int, str, float]


def _found(head: str, name: str, scores: Scores, outside: Mapping[str, float]) -> Iterator[Run]:
    """Runs of words: first, one past the last, label, probability."""
    if name == "candidates":
        return _candidates(scores)
    if head == "zone":
        return _zones(scores.labels[:, SLICES[head]])
    return _runs(head, scores, outside.get(head, 0.0))


def _hint(sight: Sight, scores: Scores, head: str, first: int, end: int, label: str, score: float) -> Hint:
    """The hint of words `first` to `end`."""
    status, inside = None, 1.0
    if head == "event":
        row = scores.labels[first, SLICES["status"]]
        best = int(row.argmax())
        status = (STATUSES[best], exp(row[best]))
        inside = 1.0 - exp(float(scores.labels[first, SLICES["event"].start]))
    linked = tuple(_linked(sight, scores, head, first, end)) if head in _ANCHORS else ()
    start_char, end_char = sight.words[first][0], sight.words[end - 1][1]
    return Hint(label, start_char, end_char, round(score, 4), linked, status, round(inside, 4))


def _linked(sight: Sight, scores: Scores, head: str, anchor: int, end: int) -> Iterator[Linked]:
    """Runs of words whose likeliest link to the anchor is the same."""
    low, high = max(0, anchor - FAR), min(len(sight.words), end + FAR)
    table = scores.links(anchor, low, high)
    best = table[:, 1:].argmax(1) + 1
    best[table.max(1, where=[False] + [True] * (table.shape[1] - 1), initial=0) < LEAST] = 0
    word = low
    while word < high:
        link = int(best[word - low])
        stop = word + 1
        if not link:
            word = stop
            continue
        while stop < high and best[stop - low] == link:
            stop += 1
        score = float(table[word - low : stop - low, link].max())
        if score >= LEAST and LINKS[link] in _ANCHORS[head]:
            yield Linked(LINKS[link], sight.words[word][0], sight.words[stop - 1][1], round(score, 4))
        word = stop


def _zones(rows: Floats) -> Iterator[Run]:
    """Runs of words of one zone."""
    best, labels = rows.argmax(1), HEADS["zone"]
    word = 0
    while word < len(best):
        stop = word + 1
        while stop < len(best) and best[stop] == best[word]:
            stop += 1
        if best[word]:
            yield word, stop, labels[int(best[word])], exp(float(rows[word:stop, best[word]].mean()))
        word = stop


def _runs(head: str, scores: Scores, outside: float) -> Iterator[Run]:
    """Spans of a head: first word, one past the last, label, probability."""
    rows, labels = scores.labels[:, SLICES[head]], HEADS[head]
    active = (rows[:, 0] + outside < SURE).nonzero()[0]
    for first, end in _stretches(active.tolist()):
        path = _best_path(rows[first:end].tolist(), outside)
        start = None
        for word, label in enumerate([*path, 0]):
            if start is not None and (label == 0 or label % 2):
                name = labels[path[start]]
                kind = path[start]
                mass = rows[first + start : first + word, [kind, kind + 1]]
                sure = exp(float(mass.max(1).mean()))
                yield first + start, first + word, name[2:], sure
                start = None
            if label % 2:
                start = word


def _candidates(scores: Scores) -> Iterator[Run]:
    """Places where an event may be told: first word, one past the last, type, probability; the likeliest nearby."""
    rows, labels = scores.labels[:, SLICES["event"]], HEADS["event"]
    begins, goes_on = rows[:, 1::2], rows[:, 2::2]
    words, kinds = (begins > POSSIBLE).nonzero()
    best: dict[int, tuple[int, float]] = {}  # type -> word and log-probability of the candidate not given yet
    for word, kind in zip(words.tolist(), kinds.tolist(), strict=True):
        held, chance = best.get(kind), float(begins[word, kind])
        if held is not None and word - held[0] <= BESIDE:
            if chance > held[1]:
                best[kind] = (word, chance)
            continue
        if held is not None:
            yield _candidate(begins, goes_on, held[0], kind, labels)
        best[kind] = (word, chance)
    for kind, (word, _) in best.items():
        yield _candidate(begins, goes_on, word, kind, labels)


def _candidate(
    begins: Floats, goes_on: Floats, word: int, kind: int, labels: tuple[str, ...]
) -> tuple[int, int, str, float]:
    end = word + 1
    while end < len(begins) and end - word < LONGEST and goes_on[end, kind] > HALF:
        end += 1
    chance = exp(float(begins[word, kind])) + exp(float(goes_on[word, kind]))
    return word, end, labels[1 + 2 * kind].removeprefix("B-"), min(1.0, chance)


def _stretches(words: list[int]) -> Iterator[tuple[int, int]]:
    """Runs of neighbouring words."""
    start = before = None
    for word in words:
        if start is None or before is None or word != before + 1:
            if start is not None and before is not None:
                yield start, before + 1
            start = word
        before = word
    if start is not None and before is not None:
        yield start, before + 1


def _best_path(rows: list[list[float]], outside: float) -> list[int]:
    """The likeliest labels in which an inside follows its own beginning. Labels: O, then B and I of each kind."""
    size = len(rows[0])
    lows = float("-inf")
    best = [row if index % 2 or not index else lows for index, row in enumerate(rows[0])]
    best[0] += outside
    back: list[list[int]] = []
    for row in rows[1:]:
        top = max(range(size), key=best.__getitem__)
        here, froms = [best[top] + row[0] + outside], [top]
        for begin in range(1, size, 2):
            here.append(best[top] + row[begin])
            froms.append(top)
            inner = begin if best[begin] >= best[begin + 1] else begin + 1
            here.append(best[inner] + row[begin + 1])
            froms.append(inner)
        best = here
        back.append(froms)
    path = [max(range(size), key=best.__getitem__)]
    for froms in reversed(back):
        path.append(froms[path[-1]])
    return path[::-1]
