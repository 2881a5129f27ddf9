"""The photos and files of one question on a phone's page: those there are, one more, one fewer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kiosk.domain import fields
from kiosk.domain.definition import AnswerValue, Component
from kiosk.domain.fields import Problem
from kiosk.domain.file_kinds import NotTaken, said_of, shown_name
from kiosk.domain.uploads import Upload, ids_of
from kiosk.services.inspection import ScannerAway
from kiosk.services.uploads import NoRoom, Uploads
from kiosk.web.public.bodies import Chosen, Sent
from kiosk.web.public.entries import ADD, REMOVE


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the files of one form under way are kept, for whoever has its link."""

    uploads: Uploads
    known: str
    form_under_way: UUID
    until: datetime

    async def there(self) -> Mapping[UUID, Upload]:
        """Every file that was added to the form."""
        return await self.uploads.added(self.known, self.form_under_way)


@dataclass(frozen=True, slots=True)
class Files:
    """What a page said of a question for files.

    Attributes:
        ids: the files there are now, as an answer.
        problem: why a file was not added.
        stays: whether a button was pressed that does not lead on.
    """

    ids: tuple[str, ...]
    problem: Problem | None = None
    stays: bool = False


async def read(question: Component, kept: AnswerValue | None, sent: Sent, shelf: Shelf) -> Files:
    """Takes a file out, adds those that were chosen, or neither."""
    there = ids_of(kept)
    gone = next((each for value in sent.fields.get(REMOVE, ()) if (each := _of(value, question)) in there), None)
    if gone is not None:
        await shelf.uploads.remove(shelf.form_under_way, gone)
        return Files(tuple(str(each) for each in there if each != gone), stays=True)
    ids = [str(each) for each in there]
    adds = question.name in sent.fields.get(ADD, ())
    chosen = sent.files.get(question.name, ())
    problem = fields.missing(question) if adds and not chosen else None
    for picked in chosen:
        if question.most is not None and len(ids) >= question.most:
            # Said by the rule itself, of the answer it would be.
            over = fields.check(question, (*ids, str(UUID(int=0))), None)
            return Files(tuple(ids), over if isinstance(over, Problem) else None, stays=adds)
        added = await _add(picked, shelf)
        if isinstance(added, Problem):
            problem = added
        elif added not in ids:
            ids.append(added)
    return Files(tuple(ids), problem, stays=adds)


async def _add(chosen: Chosen, shelf: Shelf) -> str | Problem:
    try:
        upload = await shelf.uploads.add(shelf.known, shelf.form_under_way, chosen.name, chosen.content, shelf.until)
    except (NotTaken, NoRoom, ScannerAway) as refused:
        return said_of(refused, shown_name(chosen.name))
    return str(upload.id)


def _of(value: str, question: Component) -> UUID | None:
    """The file a button takes out, if it is one of this question."""
    name, _, identifier = value.rpartition(".")
    try:
        return UUID(identifier) if name == question.name else None
    except ValueError:
        return None
