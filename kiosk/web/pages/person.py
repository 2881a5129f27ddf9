"""One person with an account: what they may do, where they are signed in, and that they leave."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.accounts import Member
from kiosk.domain.people import may_give, may_rule, sees
from kiosk.domain.roles import Grant
from kiosk.services.estate import Estate
from kiosk.services.new_passwords import ByDirectory
from kiosk.services.people import LastAdministrator, NotYours, OwnAccount, PersonUnknown
from kiosk.web.api.callers import estate_of
from kiosk.web.pages import person_cards
from kiosk.web.pages.grants import in_words, key_of
from kiosk.web.pages.people import asks, base_of, link_of, looker, shown, signs_in, site_of
from kiosk.web.pages.people_words import how_many
from kiosk.web.pages.render import Pages
from kiosk.web.pages.roles_form import choices, role_page
from kiosk.web.pages.sessions import Proved, Visitor, read_form
from kiosk.web.problems import WebProblem

T = TypeVar("T")


def router(pages: Pages, *, everywhere: bool) -> APIRouter:
    """The routes, of the whole estate or of a site."""
    routes = APIRouter(prefix="/people/{account_id}")
    who, allowed = asks(everywhere=everywhere)
    routes.include_router(person_cards.router(pages, everywhere=everywhere))

    def asked(visitor: Visitor, member: Member, title: str, button: str, **more: object) -> Response:
        back = f"{base_of(visitor)}/{member.id}"
        question = {"title": title, "button": button, "other": "Change nothing", "back": back} | more
        return pages.page("person_confirm.html", visitor, question=question, here="/people")

    @routes.get("", dependencies=[allowed])
    async def one(request: Request, account_id: UUID, visitor: Visitor = who) -> Response:
        estate = estate_of(request)
        member = await _member(estate, visitor, account_id)
        rules = may_rule(visitor.grants, member.grants)
        rows = []
        for grant in shown(visitor, member):
            by_directory = grant in member.from_directory
            theirs = may_give(visitor.grants, grant) and not by_directory and len(member.grants) > 1
            words = (await in_words(estate, [grant], site_of(visitor)))[0]
            note = "From the council’s directory" if by_directory else ""
            rows.append({"words": words, "note": note, "key": key_of(grant) if theirs else None})
        return pages.page(
            "person.html",
            visitor,
            member=member,
            grants=rows,
            signs_in=signs_in(estate, member),
            opens=how_many(await estate.accounts.credentials.of(account_id)) if rules else "",
            sessions=await estate.accounts.people.sessions(account_id) if rules else [],
            rules=rules,
            own=visitor.session is not None and visitor.session.account_id == account_id,
            base=base_of(visitor),
        )

    @routes.get("/give", dependencies=[allowed, Proved])
    async def give_page(request: Request, account_id: UUID, visitor: Visitor = who) -> Response:
        estate = estate_of(request)
        member = await _member(estate, visitor, account_id)
        return await role_page(pages, estate, visitor, base_of(visitor), member, {}, {})

    @routes.post("/give", dependencies=[allowed, Proved])
    async def give(request: Request, account_id: UUID, visitor: Visitor = who) -> Response:
        estate = estate_of(request)
        fields = dict(await read_form(request, visitor))
        member = await _member(estate, visitor, account_id)
        grant, errors = (await choices(estate, visitor)).read(fields)
        if grant is None:
            return await role_page(pages, estate, visitor, base_of(visitor), member, fields, errors)
        await _told(estate.accounts.people.give(looker(visitor), account_id, grant))
        return RedirectResponse(f"{base_of(visitor)}/{account_id}", 303)

    @routes.get("/take/{key}", dependencies=[allowed, Proved])
    async def take_page(request: Request, account_id: UUID, key: str, visitor: Visitor = who) -> Response:
        estate = estate_of(request)
        member = await _member(estate, visitor, account_id)
        words = (await in_words(estate, [_grant(visitor, member, key)]))[0]
        lines = [f"{words}. It ends at once, also where they are signed in."]
        return asked(visitor, member, f"Take a role away from {member.name}", "Take it away", lines=lines)

    @routes.post("/take/{key}", dependencies=[allowed, Proved])
    async def take(request: Request, account_id: UUID, key: str, visitor: Visitor = who) -> Response:
        estate = estate_of(request)
        await read_form(request, visitor)
        member = await _member(estate, visitor, account_id)
        grant = _grant(visitor, member, key)
        await _told(estate.accounts.people.take(looker(visitor), account_id, grant))
        # Whoever has nothing left at this site is somebody else's to look after.
        left = [one for one in member.grants if one != grant]
        known = sees(visitor.grants, left, site_of(visitor))
        return RedirectResponse(f"{base_of(visitor)}/{account_id}" if known else base_of(visitor), 303)

    @routes.get("/sign-out", dependencies=[allowed, Proved])
    async def sign_out_page(request: Request, account_id: UUID, visitor: Visitor = who) -> Response:
        member = await _member(estate_of(request), visitor, account_id)
        lines = ["Every browser they are signed in with is signed out at once. They can sign in again."]
        return asked(visitor, member, f"Sign {member.name} out everywhere", "Sign them out", lines=lines)

    @routes.post("/sign-out", dependencies=[allowed, Proved])
    async def sign_out(request: Request, account_id: UUID, visitor: Visitor = who) -> Response:
        estate = estate_of(request)
        await read_form(request, visitor)
        await _member(estate, visitor, account_id)
        await _told(estate.accounts.people.end_sessions(looker(visitor), account_id))
        return RedirectResponse(f"{base_of(visitor)}/{account_id}", 303)

    @routes.get("/password", dependencies=[allowed, Proved])
    async def password_page(request: Request, account_id: UUID, visitor: Visitor = who) -> Response:
        member = await _member(estate_of(request), visitor, account_id)
        lines = [
            "Do it only when you know that it is really them who ask: see them, or ring them at a number you know.",
            "You get a link for them, which works once and for a day. Until they use it, nothing changes.",
        ]
        return asked(visitor, member, f"Let {member.name} choose a new password", "Make the link", lines=lines)

    @routes.post("/password", dependencies=[allowed, Proved])
    async def password(request: Request, account_id: UUID, visitor: Visitor = who) -> Response:
        estate = estate_of(request)
        await read_form(request, visitor)
        member = await _member(estate, visitor, account_id)
        token = await _told(estate.accounts.new_passwords.offer(looker(visitor), account_id))
        link, back = link_of(request, f"new-password/{token}"), f"{base_of(visitor)}/{account_id}"
        return pages.page("person_new_password.html", visitor, member=member, link=link, back=back)

    @routes.get("/reset", dependencies=[allowed, Proved])
    async def reset_page(request: Request, account_id: UUID, visitor: Visitor = who) -> Response:
        member = await _member(estate_of(request), visitor, account_id)
        lines = [
            "Do it only when you know that it is really them who ask: see them, or ring them at a number you know.",
            "Their app and recovery codes end, and they are signed out. Their password alone lets them in until they "
            "set up another.",
        ]
        return asked(visitor, member, f"Reset the second factor of {member.name}", "Reset it", lines=lines)

    @routes.post("/reset", dependencies=[allowed, Proved])
    async def reset(request: Request, account_id: UUID, visitor: Visitor = who) -> Response:
        estate = estate_of(request)
        await read_form(request, visitor)
        await _member(estate, visitor, account_id)
        await _told(estate.accounts.people.reset_second_factor(looker(visitor), account_id))
        return RedirectResponse(f"{base_of(visitor)}/{account_id}", 303)

    @routes.get("/remove", dependencies=[allowed, Proved])
    async def remove_page(request: Request, account_id: UUID, visitor: Visitor = who) -> Response:
        estate = estate_of(request)
        member = await _member(estate, visitor, account_id)
        empty = await estate.accounts.people.left_empty(account_id)
        warnings = [f"Nobody would answer any more when a visitor asks for {name}." for name in empty]
        return asked(
            visitor,
            member,
            f"Remove {member.name}",
            "Remove them",
            lines=["All of this ends at once:"],
            points=[
                "their account, and every browser they are signed in with",
                "invitations they have sent that nobody has used",
                "their links, calendar feeds, PINs and cards",
                "their entry in the directory, which can be restored for a while, and their place in every ladder",
            ],
            warnings=warnings,
        )

    @routes.post("/remove", dependencies=[allowed, Proved])
    async def remove(request: Request, account_id: UUID, visitor: Visitor = who) -> Response:
        estate = estate_of(request)
        await read_form(request, visitor)
        await _member(estate, visitor, account_id)
        await _told(estate.accounts.people.remove(looker(visitor), account_id))
        return RedirectResponse(base_of(visitor), 303)

    return routes


async def _member(estate: Estate, visitor: Visitor, account_id: UUID) -> Member:
    try:
        return await estate.accounts.people.find(looker(visitor), site_of(visitor), account_id)
    except PersonUnknown as error:
        raise WebProblem(404, error.code) from None


async def _told(work: Coroutine[Any, Any, T]) -> T:
    """What was done; what was refused becomes a page that says why."""
    try:
        return await work
    except PersonUnknown as error:
        raise WebProblem(404, error.code) from None
    except (NotYours, OwnAccount, ByDirectory) as error:
        raise WebProblem(403, error.code) from None
    except LastAdministrator as error:
        raise WebProblem(409, error.code) from error


def _grant(visitor: Visitor, member: Member, key: str) -> Grant:
    """The grant that an address names, among those the visitor may know of."""
    for grant in shown(visitor, member):
        if key_of(grant) == key:
            return grant
    raise WebProblem(404, PersonUnknown.code)
