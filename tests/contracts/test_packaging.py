"""What is installed is what the lock says, from wherever the machine gets its packages; versions agree."""

import re
import tomllib
from pathlib import Path

import kawat
from kawat.extract.engine import VERSION
from kawat.extract.model import GROUP, installed_folder

ROOT = Path(__file__).parents[2]
MODEL = tomllib.loads((ROOT / "models" / "kawat_model" / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKED = {name.lower() for name in re.findall(r"^([A-Za-z0-9._-]+)==", LOCK, re.MULTILINE)}


def name_of(requirement: str) -> str:
    return re.match(r"[A-Za-z0-9._-]+", requirement).group().lower()


def test_everything_that_is_needed_is_locked():
    needed = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    needed += [one for extra in PROJECT["project"]["optional-dependencies"].values() for one in extra]
    needed += PROJECT["build-system"]["requires"]
    assert {name_of(one) for one in needed} <= LOCKED


def test_the_lock_names_no_place_to_get_packages_from():
    assert re.findall(r"\w+://\S+|--(?:extra-)?index-url|--find-links", LOCK) == []


def test_every_locked_package_has_a_hash():
    entries = re.split(r"^(?=[A-Za-z0-9._-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_version_is_the_same_everywhere():
    version = PROJECT["project"]["version"]
    assert kawat.__version__ == VERSION == version
    assert f"version: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {version} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_model_is_a_distribution_of_its_own_that_needs_nothing():
    assert "dependencies" not in MODEL["project"]
    assert MODEL["project"]["license"] == PROJECT["project"]["license"]


def test_the_model_is_installed_beside_kawat():
    assert list(MODEL["project"]["entry-points"]) == [GROUP]
    assert installed_folder() == ROOT / "models" / "kawat_model" / "kawat_model" / "files"
