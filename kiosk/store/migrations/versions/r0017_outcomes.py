"""What became of submissions, who may say so, and by what a person finds theirs again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("reference", sa.String(length=120), nullable=True))
    op.add_column("retention_log", sa.Column("about", sa.String(length=120), nullable=True))
    op.create_table(
        "robots",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("forms", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_robots")),
        sa.UniqueConstraint("site_id", "key_hash", name=op.f("uq_robots_site_id_key_hash")),
    )
    op.create_table(
        "outcomes",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("robot_id", sa.Uuid(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "submission_id"],
            ["submissions.site_id", "submissions.id"],
            name=op.f("fk_outcomes_site_id_submission_id"),
        ),
        sa.PrimaryKeyConstraint("site_id", "submission_id", name=op.f("pk_outcomes")),
    )
    op.create_index(op.f("ix_outcomes_site_id_at"), "outcomes", ["site_id", "at"])
    op.create_table(
        "second_facts",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "submission_id"],
            ["submissions.site_id", "submissions.id"],
            name=op.f("fk_second_facts_site_id_submission_id"),
        ),
        sa.PrimaryKeyConstraint("site_id", "mark", name=op.f("pk_second_facts")),
    )
    op.create_index(op.f("ix_second_facts_site_id_submission_id"), "second_facts", ["site_id", "submission_id"])
    op.create_table(
        "anonymous_answers",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.String(length=64), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_anonymous_answers")),
    )
    op.create_index(
        op.f("ix_anonymous_answers_site_id_form_id_month"), "anonymous_answers", ["site_id", "form_id", "month"]
    )
