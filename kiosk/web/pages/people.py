"""The people of a site, or of the whole estate, and invitations to be one of them."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response, params
from starlette.responses import RedirectResponse

from kiosk.domain.accounts import Member, visible
from kiosk.domain.fields import email
from kiosk.domain.people import may_give
from kiosk.domain.roles import EVERYWHERE, Action, Grant, may, tenants
from kiosk.services.estate import Estate
from kiosk.services.invitations import InvitationUnknown
from kiosk.services.people import Looker, NotYours, PersonUnknown
from kiosk.services.staff import LONGEST_NAME
from kiosk.web.api.callers import estate_of
from kiosk.web.limits import INVITATIONS_SENT
from kiosk.web.pages.grants import in_words
from kiosk.web.pages.render import Pages
from kiosk.web.pages.roles_form import choices, role_page
from kiosk.web.pages.sessions import Proved, Visitor, at_site, needs, needs_everywhere, read_form, signed_in
from kiosk.web.problems import WebProblem


def asks(*, everywhere: bool) -> tuple[Visitor, params.Depends]:
    """Who asks for a page about people, and what they need to have been granted."""
    if everywhere:
        return cast(Visitor, Depends(signed_in)), needs_everywhere(Action.MANAGE_PEOPLE)
    return cast(Visitor, Depends(at_site)), needs(Action.MANAGE_PEOPLE, Action.MANAGE_OWN_PEOPLE)


def site_of(visitor: Visitor) -> str:
    """The site whose people are looked after."""
    return EVERYWHERE if visitor.hub is None else visitor.hub.site.id


def base_of(visitor: Visitor) -> str:
    """Where the pages about people begin."""
    return f"{visitor.at}/people"


def looker(visitor: Visitor) -> Looker:
    """The visitor, as somebody who looks after people."""
    return Looker(visitor.actor, visitor.grants)


def shown(visitor: Visitor, member: Member) -> tuple[Grant, ...]:
    """The grants of somebody that are the visitor's to know."""
    found = member.grants if visitor.hub is None else visible(member.grants, visitor.hub.site.id)
    if may(visitor.grants, Action.MANAGE_PEOPLE, site_of(visitor)):
        return found
    return tuple(grant for grant in found if may_give(visitor.grants, grant))


def signs_in(estate: Estate, member: Member) -> str:
    """How somebody signs in, in words."""
    if not member.local:
        return "Council account"
    if member.second_factor:
        return "Password and code"
    return "Password; no second factor yet" if estate.staff.asks_second_factor(member.grants) else "Password"


def link_of(request: Request, path: str) -> str:
    """The whole address of a page of this hub, as whoever gives it to somebody reached the hub."""
    return f"{request.url.scheme}://{request.headers.get('host', request.url.netloc)}/{path}"


def router(pages: Pages, *, everywhere: bool) -> APIRouter:
    """The routes, of the whole estate or of a site."""
    routes = APIRouter()
    who, allowed = asks(everywhere=everywhere)

    @routes.get("/people", dependencies=[allowed])
    async def listed(request: Request, visitor: Visitor = who) -> Response:
        estate = estate_of(request)
        members = await estate.accounts.people.members(looker(visitor), site_of(visitor))
        invitations = await estate.accounts.invitations.unused(looker(visitor), site_of(visitor))
        rows = [
            {
                "member": member,
                "roles": await in_words(estate, shown(visitor, member), site_of(visitor)),
                "signs_in": signs_in(estate, member),
            }
            for member in members
        ]
        return pages.page(
            "people.html",
            visitor,
            members=rows,
            invitations=[(one, (await in_words(estate, [one.grant], site_of(visitor)))[0]) for one in invitations],
            gone=await estate.accounts.people.gone(looker(visitor)) if everywhere else [],
            base=base_of(visitor),
            everywhere=everywhere,
            up=not everywhere and may(visitor.grants, Action.MANAGE_PEOPLE, EVERYWHERE),
        )

    @routes.get("/people/invite", dependencies=[allowed, Proved])
    async def invite_page(request: Request, visitor: Visitor = who) -> Response:
        own = tenants(visitor.grants, Action.MANAGE_OWN_PEOPLE, site_of(visitor))
        # Most who look after a tenant's people look after one tenant's.
        values = {"tenant": str(*own)} if len(own) == 1 else {}
        return await role_page(pages, estate_of(request), visitor, base_of(visitor), None, values, {})

    @routes.post("/people/invite", dependencies=[allowed, Proved])
    async def invite(request: Request, visitor: Visitor = who) -> Response:
        estate = estate_of(request)
        fields = dict(await read_form(request, visitor))
        name = fields.get("name", "").strip()
        grant, errors = (await choices(estate, visitor)).read(fields)
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            errors = {"name": f"Enter their name, in {LONGEST_NAME} characters or fewer"} | errors
        to = fields.get("email", "").strip() if estate.accounts.invitations.by_mail else ""
        if to and email(to) is None:
            errors["email"] = "Enter an email address in the correct format, like name@example.com"
        if grant is None or errors:
            return await role_page(pages, estate, visitor, base_of(visitor), None, fields, errors)
        if (address := email(to)) is not None:
            await estate.tries.count((INVITATIONS_SENT, str(visitor.actor.account_id)))
        try:
            invited, token = await estate.accounts.invitations.invite(looker(visitor), name, grant)
        except NotYours as error:
            raise WebProblem(403, error.code) from None
        line, link = (await in_words(estate, [grant]))[0], link_of(request, f"invitation/{token}")
        sent = None
        if address is not None:
            sent = await estate.accounts.invitations.send(looker(visitor), invited, link, address, line)
        return pages.page(
            "person_invited.html",
            visitor,
            invited=invited,
            line=line[0].lower() + line[1:],
            link=link,
            sent=sent,
            base=base_of(visitor),
        )

    @routes.get("/people/invitations/{invitation_id}", dependencies=[allowed])
    async def invitation(request: Request, invitation_id: UUID, visitor: Visitor = who) -> Response:
        found = await estate_of(request).accounts.invitations.unused(looker(visitor), site_of(visitor))
        invited = next((one for one in found if one.id == invitation_id), None)
        if invited is None:
            raise WebProblem(404, InvitationUnknown.code)
        question = {
            "title": f"Take back the invitation of {invited.name}",
            "lines": ["Their link ends at once. If they have used it, they are in the list of people."],
            "button": "Take it back",
            "other": "Leave it",
            "back": base_of(visitor),
        }
        return pages.page("person_confirm.html", visitor, question=question, here="/people")

    @routes.post("/people/invitations/{invitation_id}", dependencies=[allowed])
    async def take_back(request: Request, invitation_id: UUID, visitor: Visitor = who) -> Response:
        await read_form(request, visitor)
        try:
            await estate_of(request).accounts.invitations.take_back(looker(visitor), site_of(visitor), invitation_id)
        except InvitationUnknown as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(base_of(visitor), 303)

    if everywhere:
        _add_those_who_are_gone(routes, pages, who)
    return routes


def _add_those_who_are_gone(routes: APIRouter, pages: Pages, who: Visitor) -> None:
    """The pages that let somebody come back by the directory; for those who look after the whole estate."""
    needed = [needs_everywhere(Action.MANAGE_PEOPLE), Proved]

    @routes.get("/people/gone/{account_id}", dependencies=needed)
    async def gone(request: Request, account_id: UUID, visitor: Visitor = who) -> Response:
        people = estate_of(request).accounts.people
        person = next((one for one in await people.gone(looker(visitor)) if one.id == account_id), None)
        if person is None:
            raise WebProblem(404, PersonUnknown.code)
        question = {
            "title": f"Let {person.name} come back",
            "lines": ["If the council’s directory gives them a role, they can sign in again, with a new account."],
            "button": "Let them come back",
            "other": "Leave it",
            "back": base_of(visitor),
        }
        return pages.page("person_confirm.html", visitor, question=question, here="/people")

    @routes.post("/people/gone/{account_id}", dependencies=needed)
    async def let_back(request: Request, account_id: UUID, visitor: Visitor = who) -> Response:
        await read_form(request, visitor)
        try:
            await estate_of(request).accounts.people.let_back(looker(visitor), account_id)
        except (PersonUnknown, NotYours) as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(base_of(visitor), 303)
