"""The people who have accounts: who is invited, what they may do, and that it all ends when they leave.

Whoever looks after people decides only about what they could give themselves (`kiosk.domain.people`). Leaving is one
unit of work: sessions, invitations that were sent, second factor, links, feeds, PINs and cards end together with the
account. Every hub asks the record at each request, so all of them refuse from that moment.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.accounts import Gone, Member, OpenSession
from kiosk.domain.errors import Refused
from kiosk.domain.people import keeps_the_estate, makes_sense, may_give, may_rule, sees
from kiosk.domain.roles import EVERYWHERE, Action, Grant, may
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit

Ending = Callable[[Record, UUID, Sequence[UUID], datetime], int]
"""Ends something of an account, and of the people of the directory that it stands for; tells how many there were."""


class PersonUnknown(Refused, LookupError):
    """There is nobody of this id whom the asker may see."""

    code = "person_unknown"


class NotYours(Refused, PermissionError):
    """Nobody gives or takes what they could not have themselves."""

    code = "not_yours_to_give"


class LastAdministrator(Refused, ValueError):
    """Somebody has to be able to look after everything."""

    code = "last_administrator"


class OwnAccount(Refused, ValueError):
    """Somebody else has to do that to an account."""

    code = "own_account"


class Ladders(Protocol):
    """The ladders of the directory: who is called, one after the other."""

    async def left_empty(self, account_id: UUID) -> Sequence[str]:
        """Names of the ladders on which nobody would be left without the people of this account."""

    async def leave(self, account_id: UUID, actor: Actor) -> Sequence[UUID]:
        """Takes the people of this account off every ladder; tells who they were."""


@dataclass(frozen=True, slots=True)
class Looker:
    """Somebody who looks after people: who they are, and what they were granted."""

    actor: Actor
    grants: Sequence[Grant]


class People:
    """The people of an estate.

    Args:
        told: tells terminals that somebody may do less at them than before.
    """

    def __init__(
        self, store: Store, audit: Audit, clock: Clock, ladders: Ladders, told: Callable[[], Awaitable[None]]
    ) -> None:
        self._store, self._audit, self._clock = store, audit, clock
        self._ladders, self._told = ladders, told
        self._endings: dict[str, Ending] = {
            "sessions": lambda record, account, _, __: record.people.end_sessions(account),
            "invitations": lambda record, account, _, __: record.people.end_invitations_by(account),
            "second_factor": lambda record, account, _, __: int(record.factors.drop(account)),
            "credentials": lambda record, account, people, now: record.people.end_credentials(account, people, now),
        }

    def also_end(self, what: str, ending: Ending) -> None:
        """Has something more end with an account, in the same unit of work."""
        self._endings[what] = ending

    async def members(self, looker: Looker, site_id: str) -> list[Member]:
        """The people at a site whom somebody looks after. `EVERYWHERE` asks for everybody."""
        members = await self._store.read(lambda record: record.people.members())
        return [member for member in members if sees(looker.grants, member.grants, site_id)]

    async def find(self, looker: Looker, site_id: str, account_id: UUID) -> Member:
        """Somebody at a site.

        Raises:
            PersonUnknown: nobody, or nobody they look after.
        """
        member = await self._store.read(lambda record: record.people.member(account_id))
        if member is None or not sees(looker.grants, member.grants, site_id):
            raise PersonUnknown
        return member

    async def sessions(self, account_id: UUID) -> list[OpenSession]:
        """Where somebody is signed in."""
        return await self._store.read(lambda record: record.people.sessions(account_id))

    async def give(self, looker: Looker, account_id: UUID, grant: Grant) -> None:
        """Grants somebody one thing more.

        Raises:
            NotYours: it is not theirs to give.
            PersonUnknown: the account is gone.
        """
        now = self._clock.now()

        def work(record: Record) -> None:
            mine = allow(record, looker, grant)
            member = _member(record, account_id)
            if not sees(mine, member.grants, grant.site_id) and not may(mine, Action.MANAGE_PEOPLE, EVERYWHERE):
                raise PersonUnknown
            if grant not in member.grants:
                record.staff.grant(account_id, grant, now)

        await self._audit.perform(looker.actor, "role_given", str(account_id), work, grant.role)

    async def take(self, looker: Looker, account_id: UUID, grant: Grant) -> None:
        """Takes one grant away. The last one goes only with the account: see `remove`.

        Raises:
            NotYours: it is not theirs to take, or the directory gave it, which would give it again.
            LastAdministrator: nobody else looks after everything.
            PersonUnknown: the account is gone, or has no such grant.
        """

        def work(record: Record) -> None:
            allow(record, looker, grant)
            member = _member(record, account_id)
            if grant in member.from_directory:
                raise NotYours
            if not record.people.take(account_id, grant):
                raise PersonUnknown
            left = [one for one in member.grants if one != grant]
            if not left:
                raise NotYours
            self._keep_one(record, member, left)

        await self._audit.perform(looker.actor, "role_taken", str(account_id), work, grant.role)
        await self._told()

    async def end_sessions(self, looker: Looker, account_id: UUID) -> int:
        """Signs somebody out everywhere.

        Raises:
            NotYours: they are above the asker.
            PersonUnknown: the account is gone.
        """

        def work(record: Record) -> int:
            rule(record, looker, account_id)
            return record.people.end_sessions(account_id)

        return await self._audit.perform(looker.actor, "sessions_ended", str(account_id), work)

    async def reset_second_factor(self, looker: Looker, account_id: UUID) -> None:
        """Removes somebody's second factor, so that they can set up another, and signs them out.

        Raises:
            NotYours: they are above the asker.
            OwnAccount: whoever lost their phone asks somebody else.
            PersonUnknown: the account is gone.
        """

        def work(record: Record) -> None:
            rule(record, looker, account_id)
            if account_id == looker.actor.account_id:
                raise OwnAccount
            record.factors.drop(account_id)
            record.people.end_sessions(account_id)

        await self._audit.perform(looker.actor, "second_factor_reset", str(account_id), work)

    async def left_empty(self, account_id: UUID) -> Sequence[str]:
        """Names of the ladders that nobody would answer any more without this account's person."""
        return await self._ladders.left_empty(account_id)

    async def remove(self, looker: Looker, account_id: UUID) -> Mapping[str, int]:
        """Ends an account and everything that opened by it. Tells how much of what ended.

        Raises:
            NotYours: they have a grant that is not the asker's to take.
            OwnAccount: nobody removes themselves by mistake.
            LastAdministrator: nobody else looks after everything.
            PersonUnknown: the account is gone.
        """

        def allowed(record: Record) -> None:
            member = rule(record, looker, account_id)
            if account_id == looker.actor.account_id:
                raise OwnAccount
            self._keep_one(record, member, ())

        # Whoever may not be removed stays in the directory too.
        await self._refusing(looker, account_id, allowed)
        people = await self._ladders.leave(account_id, looker.actor)
        now = self._clock.now()

        def work(record: Record) -> Mapping[str, int]:
            allowed(record)
            ended = {what: ending(record, account_id, people, now) for what, ending in self._endings.items()}
            record.people.remove(account_id, now)
            return ended

        ended = await self._audit.perform(looker.actor, "person_removed", str(account_id), work)
        await self._told()
        log("people.removed", account=str(account_id), ended=sum(ended.values()))
        return ended

    async def gone(self, looker: Looker) -> list[Gone]:
        """Who was removed and would be let in by the directory again; nobody, for who does not look after all."""
        if not may(looker.grants, Action.MANAGE_PEOPLE, EVERYWHERE):
            return []
        return await self._store.read(lambda record: record.people.gone())

    async def let_back(self, looker: Looker, account_id: UUID) -> None:
        """Lets somebody who was removed come back by the directory, with a new account.

        Raises:
            NotYours: the asker does not look after everything.
            PersonUnknown: nobody who was removed has this id.
        """

        def work(record: Record) -> None:
            if not may(_now(record, looker), Action.MANAGE_PEOPLE, EVERYWHERE):
                raise NotYours
            if not record.people.let_back(account_id):
                raise PersonUnknown

        await self._audit.perform(looker.actor, "person_let_back", str(account_id), work)

    async def _refusing(self, looker: Looker, account_id: UUID, allowed: Callable[[Record], None]) -> None:
        try:
            await self._store.read(allowed)
        except Refused as error:
            await self._audit.record(looker.actor, "person_removed", str(account_id), "refused", error.code)
            raise

    def _keep_one(self, record: Record, member: Member, left: Sequence[Grant]) -> None:
        """Refuses to leave the estate without a local account that looks after everything."""
        if not keeps_the_estate(member.grants) or keeps_the_estate(left):
            return
        others = (other for other in record.people.members() if other.id != member.id and other.local)
        if not any(keeps_the_estate(set(other.grants) - other.from_directory) for other in others):
            raise LastAdministrator


def allow(record: Record, looker: Looker, grant: Grant) -> Sequence[Grant]:
    """Refuses what is not theirs to give, by what they are granted now and not when they opened the page.

    Returns what they are granted now.

    Raises:
        NotYours: it is not theirs to give.
    """
    mine = _now(record, looker)
    if not makes_sense(grant) or not may_give(mine, grant):
        raise NotYours
    return mine


def rule(record: Record, looker: Looker, account_id: UUID) -> Member:
    """Somebody about whom the asker decides, by what they are granted now.

    Raises:
        NotYours: they are above the asker.
        PersonUnknown: the account is gone.
    """
    member = _member(record, account_id)
    if not may_rule(_now(record, looker), member.grants):
        raise NotYours
    return member


def _member(record: Record, account_id: UUID) -> Member:
    member = record.people.member(account_id)
    if member is None:
        raise PersonUnknown
    return member


def _now(record: Record, looker: Looker) -> Sequence[Grant]:
    account_id = looker.actor.account_id
    return () if account_id is None else record.staff.grants(account_id)
