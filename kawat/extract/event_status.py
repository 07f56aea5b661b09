"""Whether an act happened: read from the small words around its trigger and from who tells it."""

from __future__ import annotations

from kawat.extract.event_scene import Party, Scene
from kawat.extract.event_triggers import Trigger
from kawat.records import EventStatus


def find_status(scene: Scene, trigger: Trigger, actors: tuple[Party, ...]) -> EventStatus | None:
    """The status of the act, None where it is only wished, feared, possible or denied in passing."""
    sets = scene.knowledge.sets
    before = [scene.plain(index) for index in range(max(0, trigger.first - 4), trigger.first)]
    close = before[-3:]
    if trigger.pattern.frame in ("must", "charge"):
        return None if _is_negated(scene, trigger) else "occurred"
    if trigger.pattern.frame == "talks" and _is_ahead(scene, trigger):
        return "planned"
    sure = sure_status(scene, trigger)
    if is_answered(scene, trigger):
        return _told_status(scene, trigger, actors, False)
    if trigger.pattern.voice == "noun" and sure != "claimed" and any(word in sets["halting"] for word in close):
        return None
    if any(word in sets["denials"] for word in before):
        return "denied"
    if sure == "not_occurred":
        return sure
    if _is_conditional(scene, trigger):
        return "conditional"
    if _is_ordered(scene, trigger):
        return "called_for"
    own = [scene.lower(index) for index in range(trigger.first, trigger.end)]
    if any(word in sets["futures"] for word in own) and trigger.pattern.type == "AGREE":
        return "planned"
    if any(word in sets["futures"] for word in close):
        return None if trigger.pattern.voice == "noun" else "planned"
    if sure is not None:
        return sure
    if any(word in sets["possible"] for word in before[-2:]) or _is_purpose(scene, trigger):
        return "called_for"
    return _told_status(scene, trigger, actors, any(word in sets["ongoing"] for word in close))


def sure_status(scene: Scene, trigger: Trigger) -> EventStatus | None:
    """The status that the words around a trigger leave no doubt about, whoever found it; None where they leave some."""
    if is_answered(scene, trigger):
        return None
    if _is_negated(scene, trigger) or _is_averted(scene, trigger):
        return "not_occurred"
    return "claimed" if _is_perceived(scene, trigger) else None


def is_answered(scene: Scene, trigger: Trigger) -> bool:
    """Whether the subject refuses or grants what the noun asks, so was asked: `Utara menolak tuntutan Selatan`."""
    asks = scene.knowledge.types[trigger.pattern.type].asks
    reach = 4 if scene.knowledge.words.owner_before else 1  # `rejected the North's demand`
    answering = scene.knowledge.sets["answering"]
    asked = asks and trigger.pattern.voice == "noun"
    return asked and any(scene.lower(at) in answering for at in range(trigger.first - reach, trigger.first))


def _is_averted(scene: Scene, trigger: Trigger) -> bool:
    """Whether the act came to nothing: `urung menyerang`, `nyaris bertemu`, `kunjungan Utara ke Selatan batal`."""
    sets = scene.knowledge.sets
    index = trigger.first - 1
    if scene.lower(index) not in sets["averted"] and scene.lower(index) in sets["adverbs"] | sets["merely"]:
        index -= 1
    if scene.lower(index) in sets["averted"]:
        return True
    if trigger.pattern.voice != "noun":
        return False
    for index in range(trigger.end, min(len(scene.words), trigger.end + 12)):
        word = scene.lower(index)
        if word in sets["cancelled"]:
            return True
        if word == "," or word in sets["breaks"] or word in sets["relative"]:
            return False
    return False


def _is_perceived(scene: Scene, trigger: Trigger) -> bool:
    """Whether the words only name how somebody sees it: `apa yang dianggapnya sebagai ancaman`, `what it calls`."""
    if trigger.pattern.voice != "noun":
        return False
    sets, seen_as = scene.knowledge.sets, False
    for index in range(trigger.first - 1, max(-1, trigger.first - 5), -1):
        word = scene.lower(index)
        if word in sets["perceived_as"]:
            seen_as = True
        elif word in sets["perceiving"]:
            return True
        elif word in sets["perceived"]:
            return seen_as or any(scene.lower(place) in sets["perceived_what"] for place in range(index - 4, index))
        elif word == "," or word in sets["breaks"]:
            return False
    return False


def _is_purpose(scene: Scene, trigger: Trigger) -> bool:
    """Whether the act is only aimed at: `untuk menyerang`; who travels or gathers to meet or demand does so.

    An infinitive tells an act only behind a verb of doing: `came to meet`, `voted to expel`.
    """
    sets = scene.knowledge.sets
    if scene.lower(trigger.first - 1) in sets["infinitives"]:
        return scene.lower(trigger.first - 2) not in sets["doing"]
    if trigger.pattern.frame == "meet" or scene.knowledge.types[trigger.pattern.type].asks:
        return False
    return scene.lower(trigger.first - 1) in scene.knowledge.sets["purposes"]


def _is_negated(scene: Scene, trigger: Trigger) -> bool:
    """Whether a negation stands up to three words before, with no comma between; `tidak hanya` denies nothing."""
    sets = scene.knowledge.sets
    for index in range(trigger.first - 1, max(-1, trigger.first - 4), -1):
        if scene.lower(index) in sets["negations"]:
            return scene.lower(index + 1) not in sets["merely"]
        if scene.lower(index) == ",":
            return False
    return False


def _is_conditional(scene: Scene, trigger: Trigger) -> bool:
    """Whether a conditional word opens the clause."""
    conditions, breaks = scene.knowledge.sets["conditions"], scene.knowledge.sets["breaks"]
    for index in range(trigger.first - 1, max(-1, trigger.first - 14), -1):
        word = scene.lower(index)
        if word in conditions:
            return True
        if word in breaks or word == ",":
            return False
    return False


def _is_ahead(scene: Scene, trigger: Trigger) -> bool:
    """Whether talks are still to come: a word for the future before the noun, or at the verb behind it."""
    futures, breaks = scene.knowledge.sets["futures"], scene.knowledge.sets["breaks"]
    if any(scene.lower(index) in futures for index in range(trigger.first - 4, trigger.first)):
        return True
    for index in range(trigger.end, min(len(scene.words), trigger.end + 14)):
        if scene.lower(index) in futures:
            return True
        if scene.lower(index) in breaks or scene.lower(index) == ",":
            return False
    return False


def _is_ordered(scene: Scene, trigger: Trigger) -> bool:
    """Whether the clause hangs on a verb of asking or hindering: `mengajak dunia menyalurkan bantuan`."""
    if trigger.pattern.voice == "noun":
        return False
    sets = scene.knowledge.sets
    for index in range(trigger.first - 1, max(-1, trigger.first - 7), -1):
        word = scene.lower(index)
        if word in sets["commanding"]:
            return True
        if any(word in sets[name] for name in ("breaks", "relative", "joining")):
            return False
    return False


def _told_status(scene: Scene, trigger: Trigger, actors: tuple[Party, ...], ongoing: bool) -> EventStatus:
    """Claimed where only a speaker tells it; what the speaker does by saying it occurred."""
    if scene.told[trigger.first] is not None:
        speakers = {party.actor.id for party in scene.speaker(trigger.first)}
        countries = {party.actor.country for party in scene.speaker(trigger.first)}
        own = any(
            party.actor.id in speakers or (party.actor.kind == "country" and party.actor.country in countries)
            for party in actors
        )
        if not (scene.knowledge.types[trigger.pattern.type].speech and own):
            return "claimed"
    return "ongoing" if ongoing else "occurred"
