"""Makes this machine a terminal of a hub's, once."""

from __future__ import annotations

from pathlib import Path

from kiosk import events
from kiosk.terminal import identity
from kiosk.terminal.answers import HubUnintelligible
from kiosk.terminal.hub_client import HubAway, HubClient, HubRefused, KeyRevoked
from kiosk.terminal.settings import TerminalSettings
from kiosk.terminal.terminal import NotEnrolled


def enrol(settings: TerminalSettings, data: Path, code: str | None) -> None:
    """Enrols with a code. A machine whose key is good stays who it is, and the code is not looked at.

    A machine whose key the hub does not know any more is enrolled anew; its journal stays, and what it owes is sent
    under its new key. When that cannot be done now, it keeps its old identity: it then shows that it is out of
    service, instead of nothing.

    Raises:
        NotEnrolled: there is neither an identity nor a code.
        HubAway, HubUnintelligible, HubRefused: the hub is not there, is none, or does not know the code.
    """
    known = identity.load(data)
    if known is not None:
        if code is not None and _withdrawn(settings, known):
            try:
                _enrol(settings, data, code)
            except (HubAway, HubUnintelligible, HubRefused) as error:
                events.log("terminal.not_enrolled_again", id=str(known.terminal_id), code=error.code)
        return
    if code is None:
        raise NotEnrolled(folder=str(data))
    _enrol(settings, data, code)


def _enrol(settings: TerminalSettings, data: Path, code: str) -> None:
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


def _withdrawn(settings: TerminalSettings, known: identity.Identity) -> bool:
    """Whether the hub says that it does not know this machine's key any more."""
    client = HubClient(
        settings.hub_url, known.key, connect_timeout=settings.connect_timeout, read_timeout=settings.read_timeout
    )
    try:
        client.news(0, 0)
    except KeyRevoked:
        return True
    except (HubAway, HubUnintelligible, HubRefused):
        return False
    finally:
        client.close()
    return False
