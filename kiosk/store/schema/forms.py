"""Forms, version by version; what staff have handed in and decided about them."""

from __future__ import annotations

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, String, Table, Text

from kiosk.store.schema.base import Instant, metadata, site_column

forms = Table(
    "forms",
    metadata,
    site_column(),
    Column("form_id", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content", String(64), nullable=False),
    Column("document", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
    # The place in the site's file; empty when the file names another version, or the form no longer.
    Column("place", Integer),
    # Whoever published it on a page; empty for one that came with the file.
    Column("published_by", String(80)),
    PrimaryKeyConstraint("site_id", "form_id", "version"),
)

# What was handed in and is not published. The last one of each form.
form_drafts = Table(
    "form_drafts",
    metadata,
    site_column(),
    Column("form_id", String(64), nullable=False),
    Column("document", Text, nullable=False),
    Column("uploaded_by", String(80), nullable=False),
    Column("uploaded_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "form_id"),
)

# What staff decided, over what the file says. Without a version the form is withdrawn.
form_choices = Table(
    "form_choices",
    metadata,
    site_column(),
    Column("form_id", String(64), nullable=False),
    Column("version", Integer),
    Column("changed_by", String(80), nullable=False),
    Column("changed_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "form_id"),
)
