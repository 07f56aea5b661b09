import json

import jsonschema
import pytest

from kawat import api
from kawat.cli import main
from kawat.ids import is_models, model_rule
from tests.unit.exporters.made import REJECTION, reading


@pytest.fixture
def ran(capsys):
    def run(*arguments) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return end.value.code or 0, out, err

    return run


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "readings.jsonl"
    path.write_bytes(api.to_json(REJECTION) + b"\n" + api.to_json(reading()) + b"\n")
    return path


def test_a_datum_of_a_saved_reading_is_explained(ran, saved):
    status, out, _ = ran("explain", "q-1", saved, "--interface", "en")

    assert status == 0
    assert "Kami akan menutup selat" in out
    assert "id/quotation/marks-then-cue" in out
    assert "not a person" in out
    assert "speaker  Oka Lando  a-1" in out


def test_an_unknown_id_names_the_nearest(ran, saved):
    status, out, err = ran("explain", "q-2", saved)

    assert (status, out) == (2, "")
    assert "has no datum 'q-2'; the nearest are q-1" in " ".join(err.split())


def test_an_id_that_is_near_to_none_is_told_how_ids_look(ran, saved):
    status, _, err = ran("explain", "harga", saved)

    assert status == 2
    assert "such as q-1a2b3c4d5e" in " ".join(err.split())


def test_an_article_that_cannot_be_read_says_why(ran, tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")

    status, _, err = ran("explain", "q-1", tmp_path / "empty.txt")

    assert status == 2
    assert "1 of its articles could not be read (empty: " in " ".join(err.split())


def test_an_article_is_read_first(ran, tmp_path):
    path = tmp_path / "selat.txt"
    path.write_text('"Selat tetap terbuka," kata Presiden Samara Oka Lando, Senin (4/3/2030).', encoding="utf-8")
    made = api.read(path, language="id", published="2030-03-05")
    datum = (*made.quotations, *made.timexes, *made.actors)[0]

    status, out, _ = ran("explain", datum.id, path, "--language", "id", "--published", "2030-03-05")

    assert status == 0
    assert datum.rule in out


def test_a_saved_reading_that_misquotes_is_refused(ran, saved):
    saved.write_text(saved.read_text().replace('"text":"katanya"', '"text":"bantahnya"'))

    status, _, err = ran("explain", "q-1", saved)

    assert status == 2
    assert "q-1 quotes 'bantahnya'" in " ".join(err.split())


def test_a_missing_file_is_wrong_usage(ran):
    assert ran("explain", "q-1", "none.jsonl")[0] == 2


def test_the_doctor_tells_what_is_there(ran):
    status, out, _ = ran("doctor")

    assert status == 0
    for words in ("kawat", "python", "msgspec", "knowledge", "Indonesian", "model"):
        assert words in out


def test_the_doctor_ends_with_1_where_something_is_missing(ran, monkeypatch):
    (sound, *_) = api.check_health()
    broken = type(sound)(name="rich", fine=False, found="not installed", mend="install it")
    monkeypatch.setattr(api, "check_health", lambda _: (sound, broken))

    status, out, _ = ran("doctor")

    assert status == 1
    assert "→ install it" in out


def test_the_schema_is_printed_as_json(ran):
    status, out, _ = ran("schema")

    assert status == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(out))


@pytest.mark.parametrize(
    ("rule", "by_model"),
    [
        (model_rule("id/plover", "reject"), True),
        ("id/quotation/model-direct", True),
        ("en/commitments/model-offer", True),
        ("id/quotation/cue-then-clause", False),
        ("id/plover/reject", False),
    ],
)
def test_what_the_model_alone_found_is_told_from_what_a_rule_found(rule, by_model):
    assert is_models(rule) is by_model
