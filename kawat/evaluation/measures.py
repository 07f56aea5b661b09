"""What is counted in each layer, and what is called a fault.

    boilerplate   characters marked as boilerplate, white space aside
    wire          the same agency in the same article
    timex         spans overlap and the values are equal or name the same days; timex_span: spans overlap
    quotation     contents share 70 % of their joint characters; quotation_direct: and both are direct
    speaker       of the matched quotations, gold's speaker
    actor_country of the actors with a part in an event here and there, gold's country: the same actor where a mention
                  of each shares half of their joint characters
    event         same type, triggers within 60 characters, the sides right; event_type: whoever acts
    commitment    same class of kind, contents within 80 characters, a holder in common

Of the matched events, those with gold's status, status_exact, event_date, event_place, asserted_by; of the matched
commitments, those with gold's condition and polarity. There recall counts gold's values, precision those given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from kawat.evaluation.agree import agency, characters, days_of, joint_days, overlap
from kawat.evaluation.gold import Gold, GoldCommitment, GoldEvent
from kawat.evaluation.matches import Matches, Sides, bounds, right_time
from kawat.evaluation.tally import Tally
from kawat.records import NOT_THE_ARTICLES_WORDS, Commitment, Event, Reading

A = TypeVar("A")
B = TypeVar("B")

STATUS_CLASS = {"occurred": "real", "ongoing": "real", "claimed": "said"}
"""Status -> class; every other status is not real."""
DATE_SHARE = 0.5
"""Least share of the joint days of an event's date and gold's."""


def count_boilerplate(gold: Gold, reading: Reading, tally: Tally) -> None:
    """Characters marked as not the article's own words."""
    text, start = reading.article.text, gold.body_start
    zones = [(z.start_char, z.end_char) for z in reading.article.zones if z.kind in NOT_THE_ARTICLES_WORDS]
    expected = _scored(text, start, characters(z.bounds for z in gold.boilerplate))
    found = _scored(text, start, characters(zones))
    tally.add("boilerplate", len(expected & found), len(expected), len(found))
    for zone in gold.boilerplate:
        if found.isdisjoint(range(*zone.bounds)):
            tally.fault("boilerplate", gold.article, "missed", zone.exact)
    for start_char, end_char in zones:
        if expected.isdisjoint(range(start_char, end_char)):
            tally.fault("boilerplate", gold.article, "extra", text[start_char:end_char])


def _scored(text: str, start: int, places: set[int]) -> set[int]:
    """The places that count: in the text, from `start` on, no white space."""
    return {place for place in places if start <= place < len(text) and not text[place].isspace()}


def count_wire(gold: Gold, reading: Reading, tally: Tally) -> None:
    """Agencies, each once an article."""
    expected = {agency(wire.agency) for wire in gold.wire}
    found = {agency(wire.agency) for wire in reading.article.wire}
    tally.add("wire", len(expected & found), len(expected), len(found))
    for name in sorted(expected - found):
        tally.fault("wire", gold.article, "missed", name)
    for name in sorted(found - expected):
        tally.fault("wire", gold.article, "extra", name)


def count_times(article: str, matches: Matches, tally: Tally) -> None:
    """Time expressions, with and without their value."""
    right = [(gold, timex) for gold, timex in matches.times if right_time(gold, timex)]
    tally.add("timex_span", len(matches.times), len(matches.gold_times), len(matches.timexes))
    tally.add("timex", len(right), len(matches.gold_times), len(matches.timexes))
    for gold, timex in matches.times:
        if not right_time(gold, timex):
            tally.fault("timex", article, "value", f"{gold.exact}: gold {gold.value}, found {timex.value} {timex.rule}")
    for gold in _unmatched(matches.gold_times, [gold for gold, _ in matches.times]):
        tally.fault("timex", article, "missed", f"{gold.exact}: {gold.value}")
    for timex in _unmatched(matches.timexes, [timex for _, timex in matches.times]):
        tally.fault("timex", article, "extra", f"{timex.span.text}: {timex.value} {timex.rule}")


def count_quotations(article: str, matches: Matches, sides: Sides, tally: Tally) -> None:
    """Statements whatever their mode, direct ones alone, and who speaks."""
    pairs = matches.statements
    tally.add("quotation", len(pairs), len(matches.gold_statements), len(matches.quotations))
    tally.add(
        "quotation_direct",
        sum(gold.kind == quotation.mode == "direct" for gold, quotation in pairs),
        sum(gold.kind == "direct" for gold in matches.gold_statements),
        sum(quotation.mode == "direct" for quotation in matches.quotations),
    )
    for gold in _unmatched(matches.gold_statements, [gold for gold, _ in pairs]):
        tally.fault("quotation", article, f"missed {gold.kind}", gold.content[0].exact)
    for quotation in _unmatched(matches.quotations, [quotation for _, quotation in pairs]):
        tally.fault("quotation", article, f"extra {quotation.mode}", f"{quotation.content[0].text} {quotation.rule}")
    spoken = [(gold, quotation) for gold, quotation in pairs if gold.speaker]
    right = [(gold, quotation) for gold, quotation in spoken if sides.same_actor(gold.speaker, quotation.speaker)]
    tally.add("speaker", len(right), len(spoken), sum(bool(quotation.speaker) for _, quotation in pairs))
    for gold, quotation in pairs:
        if (gold.speaker or quotation.speaker) and not sides.same_actor(gold.speaker, quotation.speaker):
            names = f"gold {sides.name_in_gold(gold.speaker)}, found {sides.name_found(quotation.speaker)}"
            tally.fault("speaker", article, "value", f"{names} {quotation.rule}")


def count_countries(article: str, matches: Matches, tally: Tally) -> None:
    """Countries of those who take part in events in gold and in the reading."""
    pairs = matches.participants
    given = [(gold, found) for gold, found in pairs if gold.country]
    right = sum(gold.country == found.country for gold, found in given)
    tally.add("actor_country", right, len(given), sum(found.country is not None for _, found in pairs))
    for gold, found in pairs:
        if gold.country != found.country:
            said = f"gold {gold.name} {gold.country}, found {found.name} {found.country} {found.rule}"
            tally.fault("actor_country", article, "value", said)


def count_events(article: str, matches: Matches, sides: Sides, tally: Tally) -> None:
    """Events with their parties, and whoever acts."""
    gold_events, events = matches.gold_events, matches.found_events
    tally.add("event_type", len(matches.triggers), len(gold_events), len(events))
    tally.add("event", len(matches.events), len(gold_events), len(events))
    for gold in _unmatched(gold_events, [gold for gold, _ in matches.events]):
        actors = [sides.name_in_gold(part.actor) for part in gold.actors]
        recipients = [sides.name_in_gold(part.actor) for part in gold.recipients]
        words = gold.trigger.exact if gold.trigger else ""
        tally.fault("event", article, f"missed {gold.type}", f"{words}: {actors} -> {recipients}")
    for event in _unmatched(events, [event for _, event in matches.events]):
        actors = [sides.name_found(part.actor) for part in event.actors]
        recipients = [sides.name_found(part.actor) for part in event.recipients]
        said = f"{event.trigger.text}: {actors} -> {recipients} {event.rule}"
        tally.fault("event", article, f"extra {event.type}", said)


def count_event_details(matches: Matches, tally: Tally) -> None:
    """Status, date, place and teller of the matched events."""
    pairs = matches.events
    _count_details(
        tally, "status", pairs, lambda gold, event: _status_class(gold.status) == _status_class(event.status)
    )
    _count_details(tally, "status_exact", pairs, lambda gold, event: gold.status == event.status)
    told = [(gold, event) for gold, event in pairs if gold.asserted_by]
    _count_details(
        tally, "asserted_by", told, lambda gold, event: (gold.asserted_by == "outlet") == (event.quotation is None)
    )
    dated = [(gold, event) for gold, event in pairs if days_of(gold.time)]
    right_dates = sum(_same_date(gold, event) for gold, event in dated)
    tally.add("event_date", right_dates, len(dated), sum(days_of(_date(event)) is not None for _, event in pairs))
    placed = [(gold, event) for gold, event in pairs if gold.place]
    right_places = sum(gold.place == _country(event) for gold, event in placed)
    tally.add("event_place", right_places, len(placed), sum(bool(_country(event)) for _, event in pairs))


def _count_details(tally: Tally, layer: str, pairs: Sequence[tuple[A, B]], right: Callable[[A, B], bool]) -> None:
    """Count a detail that both sides always give."""
    tally.add(layer, sum(right(gold, found) for gold, found in pairs), len(pairs), len(pairs))


def _status_class(status: str | None) -> str:
    return STATUS_CLASS.get(status or "", "not")


def _date(event: Event) -> str | None:
    return event.date.value if event.date else None


def _country(event: Event) -> str | None:
    return event.place.country if event.place else None


def _same_date(gold: GoldEvent, event: Event) -> bool:
    return joint_days(days_of(gold.time), days_of(_date(event))) >= DATE_SHARE


def count_commitments(article: str, matches: Matches, tally: Tally) -> None:
    """Commitments, and of those matched the conditions and their polarity."""
    pairs = matches.commitments
    tally.add("commitment", len(pairs), len(matches.gold_commitments), len(matches.found_commitments))
    for gold in _unmatched(matches.gold_commitments, [gold for gold, _ in pairs]):
        tally.fault("commitment", article, f"missed {gold.kind}", gold.content.exact if gold.content else "")
    for found in _unmatched(matches.found_commitments, [found for _, found in pairs]):
        tally.fault("commitment", article, f"extra {found.kind}", f"{found.content.text} {found.rule}")
    conditional = [(gold, found) for gold, found in pairs if gold.condition]
    right = [(gold, found) for gold, found in conditional if _same_condition(gold, found)]
    tally.add("condition", len(right), len(conditional), sum(found.condition is not None for _, found in pairs))
    _count_details(tally, "polarity", right, _same_polarity)


def _same_condition(gold: GoldCommitment, found: Commitment) -> bool:
    """Whether the conditions overlap; any condition will do where gold does not say which words."""
    if gold.condition is None or found.condition is None:
        return False
    start, end = gold.condition.start, gold.condition.end
    return start is None or end is None or overlap((start, end), bounds(found.condition.span)) > 0


def _same_polarity(gold: GoldCommitment, found: Commitment) -> bool:
    """Whether both say if, unless, until or in exchange; any will do where gold does not say."""
    if gold.condition is None or found.condition is None:
        return False
    return gold.condition.polarity in (None, found.condition.polarity)


def _unmatched(every: Sequence[A], matched: Sequence[A]) -> list[A]:
    """Those that are in no pair, by identity."""
    taken = {id(one) for one in matched}
    return [one for one in every if id(one) not in taken]
