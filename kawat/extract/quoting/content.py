"""Content: where what a cue reports begins, and whether the cue takes it."""

from __future__ import annotations

from kawat.extract.quoting.clauses import CLAUSE, REACH, TAKES_ACT, has_task, link_ahead
from kawat.extract.quoting.scene import Scene
from kawat.extract.quoting.sources import mention_end
from kawat.knowledge.cues import Cue
from kawat.knowledge.tokens import Hit

_DATE = 7
_CIRCUMSTANCE = 25
_AUDIENCE = 7


def content_start(scene: Scene, hit: Hit[Cue]) -> tuple[int, bool]:
    """Where the content after an active cue starts, and whether a linking word, a colon or a mark leads to it."""
    period, at = scene.period, past_listener(scene, hit)
    if hit.value.stance in TAKES_ACT and scene.is_a(TAKES_ACT[hit.value.stance], at):
        return at, True
    if scene.is_a("addressing listeners trailers adverbs", at) or period.word(at) == "(":
        linked = link_ahead(scene, at, REACH)
        if linked is not None:
            return linked, True
        at = scene.skip("adverbs", at)
        comma = next((i for i in range(at, min(at + REACH, period.last)) if period.word(i) == ","), None)
        if comma is not None and scene.is_a("addressing", at):
            at = comma
    if period.word(at) in (",", ":"):
        at += 1
        aside = link_ahead(scene, at, REACH) if scene.is_a("trailers", at) else None
        if aside in period.quotes:
            return aside or at, True
        return scene.skip("linkers", at), True
    if scene.is_a("linkers", at):
        at = scene.skip("linkers", at)
        return at + (period.word(at) == ","), True
    if scene.is_a("firm_linkers", at):
        return at, True
    if has_task(scene, hit.value, at):
        return at, True
    ahead = link_ahead(scene, at, 5)
    if ahead in period.quotes and period.quotes[ahead].starts_low:
        ahead = None
    return (ahead, True) if ahead is not None else (at, at in period.quotes)


def past_listener(scene: Scene, hit: Hit[Cue]) -> int:
    """The token behind the listener that some cues take as object (`told reporters ...`)."""
    if not scene.is_a("telling", hit.first):
        return hit.end
    listener = scene.hit("listeners pronouns plural_pronouns", hit.end)
    if listener is not None or hit.end >= scene.period.last:
        return listener.end if listener else hit.end
    return max(mention_end(scene, hit.end), _past_audience(scene, hit.end))


def _past_audience(scene: Scene, first: int) -> int:
    """The token behind a noun phrase of few words that a clause, a date or the end follows (`told the court he`)."""
    if not scene.is_a("roles", first):
        return first
    for index in range(first + 2, min(first + _AUDIENCE, scene.period.last)):
        if scene.is_a("firm_linkers pronouns plural_pronouns trailers", index):
            return index
        if scene.is_stop(index) or scene.is_a("predicates", index):
            return first
    return scene.period.last if scene.period.last - first <= _AUDIENCE else first


def ends_report(scene: Scene, hit: Hit[Cue]) -> bool:
    """Whether nothing is reported behind a cue: its sentence ends, a relayed source or a mere date or place follows."""
    index = past_listener(scene, hit)
    if index >= scene.period.last or (scene.period.word(index) == "," and scene.is_a("relayers", index + 1)):
        return True
    if scene.is_a("telling", hit.first) and index == hit.end and _is_name(scene, index):
        return True
    if scene.side(hit.value) != "either" or not scene.is_a("trailers", index):
        return False
    if scene.is_a(TAKES_ACT.get(hit.value.stance, "firm_linkers"), index):
        return False
    rest = scene.period.last - index
    short = rest <= _DATE or (rest <= _CIRCUMSTANCE and _is_said_before(scene, hit))
    return short and link_ahead(scene, index, rest) is None


def _is_name(scene: Scene, first: int) -> bool:
    """Whether the rest of a sentence is one name of at most four words (`told Reuters`)."""
    rest = range(first, scene.period.last)
    return len(rest) <= 4 and all(scene.period.printed(index)[:1].isupper() for index in rest)


def _is_said_before(scene: Scene, hit: Hit[Cue]) -> bool:
    """Whether a clause with a predicate stands before a cue and its short subject, and none behind the cue."""
    period = scene.period
    commas = (i for i in range(hit.first - 1, max(2, hit.first - _DATE), -1) if period.word(i) == ",")
    comma = next(commas, None)
    if comma is None or comma == hit.first - 1 or scene.is_a("adjuncts trailers subordinators relatives", comma + 1):
        return False
    return scene.anywhere("predicates", max(0, comma - CLAUSE), comma) and not scene.anywhere(
        "predicates", hit.end, min(hit.end + 2 * _CIRCUMSTANCE, period.last)
    )


def noun_content(scene: Scene, index: int) -> int | None:
    """Where the clause behind a noun starts: at most five tokens on (`laporan Reuters bahwa ...`), else None.

    A form of `to be` before the linking word may stand further on (`the estimate of aid workers is that ...`).
    """
    for at in range(index + 1, min(index + REACH, scene.period.last)):
        if scene.is_a("auxiliaries", at - 1) and scene.is_a("firm_linkers", at):
            return scene.skip("firm_linkers", at)
    for at in range(index, min(index + 5, scene.period.last)):
        linker = scene.hit("firm_linkers", at)
        if linker is not None:
            return linker.end
        if scene.is_stop(at) or at in scene.cues:
            return None
    return None


def is_taken(scene: Scene, cue: Cue, start: int, end: int, linked: bool) -> bool:
    """Whether a cue takes the stretch as what it reports (see CueRow); a headline cue needs words before it."""
    if cue.takes in ("quote", "linked"):
        return cue.takes == "linked" and linked
    if scene.is_a("mute", start):
        return False
    if scene.period.is_title and cue.takes == "predicate":
        return True
    bare_noun = cue.takes == "predicate" or scene.is_a("objects", start)
    if linked or not bare_noun:
        return True
    return scene.anywhere("likening", start, end) or scene.has_predicate(start, end)


def past_relative(scene: Scene, end: int) -> int:
    """The comma that ends what describes a source (`kelompok yang mendampingi mereka, ...`), else `end`."""
    if not scene.is_a("relatives trailers", end):
        return end
    return next((i for i in range(end, min(end + REACH, scene.period.last)) if scene.period.word(i) == ","), end)


def past_aside(scene: Scene, first: int) -> int:
    """The token behind an adjunct in commas (`, saat berbicara di Doha, ...`) that starts at `first`, else `first`."""
    role = scene.is_a("roles", first) and not scene.period.printed(first)[:1].isupper()
    if not role and not scene.is_a("asides", first):
        return first
    commas = (index for index in range(first, min(first + REACH, scene.period.last)) if scene.period.word(index) == ",")
    return next(commas, first - 1) + 1


def passive_start(scene: Scene, index: int) -> tuple[int, bool]:
    """Where the content behind a passive cue starts, and whether a linking word or a comma leads to it."""
    start = scene.skip("likening linkers", index)
    linked = scene.is_a("linkers", index) or scene.period.word(index) in (",", ":")
    return (start + 1 if scene.period.word(start) in (",", ":") else start), linked


def needs_no_comma(scene: Scene, hit: Hit[Cue], rest: int) -> bool:
    """Whether content may follow without a comma: behind `menurut X`, a linking word, or `Katanya` at the start."""
    opens = hit.value.clitic is not None and hit.first == 0
    return scene.side(hit.value) == "preposition" or scene.is_a("linkers", rest) or opens
