"""What the parts of the actor stage share while an article is read: register, memory, and how a match reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kawat.extract.names import Found, Piece, is_double, tag_at, word_at
from kawat.extract.reference import Draft, Register
from kawat.extract.salience import Salience
from kawat.knowledge.actors import Lexeme
from kawat.records import ActorKind

_NONE: frozenset[str] = frozenset()


class Scene:
    """The article so far, and the reading of a match in its sentence.

    `single` counts the unknown capitalised words that stand alone in the article, `places` are unknown names that stand
    after a place preposition, `lands` counts the countries it names.
    """

    def __init__(
        self, register: Register, single: Counter[str], lands: Counter[str], places: frozenset[tuple[str, ...]]
    ) -> None:
        self.register = register
        self.know = register.knowledge
        self.single = single
        self.places = places
        self.mind = Salience(self.know.home, lands)
        self.quoted = False

    def words(self, name: str) -> frozenset[str]:
        """The words of a class in actors.toml; none where the language has no such class."""
        return self.know.words.get(name, _NONE)

    def speaks(self, pieces: Sequence[Piece], found: Found) -> bool:
        """Whether a reporting word stands before the match, or after it with at most one word (`yang`) between."""
        after = tag_at(pieces, found.end)
        late = after in "xvWy" and tag_at(pieces, found.end + 1) in "se"
        return tag_at(pieces, found.first - 1) == "e" or after in "se" or late

    def stands(self, pieces: Sequence[Piece], found: Found) -> bool:
        """Whether a bare noun is somebody here: counted, speaking, subject or object of a verb; not an attribute."""
        before, after = tag_at(pieces, found.first - 1), tag_at(pieces, found.end)
        return pieces[found.first].tag in "Q0" or before in ".sevkuac" or after in "sev" or self.speaks(pieces, found)

    def is_place(self, pieces: Sequence[Piece], found: Found) -> bool:
        """Whether a country after a comma or in brackets only tells where a city lies: `di Hanoi, Vietnam,`."""
        if tag_at(pieces, found.first - 1) not in "c(" or tag_at(pieces, found.first - 3) not in "pu":
            return False
        city, land = pieces[found.first - 2], pieces[found.first].lexeme
        if city.lexeme is not None and city.tag in "LS":
            return land is not None and city.lexeme.country == land.country
        return city.tag in "NUW" and tag_at(pieces, found.end) not in "sev"

    def is_pointed(self, pieces: Sequence[Piece], found: Found) -> bool:
        """Whether a description points back: `itu` after it, or `the` before it."""
        return pieces[found.end - 1].tag == "T" or word_at(pieces, found.first) in self.words("pointing")

    def count(self, pieces: Sequence[Piece], found: Found) -> str | None:
        """How many a description means by its determiner or doubling: one (unknown), many, or None."""
        first = pieces[found.first]
        word = " ".join(first.words).lower()
        if first.tag == "0" or (first.tag == "Q" and word in self.words("plural")) or is_double(word):
            return "many"
        return "one" if first.tag == "Q" and word in self.words("single") else None

    def rest(self, pieces: Sequence[Piece], found: Found) -> tuple[Piece, ...]:
        """The pieces that describe a title or noun further."""
        return (*found.part(pieces, "of"), *found.part(pieces, "after"))

    def land(self, rest: Sequence[Piece]) -> str | None:
        """The country that the words of a description name, directly or through a body of that country.

        A country that somebody is sent to (`utusan PBB untuk Yaman`) is not theirs, nor is one named after the body
        of many states that they serve. A party tells more than the house where it sits (`anggota DPR dari Partai X`).
        """
        if not rest:
            return None
        aimed, origin = self.words("aimed"), self.words("origin")
        told: Lexeme | None = None
        for at, piece in enumerate(rest):
            if piece.lexeme is None or piece.tag not in "CSDOLP":
                continue
            word = rest[at - 1].words[0].lower() if at and rest[at - 1].tag in "pu" else ""
            if word in aimed:
                continue
            if told is not None and told.sector == "IGO" and word not in origin:
                continue
            if piece.lexeme.country or (told is None and piece.lexeme.sector == "IGO" and not word):
                weaker = told is None or told.sector == "IGO"
                party = told is not None and told.sector == "LEG" and piece.lexeme.sector == "PTY"
                told = piece.lexeme if weaker or party else told
        return told.country if told else None

    def phrase(self, pieces: Sequence[Piece], found: Found) -> str:
        """The words of a description without determiners and demonstrative."""
        inner = [piece for piece in pieces[found.first : found.end] if piece.tag != "T"]
        counted = len(inner) == 2 and inner[0].tag == "0"
        while len(inner) > 1 and inner[0].tag in "Q0" and not counted:
            inner = inner[1:]
        return self.register.words(inner[0].start_char, inner[-1].end_char)

    def described(self, pieces: Sequence[Piece], found: Found, kind: ActorKind) -> Draft:
        """The actor of a description; the same words mean the same actor, one of them never the many."""
        phrase = self.phrase(pieces, found)
        words = tuple(phrase.lower().split())
        key = words if kind == "organisation" else (kind, *words)
        return self.register.named(key, phrase, kind, found.rule.id)
