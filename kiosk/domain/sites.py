"""What a terminal knows of its building: names, address, languages, and the numbers people can ring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain.definition import Localised
from kiosk.domain.errors import Refused


class SiteRefused(Refused, ValueError):
    """A document is not the description of a site; `part` names what is wrong with it."""

    code = "site_refused"


@dataclass(frozen=True, slots=True)
class Contact:
    """A number of the council's, and when somebody answers it."""

    id: str
    name: Localised
    number: str
    hours: Localised
    urgent: bool


@dataclass(frozen=True, slots=True)
class Emergency:
    """A number for somebody who needs help now."""

    id: str
    name: Localised
    number: str
    note: Localised | None


@dataclass(frozen=True, slots=True)
class Brand:
    """A council's colours, `#RRGGBB`. White text on either has a contrast of 7:1 or more."""

    colour: str
    dark: str


@dataclass(frozen=True, slots=True)
class Site:
    """One building. `address` is line by line; of `languages` the first is shown first; `timezone` is the wall's."""

    id: str
    name: Localised
    council: Localised
    address: tuple[str, ...]
    postcode: str
    timezone: str
    languages: tuple[str, ...]
    brand: Brand
    contacts: tuple[Contact, ...]
    emergency: tuple[Emergency, ...]
    messages: tuple[Localised, ...]


def read(document: object) -> Site:
    """A site from its JSON. Keys that are not known are ignored, so that a newer hub can say more.

    Raises:
        SiteRefused: something is missing or of the wrong kind.
    """
    site = _table(document, "site")
    brand = _table(site.get("brand"), "brand")
    return Site(
        id=_text(site, "id"),
        name=_words(site, "name"),
        council=_words(site, "council"),
        address=_texts(site, "address"),
        postcode=_text(site, "postcode"),
        timezone=_text(site, "timezone"),
        languages=_texts(site, "languages"),
        brand=Brand(_text(brand, "colour"), _text(brand, "dark")),
        contacts=tuple(_contact(row) for row in _rows(site, "contacts")),
        emergency=tuple(_emergency(row) for row in _rows(site, "emergency")),
        messages=tuple(_localised(row, "messages") for row in _rows(site, "messages")),
    )


def _contact(row: Mapping[str, object]) -> Contact:
    urgent = row.get("urgent") is True
    return Contact(_text(row, "id"), _words(row, "name"), _text(row, "number"), _words(row, "hours"), urgent)


def _emergency(row: Mapping[str, object]) -> Emergency:
    note = None if row.get("note") is None else _words(row, "note")
    return Emergency(_text(row, "id"), _words(row, "name"), _text(row, "number"), note)


def _table(value: object, part: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise SiteRefused(part=part)
    return value


def _rows(table: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    rows = table.get(key, [])
    if not isinstance(rows, list | tuple):
        raise SiteRefused(part=key)
    return [_table(row, key) for row in rows]


def _text(table: Mapping[str, object], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise SiteRefused(part=key)
    return value


def _texts(table: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = table.get(key)
    if not isinstance(value, list | tuple) or not value or not all(isinstance(item, str) and item for item in value):
        raise SiteRefused(part=key)
    return tuple(value)


def _words(table: Mapping[str, object], key: str) -> Localised:
    return _localised(_table(table.get(key), key), key)


def _localised(words: Mapping[str, object], key: str) -> Localised:
    welsh = words.get("cy")
    if welsh is not None and not isinstance(welsh, str):
        raise SiteRefused(part=key)
    try:
        return Localised(_text(words, "en"), welsh)
    except SiteRefused:
        raise SiteRefused(part=key) from None
