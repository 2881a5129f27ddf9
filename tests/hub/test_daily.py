"""What a hub does once a day: at the site's own time, made up for when missed, tried again when it failed."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import requests

from kiosk.domain.errors import Unavailable
from kiosk.runtime import upkeep
from kiosk.runtime.keeping import BackupSettings
from kiosk.services.daily import Daily, last_moment
from kiosk.store import backup
from tests.support.hubs import Clockwork, Running

pytestmark = pytest.mark.sqlite

LONDON = ZoneInfo("Europe/London")
AT = time(2, 30)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23T02:29:59+00:00", "2026-11-22T02:30:00+00:00"),
        ("2026-11-23T02:30:00+00:00", "2026-11-23T02:30:00+00:00"),
        ("2026-07-01T01:30:00+00:00", "2026-07-01T01:30:00+00:00"),
        ("2026-07-01T01:29:00+00:00", "2026-06-30T01:30:00+00:00"),
        ("2026-10-25T12:00:00+00:00", "2026-10-25T02:30:00+00:00"),
        ("2026-03-29T12:00:00+00:00", "2026-03-29T01:30:00+00:00"),
    ],
)
def test_the_time_is_that_of_the_site_in_summer_and_in_winter(now: str, expected: str) -> None:
    assert last_moment(datetime.fromisoformat(now), AT, LONDON) == datetime.fromisoformat(expected)


@pytest.mark.parametrize("at", [time(1, 0), time(1, 30), time(1, 59)])
def test_a_time_that_comes_twice_or_never_still_comes_once_a_day(at: time) -> None:
    for begin in (datetime(2026, 10, 24, tzinfo=UTC), datetime(2026, 3, 28, tzinfo=UTC)):
        moments = {last_moment(begin + timedelta(minutes=10 * step), at, LONDON) for step in range(3 * 144)}
        assert len(moments) in (3, 4)
        assert all(moment <= begin + timedelta(days=3) for moment in moments)


def test_a_failure_is_tried_again_after_an_hour_and_a_success_is_enough_for_the_day() -> None:
    clock = Clockwork()
    done = [clock.now() - timedelta(days=3)]
    tried: list[bool] = []

    async def when() -> datetime:
        return done[0]

    async def work() -> None:
        tried.append(True)
        if len(tried) == 1:
            raise Unavailable
        done[0] = clock.now()

    async def nights() -> None:
        job = Daily("test", AT, LONDON, clock, when, work)
        assert not await job.run_if_due()
        assert not await job.run_if_due()
        assert len(tried) == 1, "it waits an hour"
        clock.skip(3601)
        assert await job.run_if_due()
        assert not await job.run_if_due()
        clock.skip(86400)
        assert await job.run_if_due()

    asyncio.run(nights())
    assert len(tried) == 3


def test_a_clock_set_back_does_not_stop_it_for_longer_than_that() -> None:
    clock = Clockwork()
    tried: list[datetime] = []

    async def never() -> datetime:
        return datetime(2000, 1, 1, tzinfo=UTC)

    async def fails() -> None:
        tried.append(clock.now())
        raise Unavailable

    async def nights() -> None:
        job = Daily("test", AT, LONDON, clock, never, fails)
        clock.skip(10 * 86400)
        await job.run_if_due()
        clock.skip(-10 * 86400)
        await job.run_if_due()

    asyncio.run(nights())
    assert len(tried) == 2


def test_the_hub_backs_itself_up_at_night_and_keeps_so_many(running: Running) -> None:
    chosen = BackupSettings(at="02:30", folder="", keep=2)
    what = backup.source("", running.data, ())
    job = upkeep.backups(chosen, what, running.clock, LONDON, running.hub.measures, running.estate.backups)
    folder = running.data / "backups"
    assert not running.do(job.run_if_due()), "a new hub waits for its first night"
    for _ in range(3):
        running.clock.skip(86400)
        assert running.do(job.run_if_due())
        assert not running.do(job.run_if_due())
    assert len(backup.kept(folder)) == 2
    newest = backup.kept(folder)[0][0]
    assert running.clock.now() - newest < timedelta(minutes=1)
    assert requests.get(f"{running.url}/healthz", timeout=5).json()["backup_age"] < 60
    counted = requests.get(f"{running.url}/metrics", timeout=5).text
    told = re.search(r"^foyer_backup_newest_timestamp_seconds (\S+)$", counted, re.MULTILINE)
    assert told is not None
    assert int(float(told[1])) == newest.timestamp()


def test_a_folder_that_is_away_fails_the_night_and_not_the_hub(running: Running, tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.touch()
    chosen = BackupSettings(at="02:30", folder=str(blocked / "backups"), keep=2)
    job = upkeep.backups(
        chosen,
        backup.source("", running.data, ()),
        running.clock,
        LONDON,
        running.hub.measures,
        running.estate.backups,
    )
    running.clock.skip(86400)
    assert not running.do(job.run_if_due())
    assert requests.get(f"{running.url}/healthz", timeout=5).ok
