"""The columns of a directory's table: what staff and their programs call them, in English and Welsh."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from kiosk.domain import tabular
from kiosk.domain.directory import Entry, Kind
from kiosk.domain.directory_book import Book
from kiosk.domain.directory_typed import FIELDS, typed
from kiosk.domain.drafts import Draft
from kiosk.domain.search import words
from kiosk.domain.tabular import FileRefused, Table

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": ("Type", "Kind", "Math"),
    "id": ("ID", "Foyer ID"),
    "given": ("First name", "Given name", "Forename", "givenName", "Enw cyntaf", "Enw bedydd"),
    "family": ("Last name", "Surname", "Family name", "sn", "Cyfenw", "Enw olaf"),
    "name": ("Name", "Full name", "Display name", "displayName", "cn", "Enw", "Enw llawn", "Name in English"),
    "name_cy": ("Name in Welsh", "Welsh name", "Name cy", "Enw Cymraeg", "Enw yn Gymraeg"),
    "summary": ("What it does", "Summary", "Description", "Crynodeb", "Disgrifiad"),
    "summary_cy": ("What it does, in Welsh", "Summary in Welsh", "Description in Welsh", "Disgrifiad Cymraeg"),
    "job": ("Job title", "Job", "Title", "Role", "Teitl swydd", "Swydd"),
    "team": ("Team", "Department", "Section", "Tîm", "Adran"),
    "tenant": ("Tenant", "Company", "Organisation", "Tenant name", "Sefydliad", "Cwmni"),
    "body": ("Other body", "Provider", "Provided by", "Corff arall", "Darparwr"),
    "place": ("Place", "Room", "Office", "Office location", "Lle", "Ystafell", "Lleoliad"),
    "deputy": ("Deputy", "Stands in", "Assistant", "Dirprwy"),
    "lgsl": ("LGSL number", "LGSL", "LGSL ID", "Rhif LGSL"),
    "fees": ("Fees", "Cost", "Ffioedd"),
    "alert": ("Notice", "Alert", "Hysbysiad"),
    "alert_cy": ("Notice in Welsh", "Alert in Welsh", "Hysbysiad Cymraeg"),
    "address": ("Address", "Cyfeiriad"),
    "telephone": (
        *("Telephone", "Telephone number", "Phone", "Phone number", "Business phone", "Office phone", "Work phone"),
        *("telephoneNumber", "Tel", "Mobile", "Ffôn", "Rhif ffôn"),
    ),
    "email": ("E-mail", "Email", "E-mail address", "Email address", "mail", "User principal name", "E-bost", "Ebost"),
    "website": ("Website", "Web address", "Web page", "URL", "Gwefan"),
    "form": ("Form", "Form ID", "Ffurflen"),
    "hours": ("Hours", "Opening hours", "Working hours", "Oriau", "Oriau agor", "Oriau gwaith"),
    "languages": ("Languages", "Language", "Ieithoedd", "Iaith"),
    "accessibility": ("Accessibility", "Accessibility notes", "Access notes", "Hygyrchedd"),
    "accessibility_cy": ("Accessibility, in Welsh", "Accessibility notes in Welsh", "Hygyrchedd yn Gymraeg"),
    "sounds_like": ("Sounds like", "Other names", "Also known as", "Keywords", "Yn swnio fel", "Enwau eraill"),
    "do_not_list": ("Do not list", "Hidden", "Ex-directory", "Peidio â rhestru", "Cuddio"),
    "remove": ("Remove", "Delete", "Dileu", "Tynnu"),
}
"""By field: what a column of it may be called. The first is what an export calls it."""

KINDS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.TEAM: ("Team", "Teams", "Department", "Tîm", "Timau"),
    Kind.TENANT: ("Tenant", "Tenants", "Tenantiaid"),
    Kind.PERSON: ("Person", "People", "Staff", "Officer", "Pobl", "Swyddog"),
    Kind.SERVICE: ("Service", "Services", "Gwasanaeth", "Gwasanaethau"),
    Kind.BODY: ("Other body", "Body", "Bodies", "Other bodies", "Organisation", "Corff", "Corff arall", "Cyrff"),
}

_YES: Final = frozenset(("yes", "y", "x", "1", "true", "remove", "delete", "dileu", "oes", "ie", "ydy"))


def _key(text: str) -> str:
    return "".join(words(text))


_BY_NAME: Final = {_key(name): field for field, names in COLUMNS.items() for name in (field, *names)}
_KIND_BY_NAME: Final = {_key(name): kind for kind, names in KINDS.items() for name in (kind.value, *names)}


def read(data: bytes, otherwise: Kind) -> tuple[list[Draft], list[str]]:
    """What the lines of a table want of the directory, and what is to be said of the file as a whole.

    Args:
        otherwise: what a line is that does not say its kind.

    Raises:
        FileRefused: it is no table, or none of its columns is known.
    """
    table = tabular.read(data)
    fields = [_BY_NAME.get(_key(name)) for name in table.header]
    if not {"name", "given", "family", "id"} & {*fields}:
        raise FileRefused("Its first line must name the columns, and one of them be Name, First name or Last name")
    if twice := [table.header[at] for at, field in enumerate(fields) if field is not None and field in fields[:at]]:
        raise FileRefused(f"Its columns “{twice[0][:40]}” and one before it are the same. Leave one of them out")
    unknown = [name for name, field in zip(table.header, fields, strict=True) if field is None and name]
    notes = [f"The column “{name[:40]}” is not known here and is passed over" for name in unknown]
    return [_draft(table, row.line, row.cells, fields, otherwise) for row in table.rows], notes


def write(entries: Iterable[Entry], book: Book) -> bytes:
    """The table of some entries: one that `read` understands, and Excel opens without running anything."""
    names = [name for name in COLUMNS if name != "remove"]
    rows = []
    for entry in entries:
        values = typed(entry, book) | {"id": str(entry.id), "kind": KINDS[entry.kind][0]}
        values |= {"address": values.get("address", "").replace("\n", "; ")}
        rows.append([values.get(name, "") for name in names])
    return tabular.write([COLUMNS[name][0] for name in names], rows)


def _draft(table: Table, line: int, cells: Sequence[str], fields: Sequence[str | None], otherwise: Kind) -> Draft:
    if len(cells) > len(fields) and any(cells[len(fields) :]):
        return Draft(line, otherwise, trouble="It has more cells than there are columns")
    values = {field: cell for field, cell in zip(fields, cells, strict=False) if field is not None}
    values |= {field: "" for field in fields[len(cells) :] if field is not None}
    if table.lossy and any("?" in values.get(name, "") for name in ("name", "name_cy", "given", "family")):
        advice = "A letter such as ŵ or ŷ was lost when the file was saved: save it as CSV UTF-8"
        return Draft(line, otherwise, trouble=advice)
    kind = _kind(values.pop("kind", ""), {*values}, otherwise)
    if kind is None:
        return Draft(line, otherwise, trouble="Its type is none of Person, Team, Tenant, Service and Other body")
    entry_id = values.pop("id", "")
    remove = values.pop("remove", "").casefold() in _YES
    if kind is Kind.PERSON:
        values = _whole_name(values)
    known = {name: text for name, text in values.items() if name in FIELDS[kind]}
    try:
        return Draft(line, kind, known, UUID(entry_id) if entry_id else None, remove)
    except ValueError:
        return Draft(line, kind, trouble="Its ID is none that an export wrote")


def _kind(said: str, fields: set[str], otherwise: Kind) -> Kind | None:
    if said:
        return _KIND_BY_NAME.get(_key(said))
    return Kind.PERSON if {"given", "family"} & fields else otherwise


def _whole_name(values: dict[str, str]) -> dict[str, str]:
    """First and last name out of a whole one: `Siân Llwyd`, or `Llwyd, Siân`."""
    whole = values.get("name", "")
    if not whole or values.get("given") or values.get("family"):
        return values
    if "," in whole:
        family, _, given = whole.partition(",")
    else:
        given, _, family = whole.rpartition(" ")
        given, family = (given, family) if given else (family, "")
    return values | {"given": given.strip(), "family": family.strip()}
