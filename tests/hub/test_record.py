"""The record: durable, all or nothing for each unit, many units to a commit, one site at a time."""

from __future__ import annotations

import asyncio
import functools
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Coroutine
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError

from kiosk.domain.errors import Refused
from kiosk.interfaces.facts import Fact
from kiosk.interfaces.store import Record, RecordUnavailable
from kiosk.runtime.clock import SystemClock
from kiosk.store import schema
from kiosk.store.database import DatabaseRefused
from kiosk.store.keys import KeyDamaged, load
from kiosk.store.upgrade import RecordTooNew, alembic_config
from tests.support.records import OneSite, empty_url_of, engine_of, in_files, lose_connections, url_of
from tests.support.site_guard import SiteMissing, check

CLOCK = SystemClock()
ROOT = Path(__file__).parents[2]


def with_database(folder: Path, work: Callable[[OneSite], Coroutine[Any, Any, None]], site: str = "here") -> None:
    async def run() -> None:
        database = OneSite(url_of(folder), folder, site, CLOCK)
        try:
            await work(database)
        finally:
            database.close()

    asyncio.run(run())


def add(name: str) -> Callable[[Record], str]:
    def work(record: Record) -> str:
        record.news.add(name, {}, CLOCK.now(), None)
        return name

    return work


def kinds(folder: Path, site: str = "here") -> list[str]:
    engine = engine_of(folder)
    with engine.connect() as other:
        rows = select(schema.news.c.kind).where(schema.news.c.site_id == site).order_by(schema.news.c.seq)
        found = list(other.execute(rows).scalars())
    engine.dispose()
    return found


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


def news_after(cursor: int, record: Record) -> list[Fact]:
    return record.news.after(cursor, UUID(int=0), 7)


@pytest.mark.postgresql
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


@pytest.mark.postgresql
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


@pytest.mark.postgresql
def test_after_a_restart_of_the_server_the_hub_goes_on_by_itself(tmp_path: Path) -> None:

    async def work(database: OneSite) -> None:
        await database.transact(add("before"))
        await database.read(lambda record: record.epoch)
        lose_connections(tmp_path)
        assert await database.transact(add("after")) == "after"
        assert len(await database.read(lambda record: record.news.after(0, UUID(int=0), 9))) == 2

    with_database(tmp_path, work)
    assert kinds(tmp_path) == ["before", "after"]


@pytest.mark.postgresql
def test_a_server_that_is_away_is_named_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(RecordUnavailable) as away:
        OneSite("postgresql://foyer:hunter2@127.0.0.1:9/foyer", tmp_path, "here", CLOCK)
    assert away.value.code == "database_away"
    assert "127.0.0.1" in str(away.value)
    assert "hunter2" not in str(away.value)


@pytest.mark.postgresql
def test_what_a_hub_says_is_kept_does_not_wait_for_luck(tmp_path: Path) -> None:
    """The server of these tests is set not to wait for its disk; the hub asks it to."""
    said: list[str] = []

    def look(record: Any) -> None:
        said.append(record._connection.execute(text("SHOW synchronous_commit")).scalar_one())

    async def work(database: OneSite) -> None:
        await database.transact(look)

    with_database(tmp_path, work)
    assert said == ["on"]


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
@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://foyer:hunter2@db/foyer",
        "postgresql://foyer:hunter2@db",
        "mysql://x/y",
        "sqlite://",
        "sqlite:///:memory:",
        "nonsense",
    ],
)
def test_a_database_that_cannot_be_used_is_refused_without_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(DatabaseRefused) as refusal:
        OneSite(url, tmp_path, "here", CLOCK)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.sqlite
def test_a_database_can_be_put_elsewhere(tmp_path: Path) -> None:
    OneSite(f"sqlite:///{tmp_path / 'elsewhere.db'}", tmp_path, "here", CLOCK).close()
    assert (tmp_path / "elsewhere.db").is_file()
    with pytest.raises(RecordUnavailable):
        OneSite(f"sqlite:///{tmp_path / 'no-folder' / 'hub.db'}", tmp_path, "here", CLOCK)


@pytest.mark.sqlite
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "hub.db").write_bytes(b"not a database, but somebody's only copy of something" * 100)
    before = (tmp_path / "hub.db").read_bytes()
    with pytest.raises(RecordUnavailable):
        OneSite(url_of(tmp_path), tmp_path, "here", CLOCK)
    assert (tmp_path / "hub.db").read_bytes() == before


def test_the_migrations_make_exactly_the_tables(tmp_path: Path) -> None:
    empty_url_of(tmp_path)
    OneSite(url_of(tmp_path), tmp_path, "here", CLOCK).close()
    engine = engine_of(tmp_path)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    engine.dispose()
    assert ScriptDirectory.from_config(alembic_config()).get_current_head() == schema.REVISION


@pytest.mark.sqlite
def test_an_older_record_is_copied_before_it_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Today's shape stands for an older one: another step is put after it in a folder of its own."""
    with_database(tmp_path, lambda database: _discard(database.transact(add("from before"))))
    steps = tmp_path / "migrations"
    original = Path(str(alembic_config().get_main_option("script_location")))
    (steps / "versions").mkdir(parents=True)
    (steps / "env.py").write_text((original / "env.py").read_text())
    for step in (original / "versions").glob("r*.py"):
        (steps / "versions" / step.name).write_text(step.read_text())
    (steps / "versions" / "r9998.py").write_text(
        f"from alembic import op\nimport sqlalchemy as sa\nrevision = '9998'\ndown_revision = '{schema.REVISION}'\n"
        "def upgrade():\n    op.add_column('news', sa.Column('mood', sa.Text))\n"
    )
    config = alembic_config()
    config.set_main_option("script_location", str(steps))
    monkeypatch.setattr("kiosk.store.upgrade.REVISION", "9998")
    monkeypatch.setattr("kiosk.store.upgrade.alembic_config", lambda: config)
    OneSite(url_of(tmp_path), tmp_path, "here", CLOCK).close()
    (copy,) = (tmp_path / "copies").iterdir()
    assert copy.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(copy)) as old, closing(sqlite3.connect(tmp_path / "hub.db")) as new:
        assert old.execute("SELECT version_num FROM alembic_version").fetchone() == (schema.REVISION,)
        assert old.execute("SELECT kind FROM news").fetchall() == [("from before",)]
        assert new.execute("SELECT version_num FROM alembic_version").fetchone() == ("9998",)
        assert new.execute("SELECT kind, mood FROM news").fetchall() == [("from before", None)]


def test_a_step_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty_url_of(tmp_path)
    monkeypatch.setattr("kiosk.store.upgrade.REVISION", "no-such-step")
    with pytest.raises(Exception, match="no-such-step"):
        OneSite(url_of(tmp_path), tmp_path, "here", CLOCK)
    monkeypatch.undo()
    OneSite(url_of(tmp_path), tmp_path, "here", CLOCK).close()


def test_a_record_from_a_later_foyer_is_not_touched(tmp_path: Path) -> None:
    OneSite(url_of(tmp_path), tmp_path, "here", CLOCK).close()
    engine = engine_of(tmp_path)
    with engine.begin() as other:
        other.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(RecordTooNew):
        OneSite(url_of(tmp_path), tmp_path, "here", CLOCK)


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


async def _discard(work: Coroutine[Any, Any, object]) -> None:
    await work


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
