"""Entries of the directory the way its pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain.directory import Entry, Person, Team, Tenant, ladder_of
from kiosk.domain.directory_book import Book, Lead
from kiosk.domain.directory_rules import shown_number, within
from kiosk.domain.directory_typed import FIELDS, LABELS, typed
from kiosk.domain.directory_typed import KINDS as KIND_NAMES
from kiosk.domain.ladders import Step
from kiosk.domain.roles import Action, tenants
from kiosk.interfaces.records.directory import EntryRow
from kiosk.services.directory import EntryUnknown, Tenants
from kiosk.services.hub import Hub
from kiosk.web.pages.sessions import Visitor, needs
from kiosk.web.problems import WebProblem

READ = needs(Action.READ_DIRECTORY, Action.EDIT_OWN_TENANT)
EDIT = needs(Action.EDIT_DIRECTORY, Action.EDIT_OWN_TENANT)
ALL = needs(Action.EDIT_DIRECTORY)


def read_scope(visitor: Visitor) -> Tenants:
    """The tenants whose entries somebody may see; `None` is all entries."""
    return None if visitor.may(Action.READ_DIRECTORY) else _own(visitor)


def edit_scope(visitor: Visitor) -> Tenants:
    """The tenants whose entries somebody may change."""
    return None if visitor.may(Action.EDIT_DIRECTORY) else _own(visitor)


def may_change(visitor: Visitor, entry: Entry) -> bool:
    """Whether somebody may change an entry."""
    mine = edit_scope(visitor)
    return bool(mine is None or mine) and within(entry, mine)


def may_remove(visitor: Visitor, entry: Entry) -> bool:
    """Whether somebody may remove an entry: a tenant is not for its own people to remove."""
    return may_change(visitor, entry) and (edit_scope(visitor) is None or not isinstance(entry, Tenant))


async def show(hub: Hub, entry_id: UUID, scope: Tenants) -> EntryRow:
    """An entry somebody looks after.

    Raises:
        WebProblem: 404; there is none, or it is none of theirs.
    """
    try:
        return await hub.directory.show(entry_id, scope)
    except EntryUnknown as error:
        raise WebProblem(404, error.code) from None


def revision_in(fields: Mapping[str, str]) -> int:
    """The revision that a form was made for; 0 for none there could be."""
    text = fields.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: what it is and where it belongs, how it is reached, and what staff should notice."""

    id: UUID
    name: str
    about: str
    reach: Sequence[str]
    listed: bool


def row(entry: Entry, book: Book) -> Row:
    """An entry as a line of the list."""
    about = [KIND_NAMES[entry.kind]]
    if isinstance(entry, Person):
        about = [text for text in (entry.job, _name(entry.team_id, book)) if text] or about
    whose = entry.belongs_to
    if whose is not None and whose != entry.id:
        about.append(_name(whose, book))
    telephone = shown_number(entry.reach.telephone) if entry.reach.telephone else ""
    reach = [way for way in (telephone, entry.reach.email) if way]
    return Row(entry.id, entry.title.en, ", ".join(text for text in about if text), reach, entry.listed)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of an entry, and the entry that it names."""

    label: str
    value: str
    entry: UUID | None


def facts(entry: Entry, book: Book) -> list[Fact]:
    """What is known of an entry besides its name; what nobody has said is left out."""
    values = typed(entry, book)
    return [
        Fact(LABELS[name], values[name], getattr(entry, f"{name}_id", None))
        for name in FIELDS[entry.kind]
        if values[name] and name not in ("given", "family", "name", "do_not_list")
    ]


@dataclass(frozen=True, slots=True)
class Asked:
    """A step of a ladder, with the name of the person where it asks one; empty for somebody who has left."""

    step: Step
    person: str


def ladder(entry: Entry, book: Book) -> list[Asked]:
    """The ladder of a team or a tenant."""
    if not isinstance(entry, Team | Tenant):
        return []
    return [Asked(step, _name(step.person_id, book)) for step in ladder_of(entry)]


def lead(entry: Entry, book: Book) -> Lead | None:
    """Where that ladder leads."""
    return book.lead(entry) if isinstance(entry, Team | Tenant) else None


def open_now(hub: Hub, entry: Entry) -> bool | None:
    """Whether somebody is there at this moment, by its hours; `None` when nobody has said."""
    if entry.hours is None:
        return None
    here = hub.clock.now().astimezone(ZoneInfo(hub.site.timezone))
    return entry.hours.at(here.weekday(), here.hour * 60 + here.minute)


def _name(entry_id: UUID | None, book: Book) -> str:
    found = book.get(entry_id, Entry)
    return "" if found is None else found.title.en


def _own(visitor: Visitor) -> Tenants:
    site = "" if visitor.hub is None else visitor.hub.site.id
    return tenants(visitor.grants, Action.EDIT_OWN_TENANT, site)
