"""A copy of somebody's answers, sent to an address that they have proved to be theirs.

Nothing is kept for it. The page where they type the code carries what the code was for, sealed to this hub and marked
with its key, so that it can neither be read nor made elsewhere. A code is six digits and lives for minutes; how often
one may be tried and sent is counted among all hubs.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import json
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from kiosk.domain import fields
from kiosk.domain.definition import Component, Form, Localised
from kiosk.domain.errors import Refused, Unavailable
from kiosk.domain.kinds import Kind
from kiosk.domain.messages import Channel
from kiosk.domain.submissions import Submission, SubmissionRefused
from kiosk.domain.uploads import named
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.messages import Attachment, Gateway, Outgoing
from kiosk.interfaces.store import Store
from kiosk.services import summaries
from kiosk.services.audit import Actor, Audit
from kiosk.services.seals import CannotOpen, Seals
from kiosk.services.sites import Sites
from kiosk.services.submissions import Submissions
from kiosk.services.tries import Limit, Tries
from kiosk.services.uploads import Uploads

LIFE: Final = timedelta(minutes=10)
"""Time to find the mail and come back; a code that is older is sent anew."""

TRIES: Final = Limit("copy_try", 5, timedelta(minutes=15))
"""Codes typed for one submission: of a million there are, five are tried before it has another."""

CODES: Final = Limit("copy_code", 3, timedelta(hours=1))
"""Codes sent for one submission."""

TO_ONE: Final = Limit("copy_address", 5, timedelta(days=1))
"""Codes sent to one address: whoever did not ask for them is not flooded."""

PERSON: Final = Actor("person")
_EMAIL: Final = Component(Kind.EMAIL, "address", Localised(""))


class AddressUnfit(Refused, ValueError):
    """No mail goes there."""

    code = "address_unfit"


class CodeWrong(Refused, PermissionError):
    """It is not the code, or it is too old."""

    code = "code_wrong"


class NotSent(Unavailable):
    """The mail server did not take it."""

    code = "not_sent"


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says, in the person's language."""

    language: str
    subject: str
    body: str


class Copies:
    """Those of one site.

    Args:
        mail: the site's mail server; `None` where there is none, and then no copies are sent.
        tries: counts, among all hubs.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit,
        seals: Seals,
        submissions: Submissions,
        uploads: Uploads,
        sites: Sites,
        clock: Clock,
        tries: Tries,
        mail: Gateway | None,
    ) -> None:
        self._store, self._audit, self._seals, self._submissions = store, audit, seals, submissions
        self._uploads, self._sites, self._clock, self._tries, self._mail = uploads, sites, clock, tries, mail

    @property
    def offered(self) -> bool:
        """Whether this site sends any."""
        return self._mail is not None

    def read(self, typed: str) -> str:
        """An address as mail goes there.

        Raises:
            AddressUnfit: none does.
        """
        checked = fields.check(_EMAIL, typed.strip(), None)
        if not isinstance(checked, fields.Checked) or not isinstance(checked.value, str) or not checked.value:
            raise AddressUnfit
        return checked.value

    def code(self) -> str:
        """A new one: six digits."""
        return f"{secrets.randbelow(1_000_000):06}"

    async def ask(self, submission_id: UUID, address: str, code: str, words: Words) -> str:
        """Sends a code to an address. Gives what the page has to bring back with it.

        Raises:
            TooManyTries: there were too many, for this submission or to this address.
            NotSent: the mail server did not take it.
        """
        mark = self._seals.mark(f"copy {address.casefold()}".encode()).hex()
        await self._tries.count((CODES, str(submission_id)), (TO_ONE, mark))
        await self._send(address, words, ())
        await self._audit.record(PERSON, "copy_code_sent", str(submission_id), "done")
        return self._sealed(submission_id, address, code, self._clock.now() + LIFE)

    async def send(self, submission_id: UUID, form: Form, proof: str, typed: str, words: Words) -> str:
        """Sends the copy to the address whose code was typed. Gives that address.

        Raises:
            TooManyTries: codes were tried too often.
            CodeWrong: it is not the one, or too old.
            NotSent: the answers are gone, or the mail server did not take it.
        """
        await self._tries.count((TRIES, str(submission_id)))
        address = self._proved(submission_id, proof, "".join(typed.split()))
        pdf = await self._copy(submission_id, form, words.language)
        await self._send(address, words, (pdf,))
        await self._audit.record(PERSON, "copy_sent", str(submission_id), "done")
        return address

    async def _copy(self, submission_id: UUID, form: Form, language: str) -> Attachment:
        row, sealed = await self._store.read(
            lambda record: (record.submissions.get(submission_id), record.submissions.sealed(submission_id))
        )
        uploads = await self._uploads.of(submission_id)
        site = self._sites.current().site

        def made() -> Attachment:
            if row is None:
                raise NotSent
            try:
                submission: Submission = self._submissions.opened(row.key_id, sealed)
            except (CannotOpen, SubmissionRefused):
                raise NotSent from None
            told = replace(submission, answers=named(form, submission.answers, uploads))
            return Attachment(f"{row.reference}.pdf", "application/pdf", summaries.make(told, form, site, language))

        return await asyncio.to_thread(made)

    async def _send(self, address: str, words: Words, attachments: tuple[Attachment, ...]) -> None:
        mail = self._mail
        if mail is None:
            raise NotSent
        outgoing = Outgoing(
            uuid4(), Channel.EMAIL, address, words.language, words.subject, words.body, {}, attachments
        )
        handed = await asyncio.to_thread(mail, outgoing)
        if handed.outcome != "sent":
            raise NotSent(None, reason=handed.reason)

    def _sealed(self, submission_id: UUID, address: str, code: str, until: datetime) -> str:
        told = {"submission": str(submission_id), "address": address, "code": code, "until": until.isoformat()}
        sealed = self._seals.seal(json.dumps(told).encode("utf-8"))
        mark = self._seals.mark(b"copy proof" + sealed)
        # With it comes the name of the key: another hub of the record may have a newer one.
        parts = (base64.urlsafe_b64encode(part).decode("ascii") for part in (mark, sealed))
        return ".".join((self._seals.key_id, *parts))

    def _proved(self, submission_id: UUID, proof: str, typed: str) -> str:
        """The address that a proof is of. Raises `CodeWrong` when it proves nothing."""
        try:
            key_id, mark, sealed = proof.split(".")
            box = base64.urlsafe_b64decode(sealed)
            if base64.urlsafe_b64decode(mark) not in self._seals.marks(b"copy proof" + box):
                raise CodeWrong
            told = json.loads(self._seals.open(key_id, box))
        except (ValueError, binascii.Error):
            raise CodeWrong from None
        good = hmac.compare_digest(typed.encode("utf-8"), str(told["code"]).encode("utf-8"))
        fresh = self._clock.now() < datetime.fromisoformat(told["until"])
        if not good or not fresh or told["submission"] != str(submission_id):
            raise CodeWrong
        return str(told["address"])
