"""How deliveries are taken: for the site, for each team and tenant, and from which carriers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain import hours as hours_rules
from kiosk.domain import telephones
from kiosk.domain.definition import Localised
from kiosk.domain.directory import Team, Tenant
from kiosk.domain.hours import Hours, Unread
from kiosk.domain.hours_in_words import words as in_words
from kiosk.domain.parcel_rules import DAYS, Options, Takes, Wishes
from kiosk.domain.roles import Action
from kiosk.services.directory import EntryUnknown
from kiosk.services.hub import Hub
from kiosk.services.parcel_settings import LONGEST_NAME, CarrierUnfit, CarrierUnknown, WishesUnfit
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import parcel_words
from kiosk.web.pages.directory_shown import EDIT, edit_scope, show
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, needs, read_form
from kiosk.web.problems import WebProblem

SITE: Final = needs(Action.EDIT_SITE)
_NAME: Final = f"Enter a name of up to {LONGEST_NAME} characters that no other carrier has"


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/parcels")

    @routes.get("/settings", dependencies=[SITE])
    async def settings_page(request: Request, visitor: Staff) -> Response:
        return await _settings(request, visitor, {}, {})

    @routes.post("/settings", dependencies=[SITE])
    async def choose(request: Request, visitor: Staff) -> Response:
        hub, fields = hub_of(request), await read_form(request, visitor)
        typed = fields.get("remind_days", "").strip()
        unknown = _id(fields.get("unknown", ""))
        days = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else -1
        try:
            await hub.parcels.settings.choose(Options(fields.get("on") == "yes", unknown, days), visitor.actor)
        except WishesUnfit as error:
            return await _settings(request, visitor, fields, {each.field: each.reason for each in error.findings})
        except EntryUnknown:
            return await _settings(request, visitor, fields, {"unknown": "Choose a team or a tenant that is there"})
        return RedirectResponse(f"{visitor.at}/parcels", 303)

    async def _settings(
        request: Request, visitor: Visitor, typed: Mapping[str, str], errors: Mapping[str, str]
    ) -> Response:
        hub = hub_of(request)
        return pages.page(
            "parcel_settings.html",
            visitor,
            422 if errors else 200,
            options=await hub.parcels.settings.options(),
            recipients=await _recipients(hub, None),
            days=DAYS,
            typed=typed,
            errors=errors,
        )

    @routes.get("/wishes", dependencies=[EDIT])
    async def wishes(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        rows, book = await _recipients(hub, visitor), await hub.directory.book()
        whose = {each.id: book.get(each.belongs_to, Tenant) for each in rows}
        return pages.page(
            "parcel_wishes.html",
            visitor,
            rows=rows,
            emails={each.id: each.reach.email or ((of := whose[each.id]) and of.reach.email) or "" for each in rows},
            wishes=await hub.parcels.settings.all_wishes(),
            words=parcel_words,
        )

    @routes.get("/wishes/{entry_id}", dependencies=[EDIT])
    async def wish_page(request: Request, entry_id: UUID, visitor: Staff) -> Response:
        hub = hub_of(request)
        wanted = (await hub.parcels.settings.all_wishes()).get(entry_id, Wishes())
        return await _wish(hub, visitor, entry_id, _typed(wanted), {})

    @routes.post("/wishes/{entry_id}", dependencies=[EDIT])
    async def wish(request: Request, entry_id: UUID, visitor: Staff) -> Response:
        hub, fields = hub_of(request), await read_form(request, visitor)
        wanted, errors = _read(fields)
        if visitor.may(Action.EDIT_DIRECTORY):
            webhook = fields.get("webhook", "")
        else:  # only the operator knows which programs there are: what staff chose stays
            webhook = (await hub.parcels.settings.all_wishes()).get(entry_id, Wishes()).webhook
        wanted = Wishes(wanted.takes, wanted.words, wanted.hours, wanted.email, wanted.mobile, webhook)
        if not errors:
            try:
                await hub.parcels.settings.wish(entry_id, wanted, visitor.actor, edit_scope(visitor))
            except EntryUnknown as error:
                raise WebProblem(404, error.code) from None
            except WishesUnfit as error:
                errors = {each.field: each.reason for each in error.findings}
            else:
                return RedirectResponse(f"{visitor.at}/parcels/wishes", 303)
        return await _wish(hub, visitor, entry_id, fields, errors)

    async def _wish(
        hub: Hub, visitor: Visitor, entry_id: UUID, typed: Mapping[str, str], errors: Mapping[str, str]
    ) -> Response:
        entry = (await show(hub, entry_id, edit_scope(visitor))).entry
        if not isinstance(entry, Team | Tenant):
            raise WebProblem(404, "not_found")
        return pages.page(
            "parcel_wish.html",
            visitor,
            422 if errors else 200,
            entry=entry,
            typed=typed,
            errors=errors,
            takes=parcel_words.TAKES,
            programs=hub.parcels.settings.destinations if visitor.may(Action.EDIT_DIRECTORY) else [],
        )

    @routes.get("/carriers", dependencies=[SITE])
    async def carriers(request: Request, visitor: Staff) -> Response:
        return await _carriers(request, visitor, {}, {})

    @routes.post("/carriers", dependencies=[SITE])
    async def add(request: Request, visitor: Staff) -> Response:
        hub, fields = hub_of(request), await read_form(request, visitor)
        once, name = fields.get("kind") == "pass", fields.get("name", "")
        recipient = _id(fields.get("recipient", "")) if once else None
        try:
            if once:
                code = await hub.parcels.settings.give_pass(name, recipient, visitor.actor)
            else:
                code = await hub.parcels.settings.add_carrier(name, visitor.actor)
        except (CarrierUnfit, EntryUnknown) as error:
            errors = {"name": _NAME} if isinstance(error, CarrierUnfit) else {"recipient": "Choose one that is there"}
            return await _carriers(request, visitor, fields, errors)
        return pages.page("carrier_code.html", visitor, name=" ".join(name.split()), code=code, once=once)

    @routes.get("/carriers/{carrier_id}/end", dependencies=[SITE])
    async def end_page(request: Request, carrier_id: UUID, visitor: Staff) -> Response:
        hub = hub_of(request)
        found = next((each for each in await hub.parcels.settings.carriers() if each.id == carrier_id), None)
        if found is None:
            raise WebProblem(404, CarrierUnknown.code)
        question = {
            "title": f"End {'the pass' if found.single else 'the PIN'} of {found.name}",
            "lines": ["Terminals take it no more. What was brought with it stays on the list."],
            "button": "End it",
            "other": "Change nothing",
            "back": f"{visitor.at}/parcels/carriers",
        }
        return pages.page("person_confirm.html", visitor, question=question, here="/parcels")

    @routes.post("/carriers/{carrier_id}/end", dependencies=[SITE])
    async def end(request: Request, carrier_id: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        try:
            await hub_of(request).parcels.settings.end_carrier(carrier_id, visitor.actor)
        except CarrierUnknown as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(f"{visitor.at}/parcels/carriers", 303)

    async def _carriers(
        request: Request, visitor: Visitor, typed: Mapping[str, str], errors: Mapping[str, str]
    ) -> Response:
        hub = hub_of(request)
        recipients = await _recipients(hub, None)
        return pages.page(
            "carriers.html",
            visitor,
            422 if errors else 200,
            rows=[(each, each.good(hub.clock.now())) for each in await hub.parcels.settings.carriers()],
            recipients=recipients,
            names={each.id: each.title.en for each in recipients},
            typed=typed,
            errors=errors,
        )

    return routes


async def _recipients(hub: Hub, visitor: Visitor | None) -> list[Team | Tenant]:
    """Teams and tenants that can have parcels: all that may be shown, or those that somebody looks after."""
    book = await hub.directory.book_of(None if visitor is None else edit_scope(visitor))
    every: list[Team | Tenant] = [*book.every(Tenant), *book.every(Team)]
    return sorted((each for each in every if each.listed), key=lambda each: each.title.en.casefold())


def _read(fields: Mapping[str, str]) -> tuple[Wishes, dict[str, str]]:
    errors: dict[str, str] = {}
    english, welsh = (" ".join(fields.get(name, "").split()) for name in ("words", "words_cy"))
    takes = next((each for each in Takes if each == fields.get("takes")), None)
    if takes is None:
        errors["takes"] = "Choose from whom parcels are taken"
    found = hours_rules.read(fields["hours"]) if fields.get("hours", "").strip() else None
    if isinstance(found, Unread):
        errors["hours"] = f"“{found.part}” makes no sense here. Write, for example, Mon-Fri 9am to 4pm"
    hours = found if isinstance(found, Hours) else None
    typed = fields.get("mobile", "").strip()
    number = telephones.read(typed) if typed else ""
    mobile = typed if isinstance(number, telephones.Unfit) else number
    words = Localised(english, welsh or None) if english or welsh else None
    return Wishes(takes or Takes.ANYBODY, words, hours, fields.get("email", "").strip(), mobile), errors


def _typed(wanted: Wishes) -> dict[str, str]:
    return {
        "takes": wanted.takes.value,
        "words": "" if wanted.words is None else wanted.words.en,
        "words_cy": "" if wanted.words is None else wanted.words.cy or "",
        "hours": "" if wanted.hours is None else in_words(wanted.hours, "en"),
        "email": wanted.email,
        "mobile": telephones.shown(wanted.mobile) if wanted.mobile else "",
        "webhook": wanted.webhook,
    }


def _id(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return None
