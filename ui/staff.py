"""What staff may do at the terminal, as `ui.presenters.desk.Staff` asks for it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from gettext import NullTranslations
from typing import Any, Protocol
from uuid import UUID

from kiosk import events
from kiosk.domain import doors
from kiosk.domain.doors import Released
from kiosk.domain.staff_door import Act, Shown
from kiosk.domain.terminals import Health
from kiosk.interfaces.speech import Speech
from ui.presenters import staff_views
from ui.presenters.words import Words


class Door(Protocol):
    """The part of `kiosk.terminal.staff_door.StaffDoor` that the screens meet."""

    async def show(self, shown: Shown) -> UUID: ...

    async def did(self, act: Act, account: UUID) -> None: ...

    async def loudness(self) -> int: ...

    async def keep_loudness(self, louder: int) -> None: ...


class Cards(Protocol):
    """The part of `kiosk.terminal.readers.Readers` that the screens meet."""

    async def add(self, command: UUID, digest: str) -> None: ...


class Doors(Protocol):
    """The part of `kiosk.terminal.doors.Doors` that the screens meet."""

    @property
    def doors(self) -> Mapping[str, doors.Door]: ...

    def may_open(self, account: UUID) -> bool: ...

    async def open(self, door: str, account: UUID) -> Released: ...


class Terminal(Protocol):
    """The part of the terminal that staff meet."""

    @property
    def doors(self) -> Doors: ...

    @property
    def readers(self) -> Cards: ...

    @property
    def staff_door(self) -> Door: ...

    @property
    def look(self) -> Callable[[], Coroutine[Any, Any, Health]]: ...


class TerminalStaff:
    """Meets `ui.presenters.desk.Staff`.

    Args:
        may_exit: whether the program may be closed at this terminal.
        leave: ends the program; told whether it begins anew.
    """

    def __init__(
        self,
        terminal: Terminal,
        speech: Speech,
        catalogues: Mapping[str, NullTranslations],
        *,
        may_exit: bool,
        leave: Callable[[bool], None],
    ) -> None:
        self._terminal, self._speech, self._catalogues = terminal, speech, catalogues
        self._may_exit, self._leave = may_exit, leave
        self._set = speech.usual

    @property
    def may_exit(self) -> bool:
        return self._may_exit

    def show(self, shown: Shown) -> Coroutine[Any, Any, UUID]:
        return self._terminal.staff_door.show(shown)

    def did(self, act: Act, account: UUID) -> Coroutine[Any, Any, None]:
        return self._terminal.staff_door.did(act, account)

    def look(self) -> Coroutine[Any, Any, Health]:
        return self._terminal.look()

    async def sound(self, louder: int, language: str) -> None:
        await self._terminal.staff_door.keep_loudness(louder)
        self.heard(louder)
        words = Words(language, self._catalogues)(staff_views.SENTENCE)
        self._speech.say(words, language, self._speech.usual)

    def heard(self, louder: int) -> None:
        """From now on every session begins so many steps louder than the settings say."""
        self._speech.usual = self._set.louder(louder)

    def add_card(self, command: UUID, digest: str) -> Coroutine[Any, Any, None]:
        return self._terminal.readers.add(command, digest)

    def doors(self, account: UUID) -> Sequence[doors.Door]:
        return (*self._terminal.doors.doors.values(),) if self._terminal.doors.may_open(account) else ()

    def open_door(self, door: str, account: UUID) -> Coroutine[Any, Any, Released]:
        return self._terminal.doors.open(door, account)

    def leave(self, again: bool) -> None:
        events.log("door.left", again=again)
        self._leave(again)
