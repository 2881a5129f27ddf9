"""Looks at how a terminal gets on with its hub."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from kiosk.runtime.check import Check
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.settings import Settings
from kiosk.terminal import identity
from kiosk.terminal.answers import HubUnintelligible
from kiosk.terminal.hub_client import HubAway, HubClient, HubRefused, KeyRevoked
from kiosk.terminal.trusted_clock import RELEASED

_CLOCK_SLACK = 60.0
_NO_RECORD = 503
"""What a hub answers that works, and whose record does not."""


def terminal(data: Path, settings: Settings, url: str | None) -> Iterator[Check]:
    """Who this terminal is to its hub, whether that answers, and whose clock is right."""
    folder = data if (data / identity.FILE).exists() else data / "terminal"
    try:
        known = identity.load(folder)
    except identity.IdentityUnreadable:
        yield Check(
            "identity", "wrong", f"{folder / identity.FILE} is damaged", "rename it, and enrol this terminal again"
        )
        return
    if known is None:
        yield Check(
            "identity", "warning", "no hub knows this terminal yet", "`run` sees to it; `terminal` takes --code"
        )
    else:
        yield Check("identity", "ok", str(known.terminal_id))
    url = url or settings.terminal.hub_url
    if not url:
        yield Check("hub", "ok", "`run` starts its own")
        yield _clock(None)
        return
    heard: list[datetime] = []
    client = HubClient(url, known.key if known else "none", connect_timeout=5, read_timeout=10, on_time=heard.append)
    try:
        client.ask("GET", "/healthz", {200})
        client.catalogue(None)
    except KeyRevoked:
        if known is None:
            yield Check("hub", "ok", url)
        else:
            remedy = "press Replace on the hub’s page Terminals, and start this once with the --code it gives"
            yield Check("hub", "wrong", f"{url} does not know this terminal's key", remedy)
    except HubAway as error:
        if error.data.get("status") == _NO_RECORD:
            yield Check("hub", "wrong", f"{url} runs; its record does not answer", "run `foyer doctor` on the hub")
        else:
            remedy = "check the address, the network, and that the hub runs"
            yield Check("hub", "wrong", f"{url} cannot be reached", remedy)
    except (HubUnintelligible, HubRefused) as error:
        yield Check(
            "hub", "wrong", f"{url} does not answer as a hub does ({error.code})", "check the address and versions"
        )
    else:
        yield Check("hub", "ok", url)
    finally:
        client.close()
    yield _clock(heard[-1] if heard else None)


def _clock(hub_says: datetime | None) -> Check:
    here = SystemClock().now()
    if hub_says is None:
        if here >= RELEASED:
            return Check("clock", "ok", f"{here:%Y-%m-%d %H:%M} UTC, not compared with a hub")
        return Check(
            "clock", "wrong", f"{here:%Y-%m-%d %H:%M} UTC has long passed", "set it: timedatectl set-ntp true"
        )
    off = (here - hub_says).total_seconds()
    if abs(off) <= _CLOCK_SLACK:
        return Check("clock", "ok", "agrees with the hub's")
    says = f"{abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} the hub's; the hub's is used"
    return Check("clock", "warning", says, "timedatectl set-ntp true")
