"""Files that bring the directory up to date: handed in, looked at line by line, applied, undone."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.directory import Kind
from kiosk.domain.directory_typed import KINDS as KIND_NAMES
from kiosk.domain.directory_typed import LABELS
from kiosk.domain.imports import Outcome, counts
from kiosk.domain.tabular import FileRefused
from kiosk.services.hub import Hub
from kiosk.services.import_writing import ImportStale
from kiosk.services.imports import File, ImportUnknown, Looked
from kiosk.web.api.callers import hub_of
from kiosk.web.edge import LONGEST_BODY
from kiosk.web.pages import directory_words as words
from kiosk.web.pages.directory_shown import ALL
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, read_form
from kiosk.web.pages.uploads import read_upload
from kiosk.web.problems import WebProblem

PAGE = 100
LAST_PAGE = 1_000


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/directory/import", dependencies=[ALL])
    async def choose(request: Request, visitor: Staff) -> Response:
        return await _choose(hub_of(request), visitor, {}, Kind.PERSON)

    @routes.post("/directory/import", dependencies=[ALL])
    async def look(request: Request, visitor: Staff) -> Response:
        fields, upload = await read_upload(request, visitor, "file")
        hub = hub_of(request)
        kind = next((kind for kind in Kind if kind == fields.get("kind")), Kind.PERSON)
        absent = fields.get("absent") == "remove"
        if upload is None:
            return await _choose(hub, visitor, {"file": "Choose a file"}, kind)
        try:
            file = File(upload.name, upload.content, kind, absent)
            import_id = await hub.imports.preview(file, visitor.actor)
        except FileRefused as refused:
            return await _choose(hub, visitor, {"file": refused.reason}, kind)
        return RedirectResponse(f"{visitor.at}/directory/imports/{import_id}", 303)

    @routes.get("/directory/imports/{import_id}", dependencies=[ALL])
    async def one(
        request: Request,
        import_id: UUID,
        visitor: Staff,
        only: Outcome | None = None,
        page: Annotated[int, Query(ge=1, le=LAST_PAGE)] = 1,
    ) -> Response:
        return _one(visitor, await _found(hub_of(request), import_id), only, page)

    @routes.post("/directory/imports/{import_id}/apply", dependencies=[ALL])
    async def apply(request: Request, import_id: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        hub = hub_of(request)
        try:
            await hub.imports.apply(import_id, visitor.actor)
        except ImportUnknown as error:
            raise WebProblem(404, error.code) from None
        except ImportStale:
            return _one(visitor, await _found(hub, import_id), None, 1, stale=True)
        return RedirectResponse(f"{visitor.at}/directory/imports/{import_id}", 303)

    @routes.post("/directory/imports/{import_id}/undo", dependencies=[ALL])
    async def undo(request: Request, import_id: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        try:
            await hub_of(request).imports.undo(import_id, visitor.actor)
        except ImportUnknown as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(f"{visitor.at}/directory/imports/{import_id}", 303)

    async def _choose(hub: Hub, visitor: Visitor, errors: dict[str, str], kind: Kind) -> Response:
        return pages.page(
            "directory_import.html",
            visitor,
            422 if errors else 200,
            errors=errors,
            kind=kind,
            kinds=words.KINDS,
            imports=await hub.imports.list(),
            import_states=words.IMPORT_STATES,
            longest=LONGEST_BODY // 1_048_576,
        )

    def _one(visitor: Visitor, looked: Looked, only: Outcome | None, page: int, *, stale: bool = False) -> Response:
        lines = [each for each in looked.plan.lines if only is None or each.line.outcome is only]
        count = max(1, -(-len(lines) // PAGE))
        if page > count:
            raise WebProblem(404, "not_found")
        by_outcome = counts(each.line for each in looked.plan.lines)
        return pages.page(
            "directory_imported.html",
            visitor,
            409 if stale else 200,
            row=looked.row,
            notes=looked.plan.notes,
            lines=lines[(page - 1) * PAGE : page * PAGE],
            left=[each for each in looked.plan.lines if each.left],
            counts=by_outcome,
            doing=sum(by_outcome[each] for each in (Outcome.ADD, Outcome.CHANGE, Outcome.REMOVE)),
            outcomes=words.OUTCOMES,
            state=words.IMPORT_STATES[looked.row.state],
            names=KIND_NAMES,
            labels=LABELS,
            only=only,
            number=page,
            pages=count,
            stale=stale,
        )

    return routes


async def _found(hub: Hub, import_id: UUID) -> Looked:
    try:
        return await hub.imports.show(import_id)
    except ImportUnknown as error:
        raise WebProblem(404, error.code) from None
