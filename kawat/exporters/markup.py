"""HTML from values: every text is escaped, every attribute quoted; nothing else makes tags."""

from __future__ import annotations

from html import escape


class Html(str):
    """Text that is HTML already. Anything else that enters a tag is escaped."""

    __slots__ = ()


def tag(name: str, *inside: str | None, **attributes: str | None) -> Html:
    """An element; None among `inside` and `attributes` is left out, an attribute "" stands without a value.

    A trailing underscore is dropped from an attribute's name and others become dashes (`class_`, `data_d`).
    """
    words = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)
    return Html(f"<{name}{words}>{join(*inside)}</{name}>")


def join(*parts: str | None) -> Html:
    """The parts as one piece of HTML: what is not HTML yet is escaped, None is left out."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts if part is not None))


def _attribute(key: str, value: str) -> str:
    """One attribute with a leading space."""
    name = key.removesuffix("_").replace("_", "-")
    return f' {name}="{escape(value)}"' if value else f" {name}"
