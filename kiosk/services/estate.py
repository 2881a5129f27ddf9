"""Everything one hub looks after: its sites, and what they share, such as the accounts of staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.interfaces.bench import Bench
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import StaffSession, Terminal
from kiosk.interfaces.store import Store
from kiosk.services.accounts import Accounts
from kiosk.services.audit import Audit
from kiosk.services.backups import Backups
from kiosk.services.bank_holidays import Calendar
from kiosk.services.hub import Hub
from kiosk.services.measures import Measures
from kiosk.services.staff import Staff
from kiosk.services.terminals import Enrolled, KeyUnknown
from kiosk.services.tries import Tries


@dataclass(frozen=True, slots=True)
class Estate:
    """The sites of one hub.

    Attributes:
        sites: by their ids, in the order of the settings.
        store: the estate's own rows.
        audit: what was done that belongs to no single site.
        secure_cookies: whether browsers send cookies back over HTTPS only (and, for most, to this machine itself).
        calendar: the bank holidays.
        backups: how old the newest one is.
        tries: how often somebody may try what could be guessed.
        assets: the folder of stylesheets and fonts that pages are given.
        bench: the simulated devices of a demonstration; `None` on every other hub.
    """

    sites: Mapping[str, Hub]
    store: Store
    clock: Clock
    measures: Measures
    audit: Audit
    accounts: Accounts
    secure_cookies: bool
    assets: Path
    calendar: Calendar
    backups: Backups
    tries: Tries
    bench: Bench | None = None

    @property
    def staff(self) -> Staff:
        """Signing in, and being signed in."""
        return self.accounts.staff

    async def authenticate(self, key: str) -> tuple[Hub, Terminal]:
        """The terminal a key belongs to, and its site.

        Raises:
            KeyUnknown: none, or it was withdrawn.
        """
        site_id, dot, _ = key.rpartition(".")
        # A key names its site. Those from before hubs had several do not, and may be of any.
        asked = self.sites.values() if not dot else [self.sites[site_id]] if site_id in self.sites else []
        for hub in asked:
            try:
                return hub, await hub.terminals.authenticate(key)
            except KeyUnknown:
                continue
        raise KeyUnknown

    async def enrol(self, code: str, name: str, address: str | None) -> Enrolled:
        """Makes a terminal out of a code, at whichever site the code was made.

        Raises:
            CodeUnknown: the code is not good at any.
        """
        good = [hub for hub in self.sites.values() if await hub.terminals.code_good(code)]
        # One that is good nowhere is refused, and noted, at the first.
        return await (good or [*self.sites.values()])[0].terminals.enrol(code, name, address)

    def visible_to(self, session: StaffSession) -> list[Hub]:
        """The sites where somebody was granted anything."""
        return [hub for hub in self.sites.values() if any(grant.at(hub.site.id) for grant in session.grants)]

    def close_news(self) -> None:
        """Lets everybody go who waits for news, terminals and open pages."""
        for hub in self.sites.values():
            hub.newsroom.close()
            hub.desk.live.close()

    async def check(self) -> None:
        """Returns when the record has been read and could be written.

        Raises:
            RecordUnavailable: it could not.
        """
        await self.store.read(lambda record: record.announced_catalogue)
        await self.store.transact(lambda record: record.announced_catalogue)
