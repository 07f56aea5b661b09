"""Readings made from gold: perfect ones, and ones spoilt in a way that is the same on every machine."""

import random
from dataclasses import replace

from kawat.evaluation.gold import Gold
from kawat.records import (
    Actor,
    Commitment,
    Condition,
    Event,
    EventDate,
    Mention,
    Participant,
    Place,
    Quotation,
    Reading,
    Span,
    Timex,
    Wire,
    Zone,
)
from tests.tools.articles import article_of


def span(stretch):
    return Span(start_char=stretch.start, end_char=stretch.end, text=stretch.exact)


def perfect(gold: Gold, text: str, language: str | None = "id") -> Reading:
    """The reading that says all that gold says."""
    article = article_of(
        text,
        id=gold.article,
        language=language,
        wire=tuple(Wire(agency=w.agency, span=span(w)) for w in gold.wire),
        zones=tuple(Zone(kind=z.kind, start_char=z.start, end_char=z.end) for z in gold.boilerplate),
    )
    return Reading(
        engine="gold",
        article=article,
        sentences=(),
        actors=tuple(_actor(a) for a in gold.actors),
        timexes=tuple(_timex(number, t) for number, t in enumerate(gold.times)),
        quotations=tuple(_quotation(s) for s in gold.statements if s.content),
        events=tuple(_event(e) for e in gold.events if e.trigger),
        commitments=tuple(_commitment(number, c) for number, c in enumerate(gold.commitments) if c.content),
    )


def _actor(a):
    kind = a.kind or "group"
    return Actor(
        id=a.id,
        name=a.name,
        kind=kind,
        country=a.country,
        sector=None,
        role=None,
        office=None,
        mentions=tuple(Mention(span=span(mention), form="name") for mention in a.mentions),
        rule="gold",
    )


def _timex(number, t):
    value = t.value or ""
    return Timex(id=f"t{number}", span=span(t), type=t.type, value=value, earliest=None, latest=None, rule="gold")


def _quotation(s):
    content = tuple(map(span, s.content))
    return Quotation(
        id=s.id, mode=s.kind, content=content, cue=None, source=None, speaker=s.speaker, rule="gold", score=1.0
    )


def _event(e):
    return Event(
        id=e.id,
        ontology="plover",
        type=e.type,
        mode=None,
        quad="",
        intensity=0.0,
        trigger=span(e.trigger),
        actors=tuple(Participant(actor=p.actor or "", span=None) for p in e.actors),
        recipients=tuple(Participant(actor=p.actor or "", span=None) for p in e.recipients),
        date=EventDate(value=e.time, earliest=None, latest=None, timex=None) if e.time else None,
        place=Place(country=e.place, name=e.place, span=span(e.trigger)) if e.place else None,
        status=e.status,
        quotation=None if e.asserted_by == "outlet" else e.asserted_by,
        rule="gold",
        score=1.0,
    )


def _commitment(number, c):
    condition = None
    if c.condition:
        words = Span(start_char=c.condition.start, end_char=c.condition.end, text="")
        condition = Condition(polarity=c.condition.polarity, span=words)
    return Commitment(
        id=f"c{number}",
        kind=c.kind,
        holder=tuple(who or "" for who in c.holder),
        addressee=(),
        content=span(c.content),
        condition=condition,
        deadline=None,
        made=None,
        quotation=None,
        event=None,
        rule="gold",
        score=1.0,
    )


class Spoiler:
    """Spoils about one datum in three, by a seed: moved, renamed, dropped, doubled, given to someone else."""

    def __init__(self, seed: int, article: str) -> None:
        self.dice = random.Random(f"{seed} {article}")

    def __call__(self, reading: Reading) -> Reading:
        everyone = [actor.id for actor in reading.actors] or ["nobody"]
        article = replace(
            reading.article,
            wire=tuple(self.some(reading.article.wire, self.rename_wire)),
            zones=tuple(self.some(reading.article.zones, self.move_zone)),
        )
        return replace(
            reading,
            article=article,
            actors=tuple(self.some(reading.actors, self.rename_actor, may_drop=False)),
            timexes=tuple(self.some(reading.timexes, self.spoil_timex)),
            quotations=tuple(self.some(reading.quotations, lambda q: self.spoil_quotation(q, everyone))),
            events=tuple(self.some(reading.events, lambda e: self.spoil_event(e, everyone))),
            commitments=tuple(self.some(reading.commitments, lambda c: self.spoil_commitment(c, everyone))),
        )

    def some(self, data, spoil, may_drop=True):
        for datum in data:
            roll = self.dice.random()
            if roll < 0.08 and may_drop:
                continue
            yield spoil(datum) if roll < 0.4 else datum
            if roll > 0.95 and may_drop:
                yield spoil(datum)

    def move(self, words: Span) -> Span:
        start_char = max(0, words.start_char + self.dice.choice([-90, -40, -5, 0, 5, 30, 70]))
        length = max(1, words.end_char - words.start_char + self.dice.choice([-30, -4, 0, 0, 4, 40]))
        return replace(words, start_char=start_char, end_char=start_char + length)

    def rename_wire(self, wire):
        return replace(wire, agency=self.dice.choice(["Reuters", "Associated Press", "BBC News", "Kantor Berita Lain"]))

    def move_zone(self, zone):
        kind = self.dice.choice(["promo", "related", "dateline", zone.kind])
        start_char = max(0, zone.start_char + self.dice.choice([-20, 0, 10]))
        return replace(zone, kind=kind, start_char=start_char, end_char=max(zone.end_char, start_char + 1))

    def rename_actor(self, actor):
        name = self.dice.choice([actor.name.split()[-1], "Tn " + actor.name, "Siapa Saja", actor.name.upper()])
        country = self.dice.choice([actor.country, None, "USA"])
        return replace(actor, name=name, country=country, kind=self.dice.choice(["person", "country", actor.kind]))

    def spoil_timex(self, timex):
        values = ["2020-06-12", "2018", "2020-W24", "2020-06", "2019-SU", "P2Y", "2020-01/2020-03", timex.value]
        return replace(timex, span=self.move(timex.span), value=self.dice.choice(values))

    def spoil_quotation(self, quotation, everyone):
        content = tuple(map(self.move, quotation.content))
        mode = self.dice.choice(["direct", "indirect", quotation.mode])
        return replace(quotation, content=content, mode=mode, speaker=self.dice.choice([*everyone, None]))

    def spoil_event(self, event, everyone):
        who = tuple(
            Participant(actor=self.dice.choice(everyone), span=None) for _ in range(self.dice.choice([0, 1, 3]))
        )
        date = EventDate(value=self.dice.choice(["2020", "2020-06-12", "PXM"]), earliest=None, latest=None, timex=None)
        return replace(
            event,
            type=self.dice.choice([event.type, event.type, "ACCUSE"]),
            trigger=self.move(event.trigger),
            actors=self.dice.choice([who, event.actors, event.recipients]),
            recipients=self.dice.choice([who, event.recipients, event.actors]),
            date=self.dice.choice([event.date, date, None]),
            place=self.dice.choice([event.place, None]),
            status=self.dice.choice(["occurred", "claimed", "planned", "denied"]),
            quotation=self.dice.choice([None, "s1"]),
        )

    def spoil_commitment(self, commitment, everyone):
        condition = commitment.condition and replace(
            commitment.condition, span=self.move(commitment.condition.span), polarity=self.dice.choice(["if", "until"])
        )
        return replace(
            commitment,
            kind=self.dice.choice(["pledge", "demand", "offer", commitment.kind]),
            holder=(self.dice.choice(everyone),),
            content=self.move(commitment.content),
            condition=self.dice.choice([condition, None]),
        )
