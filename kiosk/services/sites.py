"""A site as it is: what its file says, with what staff changed over it, and the catalogue that follows from both.

Theory of operation. The file is read when the hub starts; changes are rows of the record, a part each. Whenever a row
changes, in whichever hub that shares the record, and whenever the day or the list of bank holidays does, the site is
put together anew and its catalogue composed. Composing it tells the terminals, unless nothing is different.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from kiosk.domain import alerts, host_rules, overlays, translated
from kiosk.domain.alerts import Wanted
from kiosk.domain.errors import KioskError, Refused
from kiosk.domain.host_rules import HostRules
from kiosk.domain.overlays import Change, Document, Part
from kiosk.domain.site import Site
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.bank_holidays import Calendar
from kiosk.services.bells import Bell
from kiosk.services.catalogue import Catalogue, compose
from kiosk.services.directory import Directory
from kiosk.services.forms import Document as FormDocument
from kiosk.services.forms import Forms
from kiosk.services.personal import Part as Told
from kiosk.services.seals import Seals
from kiosk.services.visit_notices import VisitNotices

LOOK = 60.0
"""Seconds between looks at the day, which ends without telling anybody."""


class ChangedMeanwhile(Refused, ValueError):
    """Somebody else has changed this part since the page was shown."""

    code = "site_changed_meanwhile"


class NotChanged(Refused, LookupError):
    """The part is as the file has it: there is nothing to go back from."""

    code = "site_not_changed"


@dataclass(frozen=True, slots=True)
class SiteView:
    """A site at one moment.

    Attributes:
        document: the site's document, with the changes; `file` is without them.
        changes: what staff changed, of the parts in use.
        forms: the documents of the forms the file names, in its order; `offered` are those on the screens.
    """

    site: Site
    document: Document
    file: Document
    changes: Mapping[Part, Change]
    forms: tuple[FormDocument, ...]
    offered: tuple[FormDocument, ...]
    catalogue: Catalogue


class Sites:
    """One site. Made on the hub's loop; `open` comes before anything else.

    Args:
        parts: what else terminals may keep in the clear, asked in turn; it changes with the topic `sites`.
    """

    def __init__(
        self,
        file: Document,
        store: Store,
        audit: Audit,
        forms: Forms,
        seals: Seals,
        clock: Clock,
        calendar: Calendar,
        directory: Directory,
        parts: Sequence[Told] = (),
    ) -> None:
        self._file = file
        self._store = store
        self._audit = audit
        self._forms = forms
        self._seals = seals
        self._clock = clock
        self._calendar = calendar
        self._directory = directory
        self.notices = VisitNotices(store, clock)
        self._parts = parts
        self._zone = ZoneInfo(overlays.check(file).timezone)
        self._view: SiteView | None = None
        self._made_on: tuple[date, int] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._bell = Bell()
        self._task: asyncio.Task[None] | None = None
        store.listen("sites", self._bell.ring)
        store.listen("directory", self._bell.ring)

    async def open(self) -> None:
        """Puts the site together for the first time."""
        await self._renew()

    def start(self) -> None:
        """Begins to follow what is changed elsewhere, and the days."""
        self._task = asyncio.create_task(self._follow(), name="sites")

    async def close(self) -> None:
        """Follows no more. Twice is fine."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def current(self) -> SiteView:
        """The site as it is now."""
        if self._view is None:
            raise AssertionError("a site is opened before it is looked at")
        return self._view

    @property
    def hosts(self) -> HostRules:
        """Who is told when no host comes."""
        return host_rules.read(self.current().document.get("hosts"))

    @property
    def alerts(self) -> Wanted:
        """Who is told of what is wrong here, as it is now."""
        return alerts.read(self.current().document.get("alerts"))

    async def catalogue(self) -> Catalogue:
        """The catalogue as it is now, also when another hub has changed it and this one has not heard of it yet: a
        terminal asks because it was told that there is another."""
        announced = await self._store.read(lambda record: record.announced_catalogue)
        if announced != self.current().catalogue.etag:
            await self._renew()
        return self.current().catalogue

    async def change(self, part: Part, change: Document, seal: str, actor: Actor) -> None:
        """Makes a part say something else than the file.

        Args:
            change: the keys of the part; one that is missing says nothing.
            seal: of the part as whoever changes it saw it.

        Raises:
            ChangedMeanwhile: it says something else by now.
            SiteRefused, ColourUnfit: the site would not be one that can be used.
        """
        wanted = {key: change[key] for key in overlays.KEYS[part] if change.get(key) is not None}
        now = self._clock.now()

        def work(record: Record) -> None:
            changes = _read(record.changes.list())
            before = self._laid(changes)
            if overlays.seal(before, part) != seal:
                raise ChangedMeanwhile
            kept = {key: translated.carried(value, before.get(key)) for key, value in wanted.items()}
            text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
            overlays.check(self._laid({**changes, part: Change(part, text, actor.who, now)}))
            record.changes.put(Change(part, text, actor.who, now))

        await self._audit.perform(actor, "site_changed", str(part), work)
        log("sites.changed", part=str(part))
        await self._renew()

    async def restore(self, part: Part, seal: str, actor: Actor) -> None:
        """Makes a part say what the file says again.

        Raises:
            ChangedMeanwhile: it says something else than whoever asks for it saw.
            NotChanged: it does already.
        """

        def work(record: Record) -> None:
            if overlays.seal(self._laid(_read(record.changes.list())), part) != seal:
                raise ChangedMeanwhile
            if not record.changes.remove(part):
                raise NotChanged

        await self._audit.perform(actor, "site_restored", str(part), work)
        log("sites.changed", part=str(part))
        await self._renew()

    async def renew(self) -> None:
        """Puts the site together anew, after something else it is made of was changed: its forms."""
        await self._renew()

    def today(self) -> date:
        """The day on the site's wall."""
        return self._clock.now().astimezone(self._zone).date()

    async def _follow(self) -> None:
        rings = self._bell.rings
        while True:
            # A bell that rang while the site was put together rings again.
            rung = await self._bell.wait(rings, LOOK)
            rings = self._bell.rings
            try:
                await self._calendar.load()
                if rung or (self.today(), self._calendar.edition) != self._made_on:
                    await self._renew()
            except KioskError as error:
                log("sites.not_renewed", code=error.code)

    async def _renew(self) -> None:
        async with self._one_at_a_time:
            # What another hub tells of while it is put together has it put together again.
            while not await self._put_together():
                pass

    async def _put_together(self) -> bool:
        announced = await self._store.read(lambda record: record.announced_catalogue)
        await self._calendar.load()
        today, edition = self.today(), self._calendar.edition
        changes = self._fitting(await self._store.read(lambda record: record.changes.list()))
        document = self._laid(changes)
        forms = tuple(await self._forms.offered())
        offered = _offered(forms, document.get("offered"))
        public = self._public(document, today)
        site = overlays.check(public)
        await self.notices.keep(site.visits.notices)
        directory = await self._directory.public_part()
        more = {name: value for part in self._parts for name, value in (await part()).items()}
        catalogue = await compose(self._store, offered, self._seals, public, directory, more, self._clock, announced)
        if catalogue is None:
            return False
        self._view = SiteView(site, document, self._file, changes, forms, offered, catalogue)
        self._made_on = today, edition
        return True

    def _laid(self, changes: Mapping[Part, Change]) -> dict[str, object]:
        return overlays.lay(self._file, {part: json.loads(change.document) for part, change in changes.items()})

    def _fitting(self, rows: Sequence[Change]) -> dict[Part, Change]:
        """The changes that go with the file as it is now; it may be another one than when they were made."""
        found: dict[Part, Change] = {}
        for part, change in _read(rows).items():
            try:
                overlays.check(self._laid({**found, part: change}))
            except (KioskError, ValueError) as error:
                log("sites.change_unfit", part=str(part), error=type(error).__name__)
            else:
                found[part] = change
        return found

    def _public(self, document: Document, today: date) -> dict[str, object]:
        """What terminals are told: with bank holidays, and apart the messages of the day for those of an older
        version, which know of no days."""
        site = overlays.check(document)
        own = ("offered", "alerts", "hosts")
        told = {key: value for key, value in overlays.said(document).items() if key not in own}
        told["bank_holidays"] = [
            {"day": each.day.isoformat(), "name": {"en": each.name.en, "cy": each.name.cy}}
            for each in self._calendar.of(site.nation, date(today.year, 1, 1))
        ]
        told["messages"] = [{"en": words.en, "cy": words.cy} for words in site.messages_on(today)]
        return told


def _read(rows: Sequence[Change]) -> dict[Part, Change]:
    """The changes by part, but for parts that only a later version knows."""
    return {Part(row.part): row for row in rows if row.part in Part.__members__.values()}


def _offered(forms: Sequence[FormDocument], wanted: object) -> tuple[FormDocument, ...]:
    """The forms on the screens: those staff chose in their order, or all of them."""
    if not isinstance(wanted, list):
        return tuple(forms)
    by_id = {_id(form): form for form in forms}
    return tuple(by_id[each] for each in wanted if each in by_id)


def _id(form: FormDocument) -> str:
    metadata = form.get("metadata")
    return str(metadata.get("id")) if isinstance(metadata, Mapping) else ""
