"""`kawat train` and `kawat bench-model`, tried on a base of a few kilobytes and three invented articles."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytest.importorskip("numpy")
torch = pytest.importorskip("torch", reason="torch is not installed: pip install torch==2.13.0")
pytest.importorskip("onnx", reason="onnx is not installed: pip install onnx")
pytest.importorskip("onnxruntime", reason="onnxruntime is not installed: pip install onnxruntime")

from kawat.cli import GROUP, OFFERED, main  # noqa: E402
from training.tests.tiny import SENTENCES, vocabulary, write_articles, write_base, write_sentences  # noqa: E402

ROOT = Path(__file__).parents[2]
FILES = ("encoder.onnx", "model.json", "pieces.json")
OPTIONS = ("--epochs", "3", "--window", "40", "--layers", "1", "--fold", "0/3", "--batch", "200")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Folder with a base, annotated articles and sentences."""
    folder = tmp_path_factory.mktemp("data")
    write_base(folder / "base.pt")
    write_articles(folder / "articles")
    write_sentences(folder / "sentences.txt")
    return folder


@pytest.fixture(scope="module")
def joined(tmp_path_factory):
    """A folder that says, as an installation does, which commands this distribution adds."""
    project = tomllib.loads((ROOT / "training" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    folder = tmp_path_factory.mktemp("site")
    info = folder / "kawat_training-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: kawat-training\nVersion: 0.1.0\n")
    lines = [f"{name} = {home}" for name, home in project["entry-points"][GROUP].items()]
    (info / "entry_points.txt").write_text("\n".join([f"[{GROUP}]", *lines, ""]))
    return folder


@pytest.fixture
def kawat(joined, monkeypatch, capsys):
    """Runs a command line: status, output, messages."""
    monkeypatch.syspath_prepend(joined)

    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return end.value.code or 0, out, err

    return run


def asked(data, *more):
    given = ("--articles", data / "articles", "--sentences", data / "sentences.txt", "--base", data / "base.pt")
    return (*given, *OPTIONS, *more)


@pytest.fixture(scope="module")
def model(data, joined):
    """The folder of a model that `kawat train` made, and the sum of its weights."""
    out = data / "model"
    done = train_apart(data, out, die="")
    assert done.returncode == 0, done.stderr
    return out, done.stdout.split()[-1]


APART = """
import hashlib, os, signal, sys
from pathlib import Path
from kawat_training import recipe
from kawat_training.gather import Wanted
from kawat_training.train import Plan

data, out, die = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

def say(line):
    print(line, file=sys.stderr, flush=True)
    if die and line.startswith(die):
        os.kill(os.getpid(), signal.SIGKILL)

def noting(asked, base, network, *rest):
    sha = hashlib.sha256()
    for name, value in network.state_dict().items():
        sha.update(name.encode() + value.numpy().tobytes())
    print(sha.hexdigest())
    return write(asked, base, network, *rest)

write, recipe._write = recipe._write, noting
wanted = Wanted(articles=(data / "articles",), sentences=(data / "sentences.txt",), fold=(0, 3))
plan = Plan(epochs=3, batch=200)
recipe.make_model(recipe.Recipe(data=wanted, base=data / "base.pt", layers="1", plan=plan, window=40), out, say)
"""


def train_apart(data, out, die):
    """Trains in a process of its own, which kills itself at the line that begins with `die`."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "training")])}
    command = [sys.executable, "-c", APART, str(data), str(out), die]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def bytes_of(folder):
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}


def test_a_run_killed_between_epochs_ends_in_the_same_weights(data, model):
    whole, weights = model
    out = data / "broken"
    killed = train_apart(data, out, die="epoch 3/3")
    assert killed.returncode == -signal.SIGKILL
    assert not out.exists()
    assert (data / "broken.run" / "epochs.pt").exists()

    done = train_apart(data, out, die="")

    assert "epochs 2 to 3" in done.stderr
    assert done.stdout.split()[-1] == weights
    assert bytes_of(out) == bytes_of(whole)
    assert not (data / "broken.run").exists()


def test_the_command_makes_the_same_model_and_kawat_reads_by_it(data, model, kawat, tmp_path):
    status, out, err = kawat("train", tmp_path / "mine", *asked(data))

    assert status == 0, err
    assert out.strip() == str(tmp_path / "mine")
    assert "epoch 3/3 loss" in err
    assert bytes_of(tmp_path / "mine") == bytes_of(model[0])
    assert kawat("read", ROOT / "samples" / "articles" / "dili.txt", "--model", tmp_path / "mine")[0] == 0


def test_the_card_tells_data_training_and_what_was_measured(model):
    card = (model[0] / "MODEL_CARD.md").read_text(encoding="utf-8")

    assert "| articles | 2 | " in card
    assert "| sentences | 3 | " in card
    assert "ACCUSE 1" in card
    assert "| seed | 0 |" in card
    assert "held-out articles (1, part 0 of 3 by checksum)" in card
    assert "| event | " in card
    assert "held-out articles " in card.partition("Mean loss")[2]


def test_the_figures_of_models_come_from_one_command(data, model, kawat):
    names = data / "names.txt"
    names.write_text("Joko\tB-PER\nke\tO\nJakarta\tB-LOC\n\n", encoding="utf-8")
    gold = ("--gold", data / "articles", "--sentences", data / "sentences.txt", "--limit", "1")

    status, out, err = kawat("bench-model", model[0], *gold, "--names", names, "--json")

    assert status == 0, err
    told = json.loads(out)
    assert told["articles"] == 1
    assert {way: set(parts) for way, parts in told["scores"].items()} == {
        "known": {"pipeline", "heads"},
        "blind": {"pipeline", "heads"},
    }
    assert "event" in told["scores"]["blind"]["heads"]
    assert "speaker" not in told["scores"]["known"]["heads"]
    assert told["own_test"]["sentences"] == 1
    assert 0 <= told["own_test"]["known"] <= 1
    assert "f1" in told["names"]["blind"]
    assert told["speed"]["sentences"] > 0
    assert told["size_mb"]["all"] > 0
    assert told["memory_mb"] > 10
    assert set(told["reliability"]) == {"quotation", "event", "commitment"}
    shows_one_and_two(told)


def shows_one_and_two(told):
    from kawat_training.bench import comparison, report

    other = json.loads(json.dumps(told))
    other["scores"]["known"]["pipeline"]["event"]["f1"] += 0.25
    lines = list(comparison(told, other))
    assert next(line for line in lines if line.startswith("pipeline known event f1")).split()[-1] == "+0.250"
    assert next(line for line in lines if line.startswith("pipeline blind event f1")).split()[-1] == "+0.000"
    assert "The model's heads alone, without" in "\n".join(report(told))


def test_what_is_wrong_is_told_in_a_line_with_status_2(data, kawat, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    (tmp_path / "test_x.txt").write_text(SENTENCES, encoding="utf-8")
    (tmp_path / "wrong.txt").write_text("@ a id\nNarvia menolak.\nevent REJECT occurred | menerima | Narvia\n")
    out = tmp_path / "out"
    cases = {
        "nothing to train on": (out,),
        "no such folder": (out, "--articles", tmp_path / "nowhere"),
        "gold.jsonl: No such": (out, "--articles", empty),
        "no file of sentences": (out, "--sentences", empty),
        "no such file": (out, "--sentences", tmp_path / "none.txt"),
        "only measure": (out, "--sentences", tmp_path / "test_x.txt"),
        "wrong.txt:3": (out, "--sentences", tmp_path / "wrong.txt"),
        "expected K/N": (out, *asked(data, "--fold", "3/3")),
        "expected NAME=VALUE": (out, *asked(data, "--share", "news=1")),
        "--layers 5": (out, *asked(data, "--layers", "5")),
        "no name set": (out, *asked(data, "--names", empty)),
        "no saved encoder": (out, *asked(data, "--base", data / "sentences.txt")),
        "is in": (out, *asked(data, "--dev", data / "articles")),
        "--tune": (out, "--sentences", data / "sentences.txt", "--tune"),
        "model.json": (out, *asked(data, "--settings", empty)),
        "no part of a model": (data, *asked(data)),
    }
    for said, arguments in cases.items():
        status, _, err = kawat("train", *arguments)
        assert status == 2, said
        assert said in err
        assert "Traceback" not in err
    assert not out.exists()


def test_an_offset_that_does_not_match_stops_with_file_line_and_datum(data, kawat, tmp_path):
    folder = write_articles(tmp_path / "articles")
    lines = (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    moved = json.loads(lines[1])
    moved["events"][0]["trigger"]["start"] -= 1
    lines[1] = json.dumps(moved)
    (folder / "gold.jsonl").write_text("\n".join(lines), encoding="utf-8")

    status, _, err = kawat("train", tmp_path / "out", *asked(data, "--articles", folder))

    assert status == 2
    assert f"gold.jsonl:2 {moved['article']}: events[0].trigger says" in err
    assert err.splitlines()[-1].startswith("kawat: ")


def test_a_line_that_is_no_annotation_stops_with_file_and_line(data, kawat, tmp_path):
    folder = write_articles(tmp_path / "articles")
    (folder / "gold.jsonl").write_text('{"article": "hanoi"}\n', encoding="utf-8")

    status, _, err = kawat("train", tmp_path / "out", "--articles", folder)

    assert status == 2
    assert "gold.jsonl:1: boilerplate, times, actors" in err


def test_a_run_with_other_options_is_not_gone_on_with(data, kawat, tmp_path):
    (tmp_path / "out.run").mkdir()
    (tmp_path / "out.run" / "recipe.txt").write_text("of something else")

    status, _, err = kawat("train", tmp_path / "out", *asked(data))

    assert status == 2
    assert "other options or data" in err


def test_names_and_attributions_are_read_without_what_is_held_back(data, tmp_path):
    import zstandard

    from kawat_training.gather import Wanted, counts, gather

    told = "Joko B-PER\nke O\nJakarta B-LOC\n\n"
    (tmp_path / "idner-news-2k_train.txt").write_text(f"{told}Ani B-PER\ntiba O\n\n", encoding="utf-8")
    (tmp_path / "idner-news-2k_dev.txt").write_text(told, encoding="utf-8")
    text = "Ann Gold said that prices fell again."
    marks = [{"annotator": "a", "content": [[14, 37]], "cue": [[9, 13]], "source": [[0, 8]]}]
    rows = json.dumps({"id": "x", "published": "2016-05-04", "text": text, "attributions": marks}) + "\n"
    path = tmp_path / "polnear.jsonl.zst"
    path.write_bytes(zstandard.ZstdCompressor().compress(rows.encode()))
    said = []

    found = gather(
        Wanted(sentences=(data / "sentences.txt",), names=tmp_path, attributions=path, dev=(data / "articles",)),
        said.append,
    )

    assert {kind: len(items) for kind, items in found.items.items()} == {
        "sentences": 3,
        "names": 1,
        "attributions": 1,
    }
    assert counts(found.items["names"])["news_name"] == {"PER": 1}
    assert counts(found.items["sentences"])["event"] == {"REJECT": 1, "ACCUSE": 1, "THREATEN": 1}
    assert "1 held back" in said[1]
    assert len(found.digest()) == 64


def test_test_files_of_a_folder_are_left_out(tmp_path):
    from kawat_training.gather import sentence_files

    for name in ("a.txt", "test_a.txt"):
        (tmp_path / name).write_text(SENTENCES, encoding="utf-8")
    assert [path.name for path in sentence_files([tmp_path])] == ["a.txt"]


def test_help_names_the_commands_where_they_are_installed(kawat):
    _, out, _ = kawat("--help")
    for name, (_, line) in OFFERED.items():
        assert f"\n  {name} " in out
        assert line[:40] in out
        status, told, _ = kawat(name, "--help")
        assert status == 0
        assert line in " ".join(told.split())
        assert f"Example: kawat {name}" in " ".join(told.split())


def test_layers_are_taught_on_plain_text_and_scores_settled_on_held_out_articles(data, model, kawat, tmp_path):
    import zstandard

    text = "Narvia menuduh Oskara melanggar gencatan senjata di perbatasan pada Senin. " * 20
    rows = "".join(json.dumps({"title": f"{number}", "text": f"{number} {text}"}) + "\n" for number in range(6))
    (tmp_path / "plain.jsonl.zst").write_bytes(zstandard.ZstdCompressor().compress(rows.encode()))
    more = ("--plain-text", tmp_path / "plain.jsonl.zst", "--pieces", "3000", "--epochs", "1", "--tune")

    status, _, err = kawat("train", tmp_path / "taught", *asked(data, *more))

    assert status == 0, err
    assert bytes_of(tmp_path / "taught")["encoder.onnx"] != bytes_of(model[0])["encoder.onnx"]
    told = json.loads((tmp_path / "taught" / "model.json").read_text(encoding="utf-8"))
    assert set(told["decoding"]["outside"]) == {"quote", "event", "commitment"}
    assert told["calibration"]["event"][0][1] <= 1
    assert "taught on plain.jsonl.zst" in (tmp_path / "taught" / "MODEL_CARD.md").read_text(encoding="utf-8")


def test_the_kept_pieces_are_those_of_the_first_base():
    from kawat_training.start import PIECES, data_file, read_numbers

    kept = read_numbers(data_file(PIECES))
    assert (len(kept), kept[0], kept == sorted(set(kept))) == (40_000, 0, True)
    assert max(kept) < 250_002


def test_a_base_comes_back_as_it_was_saved(tmp_path):
    from kawat_training.start import load_base

    base = load_base(write_base(tmp_path / "base.pt"))
    assert base.vocabulary == vocabulary()
    assert base.sizes.layers == 2
