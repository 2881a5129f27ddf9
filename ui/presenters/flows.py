"""The services of this screen besides the forms, in the order of their tiles, and what of them the journey meets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from kiosk.domain.readers import Shown, Unread
from kiosk.terminal.session import Session
from ui.presenters import flow
from ui.presenters.arriving import Arriving
from ui.presenters.desk import Desk
from ui.presenters.flow import Flow, Front
from ui.presenters.leaving import Leaving
from ui.presenters.parcels import Parcels
from ui.presenters.scene import Scene, unsent
from ui.presenters.view import Answers, Choices, Row, Tile, View

FLOWS: Final[tuple[Callable[[Desk, Front], Flow], ...]] = (Arriving, Parcels, Leaving)
"""Each service adds itself here, and nowhere else."""


class Flows:
    """All of them. Keeps nothing of a person."""

    def __init__(self, desk: Desk, front: Front) -> None:
        self._flows: Mapping[str, Flow] = {each.name: each for each in (make(desk, front) for make in FLOWS)}

    @property
    def screens(self) -> Mapping[str, Callable[[Scene], View]]:
        """What draws the screens of each, by its name."""
        return {name: each.view for name, each in self._flows.items()}

    def tiles(self, scene: Scene) -> tuple[Tile, ...]:
        """What stands on the first screen for those that work now."""
        return tuple(tile for each in self._flows.values() for tile in each.tiles(scene))

    def press(self, session: Session, name: str, view: View, scene: Scene) -> bool:
        """Does what the thing with that id does, if it is on the screen and a flow's; whether it was."""
        if name not in _things(view):
            return False
        if session.screen != "home":
            here = self._at(session)
            return here is not None and here.press(session, name)
        for each in self._flows.values():
            if any(tile.id == name for tile in each.tiles(scene)):
                return each.press(session, name)
        return False

    def shown(self, session: Session | None, reading: Shown | Unread) -> bool:
        """Something was shown: to the flow somebody is in, else to the first that knows it. Nobody who has answers
        that were not sent loses them by what is shown."""
        if session is not None and (here := self._at(session)) is not None and here.shown(session, reading):
            return True
        if session is not None and (session.sending or unsent(session)):
            return False
        return any(each.shown(session, reading) for each in self._flows.values())

    def house_changed(self, session: Session) -> None:
        """The house is not what it was."""
        if (here := self._at(session)) is not None:
            here.house_changed(session)

    def tick(self, session: Session | None, now: float) -> bool:
        """Time passes; whether what is shown has changed."""
        here = None if session is None else self._at(session)
        return here is not None and session is not None and here.tick(session, now)

    def _at(self, session: Session) -> Flow | None:
        return self._flows.get(flow.of(session.screen))


def _things(view: View) -> Iterator[str]:
    """The ids of what can be pressed on a screen, but for the bar, the lines to type in and the keys."""
    yield from (action.id for action in view.actions)
    for part in view.parts:
        match part:
            case Tile() | Row():
                yield part.id
            case Choices(items=choices):
                yield from (choice.id for choice in choices)
            case Answers(items=answers):
                yield from (answer.id for answer in answers)
