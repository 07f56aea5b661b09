import builtins
import sys
from datetime import date

import pytest

from kawat.errors import UsageError
from kawat.exporters.tables import table
from tests.unit.exporters.made import reading

NAMES = ("quotations", "events", "timexes", "commitments", "actors")


@pytest.mark.parametrize("name", NAMES)
def test_every_row_names_its_article_its_words_and_its_rule(name):
    made = reading()
    for row in table((made, made), name):
        assert row["article"] == "selat"
        assert row["text"] == made.article.text[row["start_char"] : row["end_char"]]
        assert "/" in row["rule"]


def test_a_quotation_row_names_its_speaker():
    (row,) = table((reading(),), "quotations")

    assert row["speaker_name"] == "Oka Lando"
    assert row["cue"] == "katanya"
    assert row["text"] == "Kami akan menutup selat jika Verania tidak mundur,"


def test_an_event_row_has_its_days_as_dates():
    (row,) = table((reading(),), "events")

    assert (row["earliest"], row["actor_names"], row["recipient_names"]) == (
        date(2030, 3, 4),
        ["Oka Lando"],
        ["Verania"],
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("readings", [(), (reading(),)], ids=["none", "one"])
def test_data_frames_agree_on_columns_and_rows(name, readings):
    made = table(readings, name)

    assert made.arrow().num_rows == made.pl().height == len(made.df()) == len(made)
    assert made.arrow().column_names == made.pl().columns == list(made.df().columns) == list(made.types)
    assert made.pl().schema["start_char"] == made.pl().schema["end_char"]


def test_an_unknown_table_names_those_that_exist():
    with pytest.raises(UsageError, match="no table 'verbs'; the tables are quotations, events"):
        table((), "verbs")


def test_without_the_libraries_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(UsageError, match=r"pyarrow is not installed.*kawat\[frames\]"):
        table((), "events").arrow()


def test_rows_need_no_library(monkeypatch):
    real = builtins.__import__

    def no_frames(name, *rest):
        assert name.split(".")[0] not in ("pyarrow", "polars", "pandas")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", no_frames)
    assert len(table((reading(),), "actors")) == 2
