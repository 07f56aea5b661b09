"""The data of a reading as cards beside the article: quotations, events, commitments, time line, actors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kawat.exporters.interface import Words, role_and_country
from kawat.exporters.marked import quad_class
from kawat.exporters.markup import Html, join, tag
from kawat.exporters.timeline import Moment, in_words, moments
from kawat.records import Actor, Commitment, Considered, Event, Quotation, Reading, Span, Timex

SECTIONS = ("quotations", "events", "commitments", "timeline", "actors")


@dataclass(frozen=True, slots=True)
class Desk:
    """What the cards of one article need: its reading, names in the page, words, actors by id."""

    reading: Reading
    anchors: Mapping[str, str]
    words: Words
    cast: Mapping[str, Actor]

    def names(self, actors: Iterable[str]) -> Html:
        """Actors as links to their cards, with commas; an unknown id stands as it is."""
        links = [self._name(actor) for actor in actors]
        return join(*(part for n, link in enumerate(links) for part in ((", ", link) if n else (link,))))

    def _name(self, actor: str) -> Html:
        """One actor's name."""
        if actor not in self.cast:
            return join(actor)
        return tag("a", tag("bdi", self.cast[actor].name), href=f"#{self.anchors[actor]}", class_="name")

    def words_of(self, datum: str, *spans: Span, element: str = "bdi") -> Html:
        """The evidence, as a link to its place in the article; `element` is "q" for words said as they stand."""
        pieces = [tag(element, span.text) for span in spans]
        inside = join(*(part for n, piece in enumerate(pieces) for part in ((" … ", piece) if n else (piece,))))
        return tag("a", inside, href=f"#{self.anchors[datum]}-w", class_="words", lang=self.reading.article.language)


def panel(reading: Reading, anchors: Mapping[str, str], words: Words, prefix: str) -> Html:
    """All sections, each with its number of cards; an empty one says so."""
    desk = Desk(reading, anchors, words, {actor.id: actor for actor in reading.actors})
    made = {name: list(cards) for name, cards in _cards(desk)}
    links = (tag("a", words[name], " ", tag("b", str(len(made[name]))), href=f"#{prefix}-{name}") for name in SECTIONS)
    sections = (_section(desk, name, made[name], prefix) for name in SECTIONS)
    return tag("aside", tag("nav", *links, aria_label=words["contents"]), *sections)


def _cards(desk: Desk) -> Iterator[tuple[str, Iterator[Html]]]:
    """The cards of each section, under its name."""
    reading = desk.reading
    yield "quotations", (_quotation(desk, datum) for datum in reading.quotations)
    yield "events", (_event(desk, datum) for datum in reading.events)
    yield "commitments", (_commitment(desk, datum) for datum in reading.commitments)
    yield "timeline", (_moment(desk, moment) for moment in moments(reading))
    yield "actors", (_actor(desk, datum) for datum in reading.actors)


def _section(desk: Desk, name: str, cards: list[Html], prefix: str) -> Html:
    """A heading and a list of cards."""
    head = tag("h3", desk.words[name], " ", tag("small", str(len(cards))))
    body = tag("ol", *cards) if cards else tag("p", desk.words["nothing"], class_="none")
    return tag("section", head, body, id=f"{prefix}-{name}", class_=name)


def _card(desk: Desk, datum: Quotation | Event | Commitment, head: Html, told: Html, facts: list[Html | None]) -> Html:
    """A datum: a line that tells it, the words that prove it, and how it was found."""
    anchor = desk.anchors[datum.id]
    found = tag("p", tag("code", datum.rule), " ", tag("code", datum.id), class_="trail")
    sure = tag("span", f"{round(datum.score * 100)} %", class_="score", title=desk.words["score"])
    line = tag("p", sure, *_dotted(facts), class_="facts")
    return tag(
        "li",
        tag("p", head, class_="head"),
        told,
        line,
        _rivals(desk, datum.considered),
        found,
        id=anchor,
        data_d=anchor,
        class_="card",
    )


def _quotation(desk: Desk, datum: Quotation) -> Html:
    """Who said it, what was said, with which word."""
    words = desk.words
    who = _person(desk, datum.speaker) if datum.speaker in desk.cast else _nobody(desk, datum)
    to = join(" → ", desk.names(datum.addressees)) if datum.addressees else None
    cue = tag("span", datum.cue.text, class_="cue") if datum.cue else None
    mode = join(words.mode.get(datum.mode, datum.mode))
    said = desk.words_of(datum.id, *datum.content, element="q" if datum.mode == "direct" else "bdi")
    return _card(desk, datum, join(who, to), said, [mode, cue])


def _nobody(desk: Desk, datum: Quotation) -> Html:
    """The words that stand for a speaker who is not identified; only that, where there are none."""
    told = tag("bdi", datum.source.text) if datum.source else None
    return tag("span", told, " " if told else None, tag("small", desk.words["speaker_unknown"]), class_="unknown")


def _person(desk: Desk, actor: str | None) -> Html:
    """An actor's name with role and country."""
    person = desk.cast[actor or ""]
    about = " · ".join(role_and_country(person, desk.words))
    return join(desk.names((person.id,)), tag("span", " ", about, class_="about") if about else None)


def _event(desk: Desk, datum: Event) -> Html:
    """Who did what to whom; whether it happened, when and where, and who tells it."""
    words = desk.words
    kind = tag("span", words.type.get(datum.type, datum.type), class_=f"tag {quad_class(datum)}", title=datum.type)
    actors = desk.names(p.actor for p in datum.actors) or join("?")
    recipients = desk.names(p.actor for p in datum.recipients)
    facts = [
        tag("span", words.status.get(datum.status, datum.status), class_=f"status {datum.status}"),
        join(words.event_mode.get(datum.mode, datum.mode)) if datum.mode else None,
        join(words.outcome[datum.outcome]) if datum.outcome else None,
        join(f"{words['ordinal']} {datum.ordinal}") if datum.ordinal else None,
        tag("time", datum.date.value) if datum.date else None,
        join(f"{words['place']} ", tag("bdi", datum.place.name)) if datum.place else None,
        _told_in(desk, datum.quotation),
    ]
    head = join(kind, " ", actors, join(" → ", recipients) if recipients else None)
    return _card(desk, datum, head, desk.words_of(datum.id, datum.trigger), facts)


def _told_in(desk: Desk, quotation: str | None) -> Html | None:
    """A link to the quotation that tells a datum."""
    found = next((q for q in desk.reading.quotations if q.id == quotation), None)
    if found is None:
        return None
    speaker = desk.cast.get(found.speaker or "")
    name = speaker.name if speaker else desk.words["speaker_unknown"]
    return tag("a", f"{desk.words['told_in']} ", tag("bdi", name), href=f"#{desk.anchors[found.id]}")


def _commitment(desk: Desk, datum: Commitment) -> Html:
    """Who is bound to what, towards whom, on what condition, by when."""
    words = desk.words
    kind = tag("span", words.kind.get(datum.kind, datum.kind), class_=f"tag {datum.kind}")
    to = join(" → ", desk.names(datum.addressee)) if datum.addressee else None
    head = join(kind, " ", desk.names(datum.holder) or join("?"), to)
    told = desk.words_of(datum.id, datum.content)
    if datum.condition:
        polarity = words.polarity.get(datum.condition.polarity, datum.condition.polarity)
        told = join(told, tag("p", tag("b", polarity), " ", tag("q", datum.condition.span.text), class_="condition"))
    facts = [
        join(f"{words['deadline']} ", tag("time", in_words(datum.deadline, desk.reading))) if datum.deadline else None,
        join(f"{words['made']} ", tag("time", datum.made)) if datum.made else None,
        _told_in(desk, datum.quotation),
    ]
    return _card(desk, datum, head, told, facts)


def _moment(desk: Desk, moment: Moment) -> Html:
    """A date, the words that name it, and the events of that date; the words come first where no day is known."""
    told = join(*(_time(desk, timex) for timex in moment.timexes))
    events = (
        tag(
            "li",
            tag(
                "a",
                tag("span", desk.words.type.get(e.type, e.type), class_=f"tag {quad_class(e)}"),
                " ",
                tag("q", e.trigger.text),
                href=f"#{desk.anchors[e.id]}",
            ),
        )
        for e in moment.events
    )
    acts = tag("ul", *events) if moment.events else None
    label = tag("time", moment.label)
    if moment.earliest:
        return tag("li", label, told, acts, class_="moment")
    return tag("li", told, label, acts, class_="moment undated")


def _time(desk: Desk, timex: Timex) -> Html:
    """The words of a time expression; a misprint is told."""
    anchor = desk.anchors[timex.id]
    note = tag("small", timex.note) if timex.note else None
    words = desk.words_of(timex.id, timex.span)
    return tag("span", words, note, id=anchor, data_d=anchor, class_="expression", title=timex.rule)


def _actor(desk: Desk, datum: Actor) -> Html:
    """Who it is: name, kind, country, role, office, and how often the article mentions it."""
    words, anchor = desk.words, desk.anchors[datum.id]
    name = tag("bdi", datum.name)
    link = tag("a", name, href=f"#{anchor}-w", class_="name") if datum.mentions else name
    held = f"{words['office']}: {datum.office}" if datum.office else None
    role = words.role.get(datum.role, datum.role) if datum.role else None
    facts = (words.kind.get(datum.kind, datum.kind), datum.country, datum.sector, role, held)
    about = tag("span", " · ".join(filter(None, facts)), class_="about")
    count = tag("small", f"{len(datum.mentions)}×")
    return tag("li", link, " ", count, " ", about, id=anchor, data_d=anchor, class_="card actor")


def _rivals(desk: Desk, considered: tuple[Considered, ...]) -> Html | None:
    """The readings that lost, folded."""
    if not considered:
        return None
    items = (tag("li", c.proposal, " ", tag("code", c.rule), ": ", c.lost_because) for c in considered)
    return tag("details", tag("summary", desk.words["considered"]), tag("ul", *items), class_="rivals")


def _dotted(facts: list[Html | None]) -> Iterator[Html]:
    """Facts with a dot before each."""
    for fact in facts:
        if fact is not None:
            yield join(" · ", fact)
