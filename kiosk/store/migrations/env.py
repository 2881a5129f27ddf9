"""How Alembic reaches the record: over the connection that `kiosk.store.upgrade` hands it, never by itself."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from kiosk.store.schema import metadata

connection = context.config.attributes["connection"]
if not isinstance(connection, Connection):
    raise TypeError("migrations run from kiosk.store.upgrade only")
context.configure(
    connection=connection, target_metadata=metadata, render_as_batch=True, transaction_per_migration=False
)
with context.begin_transaction():
    context.run_migrations()
