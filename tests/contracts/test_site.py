"""The documentation site: every page is in it, its tutorials run, and it asks no other host for anything."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.tools.api_page import page

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TUTORIALS = sorted((DOCS / "tutorial").glob("*.md"))
ASSET = re.compile(r"""<(?:script|img|iframe|source|video|audio)\b[^>]*?src(?:set)?=["']?((?:https?:)?//[^"' >]+)""")
STYLE = re.compile(
    r"""<link\b(?=[^>]*rel=["']?(?:stylesheet|preload|icon|preconnect))[^>]*?href=["']?((?:https?:)?//[^"' >]+)"""
)
IN_CSS = re.compile(r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^"')]+)""")


def named(nav) -> list[str]:
    """Every page of the navigation."""
    if isinstance(nav, str):
        return [nav]
    return [page for one in (nav.values() if isinstance(nav, dict) else nav) for page in named(one)]


def test_every_page_is_in_the_navigation():
    told = named(yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"])
    there = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert there - set(told) == set(), "not in the navigation of mkdocs.yml"
    assert set(told) - there == set(), "in the navigation, but no page"


def test_the_page_of_python_is_that_of_the_code():
    assert (DOCS / "reference" / "api.md").read_text(encoding="utf-8") == page()  # else: python -m tests.tools.api_page


def test_the_site_is_built_and_asks_no_other_host(tmp_path):
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) > 30
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert [*ASSET.findall(text), *STYLE.findall(text)] == [], path
    for path in tmp_path.rglob("*.css"):
        assert IN_CSS.findall(path.read_text(encoding="utf-8")) == [], path


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_a_tutorial_runs_from_top_to_bottom(path, tmp_path):
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    for block in re.findall(r"```console\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
        for line in block.splitlines():
            command = [sys.executable, "-m", "kawat", *shlex.split(line)[1:]]
            done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
            assert done.returncode == 0, (line, done.stderr)
            if line.split()[1] not in ("decisions", "chart", "export"):
                assert done.stdout or "ingest" in line, line


def test_both_tutorials_run_the_same_commands():
    first, *others = (
        re.findall(r"```console\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL) for path in TUTORIALS
    )
    plain = ["".join(first).replace(" --interface en", "")]
    assert ["".join(one) for one in others] == plain
