"""Who said what: content, cue, source and speaker.

Marks are paired, sentences become periods (marks are one piece), cues report what stands around them, what no cue
reports may stand alone, and sources become speakers in reading order.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kawat.extract.guide import Guide
from kawat.extract.page import Cast, Line
from kawat.extract.quoting.alone import alone_in
from kawat.extract.quoting.headlines import told_below
from kawat.extract.quoting.hinted import guided
from kawat.extract.quoting.marks import Quoted, find_quoted
from kawat.extract.quoting.periods import Period, periods_of
from kawat.extract.quoting.reports import reports_of
from kawat.extract.quoting.scene import Draft, Scene
from kawat.extract.quoting.speakers import Speakers
from kawat.extract.quoting.turns import turns_of
from kawat.extract.quoting.unclosed import bounded
from kawat.ids import content_id
from kawat.knowledge.load import Knowledge
from kawat.records import Article, Considered, Quotation


def find_quotations(
    article: Article, lines: tuple[Line, ...], cast: Cast, knowledge: Knowledge, guide: Guide | None = None
) -> tuple[Quotation, ...]:
    """Quotations in reading order: direct, indirect and mixed, each with the rule that found it.

    Content spans hold the words said, without marks, cue and source. `speaker` is None where the text does not tell.
    Offsets: code points of `article.text`, end exclusive. With a guide, quotations that the model sees nothing in are
    left out, and those that it alone sees are added.
    """
    quoted = bounded(article.text, find_quoted(article.text, lines), lines, knowledge.cues)
    periods = periods_of(lines, quoted, len(article.title or ""), knowledge.cues)
    turns = turns_of(article.text, lines, knowledge.cues)
    periods = _outside(periods, turns)
    told = [_told(Scene.of(period, cast, knowledge.cues)) for period in periods]
    drafts = sorted([*_joined(told, quoted), *turns], key=lambda draft: draft.content[0])
    if guide is not None:
        drafts = guided(drafts, guide, quoted, article.text)
    speakers = Speakers(lines, cast, knowledge.cues, quoted)
    return told_below([_quotation(article, draft, speakers, knowledge) for draft in drafts], article)


def find_labels(article: Article, lines: tuple[Line, ...], knowledge: Knowledge) -> tuple[tuple[int, int], ...]:
    """Where the names stand that open the paragraphs of readers' letters and interviews; none in other articles."""
    turns = turns_of(article.text, lines, knowledge.cues)
    return tuple(turn.source for turn in turns if turn.source is not None)


_OPEN = ("quotation-alone", "cue-then-quotation")


def _outside(periods: Iterable[Period], turns: Sequence[Draft]) -> Iterator[Period]:
    """The periods that lie in no turn."""
    stretches = [stretch for turn in turns for stretch in turn.content]
    starts = [start_char for start_char, _ in stretches]
    for period in periods:
        index = bisect_left(starts, period.end_char) - 1
        if index < 0 or period.start_char >= stretches[index][1]:
            yield period


@dataclass(frozen=True, slots=True)
class _Told:
    """A period and the drafts found in it."""

    period: Period
    drafts: tuple[Draft, ...]
    goes_on: bool


def _told(scene: Scene) -> _Told:
    """What a period tells: reports of its cues, then what stands without a cue."""
    reports = _without_nested(_without_clashes(reports_of(scene)))
    taken = frozenset(index for draft in reports for index in draft.quotes)
    drafts = sorted([*reports, *alone_in(scene, taken)], key=lambda draft: draft.content[0])
    return _Told(scene.period, tuple(drafts), scene.is_a("continuers", 0))


def _without_clashes(drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts without those that claim words of another: a quotation's own cue behind it comes first."""
    kept: list[Draft] = []
    for draft in drafts:
        rivals = [
            other for other in kept[-3:] if other.content == draft.content or set(other.quotes) & set(draft.quotes)
        ]
        direct = [other for other in rivals if "direct" in (other.mode, draft.mode)]
        if not direct and all(other.content[-1] != draft.content[-1] for other in rivals):
            kept.append(draft)
        elif draft.rule == "quotation-then-cue":
            kept = [other for other in kept if other not in direct]
            kept.append(draft)
    return kept


def _without_nested(drafts: list[Draft]) -> list[Draft]:
    """The drafts without requests and promises that are part of what another draft reports."""
    kept: list[Draft] = []
    reach = -1
    for draft in drafts:
        if draft.is_weak and draft.content[-1][1] <= reach and draft.cue is not None:
            continue
        kept.append(draft)
        reach = max(reach, draft.content[-1][1]) if draft.cue and draft.cue[1] <= draft.content[0][0] else reach
    return kept


def _joined(told: Sequence[_Told], quoted: Sequence[Quoted]) -> list[Draft]:
    """The drafts of all periods, joined where a quotation or a reported clause goes on in the next."""
    continuing = {stretch.start_char for stretch in quoted if stretch.continues}
    joined: list[Draft] = []
    for index, one in enumerate(told):
        before = told[index - 1].period if index else None
        if before is not None and one.goes_on and not one.drafts and joined and _ends(joined[-1], before):
            joined[-1] = _stretched(joined[-1], one.period)
        for draft in one.drafts:
            if joined and draft.content[0][0] in continuing and joined[-1].rule in _OPEN:
                draft = _rejoined(joined.pop(), draft)
            elif joined and before is not None and _goes_on(joined[-1], draft, before, one.period):
                draft = _added(joined.pop(), draft)
            joined.append(draft)
    return joined


def _goes_on(last: Draft, draft: Draft, before: Period, period: Period) -> bool:
    """Whether a quotation without cue goes on from the one before it: `"A," kata X. "B."` in one paragraph."""
    alone = draft.rule == "quotation-alone" and last.rule == "quotation-then-cue"
    return alone and before.paragraph == period.paragraph and last.content[0][0] >= before.start_char


def _rejoined(last: Draft, draft: Draft) -> Draft:
    """Two paragraphs of one quotation: the one with a cue keeps it."""
    kept = last if last.cue is not None and draft.cue is None else draft
    return replace(kept, content=last.content + draft.content)


def _added(last: Draft, draft: Draft) -> Draft:
    """The quotation with the content of the one that goes on from it."""
    return replace(last, content=last.content + draft.content)


def _ends(draft: Draft, period: Period) -> bool:
    """Whether a reported clause runs to the end of its period."""
    return (
        draft.mode != "direct"
        and period.start_char <= draft.content[-1][0]
        and draft.content[-1][1] >= period.end_char - 2
    )


def _stretched(draft: Draft, period: Period) -> Draft:
    """The draft with the period as the end of its content."""
    start_char = draft.content[-1][0]
    return replace(draft, content=(*draft.content[:-1], (start_char, period.tokens[period.last - 1].end_char)))


def _quotation(article: Article, draft: Draft, speakers: Speakers, knowledge: Knowledge) -> Quotation:
    """The record of a draft."""
    speaker, considered = speakers.speaker(draft, article.text)
    first, last = draft.content[0][0], draft.content[-1][1]
    return Quotation(
        id=content_id("quotation", article.id, first, last, draft.cue),
        mode=draft.mode,
        content=tuple(article.span(*stretch) for stretch in draft.content),
        cue=article.span(*draft.cue) if draft.cue else None,
        source=article.span(*draft.source) if draft.source else None,
        speaker=speaker,
        addressees=tuple(actor for actor in draft.addressees if actor != speaker),
        rule=f"{article.language}/quotation/{draft.rule}",
        score=knowledge.cues.rules[draft.rule].score if draft.score is None else draft.score,
        votes=draft.votes,
        considered=(*considered, *_longer(draft, knowledge))[:3],
    )


def _longer(draft: Draft, knowledge: Knowledge) -> tuple[Considered, ...]:
    """The reading that a clause goes on to the end of its sentence, where it was cut."""
    if draft.cut_before is None:
        return ()
    why = f"at {draft.cut_before!r} another report, the relayed source or the subject's next act begins"
    rule = f"{knowledge.language}/quotation/{draft.rule}"
    return (Considered(rule=rule, proposal="content to the end of the sentence", lost_because=why),)
