"""What `kawat doctor` looks at: versions, knowledge, languages, model, extras. Each check says how to mend a fault."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from kawat.errors import KnowledgeError, ModelError
from kawat.extract.engine import VERSION, load_engine, open_model
from kawat.extract.model import INSTALLED, installed_folder
from kawat.knowledge.files import PACKAGE, Folders, knowledge_files, language, languages
from kawat.knowledge.load import fingerprint_of

_NEEDED = (
    "click",
    "duckdb",
    "msgspec",
    "numpy",
    "onnxruntime",
    "pyarrow",
    "pysastrawi",
    "resiliparse",
    "rich",
    "zstandard",
)
_FRAMES = ("pyarrow", "polars", "pandas")
_OLDEST = (3, 11)
_ADD = "for the model: pip install kawat-model, in a checkout make setup"
_MEND = "install kawat again: make setup, or pip install --force-reinstall kawat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at: whether it is fine, what was found, and how to mend it (None where fine).

    An `optional` thing may be missing: reading works without it.
    """

    name: str
    fine: bool
    found: str
    mend: str | None = None
    optional: bool = False


def checks(data: Folders = PACKAGE) -> tuple[Check, ...]:
    """All checks, in the order in which people read them."""
    return (_kawat(), _python(), *_libraries(), *_knowledge(data), _model(), _frames())


def _kawat() -> Check:
    """Which kawat runs, and from where."""
    return Check(name="kawat", fine=True, found=f"{VERSION} in {Path(__file__).parents[1]}")


def _python() -> Check:
    """Which Python runs it."""
    fine = sys.version_info[:2] >= _OLDEST
    oldest = ".".join(map(str, _OLDEST))
    return Check(
        name="python",
        fine=fine,
        found=f"{platform.python_version()} on {platform.system()} {platform.machine()}",
        mend=None if fine else f"use Python {oldest} or newer",
    )


def _libraries() -> Iterator[Check]:
    """The libraries that reading needs."""
    for name in _NEEDED:
        found = _version(name)
        yield Check(name=name, fine=found is not None, found=found or "not installed", mend=None if found else _MEND)


def _knowledge(data: Folders) -> Iterator[Check]:
    """The knowledge files of all languages, and whether each language loads."""
    files = [path for folder in data for path in knowledge_files(folder)]
    lines = sum(path.read_bytes().count(b"\n") for path in files)
    known = languages(data)
    digest, where = fingerprint_of(data), ", ".join(map(str, data))
    yield Check(
        name="knowledge",
        fine=bool(known),
        found=f"{len(files)} files, {lines:,} lines, fingerprint {digest}, in {where}",
        mend=None if known else _MEND,
    )
    for code in known:
        yield _language(code, data)


def _language(code: str, data: Folders) -> Check:
    """Whether a language's knowledge loads, and from which files."""
    own = [path for folder in data for path in knowledge_files(folder / code)]
    entries = sum(path.read_bytes().count(b"\n") for path in own)
    try:
        about = language(code, data)
        load_engine(data, model=None).knowledge(code)
    except KnowledgeError as error:
        return Check(name=f"language {code}", fine=False, found=str(error), mend=f"correct that file, or {_MEND}")
    adds = f", adds to {about.extends}" if about.extends else ""
    return Check(name=f"language {code}", fine=True, found=f"{about.name}: {len(own)} files, {entries:,} lines{adds}")


def _model() -> Check:
    """Which model reads beside the rules; reading does without one, but not with a broken one."""
    try:
        folder, model = installed_folder(), open_model(INSTALLED)
    except ModelError as error:
        return Check(name="model", fine=False, found=str(error), mend="pip install --force-reinstall kawat-model")
    if model is not None:
        return Check(name="model", fine=True, found=f"{model.name} in {folder}", optional=True)
    missing = f"installed without its files ({folder})" if folder else "none installed"
    return Check(name="model", fine=False, found=f"{missing}: reads by rules alone", mend=_ADD, optional=True)


def _frames() -> Check:
    """The libraries for data frames, which reading does without."""
    found = {name: _version(name) for name in _FRAMES if find_spec(name)}
    missing = [name for name in _FRAMES if name not in found]
    have = ", ".join(f"{name} {number}" for name, number in found.items()) or "none"
    return Check(
        name="frames",
        fine=not missing,
        found=have + (f"; missing {', '.join(missing)}" if missing else ""),
        mend="for data frames: pip install 'kawat[frames]', in a checkout pip install '.[frames]'" if missing else None,
        optional=True,
    )


def _version(name: str) -> str | None:
    """The installed version of a library, None where it is missing."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None
