"""Reports: what a cue reports, and who is said to say it. One function for each construction."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator

from kawat.extract.quoting.periods import QUOTE
from kawat.extract.quoting.scene import Draft, Scene
from kawat.knowledge.cues import Cue
from kawat.knowledge.tokens import Hit

_TAKES_ACT = {"commissive": "intents", "directive": "intents aims"}
_REACH = 16
_NAME = 18
_SUBJECT = 60
_CLAUSE = 300


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
    ends = _ends_report(scene, hit.end) and scene.period.word(head - 1) != ","
    source = _subject(scene, head, earlier, ends)
    if source is None:
        return None
    if (named := _named_by(scene, hit)) is not None:
        return named
    told = earlier is not None and source.first - 1 in earlier.quotes
    if ends or (_follows_speech(scene, source) and not told):
        return _before_cue(scene, hit, source)
    return _after_cue(scene, hit, source) or _before_cue(scene, hit, source)


def _follows_speech(scene: Scene, source: _Source) -> bool:
    """Whether a source stands right behind a stretch in marks that ends like speech (`"...," he said`)."""
    at = source.first - 1
    at = at - 1 if scene.period.word(at) == "," else at
    if source.kind != "words" or at not in scene.period.quotes:
        return False
    return scene.period.word(at + 1) == "," or scene.period.quotes[at].ends_clause


def _ends_report(scene: Scene, index: int) -> bool:
    """Whether nothing but the naming of a relayed source follows token `index`."""
    return index >= scene.period.last or (scene.period.word(index) == "," and scene.is_a("relayers", index + 1))


def _after_cue(scene: Scene, hit: Hit[Cue], source: _Source) -> Draft | None:
    """What stands after an active cue: a quotation in marks, or a clause."""
    start, linked = _content_start(scene, hit)
    period = scene.period
    if start in period.quotes and _is_whole(scene, start):
        return _draft(scene, hit, source, "cue-then-quotation", "direct", ((start, start + 1),))
    end = _clause_end(scene, start)
    quoted = scene.quoted_in(start, end)
    if (end - start < 2 and not quoted) or not _is_taken(scene, hit.value, start, end, linked or bool(quoted)):
        return None
    mode, rule = ("mixed", "cue-then-mixed-clause") if quoted else ("indirect", "cue-then-clause")
    return _draft(scene, hit, source, rule, mode, ((start, end),))


def _is_taken(scene: Scene, cue: Cue, start: int, end: int, linked: bool) -> bool:
    """Whether a cue takes the stretch as what it reports (see CueRow); a headline cue needs words before it."""
    if cue.takes in ("quote", "linked"):
        return cue.takes == "linked" and linked
    bare_noun = cue.takes == "predicate" or scene.is_a("objects", start)
    if linked or not bare_noun:
        return True
    return scene.anywhere("likening", start, end) or scene.has_predicate(start, end)


def _before_cue(scene: Scene, hit: Hit[Cue], source: _Source) -> Draft | None:
    """What stands before the subject of an active cue: `"...," X menambahkan.`, `..., New York Times melaporkan.`"""
    at = source.first
    if source.kind != "words" or hit.value.takes == "quote":
        return None
    at = at - 1 if scene.period.word(at - 1) == "," else at
    if at - 1 in scene.period.quotes:
        parts = (*_chain(scene, at - 1), *_rest(scene, hit.end))
        return _draft(scene, hit, source, "quotation-then-cue", "direct", parts)
    if scene.period.word(at) != "," or at < 3 or not _ends_report(scene, hit.end):
        return None
    first = _lead(scene, max(0, at - _CLAUSE), at)
    return _draft(scene, hit, source, "clause-then-cue", _mode(scene, first, at), ((first, at),))


def _bare(scene: Scene, hit: Hit[Cue], earlier: Draft | None) -> Draft | None:
    """`"...," kata X`, `"..." kata X, "..."`, `..., kata X.`, `A, kata X, B`, `Kata X, ...`, `Menurut X ...`."""
    period = scene.period
    at = scene.skip_back("adverbs", hit.first)
    at = at - 1 if period.word(at - 1) == "," else at
    source = _object(scene, hit)
    named = _named_by(scene, hit)
    if named is not None or source is None:
        return named
    if at - 1 in period.quotes:
        return _after_quotation(scene, hit, source, at - 1)
    preposition = scene.side(hit.value) == "preposition"
    if hit.value.takes == "quote" or not (preposition or (_stands_free(scene, hit.first) and _is_name(scene, source))):
        return None
    return _around(scene, hit, source, earlier)


def _is_tail(scene: Scene, quote: int) -> bool:
    """Whether a stretch in marks ends a clause that starts outside the marks (`Warga "ditarik sementara", kata X`)."""
    before = scene.period.word(quote - 1)
    text = scene.period.quotes[quote]
    return (
        quote > 1
        and before not in (",", ":", QUOTE, "-", "–", ".", "")
        and text.starts_low
        and not scene.cues_before(quote)
    )


def _is_name(scene: Scene, source: _Source) -> bool:
    """Whether a source behind a bare cue names someone: a clitic, a pronoun, a mention or a capital."""
    if source.kind != "words":
        return source.kind == "clitic"
    named = scene.is_a("pronouns plural_pronouns", source.first) or scene.mentions(source.first, source.end)
    return bool(named) or any(scene.period.printed(i)[:1].isupper() for i in range(source.first, source.end))


def _named_by(scene: Scene, hit: Hit[Cue]) -> Draft | None:
    """`yang X sebut (sebagai) "..."`: the words in marks are X's, the clause around them is not."""
    at = scene.skip("likening", hit.end)
    relative = next((i for i in range(hit.first - 1, max(-1, hit.first - 9), -1) if scene.is_a("relatives", i)), None)
    if relative is None or at not in scene.period.quotes or relative + 1 >= hit.first:
        return None
    source = _Source(relative + 1, hit.first, "words", scene.offsets(relative + 1, hit.first))
    return _draft(scene, hit, source, "naming", "mixed", ((at, at + 1),))


def _after_quotation(scene: Scene, hit: Hit[Cue], source: _Source, quote: int) -> Draft | None:
    """A quotation in marks, its cue, and the rest of the quotation where it goes on behind the source."""
    if _is_tail(scene, quote):
        first = _lead(scene, max(0, quote - _CLAUSE), quote)
        return _draft(scene, hit, source, "clause-then-cue", "mixed", ((first, quote + 1),))
    parts = (*_chain(scene, quote), *_rest(scene, source.end))
    return _draft(scene, hit, source, "quotation-then-cue", "direct", parts)


def _around(scene: Scene, hit: Hit[Cue], source: _Source, earlier: Draft | None) -> Draft | None:
    """A clause without marks around, before or after a cue that its source follows."""
    period = scene.period
    comma = hit.first - 1 if period.word(hit.first - 1) == "," else hit.first
    first = _lead(scene, max(0, comma - _CLAUSE), comma)
    rest = _past_relative(scene, source.end) if scene.side(hit.value) == "preposition" else source.end
    after = _past_aside(scene, rest + 1) if period.word(rest) in (",", ":") else rest
    if after == rest and not _needs_no_comma(scene, hit, rest):
        after = period.last
    after = scene.skip("linkers", after)
    end = _clause_end(scene, after) if after < period.last and not _closes(scene, rest) else after
    if after >= end and (earlier is not None or scene.is_a("relayed", hit.end)):
        return None
    if end - after >= 2:
        if after in period.quotes and end - after == 1:
            return _draft(scene, hit, source, "cue-then-quotation", "direct", ((after, end),))
        parts = ((first, comma), (after, end)) if _is_part(scene, first, comma) else ((after, end),)
        return _draft(
            scene,
            hit,
            source,
            "cue-inside-clause" if len(parts) > 1 else "cue-first",
            _mode(scene, parts[0][0], end),
            parts,
        )
    if after in period.quotes and end - after == 1:
        return _draft(scene, hit, source, "cue-then-quotation", "direct", ((after, end),))
    if comma - first < 2:
        return None
    return _draft(scene, hit, source, "clause-then-cue", _mode(scene, first, comma), ((first, comma),))


def _needs_no_comma(scene: Scene, hit: Hit[Cue], rest: int) -> bool:
    """Whether content may follow without a comma: behind `menurut X`, a linking word, or `Katanya` at the start."""
    opens = hit.value.clitic is not None and hit.first == 0
    return scene.side(hit.value) == "preposition" or scene.is_a("linkers", rest) or opens


def _past_relative(scene: Scene, end: int) -> int:
    """The comma that ends what describes a source (`kelompok yang mendampingi mereka, ...`), else `end`."""
    if not scene.is_a("relatives trailers", end):
        return end
    return next((i for i in range(end, min(end + _REACH, scene.period.last)) if scene.period.word(i) == ","), end)


def _past_aside(scene: Scene, first: int) -> int:
    """The token behind an adjunct in commas (`, saat berbicara di Doha, ...`) that starts at `first`, else `first`."""
    role = scene.is_a("roles", first) and not scene.period.printed(first)[:1].isupper()
    if not role and not scene.is_a("asides", first):
        return first
    commas = (
        index for index in range(first, min(first + _REACH, scene.period.last)) if scene.period.word(index) == ","
    )
    return next(commas, first - 1) + 1


def _passive(scene: Scene, hit: Hit[Cue], earlier: Draft | None) -> Draft | None:
    """`X disebut ...`, `Disebutkan bahwa ...`, `yang diklaim ...`: the speaker is not told, or follows as agent."""
    head = scene.skip_back("adverbs", hit.first)
    if scene.starts_of("negators unreal relayers", head) is not None:
        return None
    source = _agent(scene, hit)
    if scene.is_a("mute", source.end) or _reports_itself(scene, source.end):
        return None
    relative = scene.starts_of("relatives", head)
    if relative is not None and scene.starts_of("likening_clause", relative) is not None:
        return _relayed_clause(scene, hit, source, relative)
    if relative is not None and hit.value.clitic is not None and not scene.quoted_in(source.end, source.end + 4):
        return None
    start, linked = _passive_start(scene, source.end)
    end = _before_relative(scene, start, _clause_end(scene, start))
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
    first = _lead(scene, _clause_start(scene, head), head)
    has_subject = not linked and not fused and head > first and relative is None
    parts = ((first, head), (start, end)) if has_subject else ((start, end),)
    return _draft(scene, hit, source, "passive-cue", _mode(scene, parts[0][0], end), parts)


def _reports_itself(scene: Scene, index: int) -> bool:
    """Whether the next word is an active cue, which then reports (`dilaporkan mengatakan ...`)."""
    hit = scene.cues.get(index)
    return hit is not None and scene.side(hit.value) in ("before", "either")


def _before_relative(scene: Scene, start: int, end: int) -> int:
    """`end`, or the comma before the first relative clause (`..., yang ...`): hearsay seldom reaches into it."""
    if scene.relative_commas is None:
        commas = (i for i in range(scene.period.last) if scene.period.word(i) == ",")
        scene.relative_commas = [i for i in commas if scene.is_a("relatives", i + 1)]
    near = bisect_right(scene.relative_commas, start)
    return min(end, scene.relative_commas[near]) if near < len(scene.relative_commas) else end


def _passive_start(scene: Scene, index: int) -> tuple[int, bool]:
    """Where the content behind a passive cue starts, and whether a linking word or a comma leads to it."""
    start = scene.skip("likening linkers", index)
    linked = scene.is_a("linkers", index) or scene.period.word(index) in (",", ":")
    return (start + 1 if scene.period.word(start) in (",", ":") else start), linked


def _names(scene: Scene, start: int) -> bool:
    """Whether a relative passive gives a name, not a proposition: marks, a capital, or no predicate first."""
    return start in scene.period.quotes or not scene.has_predicate(start, min(start + 2, scene.period.last))


def _relayed_clause(scene: Scene, hit: Hit[Cue], source: _Source, relative: int) -> Draft | None:
    """`..., seperti yang disampaikan X`: the clause before is what X says."""
    at = scene.starts_of("likening_clause", relative) or 0
    if source.kind == "none":
        source = _object(scene, hit) or source
    if scene.period.word(at - 1) != ",":
        return None
    first = _lead(scene, max(0, at - 1 - _CLAUSE), at - 1)
    return _draft(scene, hit, source, "clause-then-cue", _mode(scene, first, at - 1), ((first, at - 1),))


def _noun(scene: Scene, hit: Hit[Cue], earlier: Draft | None) -> Draft | None:
    """`"...," demikian pernyataan X`: a noun that stands for what was said, right after a quotation."""
    at = scene.skip_back("nominal", hit.first)
    at = at - 1 if scene.period.word(at - 1) == "," else at
    source = _object(scene, hit)
    if at - 1 not in scene.period.quotes or source is None or at == hit.first:
        return None
    return _draft(scene, hit, source, "quotation-then-noun", "direct", _chain(scene, at - 1))


def _either(scene: Scene, hit: Hit[Cue], earlier: Draft | None) -> Draft | None:
    """A cue whose source stands on either side (`X said`, `said X`)."""
    period = scene.period
    at = hit.first - 1 if period.word(hit.first - 1) == "," else hit.first
    inverted = at - 1 in period.quotes or (at < hit.first and _closes_after_name(scene, hit))
    if inverted:
        source = _object(scene, hit)
        if source is not None and source.end > hit.end:
            if at - 1 in period.quotes:
                return _after_quotation(scene, hit, source, at - 1)
            return _around(scene, hit, source, earlier)
    return _active(scene, hit, earlier)


def _closes_after_name(scene: Scene, hit: Hit[Cue]) -> bool:
    """Whether a name follows the cue and then the sentence or clause ends."""
    mentions = scene.mentions(hit.end, min(hit.end + 2, len(scene.period.tokens)))
    if not mentions:
        return False
    end = scene.index_at(max(seen.end_char for seen in mentions))
    return end >= scene.period.last or _closes(scene, end)


class _Source:
    """Where a source stands: tokens from `first` to before `end`, and its kind (see Draft)."""

    __slots__ = ("end", "first", "kind", "offsets")

    def __init__(self, first: int, end: int, kind: str, offsets: tuple[int, int] | None) -> None:
        self.first, self.end, self.kind, self.offsets = first, end, kind, offsets


def _subject(scene: Scene, head: int, earlier: Draft | None, ends: bool) -> _Source | None:
    """The source before an active cue; the one before it in the sentence where the cue has no subject of its own.

    `ends`: nothing is reported behind the cue, so the source is only the last segment before it.
    """
    first = max(_clause_start(scene, head), head - _SUBJECT)
    if head - first <= 0 or _hangs_on(scene, head, earlier):
        if earlier is not None and earlier.source is not None:
            return _Source(head, head, "shared", earlier.source)
        return _Source(head, head, "shared", None)
    end = head - 1 if scene.period.word(head - 1) == "," else head
    relative = scene.starts_of("relatives", head)
    if relative is not None and (before := scene.mentions(first, relative)):
        start = scene.index_at(before[-1].start_char)
        return _Source(start, head, "words", scene.offsets(start, max(relative, start + 1)))
    segments = [s for s in _segments(scene, first, end) if not _is_aside(scene, s[0])][-1 if ends else 0 :]
    start = _subject_start(scene, segments) if segments else end
    if start >= end:
        return _Source(head, head, "shared", earlier.source if earlier else None)
    return _Source(start, head, "words", scene.offsets(start, end))


def _subject_start(scene: Scene, segments: list[tuple[int, int]]) -> int:
    """Where the subject starts: the first segment that a mention opens, else the first with one, else the last."""
    opened = [s for s in segments if scene.is_a("pronouns plural_pronouns", s[0]) or scene.mentions(s[0], s[0] + 1)]
    named = [s for s in segments if scene.mentions(*s)]
    first, end = (opened or named or segments[-1:])[0]
    inner = [i + 1 for i in range(first + 1, end - 1) if scene.is_a("subordinators", i) and scene.mentions(i + 1, end)]
    start = scene.skip("openers", max(inner, default=first))
    return start + 1 if scene.period.word(start) == "," else start


def _hangs_on(scene: Scene, head: int, earlier: Draft | None) -> bool:
    """Whether a cue follows the earlier cue and its source at a comma, and so has the same source (`, adding that`)."""
    if earlier is None or earlier.cue is None or scene.period.word(head - 1) != ",":
        return False
    end_char = max(earlier.cue[1], earlier.source[1] if earlier.source else 0)
    return 0 <= head - 1 - scene.index_at(end_char) <= 1


def _segments(scene: Scene, first: int, end: int) -> list[tuple[int, int]]:
    """The stretch cut at its commas."""
    cuts = [index for index in range(first, end) if scene.period.word(index) == ","]
    starts, ends = [first, *(cut + 1 for cut in cuts)], [*cuts, end]
    return [(a, b) for a, b in zip(starts, ends, strict=True) if a < b]


def _is_aside(scene: Scene, first: int) -> bool:
    """Whether a segment is no noun phrase: an adjunct, a subordinate clause, a relative clause, a sentence opener."""
    hit = scene.hit("openers", first)
    if hit is not None:
        return scene.is_stop(hit.end)
    return scene.is_a("adjuncts trailers subordinators relatives relayers linkers", first)


def _clause_start(scene: Scene, end: int) -> int:
    """The first token of the clause that ends before `end`, at most `_CLAUSE` tokens back."""
    if end and scene.is_a("joiners", end - 1):
        return end
    if scene.starts is None:
        scene.starts = [index for index in range(1, len(scene.period.tokens) + 1) if _opens_clause(scene, index)]
    near = bisect_right(scene.starts, end)
    start = max(scene.starts[near - 1] if near else 0, end - _CLAUSE)
    return start + 1 if scene.period.word(start) == "," and scene.period.word(start - 1) == QUOTE else start


def _opens_clause(scene: Scene, index: int) -> bool:
    """Whether a clause starts at the token: behind marks, a colon, a linking word, or a joiner after another report."""
    word = scene.period.word(index - 1)
    if word in (QUOTE, ";", ":", "–", "—") or scene.is_a("linkers", index - 1):
        return True
    if scene.is_a("joiners", index - 1):
        return _has_cue(scene, index - 1)
    joined = scene.is_a("subordinators", index - 1) and scene.period.word(index - 2) == ","
    return joined and _has_cue(scene, index - 2)


def _has_cue(scene: Scene, end: int) -> bool:
    """Whether a cue with its subject before it stands in the tokens before `end`."""
    return scene.first_report <= end


def _object(scene: Scene, hit: Hit[Cue]) -> _Source | None:
    """The source after a cue: a clitic, a mention and what belongs to it, or the words up to the next stop."""
    if hit.value.clitic is not None:
        end_char = scene.period.tokens[hit.end - 1].end_char
        return _Source(hit.first, hit.end, "clitic", (end_char - len(hit.value.clitic), end_char))
    first = hit.end
    pronoun = scene.hit("pronouns plural_pronouns", first)
    if pronoun is not None:
        return _Source(first, pronoun.end, "words", scene.offsets(first, pronoun.end))
    if scene.is_a("mute", first):
        return None
    end = _name_end(scene, first)
    if end == first:
        return _Source(first, first, "shared", None)
    return _Source(first, end, "words", scene.offsets(first, end))


def _name_end(scene: Scene, first: int) -> int:
    """One past the last token of the noun phrase that starts at `first`, with its apposition where that is a name."""
    end = first
    reach = _mention_end(scene, first)
    limit = min(scene.period.last, first + _NAME)
    while end < limit and (end < reach or not (scene.is_stop(end) or _leaves(scene, end, first))):
        end += 1
    if scene.period.word(end) == "," and not _names_person(scene, first, end):
        apposed = [s for s in scene.mentions(end + 1, min(end + 2, limit)) if s.actor.kind == "person"]
        if apposed:
            return scene.index_at(max(s.end_char for s in apposed))
    return end


def _leaves(scene: Scene, index: int, first: int) -> bool:
    """Whether the noun phrase from `first` is left at the token: an adjunct, a date in brackets, a joined clause."""
    if scene.period.word(index) == "(":
        return scene.period.word(index + 1)[:1].isdigit()
    return index > first and scene.is_a("trailers subordinators relayers linkers", index)


def _mention_end(scene: Scene, first: int) -> int:
    """One past the last token of the longest mention that begins at `first`; `first` where there is none."""
    here = scene.mentions(first, first + 1)
    return scene.index_at(max(seen.end_char for seen in here)) if here else first


def _names_person(scene: Scene, first: int, end: int) -> bool:
    return any(seen.actor.kind == "person" for seen in scene.mentions(first, end))


def _agent(scene: Scene, hit: Hit[Cue]) -> _Source:
    """The agent of a passive cue: a clitic, `oleh X`, or nobody."""
    if hit.value.clitic is not None:
        return _object(scene, hit) or _Source(hit.end, hit.end, "none", None)
    start = scene.skip("agents", hit.end)
    here = scene.mentions(start, start + 1) if start < scene.period.last else ()
    if start > hit.end or (here and scene.is_a("linkers", scene.index_at(max(s.end_char for s in here)))):
        end = max(_mention_end(scene, start), start + 1)
        return _Source(start, end, "words", scene.offsets(start, end))
    start = scene.skip("fillers", hit.end)
    return _Source(start, start, "none", None)


def _content_start(scene: Scene, hit: Hit[Cue]) -> tuple[int, bool]:
    """Where the content after an active cue starts, and whether a linking word, a colon or a mark leads to it."""
    period, at = scene.period, _past_listener(scene, hit)
    if scene.is_a("addressing listeners trailers adverbs", at) or period.word(at) == "(":
        linked = _link_ahead(scene, at, _REACH)
        if linked is not None:
            return linked, True
        at = scene.skip("adverbs", at)
        comma = next((i for i in range(at, min(at + _REACH, period.last)) if period.word(i) == ","), None)
        if comma is not None and scene.is_a("addressing", at):
            at = comma
    if period.word(at) in (",", ":"):
        at += 1
        return scene.skip("linkers", at), True
    if scene.is_a("linkers", at):
        return scene.skip("linkers", at), True
    if scene.is_a(_TAKES_ACT.get(hit.value.stance, "firm_linkers"), at):
        return at, True
    ahead = _link_ahead(scene, at, 5)
    return (ahead, True) if ahead is not None and ahead not in period.quotes else (at, at in period.quotes)


def _past_listener(scene: Scene, hit: Hit[Cue]) -> int:
    """The token behind the listener that some cues take as object (`told reporters ...`)."""
    if not scene.is_a("telling", hit.first):
        return hit.end
    listener = scene.hit("listeners pronouns plural_pronouns", hit.end)
    return listener.end if listener else _mention_end(scene, hit.end) if hit.end < scene.period.last else hit.end


def _link_ahead(scene: Scene, first: int, reach: int) -> int | None:
    """The token behind the first linking word, colon or before the first mark in reach, with no cue between."""
    for index in range(first, min(first + reach, scene.period.last)):
        hit = scene.hit("firm_linkers", index)
        if hit is not None:
            return hit.end
        if scene.period.word(index) == ":":
            return index + 1
        if index in scene.period.quotes and scene.period.word(index - 1) in (",", ":"):
            return index
        if index in scene.cues and scene.cues[index].value.side != "noun":
            return None
    return None


def _clause_end(scene: Scene, start: int) -> int:
    """One past the last token of a reported clause: before the next report, an attribution, or the end."""
    last = min(scene.period.last, start + _CLAUSE)
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
    if word == "," and (_closes(scene, index) or _cue_at(scene, index + 1)):
        return index
    if word == "," and scene.is_a("subordinators", index + 1) and _reports_next(scene, index + 1):
        return index
    return None


def _cue_at(scene: Scene, index: int) -> bool:
    """Whether a report without subject of its own starts at the token (`, adding that ...`)."""
    hit = scene.cues.get(scene.skip("adverbs", index))
    return hit is not None and scene.side(hit.value) == "before" and _reports_firmly(scene, hit)


def _closes(scene: Scene, index: int) -> bool:
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
    leads = scene.is_a("firm_linkers", hit.end) or scene.is_a(_TAKES_ACT.get(hit.value.stance, "firm_linkers"), hit.end)
    linked = any(scene.is_a("firm_linkers", i) for i in range(hit.end, min(hit.end + 4, scene.period.last)))
    return firm or leads or linked or hit.end in scene.period.quotes


def _stands_free(scene: Scene, index: int) -> bool:
    """Whether a bare cue stands where one can stand: at the start, behind a comma, a mark or an opening word."""
    return (
        index == 0
        or scene.period.word(index - 1) in (",", QUOTE, "-", "–")
        or scene.starts_of("openers", index) is not None
    )


def _lead(scene: Scene, first: int, end: int) -> int:
    """`first` moved over opening words that link a sentence to the one before."""
    start = scene.skip("openers", first)
    start = start + 1 if scene.period.word(start) == "," else start
    while scene.is_a("relayers asides", start):
        comma = next((i for i in range(start, min(start + _REACH, end)) if scene.period.word(i) == ","), end - 1)
        start = comma + 1
    return min(start, end)


def _is_part(scene: Scene, first: int, end: int) -> bool:
    """Whether the words before an inserted cue belong to the content: a noun phrase, no adjunct."""
    return end > first and not scene.is_a("adjuncts trailers relayers", first)


def _is_whole(scene: Scene, quote: int) -> bool:
    """Whether a stretch in marks behind a cue is the whole of what is said."""
    period = scene.period
    stretch = period.quotes[quote]
    after = quote + 1
    if period.word(quote - 1) == ":" or stretch.end_char - stretch.start_char > 120:
        return True
    if after < period.last and stretch.starts_low and scene.starts_of("linkers", quote) is not None:
        return False
    loose = scene.is_a("trailers joiners", after) and not scene.is_a("relatives", after)
    return after >= period.last or _closes(scene, after) or loose


def _rest(scene: Scene, index: int) -> tuple[tuple[int, int], ...]:
    """The stretch in marks that goes on behind a comma or colon (`"A," kata X, "B."`), if there is one."""
    goes_on = scene.period.word(index) in (",", ":") and index + 1 in scene.period.quotes
    return ((index + 1, index + 2),) if goes_on else ()


def _chain(scene: Scene, quote: int) -> tuple[tuple[int, int], ...]:
    """The stretch in marks and those right before it that it continues."""
    first = quote
    while first - 1 in scene.period.quotes:
        first -= 1
    return tuple((index, index + 1) for index in range(first, quote + 1))


def _mode(scene: Scene, first: int, end: int) -> str:
    return "mixed" if scene.quoted_in(first, end) else "indirect"


def _draft(
    scene: Scene, hit: Hit[Cue], source: _Source, rule: str, mode: str, parts: tuple[tuple[int, int], ...]
) -> Draft:
    """The draft of a report; `parts` are token ranges of its content."""
    return Draft(
        mode=mode,  # type: ignore[arg-type]
        content=tuple(scene.content(first, end) for first, end in parts),
        cue=scene.offsets(hit.first, hit.end),
        source=source.offsets,
        source_kind=source.kind,
        head_end=_head_end(scene, source),
        is_weak=hit.value.stance in _TAKES_ACT,
        rule=rule,
        quotes=tuple(index for first, end in parts for index in scene.quoted_in(first, end)),
    )


def _head_end(scene: Scene, source: _Source) -> int | None:
    """Where the head of a source ends: before its first comma or relative word; None without words."""
    if source.kind != "words" or source.offsets is None:
        return None
    stops = (
        i for i in range(source.first + 1, source.end) if scene.period.word(i) == "," or scene.is_a("relatives", i)
    )
    return min(scene.period.tokens[next(stops, source.end) - 1].end_char, source.offsets[1])


_BY_SIDE: dict[str, Callable[[Scene, Hit[Cue], Draft | None], Draft | None]] = {
    "before": _active,
    "after": _bare,
    "preposition": _bare,
    "either": _either,
    "none": _passive,
    "noun": _noun,
}
