"""Forms on people's own phones: offered by a terminal and opened once, or begun there; answered, and sent.

The answers lie sealed by a key that only the link holds. Each step opens them for a moment and seals them again; two
pages of one form that are open at once add to each other, and the later word on one question counts.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain import forms as rules
from kiosk.domain import ids
from kiosk.domain.continuations import (
    KEPT_FOR,
    OFFER_LIFE,
    OPENED,
    Continuation,
    State,
    UnderWay,
    receipt_of,
    reference_of,
)
from kiosk.domain.definition import Answers, AnswerValue, Form
from kiosk.domain.errors import Refused
from kiosk.domain.receipts import TOKEN_BYTES, read_token, token, token_hash
from kiosk.domain.sources import Source
from kiosk.domain.submissions import Submission
from kiosk.domain.uploads import asked_for
from kiosk.domain.uses import Use
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Terminal
from kiosk.interfaces.store import Record, Store
from kiosk.services.form_tallies import FormTallies
from kiosk.services.forms import Forms
from kiosk.services.link_seals import NoContinuation, opened
from kiosk.services.link_seals import sealed as sealed_by
from kiosk.services.looking import Arrival
from kiosk.services.seals import Seals
from kiosk.services.submissions import Submissions
from kiosk.services.uploads import Uploads

MOST_OFFERED = 20
"""Codes of one terminal that nobody has opened and that have not expired."""

MOST_BEGUN = 20_000
"""Forms under way that were begun at no terminal: a stranger's program must not fill the record."""


class TooManyOffered(Refused, ValueError):
    """The terminal shows more codes than people can stand before it."""

    code = "continuations_too_many"


class TooManyBegun(Refused, ValueError):
    """More forms are under way than people can be filling in."""

    code = "continuations_too_many"


@dataclass(frozen=True, slots=True)
class Offered:
    """A link that may be shown, under a name the terminal is told of when it is opened."""

    id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """What is behind a link. `under_way` is `None` once it was sent; `form` when it cannot be read any more."""

    row: Continuation
    form: Form | None
    under_way: UnderWay | None


class Continuations:
    """Those of one site.

    Args:
        timezone: whose days are counted.
    """

    def __init__(
        self,
        store: Store,
        forms: Forms,
        submissions: Submissions,
        uploads: Uploads,
        seals: Seals,
        clock: Clock,
        timezone: ZoneInfo,
    ) -> None:
        self._store = store
        self._forms = forms
        self._submissions = submissions
        self._uploads = uploads
        self._seals = seals
        self._clock = clock
        self._timezone = timezone
        self._tallies = FormTallies(timezone)

    async def offer(
        self, terminal: Terminal, hashed: bytes, form_id: str, form_version: int, sealed: bytes
    ) -> Offered:
        """Keeps what a terminal sealed, for a few minutes, behind a link the hub does not know.

        Raises:
            TooManyOffered: nobody can want that many.
        """
        now = self._clock.now()
        identifier = _new_id(now)
        offered = (form_id, form_version, State.OFFERED, sealed, now, now + OFFER_LIFE)
        row = Continuation(hashed, identifier, terminal.id, *offered)

        def work(record: Record) -> Offered:
            if (known := record.continuations.get(hashed, now)) is not None:
                return Offered(known.id, known.expires_at)
            if record.continuations.of_terminal(terminal.id, now) >= MOST_OFFERED:
                raise TooManyOffered
            record.continuations.add(row)
            return Offered(row.id, row.expires_at)

        return await self._store.transact(work)

    async def begin(self, form: Form, language: str, source: Source) -> str:
        """Begins a form where no terminal is. Gives the token of its link.

        Raises:
            TooManyBegun: nobody can want that many.
        """
        now, known = self._clock.now(), token(secrets.token_bytes(TOKEN_BYTES))
        sealed = sealed_by(UnderWay(language), known)
        began = (form.id, form.version, State.OPEN, sealed, now, now + KEPT_FOR, source)
        row = Continuation(token_hash(known), _new_id(now), None, *began)
        use = Use(now.astimezone(self._timezone).date(), form.id, None, source.face, language)

        def work(record: Record) -> None:
            if record.continuations.begun_elsewhere(now) >= MOST_BEGUN:
                raise TooManyBegun
            record.continuations.add(row)
            record.uses.begun(use)
            self._tallies.moved(record, row, form, None, UnderWay(language))

        await self._store.transact(work)
        return known

    async def find(self, known: str) -> Found:
        """What is behind a link, opened or not.

        Raises:
            NoContinuation: nothing is.
        """
        row = await self._store.read(lambda record: self._row(record, known))
        form = await self._forms.find(row.form_id, row.form_version)
        return Found(row, form, None if row.state is State.SENT else opened(row, known))

    async def open(self, known: str) -> str:
        """Uses up the link that a terminal shows. Gives the phone's own, and has the terminal told.

        Raises:
            NoContinuation: nothing is behind it, or somebody has opened it before.
        """
        now, new = self._clock.now(), token(secrets.token_bytes(TOKEN_BYTES))
        form = await self._form(known)

        def work(record: Record) -> None:
            row = self._row(record, known)
            if row.state is not State.OFFERED:
                raise NoContinuation
            under_way = opened(row, known)
            sealed = sealed_by(under_way, new)
            taken = replace(
                row, token_hash=token_hash(new), state=State.OPEN, sealed=sealed, expires_at=now + KEPT_FOR
            )
            record.continuations.replace(row.token_hash, taken)
            self._tallies.moved(record, row, form, None, under_way)
            record.news.add(OPENED, {"id": str(row.id)}, now, row.terminal_id)

        await self._store.transact(work)
        return new

    async def answer(self, known: str, given: Mapping[str, AnswerValue]) -> UnderWay:
        """Keeps canonical answers beside those there are. Gives all of them. An empty list is no answer any more.

        Raises:
            NoContinuation: nothing is behind the link, or it was sent.
        """
        gone = {name for name, value in given.items() if value == ()}

        def change(under_way: UnderWay) -> UnderWay:
            answers = {**under_way.answers, **given}
            return replace(under_way, answers={name: value for name, value in answers.items() if name not in gone})

        return await self._change(known, change)

    async def send(self, known: str, form: Form, answers: Answers) -> str:
        """Hands the form over, once. Gives the token of the link to its receipt, the same however often it is asked.

        Args:
            answers: complete, and found good.

        Raises:
            NoContinuation: nothing is behind the link, or nobody has opened it.
        """
        row = await self._store.read(lambda record: self._row(record, known))
        link = receipt_of(known)
        if row.state is State.SENT:
            return link
        if row.state is not State.OPEN:
            raise NoContinuation
        under_way, now = opened(row, known), self._clock.now()
        began_at, terminal = row.terminal_id, None
        if began_at is not None:
            terminal = await self._store.read(lambda record: record.terminals.get(began_at))
            if terminal is None:
                raise NoContinuation
        submission = Submission(
            id=row.id,
            reference=ids.reference(reference_of(known)),
            form_id=form.id,
            form_version=form.version,
            site_id=self._store.site_id,
            terminal_id=None if began_at is None else str(began_at),
            language=under_way.language,
            answers=rules.sendable(form, answers),
            submitted_at=now,
            link=link,
        )
        arrival = Arrival(
            row.id,
            submission.reference,
            form.id,
            form.version,
            self._seals.key_id,
            self._seals.seal(submission.to_bytes()),
            now,
            time_uncertain=False,
        )
        gone = replace(row, state=State.SENT, sealed=b"")
        files = self._uploads.hand_in(known, row.id, frozenset(asked_for(form, submission.answers)))

        def beside(record: Record) -> None:
            record.continuations.replace(row.token_hash, gone)
            self._tallies.moved(record, row, form, under_way, None)
            self._tallies.took(record, row, now)
            files(record)

        await self._submissions.receive(terminal, arrival, row.source.face, row.source, beside)
        return link

    async def speak(self, known: str, language: str) -> None:
        """Keeps the language the phone's pages were last read in: it is that of what is sent."""
        await self._change(known, lambda under_way: replace(under_way, language=language))

    async def _change(self, known: str, change: Callable[[UnderWay], UnderWay]) -> UnderWay:
        form = await self._form(known)

        def work(record: Record) -> UnderWay:
            row = self._row(record, known)
            if row.state is not State.OPEN:
                raise NoContinuation
            before = opened(row, known)
            under_way = change(before)
            record.continuations.replace(row.token_hash, replace(row, sealed=sealed_by(under_way, known)))
            self._tallies.moved(record, row, form, before, under_way)
            return under_way

        return await self._store.transact(work)

    async def _form(self, known: str) -> Form | None:
        row = await self._store.read(lambda record: self._row(record, known))
        return await self._forms.find(row.form_id, row.form_version)

    def _row(self, record: Record, known: str) -> Continuation:
        if read_token(known) is None:
            raise NoContinuation
        row = record.continuations.get(token_hash(known), self._clock.now())
        if row is None:
            raise NoContinuation
        return row


def _new_id(now: datetime) -> UUID:
    return ids.uuid7(int(now.timestamp() * 1000), secrets.token_bytes(10))
