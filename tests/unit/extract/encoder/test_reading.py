"""Whatever a model says, a reading stays a reading: here it says things by chance."""

import pytest

import kawat
from kawat.exporters.marks import misquoted
from tests.tools.golden import articles
from tests.tools.tiny_model import write_tiny
from tests.unit.extract.encoder.test_windows import TEXTS


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_tiny(tmp_path_factory.mktemp("model"))


@pytest.mark.parametrize("path", articles()[:5], ids=lambda path: path.stem)
def test_what_a_model_says_by_chance_is_quoted_all_the_same(path, folder):
    reading = kawat.read(path, model=folder)
    assert misquoted(reading) is None
    assert " model tiny 1 " in reading.engine
    assert reading.to_json() == kawat.read(path, model=folder).to_json()


WORDY = {name: text for name, text in TEXTS.items() if text.strip()}


@pytest.mark.parametrize("text", WORDY.values(), ids=WORDY)
def test_any_text_is_read_with_a_model(text, folder):
    reading = kawat.read_text(text[:3_000], language="id", model=folder)
    assert misquoted(reading) is None
    assert reading.article.text == kawat.read_text(text[:3_000], language="id", model=None).article.text
