"""One switch for everything: a ring walks over the screen by itself, and a press takes what is in it.

It goes round groups first: the parts of the page a few at a time, each row of the keyboard, the buttons, Back, the
rest of the bar. A press goes into the group, where the ring walks on from thing to thing and last round the whole
group again, which leads out of it; the next press presses what it is around. A group of one is pressed at once.

After two rounds without a press it rests, and the next press only wakes it. What a trembling hand or a key that
repeats sends after a press is none.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from kiosk.domain.ease import Pace
from ui.presenters import bar
from ui.presenters.semantics import Node, Translate
from ui.presenters.view import Fixed, say

STEPS: Final[Mapping[Pace, float]] = MappingProxyType({"": math.inf, "slow": 3.0, "ordinary": 1.8, "quick": 1.0})
"""Seconds the ring stays, by the pace that was asked for."""

FIRST: Final = 1.5
"""How many times longer it stays where it begins, so that somebody can find it."""

SPOKEN: Final = 1.2
"""Seconds more while what is in the ring is said."""

READ_OUT: Final = 6.0
"""Seconds more on a new screen while it is read out: moving on would cut that off."""

ROUNDS: Final = 2
"""Rounds without a press after which it rests."""

TREMBLE: Final = 0.3
"""Seconds of silence before a press counts as another one."""

MOST: Final = 5
"""Parts of a page in one group."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the ring is: around one thing or several, or, last in a group, around it as the `way_out`."""

    nodes: tuple[Node, ...]
    way_out: bool = False

    def told(self, translate: Translate) -> Node:
        """What to say of it, as a node."""
        if self.way_out:
            return Node("", "paragraph", translate(say("Out of this group")), language=self.nodes[0].language)
        if len(self.nodes) == 1:
            return self.nodes[0]
        first, last = self.nodes[0], self.nodes[-1]
        words = translate(say("{first} to {last}", first=Fixed(first.name), last=Fixed(last.name)))
        return Node("", "paragraph", words, language=first.language)


class Scanner:
    """The walk of the ring. Time is passed in: seconds of any clock that only goes forward."""

    def __init__(self) -> None:
        self._step = math.inf
        self._spoken = False
        self._groups: tuple[tuple[Node, ...], ...] = ()
        self._group: int | None = None
        self._place = 0
        self._rounds = 0
        self._due = math.inf
        self._heard = -math.inf
        self._pressed: str | None = None

    @property
    def stop(self) -> Stop | None:
        """Where the ring is; `None` while it rests or there is nothing to press."""
        if self.resting:
            return None
        if self._group is None:
            return Stop(self._groups[self._place])
        group = self._groups[self._group]
        return Stop((group[self._place],)) if self._place < len(group) else Stop(group, way_out=True)

    @property
    def resting(self) -> bool:
        """Whether it waits for a press."""
        return not self._groups or self._rounds >= ROUNDS

    @property
    def due(self) -> float:
        """When the ring moves on; infinitely far away while it rests."""
        return math.inf if self.resting else self._due

    def pace(self, pace: Pace, *, spoken: bool) -> None:
        """How fast it walks from the next stop on."""
        self._step, self._spoken = STEPS[pace] + (SPOKEN if spoken else 0), spoken

    def show(self, nodes: Sequence[Node], now: float, *, new: bool) -> None:
        """What is on the screen now. On a new screen the walk begins; after a press on the same one it goes on at
        what most likely comes next: the keys while somebody types, else what stands below."""
        groups = tuple(grouped(nodes))
        if new:
            self._groups, self._pressed = groups, None
            self._begin(0, now)
            self._due += READ_OUT if self._spoken else 0
        elif self._pressed is not None:
            place = self._after(groups, self._pressed)
            self._groups, self._pressed = groups, None
            self._begin(place, now)
        elif _ids(groups) != _ids(self._groups):
            self._groups = groups
            self._begin(0, now)
        else:
            self._groups = groups

    def tick(self, now: float) -> bool:
        """Time passes; whether the ring moved."""
        if now < self.due:
            return False
        stops = len(self._groups) if self._group is None else len(self._groups[self._group]) + 1
        self._place = (self._place + 1) % stops
        self._rounds += self._place == 0
        self._due = now + self._step
        return True

    def press(self, now: float) -> str | None:
        """The switch was pressed: the id to press, or `None` when it went into a group, out of one, or only woke the
        ring."""
        silence, self._heard = now - self._heard, now
        if silence < TREMBLE or not self._groups:
            return None
        if self.resting:
            self._begin(0, now)
            return None
        if self._group is None and len(self._groups[self._place]) > 1:
            self._group, self._place, self._rounds = self._place, 0, 0
            self._due = now + self._step * FIRST
            return None
        stop = self.stop
        if stop is None or stop.way_out:
            self._begin(self._group or 0, now)
            return None
        self._pressed = stop.nodes[0].id
        self._begin(self._place if self._group is None else self._group, now)
        return self._pressed

    def _begin(self, place: int, now: float) -> None:
        self._group, self._place, self._rounds = None, place, 0
        self._due = now + self._step * FIRST

    def _after(self, groups: Sequence[Sequence[Node]], pressed: str) -> int:
        keys = next((place for place, group in enumerate(groups) if group[0].role == "key"), None)
        if keys is not None and pressed.startswith(("key:", "field:")):
            return keys
        here = next((place for place, group in enumerate(groups) if pressed in {node.id for node in group}), -1)
        return (here + 1) % max(1, len(groups))


def grouped(nodes: Sequence[Node]) -> Iterator[tuple[Node, ...]]:
    """What can be pressed, in reading order, in groups."""
    for (kind, _row), group in itertools.groupby((node for node in nodes if node.focusable), _kind):
        members = tuple(group)
        parts = math.ceil(len(members) / MOST) if kind == "part" else 1
        size = math.ceil(len(members) / parts)
        yield from (members[start : start + size] for start in range(0, len(members), size))


def _kind(node: Node) -> tuple[str, int]:
    if node.role == "key":
        return "key", node.row
    if node.id == bar.BACK:
        return "back", 0
    kind = node.id.partition(":")[0]
    return (kind if kind in ("action", "bar") else "part"), 0


def _ids(groups: Sequence[Sequence[Node]]) -> list[list[str]]:
    return [[node.id for node in group] for group in groups]
