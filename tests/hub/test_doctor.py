"""`doctor` looks at the record: on both databases, and with what goes wrong with them, a remedy a line."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from kiosk.runtime import doctor, server_checks
from kiosk.runtime.check import Check
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.options import Options
from kiosk.runtime.settings import DEMO_SITE
from kiosk.store.schema import REVISION
from kiosk.terminal import identity, records
from kiosk.terminal.hub_client import Enrolment
from kiosk.terminal.journal import Journal
from tests.support.hubs import Running, running_hub
from tests.support.postgres import Server
from tests.support.records import share, url_of


def examined(data: Path, *overrides: str, hub: str | None = None) -> dict[str, Check]:
    """Every check, by its name."""
    chosen = (f'hub.database_url="{url_of(data)}"', *overrides)
    return {check.name: check for check in doctor.checks(Options(data, (DEMO_SITE,), overrides=chosen), hub)}


def wrong(data: Path, *overrides: str) -> set[str]:
    return {name for name, check in examined(data, *overrides).items() if check.verdict == "wrong"}


def server_wrongs(url: str) -> dict[str, Check]:
    found = {check.name: check for check in server_checks.database(url)}
    assert all(check.remedy for check in found.values() if check.verdict != "ok")
    return {name: check for name, check in found.items() if check.verdict != "ok"}


def test_a_hub_at_work_has_nothing_wrong_with_its_record(running: Running) -> None:
    found = examined(running.data)
    about = {name: check for name, check in found.items() if name.startswith(("record", "database", "hub's", "pg_"))}
    assert about
    assert {check.verdict for check in about.values()} == {"ok"}, [str(check) for check in about.values()]
    assert found["record version"].says == REVISION


@pytest.mark.postgresql
def test_a_server_that_is_away_is_named_without_its_password(tmp_path: Path) -> None:
    (check,) = server_wrongs("postgresql://foyer:secret@/nobody?host=/nowhere").values()
    assert check.verdict == "wrong"
    assert "secret" not in str(check)


@pytest.mark.postgresql
def test_a_user_who_may_make_no_tables_and_words_that_cannot_be_kept_are_told(postgresql: Server) -> None:
    with psycopg.connect(postgresql.url("postgres"), autocommit=True) as keeper:
        keeper.execute("CREATE USER visitor")
        keeper.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    try:
        found = server_wrongs(postgresql.url("latin").replace("foyer@", "visitor@"))
        assert found.keys() == {"database writing", "database encoding"}
    finally:
        postgresql.drop(postgresql.url("latin"))
        with psycopg.connect(postgresql.url("postgres"), autocommit=True) as keeper:
            keeper.execute("DROP USER visitor")


@pytest.mark.postgresql
def test_a_server_that_is_nearly_full_and_a_clock_that_is_off_are_told(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_checks, "CONNECTIONS", 1000)
    monkeypatch.setattr(server_checks, "SKEW", -1.0)
    assert server_wrongs(url_of(running.data)).keys() == {"database connections", "database clock"}


@pytest.mark.postgresql
def test_without_the_servers_programs_there_would_be_no_backup(
    running: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert server_wrongs(url_of(running.data)).keys() == {"pg_dump"}


@pytest.mark.postgresql
def test_a_hub_without_the_keys_of_its_record_is_told_before_it_starts(tmp_path: Path) -> None:
    with running_hub(tmp_path / "a"):
        share(tmp_path / "a", tmp_path / "b")
        (tmp_path / "b" / "keys").mkdir(parents=True, mode=0o700)
        (tmp_path / "b").chmod(0o700)
        assert "hub's keys" in wrong(tmp_path / "b")
        shutil.copytree(tmp_path / "a" / "keys", tmp_path / "b" / "keys", dirs_exist_ok=True)
        assert "hub's keys" not in wrong(tmp_path / "b")


def test_a_record_of_a_later_version_is_told(running: Running) -> None:
    if url_of(running.data):
        with psycopg.connect(url_of(running.data), autocommit=True) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9998'")
    else:
        with closing(sqlite3.connect(running.data / "hub.db")) as database:
            database.execute("UPDATE alembic_version SET version_num = '9998'")
            database.commit()
    assert examined(running.data)["record version"].verdict == "wrong"


@pytest.mark.sqlite
def test_a_damaged_record_is_told(tmp_path: Path) -> None:
    with running_hub(tmp_path):
        pass
    file = tmp_path / "hub.db"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = DELETE").fetchone()
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + os.urandom(8192) + whole[16384:])
    assert "record" in wrong(tmp_path)
    file.write_bytes(b"no database at all, but long enough to be taken for one" * 100)
    assert "record" in wrong(tmp_path)


@pytest.mark.sqlite
def test_a_terminal_tells_a_hub_whose_record_is_gone_from_one_that_is_away(tmp_path: Path, running: Running) -> None:
    known = running.terminal()
    data = tmp_path / "terminal"
    data.mkdir(mode=0o700)
    identity.keep(data, Enrolment(known.id, known.site_id, known.key))
    assert examined(data, hub=running.url)["hub"].verdict == "ok"
    running.estate.store._database._writer.close()  # type: ignore[attr-defined] # as after a fault in it
    told = examined(data, hub=running.url)["hub"]
    assert told.verdict == "wrong"
    assert "its record does not answer" in told.says
    assert "cannot be reached" in examined(data, hub="http://127.0.0.1:9")["hub"].says


@pytest.mark.sqlite
def test_a_journal_that_is_damaged_or_of_a_later_version_is_told(tmp_path: Path) -> None:
    file = tmp_path / "terminal" / "journal.db"
    journal = Journal(file, SystemClock())
    journal.start()
    journal.submit(lambda database: records.remember(database, "word", "kept")).result(10)
    assert examined(tmp_path)["journal"].says.endswith("is in use by a terminal")
    journal.close()
    assert {examined(tmp_path)[name].verdict for name in ("journal", "journal version", "journal writing")} == {"ok"}
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA user_version = 99")
    assert "journal version" in wrong(tmp_path)
    file.write_bytes(b"no database at all, but long enough to be taken for one" * 100)
    assert "journal" in wrong(tmp_path)
