"""Words that show which language a text is written in.

`<language>/langid.toml` for the languages that Kawat reads, `world/languages.tsv` for some that it does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import msgspec

from kawat.knowledge.files import PACKAGE, Folders, language, languages, last, read_toml, rows


class LangidExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text and the code of its language, `""` where it shows none."""

    text: str
    language: str


class LangidFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """langid.toml. `common`: function words; `telling`: words that a sister language writes otherwise.

    `default`: short texts that show no language are read as this one.
    """

    source: str
    common: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    default: bool = False
    examples: tuple[LangidExample, ...] = ()


class OtherLanguageRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A language that Kawat does not read: ISO 639-1 code, function words."""

    code: str
    words: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LangidKnowledge:
    """`families`: function words of a language and of those that extend it, by the code of the language extended.

    `telling`: for the members of a family, their telling words. `others`: function words of languages not read.
    `default`: the language of short texts that show none, or None.
    """

    families: dict[str, frozenset[str]]
    telling: dict[str, dict[str, frozenset[str]]]
    others: dict[str, frozenset[str]]
    default: str | None


@cache
def load(data: Folders = PACKAGE) -> LangidKnowledge:
    """The words of all languages. A language that extends another is of its family."""
    families: dict[str, frozenset[str]] = {}
    telling: dict[str, dict[str, frozenset[str]]] = {}
    default = None
    for code in languages(data):
        path = last(data, f"{code}/langid.toml")
        if path.exists():
            file = read_toml(path, LangidFile)
            default = code if file.default else default
            family = language(code, data).extends or code
            families[family] = families.get(family, frozenset()) | {*file.common, *file.telling}
            telling.setdefault(family, {})[code] = frozenset(file.telling)
    others = {row.code: frozenset(row.words) for row in rows(data, "world/languages.tsv", OtherLanguageRow)}
    return LangidKnowledge(families=families, telling=telling, others=others, default=default)
