"""Drafts: what a report says, put together from token ranges."""

from __future__ import annotations

from kawat.extract.quoting.clauses import TAKES_ACT
from kawat.extract.quoting.scene import Draft, Scene
from kawat.extract.quoting.sources import Source, addressees, head_end
from kawat.knowledge.cues import Cue
from kawat.knowledge.tokens import Hit
from kawat.records import QuotationMode


def make_draft(
    scene: Scene, hit: Hit[Cue], source: Source, rule: str, mode: QuotationMode, parts: tuple[tuple[int, int], ...]
) -> Draft:
    """The draft of a report; `parts` are token ranges of its content."""
    return Draft(
        mode=mode,
        content=tuple(scene.content(first, end) for first, end in parts),
        cue=scene.offsets(hit.first, hit.end),
        source=source.offsets,
        source_kind=source.kind,
        head_end=head_end(scene, source),
        addressees=addressees(scene, hit, source),
        cut_before=_cut_before(scene, hit, parts[-1][1]) if mode != "direct" else None,
        is_weak=hit.value.stance in TAKES_ACT,
        rule=rule,
        quotes=tuple(index for first, end in parts for index in scene.quoted_in(first, end)),
    )


def _cut_before(scene: Scene, hit: Hit[Cue], end: int) -> str | None:
    """The words that a reported clause was cut before, None where it runs to the end of its sentence."""
    if end <= hit.first or end >= scene.period.last:
        return None
    first = scene.period.tokens[end : end + 3]
    return " ".join(token.text for token in first)
