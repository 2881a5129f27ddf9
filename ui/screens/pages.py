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


class Turning:
    """Which page is in sight, and which were. However often pages are counted anew, and however many there are then,
    as many presses as there are pages bring each of them into sight."""

    def __init__(self) -> None:
        self._count = 1
        self._wanted = 0
        self._left: set[int] = set()
        """Those that were in sight before this one."""

    @property
    def at(self) -> int:
        """The page in sight, counted from 0."""
        return min(self._wanted, self._count - 1)

    @property
    def unseen(self) -> bool:
        """Whether there are pages that were not in sight."""
        return self._next_unseen() is not None

    def count(self, pages: int) -> None:
        """Takes how many pages there are, which may be another number before the layout is what it will be."""
        self._count = pages

    def go(self, page: int) -> None:
        """Goes to a page."""
        self._left.add(self.at)
        self._wanted = page

    def back(self) -> None:
        """Goes to the page before."""
        self.go(max(0, self.at - 1))

    def on(self) -> None:
        """Goes to the next page; after the last one to the first that was not in sight."""
        if self.at + 1 < self._count:
            self.go(self.at + 1)
        elif (page := self._next_unseen()) is not None:
            self.go(page)

    def begin(self) -> None:
        """Goes to the first page."""
        self._wanted = 0

    def forget(self) -> None:
        """No page was in sight before this one."""
        self._left.clear()

    def _next_unseen(self) -> int | None:
        return min(set(range(self._count)) - self._left - {self.at}, default=None)
