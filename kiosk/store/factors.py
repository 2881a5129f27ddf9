"""Second factors, the directory's names for accounts, and ways in that are not finished."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Table, delete, func, insert, select, update
from sqlalchemy.sql import ColumnElement

from kiosk.domain.accounts import Entrance, FactorKept
from kiosk.interfaces.store import Topic
from kiosk.store.schema import entrances, identities, recovery_codes, second_factors


class FactorRows:
    """Satisfies `kiosk.interfaces.records.factors.FactorRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection = connection
        self._site_id = site_id
        self._touched = touched

    def factor(self, account_id: UUID, *, confirmed: bool) -> FactorKept | None:
        row = self._connection.execute(
            select(second_factors).where(*self._factor(account_id, confirmed=confirmed))
        ).one_or_none()
        return None if row is None else FactorKept(row.sealed, row.key_id, row.made_at, row.last_step)

    def offer(self, account_id: UUID, factor: FactorKept) -> None:
        self._connection.execute(delete(second_factors).where(*self._factor(account_id, confirmed=False)))
        self._connection.execute(
            insert(second_factors).values(
                site_id=self._site_id,
                account_id=account_id,
                confirmed=False,
                sealed=factor.sealed,
                key_id=factor.key_id,
                made_at=factor.made_at,
                last_step=factor.last_step,
            )
        )

    def confirm(self, account_id: UUID, step: int) -> bool:
        if self.factor(account_id, confirmed=False) is None:
            return False
        self._connection.execute(delete(second_factors).where(*self._factor(account_id, confirmed=True)))
        self._connection.execute(
            update(second_factors)
            .where(*self._factor(account_id, confirmed=False))
            .values(confirmed=True, last_step=step)
        )
        self._touched.add("people")
        return True

    def take_step(self, account_id: UUID, step: int) -> bool:
        taken = self._connection.execute(
            update(second_factors)
            .where(*self._factor(account_id, confirmed=True), second_factors.c.last_step < step)
            .values(last_step=step)
        )
        return taken.rowcount == 1

    def drop(self, account_id: UUID) -> bool:
        self._touched.add("people")
        self._connection.execute(delete(recovery_codes).where(*self._of(recovery_codes, account_id)))
        return (
            self._connection.execute(delete(second_factors).where(*self._of(second_factors, account_id))).rowcount > 0
        )

    def replace_codes(self, account_id: UUID, marks: Iterable[bytes]) -> None:
        self._connection.execute(delete(recovery_codes).where(*self._of(recovery_codes, account_id)))
        for mark in marks:
            self._connection.execute(
                insert(recovery_codes).values(site_id=self._site_id, account_id=account_id, mark=mark)
            )

    def use_code(self, account_id: UUID, marks: Iterable[bytes]) -> bool:
        used = self._connection.execute(
            delete(recovery_codes).where(*self._of(recovery_codes, account_id), recovery_codes.c.mark.in_([*marks]))
        )
        return used.rowcount == 1

    def codes_left(self, account_id: UUID) -> int:
        rows = select(func.count()).select_from(recovery_codes).where(*self._of(recovery_codes, account_id))
        return self._connection.execute(rows).scalar_one()

    def by_identity(self, tenant: str, subject: str) -> UUID | None:
        found: UUID | None = self._connection.execute(
            select(identities.c.account_id).where(
                identities.c.site_id == self._site_id, identities.c.tenant == tenant, identities.c.subject == subject
            )
        ).scalar_one_or_none()
        return found

    def add_identity(self, tenant: str, subject: str, account_id: UUID, now: datetime) -> None:
        self._connection.execute(
            insert(identities).values(
                site_id=self._site_id, tenant=tenant, subject=subject, account_id=account_id, made_at=now
            )
        )

    def enter(self, token_hash: bytes, account_id: UUID | None, towards: str, expires_at: datetime) -> None:
        self._connection.execute(
            insert(entrances).values(
                site_id=self._site_id,
                token_hash=token_hash,
                account_id=account_id,
                towards=towards,
                tries=0,
                expires_at=expires_at,
            )
        )

    def entrance(self, token_hash: bytes, now: datetime) -> Entrance | None:
        row = self._connection.execute(
            select(entrances.c.account_id, entrances.c.towards, entrances.c.tries).where(
                *self._entrance(token_hash), entrances.c.expires_at > now
            )
        ).one_or_none()
        return None if row is None else Entrance(row.account_id, row.towards, row.tries)

    def count_try(self, token_hash: bytes) -> None:
        tried = update(entrances).where(*self._entrance(token_hash))
        self._connection.execute(tried.values(tries=entrances.c.tries + 1))

    def leave(self, token_hash: bytes) -> bool:
        return self._connection.execute(delete(entrances).where(*self._entrance(token_hash))).rowcount == 1

    def leave_before(self, now: datetime) -> None:
        self._connection.execute(
            delete(entrances).where(entrances.c.site_id == self._site_id, entrances.c.expires_at <= now)
        )

    def _of(self, table: Table, account_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return table.c.site_id == self._site_id, table.c.account_id == account_id

    def _factor(self, account_id: UUID, *, confirmed: bool) -> tuple[ColumnElement[bool], ...]:
        return *self._of(second_factors, account_id), second_factors.c.confirmed.is_(confirmed)

    def _entrance(self, token_hash: bytes) -> tuple[ColumnElement[bool], ...]:
        return entrances.c.site_id == self._site_id, entrances.c.token_hash == token_hash
