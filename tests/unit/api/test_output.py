import json

import jsonschema
import pytest

import kawat
from kawat import api

VALIDATOR = jsonschema.Draft202012Validator(api.schema())

BAD = {
    "empty.txt": b"",
    "blank.txt": b" \n\n\t",
    "picture.txt": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
    "broken.jsonl": b'{"text": "Satu."\n{"text": 5}\n[1]\n{"titel": "x"}\n\n{"text": "Presiden tiba.", "language": "id"}\n',
    "windows.txt": "“Selat tetap terbuka,” kata Oka Lando – Senin.".encode("cp1252"),
    "marks.txt": "\u202eSelat\u200f terbuka 🚢, kata Oka e\u0301.".encode(),
    "menu.html": b"<html><body><nav><a href='/'>Beranda</a></nav></body></html>",
    "broken.gz": b"\x1f\x8b\x08\x00rubbish",
    "none.xyz": b"?",
}


def problems(item) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(json.loads(api.to_json(item)))]


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gives_items_that_meet_the_schema(tmp_path, name):
    (tmp_path / name).write_bytes(BAD[name])

    for item in kawat.read_all(tmp_path / name, strict=True):
        assert problems(item) == []
        if isinstance(item, kawat.Rejection):
            assert item.reason != "defect"
            assert item.detail


def test_a_folder_of_bad_input_loses_nothing(tmp_path):
    for name, content in BAD.items():
        (tmp_path / name).write_bytes(content)
    names = [item.article.name for item in kawat.read_all(tmp_path) if isinstance(item, kawat.Rejection)]

    assert names == sorted(names)
    assert any("broken.jsonl" in name for name in names)
