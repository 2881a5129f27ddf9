"""Entries of the directory as text: what staff type into a form, a cell of a table, a line of a card.

Every way in uses this one reading, so that a telephone number or hours mean the same whatever they came by. A field
that is not given keeps what it was; one that is given empty is emptied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeVar
from uuid import UUID

from kiosk.domain import hours, hours_in_words
from kiosk.domain.definition import Localised
from kiosk.domain.directory import Body, Entry, Kind, Person, Reach, Service, Team, Tenant
from kiosk.domain.directory_book import Book
from kiosk.domain.directory_languages import language_name, language_tag
from kiosk.domain.directory_rules import Finding, number, shown_number

E = TypeVar("E", bound=Entry)
Values = Mapping[str, str]

_COMMON: Final = (
    *("telephone", "email", "website", "form", "hours", "languages"),
    *("accessibility", "accessibility_cy", "sounds_like", "do_not_list"),
)
_NAMED: Final = ("name", "name_cy", "summary", "summary_cy")
FIELDS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.PERSON: ("given", "family", "job", "team", "tenant", "place", "deputy", *_COMMON),
    Kind.TEAM: (*_NAMED, "tenant", "place", *_COMMON),
    Kind.TENANT: (*_NAMED, "place", *_COMMON),
    Kind.SERVICE: (*_NAMED, "lgsl", "team", "body", "place", "fees", "alert", "alert_cy", *_COMMON),
    Kind.BODY: (*_NAMED, "address", *_COMMON),
}
"""The fields that each kind has, in the order staff meet them."""

LABELS: Final[Mapping[str, str]] = {
    "given": "First name",
    "family": "Last name",
    "name": "Name",
    "name_cy": "Name in Welsh",
    "summary": "What it does",
    "summary_cy": "What it does, in Welsh",
    "job": "Job title",
    "team": "Team",
    "tenant": "Tenant",
    "body": "Other body",
    "place": "Place",
    "deputy": "Deputy",
    "lgsl": "LGSL number",
    "fees": "Fees",
    "alert": "Notice",
    "alert_cy": "Notice in Welsh",
    "address": "Address",
    "telephone": "Telephone",
    "email": "E-mail",
    "website": "Website",
    "form": "Form",
    "hours": "Hours",
    "languages": "Languages",
    "accessibility": "Accessibility",
    "accessibility_cy": "Accessibility, in Welsh",
    "sounds_like": "Sounds like",
    "do_not_list": "Do not list",
}

KINDS: Final[Mapping[Kind, str]] = {
    Kind.TEAM: "Team",
    Kind.TENANT: "Tenant",
    Kind.PERSON: "Person",
    Kind.SERVICE: "Service",
    Kind.BODY: "Other body",
}

_TRUE: Final = frozenset(("yes", "y", "true", "1", "x", "oes", "ydy", "ie", "gwir"))
_FALSE: Final = frozenset(("", "no", "n", "false", "0", "na", "nac oes", "nage", "gau"))
_REACH: Final = frozenset(each.name for each in fields(Reach))
_REFERENCES: Final[Mapping[str, type[Entry]]] = {"team": Team, "tenant": Tenant, "deputy": Person, "body": Body}


@dataclass(frozen=True, slots=True)
class Typed:
    """What text came to: the entry, which may be unfit all the same, and what could not be read."""

    entry: Entry
    findings: tuple[Finding, ...]


def blank(kind: Kind, entry_id: UUID) -> Entry:
    """An entry that says nothing yet."""
    match kind:
        case Kind.TEAM:
            return Team(id=entry_id, name=Localised(""))
        case Kind.TENANT:
            return Tenant(id=entry_id, name=Localised(""))
        case Kind.PERSON:
            return Person(id=entry_id, given="", family="")
        case Kind.SERVICE:
            return Service(id=entry_id, name=Localised(""))
        case Kind.BODY:
            return Body(id=entry_id, name=Localised(""))


def read(base: Entry, values: Values, book: Book) -> Typed:
    """`base` with the given fields read; names of teams, tenants, people and bodies are looked up in `book`."""
    found: list[Finding] = []
    changes: dict[str, Any] = {}
    reach: dict[str, str] = {}
    for name in FIELDS[base.kind]:
        if name not in values:
            continue
        text = " ".join(values[name].split()) if name not in _LONG else values[name].strip().replace("\r\n", "\n")
        try:
            if name in _REACH:
                reach[name] = _reach(name, text)
            elif name in _REFERENCES:
                named = None if not text else _named(text, _REFERENCES[name], book)
                changes[f"{name}_id"] = None if named is None else named.id
            elif name.removesuffix("_cy") in _LOCALISED:
                key = name.removesuffix("_cy")
                changes[key] = _localised(changes.get(key, getattr(base, key)), name, text)
            else:
                key, read_text = _READERS.get(name, (name, str))
                changes[key] = read_text(text)
        except _Unfit as unfit:
            found.append(Finding(name, str(unfit)))
    if reach:
        changes["reach"] = replace(base.reach, **reach)
    if isinstance(base, Person):
        _tenant_of_team(values, changes, book)
    return Typed(replace(base, **changes), tuple(found))


def typed(entry: Entry, book: Book) -> dict[str, str]:
    """The text of every field, such that `read` makes the same entry of it."""
    return {name: _text(entry, name, book) for name in FIELDS[entry.kind]}


class _Unfit(Exception):
    """What was typed is no value of its field; the words say why."""


_LOCALISED: Final = frozenset(("name", "summary", "accessibility", "alert"))
_LONG: Final = frozenset(
    ("summary", "summary_cy", "accessibility", "accessibility_cy", "alert", "alert_cy", "address", "hours")
)
"""Fields whose lines count."""


def _reach(name: str, text: str) -> str:
    if name != "telephone" or not text:
        return text
    kept = number(text)
    if kept is None:
        raise _Unfit("Enter a telephone number that costs no more than an ordinary call")
    return kept


def _localised(before: Localised | None, name: str, text: str) -> Localised | None:
    english, welsh = ("", None) if before is None else (before.en, before.cy)
    if name.endswith("_cy"):
        welsh = text or None
    else:
        english = text
    # Only the Welsh given, it stands for both rather than being lost.
    return Localised(english or welsh or "", welsh) if english or welsh or name.startswith("name") else None


def _named(text: str, cls: type[E], book: Book) -> E:
    """The one entry that a text names: by its name, its id, or the e-mail address of a person."""
    what = cls.__name__.lower()
    try:
        by_id = book.get(UUID(text), cls)
    except ValueError:
        by_id = None
    found = [by_id] if by_id is not None else book.named(text, cls) or book.mailed(text, cls)
    if not found:
        raise _Unfit(f"There is no {what} called “{text[:60]}”")
    if len(found) > 1:
        raise _Unfit(f"There are {len(found)} of the name “{text[:60]}”: give an e-mail address or the ID")
    return found[0]


def _tenant_of_team(values: Values, changes: dict[str, Any], book: Book) -> None:
    """Whoever joins a team of a tenant is that tenant's, where nothing else is said."""
    team = book.get(changes.get("team_id"), Team)
    if team is not None and not values.get("tenant", "").strip():
        changes["tenant_id"] = team.tenant_id


def _hours(text: str) -> hours.Hours | None:
    if not text:
        return None
    found = hours.read(text)
    if isinstance(found, hours.Unread):
        raise _Unfit(f"“{found.part[:60]}” is not understood. Write hours like Monday to Friday, 8:30am to 5pm")
    return found


def _languages(text: str) -> tuple[str, ...]:
    tags = [(each, language_tag(each)) for each in _parts(text)]
    if (odd := next((each for each, tag in tags if tag is None), None)) is not None:
        raise _Unfit(f"“{odd[:40]}” is no language known here; a code such as pl or bfi will do")
    return tuple(dict.fromkeys(tag for _, tag in tags if tag is not None))


def _lgsl(text: str) -> int | None:
    digits = text.rpartition("/")[2].rpartition(":")[2].strip()
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) < 7):
        raise _Unfit("Enter the service’s number in the Local Government Services List, such as 524")
    return int(digits)


def _listed(text: str) -> bool:
    if (said := text.casefold()) in _TRUE:
        return False
    if said in _FALSE:
        return True
    raise _Unfit("Say yes or no")


def _parts(text: str, signs: str = ",;|\n") -> list[str]:
    for sign in signs[1:]:
        text = text.replace(sign, signs[0])
    return [part for each in text.split(signs[0]) if (part := each.strip())]


def _lines(text: str) -> tuple[str, ...]:
    """The lines of an address, which may hold commas."""
    return tuple(_parts(text, "\n;|"))


_READERS: Final[Mapping[str, tuple[str, Callable[[str], object]]]] = {
    "hours": ("hours", _hours),
    "languages": ("languages", _languages),
    "sounds_like": ("sounds_like", lambda text: tuple(_parts(text))),
    "address": ("address", _lines),
    "lgsl": ("lgsl", _lgsl),
    "do_not_list": ("listed", _listed),
}


def _text(entry: Entry, name: str, book: Book) -> str:
    if name in _REACH:
        value = str(getattr(entry.reach, name))
        return shown_number(value) if name == "telephone" and value else value
    if name in _REFERENCES:
        return _reference(getattr(entry, f"{name}_id"), _REFERENCES[name], book)
    if name.removesuffix("_cy") in _LOCALISED:
        said: Localised | None = getattr(entry, name.removesuffix("_cy"))
        return "" if said is None else (said.cy or "") if name.endswith("_cy") else said.en
    match name:
        case "hours":
            return "" if entry.hours is None else hours_in_words.words(entry.hours, "en")
        case "languages":
            return ", ".join(language_name(tag) for tag in entry.languages)
        case "do_not_list":
            return "no" if entry.listed else "yes"
    value = getattr(entry, name)
    return "" if value is None else "\n".join(value) if name == "address" else _joined(value)


def _joined(value: object) -> str:
    return ", ".join(str(each) for each in value) if isinstance(value, tuple) else str(value)


def _reference(named: UUID | None, cls: type[Entry], book: Book) -> str:
    found = book.get(named, cls)
    if found is None:
        return ""
    title = found.title.en
    # A name that several have says nothing: then the address does, or the id.
    return title if len(book.named(title, cls)) == 1 else found.reach.email or str(found.id)
