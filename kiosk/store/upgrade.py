"""Brings a record to the shape this version of Foyer knows, after keeping a copy of it as it was."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from kiosk.domain.errors import Refused
from kiosk.events import log
from kiosk.store.schema import REVISION

if TYPE_CHECKING:
    from alembic.config import Config


Keep = Callable[[str], Path | None]
"""Makes a copy of a record under a name, and says where; `None` when none is made."""


def nobody_keeps(_name: str) -> None:
    """What is upgraded is a copy itself."""


class RecordTooNew(Refused, ValueError):
    """The record was written by a later Foyer; opening it could lose what this one does not know."""

    code = "record_too_new"


def upgrade(connection: Connection, keep: Keep, now: datetime) -> Path | None:
    """Runs the migrations that are missing.

    Args:
        connection: the writer's, with a transaction open; the caller commits.
        keep: makes a copy of the record with a name, as it is before anything changes.
        now: names the copy.

    Returns:
        The copy of the record as it was; `None` when there was nothing to keep or nothing to do.

    Raises:
        RecordTooNew: a later version wrote it.
    """
    found = revision(connection)
    if found == REVISION:
        return None
    from alembic import command
    from alembic.script import ScriptDirectory

    config = alembic_config()
    if found is not None and found not in {
        step.revision for step in ScriptDirectory.from_config(config).walk_revisions()
    }:
        raise RecordTooNew(None, found=found, known=REVISION)
    copy = None if found is None else keep(f"{found}-{now:%Y%m%dT%H%M%SZ}")
    log("record.upgrade_started", found=found, wanted=REVISION)
    config.attributes["connection"] = connection
    command.upgrade(config, REVISION)
    log("record.upgrade_completed", found=found, wanted=REVISION)
    return copy


def revision(connection: Connection) -> str | None:
    """The shape a record says it has; `None` when it is new."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def alembic_config() -> Config:
    """Alembic's settings, made here instead of read from a file, so that an installed Foyer needs none."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def copy_of(file: Path, folder: Path, name: str) -> Path:
    """A whole copy of a SQLite file that may be in use, readable by its owner only."""
    folder.mkdir(mode=0o700, exist_ok=True)
    copy = folder / f"{file.stem}-{name}.db"
    os.close(os.open(copy, os.O_CREAT | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy
