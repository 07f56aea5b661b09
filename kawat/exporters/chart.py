"""Months of a dyad as an SVG picture: no script, no network, readable in light and dark, and told in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

_WIDTH, _HEIGHT = 960, 420  # user units
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 64, 88
_YEAR = 12
_MOST_LABELS = 12
# kind: (title, above or below the line, class)
_KINDS = {
    "material_cooperation": ("material cooperation", 1, "mc"),
    "verbal_cooperation": ("verbal cooperation", 1, "vc"),
    "material_conflict": ("material conflict", -1, "mx"),
    "verbal_conflict": ("verbal conflict", -1, "vx"),
}
_STYLE = """svg{background:#fff;font:12px system-ui,sans-serif}text{fill:#1b1b1b}.t{font-size:16px;font-weight:600}
.mc{fill:#00639a}.vc{fill:#8ec9ee;stroke:#00639a}.mx{fill:#b3261e}.vx{fill:#f3b4ae;stroke:#b3261e}
.gap{fill:#8888;opacity:.35}.axis{stroke:#555}.grid{stroke:#8884}.change{stroke:#1b1b1b;stroke-dasharray:4 3}
@media(prefers-color-scheme:dark){svg{background:#16181c}text{fill:#eee}.axis{stroke:#bbb}.change{stroke:#eee}
.mc{fill:#4db2f0}.vc{fill:#174e6e;stroke:#4db2f0}.mx{fill:#ff8a80}.vx{fill:#6e2a26;stroke:#ff8a80}}"""


def svg(months: Sequence[Mapping[str, Any]], title: str, method: str) -> str:
    """The picture; `months` as kawat.link.dyads.Month tells them, `method` how changes of pace were found."""
    return "".join(f"{line}\n" for line in _lines(months, title, method))


def _lines(months: Sequence[Mapping[str, Any]], title: str, method: str) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" role="img" aria-labelledby="title about">'
    )
    yield f'<title id="title">{escape(_clean(title))}: events by month</title>'
    yield f'<desc id="about">{escape(_summary(months))}</desc>'
    yield f"<style>{_STYLE}</style>"
    yield f'<text class="t" x="{_LEFT}" y="26">{escape(_clean(title))}: events by month</text>'
    yield from _legend()
    if months:
        yield from _plot(months)
    else:
        yield f'<text x="{_LEFT}" y="{_HEIGHT // 2}">no events that are told as facts</text>'
    articles = sum(month["articles"] for month in months)
    source = f"Source: Kawat, {articles:,} articles of these months; grey: months without articles"
    yield f'<text x="{_LEFT}" y="{_HEIGHT - 26}">{escape(source)}</text>'
    yield f'<text x="{_LEFT}" y="{_HEIGHT - 10}">{escape(f"Dashed: change of pace; {method}")}</text>'
    yield "</svg>"


def _legend() -> Iterator[str]:
    """What each colour means, in a row."""
    for place, (name, _, kind) in enumerate(_KINDS.values()):
        x = _LEFT + 190 * place
        yield f'<rect class="{kind}" x="{x}" y="38" width="12" height="12"/><text x="{x + 18}" y="48">{name}</text>'


def _plot(months: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Axes, gaps, bars and changes."""
    step = (_WIDTH - _LEFT - _RIGHT) / len(months)
    most = {side: max(1, *(_height(month, side) for month in months)) for side in (1, -1)}
    unit = (_HEIGHT - _TOP - _BOTTOM) / (most[1] + most[-1])
    zero = _TOP + most[1] * unit
    yield from _scale(most, zero, unit)
    for place, month in enumerate(months):
        x = _LEFT + place * step
        if month["events"] is None:
            yield (
                f'<rect class="gap" x="{x:.2f}" y="{_TOP}" width="{step:.2f}" height="{_HEIGHT - _TOP - _BOTTOM}">'
                f"<title>{month['month']}: no articles</title></rect>"
            )
            continue
        yield from _bars(month, x, step, zero, unit)
        if month["changed"]:
            yield f'<line class="change" x1="{x:.2f}" x2="{x:.2f}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}"/>'
    yield from _dates(months, step)


def _bars(month: Mapping[str, Any], x: float, step: float, zero: float, unit: float) -> Iterator[str]:
    """The bars of one month: material acts next to the line."""
    reached = {1: 0, -1: 0}
    for key, (name, side, kind) in _KINDS.items():
        count = month[key]
        if not count:
            continue
        y = zero - side * reached[side] * unit - (count * unit if side > 0 else 0)
        reached[side] += count
        yield (
            f'<rect class="{kind}" x="{x + step * 0.1:.2f}" y="{y:.2f}" width="{step * 0.8:.2f}" '
            f'height="{count * unit:.2f}"><title>{month["month"]}: {count} {name}</title></rect>'
        )


def _scale(most: Mapping[int, int], zero: float, unit: float) -> Iterator[str]:
    """The vertical axis: the line between conflict and cooperation, and the highest counts."""
    yield f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{zero:.2f}" y2="{zero:.2f}"/>'
    for count in (most[1], 0, -most[-1]):
        y = zero - count * unit
        yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.2f}" y2="{y:.2f}"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.2f}" text-anchor="end">{abs(count)}</text>'
    y = (_TOP + _HEIGHT - _BOTTOM) // 2
    yield f'<text transform="rotate(-90 14 {y})" x="14" y="{y}" text-anchor="middle">events a month</text>'


def _dates(months: Sequence[Mapping[str, Any]], step: float) -> Iterator[str]:
    """The horizontal axis: at most a dozen months by name."""
    every = max(1, -(-len(months) // _MOST_LABELS))
    every = every if len(months) <= _YEAR else -(-every // _YEAR) * _YEAR
    for place in range(0, len(months), every):
        x = _LEFT + (place + 0.5) * step
        yield f'<text x="{x:.2f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{months[place]["month"]}</text>'


def _height(month: Mapping[str, Any], side: int) -> int:
    return sum(month[key] or 0 for key, (_, one, _) in _KINDS.items() if one == side)


def _summary(months: Sequence[Mapping[str, Any]]) -> str:
    """The picture in words."""
    if not months:
        return "No events."
    gaps = sum(month["events"] is None for month in months)
    totals = ", ".join(f"{sum(month[key] or 0 for month in months)} {name}" for key, (name, _, _) in _KINDS.items())
    changes = ", ".join(month["month"] for month in months if month["changed"]) or "none"
    span = f"{months[0]['month']} to {months[-1]['month']}"
    return f"{span}: {totals}; months without articles: {gaps}; changes of pace: {changes}."


def _clean(text: str) -> str:
    """Text without characters that XML cannot hold."""
    return "".join(sign for sign in text if sign.isprintable())
