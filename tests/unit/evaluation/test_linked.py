"""The measure of linking: B-cubed by hand, and copies that are planted are found."""

import json
import random
from pathlib import Path

import pytest

from kawat.errors import InputError
from kawat.evaluation.linked import acts, b_cubed, main, planted, rewritten

CHANCE = random.Random(3)
WORDS = ["".join(CHANCE.choice("bdgklmnprst") + CHANCE.choice("aeiou") for _ in range(3)) for _ in range(2000)]


def corpus(folder: Path, count: int) -> Path:
    path = folder / "corpus.jsonl"
    lines = []
    for number in range(count):
        chance = random.Random(number)
        text = "\n".join(" ".join(chance.choice(WORDS) for _ in range(40)) + "." for _ in range(4))
        about = {"id": f"n{number}", "outlet": "Satu", "published": "2025-06-10", "language": "id"}
        lines.append(json.dumps({**about, "text": text}))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_b_cubed_is_as_counted_by_hand():
    gold = {("a", "", ""): "1", ("b", "", ""): "1", ("c", "", ""): "2"}
    found = {("a", "", ""): "x", ("b", "", ""): "y", ("c", "", ""): "y"}
    assert b_cubed(gold, found) == pytest.approx(((1 + 0.5 + 0.5) / 3, (0.5 + 0.5 + 1) / 3, 2 / 3))


def test_a_rewritten_text_has_its_share_of_other_words_and_another_lead():
    text = "\n".join(["satu " * 5, "dua " * 40, "tiga " * 40, "empat " * 40])
    told = rewritten(text, "lain", 0.25, ["baru"], random.Random(1)).split()
    assert "satu" not in told
    assert 20 <= told.count("baru") <= 45


def test_planted_copies_are_found(tmp_path):
    found = planted(corpus(tmp_path, 30), 25)
    assert (found.recall, found.precision) == (1.0, 1.0)


def test_a_table_of_other_articles_is_refused(tmp_path):
    table = tmp_path / "acts.tsv"
    table.write_text("group\tarticle\ttype\tstart_char\tact\n1\tn0\tCONSULT\t0\t1.0\n", encoding="utf-8")
    with pytest.raises(InputError, match="the reading has none of its events"):
        acts(corpus(tmp_path, 3), table)


def test_the_command_prints_both(tmp_path):
    said = []
    main([str(corpus(tmp_path, 12)), "--copies", "10"], said.append)
    assert said[0] == "stories: 10 of 10 copies found (recall 1.000),"
