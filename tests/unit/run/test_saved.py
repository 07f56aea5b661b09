import json

import pytest

from kawat.errors import InputError
from kawat.exporters.encode import to_dict, to_json
from kawat.records import Reading
from kawat.run.saved import begins_with_reading, load_saved
from tests.unit.exporters.made import REJECTION, reading


def saved(path, *values) -> None:
    path.write_text("\n".join(json.dumps(value) for value in values), encoding="utf-8")


def test_saved_lines_come_back_as_they_were(tmp_path):
    path = tmp_path / "readings.jsonl"
    path.write_bytes(to_json(reading()) + b"\n\n" + to_json(REJECTION) + b"\n")

    assert list(load_saved(path, Reading)) == [reading(), REJECTION]


@pytest.mark.parametrize("several", [False, True])
def test_a_json_file_holds_one_reading_or_a_list(tmp_path, several):
    path = tmp_path / "readings.json"
    value = to_dict(reading())
    saved(path, [value, value] if several else value)

    assert list(load_saved(path, Reading)) == [reading()] * (2 if several else 1)


def test_added_keys_are_passed_over(tmp_path):
    saved(tmp_path / "r.jsonl", {**to_dict(reading()), "mood": "calm"})

    assert list(load_saved(tmp_path / "r.jsonl", Reading)) == [reading()]


def broken(change) -> dict:
    value = to_dict(reading())
    change(value)
    return value


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda v: v.update(schema="kawat.reading/9"), "schema is 'kawat.reading/9'"),
        (lambda v: v.pop("events"), "missing required field `events`"),
        (lambda v: v["quotations"][0].update(score="high"), r"Expected `float`, got `str` - at `\$.quotations"),
        (lambda v: v["quotations"][0]["cue"].update(text="bantah"), "q-1 quotes 'bantah'"),
    ],
)
def test_what_is_no_reading_is_refused_with_its_place(tmp_path, change, words):
    saved(tmp_path / "r.jsonl", to_dict(reading()), broken(change))

    with pytest.raises(InputError, match=words) as error:
        list(load_saved(tmp_path / "r.jsonl", Reading))
    assert "r.jsonl:2" in str(error.value)


@pytest.mark.parametrize("words", ["not json", "[1", "[]", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")])
def test_a_file_without_readings_is_not_taken_for_saved_ones(tmp_path, words):
    for name in ("a.json", "a.jsonl", "a.txt"):
        (tmp_path / name).write_text(words, encoding="utf-8")
        assert not begins_with_reading(tmp_path / name)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none.jsonl: cannot be opened \(No such file"):
        list(load_saved(tmp_path / "none.jsonl", Reading))
