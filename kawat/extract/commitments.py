"""Who is bound to what, towards whom, by when and on what condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kawat.extract.commitment_frames import Draft, drafts_of
from kawat.extract.commitment_hints import believed, class_of
from kawat.extract.commitment_scene import Scene, scenes_of
from kawat.extract.commitment_terms import condition_of, deadline_of, made_on, speaking_dates
from kawat.extract.guide import Guide
from kawat.extract.page import Cast, Line, Row, bounds
from kawat.ids import content_id
from kawat.knowledge.load import Knowledge
from kawat.records import Article, Commitment, CommitmentKind, Condition, Event, Participant, Quotation, Timex

NEAR = 60
COMPARED = 40
GOES_ON = 40  # characters between two contents that are one commitment
LAST = 3  # commitments before one that it may go on with


@dataclass(frozen=True, slots=True)
class Found:
    """A draft with the sentence that it stands in."""

    scene: Scene
    draft: Draft
    condition: Condition | None
    event: Event | None


def find_commitments(
    article: Article,
    lines: tuple[Line, ...],
    cast: Cast,
    timexes: tuple[Timex, ...],
    quotations: tuple[Quotation, ...],
    events: tuple[Event, ...],
    knowledge: Knowledge,
    guide: Guide | None = None,
) -> tuple[Commitment, ...]:
    """Pledges, threats, demands, offers, refusals and concessions in reading order, each distinct one once.

    `score` is the share of right readings that its rule had on the training articles; with a guide, the
    probability that rules and model together give it. A commitment whose holder is nobody known is left out.
    """
    scenes = scenes_of(lines, cast, timexes, quotations, events, knowledge.commitments)
    found = [one for one in _found(article, scenes, guide) if _political(one)]
    said = speaking_dates(scenes, article.published_at)
    return tuple(_commitment(article, one, said) for one in _distinct(found))


def _found(article: Article, scenes: Sequence[Scene], guide: Guide | None) -> list[Found]:
    if guide:
        hints = Row(guide.hints.commitments, bounds)
        drafts = [believed(scene, hints, guide.settings.commitments) for scene in scenes]
    else:
        drafts = [drafts_of(scene) for scene in scenes]
    found = []
    for number, scene in enumerate(scenes):
        # A sentence with a commitment of its own says its own condition.
        alone = number + 1 < len(scenes) and not drafts[number + 1]
        following = scenes[number + 1] if alone else None
        for draft in drafts[number]:
            event = _event(scene, draft)
            condition = None if draft.answers else condition_of(article, scene, following, draft)
            found.append(Found(scene, _with_holder(draft, event), condition, event))
    return found


def _political(found: Found) -> bool:
    """Whether somebody holds the commitment whose words bind: nobody of the press, and an office or body for `will`.

    The words of a weak rule (`akan`, `harus`) are on everybody's lips; only in the mouth of a state, a party, an
    armed group or another body do they bind.
    """
    actors = [found.scene.company.actors[h] for h in found.draft.holder if h in found.scene.company.actors]
    basis = found.scene.knowledge.basis
    if found.draft.rule.weak:
        return any(actor.sector is None or actor.sector in basis.binding for actor in actors)
    return any(actor.sector not in basis.press for actor in actors)


def _event(scene: Scene, draft: Draft) -> Event | None:
    """The nearest event of a fitting type whose trigger stands by the rule's words or in the content."""
    start, end = scene.tokens[draft.words[0]].start_char, scene.tokens[draft.words[1] - 1].end_char
    types = scene.knowledge.basis.rests_on[draft.kind]
    fitting = [e for e in scene.events if e.type in types and _gap(e, start, end) <= NEAR]
    return min(fitting, key=lambda e: (_gap(e, start, end), e.trigger.start_char), default=None)


def _gap(event: Event, start_char: int, end_char: int) -> int:
    return max(0, event.trigger.start_char - end_char, start_char - event.trigger.end_char)


def _with_holder(draft: Draft, event: Event | None) -> Draft:
    """The draft with the event's actors where the words themselves name no holder."""
    if draft.holder or event is None:
        return draft
    return replace(draft, holder=_ids(event.actors), addressee=draft.addressee or _ids(event.recipients))


def _ids(participants: Sequence[Participant]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(participant.actor for participant in participants))


def _distinct(found: Sequence[Found]) -> list[Found]:
    """Without those that repeat another: the surest of overlapping ones; of what is told twice the body's first.

    Each is compared with its neighbour and with at most COMPARED of its class and holder, so the work stays in
    proportion to the length of the article.
    """
    kept: list[Found] = []
    near: dict[object, list[Found]] = {}
    surest = _surest([one for one in found if one.scene.line.zone != "title"])
    for one in [*surest, *_surest([one for one in found if one.scene.line.zone == "title"])]:
        keys = [(_class(one), holder) for holder in one.draft.holder]
        if not any(_repeats(one, other) for key in keys for other in near.get(key, ())[:COMPARED]):
            kept.append(one)
            for key in keys:
                near.setdefault(key, []).append(one)
    told = {_class(one) for one in kept if one.scene.line.zone != "title"}
    return _begun(sorted((k for k in kept if k.scene.line.zone != "title" or _class(k) not in told), key=_place))


def _begun(found: Sequence[Found]) -> list[Found]:
    """Without those that only go on with what one of their class and holder began a few words before.

    `akan menarik pasukan, kemudian membuka perbatasan` binds once.
    """
    kept: list[Found] = []
    for one in found:
        if not any(_goes_on(before, one) for before in kept[-LAST:]):
            kept.append(one)
    return kept


def _goes_on(before: Found, one: Found) -> bool:
    """Whether the second, of the same class and holder, begins at most GOES_ON characters behind the first."""
    same = _class(before) == _class(one) and not set(before.draft.holder).isdisjoint(one.draft.holder)
    return same and _place(one)[0] - _place(before)[1] <= GOES_ON


def _class(found: Found) -> CommitmentKind:
    """The kind whose commitments would tell the same."""
    return class_of(found.draft)


def _place(found: Found) -> tuple[int, int, str]:
    first, end = found.draft.content
    return found.scene.tokens[first].start_char, found.scene.tokens[end - 1].end_char, found.draft.rule.id


def _surest(found: Sequence[Found]) -> list[Found]:
    """In reading order, without those whose content overlaps or touches a surer one of the same class."""
    kept: list[Found] = []
    for one in sorted(found, key=_place):
        rival = kept[-1] if kept else None
        if rival is None or _class(rival) != _class(one) or not _touch(one, rival):
            kept.append(one)
        elif one.draft.sure > rival.draft.sure:
            kept[-1] = one
    return kept


def _repeats(one: Found, other: Found) -> bool:
    """Whether both, of one class and holder, tell the same in nearly the same words; a title always repeats."""
    if one.scene.line.zone == "title" and other.scene.line.zone != "title":
        return True
    a, b = _words(one), _words(other)
    return 2 * len(a & b) >= min(len(a), len(b)) if a and b else False


def _touch(one: Found, other: Found) -> bool:
    """Whether the contents stand in one sentence with at most two words or signs between."""
    if one.scene is not other.scene:
        return False
    (first, end), (low, high) = one.draft.content, other.draft.content
    return max(first, low) - min(end, high) <= 2


def _words(found: Found) -> set[str]:
    first, end = found.draft.content
    first = max(first, min(found.draft.words[1], end))
    return {token.lower for token in found.scene.tokens[first:end] if len(token.lower) > 3}


def _kind(draft: Draft, condition: Condition | None) -> CommitmentKind:
    """The draft's kind; a promise on a condition is an offer (until something happens is no such condition)."""
    promised = draft.rule.kind == "pledge" and draft.kind in ("pledge", "concession")
    return "offer" if promised and condition is not None and condition.polarity != "until" else draft.kind


def _commitment(article: Article, found: Found, dates: dict[str, str]) -> Commitment:
    scene, draft = found.scene, found.draft
    span = article.span(scene.tokens[draft.content[0]].start_char, scene.tokens[draft.content[1] - 1].end_char)
    said = scene.said_at(draft.content[0])
    deadline = deadline_of(scene, draft, article.published_at)
    kind = _kind(draft, found.condition)
    return Commitment(
        id=content_id("commitment", article.id, span.start_char, span.end_char, kind, *draft.holder),
        kind=kind,
        holder=draft.holder,
        addressee=draft.addressee,
        content=span,
        condition=found.condition,
        deadline=deadline,
        made=made_on(scene, draft, deadline, dates, article.published_at),
        quotation=said.quotation.id if said else None,
        event=found.event.id if found.event else None,
        rule=draft.rule.full_id,
        score=draft.sure,
        votes=draft.votes,
        considered=draft.considered,
    )
