"""From matches of rules to mentions: the two readings of an article that give each match its actor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from kawat.extract.actor_scene import Scene
from kawat.extract.bodies import Bodies
from kawat.extract.names import Found, Piece, tag_at, word_at
from kawat.extract.page import Line
from kawat.extract.people import People
from kawat.extract.reference import Draft
from kawat.records import MentionForm


class Resolver:
    """Reads the sentences of one article in order and writes mentions into its register."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._register = scene.register
        self._mind = scene.mind
        self._people = People(scene)
        self._bodies = Bodies(scene)
        self._wires = scene.register.wire_ends()
        self._clitics = tuple(sorted(scene.words("clitic")))
        self._paragraph = -1
        self._oblique_end = -1
        self._rules = {rule.id: rule for rule in scene.know.made_by}
        self._makers: dict[str, Callable[[Sequence[Piece], Found], Draft | None]] = {
            "person": self._people.person,
            "role": self._people.role,
            "noun": self._bodies.noun,
            "organisation": self._bodies.organisation,
            "country": self._bodies.country,
            "seat": self._bodies.country,
            "pronoun": self._people.pronoun,
            "pronouns": self._people.pronouns,
        }

    def meet(self, pieces: Sequence[Piece], matches: Sequence[Found], *, in_full: bool) -> None:
        """Take into the register the people whom this sentence names in full (or by one word), and the bodies."""
        for found in matches:
            if found.rule.makes == "person":
                name = found.part(pieces, "name")[0]
                if (len(name.words) > 1) == in_full and self._people.is_introduced(pieces, found, name):
                    self._people.person_named(pieces, found, name)
            elif in_full and found.rule.makes == "organisation":
                self._bodies.organisation(pieces, found)

    def apart(self, pieces: Sequence[Piece], matches: Iterable[Found]) -> Iterator[Found]:
        """The matches of a sentence, some as two: a title and a name that belong to two people."""
        for found in matches:
            if "role" in found.parts and "name" in found.parts:
                yield from self._apart(pieces, found)
            else:
                yield found

    def _apart(self, pieces: Sequence[Piece], found: Found) -> Iterator[Found]:
        """A match, or two where a title and a known name of another country meet only by a comma.

        After a title that is one person's for another (`pengacara Ani, Budi`) the name behind the comma is its bearer.
        """
        role, name = found.parts["role"], found.parts["name"]
        if self._is_of_somebody(pieces, found, role, name):
            end = found.end + 2
            parts = {"role": role, "of": (role[1], found.end), "name": (end - 1, end)}
            yield Found(found.rule, found.first, end, parts)
            return
        if "c" in {piece.tag for piece in pieces[found.first : found.end]}:
            lexeme = pieces[name[0]].lexeme
            land = self._scene.land(self._scene.rest(pieces, found))
            if lexeme and lexeme.country and land and land != lexeme.country:
                yield from self._halves(pieces, found, role, name)
                return
        yield found

    def _is_of_somebody(
        self, pieces: Sequence[Piece], found: Found, role: tuple[int, int], name: tuple[int, int]
    ) -> bool:
        """Whether the name after a title is that of the person it serves, and a comma and the bearer's name follow."""
        title = pieces[role[0]].lexeme
        if title is None or title.role not in self._scene.words("of_people") or name[0] < role[1]:
            return False
        if any(piece.tag in "OCGLSDA" for piece in self._scene.rest(pieces, found)):
            return False  # `juru bicara Kemenlu Peru Ani, Budi`: the title is of a body, and Ani bears it
        after = tag_at(pieces, found.end) + tag_at(pieces, found.end + 1)
        return after in ("cN", "cP") and tag_at(pieces, found.end + 2) in ".cske(vxpqy"

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

    def label(self, labels: Sequence[tuple[int, int]]) -> None:
        """Add whom labels name (`Ani84: ...`), unless they are mentions already or no names (`Tanya: ...`)."""
        taken = self._register.places() if labels else frozenset()
        for start_char, end_char in labels:
            name = self._register.words(start_char, end_char)
            if (start_char, end_char) not in taken and name.lower() not in self._scene.words("no_name"):
                self._register.person(name, "label").add(start_char, end_char, "name")

    def homeland(self) -> str | None:
        """The country of people of whom the article tells none, once all of it is read; None where it may be any."""
        return self._mind.homeland()

    def mention(self, line: Line, pieces: Sequence[Piece], matches: Sequence[Found]) -> None:
        """Add the mentions of this sentence."""
        if line.paragraph != self._paragraph:
            self._scene.quoted, self._paragraph = False, line.paragraph
        self._mind.line = line.index
        self._oblique_end = -1
        at = 0
        for found in matches:
            self._turn(pieces[at : found.first])
            at = found.end
            self._one(pieces, found)
        self._turn(pieces[at:])

    def _turn(self, pieces: Sequence[Piece]) -> None:
        """Step into or out of a quotation at each mark, and give each fused pronoun its actor."""
        for piece in pieces:
            if piece.tag == "q":
                self._scene.quoted = self._register.opens(piece.start_char, quoted=self._scene.quoted)
            elif piece.tag in "xvW" and piece.words[0].endswith(self._clitics) and not self._scene.quoted:
                self._clitic(piece)

    def _clitic(self, piece: Piece) -> None:
        """Add the mention that a pronoun fused to a word is (`istrinya`), where the word has an owner for certain."""
        word = piece.words[0].lower()
        ending = next(ending for ending in self._clitics if word.endswith(ending))
        stem = word.removesuffix(ending).rstrip("-")
        if len(stem) > 1 and stem not in self._scene.words("frozen"):
            owner = self._owner(stem)
            if owner is not None:
                owner.add(piece.end_char - len(ending), piece.end_char, "clitic")

    def _owner(self, stem: str) -> Draft | None:
        """Whom a pronoun fused to a reporting word, a verb or another word means."""
        if stem in self._scene.words("e"):
            return self._mind.one(speaks=True)
        if self._scene.know.verb_shape.match(stem):
            return self._mind.other()
        return self._mind.one(speaks=False) if stem in self._scene.words("own") else self._mind.owner()

    def _are_people(self, noun: Piece) -> bool:
        """Whether `kedua` before this noun means two people rather than two states."""
        return noun.tag == "R" or " ".join(noun.words).lower() in self._scene.words("leaders")

    def _tells(self, pieces: Sequence[Piece], found: Found) -> bool:
        """Whether an agency takes part: it stands before a verb, or owns what is told (`menurut laporan AFP`)."""
        before = word_at(pieces, found.first - 1)
        return tag_at(pieces, found.end) == "v" or before in self._scene.words("reports")

    def _two(self, pieces: Sequence[Piece], found: Found) -> tuple[Draft, ...]:
        """Whom `kedua negara` means."""
        noun = found.part(pieces, "noun")[0]
        verb = word_at(pieces, found.first - 1)
        acted_on = tag_at(pieces, found.first - 1) == "v" or verb in self._scene.words("acting_on")
        bands = " ".join(noun.words).lower() in self._scene.words("sides")
        return self._mind.two(people=self._are_people(noun), acted_on=acted_on, bands=bands)

    def _same_many(self, pieces: Sequence[Piece], found: Found) -> tuple[Draft, ...]:
        """The group that was named by the same noun before (`dua pejabat AS ... kedua pejabat itu`)."""
        noun = found.part(pieces, "noun")[0].lexeme
        group = self._register.look(("head", noun.name)) if noun and noun.name else None
        return (group,) if group is not None and group.kind == "group" else ()

    def _one(self, pieces: Sequence[Piece], found: Found) -> None:
        """Add one mention, or two for `kedua negara`, or none where nobody is meant for certain."""
        makes = found.rule.makes
        first, last = pieces[found.first], pieces[found.end - 1]
        if makes == "both":
            for draft in self._two(pieces, found) or self._same_many(pieces, found):
                draft.add(first.start_char, last.end_char, "nominal")
            return
        speaks = self._scene.speaks(pieces, found)
        if last.end_char in self._wires and not (speaks or self._tells(pieces, found)):
            return  # `dilansir AFP` tells whom the article relays; the agency takes no part in what it tells.
        meant = self._makers[makes](pieces, found)
        self._states_in(pieces, found, meant)
        if meant is not None:
            meant.add(first.start_char, last.end_char, _form(pieces, found))
            land = self._scene.land(self._scene.rest(pieces, found))
            if land is not None and meant.kind != "country":
                self._mind.heard_of(self._register.state(land, found.rule.id))
            self._mind.saw(meant, speaks=speaks, quoted=self._scene.quoted, oblique=self._is_oblique(pieces, found))

    def _states_in(self, pieces: Sequence[Piece], found: Found, meant: Draft | None) -> None:
        """Note the states that a description names: `Presiden Peru` is a mention of Peru too, if Peru is an actor."""
        for piece in pieces[found.first : found.end]:
            if piece.tag == "C" and piece.lexeme and piece.lexeme.country:
                state = self._register.state(piece.lexeme.country, found.rule.id)
                if state is not meant:
                    form: MentionForm = "acronym" if piece.words[-1].isupper() else "name"
                    state.inner.append((piece.start_char, piece.end_char, form))

    def _is_oblique(self, pieces: Sequence[Piece], found: Found) -> bool:
        """Whether a mention is no subject: a verb or preposition stands before it or before one it is joined to."""
        before = found.first - 1
        if tag_at(pieces, before) == "a" and self._oblique_end == before:
            oblique = True
        else:
            oblique = tag_at(pieces, before) in "puv" or word_at(pieces, before) in self._scene.words("oblique")
        if oblique:
            self._oblique_end = found.end
        return oblique


def _form(pieces: Sequence[Piece], found: Found) -> MentionForm:
    """How a mention names its actor."""
    if found.rule.makes in ("noun", "role"):
        return "nominal"
    if found.rule.makes in ("pronoun", "pronouns"):
        return "pronoun"
    last = pieces[found.end - 1]
    return "acronym" if found.end - found.first == 1 and last.words[-1].isupper() else "name"
