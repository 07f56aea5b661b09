"""The model that reads beside the rules: what it does, and where it is found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

from kawat.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from kawat.extract.encoder.scores import Scores
    from kawat.extract.encoder.sight import Sight

GROUP = "kawat.models"  # entry points; each is the folder of a model
LIMIT: Final = 200_000
"""The greatest length of an article in characters, where the caller says nothing else."""
INSTALLED: Final = "installed"
"""Stands for the model that is installed, if one is."""


class Model(Protocol):
    """A trained encoder. Equal names read alike."""

    @property
    def name(self) -> str:
        """Name, version and digest, for the fingerprint of the engine."""

    @property
    def decoding(self) -> Mapping[str, Any]:
        """How its scores become data, as chosen when it was trained."""

    @property
    def calibration(self) -> Mapping[str, Any]:
        """How often its scores are right, as measured when it was trained."""

    def read(self, sight: Sight) -> Scores:
        """Scores for each word of a page."""


def installed_folder() -> Path | None:
    """The folder of the one installed model, None where there is none. Raises ModelError where there are several."""
    from importlib.metadata import entry_points

    found = sorted(entry_points(group=GROUP), key=lambda one: one.value)
    if len(found) > 1:
        raise ModelError(
            f"{len(found)} models are installed ({', '.join(one.value for one in found)}); expected one: uninstall the "
            "others, or name the folder of one with --model"
        )
    folder: Path | None = found[0].load() if found else None
    return folder


def find_model(folder: Path | None) -> Model | None:
    """The model in a folder, or with None the installed one; None where none is installed, or one without its files.

    Raises ModelError where a model is there and cannot be used, or where a folder is named that has none.
    """
    if folder is None:
        folder = installed_folder()
        if folder is None or not (folder / "model.json").exists():
            return None
    from kawat.extract.encoder.onnx import open_model  # only who reads by a model pays for numpy and onnxruntime

    return open_model(folder)
