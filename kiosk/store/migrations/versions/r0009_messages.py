"""Messages to people outside and what became of them; links by which people find their receipts again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "messages",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("address_mark", sa.LargeBinary(length=32), nullable=True),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "submission_id"],
            ["submissions.site_id", "submissions.id"],
            name=op.f("fk_messages_site_id_submissions"),
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_messages")),
        sa.UniqueConstraint("site_id", "submission_id", name=op.f("uq_messages_site_id_submission_id")),
    )
    op.create_index(op.f("ix_messages_site_id_state_due_at"), "messages", ["site_id", "state", "due_at"])
    op.create_index(op.f("ix_messages_site_id_made_at"), "messages", ["site_id", "made_at"])
    op.create_table(
        "receipt_links",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "submission_id"],
            ["submissions.site_id", "submissions.id"],
            name=op.f("fk_receipt_links_site_id_submissions"),
        ),
        sa.PrimaryKeyConstraint("site_id", "token_hash", name=op.f("pk_receipt_links")),
        sa.UniqueConstraint("site_id", "submission_id", name=op.f("uq_receipt_links_site_id_submission_id")),
    )
