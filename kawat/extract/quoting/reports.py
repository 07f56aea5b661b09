"""Reports: what a cue reports, and who is said to say it. One function for each construction."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kawat.extract.page import Seen
from kawat.extract.quoting.agents import by_agent
from kawat.extract.quoting.clauses import (
    CLAUSE,
    before_relative,
    clause_end,
    clause_start,
    closes,
    is_part,
    mode_of,
    past_openers,
)
from kawat.extract.quoting.content import (
    content_start,
    ends_report,
    is_taken,
    needs_no_comma,
    noun_content,
    passive_start,
    past_aside,
    past_relative,
)
from kawat.extract.quoting.drafts import make_draft
from kawat.extract.quoting.either import fronted, inserted, is_passive, passive
from kawat.extract.quoting.periods import QUOTE
from kawat.extract.quoting.quotes import chain_to, is_tail, is_whole, rest_of
from kawat.extract.quoting.scene import Draft, Scene
from kawat.extract.quoting.sources import (
    Source,
    agent_of,
    holder,
    is_name,
    is_possessive,
    source_after,
    source_before,
    without_clause,
)
from kawat.knowledge.cues import Cue
from kawat.knowledge.tokens import Hit
from kawat.records import QuotationMode

_NEAR = 10
_TITLE = 12
_HEADLINE = 4


def reports_of(scene: Scene) -> Iterator[Draft]:
    """Quotations of a period that a cue reports, in the order of their cues."""
    earlier: Draft | None = None
    for hit in scene.cues.values():
        draft = _BY_SIDE[scene.side(hit.value)](scene, hit, earlier)
        if draft is not None:
            earlier = draft
            yield draft


def _active(scene: Scene, hit: Hit[Cue], earlier: Draft | None) -> Draft | None:
    """`X mengatakan (bahwa) ...`, `X mengatakan: "..."`, `"...," X menambahkan`, `..., X melaporkan`."""
    head = scene.skip_back("adverbs", hit.first)
    if scene.starts_of("negators unreal", head) is not None:
        return None
    if head == 0 and scene.side(hit.value) == "before":
        return fronted(scene, hit)
    ends = ends_report(scene, hit) and scene.period.word(head - 1) != ","
    source = source_before(scene, head, earlier, ends)
    if source is None or head == 0:
        return None
    if (named := _named_by(scene, hit)) is not None:
        return named
    if earlier is not None and earlier.rule == "fronted-participle":
        return _after_cue(scene, hit, source)
    if scene.is_a("first_person", source.first) or (ends is False and _is_gap(scene, hit)):
        return None
    at = source.first - 2 if scene.period.word(source.first - 1) == "," else source.first - 1
    told = earlier is not None and at in earlier.quotes
    if ends or (_follows_speech(scene, hit, source) and not told):
        return _before_cue(scene, hit, source)
    return _after_cue(scene, hit, source) or _before_cue(scene, hit, source)


def _is_gap(scene: Scene, hit: Hit[Cue]) -> bool:
    """Whether a form of `to be` follows the cue: its subject stands further ahead (`the ships that X said were`)."""
    return scene.side(hit.value) == "either" and scene.is_a("auxiliaries", hit.end)


def _follows_speech(scene: Scene, hit: Hit[Cue], source: Source) -> bool:
    """Whether a source stands right behind a stretch in marks that ends like speech (`"...," he said`)."""
    at = source.first - 1
    at = at - 1 if scene.period.word(at) == "," else at
    if source.kind != "words" or at not in scene.period.quotes:
        return False
    if is_tail(scene, at, beside_cue=True) and scene.has_predicate(hit.end, scene.period.last):
        return False
    return scene.period.word(at + 1) == "," or scene.period.quotes[at].ends_clause


def _after_cue(scene: Scene, hit: Hit[Cue], source: Source) -> Draft | None:
    """What stands after an active cue: a quotation in marks, or a clause."""
    start, linked = content_start(scene, hit)
    period = scene.period
    if start in period.quotes and is_whole(scene, start):
        return make_draft(scene, hit, source, "cue-then-quotation", "direct", ((start, start + 1),))
    end = _end_of_relative(scene, hit, start, clause_end(scene, start))
    quoted = scene.quoted_in(start, end)
    linked = linked or any(index - start <= _NEAR for index in quoted)
    if (end - start < 2 and not quoted) or not is_taken(scene, hit.value, start, end, linked):
        return None
    mode: QuotationMode = "mixed" if quoted else "indirect"
    rule = "cue-then-mixed-clause" if quoted else "cue-then-clause"
    return make_draft(scene, hit, source, rule, mode, ((start, end),))


def _end_of_relative(scene: Scene, hit: Hit[Cue], start: int, end: int) -> int:
    """`end`, or the comma that closes the clause with the cue where commas set it off (`X, who says ..., left`)."""
    relative = scene.starts_of("relatives", scene.skip_back("adverbs", hit.first))
    if relative is None or scene.side(hit.value) != "either" or scene.period.word(relative - 1) != ",":
        return end
    return next((i for i in range(start + 1, end) if scene.period.word(i) == ","), end)


def _before_cue(scene: Scene, hit: Hit[Cue], source: Source) -> Draft | None:
    """What stands before the subject of an active cue: `"...," X menambahkan.`, `..., New York Times melaporkan.`"""
    at = source.first
    if source.kind != "words" or hit.value.takes == "quote":
        return None
    at = at - 1 if scene.period.word(at - 1) == "," else at
    if at - 1 in scene.period.quotes:
        if is_tail(scene, at - 1):
            return _clause_with_tail(scene, hit, source, at - 1)
        parts = (*chain_to(scene, at - 1), *rest_of(scene, hit.end))
        return make_draft(scene, hit, source, "quotation-then-cue", "direct", parts)
    if scene.period.word(at) != "," or at < 3 or not ends_report(scene, hit) or scene.is_a("closers", source.first):
        return None
    first = past_openers(scene, max(0, at - CLAUSE), at)
    return make_draft(scene, hit, source, "clause-then-cue", mode_of(scene, first, at), ((first, at),))


def _bare(scene: Scene, hit: Hit[Cue], earlier: Draft | None) -> Draft | None:
    """`"...," kata X`, `"..." kata X, "..."`, `..., kata X.`, `A, kata X, B`, `Kata X, ...`, `Menurut X ...`."""
    period = scene.period
    at = scene.skip_back("adverbs", hit.first)
    at = at - 1 if period.word(at - 1) == "," else at
    source = source_after(scene, hit)
    named = _named_by(scene, hit)
    if named is not None or source is None:
        return named
    if at - 1 in period.quotes:
        return _after_quotation(scene, hit, source, at - 1)
    preposition = scene.side(hit.value) == "preposition"
    source = without_clause(scene, source) if preposition else source
    if hit.value.takes == "quote" or not (preposition or (_stands_free(scene, hit.first) and is_name(scene, source))):
        return None
    return _around(scene, hit, source, earlier)


def _named_by(scene: Scene, hit: Hit[Cue]) -> Draft | None:
    """`yang X sebut (sebagai) "..."`: the words in marks are X's, the clause around them is not."""
    at = scene.skip("likening", hit.end)
    relative = next((i for i in range(hit.first - 1, max(-1, hit.first - 9), -1) if scene.is_a("relatives", i)), None)
    if relative is None or at not in scene.period.quotes or relative + 1 >= hit.first:
        return None
    source = Source(relative + 1, hit.first, "words", scene.offsets(relative + 1, hit.first))
    return make_draft(scene, hit, source, "naming", "mixed", ((at, at + 1),))


def _after_quotation(scene: Scene, hit: Hit[Cue], source: Source, quote: int) -> Draft | None:
    """A quotation in marks, its cue, and the rest of the quotation where it goes on behind the source."""
    if is_tail(scene, quote):
        return _clause_with_tail(scene, hit, source, quote)
    parts = (*chain_to(scene, quote), *rest_of(scene, source.end))
    return make_draft(scene, hit, source, "quotation-then-cue", "direct", parts)


def _clause_with_tail(scene: Scene, hit: Hit[Cue], source: Source, quote: int) -> Draft:
    """A clause that ends in marks (`Warga "ditarik sementara", kata X`)."""
    first = past_openers(scene, max(0, quote - CLAUSE), quote)
    return make_draft(scene, hit, source, "clause-then-cue", "mixed", ((first, quote + 1),))


def _around(scene: Scene, hit: Hit[Cue], source: Source, earlier: Draft | None) -> Draft | None:
    """A clause without marks around, before or after a cue that its source follows."""
    period = scene.period
    comma = hit.first - 1 if period.word(hit.first - 1) == "," else hit.first
    first = past_openers(scene, max(0, comma - CLAUSE), comma)
    rest = past_relative(scene, source.end) if scene.side(hit.value) == "preposition" else source.end
    after = past_aside(scene, rest + 1) if period.word(rest) in (",", ":") else rest
    if comma - first >= 2 and rest == source.end and scene.is_a("trailers", rest):
        after = period.last
    if after == rest and not needs_no_comma(scene, hit, rest):
        after = period.last
    after = scene.skip("linkers", after)
    end = clause_end(scene, after) if after < period.last and not closes(scene, rest) else after
    if after >= end and (earlier is not None or scene.is_a("relayed", hit.end)):
        return None
    if end - after >= 2:
        if after in period.quotes and end - after == 1:
            return make_draft(scene, hit, source, "cue-then-quotation", "direct", ((after, end),))
        parts = ((first, comma), (after, end)) if is_part(scene, first, comma) else ((after, end),)
        return make_draft(
            scene,
            hit,
            source,
            "cue-inside-clause" if len(parts) > 1 else "cue-first",
            mode_of(scene, parts[0][0], end),
            parts,
        )
    if after in period.quotes and end - after == 1:
        return make_draft(scene, hit, source, "cue-then-quotation", "direct", ((after, end),))
    if comma - first < 2:
        return None
    return make_draft(scene, hit, source, "clause-then-cue", mode_of(scene, first, comma), ((first, comma),))


def _passive(scene: Scene, hit: Hit[Cue], earlier: Draft | None) -> Draft | None:
    """`X disebut ...`, `Disebutkan bahwa ...`, `yang diklaim ...`: the speaker is not told, or follows as agent."""
    if (told := by_agent(scene, hit)) is not None:
        return told
    head = scene.skip_back("adverbs auxiliaries", hit.first)
    if scene.starts_of("negators unreal relayers closers", head) is not None:
        return None
    source = agent_of(scene, hit)
    if scene.is_a("mute", source.end) or _reports_itself(scene, source.end):
        return None
    relative = scene.starts_of("relatives", head)
    if relative is not None and scene.starts_of("likening_clause", relative) is not None:
        return _relayed_clause(scene, hit, source, relative)
    if relative is not None and hit.value.clitic is not None and not scene.quoted_in(source.end, source.end + 4):
        return None
    start, linked = passive_start(scene, source.end)
    end = before_relative(scene, start, clause_end(scene, start))
    fused = hit.value.clitic is not None and (
        start in scene.period.quotes or source.end < start or relative is not None
    )
    if not fused and (end - start < 2 or (hit.value.takes == "linked" and not linked)):
        return None
    if hit.value.clitic is None and (
        scene.is_a("likening", hit.end) or (relative is not None and _names(scene, start))
    ):
        return None
    if start >= end:
        return None
    first = past_openers(scene, clause_start(scene, head), head)
    has_subject = not linked and not fused and head > first and relative is None
    parts = ((first, head), (start, end)) if has_subject else ((start, end),)
    return make_draft(scene, hit, source, "passive-cue", mode_of(scene, parts[0][0], end), parts)


def _reports_itself(scene: Scene, index: int) -> bool:
    """Whether the next word is an active cue, which then reports (`dilaporkan mengatakan ...`)."""
    hit = scene.cues.get(index)
    return hit is not None and scene.side(hit.value) in ("before", "either")


def _names(scene: Scene, start: int) -> bool:
    """Whether a relative passive gives a name, not a proposition: marks, a capital, or no predicate first."""
    return start in scene.period.quotes or not scene.has_predicate(start, min(start + 2, scene.period.last))


def _relayed_clause(scene: Scene, hit: Hit[Cue], source: Source, relative: int) -> Draft | None:
    """`..., seperti yang disampaikan X`: the clause before is what X says."""
    at = scene.starts_of("likening_clause", relative) or 0
    if source.kind == "none":
        source = source_after(scene, hit) or source
    if scene.period.word(at - 1) != ",":
        return None
    first = past_openers(scene, max(0, at - 1 - CLAUSE), at - 1)
    return make_draft(scene, hit, source, "clause-then-cue", mode_of(scene, first, at - 1), ((first, at - 1),))


def _noun(scene: Scene, hit: Hit[Cue], earlier: Draft | None) -> Draft | None:
    """`"...," demikian pernyataan X`, `tuduhan (X) bahwa ...`: a noun that stands for what was said."""
    at = scene.skip_back("nominal", hit.first)
    at = at - 1 if scene.period.word(at - 1) == "," else at
    if at - 1 in scene.period.quotes and at < hit.first:
        source = source_after(scene, hit)
        if source is None:
            return None
        return make_draft(scene, hit, source, "quotation-then-noun", "direct", chain_to(scene, at - 1))
    start = noun_content(scene, hit.end)
    if start is None:
        return None
    reach = min(start + CLAUSE, scene.period.last)
    comma = next((i for i in range(start, reach) if scene.period.word(i) == ","), reach)
    is_copula = scene.anywhere("auxiliaries", hit.end, start)
    end = clause_end(scene, start) if is_copula else min(clause_end(scene, start), comma)
    if end - start < 2:
        return None
    source = holder(scene, hit, start, earlier)
    return make_draft(scene, hit, source, "noun-then-clause", mode_of(scene, start, end), ((start, end),))


def _either(scene: Scene, hit: Hit[Cue], earlier: Draft | None) -> Draft | None:
    """A cue whose source stands on either side (`X said`, `said X`)."""
    period = scene.period
    if scene.is_a("agents", hit.end) and (told := by_agent(scene, hit)) is not None:
        return told
    if _is_noun(scene, hit):
        return _noun(scene, hit, earlier)
    at = hit.first - 1 if period.word(hit.first - 1) == "," else hit.first
    inverted = at - 1 in period.quotes or (at < hit.first and _closes_after_name(scene, hit))
    inverted = inverted or (period.is_title and hit.first >= _HEADLINE and _closes_after_name(scene, hit))
    if inverted:
        source = source_after(scene, hit)
        if source is not None and source.end > hit.end:
            if at - 1 in period.quotes:
                return _after_quotation(scene, hit, source, at - 1)
            return _around(scene, hit, source, earlier)
    if is_passive(scene, hit):
        return passive(scene, hit)
    return inserted(scene, hit, scene.skip_back("adverbs", hit.first)) or _active(scene, hit, earlier)


def _is_noun(scene: Scene, hit: Hit[Cue]) -> bool:
    """Whether a form that is verb and noun (`claims`) is a noun here: a determiner, preposition or verb leads to it."""
    if not scene.is_a("verb_nouns", hit.first):
        return False
    before = hit.first - 1
    possessive = is_possessive(scene, before)
    led = scene.starts_of("negators trailers adjuncts joiners", hit.first) is not None
    verb = any(scene.cues[i].end == hit.first for i in range(hit.first - 4, hit.first) if i in scene.cues)
    return possessive or led or verb


def _closes_after_name(scene: Scene, hit: Hit[Cue]) -> bool:
    """Whether a name, with what its bearer is before it, follows the cue and then the sentence or clause ends."""
    for seen in scene.mentions(hit.end, min(hit.end + _TITLE, scene.period.last)):
        first, end = scene.index_at(seen.start_char), scene.index_at(seen.end_char)
        dash = scene.period.is_title and scene.period.word(end) in ("-", "–", "|")
        if (end >= scene.period.last or dash or closes(scene, end)) and _is_title(scene, hit.end, first, seen):
            return True
    return False


def _is_title(scene: Scene, start: int, first: int, seen: Seen) -> bool:
    """Whether the words before a name are its title: few, or before a person, and no clause or pronoun among them."""
    if first - start > 1 and seen.actor.kind != "person":
        return False
    stop = "predicates pronouns plural_pronouns linkers subordinators aims"
    return not scene.anywhere(stop, start, first) and all(not scene.is_stop(i) for i in range(start, first))


def _stands_free(scene: Scene, index: int) -> bool:
    """Whether a bare cue stands where one can stand: at the start, behind a comma, a mark or an opening word."""
    return (
        index == 0
        or scene.period.word(index - 1) in (",", QUOTE, "-", "–")
        or scene.starts_of("openers", index) is not None
    )


_BY_SIDE: dict[str, Callable[[Scene, Hit[Cue], Draft | None], Draft | None]] = {
    "before": _active,
    "after": _bare,
    "preposition": _bare,
    "either": _either,
    "none": _passive,
    "noun": _noun,
}
