"""Versions of forms. A version never changes; only whether it is offered does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select, update

from kiosk.interfaces.facts import FormVersion
from kiosk.store.schema import forms

_COLUMNS = (forms.c.form_id, forms.c.version, forms.c.content, forms.c.document)


class FormRows:
    """Satisfies `kiosk.interfaces.store.FormRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def add(self, form: FormVersion, now: datetime) -> None:
        self._connection.execute(
            insert(forms).values(
                site_id=self._site_id,
                form_id=form.form_id,
                version=form.version,
                content=form.content,
                document=form.document,
                published_at=now,
            )
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


def _form(row: Row[str, int, str, str]) -> FormVersion:
    return FormVersion(row.form_id, row.version, row.content, row.document)
