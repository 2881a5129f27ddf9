"""With which account somebody in the directory signs in, so that both go together when they leave."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.directory import Person
from kiosk.services.directory import EntryChanged, EntryRefused, EntryUnknown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.directory_shown import ALL, show
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, read_form
from kiosk.web.problems import WebProblem


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/directory/{entry_id}/account", dependencies=[ALL])
    async def page(request: Request, entry_id: UUID, visitor: Staff) -> Response:
        return await _page(request, visitor, entry_id, {})

    @routes.post("/directory/{entry_id}/account", dependencies=[ALL])
    async def link(request: Request, entry_id: UUID, visitor: Staff) -> Response:
        chosen = (await read_form(request, visitor)).get("account", "")
        hub = hub_of(request)
        accounts = {str(account): account for account, _ in await hub.desk.colleagues.accounts()}
        if chosen and chosen not in accounts:
            return await _page(request, visitor, entry_id, {"account": "Choose an account from the list"})
        try:
            await hub.directory.link(entry_id, accounts.get(chosen), visitor.actor)
        except EntryRefused as refused:
            return await _page(request, visitor, entry_id, {"account": refused.findings[0].reason})
        except (EntryUnknown, EntryChanged):
            raise WebProblem(404, EntryUnknown.code) from None
        return RedirectResponse(f"{visitor.at}/directory/{entry_id}", 303)

    async def _page(request: Request, visitor: Visitor, entry_id: UUID, errors: Mapping[str, str]) -> Response:
        hub = hub_of(request)
        person = (await show(hub, entry_id, None)).entry
        if not isinstance(person, Person):
            raise WebProblem(404, EntryUnknown.code)
        return pages.page(
            "directory_account.html",
            visitor,
            422 if errors else 200,
            entry=person,
            accounts=await hub.desk.colleagues.accounts(),
            errors=errors,
        )

    return routes
