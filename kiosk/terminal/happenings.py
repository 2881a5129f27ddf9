"""What happened with people here, kept until the hub has it: each once and in order, however long the hub is away.

Theory of operation. A happening is sealed to the hub and in the journal before anybody is told that it is so. It is
told at once, and again whenever the hub is back, until the hub says that it has it; what the hub answered is for
whoever made it and still waits. What the hub cannot take at all is held, so that those behind it go on.
A hub that was restored from a backup is told everything again, from the beginning: so each telling says which record
it is for, and a hub with another one takes nothing of it.
"""

from __future__ import annotations

import asyncio
import base64
import os
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, cast
from uuid import UUID

from sqlite_utils import Database

from kiosk import events
from kiosk.domain import happenings, ids
from kiosk.domain.errors import Unavailable
from kiosk.domain.events import HappeningTold
from kiosk.domain.happenings import Answer, Body
from kiosk.domain.submissions import written
from kiosk.interfaces.clock import Clock
from kiosk.terminal import answers, happening_records, records
from kiosk.terminal.answers import HubUnintelligible
from kiosk.terminal.bus import Bus
from kiosk.terminal.catalogue import Catalogue
from kiosk.terminal.hub_client import HubClient, HubRefused, KeyRevoked
from kiosk.terminal.journal import Journal, NotSaved
from kiosk.terminal.lines import Line
from kiosk.terminal.telling import Telling
from kiosk.terminal.trusted_clock import TrustedClock

AGAIN: Final = 10.0
"""Seconds between two tries: somebody may still stand there."""

_ABOUT_IT = (400, 413, 422)
"""Refusals that no waiting mends."""

_REMEMBERED: Final = 500
"""Answers that are kept for whoever asks."""

Row = Mapping[str, object]
Word = tuple[UUID, bool, Answer]
"""What the hub says of one: whether it was taken, and its answer."""


class Happenings:
    """Belongs to the terminal's loop. `tell` is a job that goes on until it is cancelled.

    Args:
        here: the catalogue, with the key that happenings are sealed to, and whether the hub no longer knows this
            terminal.
    """

    def __init__(
        self,
        journal: Journal,
        line: Line,
        time: TrustedClock,
        clock: Clock,
        bus: Bus,
        here: Callable[[], tuple[Catalogue | None, bool]],
    ) -> None:
        self._journal, self._line, self._time, self._clock, self._bus = journal, line, time, clock, bus
        self._here = here
        self.heard = True
        """Whether the hub took the last, or has come back since: then it is worth waiting for its word."""
        self._telling = Telling(self.tell_once, AGAIN)
        self._at_once = happenings.AT_ONCE
        self._answers: OrderedDict[UUID, asyncio.Future[Answer | None]] = OrderedDict()

    async def keep(
        self,
        kind: str,
        body: Body,
        identifier: UUID | None = None,
        beside: Callable[[Database, UUID], None] | None = None,
    ) -> UUID:
        """Seals one and returns once it is on the disk.

        Args:
            kind: says which part of the hub takes it.
            body: in JSON.
            identifier: what it is called; the same one again changes nothing. A new one when `None`.
            beside: work for the journal that is done with it or not at all.

        Raises:
            NotSaved: nothing was kept.
        """
        known, withdrawn = self._here()
        if withdrawn or known is None:
            raise NotSaved("withdrawn" if withdrawn else "form_unknown")
        trusted = self._time.now()
        made = trusted or self._clock.now()
        name = identifier or ids.uuid7(int(made.timestamp() * 1000), os.urandom(10))
        row: Row = {
            "id": str(name),
            "kind": kind,
            "key_id": known.hub_key.id,
            "sealed": known.hub_key.seal(happenings.to_bytes(body)),
            "made_at": written(made),
            "time_uncertain": int(trusted is None),
        }
        if name not in self._answers:
            self._answers[name] = asyncio.get_running_loop().create_future()
            while len(self._answers) > _REMEMBERED:
                _, dropped = self._answers.popitem(last=False)
                dropped.cancel()

        def work(database: Database) -> None:
            happening_records.keep(database, row)
            if beside is not None:
                beside(database, name)

        await self._journal.transact(work)
        events.log("happenings.kept", id=str(name), kind=kind)
        self._telling.want()
        return name

    async def answer(self, identifier: UUID, within: float) -> Answer | None:
        """What the hub said to one; `None` when it did not in time, or could not take it.

        Args:
            within: seconds.
        """
        waited = self._answers.get(identifier)
        if waited is None:
            return None
        done, _ = await asyncio.wait({waited}, timeout=within)
        return waited.result() if done and not waited.cancelled() else None

    async def waiting(self) -> int:
        """How many the hub has not got yet.

        Raises:
            NotSaved: the journal cannot be read just now.
        """
        return await self._journal.transact(happening_records.waiting)

    def want(self) -> None:
        """The hub is back."""
        self.heard = True
        self._telling.want()

    async def tell(self) -> None:
        """Tells the hub until it has all of it; and again when there is more."""
        await self._telling.go_on()

    async def tell_once(self) -> bool:
        """Tells once. Says whether there is more to tell at once."""
        rows, record = await self._journal.transact(self._due)
        if not rows:
            return False
        tell = partial(_tell, self._line.client, rows, record)
        try:
            words = await asyncio.get_running_loop().run_in_executor(self._line.executor, tell)
        except HubRefused as error:
            return await self._refused(error, rows)
        except (KeyRevoked, Unavailable) as error:
            self.heard = False
            events.log("happenings.not_told", code=error.code)
            return False
        self._at_once, self.heard = happenings.AT_ONCE, True
        heard = {name: (taken, answer) for name, taken, answer in words}
        sent = {UUID(str(row["id"])): str(row["kind"]) for row in rows}
        done = sent.keys() & heard.keys()
        at = self._time.now() or self._clock.now()

        def work(database: Database) -> None:
            # Restored meanwhile, it may have lost them again.
            if records.named(database) == record:
                happening_records.told(database, [str(each) for each in done], at)

        await self._journal.transact(work)
        events.log("happenings.told", count=len(done))
        for name in (each for each in sent if each in done):
            taken, answer = heard[name]
            waited = self._answers.get(name)
            if waited is not None and not waited.done():
                waited.set_result(answer if taken else None)
            self._bus.tell(HappeningTold(name, sent[name]))
        return bool(done)

    def _due(self, database: Database) -> tuple[Sequence[Row], Mapping[str, str]]:
        """What is told next, and to which record."""
        return happening_records.due(database, self._at_once), records.named(database)

    async def _refused(self, error: HubRefused, rows: Sequence[Row]) -> bool:
        """Finds the one among several that the hub cannot take, and holds it."""
        if error.data["status"] not in _ABOUT_IT:
            events.log("happenings.not_told", code=error.code)
            return False
        if len(rows) > 1:
            self._at_once = 1
            return True
        (row,) = rows
        await self._journal.transact(partial(happening_records.hold, identifier=str(row["id"])))
        events.log("happenings.held", id=str(row["id"]), code=error.code)
        return True


def _tell(client: HubClient, rows: Sequence[Row], record: Mapping[str, str]) -> list[Word]:
    told = [
        {
            **row,
            "sealed": base64.b64encode(cast(bytes, row["sealed"])).decode("ascii"),
            "time_uncertain": bool(row["time_uncertain"]),
        }
        for row in rows
    ]
    _, _, body = client.ask("POST", "/api/v1/happenings", {200}, document={"happenings": told}, headers=record)
    listed = answers.an_object(body).get("happenings")
    try:
        return [_word(each) for each in cast(list[object], listed)]
    except (KeyError, TypeError, ValueError):
        raise HubUnintelligible(part="happenings") from None


def _word(told: object) -> Word:
    row = cast(Mapping[str, object], told)
    answer = row["answer"]
    return UUID(str(row["id"])), row["state"] == "taken", answer if isinstance(answer, dict) else {}
