"""Every notebook runs from top to bottom as a reader would run it, and holds what it says."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, tmp_path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    here = tmp_path / "docs" / "notebooks"
    here.mkdir(parents=True)
    shutil.copytree(ROOT / "samples", tmp_path / "samples")

    done = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert (here / f"{path.stem}.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells if cell["cell_type"] == "code")
