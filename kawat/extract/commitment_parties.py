"""Who holds a commitment and to whom it is made, read from the words around it."""

from __future__ import annotations

from collections.abc import Sequence

from kawat.extract.commitment_scene import QUOTES, Head, Scene

LOOK_BACK = 80
TITLE_WORDS = 12
CUT = frozenset({";", ":", "?", "!"}) | QUOTES


def subject(scene: Scene, at: int, reach: int) -> tuple[str, ...]:
    """Actor ids of the subject of the verb at token `at`; empty where none stands at most `reach` tokens before.

    Inside reported speech the subject is sought there, and is the speaker where the clause names none.
    """
    start = _speech_start(scene, at)
    clause = _clause_start(scene, at, start)
    for low in dict.fromkeys((clause, start)):
        found = _subject_between(scene, low, at, reach)
        if found is not None:
            return found
    speaker = scene.speaker_at(at)
    if speaker is None:
        return ()
    before = _past_adverbs(scene, at - 1, clause)
    if scene.is_a(before, "office"):
        return (scene.company.side_of(speaker),)
    return (speaker,) if before < clause or scene.is_a(before, "and") else ()


def _past_adverbs(scene: Scene, index: int, low: int) -> int:
    """Index of the last word up to `index` that is no adverb, negation or verb of voicing; below `low` if none."""
    while index >= low and any(scene.is_a(index, role) for role in ("adverb", "not", "voice")):
        if scene.is_a(index, "and"):
            break
        index -= 1
    return index


def heads_between(scene: Scene, first: int, end: int) -> tuple[str, ...]:
    """Actor ids of the names that begin among these tokens, in order, each once."""
    return tuple(dict.fromkeys(head.actor.id for head in scene.heads.within(first, end)))


def voice_of_speaker(scene: Scene, index: int) -> tuple[str, ...]:
    """Whom a first person at the token stands for, or none."""
    own = scene.is_a(index, "self") or scene.is_a(index, "selves")
    return _stands_for(scene, index) if own else ()


def owners_between(scene: Scene, first: int, end: int) -> tuple[str, ...]:
    """As `heads_between`, without those whom a preposition makes the addressee."""
    heads = (head for head in scene.heads.within(first, end) if not _marked(scene, head))
    return tuple(dict.fromkeys(head.actor.id for head in heads))


def target(scene: Scene, first: int, end: int) -> tuple[str, ...]:
    """The first name behind a word such as `terhadap`, `kepada`, `against`, else the first name among the tokens."""
    heads = scene.heads.within(first, end)
    marked = [head for head in heads if _marked(scene, head)]
    return tuple(head.actor.id for head in (marked or heads)[:1])


def _marked(scene: Scene, head: Head) -> bool:
    return scene.is_a(_before_title(scene, head), "before_addressee")


def _speech_start(scene: Scene, at: int) -> int:
    """First token of the reported stretch that holds `at`, or of the part since the last quotation mark."""
    said = scene.said_at(at)
    place = said.start_char if said else scene.line.start_char
    for index in range(at - 1, max(-1, at - LOOK_BACK), -1):
        token = scene.tokens[index]
        if token.start_char < place or (said and token.text in QUOTES and said.quotation.mode == "direct"):
            return index + 1
    return max(0, at - LOOK_BACK)


def _clause_start(scene: Scene, at: int, start: int) -> int:
    for index in range(at - 1, start - 1, -1):
        if scene.tokens[index].text in CUT or scene.is_a(index, "clause"):
            return index + 1
    return start


def _subject_between(scene: Scene, low: int, at: int, reach: int) -> tuple[str, ...] | None:
    """Ids, empty when a subject stands there but is nobody known; None when nothing there can be the subject."""
    heads = [h for h in scene.heads.within(low, at) if not _oblique(scene, h)]
    pronoun = next((i for i in range(at - 1, low - 1, -1) if _pronoun(scene, i)), None)
    if pronoun is not None and (not heads or heads[-1].end <= pronoun + 1):
        if _distance(scene, pronoun + 1, at) > reach:
            return ()
        named = tuple(h.actor.id for h in heads[-1:] if h.end == pronoun + 1)
        return _speaks_of_self(scene, pronoun) or named or _stands_for(scene, pronoun)
    heads = heads or [h for h in scene.heads.within(low, at) if scene.is_a(_before_title(scene, h), "genitive")]
    if not heads:
        return None
    head = _choose(scene, heads, at)
    if scene.is_a(at - 1, "relative") and head.end < at - 2:
        return ()
    if _distance(scene, head.end, at) > reach:
        return ()
    return _own_office(scene, head) or _with_partners(scene, head)


def _own_office(scene: Scene, head: Head) -> tuple[str, ...]:
    """The speaker's state, where the subject is a bare office in the speaker's mouth (`pemerintah`)."""
    speaker = scene.speaker_at(head.first)
    bare = head.end == head.first + 1 and scene.is_a(head.first, "office")
    side = scene.company.side_of(speaker) if speaker is not None and bare else None
    return (side,) if side is not None and side != speaker else ()


def _pronoun(scene: Scene, index: int) -> bool:
    return any(scene.is_a(index, role) for role in ("self", "selves", "third"))


def _stands_for(scene: Scene, index: int) -> tuple[str, ...]:
    if scene.is_a(index, "third"):
        near = scene.heads.within(max(0, index - LOOK_BACK), index)
        earlier = [h.actor.id for h in near if not _oblique(scene, h)]
        who = earlier[-1] if earlier else scene.before
        return (who,) if who else ()
    speaker = scene.speaker_at(index)
    if speaker is None:
        return ()
    return (scene.company.side_of(speaker),) if scene.is_a(index, "selves") else (speaker,)


def _speaks_of_self(scene: Scene, index: int) -> tuple[str, ...]:
    """The speaker, where the pronoun stands in a reported clause and fits: one person, or a body of many."""
    said = scene.said_at(index)
    speaker = said.quotation.speaker if said and said.quotation.mode != "direct" else None
    if speaker is None or not scene.is_a(index, "third"):
        return ()
    actor = scene.company.actors.get(speaker)
    many = actor is not None and actor.kind != "person"
    fits = scene.is_a(index, "own") or many == scene.is_a(index, "they")
    return (speaker,) if fits else ()


def owner(scene: Scene, at: int) -> tuple[str, ...]:
    """The name that owns the noun at token `at` (`Trump's decision`), or none."""
    end = at
    while end > 0 and (scene.is_a(end - 1, "possessive") or scene.tokens[end - 1].text == ")"):
        end -= 1
    head = scene.heads.ending(end)
    return (head.actor.id,) if head is not None else ()


def voiced_by(scene: Scene, first: int, end: int, link: int, reach: int) -> tuple[str, ...]:
    """The subject of the clause, where the noun at tokens `first` to `end` can only be its own.

    That is so behind a verb of voicing, with a clitic, or where the noun's content follows at once (`janji untuk`)
    and no preposition makes it part of something else.
    """
    if scene.is_a(first - 1, "voice") or scene.is_a(end, "third"):
        return subject(scene, first, reach)
    return subject(scene, first, reach) if link == end and not scene.is_a(first - 1, "preposition") else ()


def _choose(scene: Scene, heads: Sequence[Head], at: int) -> Head:
    """The nearest name; the first one where the verb follows `and`, or a comma that no name stands right before."""
    after_comma = scene.tokens[at - 1].text == "," and heads[-1].end != at - 1
    return heads[0] if after_comma or scene.is_a(at - 1, "and") else heads[-1]


def _distance(scene: Scene, first: int, at: int) -> int:
    """Words between, without what stands in brackets or between commas."""
    count, hidden = 0, False
    for index in range(first, at):
        text = scene.tokens[index].text
        if text in "(),":
            hidden = text == "(" or (text == "," and not hidden and _closes(scene, index + 1, at))
        elif not hidden:
            count += not scene.is_a(index, "adverb")
    return count


def _closes(scene: Scene, first: int, at: int) -> bool:
    return any(token.text == "," for token in scene.tokens[first:at])


def _before_title(scene: Scene, head: Head) -> int:
    """Index of the word before the name and the words that lead up to it: articles, titles, capitalised words."""
    index = head.first - 1
    while index >= max(0, head.first - TITLE_WORDS) and _leads_up(scene, index):
        index -= 1
    return index


def _leads_up(scene: Scene, index: int) -> bool:
    capitalised = scene.tokens[index].text[:1].isupper() and not scene.is_a(index, "preposition")
    return capitalised or scene.is_a(index, "title")


def _oblique(scene: Scene, head: Head) -> bool:
    """Whether a preposition stands before the name or before the names that it is listed with."""
    for _ in range(4):
        index = _before_title(scene, head)
        if scene.is_a(index, "preposition"):
            return not scene.is_a(index, "clause")
        bracket = index >= 0 and scene.tokens[index].text == "("
        partner = scene.heads.ending(index) if bracket or scene.is_a(index, "and") else None
        if partner is None:
            return False
        head = partner
    return False


def _with_partners(scene: Scene, head: Head) -> tuple[str, ...]:
    """The name and those joined to it before by `and` (`A, B dan C`)."""
    chain, joined = [head], False
    while len(chain) < 6:
        index = _before_title(scene, chain[0])
        sign = scene.tokens[index].text if index >= 0 else ""
        joined = joined or scene.is_a(index, "and")
        partner = scene.heads.ending(index)
        if partner is None or not joined or not (sign == "," or scene.is_a(index, "and")):
            break
        chain.insert(0, partner)
    return tuple(dict.fromkeys(h.actor.id for h in chain))
