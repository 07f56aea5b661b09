"""What Kawat says of every sample has the published shape."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import kawat
from kawat.api import to_json
from tests.tools.golden import articles

PUBLISHED = Path(__file__).parents[2] / "docs" / "reference" / "reading.schema.json"
SHAPE = Draft202012Validator(json.loads(PUBLISHED.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", articles(), ids=lambda path: path.stem)
def test_the_reading_of_a_sample_meets_the_published_schema(path):
    reading = json.loads(kawat.read(path).to_json())
    assert [error.message for error in SHAPE.iter_errors(reading)] == []


def test_a_rejection_meets_the_published_schema(tmp_path):
    (tmp_path / "none.json").write_text('{"id": "none", "title": "Judul tanpa isi", "text": ""}', encoding="utf-8")
    (rejection,) = kawat.read_all(tmp_path)
    assert isinstance(rejection, kawat.Rejection)
    assert [error.message for error in SHAPE.iter_errors(json.loads(to_json(rejection)))] == []
