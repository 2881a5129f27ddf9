"""The people who have accounts: their grants, where they are signed in, invitations, and what else lets them in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, delete, insert, or_, select, update
from sqlalchemy.sql import ColumnElement

from kiosk.domain.accounts import Credential, CredentialKind, Gone, Invited, Member, OpenSession
from kiosk.domain.roles import Grant, StaffRole
from kiosk.interfaces.store import Topic
from kiosk.services.passwords import NO_PASSWORD
from kiosk.store.schema import (
    accounts,
    credentials,
    entrances,
    grants,
    identities,
    invitations,
    second_factors,
    staff_sessions,
)


class PeopleRows:
    """Satisfies `kiosk.interfaces.records.people.PeopleRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection = connection
        self._site_id = site_id
        self._touched = touched

    def members(self) -> list[Member]:
        return self._members()

    def member(self, account_id: UUID) -> Member | None:
        return next(iter(self._members(account_id)), None)

    def take(self, account_id: UUID, grant: Grant) -> bool:
        tenant = grants.c.tenant_id
        taken = delete(grants).where(
            *self._granted(account_id),
            grants.c.scope == grant.site_id,
            grants.c.role == grant.role.value,
            tenant.is_(None) if grant.tenant_id is None else tenant == grant.tenant_id,
        )
        self._touched.add("people")
        return self._connection.execute(taken).rowcount > 0

    def regrant(self, account_id: UUID, granted: Iterable[Grant], now: datetime) -> None:
        self._touched.add("people")
        self._connection.execute(delete(grants).where(*self._granted(account_id), grants.c.by_directory.is_(True)))
        for grant in granted:
            self._connection.execute(
                insert(grants).values(
                    site_id=self._site_id,
                    id=uuid4(),
                    account_id=account_id,
                    scope=grant.site_id,
                    role=grant.role.value,
                    tenant_id=grant.tenant_id,
                    by_directory=True,
                    made_at=now,
                )
            )

    def remove(self, account_id: UUID, now: datetime) -> None:
        self._touched.add("people")
        self._connection.execute(
            delete(entrances).where(entrances.c.site_id == self._site_id, entrances.c.account_id == account_id)
        )
        self._connection.execute(delete(grants).where(*self._granted(account_id)))
        self._connection.execute(
            update(accounts)
            .where(*self._account(account_id))
            # The name is free again for somebody else to sign in with. No name that can be typed looks like this.
            .values(removed_at=now, password_hash=NO_PASSWORD, name_key=f"\x1f{account_id}")
        )

    def gone(self) -> list[Gone]:
        known = (identities.c.site_id == self._site_id) & (identities.c.account_id == accounts.c.id)
        rows = self._connection.execute(
            select(accounts.c.id, accounts.c.name, accounts.c.removed_at)
            .join(identities, known)
            .where(accounts.c.site_id == self._site_id, accounts.c.removed_at.is_not(None))
            .order_by(accounts.c.removed_at.desc(), accounts.c.id)
        )
        return [Gone(row.id, row.name, row.removed_at) for row in rows]

    def let_back(self, account_id: UUID) -> bool:
        gone = select(accounts.c.id).where(*self._account(account_id), accounts.c.removed_at.is_not(None))
        forgotten = delete(identities).where(identities.c.site_id == self._site_id, identities.c.account_id.in_(gone))
        return self._connection.execute(forgotten).rowcount == 1

    def sessions(self, account_id: UUID) -> list[OpenSession]:
        rows = self._connection.execute(
            select(staff_sessions).where(*self._session_of(account_id)).order_by(staff_sessions.c.seen_at.desc())
        )
        return [OpenSession(row.id, row.made_at, row.seen_at, row.address, row.by_directory) for row in rows]

    def end_sessions(self, account_id: UUID, but: bytes = b"") -> int:
        self._touched.add("people")
        ended = delete(staff_sessions).where(*self._session_of(account_id), staff_sessions.c.token_hash != but)
        return self._connection.execute(ended).rowcount

    def end_session(self, account_id: UUID, session_id: UUID) -> bool:
        self._touched.add("people")
        ended = delete(staff_sessions).where(*self._session_of(account_id), staff_sessions.c.id == session_id)
        return self._connection.execute(ended).rowcount == 1

    def invite(self, invited: Invited, token_hash: bytes) -> None:
        self._connection.execute(
            insert(invitations).values(
                site_id=self._site_id,
                id=invited.id,
                token_hash=token_hash,
                name=invited.name,
                scope=invited.grant.site_id,
                role=invited.grant.role.value,
                tenant_id=invited.grant.tenant_id,
                made_by=invited.made_by,
                made_at=invited.made_at,
                expires_at=invited.expires_at,
            )
        )

    def invitations(self, now: datetime) -> list[Invited]:
        rows = self._connection.execute(
            select(invitations)
            .where(invitations.c.site_id == self._site_id, invitations.c.expires_at > now)
            .order_by(invitations.c.made_at.desc(), invitations.c.id)
        )
        return [_invited(row) for row in rows]

    def invited(self, token_hash: bytes, now: datetime) -> Invited | None:
        row = self._connection.execute(
            select(invitations).where(
                invitations.c.site_id == self._site_id,
                invitations.c.token_hash == token_hash,
                invitations.c.expires_at > now,
            )
        ).one_or_none()
        return None if row is None else _invited(row)

    def end_invitation(self, invitation_id: UUID) -> bool:
        ended = delete(invitations).where(invitations.c.site_id == self._site_id, invitations.c.id == invitation_id)
        return self._connection.execute(ended).rowcount == 1

    def end_invitations_by(self, account_id: UUID) -> int:
        ended = delete(invitations).where(invitations.c.site_id == self._site_id, invitations.c.made_by == account_id)
        return self._connection.execute(ended).rowcount

    def add_credential(self, credential: Credential, mark: bytes, verifier: str | None = None) -> None:
        self._connection.execute(
            insert(credentials).values(
                site_id=self._site_id,
                id=credential.id,
                kind=credential.kind.value,
                mark=mark,
                verifier=verifier,
                account_id=credential.account_id,
                person_id=credential.person_id,
                made_at=credential.made_at,
            )
        )

    def credential(self, kind: CredentialKind, marks: Iterable[bytes]) -> Credential | None:
        row = self._connection.execute(
            select(credentials).where(*self._good, credentials.c.kind == kind.value, credentials.c.mark.in_([*marks]))
        ).first()
        return None if row is None else _credential(row)

    def verifiers(self, kind: CredentialKind) -> list[tuple[UUID, str]]:
        told = select(credentials.c.account_id, credentials.c.verifier).where(*self._good)
        found = told.where(credentials.c.kind == kind.value, credentials.c.verifier.is_not(None))
        return [(row.account_id, row.verifier) for row in self._connection.execute(found.order_by(credentials.c.id))]

    def credentials(self, account_id: UUID) -> list[Credential]:
        rows = self._connection.execute(
            select(credentials)
            .where(*self._good, credentials.c.account_id == account_id)
            .order_by(credentials.c.made_at, credentials.c.id)
        )
        return [_credential(row) for row in rows]

    def end_credential(self, credential_id: UUID, now: datetime) -> bool:
        ended = update(credentials).where(*self._good, credentials.c.id == credential_id).values(ended_at=now)
        return self._connection.execute(ended).rowcount == 1

    def end_credentials(self, account_id: UUID, people: Iterable[UUID], now: datetime) -> int:
        theirs = or_(credentials.c.account_id == account_id, credentials.c.person_id.in_([*people]))
        return self._connection.execute(update(credentials).where(*self._good, theirs).values(ended_at=now)).rowcount

    def _members(self, account_id: UUID | None = None) -> list[Member]:
        wanted = [accounts.c.site_id == self._site_id, accounts.c.removed_at.is_(None)]
        granted = select(grants).where(grants.c.site_id == self._site_id)
        factors = select(second_factors.c.account_id).where(
            second_factors.c.site_id == self._site_id, second_factors.c.confirmed.is_(True)
        )
        if account_id is not None:
            wanted.append(accounts.c.id == account_id)
            granted = granted.where(grants.c.account_id == account_id)
            factors = factors.where(second_factors.c.account_id == account_id)
        given: dict[UUID, list[tuple[Grant, bool]]] = defaultdict(list)
        for row in self._connection.execute(granted.order_by(grants.c.made_at, grants.c.id)):
            given[row.account_id].append((Grant(row.scope, StaffRole(row.role), row.tenant_id), row.by_directory))
        secured = set(self._connection.execute(factors).scalars())
        rows = self._connection.execute(select(accounts).where(*wanted).order_by(accounts.c.name, accounts.c.id))
        return [
            Member(
                row.id,
                row.name,
                row.made_at,
                row.signed_in_at,
                # Somebody may have the same from the directory and from here; it is shown once.
                tuple(dict.fromkeys(grant for grant, _ in given[row.id])),
                frozenset(grant for grant, by_directory in given[row.id] if by_directory),
                row.password_hash != NO_PASSWORD,
                row.id in secured,
            )
            for row in rows
        ]

    def _account(self, account_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return accounts.c.site_id == self._site_id, accounts.c.id == account_id

    def _granted(self, account_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return grants.c.site_id == self._site_id, grants.c.account_id == account_id

    def _session_of(self, account_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return staff_sessions.c.site_id == self._site_id, staff_sessions.c.account_id == account_id

    @property
    def _good(self) -> tuple[ColumnElement[bool], ...]:
        return credentials.c.site_id == self._site_id, credentials.c.ended_at.is_(None)


def _invited(row: Row[Any]) -> Invited:
    grant = Grant(row.scope, StaffRole(row.role), row.tenant_id)
    return Invited(row.id, row.name, grant, row.made_by, row.made_at, row.expires_at)


def _credential(row: Row[Any]) -> Credential:
    return Credential(row.id, CredentialKind(row.kind), row.account_id, row.person_id, row.made_at)
