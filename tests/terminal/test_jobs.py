"""The jobs of a terminal end when they are asked to."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from kiosk.terminal.jobs import Jobs


def test_a_job_that_missed_its_cancellation_is_asked_again() -> None:
    asked: list[str] = []

    async def deaf_once() -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(3600)
        asked.append("once")
        await asyncio.sleep(3600)

    async def life() -> None:
        jobs = Jobs()
        jobs.keep("deaf", deaf_once)
        await asyncio.sleep(0)
        await asyncio.wait_for(jobs.end(), 30)

    asyncio.run(life())
    assert asked == ["once"]
