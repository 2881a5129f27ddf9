"""Does what staff ask of the terminal: now, once, or not at all. And tells the hub what became of it.

Theory of operation. The news gives each command once: its id is in the journal before it comes here. Whether there is
still time is judged by the latest it can be, so that an answer that was held up on its way brings back nothing old.
What concerns the screen is put to the screens, which know whether somebody is there. A terminal without screens, or
whose screens do not answer in time, refuses. Answers to the hub are tried for a minute and then let go: what the hub
has not heard it shows as expired.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from kiosk import events
from kiosk.domain.commands import CLEANING, Answered, Heard, Kind
from kiosk.domain.errors import Unavailable
from kiosk.domain.events import ScreenAsked
from kiosk.interfaces.clock import Clock
from kiosk.terminal.backoff import Backoff
from kiosk.terminal.bus import Bus
from kiosk.terminal.hub_client import HubClient, HubRefused, KeyRevoked
from kiosk.terminal.lines import Line
from kiosk.terminal.trusted_clock import TrustedClock

TRIED = 60.0
"""Seconds for which an answer is tried."""

UNDER_WAY = 1.0
"""Seconds for which an answer of the screens may be on its way after the last moment at which they could act."""

_SCREEN = (Kind.CLEAN, Kind.CHECK_SCREEN, Kind.CLOSE, Kind.READ_CARD)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a command, with a code for how, or why not."""

    command: UUID
    answered: Answered
    result: str


class Commands:
    """Belongs to the terminal's loop. `answer` is a job that goes on until it is cancelled.

    Args:
        time: the hub's, as far as it is known.
        clock: counts the seconds that are left.
        closed: called with the arguments of a command when the screens have agreed to close.
        opened: called when staff want the terminal open again.
        prints: called when staff want a test print, with what to call then.
        door: called when staff want a door open, with until when on the monotonic clock and what to call then.
    """

    def __init__(
        self,
        line: Line,
        bus: Bus,
        time: TrustedClock,
        clock: Clock,
        *,
        closed: Callable[[Mapping[str, str]], None],
        opened: Callable[[], None],
        prints: Callable[[Callable[[Answered, str], None]], None],
        door: Callable[[Heard, float, Callable[[Answered, str], None]], None],
    ) -> None:
        self._line, self._bus, self._time, self._clock = line, bus, time, clock
        self._closed, self._opened, self._prints, self._door = closed, opened, prints, door
        self._cleaned_until = 0.0
        self._asked: dict[UUID, tuple[Heard, asyncio.TimerHandle]] = {}
        self._opened_since: set[UUID] = set()
        self._outcomes: asyncio.Queue[Outcome] = asyncio.Queue()

    @property
    def cleaning(self) -> bool:
        """Whether the screen is locked to be wiped, because staff asked for it."""
        return self._clock.monotonic() < self._cleaned_until

    def take(self, command: Heard) -> None:
        """Carries a command out, if there is still time."""
        now = self._time.latest()
        left = 0.0 if now is None else (command.expires_at - now).total_seconds()
        if left <= 0:
            events.log("command.too_late", id=str(command.id), kind=_known(command))
        elif command.kind == Kind.OPEN:
            # What the screens have yet to answer was asked before: it may not close what is open now.
            self._opened_since = set(self._asked)
            self._opened()
            self._answer(command, "done", "opened")
        elif command.kind == Kind.TEST_PRINT:
            self._prints(partial(self._answer, command))
        elif command.kind == Kind.OPEN_DOOR:
            self._door(command, self._clock.monotonic() + left, partial(self._answer, command))
        elif command.kind in _SCREEN:
            timer = asyncio.get_running_loop().call_later(left + UNDER_WAY, self._unanswered, command)
            self._asked[command.id] = command, timer
            until = self._clock.monotonic() + left
            self._bus.tell(ScreenAsked(command.id, command.kind, command.args, until))
        else:
            self._answer(command, "refused", "kind_unknown")

    def screen_answered(self, command_id: UUID, answered: Answered, result: str) -> None:
        """The screens say what became of a command. Once it is done they may say more of it."""
        asked = self._asked.pop(command_id, None)
        if asked is not None:
            command, timer = asked
            timer.cancel()
            if command.kind == Kind.CLEAN and answered == "done":
                self._cleaned_until = self._clock.monotonic() + CLEANING
            if command.kind == Kind.CLOSE and answered == "done" and command_id not in self._opened_since:
                self._closed(command.args)
        self._outcomes.put_nowait(Outcome(command_id, answered, result))
        events.log("command.carried_out", id=str(command_id), answered=answered, result=result)

    async def answer(self) -> None:
        """Tells the hub of each outcome, in order."""
        while True:
            outcome = await self._outcomes.get()
            backoff = Backoff(0.5, 8)
            until = self._clock.monotonic() + TRIED
            while not await self._told(outcome) and self._clock.monotonic() < until:
                await asyncio.sleep(backoff.next())

    async def _told(self, outcome: Outcome) -> bool:
        """Tries once. Says whether there is nothing more to do."""
        tell = partial(_acknowledge, self._line.client, outcome)
        try:
            await asyncio.get_running_loop().run_in_executor(self._line.executor, tell)
        except (KeyRevoked, HubRefused) as error:
            events.log("command.not_told", id=str(outcome.command), code=error.code)
        except Unavailable as error:
            events.log("command.not_told", id=str(outcome.command), code=error.code)
            return False
        return True

    def _unanswered(self, command: Heard) -> None:
        del self._asked[command.id]
        self._answer(command, "refused", "no_screen")

    def _answer(self, command: Heard, answered: Answered, result: str) -> None:
        events.log("command.carried_out", id=str(command.id), answered=answered, result=result)
        self._outcomes.put_nowait(Outcome(command.id, answered, result))


def _known(command: Heard) -> str:
    """The kind of a command, for the log."""
    return command.kind if command.kind in set(Kind) else "unknown"


def _acknowledge(client: HubClient, outcome: Outcome) -> None:
    path = f"/api/v1/commands/{outcome.command}/acknowledgement"
    client.ask("POST", path, {200}, document={"state": outcome.answered, "result": outcome.result})
