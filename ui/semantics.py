"""The live tree: what the presenters say is on the screen, and where on the glass it is.

Speech, switches, tests and one day other assistive technology read this and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from kivy.uix.widget import Widget

from ui.presenters.announcing import Announcement
from ui.presenters.semantics import Node
from ui.widgets.pager import DOWN, UP

_BELOW = ("key:", "action:", "bar:")
"""What stands below the parts of a screen begins so."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle in window pixels; the origin is the top left corner, as for a pointer."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A node and where it is; `bounds` is `None` while it is on another page of the screen, or only spoken."""

    node: Node
    bounds: Bounds | None


@dataclass(frozen=True, slots=True)
class Picture:
    """One state of the tree, in reading order. `focus` is the id of the node that Enter would press."""

    nodes: tuple[Placed, ...] = ()
    focus: str | None = None
    announcement: Announcement | None = None


class LiveTree:
    """Tells its listeners each new state. Belongs to Kivy's thread."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Picture], None]] = []
        self._picture = Picture()

    @property
    def picture(self) -> Picture:
        """What is on the screen now."""
        return self._picture

    def listen(self, callback: Callable[[Picture], None]) -> Callable[[], None]:
        """Calls back at once and for every change, until the returned function is called."""
        self._listeners.append(callback)
        callback(self._picture)
        return lambda: self._listeners.remove(callback) if callback in self._listeners else None

    def show(
        self,
        nodes: Sequence[Node],
        widgets: Mapping[str, Widget],
        window_height: int,
        focus: str | None,
        announcement: Announcement | None,
    ) -> None:
        """Another state: nodes, and the widgets in sight that stand for some of them, by id."""
        placed = tuple(Placed(node, _bounds(widgets.get(node.id), window_height)) for node in nodes)
        self._tell(Picture(placed, focus, announcement))

    def focus(self, focus: str | None) -> None:
        """The focus has moved."""
        self._tell(replace(self._picture, focus=focus, announcement=None))

    def repeat(self, announcement: Announcement | None) -> None:
        """Says again what the screen is."""
        self._tell(replace(self._picture, announcement=announcement))

    def clear(self) -> None:
        """Forgets everything it showed."""
        self._tell(Picture())

    def _tell(self, picture: Picture) -> None:
        self._picture = picture
        for listener in tuple(self._listeners):
            listener(picture)


def with_turners(nodes: Sequence[Node], targets: Mapping[str, Widget]) -> list[Node]:
    """The nodes of a screen with the buttons that turn its page, where they are in sight: below its parts.

    Keys go past them, because they bring the page with them.
    """
    turners = [Node(name, "button", targets[name].label) for name in (UP, DOWN) if name in targets]
    below = next((place for place, node in enumerate(nodes) if node.id.startswith(_BELOW)), len(nodes))
    return [*nodes[:below], *turners, *nodes[below:]]


def _bounds(widget: Widget | None, window_height: int) -> Bounds | None:
    if widget is None:
        return None
    top = window_height - widget.y - widget.height
    return Bounds(round(widget.x), round(top), round(widget.width), round(widget.height))
