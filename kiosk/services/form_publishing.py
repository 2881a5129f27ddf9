"""What staff do with the forms of a site: hand in, publish, withdraw, go back to an earlier version.

A definition that was handed in waits as a draft until somebody has looked at it. Publishing makes a version of it,
which never changes; which version people get is a choice that lies over the site's file.
"""

from __future__ import annotations

import hashlib
import json
from typing import Final, cast

from kiosk.domain.definition import Finding
from kiosk.domain.errors import Refused
from kiosk.domain.forms import FormRefused, load
from kiosk.domain.overlays import Change, Part
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import FormVersion
from kiosk.interfaces.records.forms import FormChoice, FormDraft
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.form_looks import FormLooks, Looked
from kiosk.services.form_shelf import FormShelf, FormUnknown
from kiosk.services.forms import Document, version_of
from kiosk.services.sites import Sites

MOST_DRAFTS: Final = 100
MOST_VERSION: Final = 999_999


class DraftStale(Refused, ValueError):
    """Somebody else has handed in another definition, or published this one, since the page was shown."""

    code = "draft_stale"


class FormSame(Refused, ValueError):
    """What was handed in says what a published version says already."""

    code = "form_same"


class TooManyDrafts(Refused, ValueError):
    """There are more drafts than anybody is working on."""

    code = "too_many_drafts"


class FormPublishing:
    """The verbs on the forms of one site. Each is audited, also when it is refused."""

    def __init__(
        self, store: Store, audit: Audit, shelf: FormShelf, looks: FormLooks, sites: Sites, clock: Clock
    ) -> None:
        self._store, self._audit, self._shelf, self._looks = store, audit, shelf, looks
        self._sites, self._clock = sites, clock

    async def hand_in(self, content: bytes, actor: Actor) -> Looked:
        """Looks at a definition, and keeps it as the draft of its form when it is one.

        Raises:
            TooManyDrafts: nobody works on that many.
        """
        looked = await self._looks.look(content)
        if looked.form is None:
            await self._audit.record(actor, "form_handed_in", None, "refused", FormRefused.code)
            return looked
        draft = FormDraft(looked.form.id, content.decode("utf-8"), actor.who, self._clock.now())

        def work(record: Record) -> None:
            if record.forms.draft(draft.form_id) is None and len(record.forms.drafts()) >= MOST_DRAFTS:
                raise TooManyDrafts
            record.forms.put_draft(draft)

        await self._audit.perform(actor, "form_handed_in", draft.form_id, work)
        return looked

    async def discard(self, form_id: str, actor: Actor) -> None:
        """Forgets a draft.

        Raises:
            FormUnknown: there is none.
        """

        def work(record: Record) -> None:
            if not record.forms.remove_draft(form_id):
                raise FormUnknown

        await self._audit.perform(actor, "form_draft_removed", form_id, work)

    async def publish(self, form_id: str, seal: str, actor: Actor) -> int:
        """Makes a version of a draft, and has people get it. Gives its number: the draft's own, or the next one where
        that is not above all there were.

        Args:
            seal: of the draft as whoever publishes it saw it.

        Raises:
            FormUnknown: there is no draft.
            DraftStale: it is another one by now.
            FormRefused: it cannot be published.
            FormSame: a published version says the same.
        """
        shown, looked = await self._shelf.draft(form_id)
        now = self._clock.now()

        def work(record: Record) -> int:
            draft = record.forms.draft(form_id)
            if draft is None or draft != shown or seal_of(draft) != seal:
                raise DraftStale
            if looked.form is None or not looked.fit:
                raise FormRefused(looked.findings)
            document = cast(Document, json.loads(draft.document))
            there = [row.version for row in record.forms.published() if row.form_id == form_id]
            for version in there:
                if _same(record.forms.get(form_id, version), document):
                    raise FormSame(None, version=version)
            number = max([looked.form.version, *(version + 1 for version in there)])
            if number > MOST_VERSION:
                raise FormRefused([Finding(None, None, "there are no more numbers for versions of this form")])
            numbered = _numbered(document, number)
            record.forms.add(version_of(load(numbered), numbered), now, actor.who)
            record.forms.choose(FormChoice(form_id, number, actor.who, now))
            record.forms.remove_draft(form_id)
            self._put_on_screens(record, form_id, actor)
            return number

        number = await self._audit.perform(actor, "form_published", form_id, work)
        await self._sites.renew()
        return number

    async def withdraw(self, form_id: str, actor: Actor) -> None:
        """Lets nobody begin it any more. What was sent stays, and whoever is in the middle of it is told.

        Raises:
            FormUnknown: there is no such form.
        """
        now = self._clock.now()

        def work(record: Record) -> None:
            if all(row.form_id != form_id for row in record.forms.published()):
                raise FormUnknown
            record.forms.choose(FormChoice(form_id, None, actor.who, now))

        await self._audit.perform(actor, "form_withdrawn", form_id, work)
        await self._sites.renew()

    async def restore(self, form_id: str, version: int, actor: Actor) -> None:
        """Has people get a version that was published before. The one that the site's file names follows the file
        from then on.

        Raises:
            FormUnknown: there is none, or this version of Foyer cannot read it.
            FormRefused: nothing that is sent with it would arrive.
        """
        form = await self._shelf.version(form_id, version)
        now = self._clock.now()

        def work(record: Record) -> None:
            if (lost := self._looks.undeliverable(form)) is not None:
                raise FormRefused([lost])
            if any(
                row.in_file and (row.form_id, row.version) == (form_id, version) for row in record.forms.published()
            ):
                record.forms.follow_file(form_id)
            else:
                record.forms.choose(FormChoice(form_id, version, actor.who, now))
            self._put_on_screens(record, form_id, actor)

        await self._audit.perform(actor, "form_restored", f"{form_id} {version}", work)
        await self._sites.renew()

    def _put_on_screens(self, record: Record, form_id: str, actor: Actor) -> None:
        """Where staff chose which forms are on the screens, one that people shall get joins them, at the end."""
        change = record.changes.get(Part.FORMS)
        offered = None if change is None else json.loads(change.document).get("offered")
        if isinstance(offered, list) and form_id not in offered:
            text = json.dumps({"offered": [*offered, form_id]}, ensure_ascii=False, sort_keys=True)
            record.changes.put(Change(Part.FORMS, text, actor.who, self._clock.now()))


def seal_of(draft: FormDraft) -> str:
    """Names a draft as it was shown."""
    return hashlib.sha256(draft.document.encode("utf-8")).hexdigest()[:16]


def _numbered(document: Document, number: int) -> Document:
    metadata = cast(Document, document["metadata"])
    return {**document, "metadata": {**metadata, "version": number}}


def _same(kept: FormVersion | None, document: Document) -> bool:
    """Whether a version says what a document does, whatever its number."""
    return kept is not None and _numbered(json.loads(kept.document), 0) == _numbered(document, 0)
