"""What an entry of the directory may be: lengths, addresses, languages, and that what it names is there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Final
from uuid import UUID

import re2

from kiosk.domain import ladders, telephones
from kiosk.domain.definition import Localised
from kiosk.domain.directory import Body, Entry, Person, Reach, Service, Team, Tenant
from kiosk.domain.directory_book import Book

LONGEST: Final[Mapping[str, int]] = {
    "name": 120,
    "given": 60,
    "family": 60,
    "job": 80,
    "place": 120,
    "summary": 1000,
    "accessibility": 500,
    "alert": 300,
    "fees": 300,
    "email": 254,
    "website": 500,
    "form": 64,
    "sounds_like": 60,
    "address": 120,
}
"""Characters."""

MOST_SOUNDS: Final = 12
MOST_LANGUAGES: Final = 12
MOST_LINES: Final = 6
HIGHEST_LGSL: Final = 99_999

_EMAIL: Final = re2.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
_WEBSITE: Final = re2.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[^\s<>\"]*)?")
_LANGUAGE: Final = re2.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SHORT_NUMBER: Final = re2.compile(r"1[0-9]{2,5}|999")
"""101, 111, 116123: numbers that are whole as they are."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that will not do: at which field, and why in words for staff."""

    field: str
    reason: str


def findings(entry: Entry, book: Book) -> list[Finding]:
    """What keeps an entry from being kept in a directory."""
    return [*_texts(entry), *_ways(entry.reach), *misplaced(entry, book), *_facts(entry)]


def number(typed: str) -> str | None:
    """A telephone number as it is kept; `None` when it is none that people are sent to."""
    short = typed.replace(" ", "")
    if _SHORT_NUMBER.fullmatch(short):
        return short
    found = telephones.read(typed)
    return None if isinstance(found, telephones.Unfit) else found


def shown_number(kept: str) -> str:
    """A kept number the way people here write it."""
    return kept if _SHORT_NUMBER.fullmatch(kept) else telephones.shown(kept)


def within(entry: Entry, tenants: frozenset[UUID] | None) -> bool:
    """Whether somebody who looks after these tenants only may look after this. `None` is everything."""
    return tenants is None or (entry.belongs_to is not None and entry.belongs_to in tenants)


def _texts(entry: Entry) -> Iterator[Finding]:
    for each in fields(entry):
        value = getattr(entry, each.name)
        longest = LONGEST.get(each.name)
        if longest is None:
            continue
        texts = [value.en, value.cy] if isinstance(value, Localised) else [value] if isinstance(value, str) else value
        for text in texts or ():
            if text and (reason := _unclean(text, longest)) is not None:
                yield Finding(each.name, reason)
    if isinstance(entry, Person):
        if not entry.given and not entry.family:
            yield Finding("given", "Enter a name")
    elif not entry.title.en.strip():
        yield Finding("name", "Enter a name")


def _unclean(text: str, longest: int) -> str | None:
    if len(text) > longest:
        return f"It has {len(text):,} characters; {longest:,} is the most"
    if any(unicodedata.category(symbol) in ("Cc", "Cs", "Co", "Cn") and symbol != "\n" for symbol in text):
        return "It holds a control character"
    if "<" in text or ">" in text:
        return "It holds < or >: plain words only"
    return None


def _ways(reach: Reach) -> Iterator[Finding]:
    for each in ("email", "website", "form"):
        if len(getattr(reach, each)) > LONGEST[each]:
            yield Finding(each, "It is too long")
    if reach.telephone and number(reach.telephone) is None:
        yield Finding("telephone", "Enter a telephone number that costs no more than an ordinary call")
    if reach.email and not _EMAIL.fullmatch(reach.email):
        yield Finding("email", "Enter an e-mail address, like name@example.org")
    if reach.website and not _WEBSITE.fullmatch(reach.website):
        yield Finding("website", "Enter a web address that begins with https://")


def misplaced(entry: Entry, book: Book) -> Iterator[Finding]:
    """What it is part of is there, and of the right kind. A deputy who has left is as good as none."""
    kinds: Mapping[str, type[Entry]] = {"team_id": Team, "tenant_id": Tenant, "body_id": Body}
    for name, cls in kinds.items():
        named: UUID | None = getattr(entry, name, None)
        if named is not None and book.get(named, cls) is None:
            yield Finding(name.removesuffix("_id"), f"There is no such {name.removesuffix('_id')} any more")
    if isinstance(entry, Person):
        if entry.deputy_id == entry.id:
            yield Finding("deputy", "Somebody else must be the deputy")
        team = book.get(entry.team_id, Team)
        if team is not None and team.tenant_id != entry.tenant_id:
            whose = book.get(team.tenant_id, Tenant)
            yield Finding("team", f"That team is {'of the council' if whose is None else f'of {whose.title.en}'}")
    if isinstance(entry, Service) and entry.team_id is not None and entry.body_id is not None:
        yield Finding("body", "A service is the council’s or another body’s, not both")
    if isinstance(entry, Team | Tenant) and entry.ladder and (trouble := ladders.trouble(entry.ladder)) is not None:
        yield Finding("ladder", trouble)


def _facts(entry: Entry) -> Iterator[Finding]:
    if len(entry.sounds_like) > MOST_SOUNDS:
        yield Finding("sounds_like", f"{MOST_SOUNDS} other words are the most")
    if len(entry.languages) > MOST_LANGUAGES or not all(_LANGUAGE.fullmatch(tag) for tag in entry.languages):
        yield Finding("languages", "Enter languages such as Welsh, Polish or British Sign Language")
    if isinstance(entry, Body) and len(entry.address) > MOST_LINES:
        yield Finding("address", f"{MOST_LINES} lines are the most")
    if isinstance(entry, Service) and entry.lgsl is not None and not 1 <= entry.lgsl <= HIGHEST_LGSL:
        yield Finding("lgsl", "Enter the service’s number in the Local Government Services List")
