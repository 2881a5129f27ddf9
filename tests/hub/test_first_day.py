"""The first day of a record on a server that knows nothing of its tables yet."""

from __future__ import annotations

import asyncio
import functools
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from kiosk.domain.sources import Source
from kiosk.interfaces.facts import SubmissionRow, SubmissionState
from kiosk.interfaces.store import Record
from kiosk.runtime.clock import SystemClock
from tests.support.records import OneSite, rows_of, url_of


@pytest.mark.postgresql
def test_what_a_submission_costs_does_not_grow_with_those_before_it(tmp_path: Path) -> None:
    """To check the foreign key of one delivery, the server reads one submission; not all that came before."""
    many, clock = 200, SystemClock()

    def owe(number: int, record: Record) -> None:
        now, known = clock.now(), (SubmissionState.RECEIVED, None, Source.TERMINAL)
        row = SubmissionRow(UUID(int=number), None, f"{number}", "form", 1, "key", now, False, now, *known)
        assert record.submissions.add(row, b"sealed")
        record.deliveries.add(UUID(int=number), row.id, "waste", now)

    async def work() -> None:
        database = OneSite(url_of(tmp_path), tmp_path, "here", clock)
        for number in range(many):
            await database.transact(functools.partial(owe, number))
        database.close()

    asyncio.run(work())
    of_submissions = "SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'submissions'"
    ((read,),) = rows_of(tmp_path, of_submissions)
    assert isinstance(read, Decimal)
    assert many <= read < many * many / 8
