"""What reads: knowledge for each language, loaded when first needed, the model, and a fingerprint of all of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kawat.extract.guide import Settings, settings_of
from kawat.extract.model import INSTALLED, LIMIT, Model, find_model
from kawat.knowledge import casing
from kawat.knowledge.files import PACKAGE, Folders, languages
from kawat.knowledge.load import Knowledge, fingerprint, fingerprint_of, load_knowledge

VERSION = "0.1.0"
_PACKAGE = Path(__file__).parents[1]
_CODE = ("records.py", "ids.py", "knowledge/*.py", "extract/**/*.py")


class Engine:
    """Code, knowledge and model that read together. Equal fingerprints give equal readings.

    `model` is INSTALLED, the folder of a model, or None to read by rules alone; the attribute is None where no model
    reads. Raises ModelError where a model is there and cannot be used.
    """

    def __init__(self, data: Folders = PACKAGE, limit: int = LIMIT, model: Path | str | None = INSTALLED) -> None:
        self.data = data
        self.limit = limit
        self.languages = languages(data)
        self.read_by(open_model(model))
        code, knowledge = fingerprint(_PACKAGE, *_CODE), fingerprint_of(data)
        self._made_of = f"kawat {VERSION} code {code} knowledge {knowledge}"
        self._knowledge: dict[str, Knowledge] = {}
        self._casing: dict[str, casing.CasingKnowledge] = {}

    @property
    def fingerprint(self) -> str:
        """Versions and digests of code, knowledge and model."""
        return f"{self._made_of} " + (f"model {self.model.name}" if self.model else "rules")

    def read_by(self, model: Model | None) -> None:
        """Takes a model, which need not come from a folder, or none. Raises ModelError where its settings are wrong."""
        self.model = model
        self.settings = settings_of(model.name, model.decoding, model.calibration) if model else Settings()

    def knowledge(self, code: str) -> Knowledge:
        """The knowledge of a language that is among `languages`."""
        if code not in self._knowledge:
            self._knowledge[code] = load_knowledge(code, self.data)
        return self._knowledge[code]

    def casing(self, code: str) -> casing.CasingKnowledge:
        """How words of a language are printed; loaded when the first text without capitals asks."""
        if code not in self._casing:
            self._casing[code] = casing.load(self.knowledge(code), self.data)
        return self._casing[code]


@cache
def open_model(model: Path | str | None) -> Model | None:
    """The model that is INSTALLED, or in a folder, opened once; None where none reads."""
    if model is None:
        return None
    return find_model(None if model == INSTALLED else Path(model))


@cache
def load_engine(data: Folders = PACKAGE, limit: int = LIMIT, model: Path | str | None = INSTALLED) -> Engine:
    """The engine for folders of knowledge and a model, made once."""
    return Engine(data, limit, model)
