"""Reads files in Open Referral UK: the services in them, and the bodies that provide them, as drafts."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from kiosk.domain import hours_in_words
from kiosk.domain.directory import Kind
from kiosk.domain.directory_book import name_key
from kiosk.domain.directory_languages import language_tag
from kiosk.domain.directory_rules import LONGEST
from kiosk.domain.drafts import Draft
from kiosk.domain.open_referral import Publisher, read_schedules
from kiosk.domain.tabular import FileRefused

MOST_SERVICES: Final = 5_000

Object = Mapping[str, object]

_TAG: Final = re.compile(r"<[^<>]{0,300}>")
_BREAK: Final = re.compile(r"</?(?:p|br|li|div|h[1-6])\b[^<>]{0,300}>", re.IGNORECASE)
_LGSL_URI: Final = re.compile(
    r"https?://(?:id|standards)\.esd\.org\.uk/(?:service/|\?uri=service%2F|\?uri=service/)(\d{1,6})"
)
_LGSL_CURIE: Final = re.compile(r"(?:esdServiceTypes?|LGSL)[:/](\d{1,6})", re.IGNORECASE)
_GONE: Final = ("inactive", "defunct")


def read(data: bytes, publisher: Publisher) -> tuple[list[Draft], list[str]]:
    """What the services in a file want of the directory. Bodies come first, so that services can name them.

    Raises:
        FileRefused: it is no JSON, or holds no services.
    """
    services = _services(data)
    ours = {name_key(publisher.council.en), name_key(publisher.council.get("cy"))}
    bodies: dict[str, Draft] = {}
    drafts: list[Draft] = []
    for number, service in enumerate(services, 1):
        organization = _object(service.get("organization"))
        name = _text(organization, "name", "name")
        theirs = bool(name) and name_key(name) not in ours
        if theirs and name_key(name) not in bodies:
            bodies[name_key(name)] = _body(organization, number)
        drafts.append(_service(service, number, bodies[name_key(name)].values["name"] if theirs else ""))
    return [*bodies.values(), *drafts], []


def _services(data: bytes) -> list[Object]:
    try:
        document: object = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise FileRefused("It is no JSON that can be read") from None
    if isinstance(document, Mapping):
        listed = next((document[key] for key in ("contents", "services", "items") if key in document), [document])
    else:
        listed = document
    services = [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    found = [each for each in services if "name" in each and ("id" in each or "organization" in each)]
    if not found:
        raise FileRefused("There are no services of Open Referral UK in it")
    if len(found) > MOST_SERVICES:
        raise FileRefused(f"It has more than {MOST_SERVICES:,} services")
    return found


def _body(organization: Object, number: int) -> Draft:
    values = {
        "name": _text(organization, "name", "name"),
        "summary": _text(organization, "description", "summary"),
        "email": _text(organization, "email", "email"),
        "website": _text(organization, "website", "website"),
    }
    if telephone := _telephone([organization]):
        values["telephone"] = telephone
    # Only what is said is changed: what staff have added to it here stays.
    said = {name: text for name, text in values.items() if text}
    return Draft(number, Kind.BODY, said, _id(organization))


def _service(service: Object, number: int, body: str) -> Draft:
    locations = [_object(each.get("location")) for each in _objects(service.get("service_at_locations"))]
    locations += _objects(service.get("locations"))
    known, notes = read_schedules(_objects(service.get("schedules")))
    values = {
        "name": _text(service, "name", "name"),
        "summary": _text(service, "description", "summary"),
        "email": _text(service, "email", "email"),
        "website": _text(service, "url", "website"),
        "fees": _text(service, "fees", "fees") or _text(service, "fees_description", "fees"),
        "alert": _text(service, "alert", "alert"),
        "place": next((text for each in locations if (text := _text(each, "name", "place"))), ""),
        "telephone": _telephone([service, *_objects(service.get("contacts")), *locations]),
        "accessibility": _accessibility(locations),
        "hours": "" if known is None else hours_in_words.words(known, "en"),
        "languages": ", ".join(_languages(service)),
        "lgsl": _lgsl(service),
        "body": body,
    }
    welsh = _object(service.get("foyer_cy"))
    names = {"name": "name", "description": "summary", "alert": "alert", "accessibility": "accessibility"}
    values |= {f"{field}_cy": _text(welsh, key, field) for key, field in names.items()}
    said = {name: text for name, text in values.items() if text or name == "body"}
    status = service.get("status")
    if status in _GONE:
        said["do_not_list"] = "yes"
        notes.append(f"Its status is {status}, so it is not to be listed")
    elif status == "temporarily closed" and not values["alert"]:
        said["alert"] = "Temporarily closed"
    return Draft(number, Kind.SERVICE, said, _id(service), notes=tuple(dict.fromkeys(notes)))


def _telephone(holders: Iterable[Object]) -> str:
    for holder in holders:
        for phone in _objects(holder.get("phones")):
            number = phone.get("number")
            if number and str(phone.get("type") or "voice").lower() in ("voice", "cell", "main", "telephone"):
                return str(number)[:40]
    return ""


def _accessibility(locations: Iterable[Object]) -> str:
    said = [
        text
        for each in locations
        for note in _objects(each.get("accessibility"))
        if (text := _text(note, "description", "accessibility") or _text(note, "accessibility", "accessibility"))
    ]
    return " ".join(dict.fromkeys(said))[: LONGEST["accessibility"]]


def _languages(service: Object) -> list[str]:
    said = [_text(each, name, "place") for each in _objects(service.get("languages")) for name in ("code", "name")]
    found = [tag for text in said if text and (tag := language_tag(text)) is not None]
    return [tag for tag in dict.fromkeys(found) if tag != "en"]


def _lgsl(service: Object) -> str:
    """The number in the Local Government Services List among all that the service is tagged with."""
    for attribute in _objects(service.get("attributes")):
        term = _object(attribute.get("taxonomy_term"))
        for text in (term.get("term_uri"), term.get("id"), term.get("code"), term.get("term")):
            if found := _LGSL_URI.search(str(text or "")) or _LGSL_CURIE.fullmatch(str(text or "")):
                return found[1]
        if name_key(str(term.get("taxonomy") or "")) in ("lgsl", "esdservicetype", "esdservicetypes"):
            code = str(term.get("code") or term.get("term") or "")
            if code.isascii() and code.isdigit() and len(code) < 7:
                return code
    return ""


def _id(thing: Object) -> UUID | None:
    """Its id, made into one of ours when it is no UUID, so that the same thing is known again."""
    said = thing.get("id")
    if not said:
        return None
    try:
        return UUID(str(said))
    except ValueError:
        return uuid5(NAMESPACE_URL, f"openreferral:{said}")


def _text(thing: Object, key: str, field: str) -> str:
    """A text without its mark-up, and no longer than the field it is for."""
    said = thing.get(key)
    if not isinstance(said, str):
        return ""
    text = html.unescape(_TAG.sub("", _BREAK.sub("\n", said[:20_000]))).replace("<", "‹").replace(">", "›")
    text = "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
    longest = LONGEST[field]
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _object(thing: object) -> Object:
    return thing if isinstance(thing, Mapping) else {}


def _objects(things: object) -> list[Object]:
    return [each for each in things if isinstance(each, Mapping)] if isinstance(things, list) else []
