"""Services in Open Referral UK (HSDS-UK 3.0): what others publish comes in, and what the council does goes out.

The standard has no Welsh and no telephone numbers of services. What Foyer has of them goes out as `phones`, which the
international standard has, and as `foyer_cy`, and is read again; other programs pass both over. Services of the Local
Government Services List are terms of that list: `http://id.esd.org.uk/service/524`.

Source: docs.openreferraluk.org, HSDS-UK 3.0 (schema of October 2024); docs.openreferral.org, HSDS 3.0;
id.esd.org.uk, Services List.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from kiosk.domain import hours, hours_in_words
from kiosk.domain.definition import Localised
from kiosk.domain.directory import Body, Service
from kiosk.domain.directory_book import Book
from kiosk.domain.directory_languages import language_name
from kiosk.domain.directory_rules import shown_number
from kiosk.domain.hours import DAY, Hours, Span

LGSL: Final = "http://id.esd.org.uk/service/"
DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class Publisher:
    """Whose services they are where no other body is named: the council, and the building they are in."""

    site_id: str
    council: Localised
    building: Localised

    @property
    def id(self) -> UUID:
        """The council's id in what goes out; always the same."""
        return uuid5(NAMESPACE_URL, f"foyer:{self.site_id}:council")


def page(services: Iterable[tuple[Service, datetime]], book: Book, publisher: Publisher) -> Document:
    """All services that may be shown, as the one page of a list. With each comes when it was changed last."""
    contents = [service_document(each, changed, book, publisher) for each, changed in services if each.listed]
    return {
        "total_items": len(contents),
        "total_pages": 1,
        "page_number": 1,
        "size": len(contents),
        "first_page": True,
        "last_page": True,
        "empty": not contents,
        "contents": contents,
    }


def service_document(service: Service, changed: datetime, book: Book, publisher: Publisher) -> Document:
    """One service. Fields of the standard that Foyer knows nothing for are left out."""
    document: Document = {
        "id": str(service.id),
        "name": service.name.en,
        "status": "active",
        "last_modified": changed.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "organization": _organization(book.get(service.body_id, Body), publisher),
    }
    texts = {
        "description": service.summary.en if service.summary else "",
        "url": service.reach.website,
        "email": service.reach.email,
        "fees": service.fees,
        "alert": service.alert.en if service.alert else "",
    }
    document |= {name: text for name, text in texts.items() if text}
    parts: dict[str, list[Document]] = {
        "schedules": _schedules(service.id, service.hours),
        "languages": [
            {"id": _part(service.id, "language", tag), "name": language_name(tag), "code": tag}
            for tag in service.languages
        ],
        "phones": _phones(service.id, service.reach.telephone),
        "service_at_locations": _locations(service, publisher),
        "attributes": _attributes(service),
    }
    document |= {name: part for name, part in parts.items() if part}
    if welsh := _welsh(service):
        document["foyer_cy"] = welsh
    return document


def _organization(body: Body | None, publisher: Publisher) -> Document:
    if body is None:
        name = publisher.council.en
        return {"id": str(publisher.id), "name": name, "description": name}
    document: Document = {
        "id": str(body.id),
        "name": body.name.en,
        "description": body.summary.en if body.summary else body.name.en,
    }
    ways = {"email": body.reach.email, "website": body.reach.website}
    document |= {name: text for name, text in ways.items() if text}
    if body.reach.telephone:
        document["phones"] = _phones(body.id, body.reach.telephone)
    return document


def _schedules(of: UUID, known: Hours | None) -> list[Document]:
    if known is None:
        return []
    by_times: dict[tuple[int, int], list[int]] = {}
    for span in known.spans:
        by_times.setdefault((span.opens, span.closes), []).append(span.day)
    described = hours_in_words.words(known, "en")
    return [
        {
            "id": _part(of, "schedule", f"{opens}-{closes}"),
            "freq": "WEEKLY",
            "interval": 1,
            "byday": ",".join(DAYS[day] for day in days),
            "opens_at": _clock(opens),
            "closes_at": _clock(closes),
            "description": described,
        }
        for (opens, closes), days in by_times.items()
    ]


def _phones(of: UUID, number: str) -> list[Document]:
    return [{"id": _part(of, "phone", number), "number": shown_number(number)}] if number else []


def _locations(service: Service, publisher: Publisher) -> list[Document]:
    if not service.place and service.accessibility is None:
        return []
    location: Document = {
        "id": _part(service.id, "location", service.place),
        "location_type": "physical",
        "name": service.place or publisher.building.en,
    }
    if service.accessibility is not None:
        said = {"id": _part(service.id, "accessibility", ""), "description": service.accessibility.en}
        location["accessibility"] = [said]
    return [{"id": _part(service.id, "at", service.place), "location": location}]


def _attributes(service: Service) -> list[Document]:
    if service.lgsl is None:
        return []
    uri = f"{LGSL}{service.lgsl}"
    term = {
        "id": str(uuid5(NAMESPACE_URL, uri)),
        "name": f"LGSL {service.lgsl}",
        "description": f"Service {service.lgsl} of the Local Government Services List",
        "taxonomy": "LGSL",
        "term_uri": uri,
    }
    return [{"id": _part(service.id, "attribute", uri), "link_type": "service", "taxonomy_term": term}]


def _welsh(service: Service) -> Document:
    texts: Mapping[str, Localised | None] = {
        "name": service.name,
        "description": service.summary,
        "alert": service.alert,
        "accessibility": service.accessibility,
    }
    return {name: said.cy for name, said in texts.items() if said is not None and said.cy}


def _part(of: UUID, kind: str, what: str) -> str:
    """The id of something within an entry: the same each time, so that others can tell what has changed."""
    return str(uuid5(of, f"{kind}:{what}"))


def _clock(minute: int) -> str:
    minute = minute if minute <= DAY else minute - DAY
    return "23:59:59" if minute == DAY else f"{minute // 60:02}:{minute % 60:02}:00"


# --- what comes in --------------------------------------------------------------------------------------------------


def read_schedules(schedules: Sequence[Mapping[str, object]]) -> tuple[Hours | None, list[str]]:
    """The hours of a week out of schedules, and what had to be left out of them."""
    spans: set[Span] = set()
    notes: list[str] = []
    for each in schedules:
        found = list(_read_schedule(each))
        spans |= {*found}
        if not found:
            notes.append("A time that does not come every week is left out of its hours")
    if not spans:
        return None, notes
    known = Hours(tuple(sorted(spans)))
    if hours.read(hours_in_words.words(known, "en")) != known:
        return None, [*notes, "Its hours overlap and are left out"]
    return known, notes


def _read_schedule(schedule: Mapping[str, object]) -> Iterator[Span]:
    opens, closes = _minute(schedule.get("opens_at")), _minute(schedule.get("closes_at"))
    weekly = schedule.get("freq") in ("WEEKLY", None) and schedule.get("interval") in (1, None)
    named = str(schedule.get("byday") or "").upper().replace(" ", "").split(",")
    if opens is None or closes is None or not weekly or not all(day in DAYS for day in named):
        return
    for day in named:
        yield Span(DAYS.index(day), opens, closes if closes > opens else closes + DAY)


def _minute(said: object) -> int | None:
    parts = str(said or "").split(":")
    if len(parts) < 2 or not all(part.isascii() and part[:2].isdigit() for part in parts[:2]):
        return None
    hour, minute = int(parts[0][:2]), int(parts[1][:2])
    if hour > 24 or minute > 59:
        return None
    return DAY if (hour, minute) == (23, 59) else hour * 60 + minute
