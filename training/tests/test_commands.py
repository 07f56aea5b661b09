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
from training.tests.tiny import SENTENCES, tiny_base, vocabulary, write_articles, write_base, write_sentences  # noqa: E402

ROOT = Path(__file__).parents[2]
FILES = ("encoder.onnx", "model.json", "pieces.json")
OPTIONS = ("--epochs", "3", "--window", "40", "--layers", "1", "--fold", "0/3", "--batch", "200")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Folder with a base, annotated articles and sentences."""
    folder = tmp_path_factory.mktemp("data")
    write_base(folder / "base.npz")
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
    given = ("--articles", data / "articles", "--sentences", data / "sentences.txt", "--base", data / "base.npz")
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

data, out, die, more_seeds = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], tuple(map(int, sys.argv[4:]))

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
recipe.data_file = lambda name: data / "sentences.txt"  # shorter than the own test
wanted = Wanted(articles=(data / "articles",), sentences=(data / "sentences.txt",), fold=(0, 3))
plan = Plan(epochs=3, batch=200)
given = {"base": data / "base.npz", "layers": "1", "window": 40, "plan": plan, "more_seeds": more_seeds}
recipe.make_model(recipe.Recipe(data=wanted, **given), out, say)
"""


def train_apart(data, out, die, *more_seeds):
    """Trains in a process of its own, which kills itself at the line that begins with `die`."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "training")])}
    command = [sys.executable, "-c", APART, *map(str, (data, out, die, *more_seeds))]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def bytes_of(folder):
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}


def test_a_run_killed_between_epochs_ends_in_the_same_weights(data, model):
    whole, weights = model
    out = data / "broken"
    killed = train_apart(data, out, die="epoch 3/3")
    assert killed.returncode == -signal.SIGKILL
    assert not out.exists()
    assert (data / "broken.run" / "epochs-0.pt").exists()

    done = train_apart(data, out, die="")

    assert "epochs 2 to 3" in done.stderr
    assert done.stdout.split()[-1] == weights
    assert bytes_of(out) == bytes_of(whole)
    assert not (data / "broken.run").exists()


def test_further_seeds_are_measured_beside_the_first_and_gone_on_with(data, model):
    out = data / "seeds"
    killed = train_apart(data, out, "seed 1", 1)
    assert killed.returncode == -signal.SIGKILL

    done = train_apart(data, out, "", 1)

    assert "epochs 3 to 3" in done.stderr, "the first seed was trained again"
    assert bytes_of(out) == bytes_of(model[0])
    assert len(set(done.stdout.split())) == 2, "both seeds ended in the same weights"
    assert not (data / "seeds.run").exists()
    card = (out / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "Trained again with seeds 1; the model is that of seed 0." in card
    for figure in ("pipeline: event, F1", "heads: event, F1", "own test: type at the trigger"):
        (row,) = (line for line in card.splitlines() if line.startswith(f"| {figure} |"))
        mean, deviation, least, greatest = map(float, row.split("|")[2:6])
        assert least <= mean <= greatest
        assert deviation <= greatest - least


def test_data_without_a_licence_are_left_out_where_asked(data, kawat, tmp_path):
    (tmp_path / "idner-news-2k_train.txt").write_text("Ani B-PER\ntiba O\n\n", encoding="utf-8")
    (tmp_path / "indolem_nerui.txt").write_text("Budi B-PERSON\npergi O\n\n", encoding="utf-8")
    (tmp_path / "polnear.jsonl.zst").write_text("never opened")
    given = ("--names", tmp_path, "--attributions", tmp_path / "polnear.jsonl.zst", "--plain-text", tmp_path / "no.zst")

    status, _, err = kawat("train", tmp_path / "free", *asked(data, *given, "--licensed-only", "--epochs", "1"))

    assert status == 0, err
    card = (tmp_path / "free" / "MODEL_CARD.md").read_text(encoding="utf-8")
    told = next(line for line in card.splitlines() if line.startswith("Left out for want of a licence"))
    for left in ("2 articles", "name sets nerui", "attributions of polnear.jsonl.zst", "plain text no.zst"):
        assert left in told
    assert "| articles |" not in card
    assert "| names of idner; left out" in card
    assert "| idner MIT |" in card
    assert "held-out articles (1, part 0 of 3 by checksum)" in card


def test_a_kind_of_data_whose_licence_is_stated_is_trained_on(data):
    from kawat_training.gather import Wanted, gather

    for licences, kinds in (({}, {"sentences"}), ({"articles": "CC BY 4.0"}, {"articles", "sentences"})):
        wanted = Wanted(
            articles=(data / "articles",),
            sentences=(data / "sentences.txt",),
            licences=licences,
            licensed_only=True,
        )
        assert set(gather(wanted, lambda line: None).items) == kinds


def test_an_encoder_taught_on_text_without_a_licence_is_refused_where_licences_are_asked_for(data, kawat, tmp_path):
    from dataclasses import replace

    from kawat_training.start import save_base

    save_base(replace(tiny_base(), taught_on=("news.jsonl.zst",)), tmp_path / "taught.npz")
    given = asked(data, "--base", tmp_path / "taught.npz", "--licensed-only")

    status, _, err = kawat("train", tmp_path / "out", *given)

    assert status == 2
    assert "taught.npz was taught on news.jsonl.zst" in err


def test_only_the_set_that_measures_teaches_its_own_habit_of_names(tmp_path):
    from kawat_training.gather import Wanted, gather

    (tmp_path / "idner-news-2k_train.txt").write_text("Ani B-PER\ntiba O\n\n", encoding="utf-8")
    (tmp_path / "nergrit_train.txt").write_text("Budi B-PERSON\npergi O\n\n", encoding="utf-8")
    sentences = write_sentences(tmp_path / "s.txt")
    found = gather(Wanted(sentences=(sentences,), names=tmp_path), lambda line: None).items["names"]
    rows = {item.id.partition("-")[0]: (item.labels["name"], item.labels["news_name"]) for item in found}
    assert rows == {"idner": ([1, 0], [1, 0]), "nergrit": ([1, 0], [-1, -1])}


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
        "--seeds: no articles": (out, "--sentences", data / "sentences.txt", "--seeds", "0,1"),
        "such as 0,1,2": (out, *asked(data, "--seeds", "1,1")),
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
    more = ("--plain-text", f"{tmp_path / 'plain.jsonl.zst'}:3000", "--epochs", "1", "--tune")

    status, _, err = kawat("train", tmp_path / "taught", *asked(data, *more))

    assert status == 0, err
    assert bytes_of(tmp_path / "taught")["encoder.onnx"] != bytes_of(model[0])["encoder.onnx"]
    told = json.loads((tmp_path / "taught" / "model.json").read_text(encoding="utf-8"))
    assert set(told["decoding"]["outside"]) == {"quote", "commitment"}
    assert told["calibration"]["event"][0][1] <= 1
    assert "taught on plain.jsonl.zst" in (tmp_path / "taught" / "MODEL_CARD.md").read_text(encoding="utf-8")


def test_the_kept_pieces_are_those_of_the_first_base():
    from kawat_training.start import PIECES, data_file, read_numbers

    kept = read_numbers(data_file(PIECES))
    assert (len(kept), kept[0], kept == sorted(set(kept))) == (40_000, 0, True)
    assert max(kept) < 250_002


def test_a_base_comes_back_as_it_was_saved(tmp_path):
    from kawat_training.start import load_base

    base = load_base(write_base(tmp_path / "base.npz"))
    assert base.vocabulary == vocabulary()
    assert base.sizes.layers == 2


def test_a_pickle_is_no_base(tmp_path):
    from kawat.errors import InputError
    from kawat_training.start import load_base

    torch.save({"sizes": 1}, tmp_path / "base.pt")
    with pytest.raises(InputError, match=r"base\.pt: no saved encoder"):
        load_base(tmp_path / "base.pt")


def test_relations_are_learned_from_the_encoder_that_was_taught(tmp_path, capsys):
    import zstandard

    from kawat_training import distil, relations

    text = "Narvia menuduh Oskara melanggar gencatan senjata di perbatasan pada Senin. " * 20
    rows = "".join(json.dumps({"text": f"{number} {text}"}) + "\n" for number in range(4))
    (tmp_path / "plain.jsonl.zst").write_bytes(zstandard.ZstdCompressor().compress(rows.encode()))
    base, student = write_base(tmp_path / "base.npz"), tmp_path / "student.npz"
    marked = [
        f"{n}\t<s>A {n}</s> aids <t>B</t>\t{root}\t{quad}"
        for n, (root, quad) in enumerate([("AID", 2), ("ACCUSE", 3)] * 6)
    ]
    head = "sentence_id\tmarked_sentence\tgold_root\tgold_penta"
    (tmp_path / "plv_train.tsv").write_text("\n".join([head, *marked, ""]), encoding="utf-8")

    given = ("--base", base, "--layers", "1", "--text", f"{tmp_path / 'plain.jsonl.zst'}:3000", "--out", student)
    assert distil.main([*map(str, given)]) == 0
    given = ("encoder", "--data", tmp_path / "plv_train.tsv", "--base", student, "--epochs", "1", "--folds", "0")
    assert relations.main([*map(str, given)]) == 0

    assert "mean:   root" in capsys.readouterr().out


def test_the_usual_options_are_those_of_the_recipe():
    from kawat_training.commands import train
    from kawat_training.gather import Wanted
    from kawat_training.recipe import Recipe
    from kawat_training.train import Plan

    usual = {option.name: option.default for option in train.params}
    plan, recipe = Plan(), Recipe(data=Wanted())
    assert {name: usual[name] for name in ("epochs", "rate", "batch", "blind")} == {
        name: getattr(plan, name) for name in ("epochs", "rate", "batch", "blind")
    }
    assert (usual["window"], usual["device"]) == (recipe.window, recipe.device)
