"""What single outlets print beside their articles.

`world/outlet_rules.toml`: an entry for each host of `world/outlets.tsv` that needs more than its language's rules.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from kawat.errors import KnowledgeError
from kawat.knowledge.files import PACKAGE, Folders, paths, read_toml, shown
from kawat.knowledge.outlets import outlet_at, read_outlets
from kawat.knowledge.zones import BoilerplateEntry, BoilerplateRule, compiled

FILE = "world/outlet_rules.toml"


class OutletEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An outlet. `rules` are shaped as those of a language's boilerplate.toml, and come before them."""

    host: str
    rules: tuple[BoilerplateEntry, ...] = ()


class OutletRulesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """outlet_rules.toml."""

    source: str
    outlets: tuple[OutletEntry, ...] = ()


def read_outlet_rules(data: Folders = PACKAGE) -> dict[str, OutletEntry]:
    """The entries by host, a later folder's in place of an earlier one's. Raises KnowledgeError for an unknown host."""
    known = read_outlets(data)
    found: dict[str, OutletEntry] = {}
    for path in paths(data, FILE):
        for entry in read_toml(path, OutletRulesFile).outlets:
            if entry.host not in known:
                raise KnowledgeError(
                    f"{path}: {shown(entry.host)} is no host of outlets.tsv; add it there or correct it"
                )
            compiled(path, entry.rules, entry.host)
            found[entry.host] = entry
    return found


@cache
def _known() -> dict[str, OutletEntry]:
    return read_outlet_rules()


@cache
def _rules_of(host: str) -> tuple[BoilerplateRule, ...]:
    entry = _known().get(host)
    return tuple(compiled(Path(FILE), entry.rules, host)) if entry else ()


def rules_at(host: str | None) -> tuple[BoilerplateRule, ...]:
    """The rules of the outlet whose host this is or stands above it; none where it has none."""
    outlet = outlet_at(host)
    return _rules_of(outlet.host) if outlet else ()
