"""What the screens of an emergency ask of the house, answered by the terminal: `ui.presenters.roll_desk.RollDesk`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from gettext import NullTranslations
from typing import Any, Protocol
from uuid import UUID

from kiosk.domain.printing import Printed
from kiosk.domain.roll_calls import Kind, Mark, Procedure, Roll, RollCall
from kiosk.domain.staff_door import Shown
from kiosk.interfaces.speech import LOUDEST, Manner, Speech
from ui.presenters.announcing import joined
from ui.presenters.view import Text
from ui.presenters.words import Words


class Calls(Protocol):
    """The part of `kiosk.terminal.roll_calls.RollCalls` that the screens meet."""

    @property
    def current(self) -> RollCall | None: ...

    @property
    def code_opens(self) -> bool: ...

    def may_lead(self, account: UUID) -> bool: ...

    async def begin(self, procedure: Procedure, kind: Kind, account: UUID) -> None: ...

    async def open(self, shown: Shown) -> Roll: ...

    async def open_by_code(self, typed: str) -> Roll: ...

    async def roll(self) -> Roll: ...

    async def mark(self, person: UUID, mark: Mark) -> Roll: ...

    async def end(self) -> None: ...

    def leave(self) -> None: ...


class Work(Protocol):
    """The part of `kiosk.terminal.roll_work.RollWork` that the screens meet."""

    @property
    def calls(self) -> Calls: ...

    async def print(self, language: str) -> Printed: ...


class TerminalRolls:
    """Satisfies `ui.presenters.roll_desk.RollDesk`. `names` is set on the terminal's thread and emptied on Kivy's.

    Args:
        later: calls something on the terminal's thread.
    """

    def __init__(
        self,
        work: Work,
        speech: Speech,
        catalogues: Mapping[str, NullTranslations],
        later: Callable[[Callable[[], None]], None],
    ) -> None:
        self._work, self._speech, self._catalogues, self._later = work, speech, catalogues, later
        self._lock, self._visit = threading.Lock(), 0
        self._names: Roll | None = None

    @property
    def current(self) -> RollCall | None:
        return self._work.calls.current

    @property
    def names(self) -> Roll | None:
        return None if self.current is None else self._names

    @property
    def code_opens(self) -> bool:
        return self._work.calls.code_opens

    def may_lead(self, account: UUID) -> bool:
        return self._work.calls.may_lead(account)

    def begin(self, procedure: Procedure, kind: Kind, account: UUID) -> Coroutine[Any, Any, None]:
        return self._work.calls.begin(procedure, kind, account)

    def open(self, shown: Shown) -> Coroutine[Any, Any, Roll]:
        return self._kept(partial(self._work.calls.open, shown), self._visit)

    def open_by_code(self, typed: str) -> Coroutine[Any, Any, Roll]:
        return self._kept(partial(self._work.calls.open_by_code, typed), self._visit)

    def look(self) -> Coroutine[Any, Any, Roll]:
        return self._kept(self._work.calls.roll, self._visit)

    def mark(self, person: UUID, mark: Mark) -> Coroutine[Any, Any, Roll]:
        return self._kept(partial(self._work.calls.mark, person, mark), self._visit)

    def print(self, language: str) -> Coroutine[Any, Any, Printed]:
        return self._work.print(language)

    def end(self) -> Coroutine[Any, Any, None]:
        return self._work.calls.end()

    def leave(self) -> None:
        with self._lock:
            self._visit += 1
            self._names = None
        self._later(self._work.calls.leave)

    def cry(self, sentences: Sequence[Text], languages: Sequence[str]) -> None:
        if self._speech.trouble is not None:
            return
        manner = Manner(LOUDEST, self._speech.usual.rate)
        for number, language in enumerate(languages):
            words = Words(language, self._catalogues)
            self._speech.say(joined(map(words, sentences)), language, manner, after=number > 0)

    async def _kept(self, ask: Callable[[], Coroutine[Any, Any, Roll]], visit: int) -> Roll:
        """The names that were asked for, unless whoever asked has gone."""
        roll = await ask()
        with self._lock:
            if visit == self._visit:
                self._names = roll
        return roll
