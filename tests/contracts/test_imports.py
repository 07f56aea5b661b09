"""The walls between the rooms stand (contracts in pyproject.toml)."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = {"__init__", "blanks", "encoder", "engine", "guide", "model", "page", "pipeline"}


def test_every_import_contract_is_kept():
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_file_of_extract_is_a_stage_or_the_part_of_one_or_shared():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    protected = {name.split(".")[2] for one in contracts for name in one.get("protected_modules", ())}
    there = {path.stem for path in (ROOT / "kawat" / "extract").iterdir() if not path.name.startswith("__pycache__")}
    assert there - protected - SHARED == set(), "name the file in a contract of pyproject.toml"
