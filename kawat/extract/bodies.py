"""Which country, body or group a name or a noun means at its place in the article."""

from __future__ import annotations

from collections.abc import Sequence

from kawat.extract.actor_scene import Scene
from kawat.extract.names import Found, Piece, lower_words
from kawat.extract.reference import Draft
from kawat.knowledge.actors import Lexeme
from kawat.records import ActorKind


class Bodies:
    """Countries, bodies and groups of one article."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._register = scene.register
        self._know = scene.know
        self._mind = scene.mind

    def country(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        """The state that a name, a seat or a demonym stands for; None where it only tells a place."""
        if self._scene.is_place(pieces, found):
            return None
        lexeme = found.part(pieces, "noun")[0].lexeme
        return self._register.state(lexeme.country or "", found.rule.id) if lexeme else None

    def noun(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        """Whom a noun of people means: a state, its forces, or a group."""
        noun = found.part(pieces, "noun")[0].lexeme
        if noun is None or noun.name is None:
            return None
        rest = self._scene.rest(pieces, found)
        pointed = self._scene.is_pointed(pieces, found)
        count = self._scene.count(pieces, found)
        if noun.name in self._scene.words("nations") and count is None and not rest:
            return self._mind.last_country() if pointed else None
        if not rest and not pointed and not self._may_stand_alone(pieces, found, noun):
            return None
        if pointed and not rest:
            head = self._register.look(("head", noun.name)) or self._told_of(noun)
            if head is not None:
                return head
        draft = self._new_noun(pieces, found, noun, count)
        if draft is not None:
            self._register.rebind(("head", noun.name), draft)
        return draft

    def _told_of(self, noun: Lexeme) -> Draft | None:
        """The body named last, where a noun may mean any body (`kelompok itu`, `perusahaan`)."""
        if noun.name not in self._scene.words("generic_bodies"):
            return None
        body = self._mind.last_body(noun.sector)
        if body is None or None in (noun.sector, body.sector) or noun.sector == body.sector:
            return body
        return None

    def _may_stand_alone(self, pieces: Sequence[Piece], found: Found, noun: Lexeme) -> bool:
        if noun.alone or (noun.kind != "country" and pieces[found.first].tag in "Q0"):
            return self._scene.stands(pieces, found)
        return noun.kind != "country" and self._scene.speaks(pieces, found)

    def _new_noun(self, pieces: Sequence[Piece], found: Found, noun: Lexeme, count: str | None) -> Draft | None:
        """The actor of a noun that points back to nobody."""
        rest = self._scene.rest(pieces, found)
        band = next((piece.lexeme for piece in rest if piece.lexeme and piece.lexeme.sector in ("REB", "UAF")), None)
        if band is not None and noun.sector in ("UAF", None):
            return self._known_body(pieces, found, band)
        land = self._scene.land(rest)
        if noun.kind == "country" and noun.name not in self._scene.words("nations") and count != "one":
            return self._state(pieces, found, noun, land or self._land_of(noun))
        kind: ActorKind = "person" if count == "one" else "group" if noun.kind == "country" else noun.kind or "group"
        draft = self._scene.described(pieces, found, kind)
        draft.learn(land or (None if rest else self._land_of_people(noun)), noun.sector, None)
        return draft

    def _land_of_people(self, noun: Lexeme) -> str | None:
        """The country of a bare `polisi` or `parlemen`, or of the people of the country that the text is about."""
        if noun.kind == "organisation" and noun.sector in ("COP", "LEG"):
            return self._mind.nation()
        settled = noun.kind == "group" and noun.sector in ("COP", "CVL", "GOV", "LEG", "OPP")
        return self._mind.main_land() if settled else None

    def _land_of(self, noun: Lexeme) -> str | None:
        """The country of a bare `pemerintah` or `militer`; for forces the one whose forces were named last."""
        return (self._mind.forces(noun.sector) if noun.sector != "GOV" else None) or self._mind.nation()

    def _state(self, pieces: Sequence[Piece], found: Found, noun: Lexeme, land: str | None) -> Draft | None:
        """The state, or its own actor for armed forces and services."""
        if land is None:
            return None
        if noun.sector == "GOV":
            return self._register.state(land, found.rule.id)
        draft = self._register.named(
            (noun.sector or "", land), self._scene.phrase(pieces, found), "country", found.rule.id
        )
        draft.learn(land, noun.sector, None)
        return draft

    def organisation(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        """The body of a name, or of a noun with its name."""
        noun = found.part(pieces, "noun")[0]
        acronym = next(iter(found.part(pieces, "acronym")), None)
        if noun.lexeme is None:
            return None
        rest = self._scene.rest(pieces, found)
        named = self._known_name(noun, acronym, rest)
        if named is not None:
            return self._known_body(pieces, found, named)
        for name in found.part(pieces, "name"):
            return self._called(pieces, found, name, noun.lexeme)
        if all(piece.tag in "Fxuap" for piece in rest):
            again = self._body_again(pieces, found, noun.lexeme)
            if again is not None or not self._scene.stands(pieces, found):
                return again
        draft = self._new_body(pieces, found, noun.lexeme)
        if acronym is not None and draft is not None:
            self._register.bind(lower_words(acronym), draft)
        if draft is not None:
            self._register.rebind(("head", noun.lexeme.name or ""), draft)
        return draft

    def _called(self, pieces: Sequence[Piece], found: Found, name: Piece, noun: Lexeme) -> Draft:
        """The body that a name is, told what it is by the noun behind it (`Kopindo, perusahaan kopi`)."""
        printed = self._register.words(name.start_char, name.end_char)
        draft = self._register.named(lower_words(name), printed, "organisation", found.rule.id)
        draft.learn(self._scene.land(self._scene.rest(pieces, found)), noun.sector, None)
        return draft

    def _known_name(self, noun: Piece, acronym: Piece | None, rest: Sequence[Piece]) -> Lexeme | None:
        """The known body that the noun is, or whose acronym stands in brackets after it."""
        if noun.tag == "O":
            return noun.lexeme
        if acronym is None or acronym.tag != "O" or acronym.lexeme is None:
            return None
        inner = {piece.lexeme.name for piece in rest if piece.lexeme}
        return None if acronym.lexeme.name in inner else acronym.lexeme

    def _body_again(self, pieces: Sequence[Piece], found: Found, noun: Lexeme) -> Draft | None:
        """The body that a bare noun points back to."""
        pointed = self._scene.is_pointed(pieces, found)
        if not pointed and not self._scene.speaks(pieces, found):
            return None
        head = self._register.look(("head", noun.name or ""))
        if noun.kind == "country":
            return head
        if pointed:
            return self._mind.last_body(noun.sector) or head
        return head if head is not None and head.mentions else self._told_of(noun) or head

    def _new_body(self, pieces: Sequence[Piece], found: Found, noun: Lexeme) -> Draft | None:
        """The body of a noun with its name; a ministry of a named country is the state itself."""
        land = self._scene.land(self._scene.rest(pieces, found))
        if noun.kind == "country" and land:
            return self._register.state(land, found.rule.id)
        draft = self._scene.described(pieces, found, noun.kind or "organisation")
        draft.learn(land or (self._mind.nation() if noun.kind == "country" else None), noun.sector, None)
        return draft

    def _known_body(self, pieces: Sequence[Piece], found: Found, lexeme: Lexeme) -> Draft | None:
        if lexeme.name is None:
            return None
        land = self._scene.land(found.part(pieces, "of"))
        if lexeme.kind == "country" and lexeme.sector == "GOV" and lexeme.country:
            return self._register.state(land or lexeme.country, found.rule.id)
        if land and lexeme.country and land != lexeme.country:
            return self._foreign_body(pieces, found, lexeme, land)
        key = (lexeme.sector or "", lexeme.country or "") if lexeme.kind == "country" else ("body", lexeme.name)
        new = self._register.look(key) is None
        draft = self._register.named(key, lexeme.name, lexeme.kind or "organisation", found.rule.id)
        draft.unprinted = draft.unprinted or new
        words = {" ".join(piece.words) for piece in pieces[found.first : found.end]}
        self._register.print_name(
            draft, self._scene.phrase(pieces, found), usual=lexeme.name if lexeme.name in words else None
        )
        draft.learn(lexeme.country, lexeme.sector, None)
        return draft

    def _foreign_body(self, pieces: Sequence[Piece], found: Found, lexeme: Lexeme, land: str) -> Draft:
        """The body of another country than the one whose body usually bears the name (`Mahkamah Agung Kenya`)."""
        draft = self._scene.described(pieces, found, lexeme.kind or "organisation")
        draft.learn(land, lexeme.sector, None)
        self._register.rebind(("body", lexeme.name or ""), draft)
        return draft
