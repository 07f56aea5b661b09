"""Who takes part: parties before and after a trigger, clause by clause, without a parser."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from kawat.extract.event_scene import Party, Scene, Spot, apart, is_place_tail, joined, once
from kawat.extract.event_status import is_answered
from kawat.extract.event_triggers import Trigger
from kawat.knowledge.events import MUTUAL
from kawat.records import Actor

REACH = 12  # words of a clause after a trigger in which its objects stand
NEAR = 60  # words around a trigger in which a sentence may name the other side
ASKED = 6  # words of a clause after a verb of asking in which who is asked stands
MOST = 12  # parties that are joined to one another at most


def find_parties(scene: Scene, trigger: Trigger) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Actors and recipients of the trigger; either may be empty where the text does not say."""
    actors, recipients = _FRAMES[trigger.pattern.frame](scene, trigger)
    actors = once(actors)
    if trigger.pattern.frame in MUTUAL:
        actors = both_sides(scene, trigger, actors)
    if actors:
        recipients = _completed(scene, trigger, actors, recipients)
    taken = {party.actor.id for party in actors}
    return actors, tuple(party for party in once(recipients) if party.actor.id not in taken)


def both_sides(scene: Scene, trigger: Trigger, parties: tuple[Party, ...]) -> tuple[Party, ...]:
    """The parties of a mutual act, and where they are a leader and the state that is led, who was spoken of before.

    `Presiden Utara Ani mengatakan, usai pertemuan bilateral itu, ...` tells of a meeting with somebody named earlier.
    """
    if len(parties) < 2 or len(apart(parties)) > 1:
        return parties
    return (*parties, *_spoken_of(scene, trigger, parties))


def _completed(
    scene: Scene, trigger: Trigger, actors: tuple[Party, ...], recipients: tuple[Party, ...]
) -> tuple[Party, ...]:
    """The recipients, or those whom the neighbourhood tells where the type lets it; a vague one gets company."""
    if scene.knowledge.types[trigger.pattern.type].recipients == "named":
        back = not recipients and _points_back(scene, trigger)
        return _spoken_of(scene, trigger, actors) if back else recipients
    if not recipients and scene.knowledge.types[trigger.pattern.type].strikes:
        victims = _telling_side(scene, trigger, actors)
        if victims and trigger.pattern.frame not in _NAMES_ALL:
            return victims
    if not recipients and trigger.pattern.frame not in _NAMES_ALL and not _aims_elsewhere(scene, trigger):
        return nearest_other(scene, trigger, actors)
    if recipients and all(is_faint(party.actor) for party in recipients):
        return (*recipients[:1], *nearest_other(scene, trigger, actors))
    return recipients


def _telling_side(scene: Scene, trigger: Trigger, actors: tuple[Party, ...]) -> tuple[Party, ...]:
    """Who tells of a blow that hit nobody named, where they stand for another state than those who struck."""
    countries = {party.actor.country for party in actors}
    if None in countries:
        return ()
    return tuple(
        party
        for party in scene.speaker(trigger.first)
        if _governs(party.actor) and party.actor.country and party.actor.country not in countries
    )


_NAMES_ALL = ("meet", "talks", "war", "visit", "must")  # frames in which the sentence itself names every party


def _act(scene: Scene, trigger: Trigger) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """X does to Y; passive: Y is done to by X."""
    if trigger.pattern.voice == "noun":
        return _noun(scene, trigger)
    if _is_passive(scene, trigger):
        agents = _agents(scene, trigger)
        speech = scene.knowledge.types[trigger.pattern.type].speech
        return agents or (_unnamed(scene, trigger) if speech else ()), scene.subjects[trigger.first]
    actors = _doer(scene, trigger)
    if trigger.pattern.headline and scene.lower(trigger.first - 1) in scene.knowledge.sets["first_person"]:
        fronted, actors = actors, scene.speaker(trigger.first) or actors  # `serangan Utara kami kecam`
        return actors, _objects(scene, trigger.end, actors) or fronted
    if scene.knowledge.types[trigger.pattern.type].asks:
        return actors, _others(scene, _spots_after(scene, trigger.end, ASKED), actors, trigger.end)
    return actors, _objects(scene, trigger.end, actors)


def _doer(scene: Scene, trigger: Trigger) -> tuple[Party, ...]:
    """Who does it: the subject, else who speaks; of a trigger hung on a noun only whom that noun names."""
    if trigger.attached:
        place = bisect_left(scene.firsts, trigger.first)
        return tuple(spot.party for spot in scene.spots[max(0, place - 1) : place] if spot.end == trigger.first)
    return scene.subjects[trigger.first] or scene.speaker(trigger.first)


def _is_passive(scene: Scene, trigger: Trigger) -> bool:
    """Whether form or auxiliary makes the verb passive."""
    if trigger.pattern.voice == "passive":
        return True
    sets, participle = scene.knowledge.sets, scene.knowledge.participle
    if participle is None or not participle.match(scene.lower(trigger.first)):
        return False
    if trigger.end - trigger.first > 1 and scene.lower(trigger.end - 1) in sets["prepositions"]:
        return False
    if any(scene.lower(index) in sets["passive_auxiliaries"] for index in range(trigger.first - 3, trigger.first)):
        return True
    alone = trigger.end - trigger.first == 1
    return alone and scene.lower(trigger.end) in sets["by"] and bool(_agents(scene, trigger))


def _unnamed(scene: Scene, trigger: Trigger) -> tuple[Party, ...]:
    """Who does by speaking what names no agent: who speaks there; who asks in the opening speaks first in the article.

    `Utara didesak berunding` stands over or at the head of an article whose next words are those of who urges.
    """
    asked = {party.actor.id for party in scene.subjects[trigger.first]}
    opens = asked and scene.knowledge.types[trigger.pattern.type].asks
    voice = scene.voice if opens and not any(party.actor.id in asked for party in scene.voice) else ()
    return scene.speaker(trigger.first) or voice


def _agents(scene: Scene, trigger: Trigger) -> tuple[Party, ...]:
    """Who did it, after `oleh` or right after a verb whose form is passive."""
    by = scene.knowledge.sets["by"]
    for spot in _spots_after(scene, trigger.end):
        words = [scene.lower(index) for index in range(trigger.end, spot.first)]
        bare = trigger.pattern.voice == "passive" and len(words) <= 2
        if bare and not any(word in scene.knowledge.sets["prepositions"] and word not in by for word in words):
            return _with(scene, spot)
        if any(word in by for word in words[-5:]):
            return _with(scene, spot)
    return ()


def _with(scene: Scene, spot: Spot) -> tuple[Party, ...]:
    """The spot and those joined to it in the same clause."""
    place = bisect_left(scene.firsts, spot.first)
    later = list(scene.spots[place : place + MOST])
    for index in range(1, len(later)):
        start, stop = later[index - 1].end, later[index].first
        if stop - start > NEAR or any(word in scene.verbs for word in range(start, stop)):
            del later[index:]
            break
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
    return _others(scene, _spots_after(scene, end), actors, end)


def _others(scene: Scene, spots: Iterable[Spot], actors: Iterable[Party], end: int | None = None) -> tuple[Party, ...]:
    """The first of the mentions that stands for none of the actors, and those joined to it.

    Somebody of whom little is known yields to a party that follows in the clause. An actor's own state is no other
    side, unless a body of it is what the words that `end` before it are about: `asked the government`.
    """
    actors = tuple(actors)
    taken = {party.actor.id for party in actors}
    countries = {party.actor.country for party in actors if _governs(party.actor)} - {None}
    others = [
        spot
        for spot in spots
        if spot.party.actor.id not in taken
        and spot.party.actor.sector != "MED"
        and not (
            spot.party.actor.kind == "country"
            and spot.party.actor.country in countries
            and not _is_body_addressed(spot, end, actors)
        )
    ]
    plain = [spot for spot in others if not spot.vague]
    known = [spot for spot in plain if not is_faint(spot.party.actor) or _is_band(spot.party.actor)]
    return _with(scene, (known or plain or others)[0]) if others else ()


def _is_body_addressed(spot: Spot, end: int | None, actors: Sequence[Party]) -> bool:
    """Whether a body of the actors' own state is addressed, not only their state named.

    Its government or people right behind the verb (`asked the government`, `urged Malaysians`); of a person also
    another body near the verb: `menyampaikan terima kasih kepada Kementerian Sosial`.
    """
    if end is None or spot.party.span is None:
        return False
    text = spot.party.span.text
    if spot.first - end <= 1 and (_is_government(spot) or (spot.first == end and text != spot.party.actor.name)):
        return True
    named = spot.party.actor.sector is not None and (" " in text or text.isupper())
    near = spot.first - end <= ASKED and all(party.actor.kind != "country" for party in actors)
    return near and (named or text.islower())


def _is_government(spot: Spot) -> bool:
    """Whether a common noun names the state: `the government`, `kerajaan Utara`, not `Utara`."""
    words = spot.party.span.text.split() if spot.party.span is not None else []
    return bool(words) and (words[0].islower() or words[-1].islower())


def _governs(actor: Actor) -> bool:
    """Whether the actor stands for its state, so that its state cannot be the other side."""
    return actor.kind == "country" or actor.sector in ("GOV", "MIL", "SPY")


def _is_met(scene: Scene, spot: Spot) -> bool:
    """Whether the mention is no place of the meeting."""
    places = scene.knowledge.sets["place_prepositions"]
    return scene.lower(spot.first - 1) not in places and not is_place_tail(
        scene.words, spot.first, spot.end, scene.knowledge
    )


def _is_venue(scene: Scene, spot: Spot) -> bool:
    """Whether the mention is the land or town where people meet: `KTT di Utara`; a person is none."""
    return spot.party.actor.kind != "person" and not _is_met(scene, spot)


def is_faint(actor: Actor) -> bool:
    """Whether little is known of the actor: somebody of no known country, or a body of no known kind."""
    return actor.country is None and (actor.kind in ("group", "person") or actor.sector is None)


def _is_band(actor: Actor) -> bool:
    """Whether the actor is a named band under arms, which is somebody though it belongs to no state."""
    return actor.kind == "group" and actor.sector in ("REB", "UAF") and actor.name[:1].isupper()


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
    """Whether the object is something just told: `mengecam pernyataan tersebut`, `condemned the move`."""
    sets = scene.knowledge.sets
    passive = sets["pointing"] and _is_passive(scene, trigger)
    for index in range(trigger.first - 6, trigger.first) if passive else range(trigger.end + 1, trigger.end + 4):
        if scene.lower(index) in sets["pointing"] and scene.lower(index - 1) in sets["determiners"]:
            return True
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
        actors = _owner_before(scene, trigger)
    for spot in _spots_after(scene, trigger.end):
        role = _role(scene, trigger.end, spot)
        if role == "owner" and trigger.pattern.frame == "deed":
            role = "towards"
        if role == "owner" and scene.knowledge.words.owner_before:
            continue
        if role == "towards" and not actors and _owns_demand(scene, trigger, spot):
            role = "owner"
        if role == "towards" and not recipients:
            recipients = _with(scene, spot)
        elif role in ("owner", "by") and not actors:
            actors = _with(scene, spot)
    if actors and is_answered(scene, trigger):
        recipients = scene.subjects[trigger.first] or recipients
    if not actors and (recipients or _is_light(scene, trigger) or _has_clitic(scene, trigger)):
        actors = scene.subjects[trigger.first] or (scene.speaker(trigger.first) if _has_clitic(scene, trigger) else ())
    return actors, recipients


def _owner_before(scene: Scene, trigger: Trigger) -> tuple[Party, ...]:
    """Who owns the noun from before it, and those joined to them: `Northern air strikes`, `North-South talks`."""
    place = bisect_left(scene.firsts, trigger.first)
    before = scene.spots[max(0, place - MOST) : place]
    if any(
        scene.lower(index) in scene.knowledge.sets["owner_pronouns"]
        for index in range(trigger.first - 2, trigger.first)
    ):
        return scene.subjects[trigger.first] or scene.speaker(trigger.first)
    if not before or not _owns_next(scene, before[-1], trigger.first):
        return ()
    start = len(before) - 1
    while start and len(joined(before[start - 1 : start + 1], scene.words, scene.knowledge)) > 1:
        start -= 1
    return tuple(spot.party for spot in before[start:])


def _owns_demand(scene: Scene, trigger: Trigger, spot: Spot) -> bool:
    """Whether the mention owns a noun of asking from behind: `the demands of the North`."""
    asks = scene.knowledge.types[trigger.pattern.type].asks
    owning = scene.knowledge.sets["owning"]
    return asks and any(scene.lower(index) in owning for index in range(max(trigger.end, spot.first - 2), spot.first))


def _has_clitic(scene: Scene, trigger: Trigger) -> bool:
    """Whether a fused pronoun owns the noun: `serangannya`."""
    clitics = scene.knowledge.words.clitics
    return bool(clitics) and scene.lower(trigger.end - 1).endswith(clitics)


def _owns_next(scene: Scene, spot: Spot, first: int) -> bool:
    """Whether the mention owns the noun at word `first`: `Northern air strikes`, `the North's latest offer`."""
    between = [scene.lower(index) for index in range(spot.end, first)]
    most = 3 if between[:1] and between[0] in scene.knowledge.words.possessives else 2
    stops = scene.knowledge.sets
    return len(between) <= most and not any(
        word in stops[name] for word in between for name in ("prepositions", "verb_words", "determiners", "breaks")
    )


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
    subject = _doer(scene, trigger)
    met = tuple(spot for spot in _spots_after(scene, trigger.end) if _is_met(scene, spot))
    return (*subject, *_others(scene, met, subject)), ()


def _talks(scene: Scene, trigger: Trigger) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """`pertemuan X dengan Y`, `perang X-Y`: all named after the noun; the subject joins a single one."""
    if scene.knowledge.words.owner_before:
        return _owned_talks(scene, trigger), ()
    after = tuple(spot for spot in _spots_after(scene, trigger.end, 10) if not _is_venue(scene, spot))
    if not after or after[0].first - trigger.end > 5:
        return scene.subjects[trigger.first], ()
    parties = _talking(scene, after)
    if len(once(parties)) < 2 and (_is_light(scene, trigger) or _is_linked(scene, trigger.end, after[0])):
        parties = (*scene.subjects[trigger.first], *parties)
    return parties, ()


def _owned_talks(scene: Scene, trigger: Trigger) -> tuple[Party, ...]:
    """`X's talks with Y`, `X-Y talks`, `talks between X and Y`, `X held talks with Y`."""
    after = tuple(spot for spot in _spots_after(scene, trigger.end, 10) if not _is_venue(scene, spot))
    near = bool(after) and after[0].first - trigger.end <= 5
    parties = _talking(scene, after) if near and _is_linked(scene, trigger.end - 1, after[0]) else ()
    owners = _owner_before(scene, trigger)
    if owners:
        return (*owners, *parties)
    if len(once(parties)) < 2 and (parties or _is_light(scene, trigger)):
        return (*_coming_subject(scene, trigger), *parties)
    return parties


def _talking(scene: Scene, after: Sequence[Spot]) -> tuple[Party, ...]:
    """The first mention, those joined to it, and the next two that come with it."""
    companions = scene.knowledge.sets["companions"]
    along = (s.party for s in after[1:3] if {scene.lower(s.first - 1), scene.lower(s.first - 2)} & companions)
    return (*_with(scene, after[0]), *along)


def _is_linked(scene: Scene, start: int, spot: Spot) -> bool:
    """Whether a word of company or, before an owner, of owning stands from word `start` up to the mention."""
    sets = scene.knowledge.sets
    words = {scene.lower(index) for index in range(start, spot.first)}
    return bool(words & (sets["companions"] | sets["owning"]))


def _coming_subject(scene: Scene, trigger: Trigger) -> tuple[Party, ...]:
    """The subject in force; of a phrase that opens the sentence the one that follows: `In a talk with X, Y said`."""
    held = scene.subjects[trigger.first]
    if not scene.knowledge.words.owner_before or scene.lower(0) not in scene.knowledge.sets["prepositions"]:
        return held
    if trigger.first > NEAR or any(scene.lower(index) == "," for index in range(trigger.first)):
        return held
    coming = scene.subjects[trigger.end : trigger.end + NEAR]
    return next((found for found in coming if found and found != held), held)


def _is_light(scene: Scene, trigger: Trigger) -> bool:
    """Whether a light verb stands before the noun: `melancarkan serangan`, `menggelar pertemuan`."""
    return any(scene.lower(index) in scene.knowledge.sets["light"] for index in range(trigger.first - 3, trigger.first))


def _visit(scene: Scene, trigger: Trigger) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """X visits Y; `kunjungan X ke Y`."""
    after = _spots_after(scene, trigger.end)
    owner = tuple(spot for spot in after[:1] if _role(scene, trigger.end, spot) == "owner")
    noun = trigger.pattern.voice == "noun"
    before = _owner_before(scene, trigger) if noun and scene.knowledge.words.owner_before else ()
    named = bool(owner and noun and len(after) > 1 and not before)
    actors = before or (tuple(spot.party for spot in owner) if named else scene.subjects[trigger.first])
    start = owner[0].end if named else trigger.end
    goals = _objects(scene, start, actors)
    return actors, goals if any(spot.first - start <= 4 for spot in after if spot.end > start) else ()


def _must(scene: Scene, trigger: Trigger) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Inside a quotation `X harus ...` is its speaker's request to X, X known or an office-holder."""
    subject = scene.subjects[trigger.first] or tuple(spot.party for spot in _spots_after(scene, trigger.end, 3)[:1])
    asked = tuple(p for p in subject if not is_faint(p.actor) or p.actor.role)
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
    actors = _doer(scene, trigger)
    return actors, _objects(scene, trigger.end, actors)


def _want(scene: Scene, trigger: Trigger) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """`X wants Y to go`: Y stands right after the verb; a wish that names nobody there asks nobody."""
    asked = tuple(spot for spot in _spots_after(scene, trigger.end, 3) if spot.first - trigger.end <= 1)
    actors = _doer(scene, trigger)
    return actors, _others(scene, asked, actors, trigger.end)


_FRAMES = {
    "act": _act,
    "urge": _act,
    "noun": _noun,
    "deed": _noun,
    "meet": _meet,
    "talks": _talks,
    "war": _talks,
    "visit": _visit,
    "must": _must,
    "charge": _charge,
    "want": _want,
    "undergo": _undergo,
    "alone": _alone,
}
