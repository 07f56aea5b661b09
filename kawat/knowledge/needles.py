"""Needles: strings of which one stands in every match of a pattern, so that a text without them is not searched.

A search for a plain string costs a hundredth of a search for a pattern, and most texts hold nothing of most rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product
from math import prod
from typing import Any

_SHORTEST = 3  # characters; a shorter needle stands in nearly every text
_MOST = 48  # needles of one pattern
_SPELLINGS = 8  # of one run of characters, such as `[Dd]ikutip`


def needles(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Strings of which one stands in every match, as printed; none where the pattern does not tell.

    A pattern that does not mind capitals tells none, nor does one whose groups refer to each other.
    """
    if pattern.flags & (re.IGNORECASE | re.VERBOSE):
        return ()
    from re import _parser  # type: ignore[attr-defined]  # the only parser of patterns that is at hand

    found = _of_sequence(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))
    return tuple(sorted(found)) if found else ()


def may_match(needles: tuple[str, ...], text: str) -> bool:
    """Whether a pattern with these needles may match in a text."""
    return not needles or any(needle in text for needle in needles)


def _of_sequence(items: Iterable[Any]) -> frozenset[str] | None:
    """The needles of parts that follow one another: those of the part that tells most."""
    best: frozenset[str] | None = None
    run: list[tuple[str, ...]] = []
    for operator, argument in items:
        spellings = _spellings(str(operator), argument)
        if spellings is not None:
            run.append(spellings)
            continue
        best, run = _better(best, _of_run(run)), []
        best = _better(best, _of_part(str(operator), argument))
    return _better(best, _of_run(run))


def _spellings(operator: str, argument: Any) -> tuple[str, ...] | None:
    """The characters that one place may hold: one, or a few that a set lists; None for what is no single character."""
    if operator == "LITERAL":
        return (chr(argument),)
    if operator != "IN" or len(argument) > 2 or any(str(kind) != "LITERAL" for kind, _ in argument):
        return None
    return tuple(chr(code) for _, code in argument)


def _of_run(run: list[tuple[str, ...]]) -> frozenset[str] | None:
    """All spellings of a run of characters; of a run with many, of its end, where capitals are rare."""
    while prod(map(len, run)) > _SPELLINGS:
        run = run[1:]
    return frozenset("".join(spelling) for spelling in product(*run)) if len(run) >= _SHORTEST else None


def _of_part(operator: str, argument: Any) -> frozenset[str] | None:
    """The needles of a group, a choice or a repeated part."""
    if operator == "SUBPATTERN":
        _, added, _, inner = argument
        return None if added & re.IGNORECASE else _of_sequence(inner)
    if operator == "BRANCH":
        branches = [_of_sequence(branch) for branch in argument[1]]
        if any(branch is None for branch in branches):
            return None
        joined = frozenset().union(*(branch for branch in branches if branch))
        return joined if len(joined) <= _MOST else None
    if operator in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and argument[0] > 0:
        return _of_sequence(argument[2])
    return None


def _better(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """Of two sets of needles the one that stands in fewer texts: the longer strings, then the fewer."""
    if not one or not other:
        return one or other
    return max(one, other, key=lambda needles: (min(map(len, needles)) / len(needles) ** 0.5, -len(needles)))
