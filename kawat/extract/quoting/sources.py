"""Sources: the words around a cue that name who speaks."""

from __future__ import annotations

from kawat.extract.quoting.clauses import clause_start
from kawat.extract.quoting.scene import Draft, Scene
from kawat.knowledge.cues import Cue
from kawat.knowledge.tokens import Hit

_NAME = 18
_ADDRESS = 10
_SUBJECT = 60


class Source:
    """Where a source stands: tokens from `first` to before `end`, and its kind (see Draft)."""

    __slots__ = ("end", "first", "kind", "offsets")

    def __init__(self, first: int, end: int, kind: str, offsets: tuple[int, int] | None) -> None:
        self.first, self.end, self.kind, self.offsets = first, end, kind, offsets


def source_before(scene: Scene, head: int, earlier: Draft | None, ends: bool) -> Source | None:
    """The source before an active cue; the one before it in the sentence where the cue has no subject of its own.

    `ends`: nothing is reported behind the cue, so the source is only the last segment before it.
    """
    first = max(clause_start(scene, head), head - _SUBJECT)
    if (inner := _inner_source(scene, first, head, earlier)) is not None:
        return inner
    if head - first <= 0 or _hangs_on(scene, head, earlier):
        if earlier is not None:
            return Source(head, head, "shared", earlier.source)
        return _subject_of_sentence(scene, head)
    if (quoted := _quoted_source(scene, head)) is not None:
        return quoted
    end = head - 1 if scene.period.word(head - 1) == "," else head
    end = _without_auxiliary(scene, first, end)
    relative = scene.starts_of("relatives", head)
    if relative is not None and (before := scene.mentions(first, relative)):
        last = max(before, key=lambda seen: (seen.end_char, -seen.start_char))  # the outer of two that end together
        start = scene.index_at(last.start_char)
        return Source(start, head, "words", scene.offsets(start, max(relative, start + 1)))
    segments = [s for s in _segments(scene, first, end) if not _is_aside(scene, s[0])][-1 if ends else 0 :]
    turn = _turn(scene, first, end) if end == head else None
    start = turn or (_subject_start(scene, segments, end < head) if segments else end)
    if scene.anywhere("no_speakers", max(0, start - 1), end):
        return None
    if start >= end and end == head:
        start = _behind_time(scene, first, head)
    if start >= end:
        return Source(head, head, "shared", earlier.source if earlier else None)
    start = _mention_start(scene, first, start)
    return Source(start, head, "words", scene.offsets(start, end))


def _inner_source(scene: Scene, first: int, head: int, earlier: Draft | None) -> Source | None:
    """The subject of a report inside a report (`X said that Y had announced that ...`): all of it that stands between
    the earlier cue and this one is Y, with its auxiliaries; else None.
    """
    if earlier is None or earlier.cue is None or earlier.cue[1] > earlier.content[0][0]:
        return None
    start = scene.index_at(earlier.content[0][0])
    end = scene.skip_back("adverbs auxiliaries", head)
    if not first < start < end or mention_end(scene, start) != end:
        return None
    return Source(start, head, "words", scene.offsets(start, end))


def _behind_time(scene: Scene, first: int, head: int) -> int:
    """Where a person named right before the cue starts, if only a time stands before (`Pada 16 Juni lalu Ani berkata`);
    else `head`.
    """
    seen = max(scene.mentions(first, head), key=lambda seen: (seen.end_char, -seen.start_char), default=None)
    if seen is None or seen.actor.kind != "person" or scene.index_at(seen.end_char) != head:
        return head
    start = scene.index_at(seen.start_char)
    timed = scene.is_a("adverbs", start - 1) or scene.period.word(start - 1)[:1].isdigit()
    return start if start > first and timed else head


def _mention_start(scene: Scene, first: int, start: int) -> int:
    """Where the mention begins that token `start` stands inside of, as in an apposition; else `start`."""
    at = scene.period.tokens[start].start_char
    around = (seen for seen in scene.mentions(first, start) if seen.end_char > at)
    return min((scene.index_at(seen.start_char) for seen in around), default=start)


def _without_auxiliary(scene: Scene, first: int, end: int) -> int:
    """`end` without a form of `to be` and the comma before it (`Anna Berg, was reported to have said`)."""
    back = scene.skip_back("auxiliaries", end)
    if back == end or back <= first:
        return end
    return back - 1 if scene.period.word(back - 1) == "," and back - 1 > first else back


def _quoted_source(scene: Scene, head: int) -> Source | None:
    """The source in `Y quoted X as saying ...`: the mention that ends right before `as`."""
    likened = scene.starts_of("likening", head)
    if likened is None:
        return None
    named = [s for s in scene.mentions(max(0, likened - _NAME), likened) if scene.index_at(s.end_char) == likened]
    if not named:
        return None
    start = scene.index_at(named[0].start_char)
    return Source(start, likened, "words", scene.offsets(start, likened))


def _turn(scene: Scene, first: int, end: int) -> int | None:
    """Where the subject starts behind a joining word (`A did this, but B said`, `A did this, as B said`), else None.

    A joining word between two names (`A and B said`) is no such turn: a clause with a predicate stands before it.
    """
    for index in range(end - 2, max(first, end - _NAME), -1):
        if scene.period.word(index) == ",":
            return _last_subject(scene, first, index, end)
        hit = scene.hit("joiners subordinators", index)
        if hit is None or hit.end >= end or scene.is_a("relatives", index):
            continue
        named = scene.is_a("pronouns plural_pronouns", hit.end) or scene.mentions(hit.end, end)
        behind_comma = scene.period.word(index - 1) == "," and not scene.is_a("joiners", index)
        if named and (behind_comma or scene.anywhere("predicates", first, index)):
            return hit.end
        if scene.period.word(index - 1) == "," and scene.anywhere("predicates", first, index):
            return hit.end
    return None


def _last_subject(scene: Scene, first: int, comma: int, end: int) -> int | None:
    """The token behind the comma where a pronoun or mention there is the subject, a clause standing before it."""
    opens = scene.is_a("pronouns plural_pronouns", comma + 1) or scene.mentions(comma + 1, min(comma + 2, end))
    return comma + 1 if opens and scene.anywhere("predicates", first, comma) else None


def _subject_of_sentence(scene: Scene, head: int) -> Source:
    """The mention that opens the sentence, for a cue without subject (`X bertemu Y dan mengatakan ...`)."""
    segments = [s for s in _segments(scene, max(0, head - _SUBJECT), head) if not _is_aside(scene, s[0])]
    opening = (scene.mentions(s[0], s[0] + 1) for s in segments if s[0] not in scene.period.quotes)
    first = next((seen for seen in opening if seen), ())
    if not first:
        return Source(head, head, "shared", None)
    longest = max(first, key=lambda seen: (seen.end_char, seen.actor.id))
    return Source(head, head, "words", (longest.start_char, longest.end_char))


def _subject_start(scene: Scene, segments: list[tuple[int, int]], has_aside: bool) -> int:
    """Where the subject starts: the first segment that a mention opens, else the first with one, else the last.

    `has_aside`: a comma stands before the cue, so the last segment describes the subject, which is then the first.
    """
    opened = [s for s in segments if scene.is_a("pronouns plural_pronouns", s[0]) or scene.mentions(s[0], s[0] + 1)]
    named = [s for s in segments if scene.mentions(*s)]
    first, end = (opened or named or segments[:1] if has_aside else opened or named or segments[-1:])[0]
    inner = [i + 1 for i in range(first + 1, end - 1) if scene.is_a("subordinators", i) and scene.mentions(i + 1, end)]
    if inner and inner[0] - 1 == mention_end(scene, first):
        inner = []  # `Sumber itu ketika dihubungi wartawan berkata`: the subject stands before the clause
    start = scene.skip("openers", max(inner, default=first))
    return start + 1 if scene.period.word(start) == "," else start


def _hangs_on(scene: Scene, head: int, earlier: Draft | None) -> bool:
    """Whether a cue follows the earlier cue and its source at a comma, and so has the same source (`, adding that`)."""
    if earlier is None or earlier.cue is None or scene.period.word(head - 1) != ",":
        return False
    if scene.period.tokens[head - 1].start_char - 1 <= earlier.content[-1][1] <= scene.period.tokens[head - 1].end_char:
        return True
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


def source_after(scene: Scene, hit: Hit[Cue]) -> Source | None:
    """The source after a cue: a clitic, a mention and what belongs to it, or the words up to the next stop."""
    if hit.value.clitic is not None:
        end_char = scene.period.tokens[hit.end - 1].end_char
        return Source(hit.first, hit.end, "clitic", (end_char - len(hit.value.clitic), end_char))
    first = hit.end
    pronoun = scene.hit("pronouns plural_pronouns", first)
    if pronoun is not None:
        return Source(first, pronoun.end, "words", scene.offsets(first, pronoun.end))
    if scene.is_a("mute", first):
        return None
    end = _name_end(scene, first)
    if end == first:
        return Source(first, first, "shared", None)
    return Source(first, end, "words", scene.offsets(first, end))


def without_clause(scene: Scene, source: Source) -> Source:
    """A source behind a preposition without the clause that no comma parts from it (`menurut Ani harga naik`)."""
    if source.kind != "words":
        return source
    pronouns = (i for i in range(source.first + 1, source.end) if scene.is_a("pronouns plural_pronouns", i))
    end = mention_end(scene, source.first)
    if not source.first < end < source.end or scene.is_a("relatives trailers", end):
        end = next(pronouns, source.end)
    if end >= source.end or not scene.has_predicate(end, source.end):
        return source
    return Source(source.first, end, source.kind, scene.offsets(source.first, end))


def holder(scene: Scene, hit: Hit[Cue], start: int, earlier: Draft | None) -> Source:
    """Whose statement a noun with a clause is: a clitic, a mention between noun and clause, or right before the noun.

    Where it is nobody's in these words the kind is `none`; a clitic is the source before in the sentence.
    """
    if hit.value.clitic is not None:
        end_char = scene.period.tokens[hit.end - 1].end_char
        place = (end_char - len(hit.value.clitic), end_char)
        return Source(
            hit.first, hit.end, "clitic" if earlier is None else "shared", earlier.source if earlier else place
        )
    between = scene.mentions(hit.end, start)
    before = scene.mentions(max(0, hit.first - 4), hit.first)
    if between:
        return Source(hit.end, start, "words", (between[0].start_char, between[0].end_char))
    possessive = [seen for seen in before if scene.index_at(seen.end_char) >= hit.first - 1]
    if possessive and (scene.is_a("possessives", hit.first - 1) or is_possessive(scene, hit.first - 1)):
        last = max(possessive, key=lambda seen: (seen.end_char, -seen.start_char))
        return Source(hit.first, hit.first, "words", (last.start_char, last.end_char))
    return Source(hit.first, hit.first, "none", None)


def is_possessive(scene: Scene, index: int) -> bool:
    """Whether an ending of possession is part of the token (`Kenya's claim`)."""
    word = scene.period.word(index)
    return any(word.endswith(ending) for ending in scene.knowledge.phrases["possessives"] if len(ending) > 1)


def _name_end(scene: Scene, first: int) -> int:
    """One past the last token of the noun phrase that starts at `first`, with its apposition where that is a name."""
    end = first
    reach = mention_end(scene, first)
    limit = min(scene.period.last, first + _NAME)
    while end < limit and (end < reach or not (scene.is_stop(end) or _leaves(scene, end, first))):
        end += 1
    if scene.period.word(end) == "," and not _names_person(scene, first, end):
        apposed = [s for s in scene.mentions(end + 1, min(end + 2, limit)) if s.actor.kind == "person"]
        reach = scene.index_at(max((s.end_char for s in apposed), default=0))
        if apposed and (reach >= limit or scene.is_stop(reach) or _leaves(scene, reach, first)):
            return reach
    return end


def _leaves(scene: Scene, index: int, first: int) -> bool:
    """Whether the noun phrase from `first` is left at the token: an adjunct, a date in brackets, a joined clause."""
    if scene.period.word(index) == "(":
        return scene.period.word(index + 1)[:1].isdigit()
    return index > first and scene.is_a("trailers subordinators relayers linkers", index)


def mention_end(scene: Scene, first: int) -> int:
    """One past the last token of the longest mention that begins at `first`; `first` where there is none."""
    here = scene.mentions(first, first + 1)
    return scene.index_at(max(seen.end_char for seen in here)) if here else first


def _names_person(scene: Scene, first: int, end: int) -> bool:
    return any(seen.actor.kind == "person" for seen in scene.mentions(first, end))


def agent_of(scene: Scene, hit: Hit[Cue]) -> Source:
    """The agent of a passive cue: a clitic, `oleh X`, or nobody."""
    if hit.value.clitic is not None:
        return source_after(scene, hit) or Source(hit.end, hit.end, "none", None)
    start = scene.skip("agents", hit.end)
    here = scene.mentions(start, start + 1) if start < scene.period.last else ()
    told = hit.end < start < scene.period.last  # a sentence may end in `dilaporkan oleh`
    if told or (here and scene.is_a("linkers", scene.index_at(max(s.end_char for s in here)))):
        end = max(mention_end(scene, start), start + 1)
        return Source(start, end, "words", scene.offsets(start, end))
    start = scene.skip("fillers", hit.end)
    return Source(start, start, "none", None)


def is_name(scene: Scene, source: Source) -> bool:
    """Whether a source behind a bare cue names someone: a clitic, a pronoun, a mention or a capital."""
    if source.kind != "words":
        return source.kind == "clitic"
    named = scene.is_a("pronouns plural_pronouns", source.first) or scene.mentions(source.first, source.end)
    return bool(named) or any(scene.period.printed(i)[:1].isupper() for i in range(source.first, source.end))


def head_end(scene: Scene, source: Source) -> int | None:
    """Where the head of a source ends: before its first comma or relative word; None without words."""
    if source.kind != "words" or source.offsets is None:
        return None
    stops = (
        i for i in range(source.first + 1, source.end) if scene.period.word(i) == "," or scene.is_a("relatives", i)
    )
    return min(scene.period.tokens[next(stops, source.end) - 1].end_char, source.offsets[1])


def addressees(scene: Scene, hit: Hit[Cue], source: Source) -> tuple[str, ...]:
    """Actor ids of those whom the words are said to: `kepada X` behind the cue or source, or the object of a request.

    Listeners who are no actors (`kepada wartawan`) give nothing.
    """
    after = hit.end if source.first < hit.first else max(source.end, hit.end)
    for index in range(after, min(after + _ADDRESS, scene.period.last)):
        if scene.is_a("addressing", index):
            return _actor_at(scene, index + 1)
        if scene.is_stop(index) or scene.is_a("linkers", index):
            break
    takes_listener = hit.value.stance == "directive" or scene.is_a("telling", hit.first)
    return _actor_at(scene, hit.end) if takes_listener and source.first < hit.first else ()


def _actor_at(scene: Scene, index: int) -> tuple[str, ...]:
    """The actor of the longest mention that begins at the token."""
    here = scene.mentions(index, index + 1) if index < scene.period.last and not scene.is_a("listeners", index) else ()
    named = max(here, key=lambda seen: (seen.end_char, seen.actor.id), default=None)
    return (named.actor.id,) if named is not None else ()
