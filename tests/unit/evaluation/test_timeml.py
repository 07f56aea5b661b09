"""TimeML folders are read with their offsets and scored against their own marks or a table beside them."""

from __future__ import annotations

import pytest

from kawat.errors import InputError, UsageError
from kawat.evaluation.timeml import main, read_document, score_folder

FILE = """<?xml version="1.0" ?>\r
<TimeML><DOCID>1</DOCID>\r
<DCT><TIMEX3 tid="t0" type="DATE" value="2014-12-3" functionInDocument="CREATION_TIME">Rabu</TIMEX3></DCT>\r
<TITLE>Raja tiba {first}</TITLE>\r
<TEXT>\r
Raja Yordania &amp; ratu tiba {second}. Mereka menginap dua malam.\r
</TEXT></TimeML>\r
"""


def mark(kind, value, words):
    return f'<TIMEX3 tid="t" type="{kind}" value="{value}">{words}</TIMEX3>'


@pytest.fixture
def folder(tmp_path):
    def made(first="kemarin", second="Selasa (2/12)"):
        (tmp_path / "raja.tml").write_bytes(FILE.format(first=first, second=second).encode("cp1252"))
        return tmp_path

    return made


def test_a_file_gives_its_day_text_and_marks(folder):
    second = mark("DATE", "2014-12-02", "Selasa (2/12)")
    document = read_document(folder(mark("DATE", "2014-12-02", "kemarin"), second) / "raja.tml")

    assert document.published == "2014-12-03"
    assert document.text == ("Raja tiba kemarin\n\nRaja Yordania & ratu tiba Selasa (2/12). Mereka menginap dua malam.")
    assert [(time.exact, time.value) for time in document.times] == [
        ("kemarin", "2014-12-02"),
        ("Selasa (2/12)", "2014-12-02"),
    ]
    assert all(document.text[time.start : time.end] == time.exact for time in document.times)


def test_windows_letters_are_read(folder):
    path = folder("“kemarin”") / "raja.tml"

    assert read_document(path).title == "Raja tiba “kemarin”"


def test_marks_are_gold(folder):
    scores = score_folder(
        folder(mark("DATE", "2014-12-02", "kemarin"), mark("DATE", "2013-01-01", "Selasa (2/12)"))
    ).scores()

    assert (scores["timex_span"].f1, scores["timex"].f1) == (1.0, 0.5)


def test_a_table_is_gold_and_what_another_guide_marks_is_left_out(folder):
    rows = ["file\tstart_char\tend_char\ttype\tvalue\tnote", "raja\t10\t17\tDATE\t2014-12-02\t"]
    table = folder() / "gold.tsv"
    table.write_text("\n".join([*rows, "raja\t45\t58\tDATE\t2014-12-02\tother guide"]), encoding="utf-8")

    score = score_folder(folder(), table).scores()["timex"]
    assert (score.gold, score.found, score.f1) == (1, 1, 1.0)


def test_a_folder_without_marks_and_table_is_no_score(folder):
    with pytest.raises(InputError, match="no TIMEX3 in any text"):
        score_folder(folder())


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"no \.tml files"):
        score_folder(tmp_path)


def test_the_command_prints_scores_and_faults(folder):
    marked = folder(mark("DATE", "2014-12-02", "kemarin"), mark("DATE", "2013-01-01", "Selasa (2/12)"))
    text = "\n".join(main([str(marked), "--errors"]))

    assert "timex_span" in text
    assert "gold 2013-01-01, found 2014-12-02" in text


def test_the_command_says_how_it_is_used():
    with pytest.raises(UsageError, match="usage"):
        list(main([]))
