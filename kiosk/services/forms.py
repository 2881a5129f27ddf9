"""Publishes forms as versions that never change, and finds them again.

Which version of a form people get is what the site's file names, unless staff have decided otherwise: their choice
lies over the file until they follow it again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from kiosk.domain.errors import Refused
from kiosk.domain.forms import Form, FormRefused, load
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import FormVersion
from kiosk.interfaces.store import Record, Store

Document = Mapping[str, object]


class FormVersionTaken(Refused, ValueError):
    """A form changed but kept its version. People may be filling in the published one: give it a new number."""

    code = "form_version_taken"


class Forms:
    """The forms of one site."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        # A version never changes, so what was loaded once stays right.
        self._loaded: dict[tuple[str, int], Form] = {}

    async def publish(self, documents: Sequence[Document]) -> None:
        """Makes these the forms that the site's file names, in this order. Publishing the same again changes nothing.

        Raises:
            FormRefused: a document is not a form that can be used.
            FormVersionTaken: a version came with the file before, with other content.
        """
        versions = []
        loaded: dict[tuple[str, int], Form] = {}
        for document in documents:
            form = load(document)
            versions.append(version_of(form, document))
            loaded[form.id, form.version] = form
        now = self._clock.now()

        def work(record: Record) -> list[FormVersion]:
            by_staff = {
                (row.form_id, row.version) for row in record.forms.published() if row.published_by is not None
            }
            left = []
            for version in versions:
                kept = record.forms.get(version.form_id, version.version)
                if kept is None:
                    record.forms.add(version, now)
                elif kept.content != version.content:
                    # Staff were there first with that number: theirs stands, and the hub does not stay away for it.
                    if (version.form_id, version.version) not in by_staff:
                        raise FormVersionTaken(None, form=version.form_id, version=version.version)
                    left.append(version)
            record.forms.offer([(version.form_id, version.version) for version in versions])
            return left

        for version in await self._store.transact(work):
            log("forms.number_taken", form=version.form_id, version=version.version)
            del loaded[version.form_id, version.version]
        self._loaded |= loaded

    async def offered(self) -> list[Document]:
        """The documents that people get, in order: those of the file first. One that this version of Foyer cannot
        read is left out."""
        versions = await self._store.read(chosen)
        return [
            json.loads(version.document)
            for version in versions
            if await self.find(version.form_id, version.version) is not None
        ]

    async def known(self) -> list[Form]:
        """Every version there ever was that can still be read, by name, and the newest version of each last."""
        pairs = await self._store.read(lambda record: record.forms.versions())
        found = [await self.find(form_id, version) for form_id, version in pairs]
        return [form for form in found if form is not None]

    async def known_offered(self) -> list[Form]:
        """The forms that people get, in order, as far as they can be read."""
        versions = await self._store.read(chosen)
        found = [await self.find(version.form_id, version.version) for version in versions]
        return [form for form in found if form is not None]

    async def find(self, form_id: str, version: int) -> Form | None:
        """One version, offered or not; `None` also for one that this version of Foyer cannot read any more."""
        if (loaded := self._loaded.get((form_id, version))) is not None:
            return loaded
        kept = await self._store.read(lambda record: record.forms.get(form_id, version))
        if kept is None:
            return None
        try:
            form = load(json.loads(kept.document))
        except FormRefused as error:
            log("forms.version_unreadable", form=form_id, version=version, findings=len(error.findings))
            return None
        self._loaded[form_id, version] = form
        return form


def version_of(form: Form, document: Document) -> FormVersion:
    """A form as the record keeps it."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return FormVersion(form.id, form.version, hashlib.sha256(text.encode("utf-8")).hexdigest(), text)


def chosen(record: Record) -> list[FormVersion]:
    """The versions that people get: what the file names, with what staff decided over it; and what only they know."""
    decided = {choice.form_id: choice for choice in record.forms.choices()}
    wanted: list[FormVersion | None] = []
    for named in record.forms.offered():
        choice = decided.pop(named.form_id, None)
        if choice is None:
            wanted.append(named)
        elif choice.version is not None:
            wanted.append(record.forms.get(named.form_id, choice.version))
    wanted += [
        record.forms.get(choice.form_id, choice.version) for choice in decided.values() if choice.version is not None
    ]
    return [version for version in wanted if version is not None]
