"""Whom a name, a title or a pronoun means at its place in the article."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kawat.extract.actor_scene import Scene
from kawat.extract.names import Found, Piece, lower_words, tag_at, word_at
from kawat.extract.reference import Draft, name_words
from kawat.knowledge.actors import Lexeme

_OF_A_STATE = ("GOV", "LEG", "JUD", "COP", "MIL")


class People:
    """People of one article."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._register = scene.register
        self._know = scene.know
        self._mind = scene.mind

    def person(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        """The person of a name with or without a title; None for a capitalised word that nobody bears."""
        name = found.part(pieces, "name")[0]
        if name.tag in "NUI" and self._register.namesake(_name_of(name)) is None:
            if "role" in found.parts:
                return self.role(pieces, found)
            return self._register.look(lower_words(name)) or self._unknown_body(pieces, found, name)
        return self.person_named(pieces, found, name)

    def person_named(self, pieces: Sequence[Piece], found: Found, name: Piece) -> Draft:
        """The person of a name that stands for somebody, with what the title tells."""
        rule = found.rule.id
        if name.lexeme is not None and name.lexeme.name and not self._is_other(pieces, found, name.lexeme):
            other = self._register.namesake(_name_of(name)) if len(name.words) == 1 else None
            printed = " ".join(name.words) if len(name.words) > 1 else None
            draft = other or self._register.known_person(name.lexeme.name, printed, rule)
        else:
            draft = self._register.person(self._register.words(name.start_char, name.end_char), rule)
        if self._has_home_title(pieces, found):
            draft.learn(self._know.home, None, None)
        for nick in found.part(pieces, "nick"):
            self._register.nickname(draft, nick.words[-1])
        if "role" in found.parts:
            role, country, sector = self._office(pieces, found)
            realm = self._realm(pieces, found)
            draft.learn(country, sector, role)
            if realm is None and draft.sector in _OF_A_STATE:
                draft.learn(self._mind.main_land(), None, None)
            past = self._is_past(pieces, found)
            self._register.note_role(draft, role, realm or country or draft.country, past=past)
            for short in self._short_realms(pieces, found):
                self._register.note_role(draft, role, short, past=past)
        if not (found.parts.get("role") and self._is_past(pieces, found)):
            self._register.note_role(draft, draft.role, draft.country)
        return draft

    def _has_home_title(self, pieces: Sequence[Piece], found: Found) -> bool:
        """Whether an honorific is one that only the home country gives (`Datuk Seri`)."""
        given = self._scene.words("home_titles")
        honorifics = (piece for piece in pieces[found.first : found.end] if piece.tag == "H")
        return bool(given) and any(piece.words[0].lower() in given for piece in honorifics)

    def _is_other(self, pieces: Sequence[Piece], found: Found, known: Lexeme) -> bool:
        """Whether the title tells that this is another than the known person: of another country or of a plain job."""
        if "role" not in found.parts:
            return False
        role, country, _ = self._office(pieces, found)
        if role in self._scene.words("plain_role"):
            return True
        if country is None and self._is_of_party(self._scene.rest(pieces, found)):
            country = self._know.home
        return bool(country and known.country and country != known.country)

    def _is_of_party(self, rest: Sequence[Piece]) -> bool:
        """Whether a title is that of a party which no list names."""
        party = any(piece.tag == "G" and piece.lexeme and piece.lexeme.sector == "PTY" for piece in rest)
        return party and not any(piece.tag == "O" for piece in rest)

    def is_introduced(self, pieces: Sequence[Piece], found: Found, name: Piece) -> bool:
        """Whether a name stands for a person: known, with a title, or by its place in the sentence."""
        if name.tag == "P":
            return True
        if self._register.is_marked(name.start_char, name.end_char):
            return False
        before, after = tag_at(pieces, found.first - 1), tag_at(pieces, found.end)
        if "role" in found.parts or found.parts["name"][0] > found.first:
            return not self._is_of_title(pieces, found, name)
        if self._is_body(name) or name.words in self._scene.places or before == after == "q":
            return False
        if len(name.words) == 1:
            return before == "e" or (self._scene.single[name.words[0]] > 1 and after in "se")
        return (
            self._scene.speaks(pieces, found)
            or "of" in found.parts
            or after == "v"
            or any(word in self._scene.single for word in name.words)
            or (before in ".ca" and after in ".cay")
            or (after == "c" and tag_at(pieces, found.end + 1) in "yQRM0")
            or after == "g"
            or word_at(pieces, found.first - 1) in self._scene.words("with_people")
        )

    def _is_of_title(self, pieces: Sequence[Piece], found: Found, name: Piece) -> bool:
        """Whether a name after a title is that of the body or seat (`Ketua Partai Maju`, `Ahli Parlimen Kimanis`).

        A lone word after a comma that stands nowhere else is a further part of the title.
        """
        role = found.part(pieces, "role")
        title = role[0].lexeme if role else None
        before = tag_at(pieces, found.parts["name"][0] - 1)
        if name.tag == "U" and before == "c" and self._scene.single[name.words[0]] < 2:
            return True
        if name.tag == "U" and before in "RA" and title is not None and title.role in ("member", "legislator"):
            return True
        return before == "G" and not any(word in self._scene.single for word in name.words)

    def _is_body(self, name: Piece) -> bool:
        """Whether an unknown name looks like an organisation's: an acronym alone or among words, or `Institute`."""
        if len(name.words) == 1:
            return name.tag == "I"
        capitals = [len(word) > 2 and word.isupper() for word in name.words]
        if any(capitals) and not all(capitals):
            return True
        return not self._scene.words("suffix").isdisjoint(word.lower() for word in name.words)

    def _unknown_body(self, pieces: Sequence[Piece], found: Found, name: Piece) -> Draft | None:
        """An organisation that only its acronym or shape shows, where it speaks or acts."""
        acts = self._scene.speaks(pieces, found) or tag_at(pieces, found.end) == "v"
        acts = acts or tag_at(pieces, found.first - 1) == "k"
        if not self._is_body(name) or not (acts or self._scene.single[name.words[-1]] > 1):
            return None
        printed = self._register.words(name.start_char, name.end_char)
        return self._register.named(lower_words(name), printed, "organisation", found.rule.id)

    def _office(self, pieces: Sequence[Piece], found: Found) -> tuple[str | None, str | None, str | None]:
        """Role, country and sector that a title tells."""
        title = found.part(pieces, "role")[0].lexeme or Lexeme(tag="R")
        rest = self._scene.rest(pieces, found)
        role = title.role
        field = next((piece.lexeme.name for piece in rest if piece.tag == "F" and piece.lexeme), None)
        listed = any(piece.tag == "c" for piece in rest) and role != "minister"
        if role and field and role.endswith("minister") and not listed:
            role = f"{role.removesuffix('minister')}{field} minister"
        sectors = [piece.lexeme.sector for piece in rest if piece.lexeme and piece.lexeme.sector]
        return role, self._scene.land(rest) or title.country, title.sector or next(iter(sectors), None)

    def _realm(self, pieces: Sequence[Piece], found: Found) -> str | None:
        """The body that an office belongs to (`Presiden Interpol`), as words; None for an office of a state.

        Other words for the same ministry or state give the same realm; where somebody comes `dari` is not part of it.
        """
        rest = self._of_office(self._scene.rest(pieces, found))
        if not any(piece.tag in "OGANUI" for piece in rest):
            return None
        return " ".join(dict.fromkeys(_realm_word(piece) for piece in rest if piece.tag not in "uapc"))

    def _of_office(self, rest: Sequence[Piece]) -> Sequence[Piece]:
        """The words of a title up to those that tell where its holder comes from (`dari Fraksi Maju`)."""
        origin = self._scene.words("origin")
        ends = [at for at, piece in enumerate(rest) if at and piece.tag == "u" and piece.words[0].lower() in origin]
        return rest[: ends[0]] if ends else rest

    def _is_past(self, pieces: Sequence[Piece], found: Found) -> bool:
        """Whether a title is one held before (`mantan presiden`)."""
        past = self._scene.words("past")
        return any(piece.tag == "M" and piece.words[0].lower() in past for piece in pieces[found.first : found.end])

    def _short_realms(self, pieces: Sequence[Piece], found: Found) -> tuple[str, ...]:
        """The initials in brackets inside a title (`Rektor Universitas Kartika (UNIKA)`), which name the body again."""
        rest = self._scene.rest(pieces, found)
        pairs = pairwise(rest)
        return tuple(_realm_word(piece) for sign, piece in pairs if sign.tag == "(" and piece.tag in "OINU")

    def role(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        """Whom a title without a name means: someone in the article, the holder on that day, or someone unnamed."""
        role, country, sector = self._office(pieces, found)
        pointed = self._scene.is_pointed(pieces, found)
        count = self._scene.count(pieces, found)
        many = count == "many"
        if role and count is None:
            known = self._bearer(pieces, found, role, country)
            if known is not None:
                return self._described(pieces, found, known, role)
        head = ("head", role) if role else ("head", *lower_words(found.part(pieces, "role")[0]))
        unnamed = role in self._scene.words("unnamed")
        if pointed:
            own = pieces[found.end - 1].tag != "T" and self._scene.rest(pieces, found)
            meant = None if own else self._register.look(head)
            if meant is None and not many and not unnamed:
                meant = self._pointed_person(pieces, found, country)
            if meant is not None:
                return self._described(pieces, found, meant, role)
        if not (
            pointed
            or country
            or self._scene.speaks(pieces, found)
            or ((count or unnamed) and self._scene.stands(pieces, found))
        ):
            return None
        if self._is_mere_office(pieces, found):
            return None
        draft = self._scene.described(pieces, found, "group" if many else "person")
        draft.learn(country, sector, role)
        if country is None and draft.sector in _OF_A_STATE and self._realm(pieces, found) is None:
            draft.learn(self._mind.main_land(), None, None)
        self._register.rebind(head, draft)
        if not many:
            self._register.note_role(draft, role, self._realm(pieces, found) or country)
        return draft

    def _described(self, pieces: Sequence[Piece], found: Found, draft: Draft, role: str | None) -> Draft:
        """The person meant, named by this title where no name is known and only one can bear it."""
        if role in self._scene.words("one_holder"):
            self._register.describe(draft, self._scene.phrase(pieces, found))
        return draft

    def _is_mere_office(self, pieces: Sequence[Piece], found: Found) -> bool:
        """Whether a title tells an office, or what somebody is rather than who: `pemilihan presiden`, `adalah guru`."""
        before = word_at(pieces, found.first - 1)
        return before in self._scene.words("no_holder")

    def _pointed_person(self, pieces: Sequence[Piece], found: Found, country: str | None) -> Draft | None:
        """The person whom a title with `itu` means: the speaker where it speaks, else the one mentioned last.

        An office of state with a bare `the` may be anyone's, so there the person must be of the government.
        """
        speaker = None
        if self._scene.speaks(pieces, found) or tag_at(pieces, found.end) == "v":
            speaker = self._mind.speaker() or self._mind.one(speaks=True)
        meant = speaker if speaker and country in (None, speaker.country) else self._mind.last_person(country)
        title = found.part(pieces, "role")[0].lexeme
        weak = pieces[found.end - 1].tag != "T" and title is not None and title.sector == "GOV"
        if meant is None or (weak and meant.sector != "GOV") or (title and self._has_other(meant, title.role)):
            return None
        return meant

    def _has_other(self, draft: Draft, role: str | None) -> bool:
        """Whether someone has another role than one that only a known few hold (`presiden`, `juru bicara`)."""
        few = self._scene.words("one_holder") | self._scene.words("few_holders")
        if draft.role is None or role is None or role not in few:
            return False
        return draft.role not in (role, *self._know.same_role.get(role, ()))

    def _bearer(self, pieces: Sequence[Piece], found: Found, role: str, country: str | None) -> Draft | None:
        """Who bears a title: someone whom the article gives it, else its holder on the day of publication."""
        realm, past = self._realm(pieces, found), self._is_past(pieces, found)
        if realm is not None:
            return self._register.holder(role, realm, past=past)
        roles = (role, *self._know.same_role.get(role, ()))
        for same in roles:
            draft = self._register.holder(same, country, past=past)
            if draft is not None and (country or self._fits_here(draft)):
                return draft
        whole = pieces[found.first : found.end]
        if any(piece.tag == "M" for piece in whole) or not (country or whole[0].words[0][0].isupper()):
            return None
        if not country and tag_at(pieces, found.first - 1) in "WRGNU(":
            return None
        return self._in_office(country or self._mind.nation(), roles, found.rule.id)

    def _fits_here(self, draft: Draft) -> bool:
        """Whether a title without a country may mean someone: already named, or of the country named last."""
        land = self._mind.last_country()
        return bool(draft.mentions) or land is None or draft.country in (None, land.country)

    def _in_office(self, land: str | None, roles: Sequence[str], rule: str) -> Draft | None:
        """Who held the first of the roles that only one person at a time holds; None where unknown."""
        for role in roles if land else ():
            row = self._know.in_office(land or "", role, self._register.day)
            if row is not None and role in self._scene.words("one_holder"):
                return self._register.known_person(row.name, None, rule)
        return None

    def pronoun(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        """Whom `dia` means; nobody for certain inside a quotation."""
        return None if self._scene.quoted else self._mind.one(speaks=self._scene.speaks(pieces, found))

    def pronouns(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        """Whom `mereka` means; nobody for certain inside a quotation."""
        return None if self._scene.quoted else self._mind.many()


def _name_of(piece: Piece) -> tuple[str, ...]:
    """The words of a name as names are compared."""
    return name_words(" ".join(piece.words))


def _realm_word(piece: Piece) -> str:
    """What a word of a realm stands for: a country's code, a field of office, a state's service, a body, or itself."""
    lexeme = piece.lexeme
    if lexeme and piece.tag in "CSD":
        return lexeme.country or ""
    if lexeme and piece.tag == "F":
        return lexeme.name or ""
    if lexeme and lexeme.kind == "country":
        return " ".join(filter(None, (lexeme.sector, lexeme.country)))
    if lexeme and piece.tag == "O" and lexeme.name:
        return lexeme.name.lower()
    return " ".join(lower_words(piece))
