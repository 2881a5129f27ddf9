"""Bars without a script: SVG in the page itself, beside the numbers in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 720, 160
GAP = 0.2
"""Of a column's share of the width."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A number and what it is of."""

    name: str
    number: int


def bar(number: int, most: int) -> str:
    """One bar as long as the number is of the largest. It says nothing that the number beside it does not."""
    width = 0.0 if most <= 0 else round(100 * number / most, 2)
    return (
        '<svg class="foyer-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect class="foyer-bar__all" width="100" height="10"/><rect class="foyer-bar__part" width="{width}" '
        'height="10"/></svg>'
    )


def days_chart(bars: Sequence[Bar], label: str) -> str:
    """A column for each day. The label says the largest too; the numbers stand in a table beside it."""
    most = max((each.number for each in bars), default=0)
    if not most:
        return ""
    step = WIDTH / len(bars)
    columns = "".join(
        f'<rect class="foyer-chart__column" x="{place * step + step * GAP / 2:.1f}" y="{HEIGHT - height:.1f}" '
        f'width="{step * (1 - GAP):.1f}" height="{height:.1f}"/>'
        for place, each in enumerate(bars)
        if (height := HEIGHT * each.number / most)
    )
    top = next(each for each in bars if each.number == most)
    told = f"{label}. The most were {most} on {top.name}."
    return (
        f'<svg class="foyer-chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(told)}">'
        f'{columns}<line class="foyer-chart__floor" x1="0" x2="{WIDTH}" y1="{HEIGHT}" y2="{HEIGHT}"/></svg>'
    )
