"""A reading for people on a terminal: quotations, events, commitments and the time line, each with its words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from kawat.exporters.explain import Explanation, Link, Passage
from kawat.exporters.interface import Words, reader, role_and_country, title_of, when, words_for
from kawat.exporters.marks import Datum
from kawat.exporters.timeline import Moment, in_words, moments
from kawat.ids import is_models
from kawat.records import Actor, Commitment, Condition, Event, Participant, Quotation, Reading, Rejection, Timex, Vote

_COMMANDING = frozenset({"Cc", "Cf", "Cs"})  # control, direction and joining marks, lone surrogates
_PART = {"cue": "bold yellow", "source": "bold cyan", "condition": "bold magenta", "place": "bold blue"}
_TITLE = 160  # characters
_MARKED = "bold green underline"
_QUAD = {"verbal cooperation": "green", "material cooperation": "green", "verbal conflict": "yellow"}
_KIND = {"pledge": "green", "offer": "green", "concession": "green", "demand": "yellow"}


def view(item: Reading | Rejection, interface: str | None = None) -> RenderableType:
    """A reading or a rejection, in the interface asked for or the one of the article's language."""
    if isinstance(item, Rejection):
        return _rejection(item, words_for(None, interface))
    words = words_for(item.article, interface)
    cast = _cast(item)
    return Group(
        _head(item, words),
        _section(words["quotations"], [_quotation(q, cast, words) for q in item.quotations], words),
        _section(words["events"], [_event(e, cast, words) for e in item.events], words),
        _section(words["commitments"], [_commitment(c, item, words) for c in item.commitments], words),
        _section(words["timeline"], _timeline(moments(item), words), words),
        Text(),
    )


def clean(text: str) -> str:
    """The text without control and direction marks, which could command or garble a terminal; one line."""
    return "".join(c for c in " ".join(text.split()) if unicodedata.category(c) not in _COMMANDING)


def _rejection(item: Rejection, words: Words) -> RenderableType:
    """Which input was not read, and why."""
    name = item.article.name or item.article.url or item.article.id or ""
    where = f"{name}:{item.line}" if item.line else name
    head = Text.assemble(("✗ ", "red bold"), (f"{words['unread']}: {clean(where)}", "bold"))
    return Group(head, Text(f"  {item.stage} · {item.reason} · {clean(item.detail)}", style="dim"), Text())


def _head(item: Reading, words: Words) -> RenderableType:
    """Title and where the article comes from."""
    article = item.article
    title = clean(title_of(article, _TITLE))
    relays = ", ".join(dict.fromkeys(w.agency for w in article.wire))
    parts = [
        article.publisher,
        when(article, words),
        article.language,
        f"{words['relays']} {relays}" if relays else None,
        article.id,
        reader(item.engine, words),
    ]
    return Group(Text(title, style="bold"), Text(" · ".join(clean(p) for p in parts if p), style="dim"))


def _section(title: str, rows: Sequence[RenderableType], words: Words) -> RenderableType:
    """A heading with a count, and the rows under it."""
    body = Group(*rows) if rows else Text(words["nothing"], style="dim italic")
    return Group(_heading(title, len(rows)), Padding(body, (0, 0, 0, 2)))


def _heading(title: str, count: int | None = None) -> RenderableType:
    """A heading on a line of its own, with a blank line before it."""
    text = Text.assemble((title, "bold cyan"), ("" if count is None else f" {count}", "dim"))
    return Group(Text(), Rule(text, align="left", style="dim"))


def _row(head: Text, said: Iterable[Text], foot: str) -> RenderableType:
    """A datum: a line that tells it, the words that prove it, and how it was found."""
    return Group(head, *(Padding(line, (0, 0, 0, 2)) for line in said), Text(f"  {clean(foot)}", style="dim"))


def _quotation(datum: Quotation, cast: dict[str, Actor], words: Words) -> RenderableType:
    """Who said it, what was said, with which word."""
    speaker = cast.get(datum.speaker or "")
    who = _who(speaker, words) if speaker else _nobody(datum, words)
    to = Text(f" → {_names(datum.addressees, cast)}") if datum.addressees else Text()
    mode = words.mode.get(datum.mode, datum.mode)
    open_mark, close_mark = ("“", "”") if datum.mode == "direct" else ("", "")
    said = [Text(f"{open_mark}{clean(span.text)}{close_mark}", style="italic") for span in datum.content]
    cue = [clean(datum.cue.text)] if datum.cue else []
    return _row(Text.assemble(who, to), said, " · ".join([mode, *cue, *_trail(datum, words)]))


def _event(datum: Event, cast: dict[str, Actor], words: Words) -> RenderableType:
    """Who did what to whom, when, where; how sure it is that it happened."""
    actors, recipients = _parties(datum.actors, cast), _parties(datum.recipients, cast)
    colour = _QUAD.get(datum.quad, "red")
    head = Text.assemble((f"{datum.type} ", f"bold {colour}"), (actors or "?", "bold"))
    if recipients:
        head.append(f" → {recipients}", style="bold")
    facts = [
        _plainly(datum, words),
        words.status.get(datum.status, datum.status),
        words.outcome[datum.outcome] if datum.outcome else None,
        f"{words['ordinal']} {datum.ordinal}" if datum.ordinal else None,
        datum.date.value if datum.date else None,
        f"{words['place']} {datum.place.name}" if datum.place else None,
    ]
    said = [Text(clean(span.text), style="italic") for span in (datum.trigger,)]
    return _row(head, said, " · ".join([*filter(None, facts), *_trail(datum, words)]))


def _plainly(datum: Event, words: Words) -> str | None:
    """The type in the interface's own word, unless that repeats the code, and the mode; None where both are wanting."""
    kind = words.type.get(datum.type, datum.type)
    mode = words.event_mode.get(datum.mode, datum.mode) if datum.mode else None
    return ": ".join(filter(None, (None if kind.upper() == datum.type else kind, mode))) or None


def _condition(datum: Condition, words: Words) -> Text:
    """The words of a condition, after its polarity where they do not begin with that very word."""
    polarity, told = words.polarity.get(datum.polarity, datum.polarity), clean(datum.span.text)
    label = "" if told.casefold().startswith(f"{polarity} ") else f"{polarity}: "
    return Text.assemble((label, "dim"), (told, "italic"))


def _commitment(datum: Commitment, reading: Reading, words: Words) -> RenderableType:
    """Who is bound to what, towards whom, on what condition, by when."""
    cast = _cast(reading)
    colour = _KIND.get(datum.kind, "red")
    head = Text.assemble((f"{words.kind.get(datum.kind, datum.kind)} ", f"bold {colour}"))
    head.append(_names(datum.holder, cast) or "?", style="bold")
    if datum.addressee:
        head.append(f" → {_names(datum.addressee, cast)}", style="bold")
    said = [Text(clean(datum.content.text), style="italic")]
    if datum.condition:
        said.append(_condition(datum.condition, words))
    deadline = [f"{words['deadline']} {in_words(datum.deadline, reading)}"] if datum.deadline else []
    return _row(head, said, " · ".join([*deadline, *_trail(datum, words)]))


def _timeline(found: tuple[Moment, ...], words: Words) -> list[RenderableType]:
    """One line for each moment: the date, the words, what happened then; words first where no day is known."""
    rows: list[RenderableType] = []
    width = max((len(moment.label) for moment in found if moment.earliest), default=0)
    for moment in found:
        grid = Table.grid(padding=(0, 2))
        grid.add_column(width=width, style="cyan", no_wrap=True)
        grid.add_column(overflow="fold")
        told = Text(", ".join(clean(t.span.text) for t in moment.timexes), style="italic")
        for event in moment.events:
            told.append(f"\n{event.type} {clean(event.trigger.text)}", style="not italic bold")
        if not moment.earliest:
            told.append(f"  {moment.label}", style="not italic dim")
        grid.add_row(moment.label if moment.earliest else "–", told)
        rows.append(grid)
    return rows


def _who(actor: Actor, words: Words) -> Text:
    """An actor's name, role and country."""
    about = ", ".join(role_and_country(actor, words))
    return Text.assemble((clean(actor.name), "bold"), (f"  {about}" if about else "", "dim"))


def _nobody(datum: Quotation, words: Words) -> Text:
    """The words that stand for a speaker who is not identified; only that, where there are none."""
    told = f"{clean(datum.source.text)}  " if datum.source else ""
    return Text.assemble((told, "italic"), (words["speaker_unknown"], "dim italic"))


def _cast(reading: Reading) -> dict[str, Actor]:
    """The actors of a reading by id."""
    return {actor.id: actor for actor in reading.actors}


def _names(ids: Iterable[str], cast: dict[str, Actor]) -> str:
    """The names of actors, for reading."""
    return ", ".join(clean(cast[i].name) if i in cast else i for i in ids)


def _parties(parties: tuple[Participant, ...], cast: dict[str, Actor]) -> str:
    """The names of those who take part in an event."""
    return _names((p.actor for p in parties), cast)


def _trail(datum: Quotation | Event | Commitment, words: Words) -> list[str]:
    """How sure a datum is and how it was found: score, rule, id."""
    return [f"{words['score']} {datum.score:.2f}", datum.rule, datum.id]


def explanation_view(found: Explanation, entry: str | None, interface: str | None = None) -> RenderableType:
    """An explanation: what the datum says, its sentences, its rule (`entry`: its lines), its rivals and relatives."""
    words = words_for(found.reading.article, interface)
    silent = words["by_model" if is_models(found.datum.rule) else "no_entry"]
    rule = Text(entry) if entry and not is_models(found.datum.rule) else Text(silent, style="dim italic")
    if entry and is_models(found.datum.rule):
        rule = Text.assemble((silent, "dim italic"), "\n\n", entry)
    rivals = [Text(f"{clean(c.proposal)}  ({c.rule}): {clean(c.lost_because)}") for c in found.considered]
    votes = [_vote(vote) for vote in found.votes]
    return Group(
        Text.assemble((f"{words.layer[found.layer]} ", "bold cyan"), (found.datum.id, "bold")),
        _told(found.datum, found.reading, words),
        _heading(words["evidence"]),
        *(_passage(passage, words) for passage in found.passages),
        _heading(f"{words['rule']} {found.datum.rule}"),
        Padding(rule, (0, 0, 0, 2)),
        _section(words["votes"], votes, words) if votes else Text(),
        _section(words["considered"], rivals, words) if rivals else Text(),
        _section(words["linked"], [_link(link, words) for link in found.links], words) if found.links else Text(),
    )


def _vote(vote: Vote) -> Text:
    """What a sign said, and what it added to the log-odds."""
    adds = "" if vote.adds is None else f"{vote.adds:+.2f}"
    return Text.assemble((f"{vote.sign}  ", "cyan"), f"{vote.value:g}", (f"  {adds}", "dim"))


def _link(link: Link, words: Words) -> Text:
    """A datum that this one names, or that names it (with an arrow back)."""
    relation = words.relation.get(link.relation, link.relation)
    arrow = "←" if link.names_this else "→"
    return Text.assemble((f"{arrow} {relation}  ", "cyan"), (f"{clean(link.text)[:100]}  ", "bold"), (link.id, "dim"))


def _told(datum: Datum, reading: Reading, words: Words) -> RenderableType:
    """What the datum says, as in the reading."""
    cast = _cast(reading)
    match datum:
        case Quotation():
            return _quotation(datum, cast, words)
        case Event():
            return _event(datum, cast, words)
        case Commitment():
            return _commitment(datum, reading, words)
        case Timex():
            days = f"{datum.earliest}–{datum.latest}" if datum.earliest else words["undated"]
            notes = [f"anchor {datum.anchor}" if datum.anchor else None, datum.note]
            return Text(" · ".join([clean(datum.span.text), datum.type, datum.value, days, *filter(None, notes)]))
        case Actor():
            office = Text(f"  {words['office']}: {datum.office}" if datum.office else "", style="dim")
            return Text.assemble(_who(datum, words), office)


def _passage(passage: Passage, words: Words) -> RenderableType:
    """A sentence with the words of the datum marked, and where its parts stand."""
    text = Text("".join(" " if unicodedata.category(c) in _COMMANDING else c for c in passage.text))
    for mark in passage.marks:
        start, end = mark.span.start_char - passage.start_char, mark.span.end_char - passage.start_char
        text.stylize(_PART.get(mark.part, _MARKED), start, end)
    parts = Text(", ", style="dim").join(
        Text.assemble(
            (words.part.get(mark.part, mark.part), _PART.get(mark.part, _MARKED)),
            (f" {mark.span.start_char}–{mark.span.end_char}", "dim"),
        )
        for mark in passage.marks
    )
    return Padding(Group(text, parts), (0, 0, 0, 2))
