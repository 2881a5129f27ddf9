"""The door for staff at this terminal: opened by what somebody shows, closed whenever that cannot be told.

Theory of operation. What PINs are told by comes with what the terminal knows about people, which only memory holds
and only for a day. Without it nobody is let in. A try is written down as a wrong one before it is looked at and
forgotten when it was right, so that pulling the plug is no way to have more of them; after a restart the wait that
was left begins anew. Whatever is done is in the journal before it is done, and told to the hub until it has said that
it has it; what cannot be written down is not done.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hmac import compare_digest
from typing import Final
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.pwhash import verify
from sqlite_utils import Database

from kiosk import events
from kiosk.domain import ids
from kiosk.domain.errors import Unavailable
from kiosk.domain.staff_door import LOCK_AFTER, PART, Act, DoorClosed, Shown, Verifier, wait_after, warden_kind
from kiosk.interfaces.clock import Clock
from kiosk.terminal import records
from kiosk.terminal.hub_client import HubClient, HubRefused, KeyRevoked
from kiosk.terminal.journal import Journal, NotSaved
from kiosk.terminal.lines import Line
from kiosk.terminal.personal import Document
from kiosk.terminal.telling import Telling

TRIES, DEEDS, LOUDNESS = "door_tries", "door_deeds", "loudness"
"""Under which names the journal has the wrong tries in a row, what the hub was not told yet, and how loud it is."""

AT_ONCE: Final = 100
"""Deeds told at once."""

Note = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Kept:
    wrong: int
    deeds: list[Note]


class StaffDoor:
    """Belongs to the terminal's loop. `tell` is a job that goes on until it is cancelled.

    Args:
        now: the best time there is.
        known: what the terminal may know about people just now.
    """

    def __init__(
        self,
        journal: Journal,
        line: Line,
        clock: Clock,
        now: Callable[[], datetime],
        known: Callable[[], Document | None],
    ) -> None:
        self._journal, self._line, self._clock, self._now, self._known = journal, line, clock, now, known
        self._one = asyncio.Lock()
        self._telling = Telling(self.tell_once)
        self._wrong: int | None = None
        self._opens = 0.0

    async def show(self, shown: Shown, *, warden: bool = False) -> UUID:
        """Whose it is that was shown.

        Args:
            warden: whether it may also be somebody's who leads roll-calls and does nothing else here.

        Raises:
            DoorClosed: nobody's, too soon, or it cannot be told or noted.
        """
        async with self._one:
            try:
                return await self._shown(shown, warden=warden)
            except NotSaved:
                raise DoorClosed("not_noted") from None

    async def did(self, act: Act, account: UUID) -> None:
        """Notes what somebody is about to do.

        Raises:
            DoorClosed: it could not be noted, so it must not be done.
        """
        try:
            await self._journal.transact(partial(_note, note=self._deed(act, account)))
        except NotSaved:
            raise DoorClosed("not_noted") from None
        self._telling.want()

    async def loudness(self) -> int:
        """How many steps louder than its settings say staff want this terminal; 0 until they have said."""
        return int(await self._journal.transact(partial(records.recall, key=LOUDNESS)) or 0)

    async def keep_loudness(self, louder: int) -> None:
        """Notes how many steps louder than its settings say this terminal shall be from now on.

        Raises:
            DoorClosed: it could not be noted.
        """
        try:
            await self._journal.transact(partial(records.remember, key=LOUDNESS, value=str(louder)))
        except NotSaved:
            raise DoorClosed("not_noted") from None

    def want(self) -> None:
        """The hub is back."""
        self._telling.want()

    async def tell(self) -> None:
        """Tells the hub what was done, until it has all of it; and again when there is more."""
        await self._telling.go_on()

    async def tell_once(self) -> bool:
        """Tells once. Says whether there is more to tell at once."""
        deeds = (await self._journal.transact(_kept)).deeds[:AT_ONCE]
        if not deeds:
            return False
        tell = partial(_tell, self._line.client, deeds)
        try:
            await asyncio.get_running_loop().run_in_executor(self._line.executor, tell)
        except (KeyRevoked, HubRefused, Unavailable) as error:
            events.log("door.not_told", code=error.code)
            return False
        await self._journal.transact(partial(_forget, told={str(deed["id"]) for deed in deeds}))
        return True

    async def _shown(self, shown: Shown, *, warden: bool) -> UUID:
        if self._wrong is None:
            self._wrong = (await self._journal.transact(_kept)).wrong
            self._opens = self._clock.monotonic() + wait_after(self._wrong)
        if (left := self._opens - self._clock.monotonic()) > 0:
            raise DoorClosed("locked" if self._wrong >= LOCK_AFTER else "wait", seconds=left)
        verifiers = read(self._known())
        if not verifiers:
            raise DoorClosed("unknown_staff")
        self._wrong += 1
        await self._journal.transact(partial(records.remember, key=TRIES, value=str(self._wrong)))
        kinds = {shown.kind, warden_kind(shown.kind)} if warden else {shown.kind}
        among = [each for each in verifiers if each.kind in kinds]
        account = await asyncio.to_thread(_whose, among, shown)
        if account is None:
            wait = wait_after(self._wrong)
            self._opens = self._clock.monotonic() + wait
            code = "locked" if self._wrong >= LOCK_AFTER else "wrong"
            events.log("door.refused", code=code, wrong=self._wrong)
            await self._journal.transact(partial(_note, note=self._deed(Act.REFUSED, None, code)))
            self._telling.want()
            raise DoorClosed(code, seconds=wait)
        await self._journal.transact(partial(_note, note=self._deed(Act.OPENED, account), wrong=0))
        self._wrong = 0
        self._telling.want()
        events.log("door.opened", account=str(account))
        return account

    def _deed(self, act: Act, account: UUID | None, code: str | None = None) -> Note:
        at = self._now()
        made = ids.uuid7(int(at.timestamp() * 1000), os.urandom(10))
        whose = None if account is None else str(account)
        return {"id": str(made), "act": act.value, "account": whose, "at": at.isoformat(), "code": code}


def read(known: Document | None) -> tuple[Verifier, ...]:
    """What the hub said that staff are told by; nothing where it said nothing that can be read."""
    rows = None if known is None else known.get(PART)
    found = []
    for row in rows if isinstance(rows, list) else []:
        try:
            found.append(Verifier(UUID(row["account"]), str(row["kind"]), str(row["verifier"])))
        except (TypeError, KeyError, ValueError):
            continue
    return tuple(found)


def _whose(verifiers: Sequence[Verifier], shown: Shown) -> UUID | None:
    """Tries all of them, so that how long it takes tells nothing."""
    fitting = [each.account for each in verifiers if _fits(each, shown)]
    return fitting[0] if fitting else None


def _fits(verifier: Verifier, shown: Shown) -> bool:
    if shown.kind == "card":
        return compare_digest(verifier.hashed.encode("utf-8"), shown.secret.encode("utf-8", "surrogatepass"))
    try:
        return verify(verifier.hashed.encode("utf-8"), shown.secret.encode("utf-8", "surrogatepass"))
    except (CryptoError, ValueError):
        return False


def _kept(database: Database) -> _Kept:
    deeds: list[Note] = json.loads(records.recall(database, DEEDS) or "[]")
    return _Kept(int(records.recall(database, TRIES) or 0), deeds)


def _note(database: Database, note: Note, wrong: int | None = None) -> None:
    records.remember(database, DEEDS, json.dumps([*_kept(database).deeds, note]))
    if wrong is not None:
        records.remember(database, TRIES, str(wrong))


def _forget(database: Database, told: set[str]) -> None:
    left = [deed for deed in _kept(database).deeds if deed["id"] not in told]
    records.remember(database, DEEDS, json.dumps(left))


def _tell(client: HubClient, deeds: list[Note]) -> None:
    client.ask("POST", "/api/v1/staff-door", {200}, document={"done": deeds})
