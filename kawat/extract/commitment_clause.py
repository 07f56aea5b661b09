"""Where the content of a commitment begins and ends, and what takes a commitment back before it is made."""

from __future__ import annotations

from kawat.extract.commitment_scene import QUOTES, Scene
from kawat.knowledge.commitments import Role, Rule

SENTENCE_SIGNS = frozenset({".", ";", ":", "?", "!", "…"})
LINK_WITHIN = 18
DOUBT_WITHIN = 8
CLAUSE_WORDS = 14
CONTENT_WORDS = 28
ASIDE_WORDS = 12
RUN_WORDS = 12


def unsaid(scene: Scene, rule: Rule, index: int) -> bool:
    """Whether the words before take the commitment back: a negation, a guess, a question, a relative clause."""
    before = index - 1
    while before > index - RUN_WORDS and scene.is_a(before, "adverb") and not scene.is_a(before, "and"):
        before -= 1
    if scene.is_a(before, "not") or scene.is_a(before, "doubt") or _in_condition(scene, index):
        return True
    if _doubted(scene, index, "whether"):
        return True
    if not rule.weak:
        return False
    return scene.is_a(before, "relative") or _doubted(scene, index, "doubt") or scene.tokens[-1].text == "?"


def _doubted(scene: Scene, index: int, role: Role) -> bool:
    """Whether a word with the role (doubt, an indirect question) stands shortly before the token in its clause."""
    for place in range(index - 1, max(-1, index - DOUBT_WITHIN), -1):
        if scene.tokens[place].text in SENTENCE_SIGNS or scene.tokens[place].text == ",":
            return False
        if scene.is_a(place, role):
            return True
    return False


def _in_condition(scene: Scene, index: int) -> bool:
    """Whether the word stands in a conditional clause: what somebody might do binds nobody."""
    comma = False
    for place in range(index - 1, max(-1, index - CLAUSE_WORDS), -1):
        if scene.tokens[place].text in SENTENCE_SIGNS or scene.is_a(place, "then"):
            return False
        hit = scene.knowledge.conditions.at(scene.tokens, place)
        if hit is not None and hit.value.polarity in ("if", "unless"):
            return hit.end <= index and (not comma or scene.tokens[hit.end].text == ",")
        comma = comma or scene.tokens[place].text == ","
    return False


def content_at(scene: Scene, first: int) -> tuple[int, int] | None:
    """Token range of the clause that begins at `first`; None where no word stands there."""
    while first < len(scene.tokens) and scene.tokens[first].text in QUOTES:
        first += 1
    end, quoted = first, False
    while end < min(len(scene.tokens), first + CONTENT_WORDS) and (quoted or not _ends(scene, first, end)):
        if scene.tokens[end].text in QUOTES:
            quoted = not quoted and _opens(scene, end)
        end += 1
    return (first, end) if any(token.text[0].isalnum() for token in scene.tokens[first:end]) else None


def _opens(scene: Scene, index: int) -> bool:
    """Whether the quotation mark stands before a word, apart from the word ahead of it, and is closed later."""
    if not 0 < index < len(scene.tokens) - 1:
        return False
    before, mark, after = scene.tokens[index - 1 : index + 2]
    apart = before.end_char < mark.start_char and mark.end_char == after.start_char
    return apart and any(token.text in QUOTES for token in scene.tokens[index + 1 : index + CONTENT_WORDS])


def _ends(scene: Scene, first: int, index: int) -> bool:
    token = scene.tokens[index]
    if token.text in SENTENCE_SIGNS or token.text in "()" or (token.text in QUOTES and not _opens(scene, index)):
        return True
    if token.text == "," and index > first:
        return True
    if index > first and scene.knowledge.conditions.at(scene.tokens, index) is not None:
        return True
    if index < first + 2:
        return False
    deadline = scene.knowledge.deadlines.at(scene.tokens, index)
    if deadline is not None and scene.timed(deadline.end):
        return True
    if scene.is_a(index, "and") and _begins_rule(scene, index + 1):
        return True
    return scene.knowledge.stops.at(scene.tokens, index) is not None


def _begins_rule(scene: Scene, index: int) -> bool:
    return index < len(scene.tokens) and scene.knowledge.triggers.at(scene.tokens, index) is not None


def link_behind(scene: Scene, first: int) -> int | None:
    """Index of the word that introduces the content, within the clause behind `first`."""
    for index in range(first, min(len(scene.tokens), first + LINK_WITHIN)):
        if scene.tokens[index].text in SENTENCE_SIGNS:
            return None
        if scene.is_a(index, "link"):
            return index
        if scene.is_a(index, "clause"):
            return None
    return None


def past_links(scene: Scene, index: int) -> int:
    """First token that is no link or quotation mark, of those that stand near."""
    last = min(index + RUN_WORDS, len(scene.tokens))
    while index < last and (is_link(scene, index) or scene.tokens[index].text in QUOTES):
        index += 1
    return index


def is_link(scene: Scene, index: int) -> bool:
    """Whether the token introduces what is asked or undertaken (`untuk`, `akan`, `to`)."""
    return scene.is_a(index, "link") or scene.is_a(index, "act_link")


def past_aside(scene: Scene, index: int) -> int:
    """First token behind an aside between commas that begins at `index`, or `index` where none does."""
    if index >= len(scene.tokens) or scene.tokens[index].text != ",":
        return index
    last = min(index + ASIDE_WORDS, len(scene.tokens))
    return next((i + 1 for i in range(index + 1, last) if scene.tokens[i].text == ","), index)
