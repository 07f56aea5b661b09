"""A sentence made ready for questions about who acts: its mentions, who tells it, and the subject at each word."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kawat.extract.page import Cast, Line, Seen
from kawat.knowledge.events import EventKnowledge
from kawat.knowledge.tokens import Token
from kawat.records import Actor, Article, Quotation, Span

BACK = 12  # mentions, and words, before a pronoun in which its person is looked for


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who takes part, with the words that say so where there are any."""

    actor: Actor
    span: Span | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A party at words `first` to `end`; `weak` when a preposition keeps it from being a subject."""

    first: int
    end: int
    party: Party
    weak: bool
    vague: bool = False


@dataclass(slots=True)
class Memory:
    """Who was last spoken of, sentence by sentence: the last subject, the last person, the last two parties.

    `voice` is who speaks first in the body, as long as the article only opens: title and first sentence.
    """

    subject: tuple[Party, ...] = ()
    person: tuple[Party, ...] = ()
    earlier: tuple[Party, ...] = ()
    states: dict[str, Actor] = field(default_factory=dict)
    voice: tuple[Party, ...] = ()


@dataclass(slots=True)
class _Strand:
    """Where the reading of one voice stands: parties since the last verb (None for a comma), the current subject."""

    speaker: tuple[Party, ...] = ()
    phrase: list[Spot | None] = field(default_factory=list)
    subject: tuple[Party, ...] = ()
    person: tuple[Party, ...] = ()
    last: Spot | None = None
    held: list[Spot | None] | None = None
    begun: bool = False
    verbal: bool = False
    waiting: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence ready for questions about who acts.

    `words` are its tokens, cut again where a mention begins or ends inside one. `told` gives for each word the
    quotation that covers it. `subjects` gives for each word the subject in force there. `voice` is who speaks first in
    the article, where this is its opening.
    """

    words: tuple[Token, ...]
    spots: tuple[Spot, ...]
    told: tuple[Quotation | None, ...]
    subjects: tuple[tuple[Party, ...], ...]
    speakers: dict[str, tuple[Party, ...]]
    earlier: tuple[Party, ...]
    knowledge: EventKnowledge
    firsts: tuple[int, ...]
    starts: tuple[int, ...]
    verbs: frozenset[int]
    voice: tuple[Party, ...] = ()

    def lower(self, index: int) -> str:
        """The word in lower case; empty outside the sentence."""
        return self.words[index].lower if 0 <= index < len(self.words) else ""

    def plain(self, index: int) -> str:
        """The word in lower case; empty inside a mention: `Theresa May` is no modal."""
        place = bisect_right(self.firsts, index) - 1
        return "" if place >= 0 and index < self.spots[place].end else self.lower(index)

    def speaker(self, index: int) -> tuple[Party, ...]:
        """Who speaks the word; nobody outside quotations or where the speaker is unknown."""
        quotation = self.told[index]
        return self.speakers.get(quotation.id, ()) if quotation else ()


def states_of(cast: Cast) -> dict[str, Actor]:
    """States by the words that name them."""
    states = (actor for actor in cast.actors if actor.kind == "country")
    return {mention.span.text: actor for actor in states for mention in actor.mentions}


def words_of(line: Line, cast: Cast) -> tuple[Token, ...]:
    """The tokens of the line, cut where a mention begins or ends inside one (a link's missing space)."""
    cuts = sorted(
        {edge for seen in cast.within(line.start_char, line.end_char) for edge in (seen.start_char, seen.end_char)}
    )
    if not cuts:
        return line.tokens
    return tuple(piece for token in line.tokens for piece in _cut(token, cuts))


def _cut(token: Token, cuts: Sequence[int]) -> Iterable[Token]:
    """The token, or its parts between cuts that fall inside it."""
    low, high = bisect_right(cuts, token.start_char), bisect_right(cuts, token.end_char - 1)
    if low == high:
        return (token,)
    edges = [token.start_char, *cuts[low:high], token.end_char]
    pieces = []
    for start, end in itertools.pairwise(edges):
        text = token.text[start - token.start_char : end - token.start_char]
        pieces.append(Token(start, end, text, text.lower()))
    return pieces


def set_scene(
    article: Article,
    words: tuple[Token, ...],
    line: Line,
    cast: Cast,
    told: tuple[Quotation | None, ...],
    verbs: frozenset[int],
    memory: Memory,
    knowledge: EventKnowledge,
) -> Scene:
    """The sentence with its spots and subjects; updates the memory for the sentences that follow."""
    spots = _spots(article, words, line, cast, verbs, memory, knowledge)
    speakers = {q.id: speaker_of(q, cast) for q in told if q is not None}
    meant = _pronouns(words, spots, told, speakers, memory, knowledge)
    spots = tuple(sorted((*spots, *meant), key=lambda spot: spot.first)) if meant else spots
    earlier = memory.earlier
    subjects = _subjects(words, spots, told, speakers, verbs, memory, knowledge)
    memory.earlier = once((*(p for s in subjects for p in s), *earlier))[:6]
    firsts, starts = tuple(spot.first for spot in spots), tuple(word.start_char for word in words)
    return Scene(words, spots, told, subjects, speakers, earlier, knowledge, firsts, starts, verbs, memory.voice)


def speaker_of(quotation: Quotation, cast: Cast) -> tuple[Party, ...]:
    """Who says the quotation, where known."""
    actor = cast.by_id.get(quotation.speaker or "")
    return (Party(actor, quotation.source),) if actor else ()


def _spots(
    article: Article,
    words: Sequence[Token],
    line: Line,
    cast: Cast,
    verbs: frozenset[int],
    memory: Memory,
    knowledge: EventKnowledge,
) -> tuple[Spot, ...]:
    """Mentions at their words, without those inside another or that only stand in a person's title."""
    starts = [word.start_char for word in words]
    kept: list[Seen] = []
    for seen in cast.within(line.start_char, line.end_char):
        if kept and seen.end_char <= kept[-1].end_char and not _is_shared(kept[-1], seen):
            continue
        if kept and _titles(article, kept[-1], seen):
            kept.pop()
        kept.append(seen)
    spots = []
    for seen in kept:
        first = max(0, bisect_right(starts, seen.start_char) - 1)
        end = max(first + 1, bisect_right(starts, seen.end_char - 1))
        weak = _is_weak(words, first, end, verbs, knowledge)
        spots.append(Spot(first, end, Party(_behind(seen, memory), seen.mention.span), weak, _is_vague(seen)))
    return tuple(spots)


def _pronouns(
    words: Sequence[Token],
    spots: Sequence[Spot],
    told: Sequence[Quotation | None],
    speakers: dict[str, tuple[Party, ...]],
    memory: Memory,
    knowledge: EventKnowledge,
) -> list[Spot]:
    """Spots of pronouns that only an object can be (`thanked him`): the last person named who neither says nor does it.

    Who does it is the last free mention, unless a comma keeps it apart.
    """
    found: list[Spot] = []
    firsts = [spot.first for spot in spots]
    for index, word in enumerate(words):
        if word.lower not in knowledge.sets["object_pronouns"]:
            continue
        voice = told[index]
        avoid = {party.actor.id for party in speakers.get(voice.id, ())} if voice else set()
        place = bisect_right(firsts, index)
        before = spots[max(0, place - BACK) : place]
        doer = next((spot for spot in reversed(before) if not spot.weak), None)
        if doer is not None and not any(word.lower == "," for word in words[max(doer.end, index - BACK) : index]):
            avoid.add(doer.party.actor.id)
        named = (spot.party for spot in reversed(before) if spot.party.actor.kind == "person")
        meant = next((party for party in (*named, *memory.person) if party.actor.id not in avoid), None)
        if meant is not None:
            found.append(Spot(index, index + 1, meant, weak=True))
    return found


def _behind(seen: Seen, memory: Memory) -> Actor:
    """The actor of the mention; of a thing of no known side the state that owns it: `situs nuklir Utara`."""
    actor = seen.actor
    if actor.kind == "person" or actor.country is not None or " " not in seen.mention.span.text:
        return actor
    return memory.states.get(seen.mention.span.text.rsplit(" ", 1)[1], actor)


def _is_shared(one: Seen, other: Seen) -> bool:
    """Whether the same words stand for both: `kedua negara`, `mereka`."""
    return (one.start_char, one.end_char) == (other.start_char, other.end_char) and one.actor.id != other.actor.id


def _is_vague(seen: Seen) -> bool:
    """Whether the mention is a common noun for nobody in particular: `orang`, `pihak`."""
    actor = seen.actor
    return (
        actor.kind in ("group", "organisation")
        and actor.country is None
        and actor.sector is None
        and seen.mention.span.text.islower()
    )


def _titles(article: Article, one: Seen, other: Seen) -> bool:
    """Whether the first only belongs to the title of the person who follows: `Presiden AS Donald Trump`."""
    if other.actor.kind != "person" or one.actor.kind == "person":
        return False
    between = article.text[one.end_char : other.start_char]
    return len(between) <= 12 and not any(letter.islower() or letter in ',.;:"' for letter in between)


def _is_weak(words: Sequence[Token], first: int, end: int, verbs: frozenset[int], knowledge: EventKnowledge) -> bool:
    """Whether a preposition stands up to three words before, with only a title between.

    A word that also opens clauses leaves the subject of a verb free: `after Utara brokered a deal`.
    """
    prepositions, breaks = knowledge.sets["prepositions"], knowledge.sets["breaks"]
    if is_place_tail(words, first, end, knowledge):
        return True
    for index in range(first - 1, max(-1, first - 4), -1):
        word = words[index]
        if word.lower in knowledge.sets["approximators"] and words[first].text[0].isdigit():
            continue
        if word.lower in prepositions:
            return not (word.lower in breaks and _verb_follows(words, end, verbs, knowledge))
        if not word.text[:1].isupper():
            return False
    return False


def _verb_follows(words: Sequence[Token], end: int, verbs: frozenset[int], knowledge: EventKnowledge) -> bool:
    """Whether the next word that is no adverb is a verb."""
    while end < len(words) and words[end].lower in knowledge.sets["adverbs"]:
        end += 1
    return end in verbs


def is_place_tail(words: Sequence[Token], first: int, end: int, knowledge: EventKnowledge) -> bool:
    """Whether the mention only says in which state a place lies: `di Kota Lama, Utara,`."""
    closed = end >= len(words) or not words[end].text.isalpha()
    if first < 3 or words[first - 1].lower != "," or not closed:
        return False
    places = knowledge.sets["place_prepositions"]
    for index in range(first - 2, max(-1, first - 5), -1):
        if words[index].lower in places:
            return index < first - 2
        if not words[index].text[:1].isupper():
            return False
    return False


def _subjects(
    words: Sequence[Token],
    spots: Sequence[Spot],
    told: Sequence[Quotation | None],
    speakers: dict[str, tuple[Party, ...]],
    verbs: frozenset[int],
    memory: Memory,
    knowledge: EventKnowledge,
) -> tuple[tuple[Party, ...], ...]:
    """For each word the subject in force, read from left to right, each quotation on its own."""
    at: dict[int, list[Spot]] = {}
    for spot in spots:
        at.setdefault(spot.first, []).append(spot)
    covered = {index for spot in spots for index in range(spot.first + 1, spot.end)}
    strands: dict[str | None, _Strand] = {None: _Strand(subject=memory.subject)}
    subjects: list[tuple[Party, ...]] = []
    for index, _word in enumerate(words):
        quotation = told[index]
        key = quotation.id if quotation else None
        if key not in strands:
            speaker = speakers.get(key or "", ())
            strands[key] = _Strand(speaker=speaker, subject=() if speaker else strands[None].subject)
        strand = strands[key]
        if index in at:
            clear = [spot for spot in at[index] if not spot.vague]  # two where the words stand for both: `kedua negara`
            strand.phrase += clear
            strand.last = clear[-1] if clear else strand.last
        elif index not in covered:
            opens = index in verbs and not strand.begun and not any(strand.phrase)
            if not opens:
                _step(strand, index, words, verbs, memory, knowledge)
                if index in verbs:
                    for place in strand.waiting:
                        subjects[place] = strand.subject
                    strand.waiting.clear()
            else:
                strand.waiting.append(index)
        people = [spot for spot in at.get(index, ()) if spot.party.actor.kind == "person"]
        if people and key is not None:
            strand.person = (people[-1].party,)
        strand.begun = (
            strand.begun
            or index in verbs
            or (words[index].text[:1].isalnum() and words[index].lower not in knowledge.sets["sharing"])
        )
        subjects.append(strand.subject)
        if people and key is None and (not people[-1].weak or _is_agent(words, people[-1], knowledge)):
            memory.person = (people[-1].party,)
    if strands[None].subject:
        memory.subject = strands[None].subject
    return tuple(subjects)


def _is_agent(words: Sequence[Token], spot: Spot, knowledge: EventKnowledge) -> bool:
    """Whether a word like `oleh` stands before the mention, with only a title of names or one comma between.

    `... dikecam oleh Menteri Luar Negeri Utara, Ani Putra. Ia mendesak ...`
    """
    for index in range(spot.first - 1, max(-1, spot.first - 9), -1):
        if words[index].lower in knowledge.sets["by"]:
            return True
        if words[index].text[:1].islower():
            return False
    return False


def _step(
    strand: _Strand,
    index: int,
    words: Sequence[Token],
    verbs: frozenset[int],
    memory: Memory,
    knowledge: EventKnowledge,
) -> None:
    """Take in one word that is no mention."""
    sets, lower = knowledge.sets, words[index].lower
    if index in verbs:
        _take_verb(strand, index, words, verbs, knowledge)
    elif lower in sets["first_person"]:
        strand.phrase += _virtual(index, strand.speaker)
    elif lower in sets["third_person"]:
        strand.phrase += _virtual(index, (strand.person or memory.person or memory.subject)[:1])
    elif lower in sets["third_persons"]:
        strand.phrase += _virtual(index, strand.speaker or memory.subject)
    elif lower in sets["pairs"] and _is_pair(index, words, knowledge):
        strand.phrase += _virtual(index, once((*memory.subject, *memory.earlier))[:2])
    elif lower in sets["relative"]:
        strand.held = strand.phrase if strand.phrase and not strand.verbal else strand.held
        strand.phrase = [strand.last] if strand.last else []
    elif lower in sets["breaks"]:
        following = words[index + 1].lower if index + 1 < len(words) else ""
        if following in sets["demonstratives"]:  # `ketika itu`
            return
        if index + 1 in verbs:  # `Ani, saat membuka sidang, mengecam ...`: the same subject goes on
            return
        strand.phrase, strand.verbal = [], False
    elif lower == "," and strand.held is not None:
        strand.phrase, strand.held = [*strand.held, None], None
    elif lower == ",":
        strand.phrase.append(None)


def _take_verb(
    strand: _Strand, index: int, words: Sequence[Token], verbs: frozenset[int], knowledge: EventKnowledge
) -> None:
    """Settle the subject at a verb: the parties before it, or the subject that it shares with the verb before."""
    place = _before_adverbs(index, words, knowledge)
    closes = place >= 0 and words[place].lower == ","
    phrase = _after_comma(strand.phrase) if closes and strand.verbal else strand.phrase
    shares = strand.verbal and place >= 0 and words[place].lower in knowledge.sets["sharing"]
    if not shares or (closes and any(spot and not spot.weak for spot in phrase)):
        chosen = _choose(phrase, words, knowledge, closes)
        if chosen or _has_own_noun(index, strand.last, words, verbs, knowledge):
            strand.subject = chosen
    strand.phrase = []
    strand.verbal = strand.verbal or strand.held is None


def _is_pair(index: int, words: Sequence[Token], knowledge: EventKnowledge) -> bool:
    """Whether the word stands for two parties: `keduanya`, `kedua negara`, but not `pertemuan kedua`."""
    nouns = knowledge.sets["pair_nouns"]
    return words[index].lower not in knowledge.sets["halves"] or (
        index + 1 < len(words) and words[index + 1].lower in nouns
    )


def _virtual(index: int, parties: tuple[Party, ...]) -> list[Spot]:
    """A pronoun's spots, one for each party that it stands for."""
    return [Spot(index, index + 1, party, False) for party in parties]


def _after_comma(phrase: Sequence[Spot | None]) -> Sequence[Spot | None]:
    """What stands after the first comma since the last verb: nothing before it can be a new subject."""
    return phrase[phrase.index(None) + 1 :] if None in phrase else ()


def _has_own_noun(
    index: int, last: Spot | None, words: Sequence[Token], verbs: frozenset[int], knowledge: EventKnowledge
) -> bool:
    """Whether a common noun stands right before the verb, so that its subject is somebody whom no mention names."""
    place = _before_adverbs(index, words, knowledge)
    if place < 0 or place in verbs or not words[place].text.isalpha() or (last and last.end == place + 1):
        return False
    lower = words[place].lower
    return not any(lower in knowledge.sets[name] for name in _NO_NOUN)


_NO_NOUN = (
    "sharing",
    "breaks",
    "relative",
    "prepositions",
    "first_person",
    "third_person",
    "third_persons",
    "negations",
    "verb_words",
)


def _before_adverbs(index: int, words: Sequence[Token], knowledge: EventKnowledge) -> int:
    """The place of the last word before `index` that is no adverb, -1 at the sentence's start."""
    sets, place = knowledge.sets, index - 1
    while place >= 0 and (
        words[place].lower in sets["adverbs"]
        or (words[place].lower in sets["manner"] and words[place + 1].lower in sets["adverbs"])
    ):
        place -= 1
    return place


def _choose(
    phrase: Sequence[Spot | None], words: Sequence[Token], knowledge: EventKnowledge, closes: bool
) -> tuple[Party, ...]:
    """The parties of the subject: the first free mention of the last part that has one, and those joined to it.

    Where a comma `closes` an apposition right before the verb, the first part counts: `Ani, wakil Budi, menolak`.
    """
    parts: list[list[Spot]] = [[]]
    for spot in phrase:
        if spot is None:
            parts.append([])
        else:
            parts[-1].append(spot)
    for part in parts if closes else reversed(parts):
        strong = [spot for spot in part if not spot.weak]
        if strong:
            group = joined(part[part.index(strong[0]) :], words, knowledge)
            before = () if closes else [spot for spot in phrase[: phrase.index(strong[0])] if spot]
            return tuple(spot.party for spot in (*_listed(before, group, words, knowledge), *group))
    return ()


def _listed(
    before: Sequence[Spot], group: Sequence[Spot], words: Sequence[Token], knowledge: EventKnowledge
) -> tuple[Spot, ...]:
    """The mentions that open a list with commas which the group ends: `Utara` and `Timur` in `Utara, Timur, dan Barat`.

    Without a joining word at its end a comma sets names beside one another, and nobody is added.
    """
    joining = knowledge.sets["joining"] - {","}
    found: list[Spot] = []
    ends = any(word.lower in joining for word in words[group[0].end : group[-1].first])
    for spot in reversed(before):
        between = [word.lower for word in words[spot.end : (found or group)[-1 if found else 0].first]]
        closing = not found and between[:1] == [","] and len(between) == 2 and between[1] in joining
        if spot.weak or spot.vague or not ((ends and between == [","]) or closing):
            break
        ends = True
        found.append(spot)
    return tuple(reversed(found))


def joined(spots: Sequence[Spot], words: Sequence[Token], knowledge: EventKnowledge) -> tuple[Spot, ...]:
    """The first spot and those that `dan` or a comma joins to it."""
    group = list(spots[:1])
    for spot in spots[1:]:
        between = [word.lower for word in words[group[-1].end : spot.first]]
        hyphen = not between or between == ["-"]
        if not hyphen and (len(between) > 6 or between[0] not in knowledge.sets["joining"]):
            break
        if any(word in knowledge.sets["object_breaks"] for word in between):  # `condemned Utara, while Selatan ...`
            break
        group.append(spot)
    return tuple(group)


def once(parties: Iterable[Party]) -> tuple[Party, ...]:
    """The parties, each actor once."""
    return tuple({party.actor.id: party for party in reversed(tuple(parties))}.values())[::-1]


def apart(parties: Iterable[Party]) -> tuple[Party, ...]:
    """The parties that stand for different sides: a state that its own leader or body stands for is left out."""
    parties = tuple(parties)
    led = {party.actor.country for party in parties if party.actor.kind != "country"}
    return tuple(party for party in parties if party.actor.kind != "country" or party.actor.country not in led)
