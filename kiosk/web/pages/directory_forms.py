"""Adding to the directory and changing what is in it: forms of one field after another, and ladders."""

from __future__ import annotations

import secrets as random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.directory import Body, Entry, Kind, Person, Team, Tenant
from kiosk.domain.directory_book import Book
from kiosk.domain.directory_rules import Finding
from kiosk.domain.directory_typed import FIELDS, LABELS, blank, read, typed
from kiosk.domain.directory_typed import KINDS as KIND_NAMES
from kiosk.domain.ids import uuid7
from kiosk.interfaces.records.directory import EntryRow
from kiosk.services.directory import EntryChanged, EntryRefused, EntryUnknown
from kiosk.services.hub import Hub
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import directory_words as words
from kiosk.web.pages.directory_shown import EDIT, edit_scope, revision_in, show
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, read_form
from kiosk.web.problems import WebProblem

MOST_FIELDS = 40
OWN_KINDS = (Kind.PERSON, Kind.TEAM)
"""What a tenant may add to its own part of the directory."""

LONG = frozenset(
    ("summary", "summary_cy", "accessibility", "accessibility_cy", "alert", "alert_cy", "hours", "address")
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form. `choices` are its values and their names, where it is chosen and not typed."""

    name: str
    label: str
    hint: str
    choices: Sequence[tuple[str, str]]


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/directory/add", dependencies=[EDIT])
    async def choose(visitor: Staff, kind: Kind | None = None) -> Response:
        kinds = {each: words.KINDS[each] for each in _addable(visitor)}
        if kind in kinds:
            return RedirectResponse(f"{visitor.at}/directory/add/{kind}", 303)
        return pages.page("directory_add.html", visitor, kinds=kinds, names=KIND_NAMES)

    @routes.get("/directory/add/{kind}", dependencies=[EDIT])
    async def add_page(request: Request, kind: Kind, visitor: Staff, team: UUID | None = None) -> Response:
        hub = hub_of(request)
        book = await hub.directory.book_of(edit_scope(visitor))
        values = dict.fromkeys(FIELDS[_allowed(visitor, kind)], "")
        if "team" in values and book.get(team, Team) is not None:
            values["team"] = str(team)
        return await _form(pages, hub, visitor, book, Filled(kind, values))

    @routes.post("/directory/add/{kind}", dependencies=[EDIT])
    async def add(request: Request, kind: Kind, visitor: Staff) -> Response:
        fields = await read_form(request, visitor, MOST_FIELDS)
        hub = hub_of(request)
        book = await hub.directory.book_of(edit_scope(visitor))
        now_ms = int(hub.clock.now().timestamp() * 1000)
        values = _values(_allowed(visitor, kind), fields, visitor, book)
        found = read(blank(kind, uuid7(now_ms, random.token_bytes(10))), values, book)
        errors = _told(found.findings)
        if not errors:
            try:
                await hub.directory.add(found.entry, visitor.actor, edit_scope(visitor))
            except EntryRefused as refused:
                errors = _told(refused.findings)
            except EntryUnknown as error:
                raise WebProblem(404, error.code) from None
            else:
                return RedirectResponse(f"{visitor.at}/directory/{found.entry.id}", 303)
        return await _form(pages, hub, visitor, book, Filled(kind, values, errors))

    @routes.get("/directory/{entry_id}/change", dependencies=[EDIT])
    async def change_page(request: Request, entry_id: UUID, visitor: Staff) -> Response:
        hub = hub_of(request)
        row = await show(hub, entry_id, edit_scope(visitor))
        book = await hub.directory.book_of(edit_scope(visitor))
        filled = Filled(row.entry.kind, _typed(row.entry, book), {}, row, row.revision)
        return await _form(pages, hub, visitor, book, filled)

    @routes.post("/directory/{entry_id}/change", dependencies=[EDIT])
    async def change(request: Request, entry_id: UUID, visitor: Staff) -> Response:
        fields = await read_form(request, visitor, MOST_FIELDS)
        hub = hub_of(request)
        row = await show(hub, entry_id, edit_scope(visitor))
        book = await hub.directory.book_of(edit_scope(visitor))
        values = _values(row.entry.kind, fields, visitor, book)
        found = read(row.entry, _said(values, row.entry, book), book)
        filled = Filled(
            row.entry.kind,
            values,
            _told(found.findings),
            row,
            revision_in(fields),
        )
        if not filled.errors:
            try:
                await hub.directory.change(found.entry, filled.revision, visitor.actor, edit_scope(visitor))
            except EntryRefused as refused:
                filled = replace(filled, errors=_told(refused.findings))
            except EntryUnknown as error:
                raise WebProblem(404, error.code) from None
            except EntryChanged as changed:
                if changed.now.removed_at is not None:
                    raise WebProblem(404, EntryUnknown.code) from None
                now = changed.now
                errors = _differences(values, now.entry, book)
                filled = Filled(row.entry.kind, values, errors, now, now.revision, meanwhile=True)
            else:
                return RedirectResponse(f"{visitor.at}/directory/{entry_id}", 303)
        return await _form(pages, hub, visitor, book, filled)

    return routes


def _addable(visitor: Visitor) -> Sequence[Kind]:
    return tuple(words.KINDS) if edit_scope(visitor) is None else OWN_KINDS


def _allowed(visitor: Visitor, kind: Kind) -> Kind:
    if kind not in _addable(visitor):
        raise WebProblem(404, "not_found")
    return kind


def _values(kind: Kind, fields: Mapping[str, str], visitor: Visitor, book: Book) -> dict[str, str]:
    """What was typed into each field of a form. A box that is not ticked is not sent."""
    values = {name: fields.get(name, "") for name in FIELDS[kind]}
    own = edit_scope(visitor)
    if own is not None and "tenant" in values and not values["tenant"]:
        # Whoever looks after one tenant need not say which.
        mine = [tenant for tenant in book.every(Tenant) if tenant.id in own]
        values["tenant"] = str(mine[0].id) if len(mine) == 1 else ""
    return values


def _typed(entry: Entry, book: Book) -> dict[str, str]:
    """What stands in each field. What is chosen from a list goes by its id: two teams may have one name."""
    values = typed(entry, book)
    for name in ("team", "tenant", "body"):
        if name in values:
            known = getattr(entry, f"{name}_id")
            values[name] = "" if known is None else str(known)
    return values


def _said(values: Mapping[str, str], entry: Entry, book: Book) -> dict[str, str]:
    """What was typed, but for a deputy who is none of theirs: they see none and take none away."""
    hidden = isinstance(entry, Person) and entry.deputy_id is not None and book.get(entry.deputy_id, Person) is None
    return {name: text for name, text in values.items() if name != "deputy" or text or not hidden}


def _told(findings: Iterable[Finding]) -> dict[str, str]:
    """What will not do, by field, each with the name of its field where that is not said."""
    return {each.field: _named(each.field, each.reason) for each in findings}


def _named(name: str, reason: str) -> str:
    return f"{LABELS[name]} {reason[3:]}" if reason.startswith("It ") and name in LABELS else reason


def _differences(values: Mapping[str, str], now: Entry, book: Book) -> dict[str, str]:
    """What somebody else has made of the fields that were typed differently, to be decided on again."""
    stands, shown = _typed(now, book), typed(now, book)
    return {
        name: _named(name, f"It is “{shown[name]}” by now" if shown[name] else "It is empty by now")
        for name, text in values.items()
        if " ".join(text.split()) != " ".join(stands[name].split()) and (text or stands[name] != "no")
    }


@dataclass(frozen=True, slots=True)
class Filled:
    """A form with what stands in it.

    Attributes:
        errors: what will not do, by field.
        row: the entry that is changed; `None` for one that is added.
        revision: the one that what stands in the form was made from.
        meanwhile: whether somebody else has changed it since.
    """

    kind: Kind
    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    row: EntryRow | None = None
    revision: int = 0
    meanwhile: bool = False

    @property
    def status(self) -> int:
        return 409 if self.meanwhile else 422 if self.errors else 200


async def _form(pages: Pages, hub: Hub, visitor: Visitor, book: Book, filled: Filled) -> Response:
    lists = await _choices(hub, book, visitor)
    groups = [
        (heading, [_field(name, lists.get(name, ())) for name in names if name in FIELDS[filled.kind]])
        for heading, names in words.GROUPS
    ]
    # What is wrong with something that has no field here stands above the form.
    errors = {name: filled.errors[name] for name in FIELDS[filled.kind] if name in filled.errors}
    return pages.page(
        "directory_form.html",
        visitor,
        filled.status,
        name=KIND_NAMES[filled.kind],
        groups=[(heading, fields) for heading, fields in groups if fields],
        filled=filled,
        values=filled.values,
        errors=errors,
        other=[reason for name, reason in filled.errors.items() if name not in errors],
        long=LONG,
    )


def _field(name: str, choices: Sequence[tuple[str, str]]) -> Field:
    return Field(name, LABELS[name], words.HINTS.get(name, ""), choices)


async def _choices(hub: Hub, book: Book, visitor: Visitor) -> Mapping[str, Sequence[tuple[str, str]]]:
    """What the fields that are not typed can be chosen from."""
    mine = edit_scope(visitor)
    forms = {form.id: form.title.en for form in await hub.forms.known_offered()}
    council = [("", "The council itself")] if mine is None else []
    return {
        "team": [("", "None"), *_names(book, Team)],
        "tenant": [*council, *((key, name) for key, name in _names(book, Tenant))],
        "body": [("", "None"), *_names(book, Body)],
        "form": [("", "None"), *forms.items()],
    }


def _names(book: Book, cls: type[Entry]) -> list[tuple[str, str]]:
    return [(str(each.id), each.title.en) for each in book.every(cls)]
