"""Documentation and program agree: commands, options, links and snippets are real."""

import json
import re
import shlex
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import kawat
from kawat.cli import COMMANDS, GROUP

ROOT = Path(__file__).parents[2]
TRAINING = tomllib.loads((ROOT / "training" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
HOMES = {name: home for name, (home, _) in COMMANDS.items()} | TRAINING["entry-points"][GROUP]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md")] + sorted((ROOT / "docs").rglob("*.md"))
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def blocks(language: str):
    """Page and text of each block of a language."""
    for page in PAGES:
        for kind, text in BLOCK.findall(page.read_text(encoding="utf-8")):
            if kind == language:
                yield page, text


def commands():
    """Each `kawat` command line of the pages."""
    for page, text in blocks("sh"):
        for line in text.splitlines():
            if line.startswith(("kawat ", ".venv/bin/kawat ")):
                yield pytest.param(line.partition("  #")[0], id=f"{page.name}: {line[:40]}")


@pytest.mark.parametrize("line", [*commands()])
def test_a_command_of_the_docs_has_its_name_and_options(line):
    name, *arguments = shlex.split(re.split(r"\s[|>]", line)[0])[1:]
    if name.startswith("-"):
        return
    module, _, attribute = HOMES[name].partition(":")
    command = getattr(import_module(module), attribute)
    known = {option for parameter in command.params for option in parameter.opts} | {"--help", "-h"}
    assert {part.partition("=")[0] for part in arguments if part.startswith("-") and part != "-"} <= known


@pytest.mark.parametrize("line", [c for c in commands() if c.id.startswith("README.md")])
def test_a_command_of_the_first_page_runs_as_printed(line, tmp_path):
    for name in ("samples", "eval"):
        (tmp_path / name).symlink_to(ROOT / name)
    program = f"{shlex.quote(sys.executable)} -m kawat"
    done = subprocess.run(line.replace("kawat", program, 1), shell=True, cwd=tmp_path, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr.decode()


def test_every_command_is_described():
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [name for name in COMMANDS if f"kawat {name}" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_inside_the_repository_lead_somewhere(page):
    targets = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize(("page", "code"), [pytest.param(p, c, id=p.name) for p, c in blocks("python")])
def test_python_of_the_docs_runs(page, code):
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{page}: {done.stderr}"


def test_targets_of_make_that_the_docs_name_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"`?make ([a-z]+)", code_of(page))}
    assert named <= targets


def code_of(page: Path) -> str:
    """What a page shows as code: blocks and inline."""
    text = page.read_text(encoding="utf-8")
    return "\n".join([body for _, body in BLOCK.findall(text)] + re.findall(r"`([^`\n]+)`", text))


def test_the_answer_on_the_first_screen_is_what_is_read():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = json.loads(next(text for kind, text in BLOCK.findall(readme) if kind == "json"))
    said = kawat.read(ROOT / "samples" / "articles" / "hanoi.json").to_dict()["commitments"]

    (answer,) = [one for one in said if one["content"] == shown["content"]]
    assert {key: answer[key] for key in shown} == shown
    assert f"kawat explain {answer['id']} " in readme
    assert f"{answer['score']:.2f} · {answer['rule']} · {answer['id']}\n" in readme
