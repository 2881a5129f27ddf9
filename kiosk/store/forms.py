"""Versions of forms. A version never changes; only whether it is offered does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, Row, delete, insert, select, update

from kiosk.interfaces.facts import FormVersion
from kiosk.interfaces.records.forms import FormChoice, FormDraft, PublishedForm
from kiosk.interfaces.store import Topic
from kiosk.store.schema import form_choices, form_drafts, forms

_COLUMNS = (forms.c.form_id, forms.c.version, forms.c.content, forms.c.document)


class FormRows:
    """Satisfies `kiosk.interfaces.records.forms.FormRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection = connection
        self._site_id = site_id
        self._touched = touched

    def add(self, form: FormVersion, now: datetime, by: str | None = None) -> None:
        self._connection.execute(
            insert(forms).values(site_id=self._site_id, published_at=now, published_by=by, **asdict(form))
        )

    def get(self, form_id: str, version: int) -> FormVersion | None:
        row = self._connection.execute(
            select(*_COLUMNS).where(
                forms.c.site_id == self._site_id, forms.c.form_id == form_id, forms.c.version == version
            )
        ).one_or_none()
        return None if row is None else _form(row)

    def offer(self, chosen: Sequence[tuple[str, int]]) -> None:
        here = forms.c.site_id == self._site_id
        self._connection.execute(update(forms).where(here, forms.c.place.is_not(None)).values(place=None))
        for place, (form_id, version) in enumerate(chosen):
            self._connection.execute(
                update(forms).where(here, forms.c.form_id == form_id, forms.c.version == version).values(place=place)
            )

    def offered(self) -> list[FormVersion]:
        rows = self._connection.execute(
            select(*_COLUMNS)
            .where(forms.c.site_id == self._site_id, forms.c.place.is_not(None))
            .order_by(forms.c.place)
        )
        return [_form(row) for row in rows]

    def versions(self) -> list[tuple[str, int]]:
        rows = self._connection.execute(
            select(forms.c.form_id, forms.c.version)
            .where(forms.c.site_id == self._site_id)
            .order_by(forms.c.form_id, forms.c.version)
        )
        return [(row.form_id, row.version) for row in rows]

    def published(self) -> list[PublishedForm]:
        rows = self._connection.execute(
            select(forms.c.form_id, forms.c.version, forms.c.published_at, forms.c.published_by, forms.c.place)
            .where(forms.c.site_id == self._site_id)
            .order_by(forms.c.form_id, forms.c.version.desc())
        )
        return [
            PublishedForm(row.form_id, row.version, row.published_at, row.published_by, row.place is not None)
            for row in rows
        ]

    def drafts(self) -> list[FormDraft]:
        rows = self._connection.execute(
            select(form_drafts).where(form_drafts.c.site_id == self._site_id).order_by(form_drafts.c.form_id)
        )
        return [FormDraft(row.form_id, row.document, row.uploaded_by, row.uploaded_at) for row in rows]

    def draft(self, form_id: str) -> FormDraft | None:
        return next((each for each in self.drafts() if each.form_id == form_id), None)

    def put_draft(self, draft: FormDraft) -> None:
        self.remove_draft(draft.form_id)
        self._connection.execute(insert(form_drafts).values(site_id=self._site_id, **asdict(draft)))

    def remove_draft(self, form_id: str) -> bool:
        here = form_drafts.c.site_id == self._site_id
        gone = delete(form_drafts).where(here, form_drafts.c.form_id == form_id)
        return self._connection.execute(gone).rowcount == 1

    def choices(self) -> list[FormChoice]:
        rows = self._connection.execute(
            select(form_choices).where(form_choices.c.site_id == self._site_id).order_by(form_choices.c.form_id)
        )
        return [FormChoice(row.form_id, row.version, row.changed_by, row.changed_at) for row in rows]

    def choose(self, choice: FormChoice) -> None:
        self.follow_file(choice.form_id)
        self._connection.execute(insert(form_choices).values(site_id=self._site_id, **asdict(choice)))

    def follow_file(self, form_id: str) -> None:
        here = form_choices.c.site_id == self._site_id
        self._connection.execute(delete(form_choices).where(here, form_choices.c.form_id == form_id))
        # A site is put together of its forms, too.
        self._touched.add("sites")


def _form(row: Row[str, int, str, str]) -> FormVersion:
    return FormVersion(row.form_id, row.version, row.content, row.document)
