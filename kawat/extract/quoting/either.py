"""Verbs whose source stands on either side: passives, fronted participles, attributions set into a clause."""

from __future__ import annotations

from kawat.extract.quoting.clauses import CLAUSE, REACH, clause_end, clause_start, mode_of, past_openers
from kawat.extract.quoting.content import ends_report, is_taken
from kawat.extract.quoting.drafts import make_draft
from kawat.extract.quoting.scene import Draft, Scene
from kawat.extract.quoting.sources import Source, mention_end
from kawat.knowledge.cues import Cue
from kawat.knowledge.tokens import Hit

_SUBJECT = 10
_GOES_ON = "intents aims linkers joiners"


def is_passive(scene: Scene, hit: Hit[Cue]) -> bool:
    """Whether a form of `to be` makes the cue a passive, with at most one adverb between."""
    adverb = scene.starts_of("adverbs", hit.first)
    head = adverb if adverb is not None and hit.first - adverb == 1 else hit.first
    return scene.starts_of("auxiliaries", head) is not None


def passive(scene: Scene, hit: Hit[Cue]) -> Draft | None:
    """`It was reported that ...`, `X was told that ...`, `X was described as ... by Y`, `..., it was announced.`"""
    head = scene.skip_back("adverbs auxiliaries", hit.first)
    if scene.starts_of("negators unreal", head) is not None:
        return None
    nobody = Source(hit.end, hit.end, "none", None)
    if scene.is_a("firm_linkers", hit.end) or scene.is_a("telling", hit.first):
        start = scene.skip("linkers", hit.end)
        end = clause_end(scene, start)
        told = start > hit.end or scene.has_predicate(start, end)
        rule, parts = "passive-cue", ((start, end),) if told and end - start >= 2 else ()
    elif scene.is_a("likening", hit.end):
        return _likened(scene, hit)
    else:
        first = past_openers(scene, max(0, head - CLAUSE), head)
        impersonal = ends_report(scene, hit) and scene.is_a("plural_pronouns", head - 1)
        behind = impersonal and scene.period.word(head - 2) == "," and head - 2 - first >= 3
        rule, parts = "clause-then-cue", ((first, head - 2),) if behind else ()
    return make_draft(scene, hit, nobody, rule, mode_of(scene, parts[0][0], parts[0][1]), parts) if parts else None


def _likened(scene: Scene, hit: Hit[Cue]) -> Draft | None:
    """`X was described as "..." by Y`: what it is likened to is said; the agent says it, if one is named."""
    start = scene.skip("likening", hit.end)
    end = clause_end(scene, start)
    end = next((i for i in range(start, end) if scene.period.word(i) == ","), end)
    agent = next((i for i in range(start + 1, end) if scene.is_a("agents", i)), None)
    source = Source(hit.end, hit.end, "none", None)
    if agent is not None and agent + 1 < end:
        reach = max(mention_end(scene, agent + 1), end)
        source, end = Source(agent + 1, reach, "words", scene.offsets(agent + 1, reach)), agent
    if start >= end or hit.value.stance != "expressive":
        return None
    return make_draft(scene, hit, source, "passive-cue", mode_of(scene, start, end), ((start, end),))


def fronted(scene: Scene, hit: Hit[Cue]) -> Draft | None:
    """`Describing X as "...", Y said ...`: a participle before its subject."""
    start = scene.skip("linkers", hit.end)
    commas = (i for i in range(start, min(start + 3 * REACH, scene.period.last)) if scene.period.word(i) == ",")
    comma = next((i for i in commas if _subject_end(scene, i + 1) is not None), None)
    if comma is None:
        return None
    named = scene.is_a("naming", hit.first) and comma - start >= 3
    linked = start > hit.end or named or bool(scene.quoted_in(start, comma))
    if not linked or not is_taken(scene, hit.value, start, comma, linked):
        return None
    end = _subject_end(scene, comma + 1) or comma + 2
    source = Source(comma + 1, end, "words", scene.offsets(comma + 1, end))
    return make_draft(scene, hit, source, "fronted-participle", mode_of(scene, start, comma), ((start, comma),))


def _subject_end(scene: Scene, first: int) -> int | None:
    """Where the subject ends that starts at the token: a pronoun, a mention, or words before a finite cue."""
    pronoun = scene.hit("pronouns plural_pronouns", first)
    if pronoun is not None:
        return pronoun.end
    end = mention_end(scene, first) if first < scene.period.last else first
    if end > first:
        return end
    if not scene.is_a("roles", first):
        return None
    reach = min(first + _SUBJECT, scene.period.last)
    cue = next((i for i in range(first + 1, reach) if i in scene.cues or scene.is_stop(i)), reach)
    return cue if cue in scene.cues and scene.side(scene.cues[cue].value) == "either" else None


def inserted(scene: Scene, hit: Hit[Cue], head: int) -> Draft | None:
    """`The talks, he said, had failed`: a short source and its cue between commas, what it says on both sides."""
    period = scene.period
    if period.word(hit.end) != "," or period.last - hit.end < 3:
        return None
    comma = next((i for i in range(head - 1, max(0, head - _SUBJECT), -1) if period.word(i) == ","), None)
    if comma is None or comma + 1 >= head or clause_start(scene, head) > comma:
        return None
    if not scene.is_a("pronouns plural_pronouns roles", comma + 1) and mention_end(scene, comma + 1) == comma + 1:
        return None
    source = Source(comma + 1, head, "words", scene.offsets(comma + 1, head))
    after = hit.end + 1
    end = clause_end(scene, after)
    if after in scene.cues or end - after < 2 or scene.anywhere("auxiliaries", comma + 1, head):
        return None
    first = past_openers(scene, max(0, comma - CLAUSE), comma)
    opens = comma > first and not scene.is_a("adjuncts trailers relayers subordinators", first)
    if opens and scene.anywhere("auxiliaries predicates", first, comma) and not scene.is_a(_GOES_ON, after):
        return make_draft(scene, hit, source, "clause-then-cue", mode_of(scene, first, comma), ((first, comma),))
    parts = ((first, comma), (after, end)) if opens else ((after, end),)
    rule = "cue-inside-clause" if opens else "cue-first"
    return make_draft(scene, hit, source, rule, mode_of(scene, parts[0][0], end), parts)
