"""Who takes part: parties before and after a trigger, clause by clause, without a parser."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kawat.extract.event_triggers import Trigger
from kawat.extract.page import Cast, Line, Seen
from kawat.knowledge.events import EventKnowledge
from kawat.knowledge.tokens import Token
from kawat.records import Actor, Article, Quotation, Span

REACH = 14  # words of a clause after a trigger in which its objects stand
NEAR = 60  # words around a trigger in which a sentence may name the other side
MOST = 12  # parties that are joined to one another at most


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


@dataclass(slots=True)
class Memory:
    """Who was last spoken of, sentence by sentence: the last subject, the last person, the last two parties."""

    subject: tuple[Party, ...] = ()
    person: tuple[Party, ...] = ()
    earlier: tuple[Party, ...] = ()


@dataclass(slots=True)
class _Strand:
    """Where the reading of one voice stands: parties since the last verb (None for a comma), the current subject."""

    speaker: tuple[Party, ...] = ()
    phrase: list[Spot | None] = field(default_factory=list)
    subject: tuple[Party, ...] = ()
    last: Spot | None = None
    held: list[Spot | None] | None = None
    begun: bool = False
    verbal: bool = False
    waiting: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence ready for questions about who acts.

    `words` are its tokens, cut again where a mention begins or ends inside one. `told` gives for each word the
    quotation that covers it. `subjects` gives for each word the subject in force there.
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

    def lower(self, index: int) -> str:
        """The word in lower case; empty outside the sentence."""
        return self.words[index].lower if 0 <= index < len(self.words) else ""

    def speaker(self, index: int) -> tuple[Party, ...]:
        """Who speaks the word; nobody outside quotations or where the speaker is unknown."""
        quotation = self.told[index]
        return self.speakers.get(quotation.id, ()) if quotation else ()


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
    spots = _spots(article, words, line, cast, knowledge)
    speakers = {q.id: _speaker(q, cast) for q in told if q is not None}
    earlier = memory.earlier
    subjects = _subjects(words, spots, told, speakers, verbs, memory, knowledge)
    memory.earlier = _once((*(p for s in subjects for p in s), *earlier))[:6]
    firsts, starts = tuple(spot.first for spot in spots), tuple(word.start_char for word in words)
    return Scene(words, spots, told, subjects, speakers, earlier, knowledge, firsts, starts)


def _speaker(quotation: Quotation, cast: Cast) -> tuple[Party, ...]:
    """Who says the quotation, where known."""
    actor = cast.by_id.get(quotation.speaker or "")
    return (Party(actor, quotation.source),) if actor else ()


def _spots(
    article: Article, words: Sequence[Token], line: Line, cast: Cast, knowledge: EventKnowledge
) -> tuple[Spot, ...]:
    """Mentions at their words, without those inside another or that only stand in a person's title."""
    starts = [word.start_char for word in words]
    kept: list[Seen] = []
    for seen in cast.within(line.start_char, line.end_char):
        if _is_vague(seen):
            continue
        if kept and seen.end_char <= kept[-1].end_char:
            continue
        if kept and _titles(article, kept[-1], seen):
            kept.pop()
        kept.append(seen)
    spots = []
    for seen in kept:
        first = max(0, bisect_right(starts, seen.start_char) - 1)
        end = max(first + 1, bisect_right(starts, seen.end_char - 1))
        weak = _is_weak(words, first, end, knowledge)
        spots.append(Spot(first, end, Party(seen.actor, seen.mention.span), weak))
    return tuple(spots)


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


def _is_weak(words: Sequence[Token], first: int, end: int, knowledge: EventKnowledge) -> bool:
    """Whether a preposition stands up to three words before, with only a title between."""
    prepositions = knowledge.sets["prepositions"]
    if _is_place_tail(words, first, end, knowledge):
        return True
    for index in range(first - 1, max(-1, first - 4), -1):
        word = words[index]
        if word.lower in prepositions:
            return True
        if not word.text[:1].isupper():
            return False
    return False


def _is_place_tail(words: Sequence[Token], first: int, end: int, knowledge: EventKnowledge) -> bool:
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
    at = {spot.first: spot for spot in spots}
    covered = {index for spot in spots for index in range(spot.first + 1, spot.end)}
    strands: dict[str | None, _Strand] = {None: _Strand(subject=memory.subject)}
    subjects: list[tuple[Party, ...]] = []
    for index, _word in enumerate(words):
        quotation = told[index]
        key = quotation.id if quotation else None
        if key not in strands:
            strands[key] = _Strand(speaker=speakers.get(key or "", ()))
        strand = strands[key]
        if index in at:
            strand.phrase.append(at[index])
            strand.last = at[index]
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
        strand.begun = (
            strand.begun
            or index in verbs
            or (words[index].text[:1].isalnum() and words[index].lower not in knowledge.sets["sharing"])
        )
        subjects.append(strand.subject)
        if index in at and not at[index].weak and at[index].party.actor.kind == "person" and key is None:
            memory.person = (at[index].party,)
    if strands[None].subject:
        memory.subject = strands[None].subject
    return tuple(subjects)


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
        strand.phrase += _virtual(index, (memory.person or memory.subject)[:1])
    elif lower in sets["third_persons"]:
        strand.phrase += _virtual(index, strand.speaker or memory.subject)
    elif lower in sets["pairs"] and _is_pair(index, words, knowledge):
        strand.phrase += _virtual(index, _once((*memory.subject, *memory.earlier))[:2])
    elif lower in sets["relative"]:
        strand.held = strand.phrase if strand.phrase and not strand.verbal else strand.held
        strand.phrase = [strand.last] if strand.last else []
    elif lower in sets["breaks"]:
        if not (index + 1 < len(words) and words[index + 1].lower in sets["demonstratives"]):  # `ketika itu`
            strand.phrase = []
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
        if chosen or _has_own_noun(index, words, verbs, knowledge):
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


def _has_own_noun(index: int, words: Sequence[Token], verbs: frozenset[int], knowledge: EventKnowledge) -> bool:
    """Whether a common noun stands right before the verb, so that its subject is somebody whom no mention names."""
    place = _before_adverbs(index, words, knowledge)
    if place < 0 or place in verbs or not words[place].text.isalpha():
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
            return tuple(spot.party for spot in joined(part[part.index(strong[0]) :], words, knowledge))
    return ()


def joined(spots: Sequence[Spot], words: Sequence[Token], knowledge: EventKnowledge) -> tuple[Spot, ...]:
    """The first spot and those that `dan` or a comma joins to it."""
    group = list(spots[:1])
    for spot in spots[1:]:
        between = [word.lower for word in words[group[-1].end : spot.first]]
        hyphen = not between or between == ["-"]
        if not hyphen and (len(between) > 6 or between[0] not in knowledge.sets["joining"]):
            break
        group.append(spot)
    return tuple(group)


def find_parties(scene: Scene, trigger: Trigger) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Actors and recipients of the trigger; either may be empty where the text does not say."""
    actors, recipients = _FRAMES[trigger.pattern.frame](scene, trigger)
    actors = _once(actors)
    if actors:
        recipients = _completed(scene, trigger, actors, recipients)
    taken = {party.actor.id for party in actors}
    return actors, tuple(party for party in _once(recipients) if party.actor.id not in taken)


def _completed(
    scene: Scene, trigger: Trigger, actors: tuple[Party, ...], recipients: tuple[Party, ...]
) -> tuple[Party, ...]:
    """The recipients, or those whom the neighbourhood tells where the type lets it; a vague one gets company."""
    if scene.knowledge.types[trigger.pattern.type].recipients == "named":
        back = not recipients and _points_back(scene, trigger)
        return _spoken_of(scene, trigger, actors) if back else recipients
    if not recipients and trigger.pattern.frame not in _NAMES_ALL and not _aims_elsewhere(scene, trigger):
        return nearest_other(scene, trigger, actors)
    if recipients and all(is_faint(party.actor) for party in recipients):
        return (*recipients[:1], *nearest_other(scene, trigger, actors))
    return recipients


_NAMES_ALL = ("meet", "talks", "war", "visit", "must")  # frames in which the sentence itself names every party


def _once(parties: Iterable[Party]) -> tuple[Party, ...]:
    """The parties, each actor once."""
    return tuple({party.actor.id: party for party in reversed(tuple(parties))}.values())[::-1]


def _act(scene: Scene, trigger: Trigger) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """X does to Y; passive: Y is done to by X."""
    if trigger.pattern.voice == "noun":
        return _noun(scene, trigger)
    if _is_passive(scene, trigger):
        return _agents(scene, trigger), scene.subjects[trigger.first]
    actors = scene.subjects[trigger.first] or scene.speaker(trigger.first)
    return actors, _objects(scene, trigger.end, actors)


def _is_passive(scene: Scene, trigger: Trigger) -> bool:
    """Whether form or auxiliary makes the verb passive."""
    if trigger.pattern.voice == "passive":
        return True
    auxiliaries, participle = scene.knowledge.sets["passive_auxiliaries"], scene.knowledge.participle
    if participle is None or not participle.match(scene.lower(trigger.first)):
        return False
    return any(scene.lower(index) in auxiliaries for index in range(trigger.first - 3, trigger.first))


def _agents(scene: Scene, trigger: Trigger) -> tuple[Party, ...]:
    """Who did it, after `oleh` or right after the passive verb."""
    by = scene.knowledge.sets["by"]
    for spot in _spots_after(scene, trigger.end):
        words = [scene.lower(index) for index in range(trigger.end, spot.first)]
        if len(words) <= 2 and not any(
            word in scene.knowledge.sets["prepositions"] and word not in by for word in words
        ):
            return _with(scene, spot)
        if any(word in by for word in words[-5:]):
            return _with(scene, spot)
    return ()


def _with(scene: Scene, spot: Spot) -> tuple[Party, ...]:
    """The spot and those joined to it."""
    place = bisect_left(scene.firsts, spot.first)
    later = scene.spots[place : place + MOST]
    return tuple(other.party for other in joined(later, scene.words, scene.knowledge))


def _spots_after(scene: Scene, end: int, reach: int = REACH) -> tuple[Spot, ...]:
    """Mentions after word `end` up to the end of the clause, at most `reach` words on."""
    breaks = scene.knowledge.sets["object_breaks"]
    found, place, voice = [], end, scene.told[end - 1]
    low = bisect_left(scene.firsts, end)
    if low and scene.spots[low - 1].end > end:  # `memanggil duta besar Utara`: the mention begins in the trigger
        low -= 1
    for spot in scene.spots[low:]:
        if voice is not None and scene.told[spot.first] is not voice:
            break
        if spot.first >= end + reach or any(scene.lower(index) in breaks for index in range(place, spot.first)):
            break
        found.append(spot)
        place = spot.end
    return tuple(found)


def _objects(scene: Scene, end: int, actors: Iterable[Party]) -> tuple[Party, ...]:
    """The first mention after word `end` that stands for none of the actors, and those joined to it."""
    return _others(scene, _spots_after(scene, end), actors)


def _others(scene: Scene, spots: Iterable[Spot], actors: Iterable[Party]) -> tuple[Party, ...]:
    """The first of the mentions that stands for none of the actors, and those joined to it.

    Somebody of whom little is known yields to a party that follows in the clause.
    """
    taken = {party.actor.id for party in actors}
    countries = {party.actor.country for party in actors} - {None}
    others = [
        spot
        for spot in spots
        if spot.party.actor.id not in taken
        and spot.party.actor.sector != "MED"
        and not (spot.party.actor.kind == "country" and spot.party.actor.country in countries)
    ]
    known = [spot for spot in others if not is_faint(spot.party.actor)]
    return _with(scene, (known or others)[0]) if others else ()


def _is_met(scene: Scene, spot: Spot) -> bool:
    """Whether the mention is no place of the meeting."""
    places = scene.knowledge.sets["place_prepositions"]
    return scene.lower(spot.first - 1) not in places and not _is_place_tail(
        scene.words, spot.first, spot.end, scene.knowledge
    )


def is_faint(actor: Actor) -> bool:
    """Whether little is known of the actor: somebody of no known country, or a body of no known kind."""
    return actor.country is None and (actor.kind in ("group", "person") or actor.sector is None)


def nearest_other(scene: Scene, trigger: Trigger, actors: Iterable[Party]) -> tuple[Party, ...]:
    """The mention nearest to the trigger in its sentence that is on another side than the actors."""
    taken = {party.actor.id for party in (*actors, *scene.speaker(trigger.first))}
    countries = {party.actor.country for party in actors} - {None}
    others = [
        (min(abs(spot.first - trigger.end), abs(trigger.first - spot.end)), spot.first, spot)
        for spot in _spots_around(scene, trigger)
        if spot.party.actor.id not in taken
        and spot.party.actor.sector != "MED"
        and spot.party.actor.country not in countries
        and not is_faint(spot.party.actor)
    ]
    if others:
        return (min(others, key=lambda other: other[:2])[2].party,)
    return _spoken_of(scene, trigger, actors)


def _spoken_of(scene: Scene, trigger: Trigger, actors: Iterable[Party]) -> tuple[Party, ...]:
    """The last subject of the sentences before that is on another side than the actors."""
    taken = {party.actor.id for party in (*actors, *scene.speaker(trigger.first))}
    countries = {party.actor.country for party in actors} - {None}
    before = (p for p in scene.earlier if p.actor.id not in taken and p.actor.country not in countries)
    return tuple(Party(party.actor, None) for party in before if not is_faint(party.actor))[:1]


def _points_back(scene: Scene, trigger: Trigger) -> bool:
    """Whether the object is something just told: `mengecam pernyataan tersebut`."""
    sets = scene.knowledge.sets
    for index in range(trigger.end, min(len(scene.words), trigger.end + 5)):
        if scene.lower(index) in sets["demonstratives"]:
            return True
        if scene.lower(index) in sets["breaks"]:
            return False
    return False


def _aims_elsewhere(scene: Scene, trigger: Trigger) -> bool:
    """Whether an event noun names a goal that is no party: `serangan Utara ke Kota Lama`."""
    if trigger.pattern.voice != "noun":
        return False
    parties = {index for spot in _spots_around(scene, trigger) for index in range(spot.first, spot.end)}
    for index in range(trigger.end, min(trigger.end + 6, len(scene.words) - 1)):
        if (
            scene.lower(index) in scene.knowledge.sets["goals"]
            and scene.lower(index + 1) not in scene.knowledge.sets["goals"]
        ):
            return index + 1 not in parties and scene.words[index + 1].text[:1].isupper()
    return False


def _spots_around(scene: Scene, trigger: Trigger) -> tuple[Spot, ...]:
    """Mentions of the sentence within NEAR words of the trigger."""
    low, high = bisect_left(scene.firsts, trigger.first - NEAR), bisect_left(scene.firsts, trigger.end + NEAR)
    return scene.spots[low:high]


def _noun(scene: Scene, trigger: Trigger) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """`serangan X ke Y`, `penangkapan Y oleh X`; the actor may be the subject of a light verb."""
    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    if scene.knowledge.words.owner_before:
        before = scene.spots[: bisect_left(scene.firsts, trigger.first)][-1:]
        actors = tuple(spot.party for spot in before if _owns_next(scene, spot, trigger.first))
    for spot in _spots_after(scene, trigger.end):
        role = _role(scene, trigger.end, spot)
        if role == "owner" and trigger.pattern.frame == "deed":
            role = "towards"
        if role == "owner" and scene.knowledge.words.owner_before:
            continue
        if role == "towards" and not recipients:
            recipients = _with(scene, spot)
        elif role in ("owner", "by") and not actors:
            actors = _with(scene, spot)
    if not actors and (recipients or _is_light(scene, trigger)):
        actors = scene.subjects[trigger.first]
    return actors, recipients


def _owns_next(scene: Scene, spot: Spot, first: int) -> bool:
    """Whether the mention owns the noun at word `first`: `Northern air strikes`, `the North's latest offer`."""
    between = [scene.lower(index) for index in range(spot.end, first)]
    return len(between) <= 2 and not any(word in scene.knowledge.sets["prepositions"] for word in between)


def _role(scene: Scene, end: int, spot: Spot) -> str | None:
    """How a mention hangs on the noun that ends at word `end`: owner, by, towards, or not at all."""
    sets = scene.knowledge.sets
    words = [scene.lower(index) for index in range(end, spot.first)]
    for word in reversed(words[-5:]):
        if word in sets["by"]:
            return "by"
        if word in sets["towards"]:
            return "towards"
    if len(words) <= 3 and not any(word in sets["prepositions"] for word in words):
        return "owner"
    return None


def _meet(scene: Scene, trigger: Trigger) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """X and Y meet; X meets with Y: all are actors."""
    subject = scene.subjects[trigger.first] or scene.speaker(trigger.first)
    met = tuple(spot for spot in _spots_after(scene, trigger.end) if _is_met(scene, spot))
    return (*subject, *_others(scene, met, subject)), ()


def _talks(scene: Scene, trigger: Trigger) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """`pertemuan X dengan Y`, `perang X-Y`: all named after the noun; the subject joins a single one."""
    after = _spots_after(scene, trigger.end, 10)
    if not after or after[0].first - trigger.end > 5:
        return scene.subjects[trigger.first], ()
    companions = scene.knowledge.sets["companions"]
    parties = list(_with(scene, after[0]))
    parties += [
        spot.party for spot in after[1:3] if {scene.lower(spot.first - 1), scene.lower(spot.first - 2)} & companions
    ]
    between = [scene.lower(index) for index in range(trigger.end, after[0].first)]
    if len(_once(parties)) < 2 and (_is_light(scene, trigger) or any(word in companions for word in between)):
        parties = [*scene.subjects[trigger.first], *parties]
    return tuple(parties), ()


def _is_light(scene: Scene, trigger: Trigger) -> bool:
    """Whether a light verb stands before the noun: `melancarkan serangan`, `menggelar pertemuan`."""
    return any(scene.lower(index) in scene.knowledge.sets["light"] for index in range(trigger.first - 3, trigger.first))


def _visit(scene: Scene, trigger: Trigger) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """X visits Y; `kunjungan X ke Y`."""
    after = _spots_after(scene, trigger.end)
    owner = tuple(spot for spot in after[:1] if _role(scene, trigger.end, spot) == "owner")
    noun = not scene.lower(trigger.first).startswith(("me", "ber"))
    named = bool(owner and noun and len(after) > 1)
    actors = tuple(spot.party for spot in owner) if named else scene.subjects[trigger.first]
    start = owner[0].end if named else trigger.end
    goals = _objects(scene, start, actors)
    return actors, goals if any(spot.first - start <= 4 for spot in after if spot.end > start) else ()


def _must(scene: Scene, trigger: Trigger) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Inside a quotation `X harus ...` is its speaker's request to X, X a state, a body or an office-holder."""
    subject = scene.subjects[trigger.first] or tuple(spot.party for spot in _spots_after(scene, trigger.end, 3)[:1])
    asked = tuple(p for p in subject if p.actor.kind in ("country", "organisation") or p.actor.role)
    return scene.speaker(trigger.first), asked


def _charge(scene: Scene, trigger: Trigger) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Inside a quotation words of blame are its speaker's charge against the subject, else against who follows."""
    speaker = scene.speaker(trigger.first)
    taken = {party.actor.id for party in speaker}
    subject = tuple(party for party in scene.subjects[trigger.first] if party.actor.id not in taken)
    return speaker, subject or _objects(scene, trigger.end, speaker)


def _undergo(scene: Scene, trigger: Trigger) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """`X tewas dalam serangan Y`: X suffers what Y did."""
    known = [spot for spot in _spots_after(scene, trigger.end) if not is_faint(spot.party.actor)]
    return tuple(spot.party for spot in known[:1]), scene.subjects[trigger.first]


def _alone(scene: Scene, trigger: Trigger) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """X does; Y is named where the act is towards somebody."""
    actors = scene.subjects[trigger.first] or scene.speaker(trigger.first)
    return actors, _objects(scene, trigger.end, actors)


_FRAMES = {
    "act": _act,
    "noun": _noun,
    "deed": _noun,
    "meet": _meet,
    "talks": _talks,
    "war": _talks,
    "visit": _visit,
    "must": _must,
    "charge": _charge,
    "undergo": _undergo,
    "alone": _alone,
}
