"""CSV with named columns as articles."""

import pytest

from kawat.records import RawPage
from kawat.sources import tables
from kawat.sources.files import open_pages


def pages(tmp_path, data, name="a.csv"):
    path = tmp_path / name
    path.write_bytes(data)
    return list(open_pages(path))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_columns_are_known_by_their_names(tmp_path, separator):
    head = separator.join(["Title", "TEXT", "published", "lain"])
    (page,) = pages(
        tmp_path, f'\ufeff{head}\n"Satu"{separator}"Baris\nkedua"{separator}2031-02-03{separator}x\n'.encode()
    )
    assert (page.title, page.body, page.published, page.line) == ("Satu", "Baris\nkedua", "2031-02-03", 3)


def test_a_row_of_a_wrong_shape_costs_itself_only(tmp_path):
    first, second = pages(tmp_path, b"id,text,published\n1,,2031-02-03\n2,Dua,2031-02-03\n")
    assert (first.reason, first.line, first.article.id) == ("wrong_shape", 2, "1")
    assert (second.id, second.body) == ("2", "Dua")


def test_a_table_without_text_says_what_it_found(tmp_path):
    (rejection,) = pages(tmp_path, b"id,isi\n1,x\n")
    assert "id, isi" in rejection.detail


def test_bytes_that_are_no_utf_8_are_windows_1252(tmp_path):
    (page,) = pages(tmp_path, b"text\nCaf\xe9 di Oslo\n")
    assert page.body == "Café di Oslo"


def test_a_cell_without_an_end_stops_the_table_and_keeps_what_was_read(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "LONGEST_LINE", 1_000)
    page, rejection = pages(tmp_path, b"text\nSatu\n" + b'"dua ' + b"x\n" * 2_000)
    assert isinstance(page, RawPage)
    assert "not read" in rejection.detail


def test_names_of_columns_with_a_lone_carriage_return_are_no_table(tmp_path):
    (found,) = pages(tmp_path, b"id\rtext,url\n1,Dua,x\n")
    assert found.reason == "wrong_shape"
    assert "line 1" in found.detail
