"""The journal by itself: batches, faults of one piece of work, migrations after a copy, and coming back."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlite_utils import Database

from kiosk.runtime.clock import SystemClock
from kiosk.terminal import records
from kiosk.terminal.journal import Journal, NotSaved
from kiosk.terminal.journal_file import MIGRATIONS


def test_what_waits_shares_one_commit(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db", SystemClock())
    journal.start()
    hold, commits = threading.Event(), []
    first = journal.submit(lambda database: (hold.wait(10), database.conn.set_trace_callback(commits.append)))
    others = [journal.submit(lambda database, n=n: records.remember(database, f"k{n}", str(n))) for n in range(50)]
    hold.set()
    first.result(10)
    for other in others:
        other.result(10)
    journal.close()
    assert commits.count("COMMIT") <= 3


def test_one_faulty_piece_of_work_does_not_touch_the_others(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db", SystemClock())
    journal.start()
    hold = threading.Event()
    journal.submit(lambda _database: hold.wait(10))

    def half_done(database: Database) -> None:
        records.remember(database, "half", "done")
        raise LookupError("changed its mind")

    before = journal.submit(lambda database: records.remember(database, "before", "1"))
    faulty = journal.submit(half_done)
    after = journal.submit(lambda database: records.remember(database, "after", "1"))
    hold.set()
    before.result(10)
    after.result(10)
    with pytest.raises(LookupError):
        faulty.result(10)
    assert journal.submit(lambda database: records.recall(database, "half")).result(10) is None
    assert journal.submit(lambda database: records.recall(database, "after")).result(10) == "1"
    journal.close()


def test_a_closed_journal_says_so(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db", SystemClock())
    journal.start()
    journal.close()
    journal.close()
    with pytest.raises(NotSaved):
        journal.submit(lambda _database: None).result(10)


def second(database: Database) -> None:
    database.table("state").add_column("noted_at", str)


def test_an_older_journal_is_brought_up_to_date_after_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    for migrations in (MIGRATIONS, (*MIGRATIONS, second)):
        journal = Journal(path, SystemClock(), migrations)
        journal.start()
        known = journal.submit(lambda database: records.recall(database, "kept")).result(10)
        if known is None:
            journal.submit(lambda database: records.remember(database, "kept", "since version 1")).result(10)
        journal.close()
    assert known == "since version 1"
    (copy,) = tmp_path.glob("journal.db.version-1-*")
    connection = sqlite3.connect(copy)
    assert connection.execute("SELECT value FROM state WHERE key = 'kept'").fetchone() == ("since version 1",)
    connection.close()


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"

    def faulty(database: Database) -> None:
        second(database)
        raise sqlite3.OperationalError("no such luck")

    for migrations, fails in ((MIGRATIONS, False), ((*MIGRATIONS, faulty), True), (MIGRATIONS, False)):
        journal = Journal(path, SystemClock(), migrations)
        journal.start()
        work = journal.submit(lambda database: records.remember(database, "cursor", "7"))
        if fails:
            with pytest.raises(NotSaved):
                work.result(10)
        else:
            work.result(10)
        journal.close()


def test_a_journal_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    for migrations in ((*MIGRATIONS, second), MIGRATIONS):
        journal = Journal(path, SystemClock(), migrations)
        journal.start()
        work = journal.submit(lambda database: records.remember(database, "cursor", "7"))
        if migrations is MIGRATIONS:
            with pytest.raises(NotSaved) as refusal:
                work.result(10)
            assert refusal.value.code == "journal_newer"
        else:
            work.result(10)
        journal.close()
    assert not list(tmp_path.glob("*damaged*"))
