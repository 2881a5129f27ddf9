"""Calling hosts: whose turn it is, who was told, how each wants to be, and short messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "host_calls",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("turns", sa.Text(), nullable=False),
        sa.Column("at_turn", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("said_by", sa.String(length=80), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("let_through", sa.Boolean(), nullable=False),
        sa.Column("approval", sa.Boolean(), nullable=False),
        sa.Column("cannot", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "visit_id", name=op.f("pk_host_calls")),
    )
    op.create_index(op.f("ix_host_calls_site_id_due_at"), "host_calls", ["site_id", "due_at"])
    op.create_index(op.f("ix_host_calls_site_id_made_at"), "host_calls", ["site_id", "made_at"])
    op.create_table(
        "host_notices",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_host_notices")),
        sa.UniqueConstraint("site_id", "token_hash", name=op.f("uq_host_notices_site_id_token_hash")),
    )
    op.create_index(op.f("ix_host_notices_site_id_at"), "host_notices", ["site_id", "at"])
    op.create_index(op.f("ix_host_notices_site_id_visit_id"), "host_notices", ["site_id", "visit_id"])
    op.create_table(
        "host_choices",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("ask_first", sa.Boolean(), nullable=False),
        sa.Column("email", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Boolean(), nullable=False),
        sa.Column("away_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "person_id", name=op.f("pk_host_choices")),
    )
    op.create_table(
        "visit_words",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("from_visitor", sa.Boolean(), nullable=False),
        sa.Column("said_by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_visit_words")),
    )
    op.create_index(op.f("ix_visit_words_site_id_visit_id"), "visit_words", ["site_id", "visit_id"])
