"""How many articles that tell of a pair of countries in a month are no copies of another: the table `pair_month`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]

from kawat.store.months import BY, ON, TOGETHER, month_of, pairs

_Key = tuple[str, str, int, str]
SCHEMA = pa.schema(
    {
        "id": pa.string(),
        "one": pa.string(),
        "other": pa.string(),
        "acts": pa.int8(),
        "month": pa.string(),
        "articles": pa.int32(),
        "independent": pa.int32(),
    }
)


class Shares:
    """Articles of each pair and month: those of one on the other, of the other on the one, and of either or both."""

    def __init__(self, copies: Collection[str]) -> None:
        self._copies = copies
        self._counts: dict[_Key, list[int]] = {}
        self._last: dict[_Key, str] = {}

    def add(self, event: Mapping[str, Any]) -> None:
        """One event; all those of an article come in a row."""
        told = {side: event[side].isoformat() if event[side] else None for side in ("earliest", "latest")}
        month, article = month_of(event["status"], told, event["published_at"]), event["article"]
        for (one, other), acts in pairs(event["actor_countries"], event["recipient_countries"]) if month else ():
            for asked in (ON | BY | TOGETHER, ON, BY):
                key = one, other or "", asked, month or ""
                if acts & asked and self._last.get(key) != article:
                    self._last[key] = article
                    counts = self._counts.setdefault(key, [0, 0])
                    counts[0] += 1
                    counts[1] += article not in self._copies

    def table(self) -> pa.Table:
        """The rows, sorted by pair and month."""
        rows = [self._row(key) for key in sorted(self._counts)]
        return pa.Table.from_pylist(rows, schema=SCHEMA)

    def _row(self, key: _Key) -> dict[str, Any]:
        (one, other, acts, month), (articles, independent) = key, self._counts[key]
        named = {"id": "/".join(map(str, key)), "one": one, "other": other or None, "acts": acts, "month": month}
        return {**named, "articles": articles, "independent": independent}
