"""Visitors for tests: invited by the code that invites, on a hub whose clock stands in the middle of a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from uuid import UUID
from zoneinfo import ZoneInfo

import zxingcpp
from PIL import Image

from kiosk.domain.visit_lines import Line, read
from kiosk.services.audit import Actor
from kiosk.services.directory import Tenants
from kiosk.services.hub import Hub
from tests.support.hubs import Running

ME = Actor("Ffion Desk")


def at_noon(running: Running) -> None:
    """Sets the hub's clock to the next noon on the wall, so that no test runs into the next day."""
    zone = ZoneInfo(running.hub.site.timezone)
    now = running.clock.now().astimezone(zone)
    noon = datetime.combine(now.date(), time(12), zone)
    running.clock.skip(((noon if noon > now else noon + timedelta(days=1)) - now).total_seconds())


def day(running: Running, ahead: int = 0) -> str:
    """A day on the wall, as forms send it."""
    return (running.hub.visits.day(running.clock.now()) + timedelta(days=ahead)).isoformat()


def invited(running: Running, said: Mapping[str, str], tenants: Tenants = None, hub: Hub | None = None) -> UUID:
    """Somebody who was invited, as a line of a form says it; today unless it says when."""
    hub = hub or running.hub
    around = running.do(hub.visit_invitations.around(tenants, None))
    line = read({"day": day(running), **said}, around)
    assert isinstance(line, Line), line
    return running.do(hub.visit_invitations.invite([line], ME, tenants))[0].id


def parts_of(message: EmailMessage) -> dict[str, EmailMessage]:
    """The parts of an e-mail by their media types."""
    return {part.get_content_type(): part for part in message.walk() if isinstance(part, EmailMessage)}


def scanned(svg: str) -> str:
    """What a scanner reads off a QR code of a page."""
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])  # type: ignore[index] # every one has it
    picture = Image.new("L", (size, size), 255)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", svg):
        for at in range(int(length)):
            picture.putpixel((int(x) + at, int(y)), 0)
    (code,) = zxingcpp.read_barcodes(picture.resize((size * 6, size * 6), Image.Resampling.NEAREST))
    return str(code.text)
