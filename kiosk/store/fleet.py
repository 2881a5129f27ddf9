"""What the hubs of one record agree on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, insert, or_, select, update
from sqlalchemy.engine import URL

from kiosk.domain.roles import EVERYWHERE
from kiosk.store.schema import backups, hub_keys


def note_backup(url: URL, made_at: datetime) -> None:
    """Tells the hubs of a record on a server that somebody made a backup by hand."""
    from kiosk.store.postgres import Postgres

    server = Postgres(url)
    try:
        with server.writing.begin() as connection:
            FleetRows(connection, EVERYWHERE).note_backup(made_at)
    finally:
        server.close()


class FleetRows:
    """Satisfies `kiosk.interfaces.records.fleet.FleetRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def keys(self) -> frozenset[str]:
        rows = select(hub_keys.c.key_id).where(hub_keys.c.site_id == self._site_id)
        return frozenset(self._connection.execute(rows).scalars())

    def add_keys(self, ids: Iterable[str], at: datetime) -> None:
        for key_id in ids:
            row = insert(hub_keys).values(site_id=self._site_id, key_id=key_id, first_seen_at=at)
            self._connection.execute(row)

    def last_backup(self) -> datetime | None:
        row = select(backups.c.made_at).where(backups.c.site_id == self._site_id)
        found: datetime | None = self._connection.execute(row).scalar_one_or_none()
        return found

    def note_backup(self, made_at: datetime) -> None:
        self._begin()
        newer = or_(backups.c.made_at.is_(None), backups.c.made_at < made_at)
        row = update(backups).where(backups.c.site_id == self._site_id, newer)
        self._connection.execute(row.values(made_at=made_at))

    def claim_backup(self, now: datetime, until: datetime) -> bool:
        self._begin()
        free = or_(backups.c.claimed_until.is_(None), backups.c.claimed_until <= now, backups.c.claimed_until > until)
        row = update(backups).where(backups.c.site_id == self._site_id, free)
        return self._connection.execute(row.values(claimed_until=until)).rowcount == 1

    def _begin(self) -> None:
        """The row is there. Nobody else writes meanwhile."""
        row = select(backups.c.site_id).where(backups.c.site_id == self._site_id)
        if self._connection.execute(row).first() is None:
            self._connection.execute(insert(backups).values(site_id=self._site_id))
