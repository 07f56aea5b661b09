"""Passives with an agent: `"...," seperti dikatakan oleh X`, `Dijelaskan X, ...`, `It was announced by X that ...`."""

from __future__ import annotations

from kawat.extract.quoting.clauses import clause_end, mode_of
from kawat.extract.quoting.drafts import make_draft
from kawat.extract.quoting.quotes import chain_to, is_tail
from kawat.extract.quoting.scene import Draft, Scene
from kawat.extract.quoting.sources import Source, mention_end, source_after
from kawat.knowledge.cues import Cue
from kawat.knowledge.tokens import Hit

_FEWEST = 3  # tokens of a clause that only a comma parts from the agent


def by_agent(scene: Scene, hit: Hit[Cue]) -> Draft | None:
    """What a passive cue reports of an agent named behind it, words in marks before it or a clause behind; else None.

    A relayed source (`seperti dilaporkan X`) is no agent.
    """
    head = scene.skip_back("adverbs auxiliaries", hit.first)
    if scene.starts_of("negators unreal", head) is not None:
        return None
    return _after_marks(scene, hit, head) or _opening(scene, hit, head)


def _after_marks(scene: Scene, hit: Hit[Cue], head: int) -> Draft | None:
    """`"...," seperti (yang) dikatakan (oleh) X`, `"...," demikian disampaikan X`, `"...," as was said by X`."""
    start = scene.skip_back("likening_clause nominal", scene.skip_back("relatives", head))
    linked = start < scene.skip_back("relatives", head)
    at = start - 1 if scene.period.word(start - 1) == "," else start
    if not linked or at - 1 not in scene.period.quotes or scene.is_a("relayers", start) or is_tail(scene, at - 1):
        return None
    source = _agent(scene, hit)
    if source is None:
        return None
    return make_draft(scene, hit, source, "quotation-then-cue", "direct", chain_to(scene, at - 1))


def _opening(scene: Scene, hit: Hit[Cue], head: int) -> Draft | None:
    """`Dijelaskan X, ...`, `Diakui oleh X bahwa ...`, `It was announced by X that ...` at the start of a sentence."""
    opens = head == 0 or (head == 1 and scene.is_a("plural_pronouns", 0)) or scene.starts_of("openers", head) == 0
    source = _agent(scene, hit) if opens and not scene.is_a("adjuncts relayers", hit.first) else None
    if source is None or source.kind != "words":
        return None
    linker = scene.hit("firm_linkers", source.end)
    comma = scene.period.word(source.end) == "," and mention_end(scene, hit.end) <= source.end
    start = linker.end if linker else source.end + 1
    end = clause_end(scene, start)
    told = end - start >= 2 if linker else comma and end - start >= _FEWEST and scene.has_predicate(start, end)
    return make_draft(scene, hit, source, "passive-cue", mode_of(scene, start, end), ((start, end),)) if told else None


def _agent(scene: Scene, hit: Hit[Cue]) -> Source | None:
    """Who is named behind a passive cue, with or without the word for `by`; None where nobody is."""
    start = scene.skip("agents", hit.end)
    if hit.value.clitic is not None or start >= scene.period.last:
        return None
    named = scene.mentions(start, start + 1) or scene.is_a("roles", start)
    needs_agent = scene.side(hit.value) == "either" and start == hit.end
    if needs_agent or not named:
        return None
    return source_after(scene, hit._replace(end=start))
