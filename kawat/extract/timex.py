"""Time expressions, resolved against the publication date."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from kawat.extract.page import Line
from kawat.extract.timex_days import Meaning, Now, days_of
from kawat.extract.timex_values import meaning
from kawat.ids import content_id
from kawat.knowledge.load import Knowledge
from kawat.knowledge.timex import ReadyRule, TimexKnowledge
from kawat.knowledge.timex_pattern import PIECE
from kawat.records import Article, Considered, Span, Timex

_BEFORE = re.compile(r"(?:([^\W\d_]+)|(\d)|(\S))[ \t\u00a0]*\Z")
_AFTER = re.compile(r"[ \t\u00a0]*(?:([^\W\d_]+)|(\d)|(\S))")
_RELATIVE = frozenset({"ago", "calendar", "holiday", "part_of_year", "range", "reference", "shift", "weekend"})
_DECISIVE = frozenset({"calendar", "skip"})
_MARK = re.compile(r'["“”\n]')
_WORD = re.compile(r"[^\W\d_]+")
_PLACE = re.compile(r"[A-Z][A-Z ]{2,}[, (:–-]{0,3}")
_NAMES = re.compile(r"(?:[(]?[A-Z][\w.’'-]{0,20}[),]{0,2} ){1,4}(?:[-–—] )?[(]?")
_BREAK = re.compile(r"[)]?,? ?(?:\([\w ./-]{2,30}\) ?)?(?:[-–—]|:[ \n])")


# How far before a date a word like "akan" still speaks of it, in characters; the dateline must be this near in days.
_REACH = 90
_DATELINE_DAYS = 31
_DATELINE_WIDTH = 40
_SAID_DAYS = 7
_NAMED_DAYS = 10
_SIGNED_DAYS = 3
# A value shorter than a month's (2024-05) names a year, a decade or a century.
_LENGTH_OF_MONTH = 7
# Newspapers begin in 1605; a publication date outside is a fault of the page. Nothing is counted from before 1000.
_FIRST_YEAR = 1000
_FIRST_NEWS, _LAST_NEWS = date(1605, 1, 1), date(2199, 12, 31)
_MOST_CONSIDERED = 3


_Found = tuple[ReadyRule, re.Match[str]]


class _Place(NamedTuple):
    """Where rules may begin; a match must reach `least_char`."""

    start_char: int
    least_char: int
    rules: tuple[ReadyRule, ...]


@dataclass(frozen=True, slots=True)
class _Match:
    """Words that a rule takes, and what they mean under it; None where there is no such time.

    `relative` says whether the meaning was counted from the anchor, `dated` whether a weekday stands with its date,
    `aside` whether it looks back to the day before another, of which the text then goes on to speak.
    """

    end_char: int
    rule: ReadyRule
    meaning: Meaning | None
    relative: bool
    dated: bool
    aside: bool


def find_timexes(article: Article, lines: tuple[Line, ...], knowledge: Knowledge) -> tuple[Timex, ...]:
    """Time expressions in reading order, resolved against the publication date.

    Offsets: code points of `article.text`, end exclusive. A full date in the dateline takes the place of the
    publication date for what follows. A bare weekday is the latest such day up to it. With no date to count from, a
    relative expression keeps its `XXXX` value and has no interval. A day that does not exist is no time expression.
    Source: TIMEX3, ISO 24617-1; conventions in docs/notes/times.md.
    """
    anchor = local_date(article.published_at)
    timexes, written = _read(article, lines, knowledge.timex, anchor)
    if written != anchor:
        # The text says itself on which day it was written (today, Thursday 20 June), so all of it is read from there.
        timexes, _ = _read(article, lines, knowledge.timex, written)
    return timexes


def _read(
    article: Article, lines: tuple[Line, ...], knowledge: TimexKnowledge, anchor: date | None
) -> tuple[tuple[Timex, ...], date | None]:
    """The expressions counted from `anchor`, and the day of writing that the text itself tells, else `anchor`."""
    now = Now(anchor=anchor, feasts=knowledge.feasts)
    written = anchor
    timexes: list[Timex] = []
    quoted = _quoted(article.text)
    for line in lines:
        position = line.start_char
        for place in _places(article.text, line, knowledge):
            if place.start_char < position:
                continue
            found = _found(article.text, line, place)
            if not found:
                continue
            here = _within(now, quoted, place.start_char)
            matches = _matches(article.text, line, found, knowledge, here)
            if not matches:
                continue
            best = _best(matches)
            position = best.end_char
            if best.meaning is not None:
                timexes.append(_timex(article, place.start_char, best, matches, here.anchor))
                now = now if best.aside else _after(now, article, timexes[-1], dated=best.dated)
                written = best.meaning.today if best.meaning.today and not here.quoted else written
    return tuple(timexes), _signed(article.text, timexes, anchor) or written


def _signed(text: str, timexes: list[Timex], anchor: date | None) -> date | None:
    """The day with which the page is signed off, near publication: its last words (- Kantor berita, 16 Mei 2024)."""
    last = timexes[-1] if timexes else None
    if last is None or anchor is None or last.anchor or last.earliest is None or last.earliest != last.value:
        return None
    day = date.fromisoformat(last.value)
    near = abs((day - anchor).days) <= _SIGNED_DAYS
    return day if near and not text[last.span.end_char :].strip() else None


def local_date(published: str | None) -> date | None:
    """The day in the publisher's calendar that an ISO date or date-time names; None where it cannot be news."""
    try:
        day = date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
    return day if _FIRST_NEWS <= day <= _LAST_NEWS else None


def _places(text: str, line: Line, knowledge: TimexKnowledge) -> Iterator[_Place]:
    """Words and numbers of the line with which a rule begins."""
    by_head, glued, numbers = knowledge.by_head, knowledge.glued, knowledge.by_head.get("#")
    for piece in PIECE.finditer(text, line.start_char, line.end_char):
        word = piece.group()
        rules = by_head.get(word) or (numbers if word[0].isdigit() else None)
        if rules is not None:
            yield _Place(piece.start(), piece.end(), rules)
        elif word.endswith(glued):
            head = next(one for one in glued if word.endswith(one))
            yield _Place(piece.end() - len(head), piece.end() + 1, by_head.get(head, ()))


def _found(text: str, line: Line, place: _Place) -> list[_Found]:
    """The rules whose pattern the place has, with the match."""
    start_char, least_char, rules = place
    found = []
    for rule in rules:
        match = rule.pattern.regex.match(text, start_char, line.end_char)
        if match is not None and match.end() >= least_char:
            found.append((rule, match))
    return found


def _matches(text: str, line: Line, found: list[_Found], knowledge: TimexKnowledge, now: Now) -> list[_Match]:
    """What the rules make of the place, the longest first; between equals the rule that stands first."""
    fitting = [(rule, match) for rule, match in found if _fits(rule, text, line, match, now)]
    if not fitting:
        return []
    here = replace(now, future=_looks_ahead(text, line, fitting[0][1].start(), knowledge))
    fitting.sort(key=lambda pair: -pair[1].end())
    return [_match(rule, match, knowledge, here) for rule, match in fitting]


def _match(rule: ReadyRule, match: re.Match[str], knowledge: TimexKnowledge, now: Now) -> _Match:
    fields = _fields(rule, match, knowledge)
    now = replace(now, future=True) if rule.rule.ahead else now
    relative = rule.rule.operation in _RELATIVE and "year" not in fields and "year2" not in fields
    found = meaning(rule.rule, fields, now)
    dated = "weekday" in fields and "day" in fields and found is not None and found.note is None
    aside = "-1" in (fields.get("offset"), fields.get("later")) and "day" not in fields and "weekday" not in fields
    return _Match(match.end(), rule, found, relative, dated, aside)


def _best(matches: list[_Match]) -> _Match:
    """The longest match that means something or says that nothing is meant, else the longest.

    A printed date that does not exist (31 June) is not read as the part of it that does.
    """
    return next((match for match in matches if match.meaning or match.rule.rule.operation in _DECISIVE), matches[0])


def _fits(rule: ReadyRule, text: str, line: Line, match: re.Match[str], now: Now) -> bool:
    """Whether the words beside the match allow the rule."""
    if rule.rule.quoted and not now.quoted:
        return False
    if rule.after or rule.not_after:
        before = _neighbour(_BEFORE.search(text, max(line.start_char, match.start() - 40), match.start()))
        if before in rule.not_after or (rule.after and before not in rule.after):
            return False
    if rule.not_before:
        return _neighbour(_AFTER.match(text, match.end(), line.end_char)) not in rule.not_before
    return True


def _neighbour(match: re.Match[str] | None) -> str:
    """The word in lower case, `#` for a digit, the sign itself, or nothing."""
    if match is None:
        return ""
    return "#" if match.group(2) else (match.group(1) or match.group(3)).lower()


def _looks_ahead(text: str, line: Line, start_char: int, knowledge: TimexKnowledge) -> bool:
    """Whether the nearest word before the place that says so looks ahead, and does not tell what was."""
    for word in reversed(_WORD.findall(text, max(line.start_char, start_char - _REACH), start_char)):
        lower = word.lower()
        if lower in knowledge.future:
            return True
        if lower in knowledge.told:
            return False
    return False


def _fields(rule: ReadyRule, match: re.Match[str], knowledge: TimexKnowledge) -> dict[str, str]:
    """What was captured, as values: words through the word list, number words as digits (`X` for vague ones)."""
    fields: dict[str, str] = {}
    for group, kind, name in rule.pattern.groups:
        words = match.group(group)
        if words is None:
            continue
        if kind in ("number", "number_word"):
            number = knowledge.number(words)
            fields[name] = "X" if number is None else str(number)
        elif kind in knowledge.values:
            fields[name] = knowledge.values[kind][" ".join(words.lower().split())]
        else:
            fields[name] = words
    return fields


def _timex(article: Article, start_char: int, best: _Match, matches: list[_Match], anchor: date | None) -> Timex:
    chosen = best.meaning or Meaning("")
    days = days_of(chosen.value) if best.rule.rule.type in ("DATE", "TIME") else chosen.days
    return Timex(
        id=content_id("timex", article.id, start_char, best.end_char),
        span=article.span(start_char, best.end_char),
        type=best.rule.rule.type,
        value=chosen.value,
        earliest=days[0].isoformat() if days else None,
        latest=days[1].isoformat() if days else None,
        rule=best.rule.id,
        anchor=_anchor(best, chosen, anchor),
        note=chosen.note,
        considered=_considered(article, start_char, best, matches),
    )


def _anchor(best: _Match, chosen: Meaning, anchor: date | None) -> str | None:
    """The day that a relative expression was counted from: publication, or the day that the text has named."""
    day = chosen.counted_from or anchor
    return day.isoformat() if day and (best.relative or chosen.days) else None


def _considered(article: Article, start_char: int, best: _Match, matches: list[_Match]) -> tuple[Considered, ...]:
    """The other readings of the same words, and of fewer of them, that would have said something else."""
    lost = [
        m for m in matches if m is not best and m.meaning and best.meaning and m.meaning.value != best.meaning.value
    ]
    return tuple(
        Considered(
            rule=match.rule.id,
            proposal=f"{article.text[start_char : match.end_char]} = {match.meaning.value}",
            lost_because="the chosen rule takes more words" if match.end_char < best.end_char else "it stands later",
        )
        for match in lost[:_MOST_CONSIDERED]
        if match.meaning
    )


def _after(now: Now, article: Article, timex: Timex, *, dated: bool) -> Now:
    """What the next expression is counted from: the last date named; a dateline's date counts as publication.

    `dated` says that the words give a weekday and its date: the weekday alone is that day further on.
    """
    if timex.earliest is None or timex.latest is None or "/" in timex.value:
        return now
    first = date.fromisoformat(timex.earliest)
    if not _FIRST_YEAR <= first.year <= _LAST_NEWS.year:
        return now
    if timex.earliest != timex.latest:
        return replace(now, reference=first, coarse=len(timex.value) < _LENGTH_OF_MONTH)
    distance = None if now.anchor is None else abs((first - now.anchor).days)
    near = distance is None or distance <= _DATELINE_DAYS
    anchor = first if near and _in_dateline(article, timex.span) else now.anchor
    named = dated and distance is not None and distance <= _NAMED_DAYS
    weekdays = {**now.weekdays, first.isoweekday(): first} if named else now.weekdays
    return replace(
        now,
        reference=first,
        coarse=False,
        day=first,
        day_char=timex.span.start_char,
        weekdays=weekdays,
        anchor=anchor,
    )


def _in_dateline(article: Article, span: Span) -> bool:
    """Whether the words are the day of a dateline.

    They stand in a dateline zone, behind a place in capitals (IPOH, 3 Mei), behind names and before a dash or colon
    (Kuala Lumpur, 3 Mei (Bernama) -), or are a line of their own.
    """
    text, start_char = article.text, span.start_char
    if any(zone.kind == "dateline" and zone.start_char <= start_char < zone.end_char for zone in article.zones):
        return True
    opening = text.rfind("\n", 0, start_char) + 1
    if start_char - opening > _DATELINE_WIDTH:
        return False
    if _PLACE.fullmatch(text, opening, start_char):
        return True
    if start_char == opening:
        return text.startswith("\n", span.end_char)
    return bool(_NAMES.fullmatch(text, opening, start_char) and _BREAK.match(text, span.end_char))


def _quoted(text: str) -> tuple[tuple[int, int], ...]:
    """Stretches between double quotation marks, in order; a line's end closes what is open."""
    stretches: list[tuple[int, int]] = []
    opened: int | None = None
    for mark in _MARK.finditer(text):
        if opened is None:
            opened = mark.start() if mark.group() in '"“' else None
        elif mark.group() != "“":
            stretches.append((opened, mark.start()))
            opened = None
    return tuple(stretches)


def _within(now: Now, quoted: tuple[tuple[int, int], ...], start_char: int) -> Now:
    """`now` at a place: in a quotation "today" is the day last named before it opened, if that is a recent one."""
    index = bisect_right(quoted, start_char, key=lambda stretch: stretch[0]) - 1
    if index < 0 or start_char >= quoted[index][1]:
        return now
    before = now.day is not None and now.day_char < quoted[index][0]
    recent = now.anchor and now.day and 0 < (now.anchor - now.day).days <= _SAID_DAYS
    return replace(now, quoted=True, anchor=now.day if before and recent else now.anchor)
