"""The ledger: what became of each commitment, as dated postings, each with the words that say so.

A posting is never taken back: what a later article says is a posting of its own. That a commitment was fulfilled or
broken is suggested only, until a person confirms it; that it lapsed follows from its date alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from kawat.link.steps import Step, Steps
from kawat.link.threads import Party, Thread, Undertaking, countries, is_abroad, meet, overlap

State = Literal["open", "conditional", "fulfilled", "broken", "withdrawn", "lapsed", "disputed"]
OF_CONTENT, LEAST_WORDS = 0.6, 3  # of the words of a content that the sentence of an act must have
OF_CONDITION = 0.75  # the same of a condition, in which it is not known which word is the deed
LONGEST = 365  # days from the last telling of a commitment in which an act may speak of it
MOST = 5  # postings of acts on one thread; more say nothing new
SUGGESTED: frozenset[Step] = frozenset({"fulfilled", "broken"})
_AFTER: dict[Step, State] = {
    "condition_met": "open",
    "fulfilled": "fulfilled",
    "broken": "broken",
    "withdrawn": "withdrawn",
    "disputed": "disputed",
    "lapsed": "lapsed",
    "made_conditional": "conditional",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An event as the ledger sees it. Days are ordinals of dates; `words` are stems of the sentence that tells it."""

    id: str
    article: str
    publisher: str | None
    published: int | None
    type: str
    status: str
    actors: tuple[Party, ...]
    on: str | None
    on_day: int | None
    trigger: frozenset[str]
    words: frozenset[str]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One step of a commitment. `on`: when it happened (TIMEX3); `seen`: when an article told it, None by a date.

    `fact` is the id of the commitment or event that says so, `outlets` and `articles` how many tell it.
    """

    id: str
    step: Step
    on: str | None
    on_day: int | None
    seen: int | None
    article: str
    start: int
    end: int
    fact: str
    fact_kind: Literal["commitment", "event"]
    because: str
    outlets: frozenset[str] = frozenset()
    articles: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A commitment with its postings, in the order in which they were told, and the state they leave it in."""

    id: str
    thread: Thread
    postings: tuple[Posting, ...]
    state: State
    suggested: bool
    due: int | None


def entries_of(threads: Sequence[Thread], acts: Iterable[Act], steps: Steps, as_of: int | None) -> tuple[Entry, ...]:
    """The ledger of some threads; `as_of` is the day up to which news is known (ordinal), by which dates lapse."""
    books = [_Book(thread) for thread in threads]
    index = _Index(books)
    for act in sorted(acts, key=lambda act: (act.published or 10**7, act.article, act.start, act.id)):
        for book in index.near(act.trigger):
            _post_act(book, act, steps)
    for book in books:
        for other in index.near(frozenset({book.thread.first.head or ""})):
            _post_turn(other, book.thread, steps)
    return tuple(_entry(book, as_of) for book in books)


def triggers_of(threads: Iterable[Thread]) -> frozenset[str]:
    """The stems of which an act's trigger must have one, if the act is to say something of a thread."""
    return frozenset(word for thread in threads for word in _words_of(thread))


def speaks_of(head: str | None, content: frozenset[str], sentence: frozenset[str], trigger: frozenset[str]) -> bool:
    """Whether a sentence tells an act on a content: its trigger has the content's head, and most of the rest is there.

    The head alone tells doing from undoing: who is asked to stop an attack is not asked to attack.
    """
    if head is None or head not in trigger:
        return False
    whole = content | {head}
    shared, _, _ = overlap(whole, sentence)
    return shared >= min(LEAST_WORDS, len(whole)) and shared >= OF_CONTENT * len(whole)


@dataclass(slots=True)
class _Book:
    """A thread while its postings are found."""

    thread: Thread
    postings: list[Posting] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.postings = list(_tellings(self.thread))


class _Index:
    """Books by the heads of their contents and the words of their conditions."""

    def __init__(self, books: Sequence[_Book]) -> None:
        self._books = books
        self._having: dict[str, list[int]] = {}
        for number, book in enumerate(books):
            for word in sorted(_words_of(book.thread)):
                self._having.setdefault(word, []).append(number)

    def near(self, words: frozenset[str]) -> Iterator[_Book]:
        """The books that have one of these words, in order."""
        for number in sorted({number for word in words for number in self._having.get(word, ())}):
            yield self._books[number]


def _words_of(thread: Thread) -> frozenset[str]:
    """The heads of a thread's contents and the words of its condition."""
    return thread.first.condition_words | {one.head for one in thread.members if one.head}


def _tellings(thread: Thread) -> Iterator[Posting]:
    """A posting for each telling by a source of its own; copies are counted with the one that they repeat."""
    told: dict[str, Posting] = {}
    conditional = False
    for one in thread.members:
        known = told.get(one.source) or told.get(one.article)
        if known is not None:
            outlets = known.outlets | _outlet(one)
            told[one.source] = replace(known, outlets=outlets, articles=known.articles + (one.article != known.article))
            continue
        step: Step = "repeated" if told else "made"
        if told and one.conditional and not conditional:
            step = "made_conditional"
        conditional = conditional or one.conditional
        because = {"made": "its first telling", "repeated": "told again"}.get(step, "told again, with a condition")
        told[one.source] = Posting(
            id=_id("p", thread.first.article, thread.first.id, one.article, one.id, step),
            step=step,
            on=one.made,
            on_day=one.made_on,
            seen=one.published,
            article=one.article,
            start=one.start,
            end=one.end,
            fact=one.id,
            fact_kind="commitment",
            because=because,
            outlets=_outlet(one),
        )
    yield from told.values()


def _post_act(book: _Book, act: Act, steps: Steps) -> None:
    """What an act says of a commitment."""
    first, last = book.thread.first, book.thread.members[-1]
    if sum(one.fact_kind == "event" for one in book.postings) >= MOST or not _comes_after(act, first, last):
        return
    if _meets_condition(first, act, steps):
        _add(
            book,
            act,
            "condition_met",
            "an act has the words of the condition, and who acts is named in it or addressed",
        )
        return
    telling = (one for one in (first, last) if _tells_enough(one))
    if not any(speaks_of(one.head, one.words, act.words, act.trigger) for one in telling):
        return
    for by, side in (("holder", first.holders), ("addressee", first.addressees)):
        step = steps.of_act(first.kind, by, act.type, act.status)
        if step is not None and _is_side(act.actors, side, first):
            _add(book, act, step, f"an act of the {by} has the words of the content ({act.type}, {act.status})")
            return


def _tells_enough(one: Undertaking) -> bool:
    """Whether a content has words enough to be known again: two will do where one country is bound to another."""
    words = len(one.words | {one.head or ""})
    return words >= LEAST_WORDS or (words == LEAST_WORDS - 1 and is_abroad(one))


def _meets_condition(first: Undertaking, act: Act, steps: Steps) -> bool:
    """Whether an act is what a commitment hangs on; who acts must be addressed, or named in the condition."""
    words = first.condition_words
    if not words & act.trigger or not steps.is_done(act.type, act.status):
        return False
    shared, _, _ = overlap(words, act.words)
    if shared < LEAST_WORDS or shared < OF_CONDITION * len(words):
        return False
    named = any(words & frozenset(party.name.lower().split()) for party in act.actors)
    return named or (bool(first.addressees) and _is_side(act.actors, first.addressees, first))


def _comes_after(act: Act, first: Undertaking, last: Undertaking) -> bool:
    """Whether an act was told on a later day than the commitment, and happened after it, but not too long after."""
    if act.published is None or first.published is None or act.article in (first.article, last.article):
        return False
    if act.published <= first.published or act.published - (last.published or first.published) > LONGEST:
        return False
    return act.on_day is None or act.on_day >= (first.made_on or first.published)


def _is_side(actors: Sequence[Party], side: Sequence[Party], first: Undertaking) -> bool:
    """Whether the side of a commitment acts: by name, or as a country where another is on the other side."""
    if meet(actors, side):
        return True
    return is_abroad(first) and bool(countries(actors) & countries(side))


def _add(book: _Book, act: Act, step: Step, because: str) -> None:
    """A posting for an act, once for each day on which it happened or was told."""
    day = act.on_day or act.published
    for number, known in enumerate(book.postings):
        if known.step == step and known.fact_kind == "event" and (known.on_day or known.seen) == day:
            outlets = known.outlets | ({act.publisher} if act.publisher else frozenset())
            book.postings[number] = replace(known, outlets=outlets, articles=known.articles + 1)
            return
    first = book.thread.first
    book.postings.append(
        Posting(
            id=_id("p", first.article, first.id, act.article, act.id, step),
            step=step,
            on=act.on,
            on_day=act.on_day,
            seen=act.published,
            article=act.article,
            start=act.start,
            end=act.end,
            fact=act.id,
            fact_kind="event",
            because=because,
            outlets=frozenset({act.publisher} if act.publisher else ()),
        )
    )


def _post_turn(book: _Book, later: Thread, steps: Steps) -> None:
    """What a later commitment of the same holder says of an earlier one."""
    first, other = book.thread.first, later.first
    step = steps.of_turn(first.kind, other.kind)
    if step is None or first.published is None or other.published is None or other.published <= first.published:
        return
    shared, of_fewer, _ = overlap(first.words, other.words)
    if first.head != other.head or shared < LEAST_WORDS - 1 or of_fewer < OF_CONTENT:
        return
    if not meet(first.holders, other.holders):
        return
    book.postings.append(
        Posting(
            id=_id("p", first.article, first.id, other.article, other.id, step),
            step=step,
            on=other.made,
            on_day=other.made_on,
            seen=other.published,
            article=other.article,
            start=other.start,
            end=other.end,
            fact=other.id,
            fact_kind="commitment",
            because=f"a later {other.kind} of the holder has the words of the content",
            outlets=_outlet(other),
        )
    )


def _entry(book: _Book, as_of: int | None) -> Entry:
    """The ledger's line of one thread."""
    first = book.thread.first
    postings = sorted(book.postings, key=lambda one: (one.seen or 10**7, one.article, one.start, one.id))
    due = max(
        (one.due for one in book.thread.members if one.due and one.due >= (one.made_on or one.published or 0)),
        default=None,
    )
    state = _state(postings, first.conditional)
    if due is not None and as_of is not None and due < as_of and state in ("open", "conditional"):
        last = next(one for one in reversed(book.thread.members) if one.due == due)
        postings.append(_lapsed(first, last, due))
        state = "lapsed"
    return Entry(
        id=_id("l", first.article, first.id),
        thread=book.thread,
        postings=tuple(postings),
        state=state,
        suggested=state in SUGGESTED,
        due=due,
    )


def _state(postings: Sequence[Posting], conditional: bool) -> State:
    """Where the postings leave a commitment; telling it again makes one open that was withdrawn or disputed."""
    state: State = "conditional" if conditional else "open"
    for one in postings:
        if one.step in _AFTER:
            state = _AFTER[one.step]
        elif one.step == "repeated" and state in ("withdrawn", "disputed"):
            state = "conditional" if conditional else "open"
    return state


def _lapsed(first: Undertaking, last: Undertaking, due: int) -> Posting:
    """That the date of a commitment has passed; proved by the words that name the date's commitment."""
    return Posting(
        id=_id("p", first.article, first.id, last.article, last.id, "lapsed"),
        step="lapsed",
        on=None,
        on_day=due + 1,
        seen=None,
        article=last.article,
        start=last.start,
        end=last.end,
        fact=last.id,
        fact_kind="commitment",
        because="its date has passed, and nothing that was read says that it was kept or broken",
        outlets=_outlet(last),
    )


def _outlet(one: Undertaking) -> frozenset[str]:
    return frozenset({one.publisher} if one.publisher else ())


def _id(letter: str, *parts: str) -> str:
    """An id made of what a line is about."""
    return f"{letter}-{hashlib.sha256(' '.join(parts).encode()).hexdigest()[:10]}"
