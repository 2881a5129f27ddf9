"""Part widgets out of use, to be used again: making one from its rules takes longer than anything else in a step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ui.presenters import view
from ui.widgets import parts
from ui.widgets.block import Block
from ui.widgets.pressable import Press, Pressable

MOST = 12
"""Widgets of one kind that are kept."""


class Pool:
    """Lends the widgets of parts. Belongs to Kivy's thread.

    Args:
        press: told the id of what was pressed.
    """

    def __init__(self, press: Press) -> None:
        self._press = press
        self._idle: defaultdict[type, list[Block[Any]]] = defaultdict(list)

    def take(self, kind: type) -> Block[Any]:
        """A widget for parts of a kind, with no parent; it may still hold words of the visit."""
        idle = self._idle[kind]
        return idle.pop() if idle else parts.block(kind, self._press)

    def give(self, kind: type, block: Block[Any]) -> None:
        """Takes a widget back that was lent; it has no parent any more."""
        if isinstance(block, Pressable):
            block.let_go()
        block.renew()
        if len(self._idle[kind]) < MOST:
            self._idle[kind].append(block)

    def forget(self) -> None:
        """Empties every widget of what it showed."""
        for blocks in self._idle.values():
            for block in blocks:
                block.forget()

    def warm(self) -> Iterator[None]:
        """Makes what most steps are made of, one at a time."""
        for kind, wanted in _WARMED.items():
            while len(self._idle[kind]) < wanted:
                self._idle[kind].append(parts.block(kind, self._press))
                yield


_WARMED: Mapping[type, int] = MappingProxyType(
    {
        view.Tile: 3,
        view.Action: 4,
        view.Row: 4,
        view.Paragraph: 3,
        view.Choice: MOST,
        view.Field: 6,
        view.Answer: MOST,
        view.Notice: 1,
        view.Contact: 3,
        view.Receipt: 1,
    }
)
"""How many of each are made before anybody comes: two steps are on the glass while one slides away."""
