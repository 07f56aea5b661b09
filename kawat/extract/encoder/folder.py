"""A model's folder: `model.json`, which says what the model is, and the files that it names with size and digest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import msgspec

from kawat.errors import ModelError
from kawat.extract.encoder.labels import FEATURES, HEADS, LINKS
from kawat.extract.encoder.windows import LONGEST_WORD

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
MANIFEST, ENCODER, PIECES = "model.json", "encoder.onnx", "pieces.json"
REMEDY = "install kawat-model again or name another folder; `--model none` reads by rules alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Size in bytes and SHA-256 in hex of a file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What model.json says.

    `base` names the pretrained encoder, `layers` and `width` its size, `window` the most pieces that it reads at once
    with the start and end pieces. `heads`, `links` and `features` are the lists of labels.py as it was trained with,
    in their order. `decoding` and `calibration` are free: what turns scores into data reads them.
    """

    format: int = FORMAT
    name: str
    version: str
    base: str
    layers: int
    width: int
    window: int
    heads: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict(HEADS))
    links: tuple[str, ...] = LINKS
    features: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict(FEATURES))
    files: dict[str, File] = field(default_factory=dict)
    decoding: dict[str, Any] = field(default_factory=dict)
    calibration: dict[str, Any] = field(default_factory=dict)


class _Format(msgspec.Struct):
    """The one key that every model.json has."""

    format: int


def write_model(folder: Path, manifest: Manifest, files: Mapping[str, bytes]) -> None:
    """Writes the files and then model.json, which names them; what it said of other files is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)  # half a model is no model
    for name, data in files.items():
        (folder / name).write_bytes(data)
    named = {name: File(size=len(data), sha256=hashlib.sha256(data).hexdigest()) for name, data in files.items()}
    told = msgspec.json.encode(replace(manifest, files=named))
    (folder / MANIFEST).write_bytes(msgspec.json.format(told, indent=1) + b"\n")


def read_manifest(folder: Path) -> tuple[Manifest, str]:
    """What model.json says, and ten hex digits that tell this model from any other.

    Raises ModelError where it is missing, no manifest, of another format, or where the model was trained with other
    labels than this Kawat has.
    """
    path = folder / MANIFEST
    data = _bytes(path)
    try:
        found = msgspec.json.decode(data, type=_Format).format
        if found != FORMAT:
            raise ModelError(f"{path}: format {found}; this Kawat reads format {FORMAT}: {_other_format(found)}")
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: {error}; expected what a trained model is described with: {REMEDY}") from None
    _check_labels(path, manifest)
    if manifest.window < LONGEST_WORD + 2:
        raise ModelError(f"{path}: window is {manifest.window} pieces; expected {LONGEST_WORD + 2} or more: {REMEDY}")
    return manifest, hashlib.sha256(data).hexdigest()[:10]


def read_file(folder: Path, manifest: Manifest, name: str) -> bytes:
    """The bytes of a file of the model; ModelError where it is missing or not what model.json says."""
    path, told = folder / name, manifest.files.get(name)
    if told is None:
        raise ModelError(f"{folder / MANIFEST}: names no file {name}; expected its size and digest: {REMEDY}")
    data = _bytes(path)
    if len(data) != told.size:
        raise ModelError(f"{path}: {len(data)} bytes; {MANIFEST} says {told.size}: the file is damaged, {REMEDY}")
    digest = hashlib.sha256(data).hexdigest()
    if digest != told.sha256:
        raise ModelError(
            f"{path}: its SHA-256 begins {digest[:10]}; {MANIFEST} says {told.sha256[:10]}: "
            f"the file is damaged or changed, {REMEDY}"
        )
    return data


def _bytes(path: Path) -> bytes:
    """What the file holds."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: cannot be opened ({error.strerror}); expected a file of a model: {REMEDY}") from None


def _other_format(found: int) -> str:
    """What to do about a model of another format."""
    return "upgrade kawat, or take an older kawat-model" if found > FORMAT else "upgrade kawat-model"


def _check_labels(path: Path, manifest: Manifest) -> None:
    """Stop where the model means other things by its numbers than this Kawat does."""
    pairs = (
        ("heads", tuple(manifest.heads.items()), tuple(HEADS.items())),
        ("links", manifest.links, LINKS),
        ("features", tuple(manifest.features.items()), tuple(FEATURES.items())),
    )
    for name, found, expected in pairs:
        if found != expected:
            there, here = _first_difference(found, expected)
            raise ModelError(
                f"{path}: {name} differ from those of this Kawat: the model has {there}, Kawat has {here}; "
                "take the kawat-model that was made for this Kawat, or train it again"
            )


def _first_difference(found: tuple[object, ...], expected: tuple[object, ...]) -> tuple[object, object]:
    """What stands at the first place where two lists differ, "nothing" behind the end of one."""
    for there, here in zip(found, expected, strict=False):
        if there != here:
            return there, here
    size = min(len(found), len(expected))
    return next(iter(found[size:]), "nothing"), next(iter(expected[size:]), "nothing")
