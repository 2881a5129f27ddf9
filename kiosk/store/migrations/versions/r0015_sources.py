"""Forms that no terminal was there for: begun on the council's web site, or by a link that staff sent."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NO_LONGER_NEEDED: Final = (
    ("submissions", "terminal_id"),
    ("continuations", "terminal_id"),
    ("messages", "terminal_id"),
    ("messages", "submission_id"),
)


def upgrade() -> None:
    for table in ("submissions", "continuations"):
        op.add_column(table, sa.Column("source", sa.String(length=8), server_default="terminal", nullable=False))
    if op.get_bind().dialect.name == "sqlite":
        _in_the_file()
        return
    for table, column in NO_LONGER_NEEDED:
        op.alter_column(table, column, existing_type=sa.Uuid(), nullable=True)


def _in_the_file() -> None:
    """Takes NOT NULL out of what the file says its tables are, and leaves the rows alone: making a table anew would
    copy everything in it, and break what points at it.

    Source: SQLite, "ALTER TABLE", section 7: removing NOT NULL changes no row, so the text of the schema may be
    edited.
    """
    op.execute("PRAGMA writable_schema = ON")
    for table, column in NO_LONGER_NEEDED:
        needed = f"{column} CHAR(32) NOT NULL"
        op.execute(
            f"UPDATE sqlite_master SET sql = replace(sql, '{needed}', '{column} CHAR(32)') "  # noqa: S608 - our own names
            f"WHERE type = 'table' AND name = '{table}'"
        )
    version = op.get_bind().exec_driver_sql("PRAGMA schema_version").scalar_one()
    op.execute(f"PRAGMA schema_version = {version + 1}")
    op.execute("PRAGMA writable_schema = OFF")
