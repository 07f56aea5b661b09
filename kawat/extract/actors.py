"""People, countries, organisations and groups, with their mentions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from kawat.extract.actor_scene import Scene
from kawat.extract.lands import unlisted_lands, with_lands
from kawat.extract.names import Tagger, find_rules, vocabulary_of
from kawat.extract.page import Line
from kawat.extract.reference import Register
from kawat.extract.resolve import Resolver
from kawat.knowledge.load import Knowledge
from kawat.records import Actor, Article


def find_actors(
    article: Article, lines: tuple[Line, ...], knowledge: Knowledge, labels: Sequence[tuple[int, int]] = ()
) -> tuple[Actor, ...]:
    """People, countries, organisations and groups, with their mentions, in the order of their first one.

    A first pass over the body meets everyone who is named in full, a second everyone named by one word; a third in
    reading order then knows whom a surname, an office, a noun or a pronoun means, also where the surname comes first.
    Captions, promotions and the dateline name nobody. `labels` are stretches that name who speaks in a paragraph: each
    is somebody, if no rule knows whom.
    """
    know = knowledge.actors
    read = [line for line in lines if line.zone != "dateline"]
    tagger = Tagger(know, vocabulary_of(read))
    cut = [(line, tagger.pieces(line)) for line in read]
    unlisted = unlisted_lands([pieces for _, pieces in cut], know)
    sentences = [(line, with_lands(pieces, unlisted)) for line, pieces in cut] if unlisted else cut
    all_pieces = [piece for _, pieces in sentences for piece in pieces]
    single = Counter(piece.words[0] for piece in all_pieces if piece.tag in "UI")
    told = (piece.lexeme for piece in all_pieces if piece.lexeme and piece.lexeme.country)
    lands = Counter(lexeme.country or "" for lexeme in told if lexeme.sector != "MED")
    places = frozenset(after.words for before, after in pairwise(all_pieces) if before.tag == "p" and after.tag in "NU")
    register = Register(article, know)
    resolver = Resolver(Scene(register, single, lands, places))
    found = [tuple(resolver.apart(pieces, find_rules(pieces, know))) for _, pieces in sentences]
    for in_full in (True, False):
        for (line, pieces), matches in zip(sentences, found, strict=True):
            if line.zone != "title":
                resolver.meet(pieces, matches, in_full=in_full)
    for (line, pieces), matches in zip(sentences, found, strict=True):
        resolver.mention(line, pieces, matches)
    resolver.label(labels)
    home = resolver.homeland()
    if home is not None:
        register.settle(home)
    return register.actors()
