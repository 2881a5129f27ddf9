"""Terminals and the codes that enrol them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.sql import ColumnElement

from kiosk.interfaces.facts import Terminal
from kiosk.store.schema import enrolment_codes, terminals


class TerminalRows:
    """Satisfies `kiosk.interfaces.store.TerminalRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def add_code(self, code_hash: bytes, made_at: datetime, expires_at: datetime) -> None:
        here = enrolment_codes.c.site_id == self._site_id
        self._connection.execute(delete(enrolment_codes).where(here, enrolment_codes.c.expires_at <= made_at))
        self._connection.execute(
            insert(enrolment_codes).values(
                site_id=self._site_id, code_hash=code_hash, made_at=made_at, expires_at=expires_at
            )
        )

    def use_code(self, code_hash: bytes, now: datetime) -> bool:
        used = self._connection.execute(
            delete(enrolment_codes).where(
                enrolment_codes.c.site_id == self._site_id,
                enrolment_codes.c.code_hash == code_hash,
                enrolment_codes.c.expires_at > now,
            )
        )
        return used.rowcount == 1

    def add(self, terminal: Terminal, key_hash: bytes, now: datetime) -> None:
        self._connection.execute(
            insert(terminals).values(
                site_id=self._site_id, id=terminal.id, name=terminal.name, key_hash=key_hash, enrolled_at=now
            )
        )

    def by_key(self, key_hash: bytes) -> Terminal | None:
        return self._one(terminals.c.key_hash == key_hash)

    def get(self, terminal_id: UUID) -> Terminal | None:
        return self._one(terminals.c.id == terminal_id)

    def _one(self, condition: ColumnElement[bool]) -> Terminal | None:
        row = self._connection.execute(
            select(terminals.c.id, terminals.c.name).where(terminals.c.site_id == self._site_id, condition)
        ).one_or_none()
        return None if row is None else Terminal(row.id, row.name)
