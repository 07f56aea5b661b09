"""On what condition, by when and when a commitment was made."""

from __future__ import annotations

from collections.abc import Sequence

from kawat.extract.commitment_clause import SENTENCE_SIGNS
from kawat.extract.commitment_frames import Draft
from kawat.extract.commitment_scene import QUOTES, Said, Scene
from kawat.knowledge.commitments import Mark
from kawat.knowledge.tokens import Hit
from kawat.records import Article, Condition, Timex

BEHIND = 40
DEADLINE_WITHIN = 3
OPENING_WORDS = 4


def condition_of(article: Article, scene: Scene, following: Scene | None, draft: Draft) -> Condition | None:
    """The condition behind the content, before it in the sentence, or in a sentence of its own that follows."""
    return (
        _behind(article, scene, draft)
        or _ahead(article, scene, draft)
        or (_opening(article, following) if following is not None and _stands_last(scene, draft) else None)
    )


def _behind(article: Article, scene: Scene, draft: Draft) -> Condition | None:
    end = min(len(scene.tokens), draft.content[1] + BEHIND)
    index = draft.content[0] + 1
    while index < end and scene.tokens[index].text not in SENTENCE_SIGNS:
        hit = _mark_at(scene, index)
        if hit is not None and hit.value.only in (None, draft.kind):
            return _condition(article, scene, hit, _clause_end(scene, hit.end))
        if index >= draft.content[1] and _other_begins(scene, index):
            return None
        index += 1
    return None


def _other_begins(scene: Scene, index: int) -> bool:
    return scene.knowledge.triggers.at(scene.tokens, index) is not None


def _ahead(article: Article, scene: Scene, draft: Draft) -> Condition | None:
    """A condition clause before the words, closed by a comma or by `maka`."""
    low = max(0, draft.words[0] - BEHIND)
    comma = None
    for index in range(draft.words[0] - 1, low - 1, -1):
        if scene.tokens[index].text in SENTENCE_SIGNS:
            return None
        if scene.tokens[index].text == "," or scene.is_a(index, "then"):
            comma = index
        hit = _mark_at(scene, index)
        if (
            hit is not None
            and comma is not None
            and hit.value.only in (None, draft.kind)
            and hit.value.polarity != "until"
        ):
            return _condition(article, scene, hit, comma)
    return None


def _opening(article: Article, scene: Scene) -> Condition | None:
    for index in range(min(OPENING_WORDS, len(scene.tokens))):
        hit = _mark_at(scene, index)
        if hit is not None:
            return _condition(article, scene, hit, _sentence_end(scene, hit.first)) if hit.value.opens else None
    return None


def _stands_last(scene: Scene, draft: Draft) -> bool:
    """Whether no other commitment is told behind this one in its sentence."""
    return not any(_other_begins(scene, index) for index in range(draft.content[1], len(scene.tokens)))


def _mark_at(scene: Scene, index: int) -> Hit[Mark] | None:
    """The condition mark at the token; `hingga` before a time or a number is none."""
    hit = scene.knowledge.conditions.at(scene.tokens, index)
    if hit is None or hit.end >= len(scene.tokens):
        return None
    stop = scene.knowledge.stops.at(scene.tokens, index)
    if stop is not None and stop.end > hit.end:
        return None
    if hit.value.polarity == "until" and (scene.tokens[hit.end].text[0].isdigit() or scene.timed(hit.end)):
        return None
    return hit


def _clause_end(scene: Scene, index: int) -> int:
    while index < len(scene.tokens) and scene.tokens[index].text not in SENTENCE_SIGNS | QUOTES | {","}:
        index += 1
    return index


def _sentence_end(scene: Scene, first: int) -> int:
    """One past the last word of the sentence, or of what is quoted where the words at `first` are."""
    end, said = len(scene.tokens), scene.told[first]
    while said is not None and end > first + 1 and scene.tokens[end - 1].start_char >= said.end_char:
        end -= 1
    while end > 1 and scene.tokens[end - 1].text in SENTENCE_SIGNS | QUOTES:
        end -= 1
    return end


def _condition(article: Article, scene: Scene, hit: Hit[Mark], end: int) -> Condition | None:
    if end <= hit.end:
        return None
    first = hit.first + (scene.tokens[hit.first].text == ",")
    span = article.span(scene.tokens[first].start_char, scene.tokens[end - 1].end_char)
    return Condition(polarity=hit.value.polarity, span=span)


def deadline_of(scene: Scene, draft: Draft, published: str | None) -> str | None:
    """The value of the time expression behind a deadline mark, or of a later date that the content is set for."""
    start = scene.tokens[draft.content[0]].start_char
    end = scene.tokens[min(len(scene.tokens), draft.content[1] + 12) - 1].end_char
    for timex in scene.timexes:
        if start <= timex.span.start_char < end and (_marked(scene, timex) or _later(timex, published)):
            return timex.value
    return None


def _marked(scene: Scene, timex: Timex) -> bool:
    first = next((i for i, t in enumerate(scene.tokens) if t.start_char >= timex.span.start_char), None)
    if first is None:
        return False
    hits = (scene.knowledge.deadlines.at(scene.tokens, i) for i in range(max(0, first - DEADLINE_WITHIN), first + 1))
    return any(hit is not None for hit in hits)


def _later(timex: Timex, published: str | None) -> bool:
    return published is not None and timex.earliest is not None and timex.earliest > published[:10]


def made_on(
    scene: Scene, draft: Draft, deadline: str | None, said: dict[str, str], published: str | None
) -> str | None:
    """The date in the sentence that dates the act, else the date on which the speaker is reported to have spoken.

    `said` are the dates by speaker (see `speaking_dates`). No date is made up where the article gives none.
    """
    own = next((t.value for t in _past(scene, published) if t.value != deadline), None)
    speaker = scene.speaker_at(draft.words[0])
    return own or (said.get(speaker) if speaker else None)


def speaking_dates(scenes: Sequence[Scene], published: str | None) -> dict[str, str]:
    """Speaker id -> the first date, not itself part of what is said, in a sentence that reports them."""
    dates: dict[str, str] = {}
    for scene in scenes:
        outside = [t for t in _past(scene, published) if not any(_inside(t, said) for said in scene.said)]
        for said in scene.said if outside else ():
            if said.quotation.speaker is not None:
                dates.setdefault(said.quotation.speaker, outside[0].value)
    return dates


def _inside(timex: Timex, said: Said) -> bool:
    return said.start_char <= timex.span.start_char < said.end_char


def _past(scene: Scene, published: str | None) -> list[Timex]:
    """Dates of the sentence that are not after publication."""
    dated = [t for t in scene.timexes if t.type in ("DATE", "TIME") and t.earliest is not None]
    return [t for t in dated if published is None or (t.earliest or "") <= published[:10]]
