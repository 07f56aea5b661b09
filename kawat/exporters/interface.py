"""The words that people read around the data, a file for each language of the interface."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from kawat.errors import UsageError
from kawat.records import Actor, Article

_FOLDER = Path(__file__).parent / "words"
_USUAL = "en"


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One language of the interface: labels, and words for the codes of a reading.

    `articles` lists the languages of the articles that are shown in it unless another is asked for. Roles and modes are
    English words in a reading; what is not in `role` or `event_mode` is shown as it stands there.
    """

    code: str
    articles: tuple[str, ...]
    label: dict[str, str]
    type: dict[str, str]
    event_mode: dict[str, str]
    role: dict[str, str]
    status: dict[str, str]
    outcome: dict[str, str]
    mode: dict[str, str]
    kind: dict[str, str]
    polarity: dict[str, str]
    zone: dict[str, str]
    layer: dict[str, str]
    part: dict[str, str]
    relation: dict[str, str]

    def __getitem__(self, name: str) -> str:
        """A label."""
        return self.label[name]


def words_for(article: Article | None, interface: str | None = None) -> Words:
    """The interface that is asked for, else the one for the article's language, else English."""
    known = _all_words()
    if interface is not None:
        if interface not in known:
            raise UsageError(f"no interface {interface!r}; there are {', '.join(known)}")
        return known[interface]
    language = article.language if article else None
    return next((words for words in known.values() if language in words.articles), known[_USUAL])


def role_and_country(actor: Actor, words: Words) -> tuple[str, ...]:
    """What an actor is called and where it is from, as far as known; a country is not told its own code."""
    role = words.role.get(actor.role, actor.role) if actor.role else None
    country = None if actor.kind == "country" else actor.country
    return tuple(filter(None, (role, country)))


def when(article: Article, words: Words) -> str:
    """The publication date as people write it: day, and hour and minute where they are known."""
    if article.published_at is None:
        return words["date_unknown"]
    return article.published_at[:16].replace("T", " ")


def reader(engine: str, words: Words) -> str:
    """Whether a model read along: what the engine of a reading says of it, without digests."""
    _, with_model, model = engine.partition(" model ")
    return f"{words['with_model']} {model.rpartition(' ')[0]}" if with_model else words["by_rules"]


def title_of(article: Article, longest: int) -> str:
    """The title on one line, else the beginning of the text; what is longer than `longest` is cut after a word."""
    title = " ".join((article.title or article.text[: 4 * longest]).split())
    return title if len(title) <= longest else f"{title[:longest].rsplit(' ', 1)[0]} …"


@cache
def _all_words() -> dict[str, Words]:
    """Every interface by its code, in order of code point."""
    files = sorted(_FOLDER.glob("*.toml"))
    found = (msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Words) for path in files)
    return {words.code: words for words in found}
