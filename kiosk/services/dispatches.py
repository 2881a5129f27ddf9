"""Writes what a target gets: the submission opened, as services read it, with its files and a PDF for people."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from uuid import UUID

from kiosk.domain.forms import Form
from kiosk.domain.kinds import FILES
from kiosk.domain.site import Site
from kiosk.domain.submissions import Submission, SubmissionRefused, envelope
from kiosk.domain.uploads import Upload, named
from kiosk.interfaces.facts import SubmissionRow
from kiosk.interfaces.registrations import Dispatch, File
from kiosk.services import summaries
from kiosk.services.forms import Forms
from kiosk.services.seals import CannotOpen
from kiosk.services.submissions import Submissions
from kiosk.services.uploads import Uploads

FILE_PATIENCE = 30.0
"""Seconds for one file to be read from the record."""


class Dispatches:
    """Those of one site.

    Args:
        site: gives the site as it is now.
    """

    def __init__(self, submissions: Submissions, forms: Forms, uploads: Uploads, site: Callable[[], Site]) -> None:
        self._submissions, self._forms, self._uploads, self._site = submissions, forms, uploads, site

    async def beside(self, row: SubmissionRow) -> tuple[Form | None, tuple[Upload, ...]]:
        """What a submission is read with: its form, `None` when it is not known, and its files."""
        form = await self._forms.find(row.form_id, row.form_version)
        asks = form is not None and any(each.kind in FILES for page in form.pages for each in page.questions)
        return form, await self._uploads.of(row.id) if asks else ()

    def write(
        self,
        row: SubmissionRow,
        sealed: bytes,
        beside: tuple[Form | None, tuple[Upload, ...]],
        loop: asyncio.AbstractEventLoop,
    ) -> Dispatch | str:
        """The submission for a target, or the code of why it cannot be written; blocks, off the event loop `loop`."""
        form, uploads = beside
        if form is None:
            return "form_unknown"
        if not sealed:
            return "erased"
        try:
            submission = self._submissions.opened(row.key_id, sealed)
        except (CannotOpen, SubmissionRefused) as error:
            return error.code
        told = replace(submission, answers=named(form, submission.answers, uploads))
        document = envelope(submission, form, uploads)
        body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        return Dispatch(
            row.id,
            told,
            form,
            body,
            partial(summaries.make, told, form, self._site(), "en"),
            tuple(self._file(submission, each, loop) for each in uploads),
        )

    def _file(self, submission: Submission, upload: Upload, loop: asyncio.AbstractEventLoop) -> File:
        def read() -> bytes:
            asked = asyncio.run_coroutine_threadsafe(self._content(submission.id, upload.id), loop)
            return asked.result(FILE_PATIENCE)

        return File(upload.name, upload.media_type, upload.size, read)

    async def _content(self, submission_id: UUID, upload_id: UUID) -> bytes:
        _, content = await self._uploads.content(submission_id, upload_id)
        return content
