"""One hub has many sites: accounts belong to all of them, and say where they may do what."""

from __future__ import annotations

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
