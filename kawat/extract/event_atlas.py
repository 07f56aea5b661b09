"""Names of places in an article -> places with country, coordinates and precision.

A name that several places bear is told apart by what stands behind it (`Tripoli, Lebanon`), else by the countries that
the article speaks of, else by size where one is far greater; else country and coordinates stay unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kawat.extract.page import Cast, Line
from kawat.knowledge.actors import ActorKnowledge
from kawat.knowledge.places import PlaceKnowledge, PlaceRow
from kawat.knowledge.tokens import Token
from kawat.records import Article, Place, Precision, Span

FILLERS = 4  # words between a preposition and the name at most
DIGITS = 4  # of coordinates: about ten metres
_SOMEBODY = "RHAG"  # tags of titles and nouns for people, which continue no name of a place
GREATER = 4  # times more people that make a city the one that is meant where nothing else tells
FAMOUS = 10  # times more people that make it so whatever the article speaks of


@dataclass(frozen=True, slots=True)
class Named:
    """A name of tokens `first` to `end`: the rows that bear it, and the country of that name, if there is one.

    `seat` tells that it is only known as a country's seat of government.
    """

    first: int
    end: int
    rows: tuple[PlaceRow, ...]
    country: str | None
    seat: bool = False

    @property
    def lands(self) -> frozenset[str | None]:
        """The countries that the name can lie in."""
        return frozenset((*(row.country for row in self.rows), *((self.country,) if self.country else ())))


class Atlas:
    """The places that one article can mean; `ends` are words in lower case that no phrase of a place goes beyond."""

    def __init__(
        self,
        article: Article,
        lines: Iterable[Line],
        cast: Cast,
        places: PlaceKnowledge,
        names: ActorKnowledge,
        ends: frozenset[str],
    ) -> None:
        self.words = places.words
        self._article = article
        self._cast = cast
        self._gazetteer = places.gazetteer
        self._names = names
        self._ends = ends
        self._dateline = next((line for line in lines if line.zone == "dateline"), None)
        self._lands: Counter[tuple[str, str]] | None = None

    def here(self) -> Place | None:
        """The place that the dateline names, also where it is printed in capitals."""
        words, text = self._dateline.tokens if self._dateline else (), self._article.text
        for first in range(len(words)):
            for end in range(len(words), first, -1):
                name = text[words[first].start_char : words[end - 1].end_char]
                rows = self._gazetteer.by_name.get(name) or self._gazetteer.by_name.get(name.title(), ())
                if rows:
                    return self._place(words, Named(first, end, rows, None), noun="")
        return None

    def phrase(self, words: Sequence[Token], start: int) -> Place | None:
        """The place of a phrase whose first word after the preposition is `start`: `[di] ibu kota Ukraina, Kyiv`."""
        index = start
        while index < len(words) and index - start <= FILLERS:
            word = words[index]
            if word.lower in self.words["nowhere"] or word.lower in self._ends:
                return None
            named = self._named(words, index)
            if named is not None and not (index > start and self._is_inner(words, named)):
                return self._told(words, named, start)
            size = self._size_of_noun(words, index)
            if size == 0 and (not word.text[0].isalpha() or self._is_person(words, index)):
                behind = self._behind(words, index) if index > start and self._is_open(words[index - 1]) else None
                return self._told(words, behind, index) if behind else None
            index += max(1, size)
        return None

    def _size_of_noun(self, words: Sequence[Token], index: int) -> int:
        """How many words a noun for a place has that stands here; 0 where none does."""
        nouns = self.words["cities"] | self.words["regions"]
        two = f"{words[index].lower} {words[index + 1].lower}" if index + 1 < len(words) else ""
        return 2 if two in nouns else int(words[index].lower in nouns)

    def _is_open(self, word: Token) -> bool:
        """Whether a comma or bracket adds where the word before it lies: an unknown name, or `the capital`."""
        return word.text[0].isupper() or word.lower in self.words["cities"] | self.words["regions"]

    def _is_inner(self, words: Sequence[Token], named: Named) -> bool:
        """Whether a little known name is the end of a longer one: `Bukit Jelutong`, `Istana Constantine`."""
        before = words[named.first - 1]
        if named.country is not None or not before.text[0].isupper() or any(row.uses for row in named.rows):
            return False
        return before.lower not in self.words["cities"] | self.words["regions"]

    def _is_person(self, words: Sequence[Token], index: int) -> bool:
        """Whether a title stands here, so that what follows is somebody, unless it is theirs (`kantor Gubernur`)."""
        if index and words[index - 1].lower in self.words["buildings"]:
            return False
        hit = self._names.folded.at(words, index)
        return hit is not None and hit.value.tag == "R"

    def _told(self, words: Sequence[Token], named: Named, start: int) -> Place | None:
        """The place of a name behind the words from `start` on; None where the name only tells whose a thing is."""
        noun = self._noun(words, start, named.first)
        if noun == "abroad" and not named.rows:
            behind = self._behind(words, named.end)
            return self._told(words, behind, behind.first) if behind else None
        if noun == "cities" and named.country and not named.rows:
            behind = self._behind(words, named.end)
            if behind is not None and behind.rows:
                return self._place(words, behind, noun)
        return self._place(words, named, noun)

    def _noun(self, words: Sequence[Token], start: int, end: int) -> str:
        """The class of the last noun for a place between preposition and name; empty without one.

        A word that puts the act near the place counts wherever it stands: `di dekat kota`.
        """
        found = ""
        for index in range(start - 1 if start else 0, end):
            one = words[index].lower
            two = f"{one} {words[index + 1].lower}" if index + 1 < end else one
            for kind in ("around", "borders"):
                if one in self.words[kind]:
                    return kind
            if index >= start:
                found = next((k for k in ("cities", "regions", "abroad") if {one, two} & self.words[k]), found)
        return found

    def _named(self, words: Sequence[Token], index: int) -> Named | None:
        """The longest name of a place or country that starts at a word; None for a part of a longer unknown name."""
        if not words[index].text[0].isupper():
            return None
        noun = index + self._size_of_noun(words, index)
        end, rows = self._gazetteer.at(self._article.text, words, index)
        hit = self._names.exact.at(words, index)
        if hit is not None and hit.end >= end and hit.value.tag in "CS" and hit.value.kind == "country":
            if hit.value.tag == "C":
                same = rows if hit.end == end else ()
                part = tuple(row for row in same if row.kind == "region" and row.country == hit.value.country)
                return Named(index, hit.end, part, None) if part else Named(index, hit.end, same, hit.value.country)
            if not rows or hit.end > end:
                return Named(index, hit.end, (), hit.value.country, seat=True)
        if not rows or end == noun or (hit is not None and hit.end > end):
            return None
        return None if self._goes_on(words, end) else Named(index, end, rows, None)

    def _goes_on(self, words: Sequence[Token], end: int) -> bool:
        """Whether an unknown capitalised word makes the name a longer one: `Malang Corruption Watch`."""
        if end >= len(words) or not words[end].text[0].isupper() or words[end].text in self.words["follows"]:
            return False
        known = self._names.exact.at(words, end)
        noun = self._names.folded.at(words, end)
        if known is not None or (noun is not None and noun.value.tag in _SOMEBODY):
            return False
        return self._gazetteer.at(self._article.text, words, end)[0] == end

    def _behind(self, words: Sequence[Token], end: int) -> Named | None:
        """The name behind a name, after a comma or bracket and nouns for a place: `Bogor(, Provinsi) Jawa Barat`."""
        index = end
        if index < len(words) and words[index].text in ",(":
            index += 1
        while index < min(len(words), end + 4):
            named = self._named(words, index)
            if named is not None or words[index].lower not in self.words["regions"] | self.words["cities"]:
                return named
            index += 1
        return None

    def _place(self, words: Sequence[Token], named: Named, noun: str) -> Place:
        """The place of a name, as precise as its words allow."""
        span = self._article.span(words[named.first].start_char, words[named.end - 1].end_char)
        behind = self._behind(words, named.end)
        if noun == "borders":
            return self._border(words, named, behind)
        row, country = self._meant(named, span.text, behind)
        if row is None:
            precision: Precision | None = "country" if country and country == named.country and not named.seat else None
            if precision and (noun == "around" or self._is_part(words, named)):
                precision = "region"
            elif noun == "cities":
                precision = None
            return Place(country=country, name=span.text, span=span, precision=precision)
        if noun in ("around", "regions") or row.kind == "region":
            return Place(country=country, name=span.text, span=span, precision="region")
        return Place(
            country=country,
            name=span.text,
            span=span,
            latitude=None if row.latitude is None else round(row.latitude, DIGITS),
            longitude=None if row.longitude is None else round(row.longitude, DIGITS),
            precision=row.kind,
        )

    def _is_part(self, words: Sequence[Token], named: Named) -> bool:
        """Whether a direction beside a country's name makes it a part of the country: `Lebanon selatan`."""
        before = words[named.first - 1].lower if named.first else ""
        after = words[named.end].lower if named.end < len(words) else ""
        return before in self.words["directions"] or after in self.words["directions"]

    def reached(self, words: Sequence[Token], span: Span, country: str) -> Place | None:
        """The place that the words of a party name where it lies in the country: `situs nuklir (Iran)`.

        A seat of government may stand for its country there, so it has no coordinates: `fasilitas nuklir Teheran`.
        """
        for index, word in enumerate(words):
            if span.start_char <= word.start_char < span.end_char:
                named = self._named(words, index)
                if named is not None and country in named.lands:
                    hit = self._names.exact.at(words, index)
                    seat = hit is not None and hit.value.tag == "S"
                    return self._place(words, Named(index, named.end, (), country, seat=True) if seat else named, "")
        return None

    def _border(self, words: Sequence[Token], named: Named, behind: Named | None) -> Place:
        """A border: of two countries it lies in neither, of one it is that country's."""
        end = named.end
        if end + 1 < len(words) and words[end].lower in self.words["joining"]:
            other = self._named(words, end + 1)
            if other is not None and other.lands != named.lands:
                span = self._article.span(words[named.first].start_char, words[other.end - 1].end_char)
                return Place(country=None, name=span.text, span=span, precision="region")
        span = self._article.span(words[named.first].start_char, words[named.end - 1].end_char)
        _, country = self._meant(named, span.text, behind)
        return Place(country=country, name=span.text, span=span, precision="region")

    def _meant(self, named: Named, name: str, behind: Named | None) -> tuple[PlaceRow | None, str | None]:
        """The row that a name means, None for the country itself or where it stays open; and the country."""
        rows = named.rows
        if named.country is not None and all(row.country == named.country for row in rows):
            return None, named.country
        held = _held(rows, behind) if behind else ()
        if held:
            rows = held
        elif named.country is not None:
            other = self._likeliest({row.country for row in rows} | {named.country}, name) or named.country
            if other == named.country:
                return None, other
            rows = tuple(row for row in rows if row.country == other)
        if len(rows) == 1:
            return rows[0], rows[0].country
        greatest = sorted(rows, key=lambda row: -row.population)
        if not _is_greater(greatest, FAMOUS):
            land = self._likeliest({row.country for row in rows}, name)
            near = [row for row in greatest if row.country == land]
            if land and near:
                greatest = near
        if len(greatest) == 1 or _is_greater(greatest, GREATER):
            return greatest[0], greatest[0].country
        lands = {row.country for row in greatest}
        return None, greatest[0].country if len(lands) == 1 else None

    def _likeliest(self, lands: set[str | None], name: str) -> str | None:
        """The country that the article speaks of most, by words other than the name itself; else the home country."""
        if self._lands is None:
            self._lands = Counter(
                (actor.country, mention.span.text)
                for actor in self._cast.actors
                if actor.country
                for mention in actor.mentions
            )
        counts: Counter[str] = Counter()
        for (country, text), count in self._lands.items():
            if country in lands and text != name:
                counts[country] += count
        most = counts.most_common(2)
        if most and (len(most) == 1 or most[0][1] > most[1][1]):
            return most[0][0]
        return self._names.home if not most and self._names.home in lands else None


def _held(rows: Sequence[PlaceRow], behind: Named) -> tuple[PlaceRow, ...]:
    """The rows that lie in the region that is named behind, else those that lie in its country."""
    regions = {row.name for row in behind.rows}
    inside = tuple(row for row in rows if row.region in regions)
    return inside or tuple(row for row in rows if row.country is not None and row.country in behind.lands)


def _is_greater(rows: Sequence[PlaceRow], times: int) -> bool:
    """Whether the first of the rows has so many times the people of the second."""
    return len(rows) > 1 and rows[0].population >= times * max(1, rows[1].population)
