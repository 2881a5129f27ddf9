"""What an invited visitor is told: when, where, whom they come to see, their code, and how to say what would help.

Nobody has proved that the address is theirs, and tenants who invite are not the council. So the words are ours and
the site's own, and of what anybody typed about this visit nothing is among them, not even the name. A visit marked
private does not say whom it is to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from html import escape
from typing import Final
from zoneinfo import ZoneInfo

from kiosk.domain import hours_in_words
from kiosk.domain.calendars import calendar
from kiosk.domain.definition import Localised
from kiosk.domain.directory import Person, Team, Tenant, seen
from kiosk.domain.directory_book import Book
from kiosk.domain.messages import Channel
from kiosk.domain.rooms import Room
from kiosk.domain.sites import Site
from kiosk.domain.visit_calendars import Occasion, write_calendar
from kiosk.domain.visit_settings import VisitorType
from kiosk.domain.visits import Visit
from kiosk.interfaces.messages import Attachment
from kiosk.services import qr_pictures
from kiosk.services.acknowledgements import Written

CODE: Final = "code"
"""The name of the picture within the page."""

LONGEST_NAME: Final = 80


class Why(StrEnum):
    """Why they are written to."""

    INVITED = "invited"
    CHANGED = "changed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Letter:
    """All that a message about a visit is made of.

    Attributes:
        host: whom they come to see, as visitors may be shown it; `None` where nothing is said.
        code: what is in the QR code at the door.
        link: of their page; empty where visitors have no pages.
        sender: where mail comes from.
        room: the one that is booked for them.
    """

    visit: Visit
    visitor_type: VisitorType | None
    host: Localised | None
    code: str
    link: str
    sender: str
    room: Room | None = None


# In Welsh, names of places stand apart: after “yn” and “â” they would change their first letter.
_SUBJECTS: Final[Mapping[Why, Localised]] = {
    Why.INVITED: Localised("Your visit to {site}, {short}", "Eich ymweliad: {site}, {short}"),
    Why.CHANGED: Localised("Changed: your visit to {site}, {short}", "Newid i’ch ymweliad: {site}, {short}"),
    Why.CANCELLED: Localised("Called off: your visit to {site}, {short}", "Canslwyd eich ymweliad: {site}, {short}"),
}
_FIRST: Final[Mapping[Why, Localised]] = {
    Why.INVITED: Localised("You are expected at {site} {on_day}{at}.", "Rydym yn eich disgwyl {on_day}{at}: {site}."),
    Why.CHANGED: Localised(
        "Your visit has changed. You are now expected at {site} {on_day}{at}.",
        "Mae eich ymweliad wedi newid. Rydym bellach yn eich disgwyl {on_day}{at}: {site}.",
    ),
    Why.CANCELLED: Localised(
        "Your visit to {site} {on_day}{at} will not take place. You do not have to do anything.",
        "Ni fydd eich ymweliad {on_day}{at} yn digwydd: {site}. Does dim rhaid i chi wneud dim byd.",
    ),
}
_AT: Final = Localised(", at {time}", ", am {time}")
_HOST: Final = Localised("You are coming to see: {host}", "Rydych yn dod i weld: {host}")
_SHOW: Final = Localised(
    "When you arrive, show your code to the screen in the foyer. It is good on that day only.",
    "Pan fyddwch yn cyrraedd, dangoswch eich cod i’r sgrin yn y cyntedd. "
    "Dim ond ar y diwrnod hwnnw y mae’n gweithio.",
)
_PICTURE: Final = Localised("The code for the screen in the foyer", "Y cod ar gyfer y sgrin yn y cyntedd")
_NO_PICTURE: Final = Localised("Your code is here:\n{link}", "Mae eich cod yma:\n{link}")
_HELP: Final = Localised(
    "Would something make your visit easier: a BSL interpreter, large text, a step-free way, another language? "
    "Tell us before you come:\n{link}",
    "A fyddai rhywbeth yn gwneud eich ymweliad yn haws: dehonglydd BSL, testun mawr, ffordd heb risiau, iaith arall? "
    "Rhowch wybod i ni cyn i chi ddod:\n{link}",
)
_WHERE: Final = Localised("Where to come:\n{address}", "Ble i ddod:\n{address}")
_NOT_YOU: Final = Localised(
    "If you did not expect this, somebody typed your address by mistake. You do not have to do anything.",
    "Os nad oeddech yn disgwyl hyn, teipiodd rhywun eich cyfeiriad drwy gamgymeriad. Does dim rhaid i chi wneud dim.",
)
_ROOM: Final = Localised("Your room: {room}", "Eich ystafell: {room}")
_RING: Final = Localised(
    "If you cannot come, or want to ask something:\n{council}\n{contact}: {telephone}\n{hours}",
    "Os na allwch ddod, neu os ydych am ofyn rhywbeth:\n{council}\n{contact}: {telephone}\n{hours}",
)
_COMPUTER: Final = Localised("A computer sent this message.", "Cyfrifiadur anfonodd y neges hon.")
_TEXTS: Final[Mapping[Why, Localised]] = {
    Why.INVITED: Localised(
        "{council}: your visit to {site}, {day}{at}. Your code and the way: {link}",
        "{council}: eich ymweliad, {site}, {day}{at}. Eich cod a’r ffordd: {link}",
    ),
    Why.CHANGED: Localised(
        "{council}: your visit to {site} is now {day}{at}. Your code and the way: {link}",
        "{council}: mae eich ymweliad wedi newid: {site}, {day}{at}. Eich cod a’r ffordd: {link}",
    ),
    Why.CANCELLED: Localised(
        "{council}: your visit to {site}, {day}, is called off.", "{council}: canslwyd eich ymweliad, {site}, {day}."
    ),
}


def write(channel: Channel, why: Why, made: Letter, site: Site, language: str, now: datetime) -> Written:
    """The message to an invited visitor, in their language where these words have it."""
    spoken = _SUBJECTS[why].spoken(language)
    parts = _parts(made, site, spoken)

    def said(words: Localised) -> str:
        return words.get(spoken).format_map(parts)

    subject = said(_SUBJECTS[why])
    if channel is Channel.SMS:
        return Written(spoken, subject, said(_TEXTS[why]), parts)
    before, after = _paragraphs(why, made, site, spoken, parts)
    coming = why is not Why.CANCELLED
    body = "\n\n".join(
        (*before, *((said(_SHOW), *([said(_NO_PICTURE)] if made.link else [])) if coming else ()), *after)
    )
    files = [Attachment("visit.ics", _calendar_type(why), write_calendar(occasion(made, site, spoken, why), now))]
    if coming:
        files.append(Attachment("code.png", "image/png", qr_pictures.png(made.code), CODE))
    picture = (said(_SHOW), said(_PICTURE)) if coming else None
    page = _page(spoken, subject, before, picture, after)
    return Written(spoken, subject, f"{body}\n", parts, page, tuple(files))


def occasion(made: Letter, site: Site, language: str, why: Why = Why.INVITED) -> Occasion:
    """The visit as an event of the visitor's calendar."""
    visit, spoken = made.visit, _SUBJECTS[why].spoken(language)
    parts = _parts(made, site, spoken)
    room = () if made.room is None else (made.room.where, made.room.access)
    lines = [made.host and _HOST.get(spoken).format_map(parts), made.link, site.visits.directions, *room]
    told = [each.get(spoken) if isinstance(each, Localised) else each for each in lines if each]
    zone = ZoneInfo(site.timezone)
    return Occasion(
        visit_id=visit.id,
        revision=visit.revision,
        cancelled=why is Why.CANCELLED,
        day=visit.day,
        begins=visit.expected_from and visit.expected_from.astimezone(zone),
        ends=visit.expected_until and visit.expected_until.astimezone(zone),
        summary=f"{parts['site']}, {parts['council']}",
        description="\n".join(told),
        location=", ".join((*([parts["room"]] if made.room else ()), *site.address, site.postcode)),
        link=made.link,
        organiser=made.sender,
    )


def for_host(visit: Visit, site: Site) -> Written:
    """That a visitor has said what would help: in English, as everything for staff, and without a word of what."""
    day, time = when(visit, site, "en")
    at = f", at {time}" if time else ""
    body = (
        f"A visitor who comes to you at {site.name.en} on {day}{at} has said what would help them.\n\n"
        "You see it on the page of the visit: sign in to Foyer, Visits. If it takes an interpreter or a room without "
        "steps, now is the time to arrange it.\n"
    )
    return Written(
        "en", f"What would help a visitor on {day}", body, {"site": site.name.en, "day": day, "time": time}
    )


def host_shown(visit: Visit, book: Book) -> Localised | None:
    """Whom a visit is to, as visitors may be shown it: a person who is listed, else their team or tenant."""
    person = book.get(visit.host_id, Person)
    if person is not None and (name := seen(person)) is not None:
        return Localised(name)
    behind = (book.get(visit.team_id, Team), book.get(visit.tenant_id, Tenant))
    return next((each.title for each in behind if each is not None and each.listed), None)


def when(visit: Visit, site: Site, language: str) -> tuple[str, str]:
    """The day and the time somebody is expected, in words; no time when it does not matter."""
    if visit.expected_from is None:
        return _day(visit.day, language), ""
    begins = visit.expected_from.astimezone(ZoneInfo(site.timezone))
    return _day(visit.day, language), hours_in_words.clock(begins.hour * 60 + begins.minute, language)


def _parts(made: Letter, site: Site, spoken: str) -> dict[str, str]:
    contact = site.contacts[0]
    day, time = when(made.visit, site, spoken)
    return {
        "site": _line(site.name.get(spoken)),
        "council": _line(site.council.get(spoken)),
        "day": day,
        # A header that fits on one line.
        "short": f"{made.visit.day.day} {calendar(spoken).months[made.visit.day.month - 1]}",
        "on_day": f"{calendar(spoken).on_day(made.visit.day)} {made.visit.day.year}",
        "at": _AT.get(spoken).format(time=time) if time else "",
        "time": time,
        "host": "" if made.host is None else _line(made.host.get(spoken)),
        "room": "" if made.room is None else _line(made.room.name.get(spoken)),
        "address": "\n".join((*site.address, site.postcode)),
        "contact": _line(contact.name.get(spoken)),
        "telephone": _line(contact.number),
        "hours": _line(contact.hours.get(spoken)),
        "link": made.link,
    }


def _paragraphs(
    why: Why, made: Letter, site: Site, spoken: str, parts: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """What stands before the code, and what after it."""

    def said(words: Localised) -> str:
        return words.get(spoken).format_map(parts)

    if why is Why.CANCELLED:
        return [said(_FIRST[why])], [said(_RING), said(_COMPUTER)]
    before = [said(_FIRST[why]), *([said(_HOST)] if made.host else [])]
    after = [said(_WHERE)]
    if site.visits.directions is not None:
        after.append(site.visits.directions.get(spoken))
    if made.room is not None:
        there = (made.room.where, made.room.access)
        after.append("\n".join((said(_ROOM), *(each.get(spoken) for each in there if each is not None))))
    if made.visitor_type is not None and made.visitor_type.bring is not None:
        after.append(made.visitor_type.bring.get(spoken))
    help_asked = [said(_HELP)] if made.link else []
    return before, [*after, *help_asked, said(_RING), said(_NOT_YOU), said(_COMPUTER)]


def _page(spoken: str, subject: str, before: list[str], picture: tuple[str, str] | None, after: list[str]) -> str:
    """The same as a page, plain enough for every reader of mail."""
    shown = "".join(_paragraph(each) for each in before)
    if picture is not None:
        image = f'<img src="cid:{CODE}" width="320" height="320" alt="{escape(picture[1])}">'
        shown += f"{_paragraph(picture[0])}<p>{image}</p>"
    shown += "".join(_paragraph(each) for each in after)
    return (
        f'<!DOCTYPE html><html lang="{spoken}"><head><meta charset="utf-8"><title>{escape(subject)}</title></head>'
        f'<body style="font-family:sans-serif;font-size:18px;line-height:1.5;max-width:36em">{shown}</body></html>\n'
    )


def _paragraph(words: str) -> str:
    lines = []
    for line in words.split("\n"):
        told = escape(line)
        lines.append(f'<a href="{told}">{told}</a>' if line.startswith(("https://", "http://")) else told)
    return f"<p>{'<br>'.join(lines)}</p>"


def _calendar_type(why: Why) -> str:
    return f"text/calendar; method={'CANCEL' if why is Why.CANCELLED else 'PUBLISH'}; charset=utf-8"


def _day(day: date, language: str) -> str:
    return f"{calendar(language).day(day)} {day.year}"


def _line(words: str) -> str:
    """The words on one line, as they may become part of a header."""
    return " ".join(words.split())[:LONGEST_NAME]
