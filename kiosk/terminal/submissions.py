"""Makes a submission of what a person answered, seals it, and keeps it in the journal."""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from kiosk import events
from kiosk.domain import forms, ids, receipts
from kiosk.domain.definition import Answers, Form
from kiosk.domain.errors import Fault
from kiosk.domain.events import Receipt
from kiosk.domain.submissions import Submission, written
from kiosk.interfaces.clock import Clock
from kiosk.terminal import records
from kiosk.terminal.catalogue import Catalogue
from kiosk.terminal.hub_client import Payload
from kiosk.terminal.identity import Identity
from kiosk.terminal.journal import Journal
from kiosk.terminal.trusted_clock import TrustedClock

_REMEMBERED = 32
"""Submissions whose second press of *send* is known for what it is."""


class Submissions:
    """The verbs on submissions that a terminal has. Belongs to the terminal's loop."""

    def __init__(self, journal: Journal, time: TrustedClock, clock: Clock, identity: Identity) -> None:
        self._journal, self._time, self._clock, self._identity = journal, time, clock, identity
        self._salt = os.urandom(16)
        self._named: OrderedDict[bytes, tuple[UUID, str, bool]] = OrderedDict()

    async def keep(
        self, catalogue: Catalogue, form: Form, answers: Answers, language: str, session_id: UUID
    ) -> Receipt:
        """Seals a finished form and returns once it is on the disk.

        Raises:
            NotSaved: nothing was kept.
            Fault: a question on the path has no answer.
        """
        if not forms.complete(form, answers):
            raise Fault("form_incomplete", form=form.id)
        counted = forms.sendable(form, answers)
        trusted = self._time.now()
        made = trusted or self._clock.now()
        pages = catalogue.site.public_url is not None
        identifier, reference, linked = self._name(form, counted, session_id, made, pages)
        link = self._link(identifier) if linked else None
        submission = Submission(
            id=identifier,
            reference=reference,
            form_id=form.id,
            form_version=form.version,
            site_id=catalogue.site.id,
            terminal_id=str(self._identity.terminal_id),
            language=language,
            answers=counted,
            submitted_at=made,
            time_uncertain=trusted is None,
            link=link,
        )
        payload = Payload(
            id=identifier,
            reference=reference,
            form=form.id,
            form_version=form.version,
            key_id=catalogue.hub_key.id,
            sealed=catalogue.hub_key.seal(submission.to_bytes()),
            made_at=written(made),
            time_uncertain=trusted is None,
        )
        receipt = await self._journal.transact(partial(records.keep, payload=payload))
        events.log("outbox.saved", id=str(identifier), form=form.id)
        return replace(receipt, link=link)

    async def receipt(self, submission: UUID) -> Receipt:
        """How far a submission has come.

        Raises:
            Fault: no submission here has that id.
            NotSaved: the journal cannot be read just now.
        """
        return await self._journal.transact(partial(records.receipt, submission=submission))

    def _link(self, identifier: UUID) -> str:
        """The token of the link to a receipt. It is worked out from a secret of this start, so no copy is kept."""
        return receipts.token(hashlib.blake2b(identifier.bytes, key=self._salt, digest_size=16).digest())

    def _name(
        self, form: Form, answers: Answers, session_id: UUID, made: datetime, linked: bool
    ) -> tuple[UUID, str, bool]:
        """An id, a reference, and whether it has a link: the same for the same answers in the same session.

        A second press of *send*, or one after the disk failed halfway, must not have a second effect. What is
        remembered for that is a keyed hash, which tells nothing of the answers.
        """
        what = repr((session_id, form.id, form.version, sorted(answers.items()))).encode()
        mark = hashlib.blake2b(what, key=self._salt).digest()
        if mark not in self._named:
            self._named[mark] = (
                ids.uuid7(int(made.timestamp() * 1000), os.urandom(10)),
                ids.reference(os.urandom(5)),
                linked,
            )
            while len(self._named) > _REMEMBERED:
                self._named.popitem(last=False)
        return self._named[mark]
