"""How roots change their ends when they take an affix: menyerang from serang, denies from deny."""

from __future__ import annotations

import msgspec

from kawat.errors import KnowledgeError
from kawat.knowledge.files import PACKAGE, Folders, layers, read_toml

Changes = tuple[str, ...]


class AffixFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """affixes.toml: for each affix, `from>to` changes of a root's start or end.

    The longest fitting `from` counts; an empty one fits always, one that ends with `$` only the whole root.
    """

    source: str
    changes: dict[str, Changes]


def load(code: str, data: Folders = PACKAGE) -> dict[str, Changes]:
    """The changes of a language by name of the affix, its parent's layers below its own."""
    files = (read_toml(path, AffixFile) for path in layers(code, "affixes.toml", data))
    return {name: changes for file in files for name, changes in file.changes.items()}


def named(changes: Changes, known: dict[str, Changes], where: str) -> Changes:
    """The changes, with `@name` put in as affixes.toml has it; `where` names the file and row in an error."""
    found: list[str] = []
    for change in changes:
        if change.startswith("@") and change[1:] not in known:
            raise KnowledgeError(f"{where}: no {change[1:]!r} in affixes.toml; known: {', '.join(known)}")
        found.extend(known[change[1:]] if change.startswith("@") else (change,))
    return tuple(found)


def changed_start(root: str, changes: Changes) -> str:
    """The root with the longest fitting `from>to` replaced at its start."""
    fitting = [pair for pair in map(_pair, changes) if root + "$" == pair[0] or root.startswith(pair[0])]
    old, new = max(fitting, key=lambda pair: len(pair[0]), default=("", ""))
    return new + root[len(old.removesuffix("$")) :]


def changed_end(root: str, changes: Changes) -> str:
    """The root with the longest fitting `from>to` replaced at its end."""
    fitting = [pair for pair in map(_pair, changes) if root.endswith(pair[0])]
    old, new = max(fitting, key=lambda pair: len(pair[0]), default=("", ""))
    return root[: len(root) - len(old)] + new


def _pair(change: str) -> tuple[str, str]:
    old, _, new = change.partition(">")
    return old, new
