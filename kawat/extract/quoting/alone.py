"""Quotations without a cue: a stretch in marks that stands alone, and headlines with a speaker before a colon."""

from __future__ import annotations

from collections.abc import Iterator

from kawat.extract.quoting.scene import Draft, Scene
from kawat.records import QuotationMode

_WORDS = 4
_SENTENCE = 8


def alone_in(scene: Scene, taken: frozenset[int]) -> Iterator[Draft]:
    """Quotations of a period that no cue reports; `taken` are the stretches in marks that a report holds."""
    period = scene.period
    if period.is_title:
        yield from _headline(scene)
    for index, stretch in period.quotes.items():
        if index in taken or not _is_speech(scene, index):
            continue
        if index == 0 or (period.word(index - 1) == ":" and _named_before(scene, index) is None):
            carried = "carried" if not period.is_title else "none"
            yield Draft(
                mode="direct",
                content=((stretch.start_char, stretch.end_char),),
                cue=None,
                source=None,
                source_kind=carried,
                rule="quotation-alone",
                quotes=(index,),
            )
        elif (source := _named_before(scene, index)) is not None:
            yield _named(scene, source, index, index + 1, "direct", "source-colon-quotation")


def _is_speech(scene: Scene, index: int) -> bool:
    """Whether a stretch in marks is a sentence of its own: it fills its period or follows a colon."""
    period = scene.period
    stretch = period.quotes[index]
    words = (stretch.end_char - stretch.start_char) // 5
    alone = index == 0 and (index + 1 >= period.last or (words >= _SENTENCE and stretch.ends_clause))
    said = words >= _WORDS or (stretch.ends_clause and not stretch.starts_low)
    return (alone or period.word(index - 1) == ":") and said and stretch.end_char > stretch.start_char


def _named_before(scene: Scene, index: int) -> tuple[int, int] | None:
    """The source before `: "..."`: a mention that ends right before the colon."""
    if scene.period.word(index - 1) != ":":
        return None
    first = _name_before(scene, max(0, index - 14), index - 1)
    return None if first is None else (first, index - 1)


def _headline(scene: Scene) -> Iterator[Draft]:
    """`X: Harga Turun` and `Harga turun - X` in a title."""
    period = scene.period
    for index in range(1, period.last - 1):
        if period.word(index) == ":" and period.tokens[index].start_char == period.tokens[index - 1].end_char:
            first = _name_before(scene, 0, index)
            if first is not None and index + 1 not in period.quotes:
                source = _opening(scene, first) or (first, index)
                yield _named(scene, source, index + 1, period.last, "indirect", "headline-colon")
            elif first is None and index >= _WORDS and _is_all_name(scene, index + 1):
                yield _named(scene, (index + 1, period.last), 0, index, "indirect", "headline-colon")
            return
        if period.word(index) in ("-", "–", "—") and index >= 3 and _is_all_name(scene, index + 1):
            yield _named(scene, (index + 1, period.last), 0, index, "indirect", "headline-dash")
            return


def _opening(scene: Scene, last: int) -> tuple[int, int] | None:
    """The mention that a headline's last segment has before the one at token `last`: `Wali Kota to Warga Kota: ...`."""
    commas = (index for index in range(last - 1, 0, -1) if scene.period.word(index) == ",")
    named = scene.mentions(next(commas, -1) + 1, last)
    if not named:
        return None
    first, end = scene.index_at(named[0].start_char), scene.index_at(named[0].end_char)
    return (first, end) if first < end < last else None


def _is_all_name(scene: Scene, first: int) -> bool:
    """Whether a mention starts at the token and one reaches the end of the period."""
    rest = scene.mentions(first, scene.period.last)
    if not rest or scene.index_at(rest[0].start_char) != first:
        return False
    return scene.index_at(max(seen.end_char for seen in rest)) >= scene.period.last


def _name_before(scene: Scene, low: int, colon: int) -> int | None:
    """The first token of the mention from `low` on that ends at the colon; None where it begins within a token."""
    for seen in scene.mentions(low, colon):
        first = scene.index_at(seen.start_char)
        if first < colon == scene.index_at(seen.end_char):
            return first
    return None


def _named(scene: Scene, source: tuple[int, int], first: int, end: int, mode: QuotationMode, rule: str) -> Draft:
    return Draft(
        mode=mode,
        content=(scene.content(first, end),),
        cue=None,
        source=scene.offsets(*source),
        source_kind="words",
        rule=rule,
        quotes=scene.quoted_in(first, end),
    )
