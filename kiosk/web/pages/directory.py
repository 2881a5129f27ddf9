"""The directory as staff look at it: the list, one entry, what was removed, and the export."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import JSONResponse, RedirectResponse

from kiosk.domain import directory_columns, open_referral
from kiosk.domain.directory import Entry, Kind, Person, Service, Team, Tenant, seen
from kiosk.domain.directory_book import kind_counts
from kiosk.domain.directory_typed import KINDS as KIND_NAMES
from kiosk.domain.roles import Action
from kiosk.services.directory import EntryChanged, EntryRefused, EntryUnknown, StillInUse
from kiosk.services.hub import Hub
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import directory_shown as shown
from kiosk.web.pages import directory_words as words
from kiosk.web.pages.directory_shown import ALL, EDIT, READ, edit_scope, read_scope, revision_in, show
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, read_form
from kiosk.web.problems import WebProblem

PAGE = 50
LONGEST_TYPED = 100
LAST_PAGE = 10_000


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/directory", dependencies=[READ])
    async def listed(
        request: Request,
        visitor: Staff,
        q: str = "",
        kind: Kind | None = None,
        page: Annotated[int, Query(ge=1, le=LAST_PAGE)] = 1,
    ) -> Response:
        hub = hub_of(request)
        book = await hub.directory.book_of(read_scope(visitor))
        asked = q.strip()[:LONGEST_TYPED]
        found = book.find(asked) if asked else book.every(Entry)
        counts = kind_counts(found)
        of_kind = [entry for entry in found if kind is None or entry.kind is kind]
        count = max(1, -(-len(of_kind) // PAGE))
        if page > count:
            raise WebProblem(404, "not_found")
        return pages.page(
            "directory.html",
            visitor,
            rows=[shown.row(entry, book) for entry in of_kind[(page - 1) * PAGE : page * PAGE]],
            typed=asked,
            kind=kind,
            kinds=words.KINDS,
            counts=counts,
            number=page,
            pages=count,
            empty=[each for each in book.empty_ladders() if shown.may_change(visitor, each)],
            everything=visitor.may(Action.EDIT_DIRECTORY),
            may_edit=visitor.may(Action.EDIT_DIRECTORY) or visitor.may(Action.EDIT_OWN_TENANT),
        )

    @routes.get("/directory/removed", dependencies=[EDIT])
    async def removed(request: Request, visitor: Staff) -> Response:
        rows = await hub_of(request).directory.removed(edit_scope(visitor))
        return pages.page("directory_removed.html", visitor, rows=rows, names=KIND_NAMES)

    @routes.get("/directory/export", dependencies=[ALL])
    async def export(visitor: Staff) -> Response:
        return pages.page("directory_export.html", visitor)

    @routes.get("/directory/export.csv", dependencies=[ALL])
    async def table(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        book = await hub.directory.book()
        await hub.audit.record(visitor.actor, "directory_exported", "csv", "done")
        data = directory_columns.write(book.every(Entry), book)
        return Response(data, media_type="text/csv; charset=utf-8", headers=_attached(hub, "directory", "csv"))

    @routes.get("/directory/open-referral.json", dependencies=[ALL])
    async def services(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        known = await hub.directory.snapshot()
        await hub.audit.record(visitor.actor, "directory_exported", "open_referral", "done")
        dated = [(each, known.rows[each.id].changed.at) for each in known.book.every(Service)]
        page = open_referral.page(dated, known.book, hub.imports.publisher())
        return JSONResponse(page, headers=_attached(hub, "services", "json"))

    @routes.get("/directory/{entry_id}", dependencies=[READ])
    async def one(request: Request, entry_id: UUID, visitor: Staff) -> Response:
        hub = hub_of(request)
        row = await show(hub, entry_id, read_scope(visitor))
        known = await hub.directory.snapshot()
        return pages.page(
            "directory_entry.html",
            visitor,
            row=row,
            entry=row.entry,
            name=KIND_NAMES[row.entry.kind],
            facts=shown.facts(row.entry, known.book),
            people=known.book.members(row.entry.id) if isinstance(row.entry, Team) else [],
            parts=[] if isinstance(row.entry, Team) else known.book.parts(row.entry),
            visible=seen(row.entry) if isinstance(row.entry, Person) else row.entry.listed,
            open_now=shown.open_now(hub, row.entry),
            ladder=shown.ladder(row.entry, known.book),
            own_ladder=isinstance(row.entry, Team | Tenant) and bool(row.entry.ladder),
            lead=shown.lead(row.entry, known.book),
            rungs=words.RUNGS,
            kinds=KIND_NAMES,
            may_change=shown.may_change(visitor, row.entry),
            may_remove=shown.may_remove(visitor, row.entry),
            everything=visitor.may(Action.EDIT_DIRECTORY),
        )

    @routes.get("/directory/{entry_id}/remove", dependencies=[EDIT])
    async def remove_page(request: Request, entry_id: UUID, visitor: Staff) -> Response:
        hub = hub_of(request)
        row = await show(hub, entry_id, edit_scope(visitor))
        if not shown.may_remove(visitor, row.entry):
            raise WebProblem(404, EntryUnknown.code)
        return await _remove_page(hub, visitor, entry_id)

    @routes.post("/directory/{entry_id}/remove", dependencies=[EDIT])
    async def remove(request: Request, entry_id: UUID, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        hub = hub_of(request)
        try:
            await hub.directory.remove(entry_id, revision_in(fields), visitor.actor, edit_scope(visitor))
        except EntryUnknown as error:
            raise WebProblem(404, error.code) from None
        except (EntryChanged, StillInUse):
            # What stands there now is shown, to be asked again.
            await show(hub, entry_id, edit_scope(visitor))
            return await _remove_page(hub, visitor, entry_id, 409)
        return RedirectResponse(f"{visitor.at}/directory/removed", 303)

    async def _remove_page(hub: Hub, visitor: Visitor, entry_id: UUID, status: int = 200) -> Response:
        known = await hub.directory.snapshot()
        row = known.rows[entry_id]
        deputies = [each for each in known.book.every(Person) if each.deputy_id == entry_id]
        return pages.page(
            "directory_remove.html",
            visitor,
            status,
            row=row,
            entry=row.entry,
            name=KIND_NAMES[row.entry.kind],
            parts=known.book.parts(row.entry),
            deputies=deputies,
            emptied=known.book.empty_ladders({entry_id}) if isinstance(row.entry, Person) else [],
            again=status == 409,
        )

    @routes.post("/directory/{entry_id}/restore", dependencies=[EDIT])
    async def restore(request: Request, entry_id: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        try:
            await hub_of(request).directory.restore(entry_id, visitor.actor, edit_scope(visitor))
        except EntryUnknown as error:
            raise WebProblem(404, error.code) from None
        except EntryRefused as error:
            raise WebProblem(409, error.code) from None
        return RedirectResponse(f"{visitor.at}/directory/{entry_id}", 303)

    return routes


def _attached(hub: Hub, what: str, kind: str) -> dict[str, str]:
    """Makes a browser keep a file rather than show it."""
    day = hub.clock.now().date().isoformat()
    return {"Content-Disposition": f'attachment; filename="{hub.site.id}-{what}-{day}.{kind}"'}
