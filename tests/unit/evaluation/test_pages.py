"""The measure of what is kept of saved pages."""

import gzip
import json

import pytest

from kawat.evaluation.pages import compare, digest, main, means, same_day, same_title

WORDS = " ".join(f"kata{number}" for number in range(100))


def test_the_same_text_is_all_right_and_another_one_all_wrong():
    assert means([compare(WORDS, WORDS)]) == (1.0, 1.0, 1.0)
    assert means([compare(WORDS, "lain sama sekali di sini")])[0] == 0.0


def test_precision_falls_with_what_is_extra_and_recall_with_what_is_lost():
    half = " ".join(WORDS.split()[:50])
    assert means([compare(half, WORDS)])[1:] == pytest.approx((47 / 97, 1.0))
    assert means([compare(WORDS, half)])[1:] == pytest.approx((1.0, 47 / 97))


def test_a_page_of_which_nothing_is_kept_counts_as_lost():
    assert means([compare(WORDS, ""), compare(WORDS, WORDS)])[2] == 0.5


def test_titles_are_the_same_by_letters_and_days_by_the_zone_of_the_gold():
    assert same_title("‘Satu’  dua", "'satu' Dua")
    assert same_day("2031-02-03T01:00:00+07:00", "2031-02-02T18:00:00Z")
    assert not same_day("2031-02-03T01:00:00+07:00", "2031-02-04")
    assert not same_day("2031-02-03", None)


def test_a_folder_of_pages_is_measured(tmp_path, capsys):
    folder = tmp_path / "article-extraction-benchmark"
    folder.mkdir()
    text = "Kastelia menolak usul Norwandia tentang batas laut di selat utara, Senin. " * 6
    (folder / "ground-truth.json").write_text(json.dumps({"0a": {"articleBody": text}}))
    (folder / "0a.html.gz").write_bytes(gzip.compress(f"<html><body><p>{text}</p></body></html>".encode()))
    assert main([str(tmp_path)]) == 0
    assert "F1 1.0000" in capsys.readouterr().out


def test_gold_without_texts_takes_its_words_from_the_page(tmp_path, capsys):
    first, second = (f"Kastelia menolak usul nomor {number} tentang batas laut. " * 4 for number in (1, 2))
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(f"<body><p>{first}</p><p>{second}</p></body>".encode()))
    gold = tmp_path / "gold.tsv"
    gold.write_text(f"# x\npath\tpublished\tparagraphs\na.html.gz\t2031-02-03\t{digest(first)} {digest(second)}\n")
    assert main([str(tmp_path), str(gold), "--errors", "1"]) == 0
    assert "F1 1.0000" in capsys.readouterr().out
    gold.write_text(gold.read_text().replace(digest(second), "0" * 12))
    assert main([str(tmp_path), str(gold)]) == 0
    assert "F1 1.0000" not in capsys.readouterr().out


def test_nothing_to_measure_is_said(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert "no saved pages" in capsys.readouterr().err
