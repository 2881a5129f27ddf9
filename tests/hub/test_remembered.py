"""What is remembered of the record: never longer than it is true, and not for long when nobody tells."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from kiosk.domain.accounts import FactorKept
from kiosk.domain.roles import EVERYWHERE, Grant, StaffRole
from kiosk.interfaces.facts import Account, StaffSession
from kiosk.interfaces.store import Record
from kiosk.runtime.clock import SystemClock
from kiosk.services.remembered import BELIEVED, Remembered
from tests.support.records import OneSite, url_of

KEY = b"k" * 32
WHO = UUID(int=7)
NOW = SystemClock().now()
LATER = NOW + timedelta(minutes=5)
FIRST = Grant("here", StaffRole.FACILITIES)
SECOND = Grant("here", StaffRole.ADMINISTRATOR)
THIRD = Grant("here", StaffRole.TENANT_USER)

CHANGES: tuple[Callable[[Record], object], ...] = (
    lambda record: record.staff.rename(WHO, "Gwen Else"),
    lambda record: record.staff.grant(WHO, SECOND, NOW),
    lambda record: record.people.take(WHO, FIRST),
    lambda record: record.people.regrant(WHO, [THIRD], NOW),
    lambda record: record.factors.confirm(WHO, 1),
    lambda record: record.factors.drop(WHO),
    lambda record: record.staff.touch_session(KEY, LATER),
    lambda record: record.staff.prove_session(KEY, LATER),
)
ENDS: tuple[Callable[[Record], object], ...] = (
    lambda record: record.staff.end_session(KEY),
    lambda record: record.people.end_sessions(WHO),
    lambda record: record.people.end_session(WHO, found(record).id),
    lambda record: record.people.remove(WHO, NOW),
)


class Still(SystemClock):
    """Stands still until it is moved."""

    seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds


def found(record: Record) -> StaffSession:
    session = record.staff.session(KEY)
    assert session is not None
    return session


def sign_in(record: Record) -> None:
    record.staff.add_account(Account(WHO, "Gwen", "-"), NOW)
    record.staff.grant(WHO, FIRST, NOW)
    record.factors.offer(WHO, FactorKept(b"sealed", "key", NOW, 0))
    record.staff.add_session(KEY, WHO, NOW, "")


def test_whatever_changes_who_is_signed_in_is_heard_of(tmp_path: Path) -> None:
    async def run() -> None:
        store = OneSite(url_of(tmp_path), tmp_path, EVERYWHERE, SystemClock())
        sessions = Remembered(store, "people", Still(), lambda record, key: record.staff.session(key))
        await store.transact(sign_in)
        for change in CHANGES:
            before = await sessions.find(KEY)
            await store.transact(change)
            after = await sessions.find(KEY)
            assert before != after == await store.read(found)
        for end in ENDS:
            if await sessions.find(KEY) is None:
                await store.transact(lambda record: record.staff.add_session(KEY, WHO, NOW, ""))
            assert await sessions.find(KEY) is not None
            await store.transact(end)
            assert await sessions.find(KEY) is None
        store.close()

    asyncio.run(run())


def test_what_nobody_tells_of_is_believed_for_seconds_and_what_is_not_there_not_at_all(tmp_path: Path) -> None:
    async def run() -> None:
        store = OneSite(url_of(tmp_path), tmp_path, "here", clock := Still())
        answers: list[str | None] = [None, "first", "second"]
        remembered = Remembered(store, "people", clock, lambda _record, _key: answers.pop(0))
        assert await remembered.find(KEY) is None
        assert await remembered.find(KEY) == "first"
        clock.seconds += BELIEVED * 0.99
        assert await remembered.find(KEY) == "first"
        clock.seconds += BELIEVED * 0.02
        assert await remembered.find(KEY) == "second"
        store.close()

    asyncio.run(run())


def test_an_answer_that_was_changed_while_it_was_looked_up_is_not_remembered(tmp_path: Path) -> None:
    async def run() -> None:
        store = OneSite(url_of(tmp_path), tmp_path, "here", clock := Still())
        loop = asyncio.get_running_loop()
        answers = ["before", "after"]

        def look(_record: Record, _key: bytes) -> str:
            answer = answers.pop(0)
            if answer == "before":
                # The change is committed, and told of, between our reading and our answer.
                change = store.transact(lambda record: record.staff.rename(WHO, "Gwen"))
                asyncio.run_coroutine_threadsafe(change, loop).result(20)
            return answer

        remembered = Remembered(store, "people", clock, look)
        assert await remembered.find(KEY) == "before"
        assert await remembered.find(KEY) == "after"
        store.close()

    asyncio.run(run())
