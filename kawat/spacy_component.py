"""A spaCy component: what Kawat reads in a text, as extensions and span groups of its Doc.

    nlp = spacy.blank("id")
    nlp.add_pipe("kawat", config={"published": "2020-06-12"})

A span of Kawat that begins or ends within a token takes the whole token.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from kawat import api
from kawat.errors import RejectedError

GROUPS: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "kawat.actors": ("actors", lambda one: [mention["span"] for mention in one["mentions"]], "kind"),
    "kawat.timexes": ("timexes", lambda one: [one["span"]], "type"),
    "kawat.quotations": ("quotations", lambda one: one["content"], "mode"),
    "kawat.events": ("events", lambda one: [one["trigger"]], "type"),
    "kawat.commitments": ("commitments", lambda one: [one["content"]], "kind"),
}
"""The span groups: the table of the reading, its spans, and the field that labels a span; the id is the datum's."""

_UNEVEN = "the ends of lines are not \\n, so offsets would not hold; replace \\r\\n and \\r before `nlp`"


class KawatComponent:
    """Reads the text of each Doc: `doc._.kawat` is the reading as a dict, else `doc._.kawat_rejection` says why not.

    `published` (ISO) is the day of the texts. `language` is theirs ("" finds it). `model` is a folder, "none" for rules
    alone, "" for the model that is installed.
    """

    def __init__(self, *, published: str = "", language: str = "", model: str = "") -> None:
        self.published, self.language, self.model = published, language, model
        for name in ("kawat", "kawat_rejection"):
            if not Doc.has_extension(name):
                Doc.set_extension(name, default=None)

    def __call__(self, doc: Doc) -> Doc:
        """The same Doc with what was read."""
        reading = self._reading(doc)
        for name, (table, spans_of, label) in GROUPS.items():
            told = reading[table] if reading else []
            doc.spans[name] = [span for one in told for span in _spans(doc, spans_of(one), one[label], one["id"])]
        return doc

    def _reading(self, doc: Doc) -> Mapping[str, Any] | None:
        model: dict[str, str | None] = {"": api.INSTALLED, "none": None}
        try:
            found = api.read_text(
                doc.text,
                published=self.published or None,
                language=self.language or None,
                model=model.get(self.model, self.model),
            )
        except RejectedError as error:
            doc._.kawat_rejection = str(error)
            return None
        if found.article.text != doc.text:
            doc._.kawat_rejection = _UNEVEN
            return None
        doc._.kawat = found.to_dict()
        told: Mapping[str, Any] = doc._.kawat
        return told

    def to_bytes(self, **_: object) -> bytes:
        """Nothing: what the component knows is its config and the installed engine."""
        return b""

    def from_bytes(self, _: bytes, **__: object) -> KawatComponent:
        """The component as its config made it."""
        return self

    def to_disk(self, *_: object, **__: object) -> None:
        """Nothing is written; see `to_bytes`."""

    def from_disk(self, *_: object, **__: object) -> KawatComponent:
        """The component as its config made it."""
        return self


@Language.factory("kawat", default_config={"published": "", "language": None, "model": ""})
def make(nlp: Language, name: str, published: str, language: str | None, model: str) -> KawatComponent:
    """The component for a pipeline; `language` null: that of the pipeline."""
    return KawatComponent(published=published, language=str(nlp.lang) if language is None else language, model=model)


def _spans(doc: Doc, told: Sequence[Mapping[str, Any]], label: str, id_: str) -> Iterator[Span]:
    for one in told:
        span = doc.char_span(one["start_char"], one["end_char"], label=label, alignment_mode="expand")
        if span is not None:
            span.id_ = id_
            yield span
