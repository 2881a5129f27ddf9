"""Staff accounts, who is signed in, and the one-time links that make the first account."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, or_, select, update
from sqlalchemy.sql import ColumnElement

from kiosk.domain.roles import Grant, StaffRole
from kiosk.interfaces.facts import Account, StaffSession
from kiosk.interfaces.store import Topic
from kiosk.services.staff import name_key
from kiosk.store.schema import accounts, grants, second_factors, setup_links, staff_sessions
from kiosk.store.upserts import unless_there

_ADD_ACCOUNT = unless_there(accounts, "site_id", "name_key")

# Asked for every page that somebody signed in looks at, so they are put together once.
_HERE: BindParameter[str] = bindparam("here")
_SESSION = (
    select(staff_sessions, accounts.c.name, accounts.c.made_at.label("since"), second_factors.c.confirmed)
    .join(accounts, (accounts.c.site_id == _HERE) & (accounts.c.id == staff_sessions.c.account_id))
    .outerjoin(
        second_factors,
        (second_factors.c.site_id == _HERE)
        & (second_factors.c.account_id == staff_sessions.c.account_id)
        & second_factors.c.confirmed.is_(True),
    )
    .where(
        staff_sessions.c.site_id == _HERE,
        staff_sessions.c.token_hash == bindparam("token_hash"),
        accounts.c.removed_at.is_(None),
    )
)
_GRANTS = (
    select(grants.c.scope, grants.c.role, grants.c.tenant_id)
    .where(grants.c.site_id == _HERE, grants.c.account_id == bindparam("account_id"))
    .order_by(grants.c.made_at, grants.c.id)
)


class StaffRows:
    """Satisfies `kiosk.interfaces.store.StaffRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection = connection
        self._site_id = site_id
        self._touched = touched

    def any_account(self) -> bool:
        row = select(accounts.c.id).where(accounts.c.site_id == self._site_id).limit(1)
        return self._connection.execute(row).first() is not None

    def add_account(self, account: Account, now: datetime, key: str | None = None) -> bool:
        kept = self._connection.execute(
            _ADD_ACCOUNT[self._connection.dialect.name],
            {
                "site_id": self._site_id,
                "id": account.id,
                "name": account.name,
                "name_key": name_key(account.name) if key is None else key,
                "password_hash": account.password_hash,
                "made_at": now,
            },
        )
        return kept.rowcount == 1

    def by_name(self, name: str) -> Account | None:
        return self._account(accounts.c.name_key == name_key(name))

    def account(self, account_id: UUID) -> Account | None:
        return self._account(accounts.c.id == account_id)

    def rename(self, account_id: UUID, name: str) -> None:
        self._connection.execute(
            update(accounts).where(accounts.c.site_id == self._site_id, accounts.c.id == account_id).values(name=name)
        )
        self._touched.add("people")

    def set_password(self, account_id: UUID, password_hash: str) -> None:
        self._connection.execute(
            update(accounts)
            .where(accounts.c.site_id == self._site_id, accounts.c.id == account_id)
            .values(password_hash=password_hash)
        )

    def grants(self, account_id: UUID) -> tuple[Grant, ...]:
        found = self._connection.execute(_GRANTS, {"here": self._site_id, "account_id": account_id})
        # Somebody may have the same from the directory and from here.
        return tuple(dict.fromkeys(Grant(row.scope, StaffRole(row.role), row.tenant_id) for row in found))

    def grant(self, account_id: UUID, grant: Grant, now: datetime) -> None:
        self._connection.execute(
            insert(grants).values(
                site_id=self._site_id,
                id=uuid4(),
                account_id=account_id,
                scope=grant.site_id,
                role=grant.role.value,
                tenant_id=grant.tenant_id,
                by_directory=False,
                made_at=now,
            )
        )
        self._touched.add("people")

    def add_link(self, token_hash: bytes, made_at: datetime, expires_at: datetime) -> None:
        self._connection.execute(delete(setup_links).where(setup_links.c.site_id == self._site_id))
        self._connection.execute(
            insert(setup_links).values(
                site_id=self._site_id, token_hash=token_hash, made_at=made_at, expires_at=expires_at
            )
        )

    def link_good(self, token_hash: bytes, now: datetime) -> bool:
        row = select(setup_links.c.made_at).where(*self._link(token_hash, now))
        return self._connection.execute(row).first() is not None

    def use_link(self, token_hash: bytes, now: datetime) -> bool:
        return self._connection.execute(delete(setup_links).where(*self._link(token_hash, now))).rowcount == 1

    def add_session(
        self, token_hash: bytes, account_id: UUID, now: datetime, address: str, *, by_directory: bool = False
    ) -> None:
        self._connection.execute(
            insert(staff_sessions).values(
                site_id=self._site_id,
                token_hash=token_hash,
                id=uuid4(),
                account_id=account_id,
                address=address,
                by_directory=by_directory,
                made_at=now,
                seen_at=now,
                proved_at=now,
            )
        )
        self._connection.execute(
            update(accounts)
            .where(accounts.c.site_id == self._site_id, accounts.c.id == account_id)
            .values(signed_in_at=now)
        )

    def session(self, token_hash: bytes) -> StaffSession | None:
        asked = {"here": self._site_id, "token_hash": token_hash}
        row = self._connection.execute(_SESSION, asked).one_or_none()
        if row is None:
            return None
        return StaffSession(
            id=row.id,
            account_id=row.account_id,
            name=row.name,
            made_at=row.made_at,
            seen_at=row.seen_at,
            proved_at=row.proved_at,
            by_directory=row.by_directory,
            second_factor=row.confirmed is not None,
            since=row.since,
            grants=self.grants(row.account_id),
        )

    def touch_session(self, token_hash: bytes, now: datetime) -> None:
        self._connection.execute(update(staff_sessions).where(*self._session(token_hash)).values(seen_at=now))
        self._touched.add("people")

    def prove_session(self, token_hash: bytes, now: datetime) -> None:
        self._connection.execute(update(staff_sessions).where(*self._session(token_hash)).values(proved_at=now))
        self._touched.add("people")

    def end_session(self, token_hash: bytes) -> None:
        self._connection.execute(delete(staff_sessions).where(*self._session(token_hash)))
        self._touched.add("people")

    def end_sessions_before(self, made_before: datetime, seen_before: datetime) -> None:
        self._connection.execute(
            delete(staff_sessions).where(
                staff_sessions.c.site_id == self._site_id,
                or_(staff_sessions.c.made_at <= made_before, staff_sessions.c.seen_at <= seen_before),
            )
        )

    def _account(self, which: ColumnElement[bool]) -> Account | None:
        row = self._connection.execute(
            select(accounts.c.id, accounts.c.name, accounts.c.password_hash).where(
                accounts.c.site_id == self._site_id, accounts.c.removed_at.is_(None), which
            )
        ).one_or_none()
        return None if row is None else Account(row.id, row.name, row.password_hash)

    def _link(self, token_hash: bytes, now: datetime) -> tuple[ColumnElement[bool], ...]:
        return (
            setup_links.c.site_id == self._site_id,
            setup_links.c.token_hash == token_hash,
            setup_links.c.expires_at > now,
        )

    def _session(self, token_hash: bytes) -> tuple[ColumnElement[bool], ...]:
        return staff_sessions.c.site_id == self._site_id, staff_sessions.c.token_hash == token_hash
