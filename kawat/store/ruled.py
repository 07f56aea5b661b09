"""What decisions change in answers: rejected data are left out, fields corrected, suppressed people not named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from kawat.store.decisions import TABLE_OF, Decision, standing

CORRECTABLE: Mapping[str, tuple[str, ...]] = {
    "actor": ("name", "kind", "country", "role"),
    "timex": ("type", "value"),
    "quotation": ("mode",),
    "event": ("type", "mode", "status"),
    "commitment": ("kind", "deadline", "made"),
}
"""The fields that a person may correct, by table."""

_NAMES: Mapping[str, tuple[str, ...]] = {
    "event": ("actor_names", "recipient_names"),
    "commitment": ("holder_names", "addressee_names"),
}
_OWN_NAME: Mapping[str, str] = {"actor": "name", "quotation": "speaker_name"}


class _Connection(Protocol):
    def execute(self, query: str, parameters: object = ...) -> object: ...


@dataclass(frozen=True, slots=True)
class Ruled:
    """What people decided, and what of it stands, as the tables need it."""

    decisions: tuple[Decision, ...] = ()
    standing: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()
    corrected: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    suppressed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, decisions: Iterable[Decision], *, with_rejected: bool = False) -> Ruled:
        """What a log says; `with_rejected`: rejected data are shown."""
        told = tuple(decisions)
        stand = standing(told)
        return cls(
            decisions=told,
            standing=frozenset(one.id for one in stand),
            rejected=frozenset(
                one for told in stand if told.verdict == "reject" and not with_rejected for one in told.subjects
            ),
            corrected={one: told.value for told in stand if told.verdict == "correct" for one in told.subjects},
            suppressed=frozenset(one.lower() for told in stand if told.verdict == "suppress" for one in told.subjects),
        )

    def change(self, table: str) -> bool:
        """Whether rows of a table are not shown as they were read."""
        ids = (one for one in (*self.rejected, *self.corrected) if TABLE_OF.get(one[:1]) == table)
        return bool(self.suppressed) or any(True for _ in ids)

    def tell(self, connection: _Connection) -> None:
        """Tables for the views: `decision`, `rejected` (id), `suppressed` (name), `corrected` (id and every field)."""
        connection.execute(
            "CREATE TABLE decision (id VARCHAR, kind VARCHAR, verdict VARCHAR, subjects VARCHAR[], value VARCHAR, "
            '"by" VARCHAR, "at" VARCHAR, note VARCHAR, stands BOOLEAN)'
        )
        for told in self.decisions:
            fields_told = msgspec.json.encode(told.value).decode()
            row = [told.id, told.kind, told.verdict, list(told.subjects), fields_told, told.by, told.at, told.note]
            connection.execute(
                "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [*row, told.id in self.standing]
            )
        fields = sorted({name for names in CORRECTABLE.values() for name in names})
        connection.execute("CREATE TABLE rejected (id VARCHAR)")
        connection.execute("CREATE TABLE suppressed (name VARCHAR)")
        connection.execute(f"CREATE TABLE corrected (id VARCHAR, {', '.join(f'{name} VARCHAR' for name in fields)})")
        for one in sorted(self.rejected):
            connection.execute("INSERT INTO rejected VALUES (?)", [one])
        for one in sorted(self.suppressed):
            connection.execute("INSERT INTO suppressed VALUES (?)", [one])
        marks = f"({', '.join('?' for _ in (*fields, 'id'))})"
        for one, value in sorted(self.corrected.items()):
            values = [one, *(value.get(name) for name in fields)]
            query = f"INSERT INTO corrected VALUES {marks}"  # nosec B608 # noqa: S608 - question marks alone
            connection.execute(query, values)

    def view(self, table: str) -> str:
        """What is shown of a table (`newest_...`), as a question."""
        if not self.change(table):
            return f"FROM newest_{table}"
        told = {name: f"coalesce(c.{name}, s.{name})" for name in CORRECTABLE.get(table, ())}
        hidden = ", ".join("'" + name.replace("'", "''") + "'" for name in sorted(self.suppressed))
        for name in _NAMES.get(table, ()) if self.suppressed else ():
            told[name] = f"list_transform(s.{name}, lambda n: CASE WHEN lower(n) IN ({hidden}) THEN NULL ELSE n END)"
        replaced = ", ".join(f"{value} AS {name}" for name, value in told.items())
        kept = ["s.id NOT IN (FROM rejected)"]
        if self.suppressed and table in _OWN_NAME:
            kept.append(f"coalesce(lower(s.{_OWN_NAME[table]}), '') NOT IN (FROM suppressed)")
        shown = f"SELECT s.* REPLACE ({replaced})" if replaced else "SELECT s.*"
        return f"{shown} FROM newest_{table} AS s LEFT JOIN corrected AS c ON c.id = s.id WHERE {' AND '.join(kept)}"
