"""The forms of a site as staff find them: every version there ever was, what waits, and what differs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain import form_changes
from kiosk.domain.definition import Form
from kiosk.domain.errors import Refused
from kiosk.domain.form_changes import Change
from kiosk.interfaces.records.forms import FormChoice, FormDraft, PublishedForm
from kiosk.interfaces.store import Record, Store
from kiosk.services.form_looks import FormLooks, Looked
from kiosk.services.forms import Forms


class FormUnknown(Refused, LookupError):
    """There is no such form, or no such version of it, at this site."""

    code = "form_unknown"


@dataclass(frozen=True, slots=True)
class Held:
    """All there is of one form at a site.

    Attributes:
        versions: every published one, the newest first.
        choice: what staff decided about it, over the site's file.
        form: the version that people get, else the newest that can be read.
    """

    form_id: str
    versions: tuple[PublishedForm, ...]
    choice: FormChoice | None
    draft: FormDraft | None
    form: Form | None

    @property
    def in_file(self) -> int | None:
        """The version that the site's file names."""
        return next((row.version for row in self.versions if row.in_file), None)

    @property
    def offered(self) -> int | None:
        """The version that people get; `None` when it is withdrawn, or not in the file any more."""
        return self.in_file if self.choice is None else self.choice.version


class FormShelf:
    """The forms of one site, to be looked at."""

    def __init__(self, store: Store, forms: Forms, looks: FormLooks) -> None:
        self._store, self._forms, self._looks = store, forms, looks

    async def list(self) -> Sequence[Held]:
        """Every form there ever was, those that people get first and in their order."""

        def work(record: Record) -> tuple[list[PublishedForm], list[FormChoice], list[FormDraft]]:
            return record.forms.published(), record.forms.choices(), record.forms.drafts()

        published, choices, drafts = await self._store.read(work)
        decided = {choice.form_id: choice for choice in choices}
        waiting = {draft.form_id: draft for draft in drafts}
        found: dict[str, list[PublishedForm]] = {}
        for row in published:
            found.setdefault(row.form_id, []).append(row)
        for form_id in waiting:
            found.setdefault(form_id, [])
        order = {form.id: place for place, form in enumerate(await self._forms.known_offered())}
        return [
            await self._held(form_id, found[form_id], decided.get(form_id), waiting.get(form_id))
            for form_id in sorted(found, key=lambda each: (order.get(each, len(order)), each))
        ]

    async def show(self, form_id: str) -> Held:
        """One of them.

        Raises:
            FormUnknown: there is none.
        """
        for held in await self.list():
            if held.form_id == form_id:
                return held
        raise FormUnknown

    async def version(self, form_id: str, version: int) -> Form:
        """A published version.

        Raises:
            FormUnknown: there is none, or this version of Foyer cannot read it.
        """
        form = await self._forms.find(form_id, version)
        if form is None:
            raise FormUnknown
        return form

    async def document(self, form_id: str, version: int) -> str:
        """A published version as a text to be kept.

        Raises:
            FormUnknown: there is none.
        """
        kept = await self._store.read(lambda record: record.forms.get(form_id, version))
        if kept is None:
            raise FormUnknown
        return json.dumps(json.loads(kept.document), ensure_ascii=False, indent=2)

    async def draft(self, form_id: str) -> tuple[FormDraft, Looked]:
        """What was handed in, looked at anew: the rules may be stricter since.

        Raises:
            FormUnknown: nothing was.
        """
        kept = await self._store.read(lambda record: record.forms.draft(form_id))
        if kept is None:
            raise FormUnknown
        return kept, await self._looks.look(kept.document.encode("utf-8"))

    async def changes(self, form_id: str, old: int, new: int | None) -> tuple[Change, ...]:
        """What differs between two versions; `None` stands for the draft.

        Raises:
            FormUnknown: one of them is not there or cannot be read.
        """
        before = await self.version(form_id, old)
        after = (await self.draft(form_id))[1].form if new is None else await self.version(form_id, new)
        if after is None:
            raise FormUnknown
        return form_changes.between(before, after)

    async def _held(
        self, form_id: str, rows: Sequence[PublishedForm], choice: FormChoice | None, draft: FormDraft | None
    ) -> Held:
        held = Held(form_id, tuple(rows), choice, draft, None)
        numbers = [row.version for row in rows]
        if held.offered is not None:
            numbers.insert(0, held.offered)
        for number in numbers:
            if (form := await self._forms.find(form_id, number)) is not None:
                return Held(form_id, held.versions, choice, draft, form)
        return held
