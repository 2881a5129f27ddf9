"""What goes beside what, and what goes on the next page, when the parts of a screen are laid out. No widgets here."""

from __future__ import annotations

from collections.abc import Sequence


def lines(shares: Sequence[float]) -> list[list[int]]:
    """Puts parts side by side while they fit: each asks for a share of the width, 1 for a line of its own.

    Returns:
        The numbers of the parts on each line, in order.
    """
    found: list[list[int]] = []
    taken = 1.0
    for number, share in enumerate(shares):
        if taken + share > 1.001:
            found.append([])
            taken = 0
        found[-1].append(number)
        taken += share
    return found


def pages(heights: Sequence[float], room: float, gap: float, turner: float) -> list[list[int]]:
    """Breaks lines into pages, top to bottom, none taller than the room unless a single line is.

    Args:
        heights: of the lines, pixels.
        room: height there is for them.
        gap: between lines.
        turner: height the buttons that turn the page take, if there is more than one; the gap above it included.

    Returns:
        The numbers of the lines on each page; one page when all fit.
    """
    if sum(heights) + gap * (len(heights) - 1) <= room:
        return [list(range(len(heights)))]
    found: list[list[int]] = [[]]
    used = -gap
    for number, height in enumerate(heights):
        if found[-1] and used + gap + height > room - turner:
            found.append([])
            used = -gap
        found[-1].append(number)
        used += gap + height
    return found
