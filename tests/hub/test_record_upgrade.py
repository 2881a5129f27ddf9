"""Where a record is, and what happens to one of another version."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from kiosk.interfaces.store import RecordUnavailable
from kiosk.store import schema
from kiosk.store.database import DatabaseRefused
from kiosk.store.upgrade import RecordTooNew, alembic_config
from tests.support.records import CLOCK, OneSite, add, empty_url_of, engine_of, url_of, with_database


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

    async def write(database: OneSite) -> None:
        await database.transact(add("from before"))

    with_database(tmp_path, write)
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
