"""Notes on submissions and whose turn they are, how often each service was used, and what a person confirmed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COUNT_BEFORE = {
    "sqlite": """
        INSERT INTO uses (site_id, day, form_id, terminal_id, face, language, sent)
        SELECT site_id, date(received_at), form_id, terminal_id, 'terminal', '', COUNT(*)
        FROM submissions GROUP BY site_id, date(received_at), form_id, terminal_id
    """,
    "postgresql": """
        INSERT INTO uses (site_id, day, form_id, terminal_id, face, language, sent)
        SELECT site_id, CAST(received_at AT TIME ZONE 'UTC' AS date), form_id, terminal_id, 'terminal', '', COUNT(*)
        FROM submissions GROUP BY site_id, CAST(received_at AT TIME ZONE 'UTC' AS date), form_id, terminal_id
    """,
}
"""What was sent before is counted too, on the day it came; in which language, only the sealed answers know. Each
database writes a date in its own way."""


def upgrade() -> None:
    op.create_index(op.f("ix_submissions_site_id_reference"), "submissions", ["site_id", "reference"])
    op.create_index(op.f("ix_audit_site_id_at"), "audit", ["site_id", "at"])
    op.create_table(
        "submission_notes",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "submission_id"],
            ["submissions.site_id", "submissions.id"],
            name=op.f("fk_submission_notes_site_id_submission_id"),
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_submission_notes")),
    )
    op.create_index(
        op.f("ix_submission_notes_site_id_submission_id"), "submission_notes", ["site_id", "submission_id"]
    )
    op.create_table(
        "hand_overs",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("holder_kind", sa.String(length=8), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("holder_name", sa.String(length=120), nullable=False),
        sa.Column("work", sa.String(length=8), nullable=False),
        sa.Column("given_by", sa.String(length=80), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "submission_id"],
            ["submissions.site_id", "submissions.id"],
            name=op.f("fk_hand_overs_site_id_submission_id"),
        ),
        sa.PrimaryKeyConstraint("site_id", "submission_id", name=op.f("pk_hand_overs")),
    )
    op.create_index(op.f("ix_hand_overs_site_id_holder_id_work"), "hand_overs", ["site_id", "holder_id", "work"])
    op.create_table(
        "uses",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("form_id", sa.String(length=64), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=False),
        sa.Column("face", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "day", "form_id", "terminal_id", "face", "language", name=op.f("pk_uses")),
    )
    op.create_table(
        "starts",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("form_id", sa.String(length=64), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=False),
        sa.Column("run", sa.Uuid(), nullable=False),
        sa.Column("face", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("started", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "site_id", "day", "form_id", "terminal_id", "run", "face", "language", name=op.f("pk_starts")
        ),
    )
    op.create_table(
        "confirmations",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("line", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "line", name=op.f("pk_confirmations")),
    )
    op.execute(COUNT_BEFORE[op.get_bind().dialect.name])
