"""The record in PostgreSQL: what several hubs hear of each other, and a server that comes and goes."""

from __future__ import annotations

import asyncio
import functools
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from kiosk.interfaces.facts import Fact
from kiosk.interfaces.store import Record, RecordUnavailable
from tests.support.records import CLOCK, OneSite, add, kinds, lose_connections, url_of, with_database

pytestmark = pytest.mark.postgresql


def news_after(cursor: int, record: Record) -> list[Fact]:
    return record.news.after(cursor, UUID(int=0), 7)


def test_what_one_hub_commits_the_others_hear_of(tmp_path: Path) -> None:

    async def work(mine: OneSite) -> None:
        theirs = OneSite(url_of(tmp_path), tmp_path, "here", CLOCK)
        elsewhere = OneSite(url_of(tmp_path), tmp_path, "there", CLOCK)
        heard: list[str] = []
        told = asyncio.Event()
        loop = asyncio.get_running_loop()

        def hear(name: str) -> None:
            heard.append(name)
            loop.call_soon_threadsafe(told.set)

        theirs.listen("news", lambda: hear("theirs"))
        elsewhere.listen("news", lambda: hear("elsewhere"))
        # The first is for what may have been missed before anybody listened.
        for _ in range(2):
            told.clear()
            heard.clear()
            await mine.transact(add("news"))
            await asyncio.wait_for(told.wait(), 10)
        assert set(heard) == {"theirs"}
        theirs.close()
        elsewhere.close()

    with_database(tmp_path, work)


def test_the_numbers_of_news_become_visible_in_order(tmp_path: Path) -> None:
    """Two hubs write as fast as they can; who follows with a cursor misses nothing."""
    many = 150

    async def work(mine: OneSite) -> None:
        theirs = OneSite(url_of(tmp_path), tmp_path, "here", CLOCK)

        async def write(database: OneSite, name: str) -> None:
            await asyncio.gather(*(database.transact(add(f"{name} {number}")) for number in range(many)))

        async def follow() -> list[str]:
            cursor, found = 0, []
            while len(found) < 2 * many:
                more_to_come = bool(writing)
                facts = await mine.read(functools.partial(news_after, cursor))
                found += [fact.kind for fact in facts]
                cursor = facts[-1].seq if facts else cursor
                assert facts or len(found) == 2 * many or more_to_come, "news were passed over"
            return found

        writing = [asyncio.ensure_future(write(mine, "mine")), asyncio.ensure_future(write(theirs, "theirs"))]
        following = asyncio.ensure_future(follow())
        await asyncio.gather(*writing)
        writing.clear()
        found = await asyncio.wait_for(following, 20)
        assert len(set(found)) == len(found) == 2 * many
        theirs.close()

    with_database(tmp_path, work)


def test_after_a_restart_of_the_server_the_hub_goes_on_by_itself(tmp_path: Path) -> None:

    async def work(database: OneSite) -> None:
        await database.transact(add("before"))
        await database.read(lambda record: record.epoch)
        lose_connections(tmp_path)
        assert await database.transact(add("after")) == "after"
        assert len(await database.read(lambda record: record.news.after(0, UUID(int=0), 9))) == 2

    with_database(tmp_path, work)
    assert kinds(tmp_path) == ["before", "after"]


def test_a_server_that_is_away_is_named_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(RecordUnavailable) as away:
        OneSite("postgresql://foyer:hunter2@127.0.0.1:9/foyer", tmp_path, "here", CLOCK)
    assert away.value.code == "database_away"
    assert "127.0.0.1" in str(away.value)
    assert "hunter2" not in str(away.value)


def test_what_a_hub_says_is_kept_does_not_wait_for_luck(tmp_path: Path) -> None:
    """The server of these tests is set not to wait for its disk; the hub asks it to."""
    said: list[str] = []

    def look(record: Any) -> None:
        said.append(record._connection.execute(text("SHOW synchronous_commit")).scalar_one())

    async def work(database: OneSite) -> None:
        await database.transact(look)

    with_database(tmp_path, work)
    assert said == ["on"]
