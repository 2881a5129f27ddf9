"""The hub as the faces see it: its services, assembled."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.sites import Site
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Store
from kiosk.services.audit import Audit
from kiosk.services.catalogue import Catalogue
from kiosk.services.deliveries import Deliveries
from kiosk.services.forms import Forms
from kiosk.services.measures import Measures
from kiosk.services.news import Newsroom
from kiosk.services.presence import Presence
from kiosk.services.staff import Staff
from kiosk.services.submissions import Submissions
from kiosk.services.terminals import Terminals


@dataclass(frozen=True, slots=True)
class Hub:
    """Everything a hub can do.

    Attributes:
        secure_cookies: whether browsers send cookies back over HTTPS only (and, for most, to this machine itself).
        assets: the folder of stylesheets and fonts that pages are given.
    """

    site: Site
    store: Store
    clock: Clock
    measures: Measures
    audit: Audit
    presence: Presence
    terminals: Terminals
    forms: Forms
    catalogue: Catalogue
    newsroom: Newsroom
    submissions: Submissions
    deliveries: Deliveries
    staff: Staff
    secure_cookies: bool
    assets: Path

    async def check(self) -> None:
        """Returns when the record has been read and could be written.

        Raises:
            RecordUnavailable: it could not.
        """
        await self.store.read(lambda record: record.announced_catalogue)
        await self.store.transact(lambda record: record.announced_catalogue)
