"""Where the keys are on a screen, and where they go next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.presenters import bar
from ui.presenters.semantics import Node


@dataclass(slots=True)
class Focus:
    """Where the keys are, among the nodes that can be pressed. `nodes` is the tree of the screen now shown."""

    nodes: tuple[Node, ...] = ()
    current: str | None = None
    around: tuple[str, ...] = ()
    """What the ring is around: the node that has the focus, or several of which it is the first."""

    _place: int = 0

    def show(self, nodes: Sequence[Node], *, new: bool) -> None:
        """Another tree. On a new screen nothing has the focus until a key is pressed; on the same one it stays.

        Where the node that had it is gone, the one now in its place has it.
        """
        self.nodes = tuple(node for node in nodes if node.focusable)
        if new:
            self.current, self._place, self.around = None, -1, ()
        elif self.current is not None and self.node is None:
            self._go(min(self._place, len(self.nodes) - 1))
        elif self.current is not None:
            self._place = next(place for place, node in enumerate(self.nodes) if node.id == self.current)

    @property
    def node(self) -> Node | None:
        """The node that has the focus."""
        return next((node for node in self.nodes if node.id == self.current), None)

    def next(self) -> Node | None:
        """Moves on by one; after the last comes the first."""
        return self._go((self._place + 1) % len(self.nodes) if self.nodes else -1)

    def previous(self) -> Node | None:
        """Moves back by one; before the first comes the last."""
        return self._go((max(self._place, 0) - 1) % len(self.nodes) if self.nodes else -1)

    def enter(self) -> str | None:
        """The id to press. An answer that is chosen already goes on, which saves the way to the button that does."""
        node = self.node
        if node is not None and (node.role, node.state) == ("radio", "chosen") and self._goes_on:
            return "action:continue"
        return None if node is None else node.id

    def back(self) -> str | None:
        """The id that goes back from this screen; `None` where there is nothing to go back to."""
        return next((node.id for node in self.nodes if node.id == bar.BACK), None)

    def to(self, *names: str) -> Node | None:
        """Moves to a node, as a touch on it does; or to several at once."""
        place = next((place for place, node in enumerate(self.nodes) if node.id in names), None)
        if place is None:
            return None
        node = self._go(place)
        self.around = names
        return node

    @property
    def _goes_on(self) -> bool:
        """Whether the question is answered by choosing, and nothing is left to type."""
        there = {node.role for node in self.nodes}
        return "textbox" not in there and any(node.id == "action:continue" for node in self.nodes)

    def _go(self, place: int) -> Node | None:
        if not self.nodes or place < 0:
            self.current, self._place, self.around = None, -1, ()
            return None
        self._place, self.current = place, self.nodes[place].id
        self.around = (self.current,)
        return self.nodes[place]
