"""What could be guessed may be tried so often and no more, whatever clocks do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.domain.roles import EVERYWHERE
from kiosk.services.tries import Limit, TooManyTries, Tries
from tests.support.hubs import Clockwork
from tests.support.records import OneSite, url_of

LIMIT, OTHER = Limit("test", 3, timedelta(minutes=3)), Limit("other", 1, timedelta(hours=1))


def trying(folder: Path, work: Callable[[Tries, Clockwork], Coroutine[None, None, None]]) -> None:
    async def run() -> None:
        clock = Clockwork()
        database = OneSite(url_of(folder), folder, EVERYWHERE, clock)
        try:
            await work(Tries(database, clock), clock)
        finally:
            database.close()

    asyncio.run(run())


async def used_up(tries: Tries, who: str = "who") -> int:
    """Tries until there are no more; the seconds until there is another."""
    with pytest.raises(TooManyTries) as refused:
        for _ in range(100):
            await tries.count((LIMIT, who))
    return refused.value.wait


def test_tries_come_back_one_by_one(tmp_path: Path) -> None:
    async def work(tries: Tries, clock: Clockwork) -> None:
        assert 50 <= await used_up(tries) <= 60
        clock.skip(61)
        await tries.count((LIMIT, "who"))
        await used_up(tries)
        clock.skip(500)
        for _ in range(3):
            await tries.count((LIMIT, "who"))

    trying(tmp_path, work)


def test_of_two_limits_the_first_that_refuses_ends_it(tmp_path: Path) -> None:
    async def work(tries: Tries, _clock: Clockwork) -> None:
        await tries.count((OTHER, "who"), (LIMIT, "who"))
        for _ in range(5):
            with pytest.raises(TooManyTries):
                await tries.count((OTHER, "who"), (LIMIT, "who"))
        await tries.count((LIMIT, "who"))
        await tries.count((LIMIT, "who"))
        await used_up(tries)
        await used_up(tries, "somebody else")
        await tries.forget(LIMIT, "who")
        await tries.count((LIMIT, "who"))

    trying(tmp_path, work)


def test_a_hub_whose_clock_is_a_little_behind_lets_nobody_try_more(tmp_path: Path) -> None:
    async def work(tries: Tries, clock: Clockwork) -> None:
        await used_up(tries)
        clock.skip(-5)
        for _ in range(5):
            with pytest.raises(TooManyTries):
                await tries.count((LIMIT, "who"))

    trying(tmp_path, work)


def test_a_clock_that_was_wrong_locks_nobody_out(tmp_path: Path) -> None:
    async def work(tries: Tries, clock: Clockwork) -> None:
        clock.skip(366 * 86_400)
        await used_up(tries)
        clock.skip(-366 * 86_400)
        await tries.count((LIMIT, "who"))
        await tries.count((LIMIT, "who"))
        await tries.count((LIMIT, "who"))
        await used_up(tries)

    trying(tmp_path, work)
