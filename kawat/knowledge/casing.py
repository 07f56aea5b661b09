"""How words are printed, for texts that come without capital letters.

`casing.toml` of a language lists the words that are printed in small letters, acronyms, and phrases as pages print
them; names are those of the actors and wire knowledge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from kawat.knowledge.files import PACKAGE, Folders, layers, read_toml
from kawat.knowledge.load import Knowledge
from kawat.knowledge.tokens import PhraseTable, Token, tokens_of


class CasingFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """casing.toml.

    `common`: words with a small first letter, with blanks between; what is not among them is taken for a name.
    `acronyms`: words in small letters that are printed in capitals. `phrases`: phrases as printed; behind those of
    `headline` the rest of the line is a headline, in which every word has a capital.
    """

    source: str
    phrases: tuple[str, ...] = ()
    headline: tuple[str, ...] = ()
    common: str = ""
    acronyms: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasingKnowledge:
    """Words by how they are printed.

    `phrases` finds names and phrases whatever their letters and gives them as printed, `headline` those that a headline
    follows, `first` the first words of all; `names` are the names of one word by their small letters.
    """

    phrases: PhraseTable[str]
    headline: frozenset[str]
    first: frozenset[str]
    names: dict[str, str]
    common: frozenset[str]
    acronyms: frozenset[str]


def load(knowledge: Knowledge, data: Folders = PACKAGE) -> CasingKnowledge:
    """The casing knowledge of a language, its parent's words among its own.

    A name of one word that is also a common word is no name here: small letters do not tell them apart.
    """
    files = [read_toml(path, CasingFile) for path in layers(knowledge.language, "casing.toml", data)]
    acronyms = frozenset(word for file in files for word in file.acronyms.split())
    common = frozenset(word for file in files for word in file.common.split())
    names = tuple(_names(knowledge, common))
    headline = tuple(phrase for file in files for phrase in file.headline)
    listed = (*names, *(phrase for file in files for phrase in file.phrases), *headline)
    return CasingKnowledge(
        phrases=PhraseTable((phrase, phrase) for phrase in listed),
        headline=frozenset(headline),
        first=frozenset(words[0].text for words in map(_tokens, listed)),
        names={name.lower(): name for name in names if " " not in name},
        common=common,
        acronyms=acronyms,
    )


def _tokens(phrase: str) -> tuple[Token, ...]:
    """A phrase as tokens of small letters."""
    return tokens_of(phrase.lower(), 0, len(phrase))


def _names(knowledge: Knowledge, common: frozenset[str]) -> Iterator[str]:
    """Names as printed, without those that small letters turn into common words."""
    known: Iterable[str] = {*(" ".join(words) for words in knowledge.actors.exact.phrases()), *knowledge.wire.agencies}
    return (name for name in sorted(known) if not all(word in common for word in name.lower().split()))
