"""Stretches in marks beside a cue: whole quotations, tails of a clause, chains over paragraphs."""

from __future__ import annotations

from kawat.extract.quoting.clauses import closes
from kawat.extract.quoting.periods import QUOTE
from kawat.extract.quoting.scene import Scene


def is_whole(scene: Scene, quote: int) -> bool:
    """Whether a stretch in marks behind a cue is the whole of what is said."""
    period = scene.period
    stretch = period.quotes[quote]
    after = quote + 1
    if period.word(quote - 1) == ":" or stretch.end_char - stretch.start_char > 120:
        return True
    if after < period.last and stretch.starts_low and scene.starts_of("linkers", quote) is not None:
        return False
    loose = scene.is_a("trailers joiners", after) and not scene.is_a("relatives", after)
    return after >= period.last or closes(scene, after) or loose


def is_tail(scene: Scene, quote: int, *, beside_cue: bool = False) -> bool:
    """Whether a stretch in marks ends a clause that starts outside the marks (`Warga "ditarik sementara", kata X`).

    `beside_cue`: a cue before the marks is no hindrance.
    """
    before = scene.period.word(quote - 1)
    text = scene.period.quotes[quote]
    return (
        quote > 1
        and before not in (",", ":", QUOTE, "-", "–", ".", "")
        and text.starts_low
        and (beside_cue or not scene.cues_before(quote))
    )


def rest_of(scene: Scene, index: int) -> tuple[tuple[int, int], ...]:
    """The stretch in marks that goes on behind a comma or colon (`"A," kata X, "B."`), if there is one."""
    goes_on = scene.period.word(index) in (",", ":") and index + 1 in scene.period.quotes
    return ((index + 1, index + 2),) if goes_on else ()


def chain_to(scene: Scene, quote: int) -> tuple[tuple[int, int], ...]:
    """The stretch in marks and those right before it that it continues."""
    first = quote
    while first - 1 in scene.period.quotes:
        first -= 1
    return tuple((index, index + 1) for index in range(first, quote + 1))
