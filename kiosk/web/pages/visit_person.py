"""What is kept about a visitor, for somebody who asks for it or wants it erased.

Source: UK GDPR, articles 15 (right of access) and 17 (right to erasure).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from kiosk.services import booking_titles, parcel_labels, visit_cards
from kiosk.services.booking_titles import Titled
from kiosk.services.hub import Hub
from kiosk.services.parcel_labels import Labelled
from kiosk.services.photos import PhotoUnknown
from kiosk.services.visit_arrivals import VisitUnknown
from kiosk.services.visit_cards import Holder
from kiosk.services.visit_keeping import VisitGoesOn, export
from kiosk.services.visit_lists import Shown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import parcel_words
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Proved, Staff, Visitor, read_form
from kiosk.web.pages.visit_scope import MANAGE
from kiosk.web.pages.visits import shower

LONGEST: Final = 120
MOST_FOUND: Final = 200
MOST_CARDS: Final = 50
MOST_PARCELS: Final = 100
MOST_BOOKINGS: Final = 100
MOST_FIELDS: Final = MOST_FOUND + MOST_CARDS + MOST_PARCELS + MOST_BOOKINGS + 10


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    async def page(
        hub: Hub,
        visitor: Visitor,
        typed: str = "",
        found: Sequence[Shown] | None = None,
        errors: Mapping[str, str] | None = None,
        banner: str = "",
    ) -> Response:
        rows = [] if found is None else (await shower(hub)).rows(found[:MOST_FOUND])
        cards = [] if found is None or not typed else await hub.visit_cards.about(typed)
        parcels = [] if found is None or not typed else await hub.parcels.labels.about(typed)
        bookings = [] if found is None or not typed else await hub.bookings.titles.about(typed)
        return pages.page(
            "visit_person.html",
            visitor,
            422 if errors else 200,
            typed=typed,
            rows=rows,
            cards=cards[:MOST_CARDS],
            parcels=[_parcel(each, visitor) for each in parcels[:MOST_PARCELS]],
            bookings=[_booking(each, hub, visitor) for each in bookings[:MOST_BOOKINGS]],
            asked=found is not None,
            more=max(0, len(found or ()) - MOST_FOUND),
            errors=errors or {},
            banner=banner,
        )

    @routes.get("/visits/person", dependencies=[MANAGE, Proved])
    async def ask(request: Request, visitor: Staff) -> Response:
        return await page(hub_of(request), visitor)

    @routes.post("/visits/person", dependencies=[MANAGE, Proved])
    async def look(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        hub, typed = hub_of(request), fields.get("who", "").strip()[:LONGEST]
        if not typed:
            return await page(hub, visitor, errors={"who": "Enter a name, an e-mail address or a telephone number"})
        return await page(hub, visitor, typed, await hub.visit_keeping.about(typed, visitor.actor))

    @routes.post("/visits/person/export", dependencies=[MANAGE, Proved])
    async def give(request: Request, visitor: Staff) -> Response:
        """All that is known, for whoever it is about."""
        fields = await read_form(request, visitor, MOST_FIELDS)
        hub, typed = hub_of(request), fields.get("who", "").strip()[:LONGEST]
        chosen, cards = _chosen(fields), await _cards(hub, fields, typed)
        parcels, bookings = await _parcels(hub, fields, typed), await _bookings(hub, fields, typed)
        if not (chosen or cards or parcels or bookings):
            return await _none(hub, visitor, typed)
        found = [each for visit_id in chosen if (each := await _found(hub, visit_id)) is not None]
        await hub.audit.record(visitor.actor, "visits_of_person_exported", None, "done", str(len(found)))
        shows = await shower(hub)
        told = [
            export(each)
            | {
                "to_see": shows.host(each.visit),
                "photo": await _photo(hub, each.visit.id, visitor),
                "roll_calls": await _roll_calls(hub, each.visit.id),
            }
            for each in found
        ]
        name = f"{hub.site.id}-visitor-{hub.visits.day(hub.clock.now()).isoformat()}.json"
        document = {"site": hub.site.name.en, "made_at": hub.clock.now().isoformat(), "visits": told}
        document["cards"] = [visit_cards.export(each) for each in cards]
        document["parcels"] = [parcel_labels.export(each) for each in parcels]
        document["bookings"] = [booking_titles.export(each) for each in bookings]
        return JSONResponse(document, headers={"Content-Disposition": f'attachment; filename="{name}"'})

    @routes.post("/visits/person/erase", dependencies=[MANAGE, Proved])
    async def erase(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor, MOST_FIELDS)
        hub, typed = hub_of(request), fields.get("who", "").strip()[:LONGEST]
        chosen, cards = _chosen(fields), await _cards(hub, fields, typed)
        parcels, bookings = await _parcels(hub, fields, typed), await _bookings(hub, fields, typed)
        if not (chosen or cards or parcels or bookings):
            return await _none(hub, visitor, typed)
        if fields.get("sure") != "yes":
            errors = {"sure": "Tick that you are sure: what is erased does not come back"}
            return await page(hub, visitor, typed, await _every(hub, chosen), errors)
        erased, inside = 0, 0
        for visit_id in chosen:
            try:
                await hub.visit_keeping.erase(visit_id, visitor.actor)
            except VisitUnknown:
                continue
            except VisitGoesOn:
                inside += 1
            else:
                erased += 1
        for card in cards:
            await hub.visit_cards.erase(card.mark, visitor.actor)
        taken = sum([await hub.parcels.labels.erase(each.row.id, visitor.actor) for each in parcels])
        untitled = sum([await hub.bookings.titles.erase(each.row.booking.id, visitor.actor) for each in bookings])
        told = f"Who they were is erased from {erased} {'visit' if erased == 1 else 'visits'}." if chosen else ""
        if cards:
            told += f" {len(cards)} {'card is' if len(cards) == 1 else 'cards are'} forgotten."
        if taken:
            told += f" Their name is off {taken} {'parcel' if taken == 1 else 'parcels'}."
        if untitled:
            told += f" What {untitled} {'room was' if untitled == 1 else 'rooms were'} booked for is erased."
        if inside:
            told += " They are in the building: sign them out first, then erase that visit too."
        return await page(hub, visitor, banner=told)

    async def _none(hub: Hub, visitor: Visitor, typed: str) -> Response:
        found = await hub.visit_keeping.about(typed, visitor.actor) if typed else []
        return await page(hub, visitor, typed, found, {"visits": "Choose what is theirs"})

    return routes


def _parcel(labelled: Labelled, visitor: Visitor) -> tuple[UUID, str, str]:
    """One as a box to tick: its id, the name on it, and what else is known of it."""
    row = labelled.row
    state = parcel_words.STATES[row.state][0].lower()
    return row.id, labelled.label, f"{parcel_words.what(row)}, {visitor.when(row.at)}, {state}, {row.reference}"


def _booking(titled: Titled, hub: Hub, visitor: Visitor) -> tuple[UUID, str, str]:
    """One as a box to tick: its id, what it is for, and what else is known of it."""
    booking = titled.row.booking
    room = hub.bookings.room(booking.room_id)
    return (
        booking.id,
        titled.title,
        f"{booking.room_id if room is None else room.name.en}, {visitor.when(booking.span.begins)}",
    )


def _chosen(fields: Mapping[str, str]) -> list[UUID]:
    """The visits whose boxes were ticked."""
    found = []
    for name in fields:
        if name.startswith("visit-"):
            try:
                found.append(UUID(name.removeprefix("visit-")))
            except ValueError:
                continue
    return found


async def _cards(hub: Hub, fields: Mapping[str, str], typed: str) -> list[Holder]:
    """The cards whose boxes were ticked, of those that were found."""
    return [each for each in await hub.visit_cards.about(typed) if f"card-{each.name}" in fields]


async def _parcels(hub: Hub, fields: Mapping[str, str], typed: str) -> list[Labelled]:
    """The parcels whose boxes were ticked, of those that were found."""
    return [each for each in await hub.parcels.labels.about(typed) if f"parcel-{each.row.id}" in fields]


async def _bookings(hub: Hub, fields: Mapping[str, str], typed: str) -> list[Titled]:
    """The bookings whose boxes were ticked, of those that were found."""
    return [each for each in await hub.bookings.titles.about(typed) if f"booking-{each.row.booking.id}" in fields]


async def _roll_calls(hub: Hub, visit_id: UUID) -> list[dict[str, str]]:
    """On whose roll they were, and what was said of them."""
    return [
        {"begun_at": call.begun_at.isoformat(), "procedure": call.procedure, "kind": call.kind, "said": mark}
        for call, mark in await hub.roll_calls.about(visit_id)
    ]


async def _found(hub: Hub, visit_id: UUID) -> Shown | None:
    try:
        return await hub.visits.show(visit_id)
    except VisitUnknown:
        return None


async def _photo(hub: Hub, visit_id: UUID, visitor: Visitor) -> str | None:
    """Theirs as JPEG in base 64, if there is one."""
    if not await hub.photos.of_visit(visit_id):
        return None
    with suppress(PhotoUnknown):
        return base64.b64encode(await hub.photos.visitor(visit_id, visitor.actor)).decode("ascii")
    return None


async def _every(hub: Hub, chosen: Sequence[UUID]) -> list[Shown]:
    return [each for visit_id in chosen if (each := await _found(hub, visit_id)) is not None]
