"""What staff say of this terminal: its role, its place, how large its panel is and how high it hangs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial

from kiosk import events
from kiosk.domain.errors import Unavailable
from kiosk.domain.terminals import HEIGHT_MM, PANEL_INCHES, Details, Role
from kiosk.terminal import answers, records
from kiosk.terminal.answers import HubUnintelligible
from kiosk.terminal.hub_client import HubClient, HubRefused, KeyRevoked
from kiosk.terminal.journal import Journal
from kiosk.terminal.lines import Line
from kiosk.terminal.settings import TerminalSettings


class DetailsKeeper:
    """Belongs to the terminal's loop. `keep` is a job that goes on until it is cancelled.

    Args:
        changed: called when they are not what they were.
    """

    def __init__(self, journal: Journal, line: Line, settings: TerminalSettings, changed: Callable[[], None]) -> None:
        self._journal, self._line, self._settings = journal, line, settings
        self._changed = changed
        self._wanted = asyncio.Event()
        self.details: Details | None = None

    def remember(self, kept: str | None) -> None:
        """Takes what was known before a restart."""
        if kept is not None and self.details is None:
            self.details = _read(json.loads(kept))

    def want(self) -> None:
        """Somebody said that they have changed, or the hub is back."""
        self._wanted.set()

    async def keep(self) -> None:
        """Asks when it is told to, and now and then anyhow."""
        while True:
            self._wanted.clear()
            wait = await self._ask()
            try:
                async with asyncio.timeout(wait):
                    await self._wanted.wait()
            except TimeoutError:
                continue

    async def _ask(self) -> float:
        """Asks once. Gives the seconds until it asks again unprompted."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._line.executor, partial(_asked, self._line.client))
        except KeyRevoked:
            return self._settings.retry_revoked
        except (Unavailable, HubRefused) as error:
            # A hub of an older version does not know the question; what was known before stays.
            events.log("terminal.details_not_read", code=error.code)
            return self._settings.catalogue_refresh
        if found != self.details:
            self.details = found
            kept = json.dumps(asdict(found))
            await self._journal.transact(partial(records.remember, key="details", value=kept))
            events.log("terminal.details_changed", role=found.role)
            self._changed()
        return self._settings.catalogue_refresh


def _asked(client: HubClient) -> Details:
    _, _, body = client.ask("GET", "/api/v1/terminal", {200})
    found = _read(answers.an_object(body))
    if found is None:
        raise HubUnintelligible(part="terminal")
    return found


def _read(document: Mapping[str, object]) -> Details | None:
    """The details in a document. A role that this version does not know is that of a terminal for visitors, and a
    measure that no panel has is taken for not said."""
    name, place, role = document.get("name"), document.get("place"), document.get("role")
    if not isinstance(name, str) or not isinstance(place, str):
        return None
    height = _number(document.get("mounting_height_mm"), HEIGHT_MM)
    return Details(
        name,
        place,
        next((known for known in Role if known == role), Role.VISITOR),
        _number(document.get("panel_inches"), PANEL_INCHES),
        None if height is None else round(height),
    )


def _number(value: object, bounds: tuple[float, float]) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if bounds[0] <= value <= bounds[1] else None
