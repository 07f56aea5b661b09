"""Which elements of a web page are not its article: `world/page.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import msgspec

from kawat.knowledge.files import PACKAGE, read_toml

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ATTRIBUTE = re.compile(r"\b(class|id|role|style|hidden|aria-hidden)(?:=\"([^\"]*)\"|(?=[\s/]|$))")


class PageExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Attributes of an element as they stand in its tag, and whether it is apart from the article."""

    attributes: str
    apart: bool


class PageFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """page.toml. `names`: parts of a class or id; `tags`: elements; `roles`: values of the attribute `role`."""

    names: tuple[str, ...]
    tags: tuple[str, ...]
    roles: tuple[str, ...]
    source: str
    examples: tuple[PageExample, ...] = ()


@dataclass(frozen=True, slots=True)
class PageKnowledge:
    """What sets an element apart from the article of its page."""

    tags: frozenset[str]
    _roles: frozenset[str]
    _names: re.Pattern[str]

    def is_apart(self, attributes: str) -> bool:
        """Whether the attributes, as they stand in a tag with double quotes, say that this is not the article."""
        return any(self._says_so(name, value) for name, value in _ATTRIBUTE.findall(attributes))

    def _says_so(self, name: str, value: str) -> bool:
        if name in ("class", "id"):
            return self._names.search(_HUMP.sub("-", value)) is not None
        if name == "role":
            return value in self._roles
        if name == "style":
            return "display:none" in value.replace(" ", "").lower()
        return name == "hidden" or value == "true"


@cache
def load_pages() -> PageKnowledge:
    """The package's knowledge of pages; raises KnowledgeError where the file is broken."""
    file = read_pages()
    names = "|".join(re.escape(name) for name in file.names)
    pattern = re.compile(rf"(?:^|[\s_-])(?:{names})(?=$|[\s_-])", re.IGNORECASE)
    return PageKnowledge(frozenset(file.tags), frozenset(file.roles), pattern)


def read_pages() -> PageFile:
    """page.toml as it stands, with its examples."""
    return read_toml(PACKAGE[-1] / "world" / "page.toml", PageFile)
