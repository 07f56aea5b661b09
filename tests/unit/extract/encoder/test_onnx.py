import hashlib
import json
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kawat.errors import ModelError
from kawat.extract.encoder import onnx
from kawat.extract.encoder.decode import decode
from kawat.extract.encoder.folder import ENCODER, MANIFEST, PIECES, read_manifest, write_model
from kawat.extract.encoder.labels import HEADS, LABELS, LINKS, SLICES
from kawat.extract.encoder.onnx import open_model
from kawat.extract.encoder.pieces import encode_vocabulary
from kawat.extract.encoder.windows import cut, cut_words, window
from tests.tools.sights import sight
from tests.tools.tiny_model import encoder, manifest, vocabulary, write_tiny
from tests.unit.extract.encoder.test_windows import TEXTS

NEWS = TEXTS["news"]
ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_tiny(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def model(folder):
    return open_model(folder)


def test_a_model_says_what_it_is(model, folder):
    _, digest = read_manifest(folder)
    assert model.name == f"tiny 1 {digest}"
    assert model.decoding == {"event": 0.5}
    assert model.calibration == {}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_word_of_any_text_is_scored(model, text):
    seen = sight(text)
    scores = model.read(seen)
    assert scores.labels.shape == (len(seen.words), LABELS)
    assert scores.labels.dtype == np.float32
    for head in HEADS:
        np.testing.assert_allclose(np.exp(scores.labels[:, SLICES[head]]).sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_text_without_words_has_empty_scores(model, text):
    scores = model.read(sight(text))
    assert scores.labels.shape == (0, LABELS)
    assert scores.starts == ()


def alone(model, seen, run):
    """What the network says of a run of words."""
    made = window(seen, cut_words(seen, model.pieces), run, model.pieces)
    found = model.session.run(["labels", "asks", "answers", "lean"], onnx.inputs(made))
    return [output[0, made.first] for output in found]


def runs_of(model, seen):
    return list(cut(seen, [len(word) for word in cut_words(seen, model.pieces)], model.manifest.window - 2))


def test_scores_stand_at_their_words(model):
    seen = sight(NEWS)
    scores = model.read(seen)
    runs = runs_of(model, seen)
    assert len(runs) > 10
    assert scores.starts == tuple(start for start, _ in runs)
    for start, end in runs:
        labels, asks, answers, lean = alone(model, seen, (start, end))
        for head in SLICES.values():
            raw = labels[:, head].astype(np.float64)
            expected = raw - np.log(np.exp(raw).sum(axis=1, keepdims=True))
            np.testing.assert_allclose(scores.labels[start:end, head], expected, atol=1e-4)
        score = (asks[1].astype(np.float64).reshape(len(LINKS), -1) @ answers.T / 8 + lean.T).T
        expected = np.exp(score) / np.exp(score).sum(axis=1, keepdims=True)
        np.testing.assert_allclose(scores.links(start + 1, start, end), expected, atol=1e-4)


def test_what_is_no_longer_kept_is_read_again_as_it_was(model, monkeypatch):
    seen = sight(NEWS)
    kept = model.read(seen)
    monkeypatch.setattr(onnx, "KEPT_WINDOWS", 1)
    again = model.read(seen)
    count = len(seen.words)
    assert len(kept.starts) > 10
    for anchor in (*range(0, count, 17), count - 1, 0):
        np.testing.assert_array_equal(again.links(anchor, 0, count), kept.links(anchor, 0, count))
    assert again.labels.tobytes() == kept.labels.tobytes()


@pytest.mark.parametrize("text", [NEWS, ""])
def test_hints_quote_words_of_the_page(model, text):
    seen = sight(text)
    hints = decode(seen, model.read(seen), model.decoding)
    starts, ends = ({place[side] for place in seen.words} for side in (0, 1))
    found = [hint for name in hints.__slots__ for hint in getattr(hints, name)]
    assert bool(found) == bool(text)
    assert all(hint.start_char in starts and hint.end_char in ends and 0 <= hint.score <= 1 for hint in found)


def test_features_matter(model):
    seen = sight(NEWS)
    other = replace(seen, features=tuple(bytes(len(row)) for row in seen.features))
    assert not np.allclose(model.read(seen).labels, model.read(other).labels)


def same(first, second):
    links = [scores.links(40, 0, len(scores.labels)).tobytes() for scores in (first, second)]
    return first.labels.tobytes() == second.labels.tobytes() and links[0] == links[1]


def test_the_same_page_gives_the_same_bytes(model, folder):
    seen = sight(NEWS)
    first = model.read(seen)
    model.read(sight("Iran menolak. " * 50))
    assert same(first, model.read(seen))
    assert same(first, open_model(folder).read(seen))


def test_a_page_gives_the_same_bytes_in_another_process(model, folder):
    seen = "Iran menolak tuntutan. " * 30
    look = (
        "import hashlib, sys; from pathlib import Path\n"
        "from kawat.extract.encoder.onnx import open_model; from tests.tools.sights import sight\n"
        "print(hashlib.sha256(open_model(Path(sys.argv[1])).read(sight(sys.argv[2])).labels.tobytes()).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", look, folder, seen], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == hashlib.sha256(model.read(sight(seen)).labels.tobytes()).hexdigest()
    assert done.stderr == ""


def test_reading_leaves_the_sight_as_it_was(model):
    seen = sight(NEWS)
    model.read(seen)
    assert seen == sight(NEWS)


@pytest.mark.parametrize("text", ["kata " * 100_000, "!" * 200_000], ids=["100,000 words", "200,000 signs"])
def test_a_text_without_an_end_is_read_to_its_last_word(model, text):
    seen = sight(text)
    scores = model.read(seen)
    assert len(scores.labels) == len(seen.words)
    assert scores.labels[:, 0].all()


@pytest.mark.parametrize("word", ["kata ", "!"])
def test_memory_grows_with_the_words_and_nothing_else(model, word):
    peaks = []
    for count in (4_000, 12_000):  # either has more windows than are kept
        seen = sight(word * count)
        tracemalloc.start()
        try:
            model.read(seen)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[1] - peaks[0] < 1_000 * 8_000  # bytes; labels, answers and lean are 730 a word


def test_one_letter_200_000_times_is_one_word_of_one_window(model):
    scores = model.read(sight("a" * 200_000))
    assert scores.starts == (0,)
    assert scores.labels.shape == (1, LABELS)


def test_a_network_of_another_shape_is_named(tmp_path):
    folder = write_tiny(tmp_path, labels=5)
    with pytest.raises(ModelError, match=rf"encoder\.onnx: takes .* and gives .*'labels': 5.*; expected .*{LABELS}"):
        open_model(folder)


@pytest.mark.parametrize("data", [b"", b"this is no network"])
def test_a_file_that_is_no_network_is_named(tmp_path, data):
    folder = write_tiny(tmp_path)
    manifest, _ = read_manifest(folder)
    write_model(folder, manifest, {ENCODER: data, PIECES: (folder / PIECES).read_bytes()})
    with pytest.raises(ModelError, match=r"encoder\.onnx: onnxruntime \S+ refuses it .*upgrade onnxruntime"):
        open_model(folder)


def test_the_manifest_is_made_to_be_read_by_people(folder):
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    assert text.startswith('{\n "format": 1,\n "name": "tiny",')
    assert json.loads(text)["files"].keys() == {ENCODER, PIECES}


def test_links_cost_at_most_one_more_run_of_each_window(tmp_path, monkeypatch):
    model = open_model(write_tiny(tmp_path))
    seen = sight("Presiden menolak tuntutan dan kata Iran menuduh. " * 600)
    runs = []
    run = type(model.session).run
    monkeypatch.setattr(type(model.session), "run", lambda *given, **named: runs.append(1) or run(*given, **named))
    scores = model.read(seen)
    windows = len(runs)
    decode(seen, scores, {})
    assert windows > 64
    assert len(runs) <= 2 * windows


def test_a_vocabulary_too_large_for_the_network_is_named_at_once(tmp_path):
    pieces = vocabulary()
    small = encoder(len(pieces.pieces) - 1)
    write_model(tmp_path, manifest(), {ENCODER: small, PIECES: encode_vocabulary(pieces)})
    with pytest.raises(ModelError, match=r"encoder\.onnx: cannot read 40 pieces of \d+"):
        open_model(tmp_path)
