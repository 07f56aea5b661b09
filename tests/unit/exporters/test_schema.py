import json
from pathlib import Path

import jsonschema
import pytest

from kawat.exporters.encode import to_dict
from kawat.exporters.schema import json_schema
from tests.unit.exporters.made import REJECTION, reading

CHECKED_IN = Path(__file__).parents[3] / "docs" / "reference" / "reading.schema.json"


def valid(value) -> bool:
    return jsonschema.Draft202012Validator(json_schema()).is_valid(value)


def test_the_schema_in_the_documentation_is_the_schema_of_the_records():
    written = CHECKED_IN.read_text(encoding="utf-8")

    assert json.loads(written) == json_schema(), "run: kawat schema > docs/reference/reading.schema.json"


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("item", [reading(), REJECTION], ids=["reading", "rejection"])
def test_what_kawat_writes_meets_the_schema(item):
    jsonschema.validate(to_dict(item), json_schema())


def test_keys_may_be_added():
    value = to_dict(reading())
    value["mood"] = "calm"
    value["quotations"][0]["tone"] = 3

    assert valid(value)


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("schema",), "kawat.reading/2"),
        (("sentences",), None),
        (("article", "text"), 5),
        (("quotations", 0, "mode"), "shouted"),
        (("quotations", 0, "score"), 1.5),
        (("quotations", 0, "content", 0, "start_char"), -1),
        (("events", 0, "trigger"), None),
        (("timexes", 0, "span"), None),
        (("commitments", 0, "condition", "polarity"), "perhaps"),
    ],
)
def test_what_the_contract_forbids_fails(path, wrong):
    value = to_dict(reading())
    place = value
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = wrong

    assert not valid(value)


@pytest.mark.parametrize("key", ["engine", "actors", "wire", "byline", "addressees"])
def test_no_key_of_the_contract_may_be_missing(key):
    value = to_dict(reading())
    for home in (value, value["article"], value["quotations"][0]):
        home.pop(key, None)

    assert not valid(value)
