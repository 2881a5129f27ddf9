"""What staff changed on the pages of a site lies over the site's file, a part at a time.

A part is a few keys of the site's document. Changing it keeps these keys as staff left them, whatever the file says
from then on; going back to the file forgets them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kiosk.domain import alerts, colours, host_rules, hours_in_words, sites
from kiosk.domain.hours import ALWAYS, Hours
from kiosk.domain.languages import NAMES
from kiosk.domain.opening import OpeningRefused, read_hours
from kiosk.domain.site import Site

Document = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Change:
    """A part as it was left: the JSON of its keys, by whom, and when."""

    part: str
    document: str
    changed_by: str
    changed_at: datetime


class Part(StrEnum):
    """A part of a site that staff change as one."""

    THEME = "theme"
    LOGO = "logo"
    WORDING = "wording"
    LANGUAGES = "languages"
    FORMS = "forms"
    OPENING = "opening"
    CLOSURES = "closures"
    CONTACTS = "contacts"
    EMERGENCY = "emergency"
    MESSAGES = "messages"
    ALERTS = "alerts"
    HOSTS = "hosts"
    SAFETY = "safety"
    VISITS = "visits"
    VISITOR_TYPES = "visitor-types"
    VISITOR_NOTICES = "visitor-notices"
    ROOMS = "rooms"


KEYS: Final[Mapping[Part, tuple[str, ...]]] = {
    Part.THEME: ("brand",),
    Part.LOGO: ("logo",),
    Part.WORDING: ("name", "council", "greeting", "run_by", "privacy"),
    Part.LANGUAGES: ("languages",),
    Part.FORMS: ("offered",),
    Part.OPENING: ("opening",),
    Part.CLOSURES: ("closures",),
    Part.CONTACTS: ("contacts",),
    Part.EMERGENCY: ("emergency",),
    Part.MESSAGES: ("notices",),
    Part.ALERTS: ("alerts",),
    Part.HOSTS: ("hosts",),
    Part.SAFETY: ("safety",),
    Part.VISITS: ("visits",),
    Part.VISITOR_TYPES: ("visitor_types",),
    Part.VISITOR_NOTICES: ("visitor_notices",),
    Part.ROOMS: ("rooms",),
}
"""The keys of each part. `alerts` and `hosts` are for the hub alone. `offered` is a list of form ids, in
order; without one, every form of the file is offered."""

WHEN_OPEN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "en": "When the offices are open",
        "cy": "Pan fydd y swyddfeydd ar agor",
        "pl": "W godzinach pracy urzędu",
        "uk": "У години роботи установи",
    }
)
WHEN_CLOSED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "en": "When the offices are closed",
        "cy": "Pan fydd y swyddfeydd ar gau",
        "pl": "Gdy urząd jest nieczynny",
        "uk": "Коли установа зачинена",
    }
)


def part_of(document: Document, part: Part) -> dict[str, object]:
    """A part of a site's document; what it does not say is `None`."""
    return {key: document.get(key) for key in KEYS[part]}


def lay(document: Document, changes: Mapping[Part, Document]) -> dict[str, object]:
    """The site as it is: the document of its file, with the changes over it."""
    laid = dict(document)
    for part, change in changes.items():
        laid |= {key: change.get(key) for key in KEYS[part]}
    return {key: value for key, value in laid.items() if value is not None}


def said(document: Document) -> dict[str, object]:
    """The document with the hours of every number in words: where nobody wrote any, they follow from when it is
    answered."""
    contacts = document.get("contacts")
    if not isinstance(contacts, list | tuple):
        return dict(document)
    return {**document, "contacts": [_with_hours(row, document.get("opening")) for row in contacts]}


def seal(document: Document, part: Part) -> str:
    """Names what a part says now, so that nobody changes what somebody else has changed meanwhile."""
    text = json.dumps(part_of(document, part), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def check(document: Document) -> Site:
    """The site that a document describes, when everything in it will do.

    Raises:
        SiteRefused: something is missing or of the wrong kind; `part` names it.
        ColourUnfit: its colours cannot be read.
    """
    try:
        site = sites.read(said(document))
    except OpeningRefused:
        raise sites.SiteRefused(part="opening") from None
    if site.logo is None and document.get("logo") is not None:
        raise sites.SiteRefused(part="logo")
    try:
        alerts.read(document.get("alerts"))
        host_rules.read(document.get("hosts"))
    except (alerts.AlertsRefused, host_rules.HostRulesRefused) as error:
        raise sites.SiteRefused(part=error.data["part"]) from None
    colours.check(site.brand.colour, site.brand.dark, site.brand.accent)
    if set(site.languages) - set(NAMES) or len(set(site.languages)) != len(site.languages):
        raise sites.SiteRefused(part="languages")
    for key, rows in (("contacts", site.contacts), ("emergency", site.emergency)):
        if not rows or len({row.id for row in rows}) != len(rows):
            raise sites.SiteRefused(part=key)
    if any(each.first is not None and each.last is not None and each.first > each.last for each in site.messages):
        raise sites.SiteRefused(part="messages")
    return site


def _with_hours(row: object, opening: object) -> object:
    if not isinstance(row, Mapping) or row.get("hours") is not None:
        return row
    match row.get("answers"):
        case "always":
            words = _words(ALWAYS)
        case "offices_closed":
            words = dict(WHEN_CLOSED)
        case "offices" if isinstance(opening, Mapping):
            words = _words(read_hours(opening.get("hours")))
        case "offices":
            words = dict(WHEN_OPEN)
        case Mapping() as own:
            words = _words(read_hours(own.get("hours")))
        case _:
            return row
    return {**row, "hours": words}


def _words(when: Hours) -> Mapping[str, str]:
    return {language: hours_in_words.words(when, language) for language in NAMES}
