import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kawat
from kawat import api
from kawat.cli import main, progress
from kawat.cli.output import INTERFACES

NEWS = 'Telaga - "Selat tetap terbuka," kata Presiden Samara Oka Lando, Senin (4/3/2030).'


@pytest.fixture
def ran(capfdbinary, monkeypatch):
    """Runs the command line as where a model is installed; gives status, standard output and standard error."""
    monkeypatch.setattr(api, "missing_model", lambda: None)

    def run(*arguments) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return end.value.code or 0, out.decode(), err.decode()

    return run


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "berita.jsonl"
    rows = [
        json.dumps({"id": "satu", "text": NEWS, "language": "id", "published": "2030-03-05"}),
        '{"id": "dua", "text": ',
        json.dumps({"id": "tiga", "text": ""}),
        json.dumps({"id": "empat", "text": NEWS, "language": "id"}),
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "selat.txt"
    path.write_text(NEWS, encoding="utf-8")
    return path


def test_each_line_of_input_has_its_line_of_output(ran, corpus):
    status, out, err = ran("read", corpus)
    found = [json.loads(line) for line in out.splitlines()]

    assert status == 1
    assert err == ""
    assert [item["schema"] for item in found] == [
        "kawat.reading/1",
        "kawat.rejection/1",
        "kawat.rejection/1",
        "kawat.reading/1",
    ]
    assert [item["article"]["id"] for item in found] == ["satu", None, "tiga", "empat"]
    assert [item.get("reason") for item in found] == [None, "broken_json", "empty", None]
    assert found[1]["line"] == 2


def test_all_read_is_status_0(ran, article):
    status, out, _ = ran("read", article, "--language", "id", "--published", "2030-03-05")

    assert status == 0
    assert json.loads(out)["article"]["published_at"] == "2030-03-05"


def test_options_hold_where_the_input_does_not_tell(ran, corpus):
    options = ("--outlet", "Harian Telaga", "--url", "https://example.org/x", "--published", "2031-01-01")
    first, *_, last = ran("read", corpus, *options)[1].splitlines()

    assert json.loads(first)["article"]["published_at"] == "2030-03-05"
    assert json.loads(last)["article"]["published_at"] == "2031-01-01"
    assert json.loads(last)["article"]["publisher"] == "Harian Telaga"


def test_json_is_an_object_for_one_and_a_list_for_several(ran, article, corpus):
    one = json.loads(ran("read", article, "--language", "id", "--format", "json")[1])
    several = json.loads(ran("read", corpus, "--format", "json")[1])

    assert one["article"]["text"] == NEWS
    assert [item["schema"][:13] for item in several] == [
        "kawat.reading",
        "kawat.rejecti",
        "kawat.rejecti",
        "kawat.reading",
    ]


def test_standard_input_is_a_dash(article):
    done = subprocess.run(
        [sys.executable, "-m", "kawat", "read", "-", "--language", "id"],
        input=NEWS.encode(), capture_output=True, check=True,
    )  # fmt: skip

    assert json.loads(done.stdout)["article"]["text"] == NEWS


def test_the_text_format_is_plain_where_there_is_no_terminal(ran, corpus):
    status, out, _ = ran("read", corpus, "--format", "text")

    assert status == 1
    assert "\x1b" not in out
    assert "broken_json" in out


def test_the_ending_of_the_output_file_says_the_format(ran, article, tmp_path):
    status, out, _ = ran("read", article, "--language", "id", "-o", tmp_path / "selat.html")

    assert (status, out) == (0, "")
    assert (tmp_path / "selat.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_a_run_that_fails_leaves_the_old_output(ran, article, tmp_path, monkeypatch):
    out = tmp_path / "r.jsonl"
    out.write_text("old\n")

    def broken(*_, **__):
        yield from ()
        raise api.InputError("the disk is gone")

    monkeypatch.setattr(api, "read_all", broken)
    status, _, err = ran("read", article, "-o", out)

    assert status == 2
    assert err == "kawat: the disk is gone\n"
    assert out.read_text() == "old\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["read"], "Missing argument 'FILE|FOLDER|- ...'"),
        (["read", "none.txt"], "none.txt: no such file or folder"),
        (["read", "{file}", "--published", "kemarin"], "found 'kemarin', expected an ISO date"),
        (["read", "{file}", "--published", "2030-02-30"], "found '2030-02-30', expected an ISO date"),
        (["read", "{file}", "--limit", "0"], "0 is not in the range"),
        (["read", "{file}", "--format", "xml"], "'xml' is not one of 'text', 'json', 'jsonl', 'html'"),
        (["read", "{file}", "-o", "{folder}/none/r.jsonl"], "none"),
        (["read", "{file}", "-o", "{folder}"], "folder"),
    ],
)
def test_wrong_usage_is_status_2_with_a_clear_word(ran, article, arguments, words):
    status, out, err = ran(*(a.format(file=article, folder=article.parent) for a in arguments))

    assert (status, out) == (2, "")
    assert words in " ".join(err.replace("│", " ").split())
    assert "Traceback" not in err


def test_an_unknown_language_is_a_rejection(ran, article):
    status, out, _ = ran("read", article, "--language", "xx")

    assert status == 1
    assert json.loads(out)["reason"] == "language"


def test_an_article_over_the_limit_is_a_rejection(ran, article):
    status, out, _ = ran("read", article, "--language", "id", "--limit", "20")

    assert status == 1
    assert json.loads(out)["reason"] == "too_long"


def test_output_that_nobody_reads_ends_quietly(tmp_path):
    path = tmp_path / "many.jsonl"
    path.write_text((json.dumps({"text": NEWS, "language": "id"}) + "\n") * 400, encoding="utf-8")
    command = [sys.executable, "-m", "kawat", "read", str(path), "--model", "none"]

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 141


def test_an_interrupt_ends_quietly(tmp_path):
    out = tmp_path / "r.jsonl"
    command = [sys.executable, "-m", "kawat", "read", "-", "-o", str(out), "--model", "none"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        for _ in range(100):
            time.sleep(0.1)
            if list(tmp_path.glob(".r.jsonl.*")):
                break
        running.send_signal(signal.SIGINT)
        running.stdin.close()
        assert running.stderr.read() == b""
        assert running.wait() == 130
    assert not out.exists()


def test_a_long_run_tells_seldom_how_far_it_is(monkeypatch, capsys):
    clock = iter(range(0, 10_000, 10))
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(clock)))
    rejection = api.Rejection(stage="open", reason="empty", detail="no text")

    assert len(list(progress.counted(iter([rejection] * 8)))) == 8
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "kawat: 0 read, 3 rejected, 0.1 a second"
    assert len(lines) == 2


def test_a_terminal_is_told_by_a_moving_line(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(progress.sys, "stderr", Terminal())
    monkeypatch.setattr(progress, "FIRST_AFTER", 0.0)
    rejection = api.Rejection(stage="open", reason="empty", detail="no text")

    assert len(list(progress.counted(iter([rejection] * 3)))) == 3
    assert "3 rejected" in progress.sys.stderr.getvalue()
    assert list(progress.counted(iter([1, 2]), quiet=True)) == [1, 2]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@pytest.mark.parametrize("form", ["text", "jsonl", "html"])
def test_a_full_disk_is_told_without_a_traceback(article, form):
    command = [sys.executable, "-m", "kawat", "read", str(article), "--format", form, "--model", "none"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)

    assert done.returncode == 2
    assert done.stderr.decode() == "kawat: the output: No space left on device; make room or name another place\n"


def test_where_no_model_is_installed_the_rules_read_and_that_is_said_once(ran, corpus, monkeypatch):
    monkeypatch.setattr(api, "missing_model", lambda: "no model")

    status, out, err = ran("read", corpus)
    assert (status, err) == (1, "kawat: no model\n")
    assert len(out.splitlines()) == 4


def test_who_asks_for_rules_alone_is_told_nothing(ran, article, monkeypatch):
    monkeypatch.setattr(api, "missing_model", lambda: "no model")

    status, out, err = ran("read", article, "--language", "id", "--model", "none")
    assert (status, err) == (0, "")
    assert json.loads(out)["engine"].endswith(" rules")


def test_a_folder_without_a_model_is_named(ran, article, tmp_path):
    status, out, err = ran("read", article, "--model", tmp_path)

    assert (status, out) == (2, "")
    assert err.startswith(f"kawat: {tmp_path}/model.json: cannot be opened")


def test_names_and_limits_that_cannot_be_are_wrong_use(ran, article):
    for arguments in (["a" * 5_000], [article, "--limit", "9" * 30]):
        status, out, err = ran("read", *arguments)
        assert (status, out) == (2, "")
        assert "Error: " in err


def test_the_interfaces_on_offer_are_those_that_have_words():
    folder = Path(kawat.__file__).parent / "exporters" / "words"

    assert sorted(INTERFACES) == sorted(path.stem for path in folder.glob("*.toml"))
