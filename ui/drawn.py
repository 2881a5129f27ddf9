"""What a canvas draws: every picture, and where it stands.

Theory of operation. Everything on the screen is a picture that is only copied (decision 18), so what a canvas draws
is a row of textures with their places, some sixty on a screen. Two such rows tell which pixels may differ: those
under a picture that is in one of them only, or whose place in the order has changed.

Source: Kivy 2.3.1, kivy/graphics/instructions.pyx, context_instructions.pyx and vertex_instructions.pyx.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any

from kivy.graphics import BindTexture, PopMatrix, PushMatrix, Rectangle, Translate
from kivy.graphics.instructions import InstructionGroup

Picture = tuple[Any, float, float, float, float, tuple[float, ...]]
"""A texture, its left, bottom, width and height in pixels of the window, and the edges that are not stretched. The
texture itself, not its number: that is given to another one once it is gone."""

Area = tuple[float, float, float, float]
"""Left, bottom, right, top."""


def pictures(canvas: InstructionGroup) -> list[Picture] | None:
    """What a canvas draws, the lowest first; `None` when there is something on it that is not known here."""
    found: list[Picture] = []
    return found if _collect(canvas, found, [(0.0, 0.0)]) else None


def differing(before: Sequence[Picture], now: Sequence[Picture]) -> Area | None:
    """What holds all pixels in which two canvases may differ; `None` when there are none."""
    were, are = Counter(before), Counter(now)
    new = (were - are) + (are - were)
    stayed, stay = ([each for each in some if each not in new] for some in (before, now))
    lower = _alike(stayed, stay)
    upper = _alike(reversed(stayed[lower:]), reversed(stay[lower:]))
    moved = stayed[lower : len(stayed) - upper]
    places = [each[1:5] for each in (*new, *moved)]
    if not places:
        return None
    return (
        min(x for x, _y, _width, _height in places),
        min(y for _x, y, _width, _height in places),
        max(x + width for x, _y, width, _height in places),
        max(y + height for _x, y, _width, height in places),
    )


def _alike(some: Iterable[Picture], others: Iterable[Picture]) -> int:
    """How many at the beginning are the same in both."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(some, others, strict=True)))


def _collect(group: InstructionGroup, found: list[Picture], shifts: list[tuple[float, float]]) -> bool:
    for each in group.children:
        if isinstance(each, Rectangle):
            width, height = each.size
            if width and height:
                x, y = each.pos
                across, up = shifts[-1]
                found.append((each.texture, x + across, y + up, width, height, tuple(getattr(each, "border", ()))))
        elif isinstance(each, InstructionGroup):
            if not _collect(each, found, shifts):
                return False
        elif isinstance(each, PushMatrix):
            shifts.append(shifts[-1])
        elif isinstance(each, PopMatrix):
            shifts.pop()
        elif isinstance(each, Translate):
            shifts[-1] = shifts[-1][0] + each.x, shifts[-1][1] + each.y
        elif not isinstance(each, BindTexture):  # that of the rectangle after it
            return False
    return True
