"""Calendar files: whom an event of staff's brings to the building, and a visit as an event of the visitor's own.

A file is handed in by staff and made by whatever program they use. It is read by icalendar, which knows time zones
under the names of Windows too; here is only decided who of those it names comes from outside.

Source: RFC 5545 (iCalendar), RFC 5546 (iTIP: what METHOD, PARTSTAT and SEQUENCE mean).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from icalendar import Calendar, Component, Event, vCalAddress, vText

from kiosk.domain import texts
from kiosk.domain.directory import Entry
from kiosk.domain.tabular import FileRefused
from kiosk.domain.visit_lines import Around
from kiosk.domain.visit_tables import MOST_LINES

LARGEST: Final = 500_000
"""Bytes of a file."""

MOST_EVENTS: Final = 1_000
MOST_ATTENDEES: Final = 100
LONGEST_PLACE: Final = 60

PRODUCT: Final = "-//Foyer//Visits//EN"

_NOT_READABLE: Final = "It is no calendar file. Export the event again as iCalendar (.ics)"
_THINGS: Final = frozenset({"ROOM", "RESOURCE"})
_UNREADABLE: Final = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
"""What reading a file that somebody broke on purpose ends in."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A visit as its visitor's calendar is told of it, in their language.

    Attributes:
        revision: goes up with each change; `cancelled` takes the event out of the calendar again.
        begins, ends: `None` for the whole day.
    """

    visit_id: UUID
    revision: int
    cancelled: bool
    day: date
    begins: datetime | None
    ends: datetime | None
    summary: str
    description: str
    location: str
    link: str
    organiser: str


def read_calendar(data: bytes, around: Around) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """Those whom the events of a file bring from outside, as lines of a table say it, each with the number of its
    event; and what is to be said of the file as a whole.

    Raises:
        FileRefused: it is no calendar, too long, or brings too many.
    """
    if len(data) > LARGEST:
        raise FileRefused("It is larger than half a megabyte. Export only the events that you want")
    try:
        calendars = Calendar.from_ical(data, multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
        if not calendars or len(events) > MOST_EVENTS:
            raise FileRefused(_NOT_READABLE if not calendars else f"It has more than {MOST_EVENTS} events")
        lines: list[tuple[int, dict[str, str]]] = []
        notes: list[str] = []
        for number, event in enumerate(events, 1):
            found, note = _visitors(event, number, around)
            lines += [(number, each) for each in found]
            if note:
                notes.append(f"Event {number}: {note}")
    except FileRefused:
        raise
    except _UNREADABLE:
        raise FileRefused(_NOT_READABLE) from None
    if len(lines) > MOST_LINES:
        raise FileRefused(f"It names {len(lines)} people. Invite up to {MOST_LINES} people at once")
    if not lines:
        notes.append("Nobody in it comes from outside on a day that is still to come")
    return lines, notes


def write_calendar(occasion: Occasion, now: datetime) -> bytes:
    """A calendar file with one visit."""
    event = Event()
    event.add("uid", f"{occasion.visit_id}@foyer")
    event.add("dtstamp", now)
    event.add("sequence", occasion.revision)
    event.add("status", "CANCELLED" if occasion.cancelled else "CONFIRMED")
    event.add("summary", vText(occasion.summary))
    event.add("description", vText(occasion.description))
    event.add("location", vText(occasion.location))
    if occasion.link:
        event.add("url", occasion.link)
    if occasion.organiser:
        event.add("organizer", vCalAddress(f"mailto:{occasion.organiser}"))
    event.add("class", "PRIVATE")
    begins, ends = occasion.begins, occasion.ends
    if begins is None:
        event.add("dtstart", occasion.day)
        event.add("dtend", occasion.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", begins)
        event.add("dtend", ends or begins + timedelta(minutes=30))
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if occasion.cancelled else "PUBLISH")
    calendar.add_component(event)
    # Without the definition some programs do not know what Europe/London means.
    calendar.add_missing_timezones(first_date=occasion.day, last_date=occasion.day + timedelta(days=1))
    made: bytes = calendar.to_ical()
    return made


def _visitors(event: Component, number: int, around: Around) -> tuple[list[dict[str, str]], str]:
    """The visitors of an event, and what is to be said of it."""
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return [], "it is cancelled"
    start, end = _moment(event, "DTSTART"), _moment(event, "DTEND")
    if start is None:
        return [], "it does not say when it is"
    said = _when(start, end, around)
    if said["day"] < around.today.isoformat():
        return [], "it is over" + (". It repeats: only its first day is looked at" if "RRULE" in event else "")
    mail = _mail(event.get("ORGANIZER"))
    host = mail if mail and around.book.mailed(mail, Entry) else ""
    place = " ".join(str(event.get("LOCATION", "")).split())
    outside = list(_outside(event, around))
    common = {**said, "host": host, "group": f"event {number}" if len(outside) > 1 else ""}
    if place and "://" not in place and len(place) <= LONGEST_PLACE:
        common["place"] = place
    if not outside:
        return [], "nobody of those it names comes from outside"
    repeats = f"it repeats, and only {said['day']} is taken" if "RRULE" in event else ""
    return [{**common, "name": name, "email": email} for name, email in outside], repeats


def _when(start: date, end: date | None, around: Around) -> dict[str, str]:
    """Day and times of an event by the clock on the site's wall."""
    begins, ends = _local(start, around), _local(end, around)
    if begins is None:
        return {"day": start.isoformat()}
    said = {"day": begins.date().isoformat(), "begins": f"{begins:%H:%M}"}
    if ends is not None and ends.date() == begins.date() and ends > begins:
        said["ends"] = f"{ends:%H:%M}"
    return said


def _local(moment: date | None, around: Around) -> datetime | None:
    if not isinstance(moment, datetime):
        return None
    # A time without a zone is that of wherever the event is.
    return moment.replace(tzinfo=around.zone) if moment.tzinfo is None else moment.astimezone(around.zone)


def _outside(event: Component, around: Around) -> Iterator[tuple[str, str]]:
    """Name and address of those who come, and are not in the directory."""
    found = event.get("ATTENDEE", [])
    for each in (found if isinstance(found, list) else [found])[:MOST_ATTENDEES]:
        said: Mapping[str, object] = getattr(each, "params", {})
        email = _mail(each)
        declined = str(said.get("PARTSTAT", "")).upper() == "DECLINED"
        thing = str(said.get("CUTYPE", "")).upper() in _THINGS
        if email is None or declined or thing or around.book.mailed(email, Entry):
            continue
        name = " ".join(str(said.get("CN", "")).replace('"', "").split())
        if not name or "@" in name:
            name = " ".join(part.capitalize() for part in email.partition("@")[0].replace(".", " ").split())
        yield name, email


def _mail(address: object) -> str | None:
    text = str(address or "")
    return texts.email(text[7:]) if text.lower().startswith("mailto:") else None


def _moment(event: Component, name: str) -> date | None:
    found = event.get(name)
    moment = getattr(found, "dt", None)
    if isinstance(moment, datetime | date):
        # What lies outside of these has no day in every zone.
        return moment if 1970 <= moment.year <= 9000 else None
    return None
