"""A knowledge file that is wrong is refused with its place, what was found and what to do."""

from __future__ import annotations

import msgspec
import pytest

from kawat.errors import KnowledgeError
from kawat.knowledge.files import layers, read_toml, read_tsv


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    word: str
    forms: tuple[str, ...] = ()
    count: int = 1


@pytest.fixture
def file(tmp_path):
    def write(content: str | bytes):
        path = tmp_path / "words.tsv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def test_rows_are_read_in_order_without_remarks_and_empty_cells_take_defaults(file):
    path = file("# source: written for the test\nword\tforms\tcount\n\njanji\tberjanji|dijanjikan\t2\r\nsumpah\t\n")

    assert list(read_tsv(path, Row)) == [Row("janji", ("berjanji", "dijanjikan"), 2), Row("sumpah")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("word\tfroms\njanji\tx\n", r"words.tsv:2: .*froms.*columns are those of Row"),
        ("word\njanji\tberjanji\n", r"words.tsv:2: 2 cells where the header names 1; check the tabs"),
        ("word\tcount\njanji\tdua\n", r"words.tsv:2: .*int"),
        ("forms\njanji\n", r"words.tsv:2: .*required field `word`"),
        (b"word\njanji\nf\xe9te\n", r"words.tsv:3: not UTF-8 .*save the file as UTF-8"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(file, content, says):
    with pytest.raises(KnowledgeError, match=says):
        list(read_tsv(file(content), Row))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('word = "janji"\nfroms = []\n', r"words.tsv: .*froms.*the shape is .*Row"),
        ("word = janji\n", r"words.tsv: not TOML: .*line 1"),
        (b'word = "\xff"\n', r"words.tsv:1: not UTF-8"),
    ],
)
def test_a_wrong_rule_file_is_refused(file, content, says):
    with pytest.raises(KnowledgeError, match=says):
        read_toml(file(content), Row)


@pytest.mark.parametrize("read", [read_toml, lambda path, shape: list(read_tsv(path, shape))])
def test_a_missing_file_is_named(tmp_path, read):
    with pytest.raises(KnowledgeError, match=r"none.tsv: the file is missing; write it"):
        read(tmp_path / "none.tsv", Row)


def test_the_files_of_an_extended_language_come_first(tmp_path):
    for code, extends in (("id", ""), ("ms", 'extends = "id"\n')):
        (tmp_path / code).mkdir()
        (tmp_path / code / "language.toml").write_text(f'code = "{code}"\nname = "{code}"\n{extends}', "utf-8")
        (tmp_path / code / "words.tsv").write_text("word\n", "utf-8")
    (tmp_path / "ms" / "more.tsv").write_text("word\n", "utf-8")

    assert layers("ms", "words.tsv", (tmp_path,)) == (tmp_path / "id" / "words.tsv", tmp_path / "ms" / "words.tsv")
    assert layers("ms", "more.tsv", (tmp_path,)) == (tmp_path / "ms" / "more.tsv",)
