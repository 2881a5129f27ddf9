"""The record: durable, all or nothing for each unit, many units to a commit, one site at a time."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError

from kiosk.domain.errors import Refused
from kiosk.interfaces.store import Record, RecordUnavailable
from kiosk.store import schema
from kiosk.store.keys import KeyDamaged, load
from tests.support.records import CLOCK, OneSite, add, in_files, kinds, url_of, with_database
from tests.support.site_guard import SiteMissing, check

ROOT = Path(__file__).parents[2]


class Broken(Refused):
    code = "broken"


def test_a_unit_that_fails_is_undone_alone(tmp_path: Path) -> None:
    def half(record: Record) -> None:
        record.news.add("half", {}, CLOCK.now(), None)
        raise Broken

    def owe_what_is_not_there(record: Record) -> None:
        record.news.add("owed", {}, CLOCK.now(), None)
        record.deliveries.add(uuid4(), uuid4(), "streets", CLOCK.now())

    async def work(database: OneSite) -> None:
        units = [database.transact(unit) for unit in (add("one"), half, add("two"), owe_what_is_not_there)]
        outcomes = await asyncio.gather(*units, database.transact(add("three")), return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [str, Broken, str, IntegrityError, str]
        # Nor when nothing else is wrong in its commit.
        units = [database.transact(unit) for unit in (owe_what_is_not_there, add("four"))]
        outcomes = await asyncio.gather(*units, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [IntegrityError, str]

    with_database(tmp_path, work)
    assert kinds(tmp_path) == ["one", "two", "three", "four"]


def test_the_writer_outlives_whatever_goes_wrong_in_a_commit(tmp_path: Path) -> None:
    def undo_everything(record: Any) -> None:
        record._connection.rollback()

    def read_what_is_gone(record: Any) -> None:
        record._connection.exec_driver_sql("SELECT * FROM a_table_that_is_gone")

    async def work(database: OneSite) -> None:
        with pytest.raises(RecordUnavailable):
            await database.transact(undo_everything)
        with pytest.raises(RecordUnavailable):
            await database.transact(read_what_is_gone)
        async with asyncio.timeout(5):
            assert await database.transact(add("afterwards")) == "afterwards"

    with_database(tmp_path, work)
    assert kinds(tmp_path) == ["afterwards"]


def test_units_that_wait_together_share_a_commit(tmp_path: Path) -> None:
    batches: list[int] = []

    async def run() -> None:
        database = OneSite(url_of(tmp_path), tmp_path, "here", CLOCK, batches.append)
        await asyncio.gather(*(database.transact(add(f"fact {number}")) for number in range(300)))
        database.close()

    asyncio.run(run())
    assert sum(batches) == 300
    assert len(batches) < 100
    assert max(batches) <= 128


def test_who_listens_is_told_after_the_commit_and_not_of_what_was_undone(tmp_path: Path) -> None:
    heard: list[list[str]] = []

    def undone(record: Record) -> None:
        record.news.add("undone", {}, CLOCK.now(), None)
        raise Broken

    async def work(database: OneSite) -> None:
        database.listen("news", lambda: heard.append(kinds(tmp_path)))
        await asyncio.gather(database.transact(undone), return_exceptions=True)
        assert heard == []
        await database.transact(add("kept"))
        # The listener runs after the answer; the next unit shows that it has.
        await database.transact(lambda record: record.epoch)
        assert heard == [["kept"]]

    with_database(tmp_path, work)


def test_readers_cannot_write(tmp_path: Path) -> None:
    async def work(database: OneSite) -> None:
        with pytest.raises(RecordUnavailable):
            await database.read(add("by a reader"))

    with_database(tmp_path, work)
    assert kinds(tmp_path) == []


def test_a_site_sees_its_own_rows_only(tmp_path: Path) -> None:
    async def mine(database: OneSite) -> None:
        await database.transact(add("mine"))

    async def theirs(database: OneSite) -> None:
        assert await database.read(lambda record: record.news.after(0, UUID(int=0), 10)) == []
        await database.transact(add("theirs"))

    with_database(tmp_path, mine)
    with_database(tmp_path, theirs, "there")
    assert (kinds(tmp_path), kinds(tmp_path, "there")) == (["mine"], ["theirs"])


def test_what_was_waiting_is_finished_before_the_record_closes(tmp_path: Path) -> None:
    async def work(database: OneSite) -> None:
        waiting = [asyncio.ensure_future(database.transact(add(str(number)))) for number in range(50)]
        await asyncio.sleep(0)
        database.close()
        await asyncio.gather(*waiting)
        with pytest.raises(RecordUnavailable):
            await database.transact(add("too late"))

    with_database(tmp_path, work)
    assert len(kinds(tmp_path)) == 50


@pytest.mark.parametrize("round_", range(4))
def test_everything_acknowledged_is_there_after_sigkill(tmp_path: Path, round_: int) -> None:
    """A process writes as fast as it can and says what was acknowledged; it is killed with commits under way."""
    command = [sys.executable, "-m", "tests.hub.test_record", str(tmp_path), url_of(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline() for _ in range(100 + 77 * round_)]
        os.kill(process.pid, signal.SIGKILL)
        acknowledged += process.stdout.readlines()
    told = {line.decode().strip() for line in acknowledged if re.fullmatch(rb"\d+-\d+\n", line)}
    there = kinds(tmp_path)
    assert len(told) >= 90
    assert told <= set(there)
    assert len(there) == len(set(there))
    if in_files():
        with closing(sqlite3.connect(tmp_path / "hub.db")) as other:
            assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.sqlite
def test_keys_stay_and_a_damaged_one_stops_the_hub(tmp_path: Path) -> None:
    first = load(tmp_path, CLOCK.now())
    (file,) = tmp_path.glob("*.key")
    assert file.stat().st_mode & 0o777 == 0o600
    assert load(tmp_path, CLOCK.now()).key_id == first.key_id
    whole = file.read_bytes()
    file.write_bytes(whole[:-4])
    with pytest.raises(KeyDamaged):
        load(tmp_path, CLOCK.now())
    assert file.read_bytes() == whole[:-4]


@pytest.mark.sqlite
def test_the_guard_notices_a_statement_that_forgets_its_site() -> None:
    news, terminals = schema.news, schema.terminals
    for wanting in (
        select(news),
        select(news).where(news.c.seq > 1),
        update(news).where(news.c.seq == 1).values(kind="x"),
        insert(news).values(kind="x"),
        select(news).join(terminals, terminals.c.id == news.c.terminal_id).where(news.c.site_id == "here"),
        select(news).where(news.c.site_id == terminals.c.site_id),
        select(news).where(news.c.seq.in_(select(terminals.c.id))),
        text("SELECT * FROM news"),
    ):
        with pytest.raises(SiteMissing):
            check(wanting)
    check(select(news).where(news.c.site_id == "here"))
    check(insert(news).values(site_id="here", kind="x"))
    check(text("SELECT * FROM news WHERE site_id = 'here'"))
    check(text("SELECT version_num FROM alembic_version"))


def write_for_ever(folder: Path, url: str) -> None:
    """Says each fact that was acknowledged, one a line, until somebody kills it."""

    async def run() -> None:
        database = OneSite(url, folder, "here", CLOCK)

        async def writer(number: int) -> None:
            count = 0
            while True:
                name = await database.transact(add(f"{number}-{count}"))
                os.write(1, f"{name}\n".encode())
                count += 1

        await asyncio.gather(*(writer(number) for number in range(8)))

    asyncio.run(run())


if __name__ == "__main__":
    write_for_ever(Path(sys.argv[1]), sys.argv[2])
