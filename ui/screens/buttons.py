"""Where the buttons of a step stand: one above the other, or side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ui.screens.columns import Column
from ui.theme.tokens import Tokens
from ui.widgets.step_button import StepButton


def stacked(buttons: Sequence[StepButton], column: Column, theme: Tokens) -> float:
    """Places buttons from the bottom of a column up; answers with the height above which there is room. The main one
    comes first, and lies lowest. Words stand on one line if they are no smaller there than what there is to read."""
    y = column.bottom
    for button in buttons:
        two, three = (theme.label, theme.small) if theme.cramped else (theme.body, math.inf)
        one = theme.small if theme.cramped and button.slim and button.kind == "second" else two
        for lines, least, most in ((1, one, math.inf), (2, theme.small, two), (3, 0, three)):
            if any(_alone(button, column.width, lines, least, most, plain) for plain in _pictured(theme)):
                break
        button.pos = column.x, y
        y = button.top + theme.gap
    return y


def in_a_row(buttons: Sequence[StepButton], column: Column, theme: Tokens, *, lines: int = 2) -> float:
    """Places buttons beside each other at the bottom of a column, the first at the end and all with letters of one
    size; answers in the same way. They are stacked where some would have letters too small on so many lines."""
    width = (column.width - (len(buttons) - 1) * theme.gap) // len(buttons)
    slim = [button.slim for button in buttons]
    for button in buttons:
        button.slim = True
    most = theme.body if theme.pairs else theme.label
    if not _share(buttons, width, lines, theme, most):
        for button, before in zip(buttons, slim, strict=True):
            button.slim = before
        return stacked(buttons, column, theme)
    height = max(button.natural for button in buttons)
    for number, button in enumerate(reversed(buttons)):
        button.height = height
        button.pos = column.x + number * (width + theme.gap), column.bottom
    return float(column.bottom + height + theme.gap)


def _alone(button: StepButton, width: float, lines: int, least: float, most: float, plain: bool) -> bool:
    button.plain = plain
    return _settle([button], width, lines, least, most)


def _share(buttons: Sequence[StepButton], width: float, lines: int, theme: Tokens, most: float) -> bool:
    """Gives buttons a width on at most so many lines, on a small panel without their pictures if need be; answers
    whether their words are large enough."""
    for plain in _pictured(theme):
        for button in buttons:
            button.plain = plain
        if any(_settle(buttons, width, number, theme.small, most) for number in range(2, lines + 1)):
            return True
    return False


def _pictured(theme: Tokens) -> tuple[bool, ...]:
    """Whether buttons go without their pictures: each way to try."""
    return (False, True) if theme.compact else (False,)


def _settle(buttons: Sequence[StepButton], width: float, lines: int, least: float, largest: float = math.inf) -> bool:
    """Gives buttons a width and letters of one size; answers whether those are as large as the least."""
    for button in buttons:
        button.most, button.most_lines = largest, lines
        button.settle(width)
    most = min(button.letters() for button in buttons)
    if len(buttons) > 1:
        for button in buttons:
            button.most = most
            button.settle(width)
    return most >= least
