"""Where the buttons of a step stand: one above the other, or side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ui.screens.columns import Column
from ui.widgets.block import Block


def stacked(buttons: Sequence[Block[Any]], column: Column, gap: float) -> float:
    """Places buttons from the bottom of a column up; answers with the height above which there is room. The main one
    comes first, and lies lowest."""
    y = column.bottom
    for button in buttons:
        top = y + button.settle(column.width)
        button.pos = column.x, y
        y = top + gap
    return y


def in_a_row(buttons: Sequence[Any], column: Column, gap: float) -> float:
    """Places buttons beside each other at the bottom of a column, the first at the end; answers in the same way."""
    width = (column.width - (len(buttons) - 1) * gap) // len(buttons)
    for button in buttons:
        button.slim = True
    height = max(button.settle(width) for button in buttons)
    for number, button in enumerate(reversed(buttons)):
        button.height = height
        button.pos = column.x + number * (width + gap), column.bottom
    return float(column.bottom + height + gap)
