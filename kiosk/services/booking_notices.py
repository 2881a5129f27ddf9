"""What people of the house are told of a booking of theirs: in English, and nothing that anybody wrote.

Mail lies in mailboxes that others read, so a notice names the room and the time, never what the booking is for nor
who comes; that is on the pages.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain.bookings import Span
from kiosk.domain.calendars import calendar
from kiosk.domain.messages import Channel
from kiosk.services.acknowledgements import Written


def released(room: str, span: Span, site: str) -> Written:
    """That nobody has come, and the room is free again."""
    day, begins, ends = times(span)
    parts = {"room": room, "site": site, "day": day, "begins": begins, "ends": ends}
    body = (
        f"Nobody has come to {room} at {site}, which was booked on {day} from {begins} to {ends}. So it is free "
        "again, and others can book it.\n\n"
        "If your visitors still come and nobody else has the room by then, it is theirs again by itself. You can "
        "also book it anew: sign in to Foyer, Rooms.\n"
    )
    return Written("en", f"{room} is released: nobody came", body, parts)


def still_here(channel: Channel, room: str, span: Span, site: str, count: int, link: str) -> Written:
    """The question whether visitors are still here, whose room's time is over."""
    _, _, ends = times(span)
    who = "A visitor of yours has" if count == 1 else f"{count} visitors of yours have"
    first = f"{who} not signed out. The time of {room} at {site} ended at {ends}."
    parts = {"room": room, "site": site, "ends": ends, "link": link}
    if channel is Channel.SMS:
        return Written("en", "", f"{first} Still here? {link}" if link else first, parts)
    answer = (
        f"Say whether they have left:\n{link}\nWhoever has this address can answer."
        if link
        else "Say whether they have left: sign in to Foyer, Visits."
    )
    body = (
        f"{first}\n\n{answer}\n\nUntil somebody says so they count as in the building, and are looked for in an "
        "emergency.\n"
    )
    return Written("en", f"Have your visitors left {site}?", body, parts)


def times(span: Span) -> tuple[str, str, str]:
    """The day and the times of a booking, as the wall shows them."""
    begins, ends = (at.astimezone(ZoneInfo(span.zone)) for at in (span.begins, span.ends))
    return calendar("en").date(begins), _clock(begins), _clock(ends)


def _clock(at: datetime) -> str:
    return f"{at:%H:%M}"
