"""Ids made from content: the same datum has the same id on any machine."""

from __future__ import annotations

import hashlib

_LETTERS = {
    "actor": "a",
    "timex": "t",
    "quotation": "q",
    "event": "e",
    "commitment": "c",
    "story": "s",
    "cluster": "k",
}


MODEL_RULE = "model-"


def model_rule(topic: str, label: str) -> str:
    """The name of a model's label as a rule: `id/quotation` and `direct` make `id/quotation/model-direct`."""
    return f"{topic}/{MODEL_RULE}{label}"


def is_models(rule: str) -> bool:
    """Whether the model alone found a datum of this rule."""
    return rule.rpartition("/")[2].startswith(MODEL_RULE)


def content_id(kind: str, *parts: object) -> str:
    """A short id for a datum: a letter for its kind, a dash, ten hex digits of a digest of `parts`.

    `parts` are the article id, offsets and whatever else tells two data at one place apart. The rule that
    found the datum is not among them, so a renamed rule keeps its ids.
    """
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
    return f"{_LETTERS[kind]}-{digest[:10]}"


def article_id(url: str | None, text: str) -> str:
    """The id of an article that came without one: sixteen hex digits made from its address and text."""
    return hashlib.sha256(f"{url or ''}\x1f{text}".encode()).hexdigest()[:16]


def text_digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, as hex."""
    return hashlib.sha256(text.encode()).hexdigest()
