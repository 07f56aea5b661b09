"""Which kind of commitment the words make, whatever the performing word promises."""

from __future__ import annotations

from kawat.extract.commitment_clause import CLAUSE_WORDS, SENTENCE_SIGNS, is_link
from kawat.extract.commitment_scene import Scene
from kawat.knowledge.commitments import Rule
from kawat.records import CommitmentKind, Considered


def kind_of(scene: Scene, rule: Rule, hit_first: int, hit_end: int, content: tuple[int, int]) -> CommitmentKind | None:
    """The rule's kind; a pledge to harm or arm is a threat, one to stop or give up a concession; None is no act."""
    verb = hit_end if rule.keeps_words else content[0]
    while verb < content[1] and (scene.is_a(verb, "adverb") or is_link(scene, verb)):
        verb += 1
    if _no_act(scene, rule, verb, content):
        return None
    if rule.frame == "act" and rule.kind == "refusal" and rule.keeps_words and scene.is_a(verb, "harm"):
        return "pledge"
    if rule.kind != "pledge":
        return rule.kind
    return "threat" if _warned(scene, hit_first) else _turned(scene, verb, content[1])


def _warned(scene: Scene, index: int) -> bool:
    """Whether a word of warning opens the clause that leads up to the token."""
    for place in range(index - 1, max(-1, index - CLAUSE_WORDS), -1):
        if scene.tokens[place].text in SENTENCE_SIGNS:
            return False
        if scene.is_a(place, "warning"):
            return True
    return False


def _no_act(scene: Scene, rule: Rule, verb: int, content: tuple[int, int]) -> bool:
    if rule.weak and rule.kind in ("pledge", "refusal") and _foretold(scene, rule.kind, verb, content):
        return True
    if scene.is_a(verb, "know" if rule.frame == "must" else "mute") and rule.kind in ("refusal", "threat", "demand"):
        return True
    if rule.frame == "act" and not rule.keeps_words and scene.is_a(content[0], "by_means"):
        return True
    return all(scene.is_a(i, "void") or not scene.tokens[i].text[0].isalnum() for i in range(*content))


def _foretold(scene: Scene, kind: CommitmentKind, verb: int, content: tuple[int, int]) -> bool:
    """Whether the clause tells what will come about or be on the agenda rather than what somebody undertakes."""
    if any(scene.is_a(index, "dull") for index in range(content[0], verb + 1)):
        return True
    if kind != "pledge" or scene.about(verb + 1, min(verb + 5, content[1]), "arms"):
        return False
    return scene.is_a(verb, "agenda") or scene.about(verb + 1, min(verb + 3, content[1]), "meeting")


def _turned(scene: Scene, verb: int, end: int) -> CommitmentKind:
    """What a pledge turns into through its verb and the nouns behind it."""
    low, high = verb + 1, min(verb + 7, end)
    ties = scene.about(low, high, "ties")
    if scene.is_a(verb, "give_up"):
        return "threat" if ties else "concession"
    if ties or scene.about(low, high, "peace"):
        return "pledge"
    if scene.is_a(verb, "harm"):
        return "threat"
    return "threat" if scene.is_a(verb, "escalate") and scene.about(low, high, "arms") else "pledge"


def readings_lost(rule: Rule, kind: CommitmentKind, scene: Scene, content: tuple[int, int]) -> tuple[Considered, ...]:
    """The kind that the rule alone would have given, where the content made it another."""
    if kind == rule.kind:
        return ()
    because = f"{scene.tokens[content[0]].text!r} makes it a {kind}"
    return (Considered(rule=rule.full_id, proposal=rule.kind, lost_because=because),)
