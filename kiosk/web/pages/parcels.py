"""Deliveries: what waits, what became of the rest, and the numbers. Tenants see their own and nobody else's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.parcels import Did
from kiosk.domain.roles import Action, tenants
from kiosk.interfaces.records.parcels import ParcelSum, Tenants
from kiosk.services.hub import Hub
from kiosk.services.parcels import Line, ParcelUnknown
from kiosk.services.photos import Eyes, PhotoUnknown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import parcel_words
from kiosk.web.pages.filters import begins
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, needs, read_form
from kiosk.web.pages.sheets import sheet
from kiosk.web.pages.statistics import PERIODS, days_of
from kiosk.web.problems import WebProblem

SEE: Final = needs(Action.SEE_PARCELS, Action.SEE_OWN_PARCELS)
ENDS: Final = {"collected": Did.COLLECTED, "returned": Did.RETURNED, "gone": Did.GONE}
"""What somebody may say became of one, as addresses have it."""


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/parcels")

    async def listed(request: Request, visitor: Visitor, typed: str, errors: dict[str, str]) -> Response:
        hub, whose = hub_of(request), scope(visitor)
        return pages.page(
            "parcels.html",
            visitor,
            422 if errors else 200,
            waiting=await hub.parcels.waiting(whose),
            ended=await hub.parcels.ended(whose),
            on=(await hub.parcels.settings.options()).on,
            typed=typed,
            errors=errors,
            at_present=hub.clock.now(),
            words=parcel_words,
            live="parcels",
        )

    @routes.get("", dependencies=[SEE])
    async def all_of_them(request: Request, visitor: Staff) -> Response:
        return await listed(request, visitor, "", {})

    @routes.post("", dependencies=[SEE])
    async def by_code(request: Request, visitor: Staff) -> Response:
        typed = (await read_form(request, visitor)).get("code", "")[:20]
        try:
            line = await hub_of(request).parcels.under(typed, scope(visitor))
        except ParcelUnknown:
            errors = {"code": "Nothing waits under this code. Look at the eight digits again"}
            return await listed(request, visitor, typed, errors)
        return RedirectResponse(f"{visitor.at}/parcels/{line.row.id}", 303)

    @routes.get("/numbers", dependencies=[SEE])
    async def numbers(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        today = hub.desk.uses.today()
        first, last, errors = days_of(request.query_params, today)
        sums = await _counted(hub, visitor, first, last)
        return pages.page(
            "parcel_numbers.html",
            visitor,
            422 if errors else 200,
            first=first,
            last=last,
            values={name: request.query_params.get(name, "") for name in ("since", "until")},
            periods=[(days, not errors and first == today - timedelta(days=days - 1)) for days in PERIODS],
            errors=errors,
            recipients=_by(sums, "recipient"),
            carriers=_by(sums, "carrier"),
            states=[each for each in parcel_words.STATES if any(found.state is each for found in sums)],
            words=parcel_words,
        )

    @routes.get("/numbers.csv", dependencies=[SEE])
    async def table(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        first, last, errors = days_of(request.query_params, hub.desk.uses.today())
        if errors:
            raise WebProblem(404, "not_found")
        sums = await _counted(hub, visitor, first, last)
        lines: list[Sequence[object]] = [("First day", "Last day", "For", "Carrier", "What", "State", "Parcels")]
        lines += [
            (first, last, each.recipient, each.carrier, each.purpose.value, each.state.value, each.number)
            for each in sums
        ]
        return sheet(lines, f"parcels-{hub.site.id}-{first}-{last}.csv")

    @routes.get("/{parcel_id:uuid}", dependencies=[SEE])
    async def one(request: Request, parcel_id: UUID, visitor: Staff) -> Response:
        hub = hub_of(request)
        line = await _line(hub, parcel_id, visitor)
        photo = await hub.photos.of_parcel(parcel_id, eyes(visitor))
        now = hub.clock.now()
        return pages.page("parcel.html", visitor, line=line, photo=photo, at_present=now, words=parcel_words)

    @routes.get("/{parcel_id:uuid}/photo.jpg", dependencies=[SEE])
    async def photo(request: Request, parcel_id: UUID, visitor: Staff) -> Response:
        try:
            jpeg = await hub_of(request).photos.parcel(parcel_id, eyes(visitor), visitor.actor)
        except PhotoUnknown as error:
            raise WebProblem(404, error.code) from None
        return picture(jpeg)

    @routes.post("/{parcel_id:uuid}/{became}", dependencies=[SEE])
    async def end(request: Request, parcel_id: UUID, became: str, visitor: Staff) -> Response:
        await read_form(request, visitor)
        did = ENDS.get(became)
        if did is None:
            raise WebProblem(404, "not_found")
        try:
            await hub_of(request).parcels.end(parcel_id, did, visitor.actor, scope(visitor))
        except ParcelUnknown as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(f"{visitor.at}/parcels", 303)

    return routes


def scope(visitor: Visitor) -> Tenants:
    """The tenants whose parcels somebody may see; `None` is everybody's."""
    if visitor.may(Action.SEE_PARCELS):
        return None
    return tenants(visitor.grants, Action.SEE_OWN_PARCELS, "" if visitor.hub is None else visitor.hub.site.id)


def eyes(visitor: Visitor) -> Eyes:
    """Whose parcels they look at as one of those they are for: who runs the building sees that a tenant's parcel has
    come, and not the photo of it."""
    here = "" if visitor.hub is None else visitor.hub.site.id
    own = tenants(visitor.grants, Action.SEE_OWN_PARCELS, here)
    return Eyes(own, visitor.may(Action.SEE_PARCELS))


def picture(jpeg: bytes) -> Response:
    """A photo for the page it stands on: kept by no browser, and run by none whatever is in it."""
    headers = {"Cache-Control": "private, no-store", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return Response(jpeg, media_type="image/jpeg", headers=headers)


async def _line(hub: Hub, parcel_id: UUID, visitor: Visitor) -> Line:
    try:
        return await hub.parcels.show(parcel_id, scope(visitor))
    except ParcelUnknown as error:
        raise WebProblem(404, error.code) from None


async def _counted(hub: Hub, visitor: Visitor, first: date, last: date) -> Sequence[ParcelSum]:
    zone = ZoneInfo(hub.site.timezone)
    since, until = begins(first, zone), begins(last + timedelta(days=1), zone)
    return await hub.parcels.counted(since, until, scope(visitor))


def _by(sums: Sequence[ParcelSum], what: str) -> list[tuple[str, int, dict[Did, int]]]:
    found: dict[str, dict[Did, int]] = defaultdict(lambda: defaultdict(int))
    for each in sums:
        found[each.recipient if what == "recipient" else each.carrier][each.state] += each.number
    rows = [(name, sum(states.values()), dict(states)) for name, states in found.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))
