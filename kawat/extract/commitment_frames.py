"""What each frame of a rule says: holder, addressee and content around the words that perform a commitment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from kawat.extract.commitment_clause import content_at, is_link, link_behind, past_aside, past_links, unsaid
from kawat.extract.commitment_kinds import kind_of, readings_lost
from kawat.extract.commitment_parties import (
    heads_between,
    owner,
    owners_between,
    subject,
    target,
    voice_of_speaker,
    voiced_by,
)
from kawat.extract.commitment_scene import QUOTES, Scene
from kawat.knowledge.commitments import Frame, Rule
from kawat.knowledge.tokens import Hit
from kawat.records import CommitmentKind, Considered, Vote

NEIGHBOURS = 8
ABOUT_WITHIN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A commitment as the frame reads it; `words` and `content` are token ranges of the sentence.

    `answers`: it answers a demand told in the same words, whose terms are the demand's own. `score` is the model's
    probability, None where the rule's own counts.
    """

    rule: Rule
    kind: CommitmentKind
    holder: tuple[str, ...]
    addressee: tuple[str, ...]
    words: tuple[int, int]
    content: tuple[int, int]
    answers: bool = False
    score: float | None = None
    votes: tuple[Vote, ...] = ()
    considered: tuple[Considered, ...] = ()

    @property
    def sure(self) -> float:
        """How sure it is: the model's probability, else the share of right ones that its rule had."""
        return self.rule.score if self.score is None else self.score


def drafts_of(scene: Scene) -> tuple[Draft, ...]:
    """Commitments of one sentence in reading order, before they are compared with those of other sentences."""
    drafts: list[Draft] = []
    for hit in scene.knowledge.triggers.scan(scene.tokens):
        for rule in hit.value:
            if rule.frame != "nothing" and _reads_here(scene, rule, hit.first) and not unsaid(scene, rule, hit.first):
                drafts.extend(FRAMES[rule.frame](scene, rule, hit))
    whole = [d for i, d in enumerate(drafts) if not _part_of_another(d, drafts[max(0, i - NEIGHBOURS) : i + 4])]
    return tuple(_of_demand(d, whole[i + 1] if i + 1 < len(whole) else None) for i, d in enumerate(whole))


def _of_demand(draft: Draft, following: Draft | None) -> Draft:
    """A refused or accepted demand as what was demanded, towards who demanded it (`menolak tuntutan X untuk Y`)."""
    if following is None or following.rule.frame != "ask_noun" or draft.kind not in ("refusal", "concession"):
        return draft
    if not draft.content[0] <= following.words[0] < draft.content[1]:
        return draft
    others = tuple(actor for actor in following.holder if actor not in draft.holder)
    return replace(draft, content=following.content, addressee=others, answers=True)


def _part_of_another(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether the draft only tells what another one is about (`mengancam akan menutup`), or leads up to it (`akan`).

    A demand noun stays beside the refusal or promise whose object it is.
    """
    if draft.rule.frame == "ask_noun":
        return False
    for other in drafts:
        inside = other is not draft and other.content[0] <= draft.words[0] < other.content[1]
        holds = other is not draft and draft.content[0] <= other.words[0] <= draft.content[0] + 1
        leads = other.rule.weak and other.rule.frame == "act"
        if (inside and not leads) or (holds and draft.rule.weak and draft.rule.frame == "act"):
            return True
    return False


def _reads_here(scene: Scene, rule: Rule, index: int) -> bool:
    if rule.where == "title":
        return scene.line.zone == "title"
    if rule.where == "any":
        return True
    said = scene.said_at(index)
    return said is not None and (rule.where == "statement" or said.quotation.mode == "direct")


def _ask(scene: Scene, rule: Rule, hit: Hit[tuple[Rule, ...]]) -> Iterator[Draft]:
    behind = past_aside(scene, hit.end)
    link = link_behind(scene, behind)
    if link is None and (rule.needs_link or scene.is_a(behind, "clause")):
        return
    first = _behind_heads(scene, behind if link is None else past_links(scene, link))
    addressee = heads_between(scene, behind, first)
    holder = subject(scene, hit.first, rule.reach)
    if (rule.needs_addressee and not addressee) or (rule.abroad and not _others(scene, holder, addressee)):
        return
    yield from _draft(scene, rule, hit, holder, addressee, first)


def _others(scene: Scene, holder: tuple[str, ...], addressee: tuple[str, ...]) -> tuple[str, ...]:
    """The addressees that are not on the holder's own side."""
    own = {scene.company.side_of(actor) for actor in holder}
    return tuple(actor for actor in addressee if scene.company.side_of(actor) not in own)


def _behind_heads(scene: Scene, index: int) -> int:
    """First token behind the names joined by `and` that begin at `index`, or `index` where none does."""
    place = index
    while place < len(scene.tokens):
        start = _past_titles(scene, place)
        heads = scene.heads.within(start, start + 1)
        if not heads:
            return index
        index = heads[0].end
        if not scene.is_a(index, "and"):
            return index
        place = index + 1
    return index


def _past_titles(scene: Scene, index: int) -> int:
    while scene.is_a(index, "title"):
        index += 1
    return index


def _asked(scene: Scene, rule: Rule, hit: Hit[tuple[Rule, ...]]) -> Iterator[Draft]:
    link = link_behind(scene, hit.end)
    if link is not None and link > hit.end and not _named_between(scene, hit.end, link):
        link = None
    by = next((i for i in range(hit.end, min(hit.end + 3, len(scene.tokens))) if scene.is_a(i, "by")), None)
    if by is not None:
        holder = heads_between(scene, by, min(by + 8, link if link is not None else by + 8))
    else:
        speaker = scene.speaker_at(hit.first)
        holder = (speaker,) if speaker else ()
    first = past_links(scene, link if link is not None else hit.end)
    yield from _draft(scene, rule, hit, holder, subject(scene, hit.first, rule.reach), first)


def _named_between(scene: Scene, first: int, end: int) -> bool:
    return scene.is_a(first, "by") or bool(heads_between(scene, first, end))


def _ask_noun(scene: Scene, rule: Rule, hit: Hit[tuple[Rule, ...]]) -> Iterator[Draft]:
    link = link_behind(scene, hit.end)
    if link is None:
        return
    named = heads_between(scene, hit.end, min(link, hit.end + 4))
    owners = owners_between(scene, hit.end, min(link, hit.end + 4))
    holder = owner(scene, hit.first) or voiced_by(scene, hit.first, hit.end, link, rule.reach) or owners[:1]
    addressee = tuple(actor for actor in named if actor not in holder)
    yield from _draft(scene, rule, hit, holder, addressee, past_links(scene, link))


def _must(scene: Scene, rule: Rule, hit: Hit[tuple[Rule, ...]]) -> Iterator[Draft]:
    speaker = scene.speaker_at(hit.first)
    addressee = subject(scene, hit.first, rule.reach)
    if speaker is None or not addressee or speaker in addressee:
        return
    if scene.company.side_of(speaker) in addressee and _self_named(scene, hit.first):
        return
    yield from _draft(scene, rule, hit, (speaker,), addressee, hit.end)


def _self_named(scene: Scene, at: int) -> bool:
    return any(scene.is_a(i, "selves") or scene.is_a(i, "self") for i in range(max(0, at - 4), at))


def _act(scene: Scene, rule: Rule, hit: Hit[tuple[Rule, ...]]) -> Iterator[Draft]:
    first = past_links(scene, hit.end)
    if rule.about is not None and not scene.about(first, first + ABOUT_WITHIN, rule.about):
        return
    holder, first = _doer(scene, rule, hit, first)
    yield from _draft(scene, rule, hit, holder, (), hit.first if rule.keeps_words else _past_target(scene, first))


def _doer(scene: Scene, rule: Rule, hit: Hit[tuple[Rule, ...]], first: int) -> tuple[tuple[str, ...], int]:
    """Who acts and where the act begins: the subject, unless the words behind say who (`akan kami tutup`)."""
    own = voice_of_speaker(scene, first) if rule.weak else ()
    if own:
        return own, first + 1
    if rule.weak and _passive(scene, first):
        return _agent(scene, first), first
    behind = _behind_heads(scene, first)
    if behind > first and scene.is_a(behind, "act_link"):
        return heads_between(scene, first, behind), past_links(scene, behind)
    return subject(scene, hit.first, rule.reach), first


def _past_target(scene: Scene, first: int) -> int:
    """First token of what is threatened, where whom is named before it (`mengancam Iran dengan sanksi`)."""
    behind = _behind_heads(scene, first)
    return behind + 1 if behind > first and scene.is_a(behind, "by_means") else first


def _passive(scene: Scene, index: int) -> bool:
    while scene.is_a(index, "adverb"):
        index += 1
    if index >= len(scene.tokens):
        return False
    word = scene.tokens[index].lower
    return scene.is_a(index, "passive") or any(
        word.startswith(p) and len(word) > len(p) + 3 for p in scene.knowledge.passives
    )


def _agent(scene: Scene, index: int) -> tuple[str, ...]:
    """Who acts in a passive clause: the name behind `oleh`; where none is given, nobody is bound."""
    by = next((i for i in range(index, min(index + 12, len(scene.tokens))) if scene.is_a(i, "by")), None)
    return heads_between(scene, by, by + 5)[:1] if by is not None else ()


def _act_noun(scene: Scene, rule: Rule, hit: Hit[tuple[Rule, ...]]) -> Iterator[Draft]:
    link = next((i for i in range(hit.end, min(hit.end + 7, len(scene.tokens))) if is_link(scene, i)), None)
    if link is None:
        return
    named = owners_between(scene, hit.end, link)[:1] or owner(scene, hit.first)
    holder = named or voiced_by(scene, hit.first, hit.end, link, rule.reach)
    yield from _draft(scene, rule, hit, holder, (), past_links(scene, link))


def _consequence(scene: Scene, rule: Rule, hit: Hit[tuple[Rule, ...]]) -> Iterator[Draft]:
    speaker = scene.speaker_at(hit.first)
    if speaker is not None:
        yield from _draft(scene, rule, hit, (speaker,), subject(scene, hit.first, rule.reach), hit.first)


def _imperative(scene: Scene, rule: Rule, hit: Hit[tuple[Rule, ...]]) -> Iterator[Draft]:
    opens = hit.first == 0 or scene.tokens[hit.first - 1].text in QUOTES
    speaker = scene.speaker_at(hit.first)
    if opens and speaker is not None:
        yield from _draft(scene, rule, hit, (speaker,), (), hit.first)


FRAMES: dict[Frame, Callable[[Scene, Rule, Hit[tuple[Rule, ...]]], Iterator[Draft]]] = {
    "ask": _ask,
    "asked": _asked,
    "ask_noun": _ask_noun,
    "must": _must,
    "act": _act,
    "act_noun": _act_noun,
    "consequence": _consequence,
    "imperative": _imperative,
}


def _draft(
    scene: Scene,
    rule: Rule,
    hit: Hit[tuple[Rule, ...]],
    holder: tuple[str, ...],
    addressee: tuple[str, ...],
    first: int,
) -> Iterator[Draft]:
    """The draft, unless no words say what, or the words tell what will happen rather than what someone will do."""
    content = content_at(scene, first)
    if content is None:
        return
    kind = kind_of(scene, rule, hit.first, hit.end, content)
    if kind is None:
        return
    asking = rule.frame in ("ask", "asked", "ask_noun", "must", "imperative", "consequence")
    to = addressee if asking else target(scene, content[0], content[1])
    yield Draft(
        rule=rule,
        kind=kind,
        holder=holder,
        addressee=tuple(actor for actor in to if actor not in holder),
        words=(hit.first, hit.end),
        content=content,
        considered=readings_lost(rule, kind, scene, content),
    )
