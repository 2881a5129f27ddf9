"""The journal by itself: batches, faults of one piece of work, migrations after a copy, and coming back."""

from __future__ import annotations

import sqlite3
import threading
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from sqlite_utils import Database

from kiosk.runtime.clock import SystemClock
from kiosk.terminal import records
from kiosk.terminal.hub_client import Fact, News, Payload
from kiosk.terminal.journal import Journal, NotSaved
from kiosk.terminal.journal_file import MIGRATIONS
from kiosk.terminal.news import take


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
            journal.submit(lambda database: records.remember(database, "kept", "since before")).result(10)
        journal.close()
    assert known == "since before"
    (copy,) = tmp_path.glob(f"journal.db.version-{len(MIGRATIONS)}-*")
    connection = sqlite3.connect(copy)
    assert connection.execute("SELECT value FROM state WHERE key = 'kept'").fetchone() == ("since before",)
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


def payload() -> Payload:
    return Payload(uuid4(), "7K3-MQ9-XZ4", "missed-bin", 1, "0" * 16, b"sealed", "2026-11-23T02:30:00.000Z", False)


def test_the_way_back_to_the_version_before_loses_no_submission(tmp_path: Path) -> None:
    """Put aside as a damaged one is, a newer journal is read by the older version, whatever it cannot know."""
    path = tmp_path / "journal.db"

    def third(database: Database) -> None:
        second(database)
        database.table("outbox").add_column("mood", str)
        database.table("moods").create({"id": int}, pk="id")

    payloads = [payload(), payload()]
    for migrations, owed in ((MIGRATIONS, payloads[0]), ((*MIGRATIONS, third), payloads[1])):
        journal = Journal(path, SystemClock(), migrations)
        journal.start()
        journal.submit(partial(records.keep, payload=owed)).result(10)
        journal.submit(lambda database: records.remember(database, "epoch", "the hub's")).result(10)
        journal.close()
    for file in tmp_path.glob("journal.db*"):
        if not file.name.startswith("journal.db.version-"):
            file.rename(file.with_name(file.name.replace("journal.db", "journal.db.damaged-newer")))
    journal = Journal(path, SystemClock())
    journal.start()
    assert journal.submit(records.waiting).result(10) == 2
    assert {journal.submit(partial(records.receipt, submission=each.id)).result(10).state for each in payloads} == {
        "saved"
    }
    assert journal.submit(partial(records.recall, key="epoch")).result(10) == "the hub's"
    journal.close()


def test_an_answer_to_a_question_of_before_the_hub_was_restored_passes_over_nothing(tmp_path: Path) -> None:
    """The catalogue tells first of a record that was restored, while a question about the old one is under way."""
    journal = Journal(tmp_path / "journal.db", SystemClock())
    journal.start()
    payload = Payload(uuid4(), "7K3-MQ9-XZ4", "missed-bin", 1, "k", b"sealed", "2026-11-23T09:00:00+00:00", False)

    def accepted(seq: int) -> Fact:
        return Fact(seq, "submission_accepted", payload.id, None)

    journal.submit(partial(records.keep, payload=payload)).result(10)
    journal.submit(partial(take, after=0, answer=News("old", (), 7))).result(10)
    journal.submit(partial(records.new_epoch, epoch="restored")).result(10)
    late = News("restored", (Fact(8, "catalogue_changed", None, None),), 8)
    journal.submit(partial(take, after=7, answer=late)).result(10)
    assert journal.submit(lambda database: records.recall(database, "cursor")).result(10) == "0"
    anew = News("restored", (accepted(6), *late.facts), 8)
    taken = journal.submit(partial(take, after=0, answer=anew)).result(10)
    assert [receipt.state for receipt in taken.receipts] == ["accepted"]
    journal.close()
