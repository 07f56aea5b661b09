"""The sentences that the model learns from say only what their text bears out."""

from pathlib import Path

import pytest

from kawat_training.examples import ExampleError, locate, main, read_examples

DATA = sorted((Path(__file__).parents[1] / "data").glob("*.txt"))

GOOD = """@ id-reject-1 id
Menteri Luar Negeri Narvia menolak permintaan Oskara untuk membuka perbatasan.
# the holder is who refuses
event REJECT occurred | menolak | Menteri Luar Negeri Narvia | Oskara
commit refusal | membuka perbatasan | Menteri Luar Negeri Narvia | Oskara | unless: permintaan Oskara
"""


def written(folder, text):
    path = folder / "x.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_example_points_at_its_words(tmp_path):
    (example,), faults = read_examples([written(tmp_path, GOOD)])
    event, refusal = example.notes
    assert faults == ()
    assert [example.text[start:end] for field in event.fields for start, end in field] == [
        "menolak",
        "Menteri Luar Negeri Narvia",
        "Oskara",
    ]
    assert refusal.labels == ("refusal", "unless")


def test_words_are_found_by_occurrence_and_by_their_ends():
    text = "Iran menuduh Israel, Israel membantah."
    assert locate(text, "Israel #2", "here") == (21, 27)
    assert locate(text, "Iran ... Israel", "here") == (0, 19)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("REJECT", "REFUSE", "x.txt:4 id-reject-1: 'REFUSE' is none of ACCUSE"),
        ("occurred", "", "event takes 2 label"),
        ("| menolak |", "| menampik |", "'menampik' (occurrence 1) does not stand in"),
        ("unless:", "jika:", "'jika' is none of if"),
        ("@ id-reject-1 id", "@ id", "expected '@ id language'"),
    ],
)
def test_a_fault_names_file_line_and_datum(tmp_path, old, new, words):
    examples, (fault,) = read_examples([written(tmp_path, GOOD.replace(old, new, 1))])
    assert examples == ()
    assert words in fault


def test_an_id_serves_once(tmp_path):
    examples, (fault,) = read_examples([written(tmp_path, GOOD + "\n" + GOOD)])
    assert len(examples) == 1
    assert "stands twice" in fault


def test_the_second_occurrence_must_exist():
    with pytest.raises(ExampleError, match="occurrence 3"):
        locate("Iran dan Iran", "Iran #3", "here")


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.stem)
def test_the_sentences_of_the_repository_have_no_fault(path):
    examples, faults = read_examples([path])
    assert examples
    assert faults == ()


def test_no_test_sentence_is_trained_on():
    test, _ = read_examples([path for path in DATA if path.stem.startswith("test_")])
    train, _ = read_examples([path for path in DATA if not path.stem.startswith("test_")])
    assert test
    assert {e.text.casefold() for e in test}.isdisjoint(e.text.casefold() for e in train)
    assert {e.id for e in test}.isdisjoint(e.id for e in train)


def test_the_counts_are_shown(tmp_path, capsys):
    assert main([str(written(tmp_path, GOOD))]) == 0
    assert "1 event REJECT occurred" in capsys.readouterr().out


def test_a_headline_opens_the_text(tmp_path):
    titled = (
        "@ id-a-1 id title\nIran Tolak Tawaran\nIran menolak tawaran.\nevent REJECT occurred | menolak | Iran #2 |\n"
    )
    (example,), faults = read_examples([written(tmp_path, titled)])
    assert faults == ()
    assert example.title == "Iran Tolak Tawaran"
    assert example.text == "Iran Tolak Tawaran\n\nIran menolak tawaran."
    (start, end), *_ = example.notes[0].fields[0]
    assert example.text[start:end] == "menolak"
