import json
import subprocess
import sys

import pytest

import kawat
from kawat import api
from kawat.errors import InputError, RejectedError, UsageError
from tests.unit.exporters.made import TEXT, reading

NEWS = 'Telaga - "Selat tetap terbuka," kata Presiden Samara Oka Lando, Senin (4/3/2030).'


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "selat.txt"
    path.write_text(NEWS, encoding="utf-8")
    return path


def lines(path, *articles) -> None:
    path.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")


def test_one_file_is_one_reading(file):
    made = kawat.read(file, published="2030-03-05", language="id", url="https://example.org/1", outlet="Harian Telaga")

    assert isinstance(made, kawat.Reading)
    assert made.article.text == NEWS
    assert (made.article.published_at, made.article.language) == ("2030-03-05", "id")
    assert (made.article.url, made.article.publisher) == ("https://example.org/1", "Harian Telaga")
    assert kawat.read(str(file), published="2030-03-05").article.text == NEWS


def test_a_text_is_read_as_it_stands():
    made = kawat.read_text(NEWS, title="Selat Terbuka", published="2030-03-05", language="id", article_id="selat")

    assert made.article.text == f"Selat Terbuka\n\n{NEWS}"
    assert made.article.id == "selat"


def test_the_same_text_gives_the_same_bytes():
    assert kawat.read_text(NEWS, language="id").to_json() == kawat.read_text(NEWS, language="id").to_json()


def test_a_rejected_article_is_raised_with_its_reason():
    with pytest.raises(RejectedError) as error:
        kawat.read_text("  \n ")

    assert error.value.rejection.reason == "empty"


def test_too_long_an_article_is_rejected_before_it_is_read():
    with pytest.raises(RejectedError) as error:
        kawat.read_text("kata " * 30, language="id", limit=100)

    assert error.value.rejection.reason == "too_long"


def test_a_limit_below_one_is_a_mistake(file):
    with pytest.raises(UsageError, match="limit: 0 characters"):
        kawat.read(file, limit=0)


def test_all_articles_come_in_order_and_none_is_lost(tmp_path, file):
    path = tmp_path / "berita.jsonl"
    lines(path, {"id": "a", "text": NEWS, "language": "id"}, {"id": "b", "text": ""}, {"id": "c", "text": NEWS})

    found = list(kawat.read_all([path, file], language="id"))

    assert [item.article.id for item in found[:3]] == ["a", "b", "c"]
    assert [type(item) for item in found] == [kawat.Reading, kawat.Rejection, kawat.Reading, kawat.Reading]


def test_several_articles_are_not_one(tmp_path):
    path = tmp_path / "berita.jsonl"
    lines(path, {"text": NEWS, "language": "id"}, {"text": NEWS, "language": "id"})

    with pytest.raises(InputError, match=r"more than one article.*kawat\.read_all"):
        kawat.read(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.txt"):
        kawat.read(tmp_path / "none.txt")


def test_saved_readings_come_back_with_their_ways_out(tmp_path, file):
    made = kawat.read(file, language="id")
    (tmp_path / "r.jsonl").write_text(made.to_json() + "\n", encoding="utf-8")

    (back,) = kawat.load(tmp_path / "r.jsonl")

    assert back == made
    assert isinstance(back, kawat.Reading)
    assert api.is_saved(tmp_path / "r.jsonl")
    assert not api.is_saved(file)


def test_a_reading_leaves_as_dict_json_and_frames():
    made = api._own(reading())

    assert json.loads(made.to_json()) == made.to_dict()
    assert made.to_dict()["article"]["text"] == TEXT
    assert made.frame("quotations").pl()["speaker_name"].to_list() == ["Oka Lando"]
    assert kawat.tabulate([made, made], "events").df()["type"].tolist() == ["THREATEN", "THREATEN"]
    assert made._repr_html_().startswith("<iframe")


def test_a_reading_is_frozen():
    with pytest.raises(AttributeError):
        api._own(reading()).engine = "other"


def test_the_package_names_what_it_promises():
    for name in kawat.__all__:
        assert getattr(kawat, name) is not None
    assert set(kawat.__all__) <= set(dir(kawat))
    with pytest.raises(AttributeError, match="has no 'parse'; it has"):
        _ = kawat.parse


def test_importing_the_package_loads_no_engine():
    loaded = (
        "import sys, kawat; print(*[m for m in sys.modules if m.startswith(('kawat', 'msgspec', 'rich', 'numpy'))])"
    )
    out = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout

    assert out.split() == ["kawat"]


def test_a_text_is_held_to_the_same_facts_as_a_file():
    assert kawat.read_text(NEWS, language="id-ID").article.language == "id"
    with pytest.raises(UsageError, match="expected an ISO date"):
        kawat.read_text(NEWS, published="30/2/2025")
    with pytest.raises(UsageError, match="expected 1 to"):
        kawat.read_text(NEWS, limit=10**30)
