"""How two partitions of mentions agree: MUC, B3, CEAF-e, and CoNLL F1, their mean.

A partition is a list of chains, a chain the set of mentions (numbers) of one entity. Chains of one mention do not
count.
Sources of the measures: Vilain et al. 1995 (MUC), Bagga and Baldwin 1998 (B3), Luo 2005 (CEAF with the similarity
phi4), Pradhan et al. 2012 (their mean, over chains of two mentions or more).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

Chain = frozenset[int]
Share = tuple[float, float]
"""So much is right, of so much."""


def chains_of(labels: Iterable[Hashable | None]) -> list[Chain]:
    """The chains of mentions by their labels, in order of their first mention; a mention without one is in no chain."""
    found: dict[Hashable, set[int]] = {}
    for number, label in enumerate(labels):
        if label is not None:
            found.setdefault(label, set()).add(number)
    return [frozenset(chain) for chain in found.values() if len(chain) > 1]


def muc(gold: Sequence[Chain], found: Sequence[Chain]) -> tuple[Share, Share]:
    """Links kept: for each chain its mentions less the parts that the other side cuts it into. Recall, precision."""
    return _links(gold, found), _links(found, gold)


def _links(chains: Sequence[Chain], others: Sequence[Chain]) -> Share:
    owner = {mention: number for number, chain in enumerate(others) for mention in chain}
    right = 0
    for chain in chains:
        alone = sum(mention not in owner for mention in chain)
        right += len(chain) - alone - len({owner[mention] for mention in chain if mention in owner})
    return float(right), float(sum(len(chain) - 1 for chain in chains))


def b_cubed(gold: Sequence[Chain], found: Sequence[Chain]) -> tuple[Share, Share]:
    """For each mention the share of its chain that its chain on the other side holds. Recall, precision."""
    return _shares(gold, found), _shares(found, gold)


def _shares(chains: Sequence[Chain], others: Sequence[Chain]) -> Share:
    owner = {mention: chain for chain in others for mention in chain}
    empty: Chain = frozenset()
    right = sum(len(chain & owner.get(mention, empty)) / len(chain) for chain in chains for mention in chain)
    return right, float(sum(map(len, chains)))


def ceaf_e(gold: Sequence[Chain], found: Sequence[Chain]) -> tuple[Share, Share]:
    """The best one-to-one match of chains by phi4, twice the common mentions by all mentions. Recall, precision."""
    likeness = [[2 * len(a & b) / (len(a) + len(b)) for b in found] for a in gold]
    best = best_match(likeness)
    return (best, float(len(gold))), (best, float(len(found)))


MEASURES: dict[str, Callable[[Sequence[Chain], Sequence[Chain]], tuple[Share, Share]]] = {
    "MUC": muc,
    "B3": b_cubed,
    "CEAF-e": ceaf_e,
}


def best_match(worth: Sequence[Sequence[float]]) -> float:
    """The greatest sum of worths over one-to-one pairs of a row and a column, in cubic time (Kuhn, Munkres)."""
    if not worth or not worth[0]:
        return 0.0
    rows = worth if len(worth) <= len(worth[0]) else list(zip(*worth, strict=True))
    row_price, column_price = [0.0] * (len(rows) + 1), [0.0] * (len(rows[0]) + 1)
    owner = [0] * (len(rows[0]) + 1)  # column -> its row, from 1; column 0 holds the row that seeks one
    for row in range(1, len(rows) + 1):
        owner[0] = row
        _place(rows, row_price, column_price, owner)
    return sum(rows[row - 1][column] for column, row in enumerate(owner[1:]) if row)


def _place(
    rows: Sequence[Sequence[float]], row_price: list[float], column_price: list[float], owner: list[int]
) -> None:
    """Give the row in `owner[0]` a column along the cheapest path of changes."""
    count = len(column_price)
    slack, before, seen = [float("inf")] * count, [0] * count, [False] * count
    column = 0
    while owner[column]:
        seen[column] = True
        row = owner[column]
        for other in range(1, count):
            cost = -rows[row - 1][other - 1] - row_price[row] - column_price[other]
            if not seen[other] and cost < slack[other]:
                slack[other], before[other] = cost, column
        following = min((other for other in range(1, count) if not seen[other]), key=slack.__getitem__)
        change = slack[following]
        for other in range(count):
            if seen[other]:
                row_price[owner[other]] += change
                column_price[other] -= change
            else:
                slack[other] -= change
        column = following
    while column:
        owner[column] = owner[before[column]]
        column = before[column]
