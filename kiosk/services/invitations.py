"""Invitations: a link that makes somebody an account with one role, once and within a week."""

from __future__ import annotations

import asyncio
import secrets as random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from kiosk.domain.accounts import Invited
from kiosk.domain.errors import Refused
from kiosk.domain.ids import uuid7
from kiosk.domain.messages import Channel
from kiosk.domain.people import sees
from kiosk.domain.roles import Grant
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.messages import Gateway, Outgoing
from kiosk.interfaces.store import Record, RecordUnavailable, Store
from kiosk.services import secrets
from kiosk.services.audit import Actor, Audit, Outcome
from kiosk.services.people import Looker, NotYours, allow

INVITATION_LIFE: Final = timedelta(days=7)

MAIL_AGAIN = (60.0, 300.0, 900.0)
"""Seconds until the next try at mail that was put off: many servers take nothing from a stranger the first time. The
address is kept in memory only, so a hub that stops tries no more."""

_SUBJECT: Final = "Your account at the reception"
_BODY: Final = """Hello {name},

{from} has invited you to the reception's pages for staff: {where}.

Open this link to choose a name and a password. It works once, for 7 days:

{link}

Whoever has the link can make the account, so do not pass it on. If you did not expect it, do nothing.
"""


Sent = Literal["sent", "refused", "put_off"]


class InvitationUnknown(Refused, LookupError):
    """There is no such invitation: it was used, ended, or is too old."""

    code = "invitation_unknown"


class Invitations:
    """The invitations of an estate."""

    def __init__(self, store: Store, audit: Audit, clock: Clock, mail: Gateway | None) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock
        self._mail = mail
        self._thread = ThreadPoolExecutor(1, "invitations")
        self._trying: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Ends what is tried again, and the thread that hands mail over. Twice is fine."""
        for task in self._trying:
            task.cancel()
        await asyncio.gather(*self._trying, return_exceptions=True)
        self._thread.shutdown()

    @property
    def by_mail(self) -> bool:
        """Whether an invitation can be sent by e-mail."""
        return self._mail is not None

    async def unused(self, looker: Looker, site_id: str) -> list[Invited]:
        """Those that can be used yet, of people whom somebody looks after."""
        now = self._clock.now()
        found = await self._store.read(lambda record: record.people.invitations(now))
        return [one for one in found if sees(looker.grants, (one.grant,), site_id)]

    async def invite(self, looker: Looker, name: str, grant: Grant) -> tuple[Invited, str]:
        """Invites somebody, by a link that is shown once and good once, for a week. Returns its token.

        Raises:
            NotYours: it is not theirs to give.
        """
        token, now = secrets.token(), self._clock.now()
        if looker.actor.account_id is None:
            raise NotYours
        made = uuid7(int(now.timestamp() * 1000), random.token_bytes(10))
        invited = Invited(made, name, grant, looker.actor.account_id, now, now + INVITATION_LIFE)

        def work(record: Record) -> None:
            allow(record, looker, grant)
            record.people.invite(invited, secrets.digest(token))

        await self._audit.perform(looker.actor, "person_invited", str(made), work)
        return invited, token

    async def send(self, looker: Looker, invited: Invited, link: str, address: str, where: str) -> Sent:
        """Sends the link of an invitation to an address, which is kept nowhere. Mail that is put off is tried again.

        Args:
            where: what they are invited to, as `Tenant user of Harbour Housing, Llanfair Road offices`.
        """
        if self._mail is None:
            return "refused"
        parts = {"name": invited.name, "from": looker.actor.who, "where": where, "link": link}
        body = _BODY.format_map(parts)
        outgoing = Outgoing(invited.id, Channel.EMAIL, address, "en", _SUBJECT, body, parts | {"message": body})
        sent = await self._hand_over(looker.actor, outgoing)
        if sent == "put_off":
            task = asyncio.create_task(self._try_again(looker.actor, outgoing), name="invitation again")
            self._trying.add(task)
            task.add_done_callback(self._trying.discard)
        return sent

    async def _try_again(self, actor: Actor, outgoing: Outgoing) -> None:
        for pause in MAIL_AGAIN:
            await asyncio.sleep(pause)
            with suppress(RecordUnavailable):
                if not await self._store.read(lambda record: _waits(record, outgoing.id, self._clock.now())):
                    return
                if await self._hand_over(actor, outgoing) != "put_off":
                    return

    async def _hand_over(self, actor: Actor, outgoing: Outgoing) -> Sent:
        if self._mail is None:
            return "refused"
        handed = await asyncio.get_running_loop().run_in_executor(self._thread, self._mail, outgoing)
        outcome: Outcome = "done" if handed.outcome == "sent" else "failed"
        await self._audit.record(actor, "invitation_sent", str(outgoing.id), outcome, handed.reason)
        return handed.outcome

    async def find(self, token: str) -> Invited:
        """What a link invites to.

        Raises:
            InvitationUnknown: nothing, or no longer.
        """
        now = self._clock.now()
        found = await self._store.read(lambda record: record.people.invited(secrets.digest(token), now))
        if found is None:
            raise InvitationUnknown
        return found

    async def take_back(self, looker: Looker, site_id: str, invitation_id: UUID) -> None:
        """Ends an invitation.

        Raises:
            InvitationUnknown: there is none that they could have made.
        """
        now = self._clock.now()

        def work(record: Record) -> None:
            found = [one for one in record.people.invitations(now) if one.id == invitation_id]
            if not found or not sees(looker.grants, (found[0].grant,), site_id):
                raise InvitationUnknown
            record.people.end_invitation(invitation_id)

        await self._audit.perform(looker.actor, "invitation_ended", str(invitation_id), work)


def _waits(record: Record, invitation_id: UUID, now: datetime) -> bool:
    """Whether an invitation can still be used."""
    return any(one.id == invitation_id for one in record.people.invitations(now))
