"""The parts of a site that are lists: closures, numbers, messages. Each row is changed, moved and removed alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from fastapi import APIRouter, Request, Response

from kiosk.domain.overlays import KEYS, Document, Part, seal
from kiosk.domain.rooms import MOST_ROOMS
from kiosk.domain.visit_settings import MOST_NOTICES, MOST_QUESTIONS, MOST_TYPES
from kiosk.services.sites import ChangedMeanwhile, SiteView
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import site_numbers, site_rooms, site_times, site_visitors
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import MOST_FIELDS, Staff, Visitor, needs, read_form
from kiosk.web.pages.site_parts import ABOUT, SEAL, Errors, Fields, keep, saved, seal_of
from kiosk.web.problems import WebProblem


@dataclass(frozen=True, slots=True)
class Rows:
    """One of the lists.

    Attributes:
        one: what a row is called, `many`: several; `most` there may be.
        template: shows the fields of a row.
        typed: the fields of a row, or of a new one for an empty table.
        read: a row from its fields, given the rows there are beside it; puts what is wrong with each into the errors.
        told: a row in words: its name, lines about it, and whether Welsh is missing.
        sorted_by: the order they are kept in, when it is not for staff to choose.
        fields: how many a row's form may send.
    """

    part: Part
    one: str
    many: str
    template: str
    typed: Callable[[Document], dict[str, str]]
    read: Callable[[Fields, list[Document], Errors], Document]
    told: Callable[[SiteView, Document], tuple[str, list[str], bool]]
    most: int = 20
    least: int = 0
    sorted_by: Callable[[Document], str] | None = None
    fields: int = MOST_FIELDS
    more: Mapping[str, object] = field(default_factory=dict)


LISTS = (
    Rows(
        Part.CLOSURES,
        "closure",
        "closures",
        "site_closure.html",
        site_times.typed_closure,
        site_times.read_closure,
        site_times.told_closure,
        most=60,
        sorted_by=lambda row: str(row.get("first")),
    ),
    Rows(
        Part.MESSAGES,
        "message",
        "messages",
        "site_message.html",
        site_times.typed_message,
        site_times.read_message,
        site_times.told_message,
    ),
    Rows(
        Part.CONTACTS,
        "number",
        "numbers",
        "site_contact.html",
        site_numbers.typed_contact,
        site_numbers.read_contact,
        site_numbers.told_contact,
        least=1,
        more={"choices": site_numbers.WAYS},
    ),
    Rows(
        Part.EMERGENCY,
        "emergency number",
        "emergency numbers",
        "site_emergency.html",
        site_numbers.typed_emergency,
        site_numbers.read_emergency,
        site_numbers.told_emergency,
        least=1,
    ),
    Rows(
        Part.VISITOR_TYPES,
        "type of visitor",
        "types of visitor",
        "site_visitor_type.html",
        site_visitors.typed_type,
        site_visitors.read_type,
        site_visitors.told_type,
        most=MOST_TYPES,
        least=1,
        fields=site_visitors.TYPE_FIELDS,
        more={"boxes": site_visitors.BOXES, "asks": site_visitors.ASKS, "most": MOST_QUESTIONS},
    ),
    Rows(
        Part.VISITOR_NOTICES,
        "notice",
        "notices",
        "site_visitor_notice.html",
        site_visitors.typed_notice,
        site_visitors.read_notice,
        site_visitors.told_notice,
        most=MOST_NOTICES,
    ),
    Rows(
        Part.ROOMS,
        "room",
        "rooms",
        "site_room.html",
        site_rooms.typed,
        site_rooms.read,
        site_rooms.told,
        most=MOST_ROOMS,
    ),
)


def add(routes: APIRouter, pages: Pages) -> None:
    """Adds the routes of every list."""
    for rows in LISTS:
        _add(routes, pages, rows)


def _add(routes: APIRouter, pages: Pages, rows: Rows) -> None:
    part, path = rows.part, f"/{rows.part}"
    may = [needs(ABOUT[part].action)]
    page = partial(_page, pages, rows)

    @routes.get(path, dependencies=may)
    async def listed(request: Request, visitor: Staff) -> Response:
        view = hub_of(request).sites.current()
        return page(
            request,
            visitor,
            "site_rows.html",
            told=[rows.told(view, row) for row in _of(view, part)],
            saved=request.query_params.get("saved") == part,
            today=hub_of(request).sites.today(),
        )

    @routes.get(f"{path}/add", dependencies=may)
    async def add_page(request: Request, visitor: Staff) -> Response:
        if len(_of(hub_of(request).sites.current(), part)) >= rows.most:
            raise WebProblem(404, "site_list_full")
        return page(request, visitor, rows.template, values=rows.typed({}), errors={}, number=None)

    @routes.post(f"{path}/add", dependencies=may)
    async def add_row(request: Request, visitor: Staff) -> Response:
        return await _change(request, visitor, None)

    @routes.get(f"{path}/{{number}}", dependencies=may)
    async def one_page(request: Request, number: int, visitor: Staff) -> Response:
        row = _row(hub_of(request).sites.current(), part, number)
        return page(request, visitor, rows.template, values=rows.typed(row), errors={}, number=number)

    @routes.post(f"{path}/{{number}}", dependencies=may)
    async def change_row(request: Request, number: int, visitor: Staff) -> Response:
        return await _change(request, visitor, number)

    @routes.get(f"{path}/{{number}}/remove", dependencies=may)
    async def remove_page(request: Request, number: int, visitor: Staff) -> Response:
        view = hub_of(request).sites.current()
        row = _row(view, part, number)
        if len(_of(view, part)) <= rows.least:
            raise WebProblem(404, "not_found")
        return page(request, visitor, "site_row_remove.html", told=rows.told(view, row))

    @routes.post(f"{path}/{{number}}/remove", dependencies=may)
    async def remove(request: Request, number: int, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        known = _agreed(request, part, fields)
        if not 0 <= number < len(known) or len(known) <= rows.least:
            raise WebProblem(404, "not_found")
        del known[number]
        return await _kept(request, visitor, rows, known, fields)

    @routes.post(f"{path}/{{number}}/up", dependencies=may)
    async def up(request: Request, number: int, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        known = _agreed(request, part, fields)
        if not 0 < number < len(known):
            raise WebProblem(404, "not_found")
        known[number - 1], known[number] = known[number], known[number - 1]
        return await _kept(request, visitor, rows, known, fields)

    async def _change(request: Request, visitor: Visitor, number: int | None) -> Response:
        fields = await read_form(request, visitor, rows.fields)
        known = _agreed(request, part, fields)
        errors: Errors = {}
        if number is not None:
            _row(hub_of(request).sites.current(), part, number)
        beside = [row for place, row in enumerate(known) if place != number]
        before = known[number] if number is not None else {}
        row = rows.read({**fields, "id": str(before.get("id", ""))}, beside, errors)
        if number is None and len(known) >= rows.most:
            errors["seal"] = f"There is no room for more than {rows.most} {rows.many}"
        if not errors:
            changed = [*known, row] if number is None else [*known[:number], row, *known[number + 1 :]]
            return await _kept(request, visitor, rows, changed, fields)
        return page(request, visitor, rows.template, 422, values=fields, errors=errors, number=number)


def _page(
    pages: Pages, rows: Rows, request: Request, visitor: Visitor, template: str, status: int = 200, **more: object
) -> Response:
    view = hub_of(request).sites.current()
    return pages.page(
        template,
        visitor,
        status,
        view=view,
        rows=rows,
        part=rows.part,
        about=ABOUT[rows.part],
        change=view.changes.get(rows.part),
        seal=seal_of(view, rows.part),
        welsh="cy" in view.site.languages,
        **rows.more,
        **more,
    )


async def _kept(request: Request, visitor: Visitor, rows: Rows, known: list[Document], fields: Fields) -> Response:
    if rows.sorted_by is not None:
        known = sorted(known, key=rows.sorted_by)
    (key,) = KEYS[rows.part]
    errors = await keep(request, visitor, rows.part, {key: known}, fields)
    if SEAL in errors:
        raise WebProblem(409, ChangedMeanwhile.code)
    if errors:
        raise WebProblem(422, "site_refused")
    return saved(visitor, rows.part, f"/{rows.part}")


def _of(view: SiteView, part: Part) -> list[Document]:
    (key,) = KEYS[part]
    found = view.document.get(key)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list | tuple) else []


def _row(view: SiteView, part: Part, number: int) -> Document:
    known = _of(view, part)
    if not 0 <= number < len(known):
        raise WebProblem(404, "not_found")
    return known[number]


def _agreed(request: Request, part: Part, fields: Fields) -> list[Document]:
    """The rows, when they are still those the page showed: a row is known by its place."""
    view = hub_of(request).sites.current()
    if seal(view.document, part) != fields.get(SEAL, ""):
        raise WebProblem(409, ChangedMeanwhile.code)
    return _of(view, part)
