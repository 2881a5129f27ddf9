"""Photos that this terminal takes: asked of a camera, sealed to the hub, and given to it after what they belong to.

Theory of operation. A photo is in the memory of a session while somebody looks at it, and in nothing else. When they
let it go, it is sealed and goes to the disk in the same moment as the happening that it belongs to; from then on
nobody here can look at it. It is given to the hub once that has been told of the happening, and is gone from here as
soon as the hub has it, or says that nobody waits for it.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, cast
from uuid import UUID

from sqlite_utils import Database

from kiosk import events
from kiosk.domain.errors import Unavailable
from kiosk.domain.events import HappeningTold
from kiosk.domain.happenings import Body
from kiosk.domain.photos import About, Photo, Taken
from kiosk.domain.submissions import written
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.devices import Devices
from kiosk.terminal import answers, photo_records, records
from kiosk.terminal.answers import HubUnintelligible
from kiosk.terminal.bus import Bus
from kiosk.terminal.catalogue import Catalogue
from kiosk.terminal.happenings import Happenings
from kiosk.terminal.hub_client import HubClient, HubRefused, KeyRevoked
from kiosk.terminal.journal import Journal, NotSaved
from kiosk.terminal.lines import Line
from kiosk.terminal.telling import Telling
from kiosk.terminal.trusted_clock import TrustedClock

SECONDS: Final = 4.0
"""Somebody waits for a photo at most."""

LATE: Final = 2.0
"""Seconds after that in which a driver has to say how it ended."""

KEPT_DAYS: Final = 30
"""For so long one waits for a hub that is away."""

_WANTS_NONE = (400, 404, 405, 413, 422)
"""Refusals that no waiting mends: also those of a hub that knows no photos."""


class Photos:
    """Belongs to the terminal's loop. `tell` is a job that goes on until it is cancelled."""

    def __init__(
        self,
        journal: Journal,
        line: Line,
        time: TrustedClock,
        clock: Clock,
        bus: Bus,
        devices: Devices,
        happenings: Happenings,
        here: Callable[[], tuple[Catalogue | None, bool]],
    ) -> None:
        self._journal, self._line, self._time, self._clock = journal, line, time, clock
        self._devices, self._happenings, self._here = devices, happenings, here
        self._telling = Telling(self.tell_once)
        bus.listen(HappeningTold, lambda _fact: self.want())

    async def take(self) -> Taken:
        """Takes one. A camera's faults are an answer, never raised."""
        try:
            async with asyncio.timeout(SECONDS + LATE):
                taken = await asyncio.wrap_future(self._devices.photograph(SECONDS))
        except TimeoutError:
            taken = Taken(None, "driver_silent")
        if taken.photo is None:
            events.log("photos.not_taken", reason=taken.reason)
        return taken

    async def keep(self, kind: str, body: Body, about: About, photo_id: UUID, photo: Photo | None) -> UUID:
        """Keeps a happening, with the photo that belongs to it if there is one; where that cannot be kept, without.

        Args:
            photo_id: what the photo is of.

        Raises:
            NotSaved: nothing was kept.
        """
        if photo is not None:
            try:
                return await self._happenings.keep(kind, body, beside=self._beside(about, photo_id, photo))
            except NotSaved as error:
                events.log("photos.not_kept", code=error.code)
        return await self._happenings.keep(kind, body)

    def _beside(self, about: About, photo_id: UUID, photo: Photo) -> Callable[[Database, UUID], None]:
        """Seals one, to be kept in the moment that the happening it belongs to is."""
        known, withdrawn = self._here()
        if withdrawn or known is None:
            raise NotSaved("withdrawn" if withdrawn else "form_unknown")
        made = written(self._time.now() or self._clock.now())
        row = {"id": str(photo_id), "about": about.value, "key_id": known.hub_key.id, "made_at": made}
        row_sealed = row | {"sealed": known.hub_key.seal(photo.jpeg)}

        def keep(database: Database, happening: UUID) -> None:
            photo_records.keep(database, row_sealed | {"after": str(happening)})

        return keep

    async def waiting(self) -> int:
        """How many the hub has not got yet.

        Raises:
            NotSaved: the journal cannot be read just now.
        """
        return await self._journal.transact(photo_records.waiting)

    def want(self) -> None:
        """There may be one to give."""
        self._telling.want()

    async def tell(self) -> None:
        """Gives the hub all there are; and again when there are more."""
        await self._telling.go_on()

    async def tell_once(self) -> bool:
        """Gives the next one. Says whether there may be more."""
        row, record = await self._journal.transact(
            lambda database: (photo_records.due(database), records.named(database))
        )
        if row is None:
            return False
        name = str(row["id"])
        try:
            state = await asyncio.get_running_loop().run_in_executor(
                self._line.executor, partial(_give, self._line.client, row, record)
            )
        except HubRefused as error:
            if error.data["status"] not in _WANTS_NONE:
                return False
            state = "refused"
        except (KeyRevoked, Unavailable):
            return False
        await self._journal.transact(partial(photo_records.drop, photo_id=name))
        events.log("photos.given", id=name, about=str(row["about"]), state=state)
        return True


def _give(client: HubClient, row: dict[str, object], record: Mapping[str, str]) -> str:
    sealed = base64.b64encode(cast(bytes, row["sealed"])).decode("ascii")
    told = {"after": row["after"], "key_id": row["key_id"], "sealed": sealed}
    path = f"/api/v1/photos/{row['about']}/{row['id']}"
    _, _, body = client.ask("PUT", path, {200}, document=told, headers=record)
    state = answers.text(answers.an_object(body), "state")
    if state not in ("kept", "dropped"):
        raise HubUnintelligible(part="state")
    return state
