"""From matches of rules to actors: who a name, an office, a noun or a pronoun means at its place in the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from kawat.extract.names import Found, Piece
from kawat.extract.page import Line
from kawat.extract.reference import Draft, Register
from kawat.extract.salience import Salience
from kawat.knowledge.actors import Lexeme
from kawat.records import ActorKind, MentionForm

_NONE: frozenset[str] = frozenset()


class Resolver:
    """Reads the sentences of one article in order and writes mentions into its register.

    `single` counts the unknown capitalised words that stand alone in the article, `lands` the countries it names,
    `places` are unknown names that stand after a place preposition.
    """

    def __init__(
        self, register: Register, single: Counter[str], lands: Counter[str], places: frozenset[tuple[str, ...]]
    ) -> None:
        self.register = register
        self._places = places
        self._know = register.knowledge
        self._single = single
        self._mind = Salience(self._know.home, lands)
        self._paragraph = -1
        self._quoted = False
        self._rules = {rule.id: rule for rule in self._know.made_by}
        self._makers: dict[str, Callable[[Sequence[Piece], Found], Draft | None]] = {
            "person": self._person,
            "role": self._role,
            "noun": self._noun,
            "organisation": self._organisation,
            "country": self._country,
            "seat": self._country,
            "pronoun": self._pronoun,
            "pronouns": self._pronouns,
        }

    # First pass: everyone named in full or with a title.

    def meet(self, pieces: Sequence[Piece], matches: Sequence[Found], *, in_full: bool) -> None:
        """Take into the register the people whom this sentence names in full (or by one word), and the bodies."""
        for match in matches:
            for found in self._apart(pieces, match):
                if found.rule.makes == "person":
                    name = found.part(pieces, "name")[0]
                    if (len(name.words) > 1) == in_full and self._is_introduced(pieces, found, name):
                        self._person_named(pieces, found, name)
                elif in_full and found.rule.makes == "organisation":
                    self._organisation(pieces, found)

    def _is_introduced(self, pieces: Sequence[Piece], found: Found, name: Piece) -> bool:
        """Whether a name stands for a person: known, with a title, or by its place in the sentence."""
        if name.tag == "P":
            return True
        before, after = _tag(pieces, found.first - 1), _tag(pieces, found.end)
        if "role" in found.parts or found.parts["name"][0] > found.first:
            return not self._is_of_title(pieces, found, name)
        if self._is_body(name) or name.words in self._places or before == after == "q":
            return False
        if len(name.words) == 1:
            return before == "e" or (self._single[name.words[0]] > 1 and after in "se")
        return (
            self._speaks(pieces, found)
            or after == "v"
            or any(word in self._single for word in name.words)
            or (before in ".ca" and after in ".cay")
            or (after == "c" and _tag(pieces, found.end + 1) in "yQRM0")
            or _word(pieces, found.end) in self._words("possessive")
            or _word(pieces, found.first - 1) in self._words("with_people")
        )

    def _is_of_title(self, pieces: Sequence[Piece], found: Found, name: Piece) -> bool:
        """Whether a name after a title is that of the body or seat (`Ketua Partai Maju`, `Ahli Parlimen Kimanis`).

        A lone word after a comma that stands nowhere else is a further part of the title.
        """
        role = found.part(pieces, "role")
        title = role[0].lexeme if role else None
        before = _tag(pieces, found.parts["name"][0] - 1)
        if name.tag == "U" and before == "c" and self._single[name.words[0]] < 2:
            return True
        if name.tag == "U" and before in "RA" and title is not None and title.role in ("member", "legislator"):
            return True
        return before == "G" and not any(word in self._single for word in name.words)

    def _is_body(self, name: Piece) -> bool:
        """Whether an unknown name looks like an organisation's: an acronym, or a word such as `Institute`."""
        if len(name.words) == 1:
            return name.tag == "I"
        return not self._words("suffix").isdisjoint(word.lower() for word in name.words)

    def _words(self, name: str) -> frozenset[str]:
        return self._know.words.get(name, _NONE)

    def _apart(self, pieces: Sequence[Piece], found: Found) -> Iterator[Found]:
        """A match, or two where a title and a known name of another country meet only by a comma."""
        role, name = found.parts.get("role"), found.parts.get("name")
        if role and name and "c" in {piece.tag for piece in pieces[found.first : found.end]}:
            lexeme = pieces[name[0]].lexeme
            land = self._land(self._rest(pieces, found))
            if lexeme and lexeme.country and land and land != lexeme.country:
                yield from self._halves(pieces, found, role, name)
                return
        yield found

    def _halves(
        self, pieces: Sequence[Piece], found: Found, role: tuple[int, int], name: tuple[int, int]
    ) -> Iterator[Found]:
        """Title and name as matches of their own, in the order of the text."""
        low, high = min(role[0], name[0]), max(role[0], name[0])
        comma = next(index for index in range(low, high) if pieces[index].tag == "c")
        titled = {key: part for key, part in found.parts.items() if key in ("role", "of", "after")}
        for first, end in ((found.first, comma), (comma + 1, found.end)):
            if first <= name[0] < end:
                yield Found(self._rules["name"], first, end, {"name": name})
            else:
                yield Found(self._rules["office"], first, end, titled)

    # Second pass: every mention, in reading order.

    def mention(self, line: Line, pieces: Sequence[Piece], matches: Sequence[Found]) -> None:
        """Add the mentions of this sentence."""
        if line.paragraph != self._paragraph:
            self._quoted, self._paragraph = False, line.paragraph
        self._mind.line = line.index
        at = 0
        for match in matches:
            self._turn(pieces[at : match.first])
            at = match.end
            for found in self._apart(pieces, match):
                self._one(pieces, found)
        self._turn(pieces[at:])

    def _turn(self, pieces: Sequence[Piece]) -> None:
        """Step into or out of a quotation at each mark."""
        for piece in pieces:
            if piece.tag == "q":
                self._quoted = self.register.opens(piece.start_char, quoted=self._quoted)

    def _one(self, pieces: Sequence[Piece], found: Found) -> None:
        """Add one mention, or two for `kedua negara`, or none where nobody is meant for certain."""
        makes = found.rule.makes
        first, last = pieces[found.first], pieces[found.end - 1]
        if makes == "both":
            for draft in self._mind.two(people=found.part(pieces, "noun")[0].tag == "R"):
                draft.add(first.start_char, last.end_char, "nominal")
            return
        meant = self._makers[makes](pieces, found)
        if meant is not None:
            meant.add(first.start_char, last.end_char, _form(pieces, found))
            self._mind.saw(meant, speaks=self._speaks(pieces, found), quoted=self._quoted)

    def _speaks(self, pieces: Sequence[Piece], found: Found) -> bool:
        """Whether a reporting word stands before the match, or after it with at most one word between."""
        after = _tag(pieces, found.end)
        late = after in "xv" and _tag(pieces, found.end + 1) in "se"
        return _tag(pieces, found.first - 1) == "e" or after in "se" or late

    # People

    def _person(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        """The person of a name with or without a title; None for a capitalised word that nobody bears."""
        name = found.part(pieces, "name")[0]
        if name.tag in "NUI" and self.register.namesake(_lower(name)) is None:
            if "role" in found.parts:
                return self._role(pieces, found)
            return self.register.look(_lower(name)) or self._unknown_body(pieces, found, name)
        return self._person_named(pieces, found, name)

    def _person_named(self, pieces: Sequence[Piece], found: Found, name: Piece) -> Draft:
        rule = found.rule.id
        if name.lexeme is not None and name.lexeme.name:
            other = self.register.namesake(_lower(name)) if len(name.words) == 1 else None
            printed = " ".join(name.words) if len(name.words) > 1 else None
            draft = other or self.register.known_person(name.lexeme.name, printed, rule)
        else:
            draft = self.register.person(self.register.words(name.start_char, name.end_char), rule)
        for nick in found.part(pieces, "nick"):
            self.register.nickname(draft, nick.words[-1])
        if "role" in found.parts:
            role, country, sector = self._office(pieces, found)
            draft.learn(country, sector, role)
            self.register.note_role(draft, role, self._realm(pieces, found) or country or draft.country)
        self.register.note_role(draft, draft.role, draft.country)
        return draft

    def _unknown_body(self, pieces: Sequence[Piece], found: Found, name: Piece) -> Draft | None:
        """An organisation that only its acronym or shape shows, where it speaks or acts."""
        acts = self._speaks(pieces, found) or _tag(pieces, found.end) == "v"
        if not self._is_body(name) or not (acts or self._single[name.words[-1]] > 1):
            return None
        printed = self.register.words(name.start_char, name.end_char)
        return self.register.named(_lower(name), printed, "organisation", found.rule.id)

    def _rest(self, pieces: Sequence[Piece], found: Found) -> tuple[Piece, ...]:
        """The pieces that describe a title or noun further."""
        return (*found.part(pieces, "of"), *found.part(pieces, "after"))

    def _office(self, pieces: Sequence[Piece], found: Found) -> tuple[str | None, str | None, str | None]:
        """Role, country and sector that a title tells."""
        title = found.part(pieces, "role")[0].lexeme or Lexeme(tag="R")
        rest = self._rest(pieces, found)
        role = title.role
        field = next((piece.lexeme.name for piece in rest if piece.tag == "F" and piece.lexeme), None)
        if role and field and role.endswith("minister"):
            role = f"{role.removesuffix('minister')}{field} minister"
        sectors = [piece.lexeme.sector for piece in rest if piece.lexeme and piece.lexeme.sector]
        return role, self._land(rest), title.sector or next(iter(sectors), None)

    def _realm(self, pieces: Sequence[Piece], found: Found) -> str | None:
        """The body that an office belongs to (`Presiden Interpol`), as words; None for an office of a state."""
        rest = self._rest(pieces, found)
        if not any(piece.tag in "OGNUI" for piece in rest):
            return None
        return " ".join(word.lower() for piece in rest for word in piece.words)

    def _land(self, rest: Sequence[Piece]) -> str | None:
        """The country that the words of a description name, directly or through a body of that country."""
        lands = [piece.lexeme.country for piece in rest if piece.lexeme and piece.tag in "CSDOL"]
        return next((land for land in lands if land), None)

    def _role(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        """Whom a title without a name means: someone in the article, the holder on that day, or someone unnamed."""
        role, country, sector = self._office(pieces, found)
        pointed = self._is_pointed(pieces, found)
        count = self._count(pieces, found)
        many = count == "many"
        if role and count is None:
            known = self._bearer(pieces, found, role, country)
            if known is not None:
                return known
        head = ("head", *_lower(found.part(pieces, "role")[0]))
        if pointed:
            meant = self.register.look(head) or (None if many else self._pointed_person(pieces, found, country))
            if meant is not None:
                return meant
        if not (pointed or self._speaks(pieces, found) or (country or (count and self._stands(pieces, found)))):
            return None
        draft = self._described(pieces, found, "group" if many else "person")
        draft.learn(country, sector, role)
        self.register.rebind(head, draft)
        return draft

    def _pointed_person(self, pieces: Sequence[Piece], found: Found, country: str | None) -> Draft | None:
        """The person whom a title with `itu` means: the speaker where it speaks, else the one mentioned last."""
        speaker = self._mind.one(speaks=True) if self._speaks(pieces, found) else None
        if speaker is not None and country in (None, speaker.country):
            return speaker
        return self._mind.last_person(country)

    def _bearer(self, pieces: Sequence[Piece], found: Found, role: str, country: str | None) -> Draft | None:
        """Who bears a title: someone whom the article gives it, else its holder on the day of publication."""
        realm = self._realm(pieces, found)
        if realm is not None:
            return self.register.holder(role, realm)
        roles = (role, *self._know.same_role.get(role, ()))
        for same in roles:
            draft = self.register.holder(same, country)
            if draft is not None:
                return draft
        whole = pieces[found.first : found.end]
        if any(piece.tag == "M" for piece in whole) or not (country or whole[0].words[0][0].isupper()):
            return None
        if not country and _tag(pieces, found.first - 1) in "WRGNU(":
            return None
        for same in roles:
            row = self._know.in_office(country or self._know.home or "", same, self.register.day)
            if row is not None:
                return self.register.known_person(row.name, None, found.rule.id)
        return None

    def _is_pointed(self, pieces: Sequence[Piece], found: Found) -> bool:
        """Whether a description points back: `itu` after it, or `the` before it."""
        return pieces[found.end - 1].tag == "T" or _word(pieces, found.first) in self._words("pointing")

    def _count(self, pieces: Sequence[Piece], found: Found) -> str | None:
        """How many a description means by its determiner or doubling: one (unknown), many, or None."""
        first = pieces[found.first]
        word = " ".join(first.words).lower()
        if first.tag == "0" or (first.tag == "Q" and word in self._words("plural")) or _is_double(word):
            return "many"
        return "one" if first.tag == "Q" and word in self._words("single") else None

    def _pronoun(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        return None if self._quoted else self._mind.one(speaks=self._speaks(pieces, found))

    def _pronouns(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        return None if self._quoted else self._mind.many()

    # Countries, bodies, groups

    def _country(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        lexeme = found.part(pieces, "noun")[0].lexeme
        return self.register.state(lexeme.country or "", found.rule.id) if lexeme else None

    def _stands(self, pieces: Sequence[Piece], found: Found) -> bool:
        """Whether a bare noun is somebody here: counted, speaking, subject or object of a verb; not an attribute."""
        before, after = _tag(pieces, found.first - 1), _tag(pieces, found.end)
        return pieces[found.first].tag in "Q0" or before in ".sevkuac" or after in "sev" or self._speaks(pieces, found)

    def _noun(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        """Whom a noun of people means: a state, its forces, or a group."""
        noun = found.part(pieces, "noun")[0].lexeme
        if noun is None or noun.name is None:
            return None
        rest = self._rest(pieces, found)
        pointed = self._is_pointed(pieces, found)
        count = self._count(pieces, found)
        if noun.name in self._words("nations") and count is None and not rest:
            return self._mind.last_country() if pointed else None
        if not rest and not pointed and not self._may_stand_alone(pieces, found, noun):
            return None
        head = self.register.look(("head", noun.name)) if pointed and not rest else None
        if head is not None:
            return head
        draft = self._new_noun(pieces, found, noun, count)
        if draft is not None:
            self.register.rebind(("head", noun.name), draft)
        return draft

    def _may_stand_alone(self, pieces: Sequence[Piece], found: Found, noun: Lexeme) -> bool:
        if noun.alone or (noun.kind != "country" and pieces[found.first].tag in "Q0"):
            return self._stands(pieces, found)
        return noun.kind != "country" and self._speaks(pieces, found)

    def _new_noun(self, pieces: Sequence[Piece], found: Found, noun: Lexeme, count: str | None) -> Draft | None:
        """The actor of a noun that points back to nobody."""
        land = self._land(self._rest(pieces, found))
        if noun.kind == "country" and noun.name not in self._words("nations") and count != "one":
            return self._state(pieces, found, noun, land or self._mind.nation())
        kind: ActorKind = "person" if count == "one" else "group" if noun.kind == "country" else noun.kind or "group"
        draft = self._described(pieces, found, kind)
        draft.learn(land, noun.sector, None)
        return draft

    def _state(self, pieces: Sequence[Piece], found: Found, noun: Lexeme, land: str | None) -> Draft | None:
        """The state, or its own actor for armed forces and services."""
        if land is None:
            return None
        if noun.sector == "GOV":
            return self.register.state(land, found.rule.id)
        draft = self.register.named((noun.sector or "", land), self._phrase(pieces, found), "country", found.rule.id)
        draft.learn(land, noun.sector, None)
        return draft

    def _organisation(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        """The body of a name, or of a noun with its name."""
        noun = found.part(pieces, "noun")[0]
        acronym = next(iter(found.part(pieces, "acronym")), None)
        if noun.lexeme is None:
            return None
        rest = self._rest(pieces, found)
        named = self._known_name(noun, acronym, rest)
        if named is not None:
            return self._known_body(pieces, found, named)
        if all(piece.tag in "Fxuap" for piece in rest):
            again = self._body_again(pieces, found, noun.lexeme)
            if again is not None or not self._stands(pieces, found):
                return again
        draft = self._new_body(pieces, found, noun.lexeme)
        if acronym is not None and draft is not None:
            self.register.bind(_lower(acronym), draft)
        if draft is not None:
            self.register.rebind(("head", noun.lexeme.name or ""), draft)
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
        pointed = self._is_pointed(pieces, found)
        if not pointed and not self._speaks(pieces, found):
            return None
        head = self.register.look(("head", noun.name or ""))
        return (self._mind.last_body(noun.sector) or head) if pointed else head

    def _new_body(self, pieces: Sequence[Piece], found: Found, noun: Lexeme) -> Draft | None:
        """The body of a noun with its name; a ministry of a named country is the state itself."""
        land = self._land(self._rest(pieces, found))
        if noun.kind == "country" and land:
            return self.register.state(land, found.rule.id)
        draft = self._described(pieces, found, noun.kind or "organisation")
        draft.learn(land or (self._mind.nation() if noun.kind == "country" else None), noun.sector, None)
        return draft

    def _known_body(self, pieces: Sequence[Piece], found: Found, lexeme: Lexeme) -> Draft | None:
        if lexeme.name is None:
            return None
        land = self._land(found.part(pieces, "of"))
        if lexeme.kind == "country" and lexeme.sector == "GOV" and lexeme.country:
            return self.register.state(land or lexeme.country, found.rule.id)
        if land and lexeme.country and land != lexeme.country:
            return self._foreign_body(pieces, found, lexeme, land)
        key = (lexeme.sector or "", lexeme.country or "") if lexeme.kind == "country" else ("body", lexeme.name)
        new = self.register.look(key) is None
        draft = self.register.named(key, lexeme.name, lexeme.kind or "organisation", found.rule.id)
        draft.unprinted = draft.unprinted or new
        words = {" ".join(piece.words) for piece in pieces[found.first : found.end]}
        self.register.print_name(
            draft, self._phrase(pieces, found), usual=lexeme.name if lexeme.name in words else None
        )
        draft.learn(lexeme.country, lexeme.sector, None)
        return draft

    def _foreign_body(self, pieces: Sequence[Piece], found: Found, lexeme: Lexeme, land: str) -> Draft:
        """The body of another country than the one whose body usually bears the name (`Mahkamah Agung Kenya`)."""
        draft = self._described(pieces, found, lexeme.kind or "organisation")
        draft.learn(land, lexeme.sector, None)
        self.register.rebind(("body", lexeme.name or ""), draft)
        return draft

    def _described(self, pieces: Sequence[Piece], found: Found, kind: ActorKind) -> Draft:
        """The actor of a description; the same words mean the same actor."""
        phrase = self._phrase(pieces, found)
        return self.register.named(tuple(phrase.lower().split()), phrase, kind, found.rule.id)

    def _phrase(self, pieces: Sequence[Piece], found: Found) -> str:
        """The words of a description without determiners and demonstrative."""
        inner = [piece for piece in pieces[found.first : found.end] if piece.tag != "T"]
        counted = len(inner) == 2 and inner[0].tag == "0"
        while len(inner) > 1 and inner[0].tag in "Q0" and not counted:
            inner = inner[1:]
        return self.register.words(inner[0].start_char, inner[-1].end_char)


def _tag(pieces: Sequence[Piece], index: int) -> str:
    """The tag at an index; `.` outside the sentence."""
    return pieces[index].tag if 0 <= index < len(pieces) else "."


def _word(pieces: Sequence[Piece], index: int) -> str:
    """The first word of the piece at an index, in lower case; empty outside the sentence."""
    return pieces[index].words[0].lower() if 0 <= index < len(pieces) else ""


def _lower(piece: Piece) -> tuple[str, ...]:
    return tuple(word.lower() for word in piece.words)


def _is_double(word: str) -> bool:
    """Whether a word is said twice for many (`pejabat-pejabat`)."""
    first, _, second = word.partition("-")
    return bool(second) and first == second


def _form(pieces: Sequence[Piece], found: Found) -> MentionForm:
    """How a mention names its actor."""
    if found.rule.makes in ("noun", "role"):
        return "nominal"
    if found.rule.makes in ("pronoun", "pronouns"):
        return "pronoun"
    last = pieces[found.end - 1]
    return "acronym" if found.end - found.first == 1 and last.words[-1].isupper() else "name"
