"""One hub has many sites: accounts belong to all of them, and say where they may do what."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

EVERYWHERE = "*"


def upgrade() -> None:
    op.create_table(
        "grants",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "account_id"],
            ["accounts.site_id", "accounts.id"],
            name=op.f("fk_grants_site_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_site_id_account_id"), "grants", ["site_id", "account_id"])
    # Who was signed in signs in again: a session did not say where it counts.
    op.execute("DELETE FROM staff_sessions WHERE site_id <> '*'")
    op.execute("DELETE FROM setup_links WHERE site_id <> '*'")
    _give_to_the_estate()


def _give_to_the_estate() -> None:
    """Accounts of before belong to the estate, and may do at their own site what they could: everything."""
    accounts = sa.table(
        "accounts",
        sa.column("site_id", sa.String),
        sa.column("id", sa.Uuid),
        sa.column("name", sa.String),
        sa.column("name_key", sa.String),
        sa.column("made_at", sa.DateTime(timezone=True)),
    )
    grants = sa.table(
        "grants",
        sa.column("site_id", sa.String),
        sa.column("id", sa.Uuid),
        sa.column("account_id", sa.Uuid),
        sa.column("scope", sa.String),
        sa.column("role", sa.String),
        sa.column("made_at", sa.DateTime(timezone=True)),
    )
    connection = op.get_bind()
    found = connection.execute(sa.select(accounts).order_by(accounts.c.made_at, accounts.c.id)).all()
    alone = len({row.site_id for row in found}) == 1
    taken: set[str] = set()
    for row in found:
        name, key = row.name, row.name_key
        if key in taken:
            # Two sites had somebody of this name. The later one is told apart by the site.
            name, key = f"{name} ({row.site_id})"[:80], f"{key} ({row.site_id})"[:160]
        taken.add(key)
        connection.execute(
            sa.update(accounts)
            .where(accounts.c.site_id == row.site_id, accounts.c.id == row.id)
            .values(site_id=EVERYWHERE, name=name, name_key=key)
        )
        connection.execute(
            sa.insert(grants).values(
                site_id=EVERYWHERE,
                id=uuid4(),
                account_id=row.id,
                scope=EVERYWHERE if alone else row.site_id,
                role="administrator",
                made_at=row.made_at,
            )
        )
