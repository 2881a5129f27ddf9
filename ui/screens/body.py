"""The parts of a step: which widgets show them, and on which page of it they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kivy.uix.widget import Widget

from ui.presenters import view
from ui.presenters.view import Field as Line
from ui.screens import pages
from ui.screens.columns import Column
from ui.theme.tokens import Tokens
from ui.widgets import pager, parts
from ui.widgets.block import Block, Say
from ui.widgets.field import Field
from ui.widgets.paragraph import Paragraph
from ui.widgets.photo import Photo
from ui.widgets.pool import Pool
from ui.widgets.pressable import Pressable
from ui.widgets.step_button import StepButton
from ui.widgets.tile import Tile

FEW = 5.5
"""A page that is lower than so many ems of the largest words of a paragraph holds too few lines of them."""

BREAKS = 3
"""Times that paragraphs are broken at most: a piece by itself may have larger letters, and come to more lines."""

Present = Callable[[Widget, bool], None]
"""Puts a widget on the sheet, or takes it off."""


class Body:
    """Lays parts out under one another, on as many pages as they need.

    Args:
        pool: lends the widgets.
        present: the sheet's.
        turned: called after the person turned a page.
    """

    def __init__(self, theme: Tokens, pool: Pool, present: Present, turned: Callable[[], None]) -> None:
        self._theme = theme
        self._pool = pool
        self._present = present
        self._turned = turned
        self._given: list[parts.Item] = []
        self._items: list[parts.Item] = []
        self._heading = ""
        self._blocks: list[Block[Any]] = []
        self._pages: list[list[Block[Any]]] = [[]]
        self._turning = pages.Turning()
        self._room = 0.0, 0.0
        """Width and height that paragraphs are broken for."""
        self._active: str | None = None
        self._follow: str | None = None
        self._pager = pager.Pager(self._turn)
        self.fits = True
        """Whether there was room for the tallest part."""

    def show(self, items: list[parts.Item], heading: str, say: Say, *, again: bool) -> None:
        """Shows parts under a heading. Those of the same kinds as before stay where they are."""
        if again or (items, heading) != (self._given, self._heading):  # else what was broken into pages stays so
            if not _alike(items, self._given):
                self._turning.begin()
            self._given, self._heading = items, heading
            self._fill(items, say, again=again)
        active = next((item.id for item in items if isinstance(item, Line) and item.caret is not None), None)
        self._follow, self._active = active if active != self._active else None, active

    def begin(self) -> None:
        """Another step comes: it starts on its first page, and the widgets stay for it to use."""
        self._turning.begin()
        self._turning.forget()
        self._active = self._follow = None

    def let_go(self) -> None:
        """Takes every press back."""
        for block in self._blocks:
            if isinstance(block, Pressable):
                block.let_go()

    def forget(self) -> None:
        """Gives every widget back."""
        self._lend([])
        self._given, self._items, self._heading, self._pages = [], [], "", [[]]
        self.begin()

    def targets(self) -> Mapping[str, Widget]:
        """The widgets in sight that stand for nodes, by id."""
        found: dict[str, Widget] = {}
        for block in self._pages[self._turning.at]:
            found.update(block.targets())
        return {**found, **self._pager.targets()} if len(self._pages) > 1 else found

    def reveal(self, node: str) -> bool:
        """Goes to the page a node is on; whether that is another than the one in sight."""
        if (page := self._page_of(node)) is None:
            return False
        self._turning.go(page)
        return True

    def turn(self, node: str) -> None:
        """Shows the page before; or the next, after the last one the first that was not in sight."""
        if node == pager.UP:
            self._turning.back()
        else:
            self._turning.on()

    def place(
        self, column: Column, say: Say, turning: Column | None = None, accepting: StepButton | None = None
    ) -> None:
        """Puts the parts into a column, and what turns the page below them, or at the bottom of another column; or in
        the place of a button that accepts them, while some were not in sight."""
        theme = self._theme
        gap = theme.gap
        turner = theme.target + gap if turning is None else 0
        most = column.top - column.bottom
        self._suit_room(column.width, most - turner, say)
        lines, heights = self._settle(column.width)
        for _ in range(BREAKS):
            if sum(heights) + gap * (len(heights) - 1) <= most or not self._break(most - turner, say):
                break
            lines, heights = self._settle(column.width)
        room = min(column.top, theme.reach) - column.bottom
        if lines and all(isinstance(block, Tile) and block.large for block in self._blocks):
            heights = self._stretch(heights, room)
        broken = pages.pages(heights, room, gap, turner)
        self._pages = [[self._blocks[n] for number in page for n in lines[number]] for page in broken]
        self._turning.count(len(self._pages))
        if self._follow is not None:
            self.reveal(self._follow)
            self._follow = None
        page = self._turning.at
        shown = broken[page]
        height = sum(heights[number] for number in shown) + gap * (len(shown) - 1)
        # As low as was asked for, and no lower than there is room for what cannot be parted.
        y = min(column.top, column.bottom + max(room, height + (turner if len(broken) > 1 else 0)))
        for number in shown:
            x = column.x
            for n in lines[number]:
                block = self._blocks[n]
                block.pos = round(x), round(y - block.height)
                x += block.width + gap
            y -= heights[number] + gap
        self._present(self._pager, len(self._pages) > 1)
        if len(self._pages) > 1:
            self._pager.show(page, len(self._pages), say, aside=accepting is not None and self.unseen)
            below = turning or column
            self._pager.place(below.x, below.bottom, below.width, theme.target, theme.small)
            if accepting is not None and self.unseen:
                self._pager.stand_in(accepting, theme.small)
        for number, blocks in enumerate(self._pages):
            for block in blocks:
                self._present(block, number == page)
        self.fits = all(height <= most - (turner if self.turns else 0) for height in heights)

    @property
    def holds(self) -> bool:
        """Whether there is anything to place."""
        return bool(self._items)

    @property
    def turner(self) -> Sequence[Widget]:
        """What turns the page, if there is more than one."""
        return (self._pager,) if self.turns else ()

    @property
    def turns(self) -> bool:
        """Whether there is more than one page."""
        return len(self._pages) > 1

    @property
    def unseen(self) -> bool:
        """Whether there are pages that were not in sight."""
        return self._turning.unseen

    def suit(self, theme: Tokens) -> None:
        """Takes other measures."""
        self._theme = theme
        self._turning.forget()
        for block in self._blocks:
            block.renew()

    def _fill(self, items: list[parts.Item], say: Say, *, again: bool) -> None:
        """Puts items into the widgets there are, or into others."""
        if not _alike(items, self._items):
            self._lend(items)
        self._items = items
        for block, item in zip(self._blocks, items, strict=True):
            if isinstance(block, Field):
                block.heading = self._heading
            block.show(item, say, again=again)

    def _suit_room(self, width: float, most: float, say: Say) -> None:
        """Paragraphs begin with the letters there is room for, and are whole again where they were broken for other
        room; photos are no taller than it."""
        if (width, most) != self._room and self._items is not self._given:
            self._fill(self._given, say, again=False)
        self._room = width, most
        for block in self._blocks:
            if isinstance(block, Paragraph):
                block.close = self._theme.cramped and most < FEW * self._theme.body
            elif isinstance(block, Photo):
                block.room = most

    def _break(self, most: float, say: Say) -> bool:
        """Has paragraphs taller than a page go on on the next; answers whether there were any."""
        if not any(isinstance(block, Paragraph) and block.height > most for block in self._blocks):
            return False
        items: list[parts.Item] = []
        for block, item in zip(self._blocks, self._items, strict=True):
            if isinstance(block, Paragraph) and isinstance(item, view.Paragraph) and block.height > most:
                items += [replace(item, text=view.Fixed(piece)) for piece in block.pieces(most)]
            else:
                items.append(item)
        self._fill(items, say, again=False)
        return True

    def _lend(self, items: Sequence[parts.Item]) -> None:
        """Gives back the widgets there are, and borrows those that the items need."""
        for block, item in zip(self._blocks, self._items, strict=True):
            self._present(block, False)
            self._pool.give(type(item), block)
        self._blocks = [self._pool.take(type(item)) for item in items]

    def _page_of(self, node: str) -> int | None:
        for number, blocks in enumerate(self._pages):
            if number != self._turning.at and any(node in block.targets() for block in blocks):
                return number
        return None

    def _stretch(self, heights: list[float], room: float) -> list[float]:
        """Large tiles alone on a screen take more of it."""
        each = (room + self._theme.gap) / len(heights) - self._theme.gap
        taller = [max(height, min(round(each), self._theme.px(400))) for height in heights]
        for block, height in zip(self._blocks, taller, strict=True):
            block.height = height
        return taller

    def _settle(self, width: float) -> tuple[list[list[int]], list[float]]:
        """What goes beside what, and how tall that is."""
        lines = pages.lines([block.share for block in self._blocks])
        return lines, [self._settle_line([self._blocks[n] for n in line], width) for line in lines]

    def _settle_line(self, blocks: list[Block[Any]], width: float) -> float:
        gaps = self._theme.gap * (round(1 / blocks[0].share) - 1)
        height = max(block.settle(round((width - gaps) * block.share)) for block in blocks)
        for block in blocks:
            block.height = height
        return height

    def _turn(self, node: str) -> None:
        self.turn(node)
        self._turned()


def _alike(some: Sequence[parts.Item], others: Sequence[parts.Item]) -> bool:
    """Whether the widgets of some can go on to show the others."""
    return len(some) == len(others) and all(map(parts.same_shape, some, others))
