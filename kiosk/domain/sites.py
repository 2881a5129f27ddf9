"""What a terminal knows of its building, read from the hub's JSON."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeVar

from kiosk.domain import logos, rooms, visit_settings
from kiosk.domain.definition import Localised
from kiosk.domain.errors import Refused
from kiosk.domain.languages import NAMES
from kiosk.domain.opening import (
    BankHoliday,
    Closure,
    Nation,
    Opening,
    OpeningRefused,
    read_hours,
    read_moment,
)
from kiosk.domain.receipts import read_public_url
from kiosk.domain.rooms import Room, RoomsRefused
from kiosk.domain.site import Answers, Brand, Contact, Emergency, Logo, Message, Safety, Site
from kiosk.domain.visit_settings import VisitSettings, VisitSettingsRefused

__all__ = ["Brand", "Contact", "Emergency", "Logo", "Message", "Site", "SiteRefused", "read"]

T = TypeVar("T")
Table = Mapping[str, object]


class SiteRefused(Refused, ValueError):
    """A document is not the description of a site; `part` names what is wrong with it."""

    code = "site_refused"


def read(document: object) -> Site:
    """A site from its JSON. Keys that are not known are ignored, so that a newer hub can say more, and those that an
    older hub does not know may be missing.

    Raises:
        SiteRefused: something is missing or of the wrong kind.
    """
    site = _table(document, "site")
    opening = None if site.get("opening") is None else _table(site["opening"], "opening")
    return Site(
        id=_text(site, "id"),
        name=_words(site, "name"),
        council=_words(site, "council"),
        address=_texts(site, "address"),
        postcode=_text(site, "postcode"),
        timezone=_text(site, "timezone"),
        languages=_texts(site, "languages"),
        brand=_brand(_table(site.get("brand"), "brand")),
        contacts=tuple(_contact(row) for row in _rows(site, "contacts")),
        emergency=tuple(_emergency(row) for row in _rows(site, "emergency")),
        # A hub that knows of messages with days names them apart; to older terminals it sends only those of the day.
        messages=tuple(_message(row) for row in _rows(site, "notices" if "notices" in site else "messages")),
        logo=_maybe(site, "logo", _logo),
        greeting=_maybe(site, "greeting", lambda table: _localised(table, "greeting")),
        run_by=_maybe(site, "run_by", lambda table: _localised(table, "run_by")),
        privacy=_maybe(site, "privacy", lambda table: _localised(table, "privacy")),
        opening=None if opening is None else _opening(opening, "opening"),
        nation=None if opening is None else _nation(opening),
        holidays=tuple(_holiday(row) for row in _rows(site, "bank_holidays")),
        closures=tuple(_closure(row) for row in _rows(site, "closures")),
        public_url=read_public_url(site.get("public_url")),
        visits=_visits(site),
        safety=_maybe(site, "safety", _safety),
        rooms=_rooms(site),
    )


def _visits(site: Table) -> VisitSettings:
    try:
        return visit_settings.read(site)
    except VisitSettingsRefused as error:
        raise SiteRefused(part=error.part) from None


def _rooms(site: Table) -> tuple[Room, ...]:
    try:
        return rooms.read(site)
    except RoomsRefused:
        raise SiteRefused(part="rooms") from None


def _safety(row: Table) -> Safety:
    return Safety(_words(row, "assembly"), _maybe(row, "way_out", lambda table: _localised(table, "way_out")))


def _brand(brand: Table) -> Brand:
    accent = brand.get("accent")
    return Brand(_text(brand, "colour"), _text(brand, "dark"), None if accent is None else _text(brand, "accent"))


def _contact(row: Table) -> Contact:
    urgent = row.get("urgent") is True
    answers = _answers(row.get("answers"))
    return Contact(_text(row, "id"), _words(row, "name"), _text(row, "number"), _words(row, "hours"), urgent, answers)


def _answers(answers: object) -> Answers | None:
    match answers:
        case "offices" | "always" | "offices_closed":
            return answers
        case Mapping():
            return _opening(answers, "contacts")
    # A way of a newer hub's: the words say when.
    return None


def _emergency(row: Table) -> Emergency:
    note = None if row.get("note") is None else _words(row, "note")
    return Emergency(_text(row, "id"), _words(row, "name"), _text(row, "number"), note)


def _logo(logo: Table) -> Logo | None:
    """The logo; none where this version cannot use the picture, so that a newer hub's does not close the foyer."""
    try:
        picture = logos.read(base64.b64decode(_text(logo, "png"), validate=True))
    except (binascii.Error, ValueError):
        return None
    return Logo(picture, _words(logo, "alt"), logo.get("on_white") is not False)


def _opening(opening: Table, part: str) -> Opening:
    try:
        return Opening(read_hours(opening.get("hours")), opening.get("on_bank_holidays") is True)
    except OpeningRefused:
        raise SiteRefused(part=part) from None


def _nation(opening: Table) -> Nation | None:
    # A nation that is not known is a newer hub's; its bank holidays come with the site all the same.
    return next((nation for nation in Nation if nation == opening.get("bank_holidays")), None)


def _holiday(row: Table) -> BankHoliday:
    return BankHoliday(_day(row, "day", "bank_holidays"), _words(row, "name"))


def _closure(row: Table) -> Closure:
    begins, ends = _moment(row, "first", end=False), _moment(row, "last", end=True)
    if begins >= ends:
        raise SiteRefused(part="closures")
    return Closure(begins, ends, _words(row, "words"))


def _moment(row: Table, key: str, *, end: bool) -> datetime:
    try:
        return read_moment(_text(row, key), end=end)
    except OpeningRefused:
        raise SiteRefused(part="closures") from None


def _message(row: Table) -> Message:
    days = [None if row.get(key) is None else _day(row, key, "messages") for key in ("first", "last")]
    return Message(_localised(row, "messages"), *days)


def _day(row: Table, key: str, part: str) -> date:
    try:
        return date.fromisoformat(_text(row, key))
    except ValueError:
        raise SiteRefused(part=part) from None


def _maybe(site: Table, key: str, reading: Callable[[Table], T]) -> T | None:
    return None if site.get(key) is None else reading(_table(site[key], key))


def _table(value: object, part: str) -> Table:
    if not isinstance(value, Mapping):
        raise SiteRefused(part=part)
    return value


def _rows(table: Table, key: str) -> list[Table]:
    rows = table.get(key, [])
    if not isinstance(rows, list | tuple):
        raise SiteRefused(part=key)
    return [_table(row, key) for row in rows]


def _text(table: Table, key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise SiteRefused(part=key)
    return value


def _texts(table: Table, key: str) -> tuple[str, ...]:
    value = table.get(key)
    if not isinstance(value, list | tuple) or not value or not all(isinstance(item, str) and item for item in value):
        raise SiteRefused(part=key)
    return tuple(value)


def _words(table: Table, key: str) -> Localised:
    return _localised(_table(table.get(key), key), key)


def _localised(words: Table, key: str) -> Localised:
    others = {tag: words.get(tag) for tag in NAMES if tag != "en"}
    said = {tag: text for tag, text in others.items() if isinstance(text, str)}
    if any(text is not None and tag not in said for tag, text in others.items()):
        raise SiteRefused(part=key)
    try:
        return Localised(_text(words, "en"), said.pop("cy", None), tuple(said.items()))
    except SiteRefused:
        raise SiteRefused(part=key) from None
