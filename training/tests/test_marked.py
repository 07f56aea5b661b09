"""Annotations by offset: what they become, and what is said where they do not fit."""

from __future__ import annotations

import hashlib
import json

import pytest
import zstandard

from kawat.extract.encoder.labels import HEADS
from kawat.extract.engine import load_engine
from kawat_training.items import MisplacedError
from kawat_training.marked import marked_items, read_marked

TITLE, BODY = "Narvia Menolak", "Narvia menolak tuntutan Oskara."
TEXT = f"{TITLE}\n\n{BODY}\n"
DIGEST = hashlib.sha256(TEXT.rstrip().encode()).hexdigest()[:16]


def place(words, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return f"{start}-{start + len(words)}"


@pytest.fixture
def files(tmp_path):
    def write(notes, digest=DIGEST, name="satu"):
        marks, texts = tmp_path / "marks.txt", tmp_path / "texts.jsonl.zst"
        marks.write_text(f"# by hand\n@ satu id {digest}\n{notes}\n", encoding="utf-8")
        row = {"id": name, "title": TITLE, "text": BODY, "published": "2031-02-03"}
        texts.write_bytes(zstandard.compress(json.dumps(row).encode() + b"\n"))
        return marks, texts

    return write


def items(marks, texts):
    return list(marked_items(read_marked(marks), [texts], load_engine(model=None)))


def test_marks_become_labels_and_links_of_words(files):
    note = f"event REJECT occurred | {place('menolak')} | {place('Narvia', 1)} | {place('Oskara')}"
    (item,) = items(*files(note))
    word = next(n for n, (start, _) in enumerate(item.sight.words) if f"{start}-{start + 7}" == place("menolak"))
    assert HEADS["event"][item.labels["event"][word]] == "B-REJECT"
    assert set(item.labels["time"]) == {-1}
    ((anchor, linked),) = item.links
    assert (anchor, len(linked)) == (word, 2)


def test_an_article_with_nothing_says_so(files):
    (item,) = items(*files("none"))
    assert set(item.labels["event"]) == {0}


@pytest.mark.parametrize(
    ("notes", "options", "told"),
    [
        ("event REJECT occurred | 3-2", {}, "'3-2' is no stretch"),
        ("event REFUSE occurred | 1-2", {}, "'REFUSE' is none of"),
        ("event REJECT occurred", {}, "is no annotation"),
        ("event REJECT occurred | 1-9999", {}, "behind the end of satu"),
        ("none", {"digest": "0" * 16}, "the article has changed"),
        ("none", {"name": "dua"}, "no text of article satu"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(files, notes, options, told):
    with pytest.raises(MisplacedError, match=told):
        items(*files(notes, **options))
