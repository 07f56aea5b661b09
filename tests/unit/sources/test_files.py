"""Files, folders and streams become pages in order, and what cannot be read a rejection in its place."""

import gzip
import io
import json
import os
import sys
import tracemalloc

import msgspec
import pytest
import zstandard

from kawat.errors import InputError, UsageError
from kawat.extract.clean import clean
from kawat.records import RawPage, Rejection
from kawat.sources import files
from kawat.sources.files import Defaults, open_pages


def write(path, content, packing=""):
    data = content if isinstance(content, bytes) else content.encode()
    packed = {"": lambda d: d, ".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}[packing](data)
    path = path.with_name(path.name + packing)
    path.write_bytes(packed)
    return path


def pages_of(path, defaults=None, **options):
    return list(open_pages(path, defaults, **options))


@pytest.mark.parametrize("packing", ["", ".gz", ".zst"])
@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.txt", "Hujan turun.", "text/plain"),
        ("a.html", "<p>Hujan turun.</p>", "text/html"),
        ("a.HTM", "<p>Hujan turun.</p>", "text/html"),
        ("a.json", '{"text": "Hujan turun."}', "application/json"),
        ("a.json", '[{"text": "Hujan turun."}]', "application/json"),
        ("a.jsonl", '{"text": "Hujan turun."}\n', "application/json"),
    ],
)
def test_each_format_is_read_plain_and_packed(tmp_path, name, content, media_type, packing):
    (page,) = pages_of(write(tmp_path / name, content, packing))
    assert page.media_type == media_type
    assert b"Hujan turun." in (page.body if isinstance(page.body, bytes) else page.body.encode())


def test_the_fields_of_an_article_are_kept(tmp_path):
    item = {
        "id": "x7",
        "url": "https://kabar.example/7",
        "title": "Banjir",
        "text": "Hujan turun.",
        "published": "2031-02-03",
        "outlet": "Kabar",
        "language": "id-ID",
        "more": 1,
    }
    (page,) = pages_of(write(tmp_path / "a.jsonl", json.dumps(item)))
    assert page == RawPage(
        body="Hujan turun.",
        media_type="application/json",
        name=str(tmp_path / "a.jsonl"),
        line=1,
        id="x7",
        url="https://kabar.example/7",
        title="Banjir",
        published="2031-02-03",
        publisher="Kabar",
        language="id",
    )


def test_broken_json_in_mid_file_costs_one_line(tmp_path):
    lines = ['{"text": "Satu."}', '{"text": "Du', "", "[1]", '{"text": 5}', '{"id": "x7"}', '{"text": "Tiga."}']
    found = pages_of(write(tmp_path / "a.jsonl", "\n".join(lines)))
    told = [(p.line, p.reason if isinstance(p, Rejection) else p.body) for p in found]
    assert told == [
        (1, "Satu."),
        (2, "broken_json"),
        (4, "wrong_shape"),
        (5, "wrong_shape"),
        (6, "wrong_shape"),
        (7, "Tiga."),
    ]
    assert found[4].article.id == "x7"
    assert found[3].detail == "`text` is a number; expected text"


@pytest.mark.parametrize("field", ["id", "url", "title", "published", "outlet", "language"])
def test_a_field_of_a_wrong_type_is_told(tmp_path, field):
    (found,) = pages_of(write(tmp_path / "a.json", json.dumps({"text": "Hujan.", field: ["x"]})))
    assert (found.reason, found.detail) == ("wrong_shape", f"`{field}` is a list; expected text")


@pytest.mark.parametrize("published", ["12 Juni 2031", "2031", "2031-13-01", "20310203"])
def test_a_date_that_is_none_is_told_with_its_remedy(tmp_path, published):
    (found,) = pages_of(write(tmp_path / "a.json", json.dumps({"text": "Hujan.", "published": published})))
    assert found.reason == "wrong_shape"
    assert "2020-06-12" in found.detail
    with pytest.raises(UsageError, match="2020-06-12"):
        Defaults(published=published)


def test_what_the_caller_says_serves_where_the_input_does_not_tell(tmp_path):
    path = write(tmp_path / "a.jsonl", '{"text": "Satu.", "published": "2031-02-03"}\n{"text": "Dua.", "url": ""}')
    given = Defaults(published="2030-01-01", language="ms", url="https://kabar.example", publisher="Kabar")
    one, two = pages_of(path, given)
    assert (one.published, two.published) == ("2031-02-03", "2030-01-01")
    assert (two.language, two.url, two.publisher) == ("ms", "https://kabar.example", "Kabar")


def test_a_folder_is_read_in_order_with_its_subfolders(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("c.txt", "a.txt", "b/d.txt.gz", ".git/e.txt", "f.png", "g"):
        path = tmp_path / name
        path.write_bytes(gzip.compress(name.encode()) if name.endswith(".gz") else name.encode())
    assert [page.body for page in pages_of(tmp_path)] == [b"a.txt", b"b/d.txt.gz", b"c.txt"]


def test_nothing_to_read_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        pages_of(tmp_path / "none.txt")


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        ("Hujan turun.", ["text/plain"]),
        ("[Oslo] Hujan turun.", ["text/plain"]),
        ("", ["text/plain"]),
        ("  <!doctype html><p>Hujan.</p>", ["text/html"]),
        ('{"text": "Satu."}\n{"text": "Dua."}', ["application/json"] * 2),
        ('{\n "text": "Satu."\n}', ["application/json"]),
        ('[{"text": "Satu."}, {"text": "Dua."}]', ["application/json"] * 2),
    ],
)
@pytest.mark.parametrize("packing", ["", ".gz", ".zst"])
def test_a_stream_is_known_by_its_content(monkeypatch, tmp_path, content, kinds, packing):
    data = write(tmp_path / "x", content, packing).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert [page.media_type for page in pages_of("-")] == kinds


def test_json_lines_under_the_name_of_json_are_read(tmp_path):
    found = pages_of(write(tmp_path / "a.json", '{"text": "Satu."}\n{"text": "Dua."}\n'))
    assert [page.line for page in found] == [1, 2]


def test_windows_1252_in_json_is_read(tmp_path):
    (page,) = pages_of(write(tmp_path / "a.jsonl", '{"text": "“Kami kecewa”"}'.encode("cp1252")))
    assert page.body == "“Kami kecewa”"


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_an_empty_file_is_told(tmp_path, name):
    (found,) = pages_of(write(tmp_path / name, ""))
    assert found.reason == "empty"


@pytest.mark.parametrize("packing", [".gz", ".zst"])
def test_a_damaged_archive_costs_what_is_behind_the_damage(tmp_path, packing):
    path = write(tmp_path / "a.jsonl", "".join(f'{{"text": "Hujan {n * n}."}}\n' for n in range(30_000)), packing)
    path.write_bytes(path.read_bytes()[:-2_000])
    *pages, last = pages_of(path)
    assert isinstance(last, Rejection)
    assert last.reason == "unreadable"
    assert all(isinstance(page, RawPage) for page in pages[:100])


def test_a_text_beyond_the_limit_is_not_loaded(tmp_path):
    path = write(tmp_path / "a.txt", b"\0" * 100_000_000, ".gz")
    tracemalloc.start()
    (found,) = pages_of(path, limit=1_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.reason == "too_long"
    assert peak < 20_000_000


def test_a_line_without_end_is_passed_over_and_the_next_one_read(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LONGEST_LINE", 1_000)
    path = write(tmp_path / "a.jsonl", '{"text": "' + "a" * 5_000_000 + '"}\n{"text": "Dua."}')
    found = pages_of(path)
    assert [(p.line, getattr(p, "reason", None)) for p in found] == [(1, "too_long"), (2, None)]


def test_memory_stays_flat_over_a_long_file(tmp_path):
    path = write(tmp_path / "a.jsonl", ('{"text": "' + "Hujan turun. " * 80 + '"}\n') * 15_000, ".gz")
    tracemalloc.start()
    count = sum(1 for _ in open_pages(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 15_000
    assert peak < 8_000_000


def test_deep_json_is_broken_json(tmp_path):
    (found,) = pages_of(write(tmp_path / "a.jsonl", "[" * 200_000))
    assert found.reason == "broken_json"


def test_a_damaged_archive_gives_what_stands_before_the_damage(tmp_path):
    lines = [json.dumps({"id": str(n), "text": f"Hujan {n}."}) for n in range(2_000)]
    path = write(tmp_path / "a.jsonl", "\n".join(lines) + "\n", ".gz")
    path.write_bytes(path.read_bytes()[:-20])
    *pages, last = pages_of(path)
    assert last.reason == "unreadable"
    assert [page.id for page in pages[:1_000]] == [str(n) for n in range(1_000)]


def test_halves_of_characters_in_names_and_fields_can_be_written(tmp_path):
    path = tmp_path / os.fsdecode(b"\xff.jsonl")
    rows = [
        '{"id": "\\ud800", "text": 5}',
        '{"id": "a\\udfff", "text": "Hujan.", "language": "\\ud800", "outlet": "\\ud800"}',
        '{"text": "Hujan.", "published": "2031-02-03\\ud80009:30"}',
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    for found in pages_of(path):
        assert msgspec.json.encode(found if isinstance(found, Rejection) else (found.id, found.language))


def test_a_folder_without_a_file_to_read_costs_only_its_place(tmp_path):
    (found,) = pages_of(tmp_path)
    assert (found.reason, found.article.name) == ("empty", str(tmp_path))
    assert "expected .txt" in found.detail


def test_a_folder_that_nobody_may_open_is_told(tmp_path, monkeypatch):
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        write(tmp_path / name / "x.txt", "Hujan.")
    scan = os.scandir

    def refuse(path):
        if str(path).endswith("b"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    first, second, third = pages_of(tmp_path)
    assert (second.reason, second.article.name) == ("unreadable", str(tmp_path / "b"))
    assert isinstance(first, RawPage)
    assert isinstance(third, RawPage)


def test_a_name_that_cannot_be_is_an_input_error():
    with pytest.raises(InputError, match="no such file"):
        pages_of("a" * 5_000)


def test_json_lines_without_a_line_are_told(tmp_path):
    (found,) = pages_of(write(tmp_path / "a.jsonl", "\n \n"))
    assert found.reason == "empty"


def test_a_number_without_end_is_broken_json(tmp_path):
    (found,) = pages_of(write(tmp_path / "a.jsonl", '{"text": "Hujan.", "x": ' + "9" * 5_000 + "}"))
    assert found.reason == "broken_json"
    assert "a number has thousands of digits" in found.detail


def test_json_in_utf_16_is_read_and_its_lines_are_told(tmp_path):
    data = '{"text": "Hujan turun."}\n'.encode("utf-16")
    (page,) = pages_of(write(tmp_path / "a.json", data))
    assert page.body == "Hujan turun."
    (found,) = pages_of(write(tmp_path / "a.jsonl", data * 2))
    assert (found.reason, found.detail) == ("unreadable", "the lines are in UTF-16; save the file in UTF-8")


def test_a_page_beyond_the_limit_is_refused_and_not_loaded_whole(tmp_path):
    path = tmp_path / "a.html.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(200):
            file.write(b"<p>a</p>" * 125_000)
    tracemalloc.start()
    (page,) = open_pages(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000
    assert clean(page, 200_000).reason == "too_long"


def test_gzip_in_gzip_is_no_page(tmp_path):
    path = tmp_path / "a.html.gz"
    path.write_bytes(gzip.compress(gzip.compress(b"<p>a</p>")))
    (page,) = open_pages(path)
    assert clean(page, 200_000).reason == "binary"
