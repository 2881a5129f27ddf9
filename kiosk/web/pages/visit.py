"""One visit: who comes, whom they see, what they need and were told, and what staff can do about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.telephones import shown as shown_number
from kiosk.domain.visits import Arrival, Came, Member, State, Visit, Went
from kiosk.domain.watch_list import Watched
from kiosk.services.hub import Hub
from kiosk.services.photos import PhotoUnknown
from kiosk.services.visit_arrivals import VisitUnknown
from kiosk.services.visit_lists import Shown
from kiosk.services.visits import VisitChanged
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import message_words
from kiosk.web.pages import visit_words as words
from kiosk.web.pages.live import refreshing
from kiosk.web.pages.moments import day_words
from kiosk.web.pages.parcels import picture
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, read_form
from kiosk.web.pages.visit_scope import SEE, scope, show
from kiosk.web.pages.visits import shower
from kiosk.web.problems import WebProblem
from kiosk.web.qr import qr

DONE: Final[Mapping[str, str]] = {
    "invited": "They are expected. What they were sent is below.",
    "changed": "The visit is changed, and they were told where we know how.",
    "cancelled": "The visit is called off, and they were told where we know how.",
    "sent": "The invitation is sent again.",
    "signed-in": "They are signed in.",
    "signed-out": "They are signed out.",
    "let-in": "They are let in, and the screen says so.",
    "turned-away": "They are turned away.",
    "voided": "Their badge is void.",
    "carded": "Their card is noted. Terminals know it within a minute.",
}

Act = Callable[[Hub, Visitor, Shown], Awaitable[object]]


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/visits/{visit_id}", dependencies=[SEE])
    async def one(request: Request, visit_id: UUID, visitor: Staff, done: str = "") -> Response:
        hub = hub_of(request)
        found = await show(hub, visit_id, visitor)
        if not refreshing(request, visitor):
            await hub.audit.record(visitor.actor, "visit_shown", str(visit_id), "done")
        visit, details = found.visit, found.details
        open_still = visit.state is State.EXPECTED and details is not None
        visitor_type = hub.site.visits.type(visit.type)
        asked = {} if visitor_type is None else {each.id: each.words.en for each in visitor_type.questions}
        said = {} if details is None else details.answers
        return pages.page(
            "visit.html",
            visitor,
            row=(await shower(hub)).row(found),
            shown=found,
            visit=visit,
            details=details,
            day=day_words(visit.day),
            phone=shown_number(details.phone) if details is not None and details.phone else "",
            answers=[(asked.get(name, name), answer) for name, answer in said.items()],
            came=words.CAME.get(visit.came) if visit.came is not None else "",
            went=words.WENT.get(visit.went) if visit.went is not None else "",
            told=await hub.visit_invitations.told(visit_id),
            channels=hub.visit_invitations.ways,
            message_words=message_words,
            code=qr(await hub.visits.token(visit_id), "The code of this invitation") if open_still else "",
            link=hub.visit_invitations.link(visit_id) if open_still else "",
            photo=details is not None and await hub.photos.of_visit(visit_id),
            carded=await hub.visit_cards.has(visit_id),
            watched=await _watched(hub, visitor, found),
            today=visit.day == hub.visits.day(hub.clock.now()),
            banner=DONE.get(done, ""),
            live="visits messages",
        )

    @routes.get("/visits/{visit_id}/photo.jpg", dependencies=[SEE])
    async def photo(request: Request, visit_id: UUID, visitor: Staff) -> Response:
        hub = hub_of(request)
        await show(hub, visit_id, visitor)
        try:
            return picture(await hub.photos.visitor(visit_id, visitor.actor))
        except PhotoUnknown as error:
            raise WebProblem(404, error.code) from None

    @routes.get("/visits/{visit_id}/notices/{notice_id}/{version}", dependencies=[SEE])
    async def notice(request: Request, visit_id: UUID, notice_id: str, version: str, visitor: Staff) -> Response:
        hub = hub_of(request)
        found = await show(hub, visit_id, visitor)
        accepted = () if found.details is None else found.details.notices
        said = await hub.sites.notices.said(notice_id, version)
        if said is None or not any((each.id, each.version) == (notice_id, version) for each in accepted):
            raise WebProblem(404, "not_found")
        return pages.page("visit_notice.html", visitor, notice=said, visit_id=visit_id)

    @routes.post("/visits/{visit_id}/badge", dependencies=[SEE])
    async def badge(request: Request, visit_id: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        hub = hub_of(request)
        found = await show(hub, visit_id, visitor)
        try:
            code = await hub.visit_badges.renew(visit_id, visitor.actor, scope(visitor))
        except VisitChanged as error:
            raise WebProblem(409, error.code) from None
        return pages.page(
            "visit_badge.html",
            visitor,
            row=(await shower(hub)).row(found),
            team=(await shower(hub)).team(found.visit),
            first_name="" if found.details is None else found.details.first_name,
            day=day_words(found.visit.day),
            code=qr(code, "The code of this badge"),
            scripts=True,
        )

    for path, done, act in (
        ("sign-in", "signed-in", _sign_in),
        ("sign-out", "signed-out", _sign_out),
        ("let-in", "let-in", _let_in),
        ("turn-away", "turned-away", _turn_away),
        ("send", "sent", _send),
        ("cancel", "cancelled", _cancel),
        ("void-badge", "voided", _void),
    ):
        _button(routes, path, done, act)

    @routes.get("/visits/{visit_id}/cancel", dependencies=[SEE])
    async def cancel_page(request: Request, visit_id: UUID, visitor: Staff) -> Response:
        hub = hub_of(request)
        found = await show(hub, visit_id, visitor)
        if found.visit.state is not State.EXPECTED:
            raise WebProblem(409, VisitChanged.code)
        row = (await shower(hub)).row(found)
        question = {
            "title": f"Call off the visit of {row.name}",
            "lines": [
                f"{day_words(found.visit.day)}, {row.when}, to see {row.host}.",
                "Their code is no good any more. They are told where we know how.",
            ],
            "button": "Call it off",
            "other": "Change nothing",
            "back": f"{visitor.at}/visits/{visit_id}",
        }
        return pages.page("visit_confirm.html", visitor, question=question)

    return routes


async def _watched(hub: Hub, visitor: Visitor, found: Shown) -> Sequence[Watched]:
    """What staff of the council who meet somebody should know before they let them in; of a tenant, nobody."""
    name = "" if found.details is None else found.details.name
    waits = found.visit.state is State.AWAITING and scope(visitor) is None
    return await hub.watch_list.alike(name) if waits and name else ()


def _button(routes: APIRouter, path: str, done: str, act: Act) -> None:
    """A button that does one thing to a visit, and comes back to where it was pressed."""

    @routes.post(f"/visits/{{visit_id}}/{path}", dependencies=[SEE], name=path)
    async def press(request: Request, visit_id: UUID, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        hub = hub_of(request)
        try:
            await act(hub, visitor, await show(hub, visit_id, visitor))
        except VisitUnknown as error:
            raise WebProblem(404, error.code) from None
        except VisitChanged as error:
            raise WebProblem(409, error.code) from None
        if fields.get("from") == "list":
            return RedirectResponse(f"{visitor.at}/visits", 303)
        return RedirectResponse(f"{visitor.at}/visits/{visit_id}?done={done}", 303)


async def _sign_in(hub: Hub, visitor: Visitor, shown: Shown) -> None:
    await arrive(hub, visitor, shown.visit)


async def _sign_out(hub: Hub, visitor: Visitor, shown: Shown) -> None:
    if not shown.visit.inside:
        raise VisitChanged
    whose = scope(visitor)
    went = Went.STAFF if whose is None else Went.HOST
    await hub.visits.leave(shown.visit.id, went, visitor.actor, whose)


async def _let_in(hub: Hub, visitor: Visitor, shown: Shown) -> None:
    await _decide(hub, visitor, shown, welcome=True)


async def _turn_away(hub: Hub, visitor: Visitor, shown: Shown) -> None:
    await _decide(hub, visitor, shown, welcome=False)


async def _send(hub: Hub, visitor: Visitor, shown: Shown) -> None:
    await hub.visit_invitations.send(shown.visit.id, visitor.actor, scope(visitor))


async def _void(hub: Hub, visitor: Visitor, shown: Shown) -> None:
    await hub.visit_badges.void(shown.visit.id, visitor.actor, scope(visitor))


async def _cancel(hub: Hub, visitor: Visitor, shown: Shown) -> None:
    await hub.visit_invitations.cancel(shown.visit.id, visitor.actor, scope(visitor))


async def arrive(hub: Hub, visitor: Visitor, visit: Visit) -> None:
    """Staff sign in somebody who is expected today and stands before them.

    Raises:
        VisitChanged: they are here already, or are not expected today.
    """
    now = hub.clock.now()
    if visit.state is not State.EXPECTED or visit.day != hub.visits.day(now):
        raise VisitChanged
    arrival = Arrival(at=now, day=visit.day, came=Came.STAFF, party=(Member(visit.id),))
    await hub.visits.arrive(arrival, visitor.actor, scope(visitor))


async def _decide(hub: Hub, visitor: Visitor, shown: Shown, *, welcome: bool) -> None:
    if shown.visit.state is not State.AWAITING:
        raise VisitChanged
    await hub.visits.decide(shown.visit.id, visitor.actor, scope(visitor), welcome=welcome)
