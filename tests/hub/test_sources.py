"""The step that lets a submission be without a terminal edits what a file says of its tables, and nothing in them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.runtime.clock import SystemClock
from kiosk.store.database import Database

pytestmark = pytest.mark.sqlite

SITE, TERMINAL, SUBMISSION = "here", "1" * 32, "2" * 32
AT = "2026-11-23 10:42:00.000000"


def test_a_record_from_before_keeps_its_rows_and_takes_those_without_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("kiosk.store.upgrade.REVISION", "0014")
        Database("", tmp_path, SystemClock()).close()
    submission = (
        "INSERT INTO submissions (site_id, id, terminal_id, reference, form_id, form_version, key_id, sealed, "
        "made_at, time_uncertain, received_at, state) "
        "VALUES (?, ?, ?, 'ABC', 'a', 1, 'k', x'01', ?, 0, ?, 'received')"
    )
    with closing(sqlite3.connect(tmp_path / "hub.db")) as record:
        record.execute(
            "INSERT INTO terminals (site_id, id, name, key_hash, enrolled_at) VALUES (?, ?, 'Foyer', x'00', ?)",
            (SITE, TERMINAL, AT),
        )
        record.execute(submission, (SITE, SUBMISSION, TERMINAL, AT, AT))
        record.execute(
            "INSERT INTO submission_notes VALUES (?, ?, ?, ?, 'Ffion', NULL, 'k', x'02')",
            (SITE, "3" * 32, SUBMISSION, AT),
        )
        record.commit()
        with pytest.raises(sqlite3.IntegrityError, match="terminal_id"):
            record.execute(submission, (SITE, "4" * 32, None, AT, AT))
    Database("", tmp_path, SystemClock()).close()
    with closing(sqlite3.connect(tmp_path / "hub.db")) as record:
        record.execute("PRAGMA foreign_keys = ON")
        record.execute(submission, (SITE, "4" * 32, None, AT, AT))
        rows = record.execute("SELECT id, terminal_id, source FROM submissions ORDER BY id").fetchall()
        assert rows == [(SUBMISSION, TERMINAL, "terminal"), ("4" * 32, None, "terminal")]
        assert record.execute("SELECT who FROM submission_notes").fetchall() == [("Ffion",)]
        assert record.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert record.execute("PRAGMA foreign_key_check").fetchall() == []
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            record.execute(submission, (SITE, "5" * 32, "6" * 32, AT, AT))
            record.commit()
