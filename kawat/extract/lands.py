"""States that no list names, known by how the article speaks of them: `militer X`, `negara tetangga, X`, `X` and `Xn`.

Such a state goes under its own name where a listed one has a country code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kawat.extract.names import Piece, tag_at
from kawat.knowledge.actors import ActorKnowledge, Lexeme

_NO_WORDS: frozenset[str] = frozenset()


def unlisted_lands(sentences: Iterable[Sequence[Piece]], knowledge: ActorKnowledge) -> dict[str, Lexeme]:
    """Words that name an unlisted state or its people; each stands alone at least twice and is nobody's surname."""
    read = tuple(sentences)
    single = Counter(piece.words[0] for pieces in read for piece in pieces if piece.tag == "U")
    repeated = {word for word, count in single.items() if count > 1}
    if not repeated:
        return {}
    in_names = {word for pieces in read for piece in pieces if piece.tag == "N" for word in piece.words}
    shown = (*_after_nouns(read, knowledge), *_with_demonym(single, knowledge))
    lands: dict[str, Lexeme] = {}
    for word in shown:
        if word in repeated and word not in in_names:
            lands[word] = Lexeme(tag="C", name=word, kind="country", country=word, sector="GOV")
    for word in tuple(lands):
        for ending in sorted(knowledge.words.get("of_land", _NO_WORDS)):
            lands[word + ending] = replace(lands[word], tag="D")
    return lands


def with_lands(pieces: Sequence[Piece], lands: dict[str, Lexeme]) -> list[Piece]:
    """The pieces, words that name an unlisted state tagged as such."""
    return [_as_land(piece, lands) for piece in pieces]


def _as_land(piece: Piece, lands: dict[str, Lexeme]) -> Piece:
    lexeme = lands.get(piece.words[0]) if piece.tag == "U" else None
    return piece._replace(tag=lexeme.tag, lexeme=lexeme) if lexeme else piece


def _after_nouns(read: Iterable[Sequence[Piece]], knowledge: ActorKnowledge) -> Iterator[str]:
    """Unknown words that follow a noun which only a state has (`militer`)."""
    nouns = knowledge.words.get("of_states", _NO_WORDS)
    for pieces in read:
        for index, piece in enumerate(pieces):
            if piece.tag == "A" and " ".join(piece.words).lower() in nouns:
                after = index + 2 if tag_at(pieces, index + 1) == "c" else index + 1
                if tag_at(pieces, after) == "U":
                    yield pieces[after].words[0]


def _with_demonym(single: Counter[str], knowledge: ActorKnowledge) -> Iterator[str]:
    """Unknown words that the article also prints with the ending of a people (`Kandara`, `Kandaran`)."""
    for ending in sorted(knowledge.words.get("of_land", _NO_WORDS)):
        yield from (word for word in single if word.endswith("a") and word + ending in single)
