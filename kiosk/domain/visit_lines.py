"""People who are invited, as staff write them in a form, a table or a calendar: what each says, and what is wrong.

Whom somebody comes to see is written by name or e-mail address and looked for in the part of the directory that
whoever invites may see, so nobody invites for another tenant. Nothing that was typed goes into a message: it tells
those who receive a visitor who comes, and no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from kiosk.domain import rooms, telephones, texts, times
from kiosk.domain.dates import NotADate, read_day
from kiosk.domain.directory import Entry, Person, Team, Tenant
from kiosk.domain.directory_book import Book
from kiosk.domain.directory_languages import language_tag
from kiosk.domain.languages import NAMES
from kiosk.domain.rooms import Room
from kiosk.domain.search import words
from kiosk.domain.visit_details import LONGEST, Details, Needs
from kiosk.domain.visit_settings import VisitorType, VisitSettings

FIELDS: Final = (
    *("name", "email", "phone", "company", "day", "begins", "ends", "host", "type"),
    *("place", "group", "language", "private"),
)
"""What a line may say."""

AHEAD: Final = timedelta(days=366)
"""How long before a visit somebody may be invited."""

SUGGESTED: Final = 3

Host = Person | Team | Tenant
YES: Final = frozenset(("yes", "y", "x", "1", "true", "on", "ie", "oes", "ydy"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person who is invited.

    Attributes:
        begins, ends: when they are expected; `None` for any time of the day.
        place: where they go; the name of the `room` in their language, where it is one of the house's.
        group: those whose group is called alike come together.
    """

    details: Details
    day: date
    begins: datetime | None
    ends: datetime | None
    host: Host
    type: str
    private: bool
    place: str
    room: Room | None
    group: str


@dataclass(frozen=True, slots=True)
class Around:
    """What lines are read by.

    Attributes:
        book: the part of the directory that whoever invites may see.
        own: whom they invite for when they do not say.
        languages: of the site, its own first.
    """

    book: Book
    visits: VisitSettings
    languages: tuple[str, ...]
    zone: ZoneInfo
    now: datetime
    own: Host | None = None
    rooms: tuple[Room, ...] = ()

    @property
    def today(self) -> date:
        """The day on the site's wall."""
        return self.now.astimezone(self.zone).date()


Errors = dict[str, str]


def read(said: Mapping[str, str], around: Around, known: date | None = None) -> Line | Errors:
    """One line, or what is wrong with each of its fields.

    Args:
        known: the day it was for before; that one will do even if it is over.
    """
    errors: Errors = {}
    typed = {field: " ".join(said.get(field, "").split()) for field in FIELDS}
    details = Details(
        name=_name(typed["name"], errors),
        email=_email(typed["email"], errors),
        phone=_phone(typed["phone"], errors),
        company=_short(typed, "company", "The company", errors),
        needs=Needs(language=_language(typed["language"], around, errors)),
    )
    day = _day(typed["day"], around, known, errors)
    begins = _clock(typed, "begins", day, around, errors)
    ends = _clock(typed, "ends", day, around, errors)
    if begins is not None and ends is not None and ends <= begins:
        errors["ends"] = "The end must be after the beginning"
    if ends is not None and begins is None and "begins" not in errors:
        errors["begins"] = "Enter when it begins, or leave the end out too"
    host = find_host(typed["host"], around)
    if isinstance(host, str):
        errors["host"] = host
    visitor_type = find_type(typed["type"], around.visits)
    if visitor_type is None:
        errors["type"] = f"There is no type of visitor called “{typed['type'][:40]}”"
    place = _short(typed, "place", "The room", errors)
    room = rooms.named(around.rooms, place)
    if room is not None:
        _booked(room, begins, ends, errors)
        place = room.name.get(details.needs.language)
    if errors or day is None or isinstance(host, str) or visitor_type is None:
        return errors
    return Line(
        details=details,
        day=day,
        begins=begins,
        ends=ends,
        host=host,
        type=visitor_type.id,
        private=typed["private"].casefold() in YES,
        place=place,
        room=room,
        group=typed["group"][:LONGEST],
    )


def find_host(typed: str, around: Around) -> Host | str:
    """Whom somebody comes to see, by a name, a name and a team, or an e-mail address; else why nobody was found."""
    if not typed:
        return around.own or "Enter whom they come to see"
    book = around.book
    every = [*book.mailed(typed, Entry), *book.named(typed, Entry)]
    name, comma, whose = typed.rpartition(",")
    if comma:
        wanted = words(whose)
        every += [each for each in book.named(name, Entry) if wanted in map(words, _belongings(each, book))]
    found = list({each.id: each for each in every if isinstance(each, Person | Team | Tenant)}.values())
    if len(found) == 1:
        return found[0]
    near = found or [each for each in book.find(typed) if isinstance(each, Person | Team | Tenant)]
    if not near:
        return f"Nobody in the directory is called “{typed[:60]}”"
    told = " or ".join(f"“{label(each, book)}”" for each in near[:SUGGESTED])
    return (
        f"Several are called so. Write {told}" if found else f"Nobody is called “{typed[:60]}”. Do you mean {told}?"
    )


def find_type(typed: str, visits: VisitSettings) -> VisitorType | None:
    """A type of visitor by its id or its name in either language; the usual one when none is named."""
    if not typed:
        return visits.types[0] if visits.types else None
    wanted = words(typed)
    return next(
        (
            each
            for each in visits.types
            if each.id == typed or wanted in (words(each.name.en), words(each.name.get("cy")))
        ),
        None,
    )


def label(entry: Entry, book: Book) -> str:
    """What staff write for somebody: the name, and the team or tenant behind it."""
    return ", ".join([entry.title.en, *_belongings(entry, book)[:1]])


def _belongings(entry: Entry, book: Book) -> list[str]:
    if not isinstance(entry, Person):
        return []
    found = (book.get(each, Entry) for each in (entry.team_id, entry.tenant_id))
    return [each.title.en for each in found if each is not None]


def _booked(room: Room, begins: datetime | None, ends: datetime | None, errors: Errors) -> None:
    """A room is booked for the time that they are expected, so it has to be said."""
    for field, at in (("begins", begins), ("ends", ends)):
        if at is None and field not in errors:
            which = "from when" if field == "begins" else "until when"
            errors[field] = f"Enter {which}: {room.name.en} is booked for that time"


def _name(typed: str, errors: Errors) -> str:
    if not typed:
        errors["name"] = "Enter a name"
    elif len(typed) > LONGEST or not typed.isprintable():
        errors["name"] = f"The name must be {LONGEST} characters or fewer"
    return typed


def _short(typed: Mapping[str, str], field: str, what: str, errors: Errors) -> str:
    text = typed[field]
    if len(text) > LONGEST or not text.isprintable():
        errors[field] = f"{what} must be {LONGEST} characters or fewer"
    return text


def _email(typed: str, errors: Errors) -> str:
    if not typed:
        return ""
    address = texts.email(typed)
    if address is None:
        errors["email"] = "Enter an e-mail address like name@example.com, or leave it empty"
    return address or ""


def _phone(typed: str, errors: Errors) -> str:
    if not typed:
        return ""
    number = telephones.read(typed)
    if isinstance(number, telephones.Unfit):
        errors["phone"] = "Enter a telephone number like 07700 900 982, or leave it empty"
        return ""
    return number


def _language(typed: str, around: Around, errors: Errors) -> str:
    if not typed:
        return around.languages[0]
    tag = typed if typed in NAMES else language_tag(typed)
    if tag not in around.languages:
        errors["language"] = "Choose a language that the screens here speak"
    return tag or ""


def _day(typed: str, around: Around, known: date | None, errors: Errors) -> date | None:
    day = read_day(typed)
    if day is None:
        errors["day"] = "Enter the day, such as 23/11/2026"
    elif day < around.today and day != known:
        errors["day"] = "The day must be today or later"
    elif day > around.today + AHEAD:
        errors["day"] = "The day must be within a year"
    return day


def _clock(typed: Mapping[str, str], field: str, day: date | None, around: Around, errors: Errors) -> datetime | None:
    if not typed[field] or day is None:
        return None
    # Spreadsheets write the seconds too.
    clock = times.read_time(typed[field].removesuffix(":00") if typed[field].count(":") == 2 else typed[field])
    if isinstance(clock, NotADate):
        errors[field] = "Enter a time such as 14:30 or 2:30pm"
        return None
    return datetime.combine(day, time.fromisoformat(clock), around.zone)
