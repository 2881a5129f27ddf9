"""Makes this machine a terminal of a hub's, once."""

from __future__ import annotations

from pathlib import Path

from kiosk import events
from kiosk.terminal import identity
from kiosk.terminal.hub_client import HubAway, HubClient, HubUnintelligible
from kiosk.terminal.settings import TerminalSettings
from kiosk.terminal.terminal import NotEnrolled


def enrol(settings: TerminalSettings, data: Path, code: str | None) -> None:
    """Enrols with a code, unless the folder holds an identity already; then the code is not looked at.

    Raises:
        NotEnrolled: there is neither an identity nor a code.
        HubAway, HubUnintelligible, HubRefused: the hub is not there, is none, or does not know the code.
    """
    if identity.load(data) is not None:
        return
    if code is None:
        raise NotEnrolled(folder=str(data))
    client = HubClient(
        settings.hub_url, None, connect_timeout=settings.connect_timeout, read_timeout=settings.read_timeout
    )
    try:
        known = identity.keep(data, client.enrol(code, settings.name))
    except (HubAway, HubUnintelligible) as error:
        raise type(error)(hub=settings.hub_url, **error.data) from None
    finally:
        client.close()
    events.log("terminal.enrolled", id=str(known.terminal_id), site=known.site_id)
