"""Publishes forms as versions that never change, and finds them again."""

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
        """Makes these the forms that terminals offer, in this order. Publishing the same again changes nothing.

        Raises:
            FormRefused: a document is not a form that can be used.
            FormVersionTaken: a version is already published with other content.
        """
        versions = []
        loaded: dict[tuple[str, int], Form] = {}
        for document in documents:
            form = load(document)
            text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            content = hashlib.sha256(text.encode("utf-8")).hexdigest()
            versions.append(FormVersion(form.id, form.version, content, text))
            loaded[form.id, form.version] = form
        now = self._clock.now()

        def work(record: Record) -> None:
            for version in versions:
                kept = record.forms.get(version.form_id, version.version)
                if kept is None:
                    record.forms.add(version, now)
                elif kept.content != version.content:
                    raise FormVersionTaken(None, form=version.form_id, version=version.version)
            record.forms.offer([(version.form_id, version.version) for version in versions])

        await self._store.transact(work)
        self._loaded |= loaded

    async def offered(self) -> list[Document]:
        """The documents that terminals offer, in order."""
        return [
            json.loads(version.document) for version in await self._store.read(lambda record: record.forms.offered())
        ]

    async def known(self) -> list[Form]:
        """Every version there ever was that can still be read, by name, and the newest version of each last."""
        pairs = await self._store.read(lambda record: record.forms.versions())
        found = [await self.find(form_id, version) for form_id, version in pairs]
        return [form for form in found if form is not None]

    async def known_offered(self) -> list[Form]:
        """The forms that terminals offer, in order, as far as they can be read."""
        versions = await self._store.read(lambda record: record.forms.offered())
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
