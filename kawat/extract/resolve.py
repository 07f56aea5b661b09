"""From matches of rules to actors: who a name, an office, a noun or a pronoun means at its place in the article."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence

from kawat.extract.names import Found, Piece
from kawat.extract.page import Line
from kawat.extract.reference import Draft, Register
from kawat.records import MentionForm

_REACH = 5
_KEPT = 24


class Resolver:
    """Reads the sentences of one article in order and writes mentions into its register."""

    def __init__(self, register: Register, names: Counter[str]) -> None:
        self.register = register
        self._know = register.knowledge
        self._names = names
        self._countries: deque[Draft] = deque(maxlen=_KEPT)
        self._people: deque[Draft] = deque(maxlen=_KEPT)
        self._others: deque[Draft] = deque(maxlen=_KEPT)
        self._subjects: deque[tuple[int, Draft]] = deque(maxlen=_KEPT)
        self._speaker: tuple[int, Draft] | None = None
        self._line = 0
        self._paragraph = -1
        self._quoted = False
        self._makers: dict[str, Callable[[Sequence[Piece], Found], Draft | None]] = {
            "person": self._person,
            "role": self._role,
            "noun": self._noun,
            "organisation": self._organisation,
            "country": self._country,
            "seat": self._country,
            "pronoun": self._pronoun,
            "pronouns": self._plural,
        }

    # First pass: everyone named in full or with a title.

    def meet(self, pieces: Sequence[Piece], matches: Sequence[Found]) -> None:
        """Take into the register the people and bodies that this sentence names well enough."""
        for found in matches:
            if found.rule.makes == "person":
                name = found.part(pieces, "name")[0]
                if self._is_introduced(pieces, found, name):
                    self._person_named(pieces, found, name)
            elif found.rule.makes in ("organisation", "country"):
                self._makers[found.rule.makes](pieces, found)

    def _is_introduced(self, pieces: Sequence[Piece], found: Found, name: Piece) -> bool:
        """Whether a name stands for a person: known, with a title, or by its shape and place."""
        if name.tag == "P" or "role" in found.parts or found.parts["name"][0] > found.first:
            return True
        before, after = _tag(pieces, found.first - 1), _tag(pieces, found.end)
        if self._is_body(name) or (before == "p" and after not in "sv"):
            return False
        if len(name.words) > 1:
            return found.first > 0 or after in "svc("
        return self._names[name.words[0]] > 1 and (before == "s" or after == "s")

    def _is_body(self, name: Piece) -> bool:
        """Whether an unknown name looks like an organisation's: an acronym, or a word such as `Institute`."""
        if len(name.words) == 1:
            return name.words[0].isupper()
        return not self._know.words.get("suffix", frozenset()).isdisjoint(word.lower() for word in name.words)

    # Second pass: every mention, in reading order.

    def mention(self, line: Line, pieces: Sequence[Piece], matches: Sequence[Found]) -> None:
        """Add the mentions of this sentence."""
        if line.paragraph != self._paragraph:
            self._quoted, self._paragraph = False, line.paragraph
        self._line = line.index
        at = 0
        for found in matches:
            self._quoted ^= sum(piece.tag == "q" for piece in pieces[at : found.first]) % 2 == 1
            at = found.end
            self._one(pieces, found)
        self._quoted ^= sum(piece.tag == "q" for piece in pieces[at:]) % 2 == 1

    def _one(self, pieces: Sequence[Piece], found: Found) -> None:
        """Add one mention, or two for `kedua negara`, or none where nobody is meant for certain."""
        makes = found.rule.makes
        first, last = pieces[found.first], pieces[found.end - 1]
        if makes == "both":
            for draft in self._both(found.part(pieces, "noun")):
                draft.add(first.start_char, last.end_char, "nominal")
            return
        meant = self._makers[makes](pieces, found)
        if meant is not None:
            meant.add(first.start_char, last.end_char, _form(pieces, found))
            self._recall(meant, pieces, found)

    def _recall(self, draft: Draft, pieces: Sequence[Piece], found: Found) -> None:
        """Keep in mind who was just mentioned, and who speaks."""
        if draft.kind == "person":
            self._people.append(draft)
            if not self._quoted:
                self._subjects.append((self._line, draft))
                if self._speaks(pieces, found):
                    self._speaker = (self._line, draft)
        elif draft.kind == "country":
            self._countries.append(draft)
        else:
            self._others.append(draft)

    def _speaks(self, pieces: Sequence[Piece], found: Found) -> bool:
        return _tag(pieces, found.first - 1) == "s" or _tag(pieces, found.end) == "s"

    # People

    def _person(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        """The person of a name with or without a title; None for a capitalised word that nobody bears."""
        name = found.part(pieces, "name")[0]
        words = tuple(word.lower() for word in name.words)
        if name.tag == "N" and self.register.namesake(words) is None:
            body = self.register.look(words)
            if body is not None:
                return body
            if not self._is_introduced(pieces, found, name):
                return self._unknown_body(pieces, found, name)
        return self._person_named(pieces, found, name)

    def _person_named(self, pieces: Sequence[Piece], found: Found, name: Piece) -> Draft:
        rule = found.rule.id
        if name.lexeme is not None and name.lexeme.name:
            words = tuple(word.lower() for word in name.words)
            other = self.register.namesake(words)
            draft = other if other and len(words) == 1 else self.register.known_person(name.lexeme.name, rule)
        else:
            draft = self.register.person(self.register.words(name.start_char, name.end_char), rule)
        if "role" in found.parts:
            role, country, sector = self._office(pieces, found)
            draft.learn(country, sector, role)
            self.register.note_role(draft, role, country or draft.country)
        return draft

    def _unknown_body(self, pieces: Sequence[Piece], found: Found, name: Piece) -> Draft | None:
        """An organisation that only its acronym or shape shows, where it speaks or acts."""
        speaks = self._speaks(pieces, found) or _tag(pieces, found.end) == "v"
        if not self._is_body(name) or not (speaks or self._names[name.words[-1]] > 1):
            return None
        key = tuple(word.lower() for word in name.words)
        return self.register.named(
            key, self.register.words(name.start_char, name.end_char), "organisation", found.rule.id
        )

    def _office(self, pieces: Sequence[Piece], found: Found) -> tuple[str | None, str | None, str | None]:
        """Role, country and sector that a title tells."""
        title = found.part(pieces, "role")[0].lexeme
        rest = [*found.part(pieces, "of"), *found.part(pieces, "after")]
        role = title.role if title else None
        field = next((piece.lexeme.name for piece in rest if piece.tag == "F" and piece.lexeme), None)
        if role and field and role.endswith("minister"):
            role = f"{role.removesuffix('minister')}{field} minister"
        sector = title.sector if title else None
        return (
            role,
            self._land(rest),
            sector or next((p.lexeme.sector for p in rest if p.lexeme and p.lexeme.sector), None),
        )

    def _land(self, rest: Sequence[Piece]) -> str | None:
        """The country that the words of a description name, directly or through a body of that country."""
        lands = [piece.lexeme.country for piece in rest if piece.lexeme and piece.tag in "CSDOL"]
        return next((land for land in lands if land), None)

    def _role(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        """Whom a title without a name means: someone in the article, the holder on that day, or someone unnamed."""
        role, country, sector = self._office(pieces, found)
        former = any(piece.tag == "M" for piece in pieces[found.first : found.end])
        pointed = pieces[found.end - 1].tag == "T"
        one = pieces[found.first].tag != "Q" or pieces[found.first].words[0].lower() == "sang"
        known = self._bearer(pieces, found, role, country) if role and one and not former else None
        if known is not None:
            return known
        if pointed and self._subjects:
            return self._subjects[-1][1]
        if not (found.part(pieces, "of") or pieces[found.first].tag == "Q" or self._speaks(pieces, found)):
            return None
        draft = self._described(pieces, found, "person")
        draft.learn(country, sector, role)
        return draft

    def _bearer(self, pieces: Sequence[Piece], found: Found, role: str, country: str | None) -> Draft | None:
        """Who bears a title: someone whom the article gives it, else its holder on the day of publication."""
        for same in (role, *self._know.same_role.get(role, ())):
            draft = self.register.holder(same, country)
            if draft is not None:
                return draft
        if country is None and not pieces[found.first].words[0][0].isupper():
            return None
        for same in (role, *self._know.same_role.get(role, ())):
            row = self._know.in_office(country or self._know.home or "", same, self.register.day)
            if row is not None:
                return self.register.known_person(row.name, found.rule.id)
        return None

    def _pronoun(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        """Whom `dia` means: who spoke last, where it speaks; else the first person of this or a near sentence."""
        if self._quoted:
            return None
        speaker = self._speaker
        if self._speaks(pieces, found) and speaker and self._line - speaker[0] <= _REACH:
            return speaker[1]
        lines: dict[int, Draft] = {}
        for line, draft in self._subjects:
            lines.setdefault(line, draft)
        near = [line for line in lines if self._line - line <= _REACH]
        return lines[max(near)] if near else None

    def _plural(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        """Whom `mereka` means: the group or body mentioned last."""
        if self._quoted:
            return None
        return next((draft for draft in reversed(self._others) if draft.kind in ("group", "organisation")), None)

    def _both(self, noun: Sequence[Piece]) -> tuple[Draft, ...]:
        """The two just named: leaders for a title, countries else; nobody where fewer were named."""
        pool = self._people if noun[0].tag == "R" else self._countries
        last = tuple(dict.fromkeys(reversed(pool)))[:2]
        return tuple(reversed(last)) if len(last) == 2 else ()

    # Countries, bodies, groups

    def _country(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        lexeme = found.part(pieces, "noun")[0].lexeme
        return self.register.country(lexeme, found.rule.id) if lexeme else None

    def _nation(self) -> str | None:
        """The country that a bare `pemerintah` means here: the one mentioned last, else the home country."""
        return self._countries[-1].country if self._countries else self._know.home

    def _noun(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        """Whom a noun of people means: a state, its forces, or a group."""
        noun = found.part(pieces, "noun")[0].lexeme
        rest = [*found.part(pieces, "of"), *found.part(pieces, "after")]
        if noun is None:
            return None
        bare = found.end - found.first == 1
        pointed = pieces[found.end - 1].tag == "T"
        land = self._land(rest)
        if noun.kind == "country" and noun.name in ("negara", "negara-negara"):
            return self._countries[-1] if pointed and self._countries else None
        if noun.kind == "country":
            return self._state(pieces, found, land or self._nation())
        if bare and not self._speaks(pieces, found) and _tag(pieces, found.end) != "v":
            return None
        if pointed and not rest:
            head = self.register.look(("head", noun.name or ""))
            if head is not None:
                return head
        draft = self._described(pieces, found, noun.kind or "group")
        draft.learn(land, noun.sector, None)
        self.register.rebind(("head", noun.name or ""), draft)
        return draft

    def _state(self, pieces: Sequence[Piece], found: Found, land: str | None) -> Draft | None:
        """The state, or its own actor for armed forces and services."""
        noun = found.part(pieces, "noun")[0].lexeme
        if land is None or noun is None:
            return None
        if noun.sector == "GOV":
            return self.register.state(land, found.rule.id)
        draft = self.register.named((noun.sector or "", land), self._phrase(pieces, found), "country", found.rule.id)
        draft.learn(land, noun.sector, None)
        return draft

    def _organisation(self, pieces: Sequence[Piece], found: Found) -> Draft | None:
        """The body of a name, or of a noun with its name."""
        noun = found.part(pieces, "noun")[0]
        rest = [*found.part(pieces, "of"), *found.part(pieces, "after")]
        lexeme = noun.lexeme
        if lexeme is None:
            return None
        if noun.tag == "O":
            return self._known_body(pieces, found, noun)
        if lexeme.kind == "country":
            if not rest and not self._speaks(pieces, found):
                return None
            return self.register.state(self._land(rest) or self._nation() or "", found.rule.id)
        if not rest:
            head = self.register.look(("head", lexeme.name or ""))
            return head if pieces[found.end - 1].tag == "T" or self._speaks(pieces, found) else None
        draft = self._described(pieces, found, "organisation")
        draft.learn(self._land(rest), lexeme.sector, None)
        for acronym in found.part(pieces, "acronym"):
            self.register.bind(tuple(word.lower() for word in acronym.words), draft)
        self.register.rebind(("head", lexeme.name or ""), draft)
        return draft

    def _known_body(self, pieces: Sequence[Piece], found: Found, noun: Piece) -> Draft | None:
        lexeme = noun.lexeme
        if lexeme is None or lexeme.name is None:
            return None
        if lexeme.kind == "country" and lexeme.sector == "GOV" and lexeme.country:
            return self.register.state(lexeme.country, found.rule.id)
        key = (lexeme.sector or "", lexeme.country or "") if lexeme.kind == "country" else ("body", lexeme.name)
        draft = self.register.named(key, lexeme.name, lexeme.kind or "organisation", found.rule.id)
        draft.learn(lexeme.country, lexeme.sector, None)
        return draft

    def _described(self, pieces: Sequence[Piece], found: Found, kind: str) -> Draft:
        """The actor of a description; the same words mean the same actor."""
        phrase = self._phrase(pieces, found)
        return self.register.named(tuple(phrase.lower().split()), phrase, kind, found.rule.id)  # type: ignore[arg-type]

    def _phrase(self, pieces: Sequence[Piece], found: Found) -> str:
        """The words of a description without determiners, demonstrative and bracket."""
        inner = [p for p in pieces[found.first : found.end] if p.tag not in "T"]
        while len(inner) > 1 and inner[0].tag in "Q0":
            inner = inner[1:]
        signs = [index for index, piece in enumerate(inner) if piece.tag == "("]
        inner = inner[: signs[0]] if signs and signs[0] > 0 else inner
        return self.register.words(inner[0].start_char, inner[-1].end_char)


def _tag(pieces: Sequence[Piece], index: int) -> str:
    """The tag at an index; `.` outside the sentence."""
    return pieces[index].tag if 0 <= index < len(pieces) else "."


def _form(pieces: Sequence[Piece], found: Found) -> MentionForm:
    """How a mention names its actor."""
    if found.rule.makes in ("noun", "role"):
        return "nominal"
    if found.rule.makes in ("pronoun", "pronouns"):
        return "pronoun"
    last = pieces[found.end - 1]
    return "acronym" if found.end - found.first == 1 and last.words[-1].isupper() else "name"
