"""What became of submissions, the robots that may say so, and what is left when nobody's answers are."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from kiosk.store.schema.base import Instant, metadata, site_column

robots = Table(
    "robots",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("name", String(80), nullable=False),
    Column("key_hash", LargeBinary(32), nullable=False),
    # The forms it may speak about, in JSON.
    Column("forms", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String(80), nullable=False),
    # Its key is dead from then on. The row stays, because outcomes came from it.
    Column("withdrawn_at", Instant),
    Column("used_at", Instant),
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("site_id", "key_hash"),
)

# One row for each submission of which an outcome is known; the audit tells of those before.
outcomes = Table(
    "outcomes",
    metadata,
    site_column(),
    Column("submission_id", Uuid, nullable=False),
    Column("outcome", String(8), nullable=False),
    Column("at", Instant, nullable=False),
    Column("who", String(80), nullable=False),
    Column("robot_id", Uuid),
    # What the form's setting was worth on that day; a later change of it changes nothing that has been.
    Column("minutes", Integer, nullable=False),
    # The reason, in words for the person; empty once their answers are erased.
    Column("key_id", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("site_id", "submission_id"),
    ForeignKeyConstraint(["site_id", "submission_id"], ["submissions.site_id", "submissions.id"]),
    Index(None, "site_id", "at"),
)

# A keyed hash of a reference and of something that was answered: who gives both finds the submission, and the table
# tells nobody what was answered.
second_facts = Table(
    "second_facts",
    metadata,
    site_column(),
    Column("mark", LargeBinary(32), nullable=False),
    Column("submission_id", Uuid, nullable=False),
    PrimaryKeyConstraint("site_id", "mark"),
    ForeignKeyConstraint(["site_id", "submission_id"], ["submissions.site_id", "submissions.id"]),
    Index(None, "site_id", "submission_id"),
)

# Answers to closed questions of nobody known: no reference, no time but the month, in no order.
anonymous_answers = Table(
    "anonymous_answers",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("form_id", String(64), nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("month", Date, nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    Index(None, "site_id", "form_id", "month"),
)
