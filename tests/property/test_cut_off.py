"""A text may end anywhere: each sentence of the samples, cut off behind each of its words, is read without a fault."""

import json
import re

import pytest

from kawat.extract.engine import load_engine
from kawat.extract.pipeline import read_page
from kawat.records import RawPage, Reading
from tests.tools.golden import articles

ENDS = re.compile(r"(?<=[.!?”\"]) |\n")


def sentences(path):
    text = path.read_text(encoding="utf-8")
    told = json.loads(text) if path.suffix == ".json" else {"text": text}
    return [part for part in ENDS.split(told["text"]) if part.strip()], told.get("language", "id")


@pytest.mark.parametrize("path", articles(), ids=lambda path: path.stem)
def test_a_sentence_that_is_cut_off_is_read(path):
    found, language = sentences(path)
    engine = load_engine(model=None)
    for sentence in found:
        words = sentence.split(" ")
        for count in range(1, len(words) + 1):
            body = " ".join(words[:count])
            page = RawPage(body=body, media_type="text/plain", language=language, id="cut", published="2023-04-13")
            item = read_page(page, engine)
            assert isinstance(item, Reading) or item.reason != "defect", body


@pytest.mark.parametrize(
    ("language", "text"),
    [("id", "Dilaporkan oleh"), ("ms", "Dilaporkan oleh"), ("en", "It was reported by")],
)
def test_a_passive_cue_whose_agent_is_cut_off_has_no_agent(language, text):
    page = RawPage(body=f"{text}", media_type="text/plain", language=language, id="cut", published="2023-04-13")
    item = read_page(page, load_engine(model=None))
    assert isinstance(item, Reading)
    assert all(one.speaker is None for one in item.quotations)
