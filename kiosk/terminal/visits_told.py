"""How it stands with somebody who checked in here and waits, as long as a screen wants to know.

Theory of operation. The news says that there is something for a visit, never what; then the hub is asked. What it
says is held in memory for the visits that are followed and no others, and forgotten with the session.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Final, Protocol
from uuid import UUID

from kiosk import events
from kiosk.domain import visit_words
from kiosk.domain.errors import Unavailable
from kiosk.domain.events import VisitTold
from kiosk.domain.happenings import Body
from kiosk.domain.visit_words import MOST_EACH, PAUSE, PHRASES, Said, TooManyWords, TooSoon, WordsUnfit
from kiosk.domain.waiting import State, Told
from kiosk.terminal import answers
from kiosk.terminal.answers import HubUnintelligible
from kiosk.terminal.bus import Bus
from kiosk.terminal.hub_client import HubClient, HubRefused, KeyRevoked
from kiosk.terminal.lines import Line

AGAIN: Final = 5.0
"""Seconds between two questions, while the hub is away or knows nothing of the visit yet."""

MOST: Final = 20
"""Visits followed at once: a party, and those before it."""

MESSAGE: Final = "visit_message"


class Keeping(Protocol):
    """What keeps happenings until the hub has them."""

    async def keep(self, kind: str, body: Body, identifier: UUID | None = None) -> UUID: ...


class VisitsTold:
    """Belongs to the terminal's loop; `told` is for any thread. `keep` is a job that goes on until it is ended."""

    def __init__(self, line: Line, bus: Bus, happenings: Keeping) -> None:
        self._line, self._bus, self._happenings = line, bus, happenings
        self._followed: dict[UUID, Told | None] = {}
        self._due: set[UUID] = set()
        self._written: dict[UUID, tuple[int, float]] = {}
        """How many messages were sent of a visit, and when the last one was, on the loop's clock."""
        self._wanted = asyncio.Event()

    def told(self, visit_id: UUID) -> Told | None:
        """How it stands; `None` while the hub has not said."""
        return self._followed.get(visit_id)

    def follow(self, visit_id: UUID) -> None:
        """Asks at once how it stands, and whenever there is something new."""
        if visit_id not in self._followed:
            while len(self._followed) >= MOST:
                del self._followed[next(iter(self._followed))]
            self._followed[visit_id] = None
        self.heard(visit_id)

    def forget(self) -> None:
        """Nobody looks any more."""
        self._followed.clear()
        self._due.clear()

    def heard(self, visit_id: UUID) -> None:
        """The news says that there is something for a visit."""
        if visit_id in self._followed:
            self._due.add(visit_id)
            self._wanted.set()

    def want(self) -> None:
        """The hub is back."""
        for visit_id in self._followed:
            self.heard(visit_id)

    async def say(self, visit_id: UUID, words: str = "", phrase: str = "") -> None:
        """Sends whoever was asked a few words, typed, or chosen from `PHRASES`. It goes once the hub is there.

        Raises:
            WordsUnfit: they are empty or too long, or there is no such phrase.
            TooManyWords, TooSoon: there were enough, or one a moment ago.
            NotSaved: nothing was kept.
        """
        if phrase and phrase not in PHRASES:
            raise WordsUnfit
        body = {"phrase": phrase} if phrase else {"words": visit_words.read(words)}
        self._hold_back(visit_id)
        await self._happenings.keep(MESSAGE, {"visit": str(visit_id), **body})
        self._written[visit_id] = self._written.get(visit_id, (0, 0.0))[0] + 1, asyncio.get_running_loop().time()
        while len(self._written) > MOST:
            del self._written[next(iter(self._written))]

    def _hold_back(self, visit_id: UUID) -> None:
        """What the hub would not take is not kept: it would never go."""
        count, last = self._written.get(visit_id, (0, 0.0))
        if count >= MOST_EACH:
            raise TooManyWords
        if count and asyncio.get_running_loop().time() - last < PAUSE:
            raise TooSoon

    async def keep(self) -> None:
        """Asks for whatever is due."""
        loop = asyncio.get_running_loop()
        while True:
            self._wanted.clear()
            for visit_id in tuple(self._due):
                self._due.discard(visit_id)  # what the news says while the hub is asked makes it due again
                try:
                    found = await loop.run_in_executor(
                        self._line.executor, partial(_ask, self._line.client, visit_id)
                    )
                except KeyRevoked:
                    self._due.clear()
                    break
                except (Unavailable, HubRefused) as error:
                    # The hub may not have heard yet that they are here.
                    events.log("visits.not_asked", visit=str(visit_id), code=error.code)
                    if visit_id in self._followed:
                        self._due.add(visit_id)
                    continue
                if visit_id in self._followed and self._followed[visit_id] != found:
                    self._followed[visit_id] = found
                    self._bus.tell(VisitTold(visit_id))
            try:
                async with asyncio.timeout(AGAIN if self._due else None):
                    await self._wanted.wait()
            except TimeoutError:
                continue


def _ask(client: HubClient, visit_id: UUID) -> Told:
    _, _, body = client.ask("GET", f"/api/v1/visits/{visit_id}/told", {200})
    return read(answers.an_object(body))


def read(document: Mapping[str, object]) -> Told:
    """What the hub says. A state that this version does not know is that of somebody who waits.

    Raises:
        HubUnintelligible: it is nothing that a hub says.
    """
    words, visit_state = document.get("words"), document.get("visit_state")
    return Told(
        answers.uuid(document, "visit"),
        state_of(document.get("state")),
        awaiting=visit_state == "awaiting",
        turned_away=visit_state == "turned_away",
        cannot=document.get("cannot") is True,
        place=short(document.get("place")),
        number=number_of(document.get("number")),
        words=tuple(map(_said, words if isinstance(words, list) else ())),
        another=document.get("another") is True,
    )


def state_of(value: object) -> State:
    """A state, `waiting` for one that is not known."""
    return next((each for each in State if each == value), State.WAITING)


def number_of(value: object) -> int | None:
    """The number of a day; `None` for none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 100_000 else None


def short(value: object) -> str:
    """A few words that can be shown; empty for anything else."""
    return value if isinstance(value, str) and len(value) <= 200 and value.isprintable() else ""


def _said(row: object) -> Said:
    try:
        if not isinstance(row, dict):
            raise TypeError
        at = datetime.fromisoformat(str(row["at"]))
        return Said(row.get("from_visitor") is True, short(row.get("words")), at)
    except (KeyError, TypeError, ValueError):
        raise HubUnintelligible(part="words") from None
