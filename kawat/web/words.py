"""The words of the desk, a file for each language, and dates and numbers as its readers write them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import msgspec

_FOLDER = Path(__file__).parent / "words"
USUAL = "en"


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One language of the desk: labels, the names of months, what groups and cuts off digits."""

    code: str
    name: str
    months: tuple[str, ...]
    thousands: str
    decimal: str
    label: dict[str, str]

    def __getitem__(self, name: str) -> str:
        """A label."""
        return self.label[name]

    def get(self, name: object) -> str:
        """The label of a code, else the code itself."""
        return self.label.get(str(name), str(name).replace("_", " "))

    def date(self, value: object) -> str:
        """A day, month or year of ISO 8601 in words; "" for None, anything else as it stands."""
        parts = str(value if value is not None else "")[:10].split("-")
        if not all(part.isascii() and part.isdigit() for part in parts) or len(parts) > 3:
            return str(value if value is not None else "")
        if len(parts) > 1 and not 1 <= int(parts[1]) <= 12:
            return str(value)
        month = [self.months[int(parts[1]) - 1]] if len(parts) > 1 else []
        day = [str(int(parts[2]))] if len(parts) > 2 else []
        return " ".join([*day, *month, parts[0]])

    def number(self, value: object) -> str:
        """A number with its digits in groups; "–" for None."""
        if value is None:
            return "–"
        text = f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
        return text.translate({ord(","): self.thousands, ord("."): self.decimal})


@cache
def all_words() -> dict[str, Words]:
    """Every language of the desk by its code."""
    files = sorted(_FOLDER.glob("*.toml"))
    found = (msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Words) for path in files)
    return {words.code: words for words in found}


def words_for(asked: str | None, accepted: str) -> Words:
    """The language that is asked for, else the first that the browser accepts and the desk has, else English."""
    known = all_words()
    wanted = [asked or "", *(part.partition(";")[0].strip() for part in accepted.split(","))]
    codes = (one.lower().partition("-")[0] for one in wanted)
    return next((known[code] for code in codes if code in known), known[USUAL])
