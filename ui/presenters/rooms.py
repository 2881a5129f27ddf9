"""What has the whole screen, whoever is at it: an emergency, and staff behind their door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from kiosk.domain.readers import Shown, Unread
from ui.presenters.desk import Desk
from ui.presenters.emergency import EmergencyRoom
from ui.presenters.scene import Scene
from ui.presenters.view import View


class Room(Protocol):
    """One of them. It keeps what it needs of those in it, and nothing once it is left."""

    @property
    def open(self) -> bool:
        """Whether it has the screen."""

    @property
    def seizes(self) -> bool:
        """Whether it takes the screen from somebody who is at it."""

    def view(self, scene: Scene) -> View:
        """What is seen in it."""

    def press(self, name: str, language: str) -> None:
        """Does what the thing with that id does."""

    def type(self, text: str) -> None:
        """Characters from any keyboard."""

    def key(self, name: str) -> None:
        """A key of a real keyboard that is no character: `backspace`, `left`, `right`, `enter` or `back`."""

    def shown(self, reading: Shown | Unread) -> bool:
        """A card or a code was shown, or could not be read; whether that was waited for. Called also while the room
        is shut."""

    def tick(self, now: float) -> bool:
        """Time passes, also while it is shut; whether what is shown has changed. `now` on the monotonic clock."""

    def leave(self) -> None:
        """Whoever is in it goes. A room that an emergency opens stays open."""


ROOMS: Final[tuple[Callable[[Desk], Room], ...]] = (EmergencyRoom,)
"""Those that come before staff's: each adds itself here."""


class Rooms:
    """All of them; the first that is open has the screen.

    Args:
        staff: what is behind the door for staff.
    """

    def __init__(self, desk: Desk, staff: Room) -> None:
        self._rooms: Sequence[Room] = (*(make(desk) for make in ROOMS), staff)

    @property
    def now(self) -> Room | None:
        """The one that has the screen."""
        return next((room for room in self._rooms if room.open), None)

    def view(self, scene: Scene) -> View | None:
        """What is seen in the one that has the screen."""
        return None if self.now is None else self.now.view(scene)

    def shown(self, reading: Shown | Unread) -> bool:
        """Something was shown; whether one of them waited for it."""
        return any(room.shown(reading) for room in self._rooms)

    def tick(self, now: float) -> bool:
        """Time passes; whether what is shown has changed."""
        return [room for room in self._rooms if room.tick(now)] != []

    def leave(self) -> None:
        """Whoever is in one of them goes."""
        for room in self._rooms:
            room.leave()
