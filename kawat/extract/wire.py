"""The agencies and outlets that an article relays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kawat.knowledge.load import Knowledge
from kawat.knowledge.needles import may_match
from kawat.knowledge.wire import Takes, WireKnowledge, address
from kawat.records import NOT_THE_ARTICLES_WORDS, Article, Wire

_WORD = re.compile(r"[\w-]+,?\s*")
_LONGEST_PREFACE = 5  # words between "kantor berita" and the name: "resmi pemerintah Lebanon, "


@dataclass(frozen=True, slots=True)
class _Source:
    """A name found: offsets, usual name, whether it is also a common word, its names in web addresses."""

    start_char: int
    end_char: int
    agency: str
    plain_word: bool
    addresses: frozenset[str]
    is_agency: bool = False


def find_wire(article: Article, knowledge: Knowledge) -> tuple[Wire, ...]:
    """The agencies and outlets in reading order, each with the words that name it. The own outlet is none."""
    known = knowledge.wire
    found: dict[tuple[int, int], _Source] = {}
    for source in (*_behind_cues(article.text, known), *_before_cues(article.text, known)):
        if not (_is_own(source, article) or _is_aside(source, article)):
            found.setdefault((source.start_char, source.end_char), source)
    return tuple(
        Wire(agency=source.agency, span=article.span(source.start_char, source.end_char))
        for source in _without_inner([found[key] for key in sorted(found)])
    )


def _without_inner(sources: list[_Source]) -> Iterator[_Source]:
    """The sources without those that lie inside another."""
    end = -1
    for source in sorted(sources, key=lambda s: (s.start_char, -s.end_char)):
        if source.start_char >= end:
            yield source
            end = source.end_char


def _behind_cues(text: str, known: WireKnowledge) -> Iterator[_Source]:
    """Names that follow a cue, and the names joined to them."""
    for rule in known.before:
        if not may_match(rule.needles, text):
            continue
        for match in rule.pattern.finditer(text):
            source = _source_behind(text, match.end(), rule.takes, known)
            while source is not None:
                yield source
                source = _joined(text, source.end_char, known)


def _joined(text: str, position: int, known: WireKnowledge) -> _Source | None:
    """The listed name that a comma or `and` joins to the one that ends at the position."""
    join = known.join.match(text, position)
    source = _listed(text, join.end(), known) if join else None
    return None if source is None or source.plain_word else source


def _source_behind(text: str, position: int, takes: Takes, known: WireKnowledge) -> _Source | None:
    """The name at the position, or behind words such as `kantor berita Rusia,` there."""
    kind = known.kind.match(text, position)
    if kind is None or known.name.match(text, position):  # `tvOne` begins with a kind and is a name
        return _taken(text, position, takes, known)
    position = kind.end()
    first = position
    for _ in range(_LONGEST_PREFACE):
        source = _listed(text, position, known)
        if source is not None and not (source.plain_word and takes == "clear"):
            return source
        word = _WORD.match(text, position)
        if word is None:
            break
        position = word.end()
        if "," in word.group():
            first = position
    return _unlisted(text, first, takes, known)


def _taken(text: str, position: int, takes: Takes, known: WireKnowledge) -> _Source | None:
    """The name at the position if the cue makes it a source."""
    source = _listed(text, position, known)
    if source is not None:
        return None if source.plain_word and takes == "clear" else source
    return _unlisted(text, position, takes, known)


def _listed(text: str, position: int, known: WireKnowledge) -> _Source | None:
    """The listed name at the position."""
    match = known.name.match(text, position)
    return None if match is None else _named(match, known)


def _named(match: re.Match[str], known: WireKnowledge) -> _Source:
    """The source that a match of a listed name stands for."""
    agency = known.agencies[match["name"] or match["stuck"]]
    return _Source(
        match.start(), match.end(), agency.name, agency.plain_word, agency.addresses, agency.kind == "agency"
    )


def _unlisted(text: str, position: int, takes: Takes, known: WireKnowledge) -> _Source | None:
    """The name with capitals at the position, up to a word that ends names; None where no outlet begins so.

    Only a strong cue makes a source of a name that has no word of outlets in it.
    """
    match = known.unlisted.match(text, position)
    if match is None:
        return None
    words = match.group().split(" ")
    count = next((i for i, word in enumerate(words) if word in known.ends), len(words))
    name = " ".join(words[:count])
    if words[0] in known.never or len(name) < 3 or not (takes == "any" or known.outlet_words & set(words[1:count])):
        return None
    agency = re.sub(r"\s?\([A-Z]+\)$", "", name)
    return _Source(position, position + len(name), agency, False, frozenset((address(agency),)))


def _before_cues(text: str, known: WireKnowledge) -> Iterator[_Source]:
    """Names that a cue follows: `Reuters melaporkan`."""
    for match in known.name.finditer(text):
        source = _named(match, known)
        if _cue_follows(text, source, known) or (source.is_agency and not source.plain_word):
            yield source  # an agency is hardly named but as a source
    for match in known.unlisted.finditer(text):
        kind = known.kind.match(text, match.start())
        if kind is not None and _listed(text, kind.end(), known) is not None:
            continue  # `Media The Oslo Times`: the listed name is found by itself
        unlisted = _unlisted(text, match.start(), "clear", known)
        if unlisted is not None and _cue_follows(text, unlisted, known):
            yield unlisted


def _cue_follows(text: str, source: _Source, known: WireKnowledge) -> bool:
    """Whether a cue stands behind the name."""
    return any(
        rule.pattern.match(text, source.end_char)
        for rule in known.after
        if rule.takes != "clear" or not source.plain_word
    )


def _is_own(source: _Source, article: Article) -> bool:
    """Whether the name is that of the outlet which published the article."""
    if article.publisher is None:
        return False
    host = address(article.publisher.lower().removeprefix("www.").split(".")[0])
    return host in source.addresses


def _is_aside(source: _Source, article: Article) -> bool:
    """Whether the name stands in what is not the article's words; a credit may name the agency."""
    return any(
        zone.start_char <= source.start_char < zone.end_char
        for zone in article.zones
        if zone.kind in NOT_THE_ARTICLES_WORDS and zone.kind != "credit"
    )
