"""The record as it is first made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_key", sa.String(length=160), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("site_id", "name_key", name=op.f("uq_accounts_site_id_name_key")),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_site_id_seq"), "audit", ["site_id", "seq"], unique=False)
    op.create_table(
        "enrolment_codes",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "code_hash", name=op.f("pk_enrolment_codes")),
    )
    op.create_table(
        "forms",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("form_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "form_id", "version", name=op.f("pk_forms")),
    )
    op.create_table(
        "news",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_news")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_news_site_id_seq"), "news", ["site_id", "seq"], unique=False)
    op.create_table(
        "records",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.Uuid(), nullable=False),
        sa.Column("announced_catalogue", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_records")),
    )
    op.create_table(
        "setup_links",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "token_hash", name=op.f("pk_setup_links")),
    )
    op.create_table(
        "terminals",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_terminals")),
        sa.UniqueConstraint("site_id", "key_hash", name=op.f("uq_terminals_site_id_key_hash")),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "account_id"],
            ["accounts.site_id", "accounts.id"],
            name=op.f("fk_staff_sessions_site_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("site_id", "token_hash", name=op.f("pk_staff_sessions")),
    )
    op.create_table(
        "submissions",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("form_id", sa.String(length=64), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_uncertain", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "terminal_id"],
            ["terminals.site_id", "terminals.id"],
            name=op.f("fk_submissions_site_id_terminal_id"),
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_submissions")),
    )
    op.create_index(
        op.f("ix_submissions_site_id_received_at_id"), "submissions", ["site_id", "received_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_submissions_site_id_state_received_at_id"),
        "submissions",
        ["site_id", "state", "received_at", "id"],
        unique=False,
    )
    op.create_table(
        "deliveries",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("destination", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "submission_id"],
            ["submissions.site_id", "submissions.id"],
            name=op.f("fk_deliveries_site_id_submission_id"),
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "site_id", "submission_id", "destination", name=op.f("uq_deliveries_site_id_submission_id_destination")
        ),
    )
    op.create_index(
        op.f("ix_deliveries_site_id_state_due_at"), "deliveries", ["site_id", "state", "due_at"], unique=False
    )
    op.create_table(
        "attempts",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "delivery_id"],
            ["deliveries.site_id", "deliveries.id"],
            name=op.f("fk_attempts_site_id_delivery_id"),
        ),
        sa.PrimaryKeyConstraint("site_id", "delivery_id", "number", name=op.f("pk_attempts")),
    )
