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
        sa.Column("by_directory", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "account_id"],
            ["accounts.site_id", "accounts.id"],
            name=op.f("fk_grants_site_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_site_id_account_id"), "grants", ["site_id", "account_id"])
    op.add_column("accounts", sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("accounts", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    # Who was signed in signs in again: a session did not say where it counts.
    op.drop_table("staff_sessions")
    op.execute("DELETE FROM setup_links WHERE site_id <> '*'")
    _give_to_the_estate()
    _people()


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
        sa.column("by_directory", sa.Boolean),
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
                by_directory=False,
                made_at=row.made_at,
            )
        )


def _people() -> None:
    """What accounts have beside a name and a password."""
    op.create_table(
        "staff_sessions",
        _site(),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("by_directory", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "token_hash", name=op.f("pk_staff_sessions")),
        _of_an_account("staff_sessions"),
    )
    op.create_index(op.f("ix_staff_sessions_site_id_account_id"), "staff_sessions", ["site_id", "account_id"])
    op.create_table(
        "second_factors",
        _site(),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "account_id", "confirmed", name=op.f("pk_second_factors")),
        _of_an_account("second_factors"),
    )
    op.create_table(
        "recovery_codes",
        _site(),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "account_id", "mark", name=op.f("pk_recovery_codes")),
        _of_an_account("recovery_codes"),
    )
    op.create_table(
        "identities",
        _site(),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "tenant", "subject", name=op.f("pk_identities")),
        sa.UniqueConstraint("site_id", "account_id", name=op.f("uq_identities_site_id_account_id")),
        _of_an_account("identities"),
    )
    op.create_table(
        "entrances",
        _site(),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("towards", sa.String(length=200), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "token_hash", name=op.f("pk_entrances")),
        _of_an_account("entrances"),
    )
    op.create_table(
        "invitations",
        _site(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("site_id", "token_hash", name=op.f("uq_invitations_site_id_token_hash")),
        _of_an_account("invitations", "made_by"),
    )
    op.create_table(
        "credentials",
        _site(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_credentials")),
        _of_an_account("credentials"),
    )
    for columns in (["site_id", "kind", "mark"], ["site_id", "account_id"], ["site_id", "person_id"]):
        op.create_index(op.f(f"ix_credentials_{'_'.join(columns)}"), "credentials", columns)


def _of_an_account(table: str, column: str = "account_id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["site_id", column], ["accounts.site_id", "accounts.id"], name=op.f(f"fk_{table}_site_id_{column}")
    )


def _site() -> sa.Column[str]:
    return sa.Column("site_id", sa.String(length=64), nullable=False)
