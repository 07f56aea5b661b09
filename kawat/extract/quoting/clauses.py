"""Clauses: where a reported clause starts and ends inside a period, and where the next report begins."""

from __future__ import annotations

from bisect import bisect_right

from kawat.extract.quoting.periods import QUOTE
from kawat.extract.quoting.scene import Scene
from kawat.knowledge.cues import Cue
from kawat.knowledge.tokens import Hit
from kawat.records import QuotationMode

TAKES_ACT = {"commissive": "intents", "directive": "intents aims"}
REACH = 16
CLAUSE = 300
_OBJECT = 12
_SOURCE = 9
_DATE = 7
_NAME = 60  # characters


def clause_start(scene: Scene, end: int) -> int:
    """The first token of the clause that ends before `end`, at most `CLAUSE` tokens back."""
    if end and scene.is_a("joiners", end - 1):
        return end
    if scene.starts is None:
        scene.starts = [index for index in range(1, len(scene.period.tokens) + 1) if _opens_clause(scene, index)]
    near = bisect_right(scene.starts, end)
    start = max(scene.starts[near - 1] if near else 0, end - CLAUSE)
    return start + 1 if scene.period.word(start) == "," and scene.period.word(start - 1) == QUOTE else start


def _opens_clause(scene: Scene, index: int) -> bool:
    """Whether a clause starts at the token: behind marks, a colon, a linking word, or a joiner after another report."""
    word = scene.period.word(index - 1)
    if word == QUOTE:
        return _is_speech(scene, index - 1)
    if word in (";", ":", "–", "—") or scene.is_a("linkers", index - 1):
        return True
    if scene.is_a("joiners", index - 1):
        return _has_cue(scene, index - 1)
    joined = scene.is_a("subordinators", index - 1) and scene.period.word(index - 2) == ","
    return joined and _has_cue(scene, index - 2)


def _is_speech(scene: Scene, quote: int) -> bool:
    """Whether a stretch in marks is no name or single word inside a clause (`the “Clean Port” rally`)."""
    stretch = scene.period.quotes.get(quote)
    if stretch is None:
        return True
    behind = scene.period.word(quote - 1)
    bare = quote > 0 and behind not in (",", ":", QUOTE) and scene.period.printed(quote + 1).islower()
    return not bare or stretch.ends_clause or stretch.end_char - stretch.start_char > _NAME


def _has_cue(scene: Scene, end: int) -> bool:
    """Whether a cue with its subject before it stands in the tokens before `end`."""
    return scene.first_report <= end


def clause_end(scene: Scene, start: int) -> int:
    """One past the last token of a reported clause: before the next report, an attribution, or the end."""
    last = min(scene.period.last, start + CLAUSE)
    ends = _ends_of(scene)
    index = bisect_right(ends, (start, len(scene.period.tokens)))
    return min(last, ends[index][1]) if index < len(ends) and ends[index][0] < last else last


def _ends_of(scene: Scene) -> list[tuple[int, int]]:
    """The tokens of a period at which a reported clause ends, each with one past the clause's last token."""
    if scene.ends is None:
        turns = ((index, _turn(scene, index)) for index in range(1, scene.period.last))
        scene.ends = [(index, end) for index, end in turns if end is not None]
    return scene.ends


def _turn(scene: Scene, index: int) -> int | None:
    """One past the last token of the clause that ends at the token, None where it does not end."""
    word, before = scene.period.word(index), scene.period.word(index - 1)
    if scene.is_a("joiners", index) and (_reports_next(scene, index) or _acts_next(scene, index)):
        return index - 1 if before == "," else index
    if before == QUOTE and word in (":", "–", "—"):
        return index
    if word == "," and (closes(scene, index) or _cue_at(scene, index + 1)):
        return index
    if word == "," and (_says_next(scene, index + 1) or _is_attributed(scene, index + 1)):
        return index
    if word == ";" and _reports_next(scene, index):
        return index
    if word == "," and scene.is_a("subordinators", index + 1) and _reports_next(scene, index + 1):
        return index
    return None


def _says_next(scene: Scene, index: int) -> bool:
    """Whether a pronoun and a cue that surely reports stand at the token (`..., she says he is kind`)."""
    pronoun = scene.hit("pronouns plural_pronouns", index)
    hit = scene.cues.get(scene.skip("adverbs", pronoun.end)) if pronoun else None
    if hit is None or scene.side(hit.value) not in ("before", "either") or hit.value.takes != "clause":
        return False
    return scene.has_predicate(hit.end, scene.period.last)


def _is_attributed(scene: Scene, first: int) -> bool:
    """Whether a short source and its cue end the sentence from the token on (`..., his spokesman said`)."""
    for index in range(first + 1, min(first + _SOURCE, scene.period.last)):
        hit = scene.cues.get(index)
        if hit is not None:
            rest = scene.period.last - hit.end
            ends = rest <= 0 or (rest <= _DATE and scene.is_a("trailers", hit.end))
            return ends and scene.side(hit.value) == "either" and hit.value.takes != "linked"
        if scene.is_stop(index) or scene.is_a("predicates joiners relatives", index):
            return False
    return False


def _cue_at(scene: Scene, index: int) -> bool:
    """Whether a report without subject of its own starts at the token (`, adding that ...`)."""
    hit = scene.cues.get(scene.skip("adverbs", index))
    return hit is not None and scene.side(hit.value) == "before" and _reports_firmly(scene, hit)


def closes(scene: Scene, index: int) -> bool:
    """Whether what follows token `index` is no content: the end, or an attribution (`, seperti dikutip ...`)."""
    if index >= scene.period.last:
        return True
    start = index + 1 if scene.period.word(index) == "," else index
    if scene.is_a("closers relayers", start):
        return True
    cue = scene.cues.get(start)
    return cue is not None and start > index and scene.side(cue.value) in ("after", "preposition")


def _acts_next(scene: Scene, joiner: int) -> bool:
    """Whether the subject of the report does something else behind marks (`menyebut X "..." dan menarik Y`)."""
    behind = scene.period.word(joiner - 1) == QUOTE
    return behind and scene.period.word(joiner + 1).startswith(scene.knowledge.active_prefixes)


def _reports_next(scene: Scene, joiner: int) -> bool:
    """Whether a new report follows a joining word: a cue, with at most a short subject before it."""
    after = scene.hit("joiners subordinators", joiner)
    start = scene.skip("adverbs", after.end if after else joiner + 1)
    contrast = scene.is_a("contrasts", joiner)
    for index in range(start, min(start + (16 if contrast else 8), scene.period.last)):
        hit = scene.cues.get(index)
        if hit is not None and scene.side(hit.value) in ("before", "either"):
            named = index == start or scene.is_a("pronouns plural_pronouns", start)
            named = (
                named or scene.period.printed(start)[:1].isupper() or bool(scene.mentions(start, min(start + 3, index)))
            )
            alone = index == start and hit.value.takes == "clause" and scene.period.last - hit.end >= 2
            return alone or (named and _reports_firmly(scene, hit))
        if scene.is_stop(index) and not (contrast and scene.period.word(index) == ","):
            return False
    return False


def _reports_firmly(scene: Scene, hit: Hit[Cue]) -> bool:
    """Whether a cue surely reports: it takes any clause and asserts, or a linking word or a mark follows."""
    if scene.period.last - hit.end < 2:
        return False
    firm = hit.value.takes == "clause" and hit.value.stance == "assertive"
    leads = scene.is_a("firm_linkers", hit.end) or scene.is_a(TAKES_ACT.get(hit.value.stance, "firm_linkers"), hit.end)
    linked = any(scene.is_a("firm_linkers", i) for i in range(hit.end, min(hit.end + 4, scene.period.last)))
    quoted = any(i in scene.period.quotes for i in range(hit.end, hit.end + 4)) or scene.period.word(hit.end) == ":"
    return firm or leads or linked or quoted or has_task(scene, hit.value, hit.end)


def has_task(scene: Scene, cue: Cue, first: int) -> bool:
    """Whether a cue that asks has an object with an infinitive from the token on (`ordered all crews to leave`)."""
    if cue.stance != "directive":
        return False
    for index in range(first + 1, min(first + _OBJECT, scene.period.last)):
        task = scene.hit("infinitives", index)
        if task is not None:
            return not scene.is_a("negators", task.end) and scene.period.printed(task.end).islower()
        if scene.is_a("firm_linkers relatives", index) or index in scene.cues:
            return False
    return False


def before_relative(scene: Scene, start: int, end: int) -> int:
    """`end`, or the comma before the first relative clause (`..., yang ...`): hearsay seldom reaches into it."""
    if scene.relative_commas is None:
        commas = (i for i in range(scene.period.last) if scene.period.word(i) == ",")
        scene.relative_commas = [i for i in commas if scene.is_a("relatives", i + 1)]
    near = bisect_right(scene.relative_commas, start)
    return min(end, scene.relative_commas[near]) if near < len(scene.relative_commas) else end


def past_openers(scene: Scene, first: int, end: int) -> int:
    """`first` moved over opening words that link a sentence to the one before."""
    start = scene.skip("openers", first)
    start = start + 1 if scene.period.word(start) == "," else start
    while scene.is_a("relayers asides", start):
        comma = next((i for i in range(start, min(start + REACH, end)) if scene.period.word(i) == ","), end - 1)
        start = comma + 1
    return min(start, end)


def is_part(scene: Scene, first: int, end: int) -> bool:
    """Whether the words before an inserted cue belong to the content: a noun phrase, no adjunct."""
    return end > first and not scene.is_a("adjuncts trailers relayers", first)


def link_ahead(scene: Scene, first: int, reach: int) -> int | None:
    """The token behind the first linking word, colon or before the first mark in reach, with no cue between."""
    for index in range(first, min(first + reach, scene.period.last)):
        hit = scene.hit("firm_linkers", index)
        if hit is not None:
            return hit.end
        if scene.period.word(index) == ":":
            return index + 1
        if index in scene.period.quotes and scene.period.word(index - 1) in (",", ":"):
            return index
        if index in scene.cues and scene.cues[index].value.side != "noun" and not _is_led_noun(scene, index):
            return None
    return None


def _is_led_noun(scene: Scene, index: int) -> bool:
    """Whether a form that is verb and noun follows a determiner (`in a report that ...`)."""
    return scene.is_a("verb_nouns", index) and scene.starts_of("negators", index) is not None


def mode_of(scene: Scene, first: int, end: int) -> QuotationMode:
    """Mixed where the tokens hold a stretch in marks, else indirect."""
    return "mixed" if scene.quoted_in(first, end) else "indirect"
