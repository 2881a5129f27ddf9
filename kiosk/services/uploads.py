"""Photos and files that people add to forms on their own phones.

Each is sealed with a key of its own, and that key with its facts: by the link while the form is unsent, so that the
hub's record tells nobody what it is; to the hub's key once it was sent. So sending moves some hundred bytes, however
large the photos are.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from kiosk.domain.continuations import upload_key_of
from kiosk.domain.errors import Refused
from kiosk.domain.file_kinds import NotTaken
from kiosk.domain.ids import uuid7
from kiosk.domain.uploads import KEY_BYTES, Locked, Upload, UploadUnreadable
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.uploads import UploadRow
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.inspection import Inspection
from kiosk.services.seals import CannotOpen, Seals


class UploadUnknown(Refused, LookupError):
    """There is no such file, or it was erased."""

    code = "upload_unknown"


class NoRoom(Refused, ValueError):
    """The site keeps as much for people who have not sent it as it is meant to."""

    code = "uploads_no_room"


@dataclass(frozen=True, slots=True)
class Room:
    """How much is kept, in bytes: with one form, and at a site of what nobody has sent yet."""

    form: int
    unsent: int


class Uploads:
    """Those of one site.

    Args:
        opening: threads on which bytes are sealed and opened.
        inspection: looks each file over before it is kept.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit,
        seals: Seals,
        clock: Clock,
        opening: Executor,
        inspection: Inspection,
        room: Room,
    ) -> None:
        self._store, self._audit, self._seals, self._clock = store, audit, seals, clock
        self._opening = opening
        self._inspection = inspection
        self.room = room

    # --- of a form under way, for whoever has its link ---

    @property
    def largest(self) -> int:
        """Bytes of a file."""
        return self._inspection.largest

    async def add(self, known: str, form_under_way: UUID, name: str, content: bytes, until: datetime) -> Upload:
        """Looks a file over and keeps it with a form under way, as long as that is kept.

        Raises:
            NotTaken: it may not be kept, or not with the others of the form.
            ScannerAway: nobody can say whether a virus is in it.
            NoRoom: too much is kept already of what was never sent.
        """
        fit = await self._inspection.look(name, content)
        now = self._clock.now()
        identifier = uuid7(int(now.timestamp() * 1000), secrets.token_bytes(10))
        upload = Upload(
            identifier, fit.name, fit.media_type, len(fit.content), hashlib.sha256(fit.content).hexdigest()
        )
        locked = Locked(upload, secrets.token_bytes(KEY_BYTES))
        facts = SecretBox(upload_key_of(known)).encrypt(locked.to_bytes())
        sealed = await self._off_the_loop(lambda: bytes(SecretBox(locked.key).encrypt(fit.content)))
        row = UploadRow(identifier, form_under_way, None, facts, len(sealed), now, until)

        def work(record: Record) -> None:
            if sum(each.size for each in record.uploads.of(form_under_way)) + row.size > self.room.form:
                raise NotTaken("files_large", limit=self.room.form // 1_000_000)
            if record.uploads.unsent() + row.size > self.room.unsent:
                raise NoRoom
            record.uploads.add(row, sealed)

        await self._store.transact(work)
        return upload

    async def added(self, known: str, form_under_way: UUID) -> Mapping[UUID, Upload]:
        """What was added to a form under way, by id."""
        rows = await self._store.read(lambda record: record.uploads.of(form_under_way))
        return {row.id: locked.upload for row in rows if (locked := _unsent(row, known)) is not None}

    async def remove(self, form_under_way: UUID, upload_id: UUID) -> None:
        """Erases a file; that there is none is fine."""
        await self._store.transact(lambda record: record.uploads.remove(form_under_way, upload_id))

    def hand_in(self, known: str, form_under_way: UUID, wanted: frozenset[UUID]) -> Callable[[Record], None]:
        """The part of sending that is about files: those that answers name go with them, the others are erased."""

        def work(record: Record) -> None:
            for row in record.uploads.of(form_under_way):
                locked = _unsent(row, known)
                if locked is None or row.id not in wanted:
                    record.uploads.remove(form_under_way, row.id)
                else:
                    record.uploads.hand_in(row.id, self._seals.key_id, self._seals.seal(locked.to_bytes()))

        return work

    # --- of a submission, for those it is for ---

    async def of(self, submission_id: UUID) -> tuple[Upload, ...]:
        """The files that came with a submission, in the order they were added; those of a lost key are left out."""
        rows = await self._store.read(lambda record: record.uploads.of(submission_id))
        return tuple(locked.upload for row in rows if (locked := self._sent(row)) is not None)

    async def content(self, submission_id: UUID, upload_id: UUID) -> tuple[Upload, bytes]:
        """A file of a submission with its bytes.

        Raises:
            UploadUnknown: there is none, or it cannot be opened.
        """
        found = await self._store.read(lambda record: record.uploads.get(submission_id, upload_id))
        locked = None if found is None else self._sent(found[0])
        if found is None or locked is None:
            raise UploadUnknown
        try:
            content = await self._off_the_loop(lambda: bytes(SecretBox(locked.key).decrypt(found[1])))
        except CryptoError:
            raise UploadUnknown from None
        return locked.upload, content

    async def download(self, submission_id: UUID, upload_id: UUID, actor: Actor) -> tuple[Upload, bytes]:
        """The same for a member of staff; that they had it is audited.

        Raises:
            UploadUnknown: there is none.
        """
        try:
            found = await self.content(submission_id, upload_id)
        except UploadUnknown as error:
            await self._audit.record(
                actor, "upload_downloaded", f"{submission_id}/{upload_id}", "refused", error.code
            )
            raise
        await self._audit.record(actor, "upload_downloaded", f"{submission_id}/{upload_id}", "done")
        return found

    def _sent(self, row: UploadRow) -> Locked | None:
        if row.key_id is None:
            return None
        try:
            return Locked.from_bytes(self._seals.open(row.key_id, row.facts))
        except (CannotOpen, UploadUnreadable):
            return None

    async def _off_the_loop(self, work: Callable[[], bytes]) -> bytes:
        return await asyncio.get_running_loop().run_in_executor(self._opening, work)


def _unsent(row: UploadRow, known: str) -> Locked | None:
    if row.key_id is not None:
        return None
    try:
        return Locked.from_bytes(SecretBox(upload_key_of(known)).decrypt(row.facts))
    except (CryptoError, UploadUnreadable):
        return None
