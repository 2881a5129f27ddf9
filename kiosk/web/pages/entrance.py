"""The way in: the first account and invited ones, signing in with a password and a code, and signing out."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.services import staff
from kiosk.services.invitations import InvitationUnknown
from kiosk.services.second_factor import CodeRefused
from kiosk.services.staff import CodeWanted, EntranceGone, LinkUnknown, NameTaken, SignedIn, SignInRefused
from kiosk.web.api.callers import estate_of
from kiosk.web.limits import CODES, SET_UPS, SIGN_INS_BY_ACCOUNT, SIGN_INS_BY_ADDRESS
from kiosk.web.pages.passwords import missing, unfit
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import (
    ENTRANCE,
    FORM,
    SESSION,
    address,
    cookie,
    drop_cookie,
    network,
    read_form,
    remember,
    set_cookie,
    signed_in,
    stranger,
)
from kiosk.web.problems import WebProblem


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/favicon.ico")
    async def icon() -> Response:
        # Browsers ask for one by themselves; none is better than a page that says "not found" for every page.
        return Response(status_code=204)

    @routes.get("/sign-in")
    async def sign_in_page(request: Request) -> Response:
        visitor = stranger(request)
        accounts = estate_of(request).accounts
        page = pages.page(
            "sign_in.html", visitor, name="", errors={}, directory=accounts.directory, label=accounts.label
        )
        return remember(request, page, visitor)

    @routes.post("/sign-in")
    async def sign_in(request: Request) -> Response:
        visitor, accounts = stranger(request), estate_of(request).accounts
        fields = await read_form(request, visitor)
        name, password = fields.get("name", "").strip(), fields.get("password", "")
        errors = missing(name, password)
        status = 422
        if not errors:
            known = staff.name_key(name)
            tries = estate_of(request).tries
            await tries.count((SIGN_INS_BY_ADDRESS, network(request)), (SIGN_INS_BY_ACCOUNT, known))
            try:
                entered = await accounts.staff.sign_in(
                    name, password, address(request), cookie(request, SESSION) or None
                )
            except SignInRefused:
                errors, status = {"name": "The name and password do not match. Check both and try again"}, 403
            else:
                if isinstance(entered, CodeWanted):
                    # The guesses at the password are counted on: it is not yet known who this is.
                    response = RedirectResponse("/sign-in/code", 303)
                    set_cookie(request, response, ENTRANCE, entered.token)
                    return response
                await tries.forget(SIGN_INS_BY_ACCOUNT, known)
                return enter(request, entered)
        found = {"directory": accounts.directory, "label": accounts.label}
        return pages.page("sign_in.html", visitor, status, name=name, errors=errors, **found)

    @routes.get("/sign-in/code")
    async def code_page(request: Request) -> Response:
        if not await estate_of(request).staff.entrance_good(cookie(request, ENTRANCE)):
            return _from_the_start(request)
        visitor = stranger(request)
        return remember(request, pages.page("sign_in_code.html", visitor, errors={}), visitor)

    @routes.post("/sign-in/code")
    async def code(request: Request) -> Response:
        visitor, token = stranger(request), cookie(request, ENTRANCE)
        typed = (await read_form(request, visitor)).get("code", "").strip()
        if not typed:
            return pages.page("sign_in_code.html", visitor, 422, errors={"code": "Enter the code"})
        await estate_of(request).tries.count((CODES, network(request)))
        replacing = cookie(request, SESSION) or None
        try:
            entered = await estate_of(request).staff.prove(token, typed, address(request), replacing)
        except EntranceGone:
            return _from_the_start(request)
        except CodeRefused:
            said = "That code is not right, or was used before. Wait for the next one and try again"
            return pages.page("sign_in_code.html", visitor, 403, errors={"code": said})
        return enter(request, entered)

    @routes.post("/sign-out")
    async def sign_out(request: Request) -> Response:
        visitor = await signed_in(request)
        await read_form(request, visitor)
        await estate_of(request).staff.sign_out(visitor.secret, visitor.actor)
        return leave(request)

    @routes.get("/set-up/{token}")
    async def set_up_page(request: Request, token: str) -> Response:
        await estate_of(request).tries.count((SET_UPS, network(request)))
        if not await estate_of(request).staff.link_good(token):
            raise WebProblem(404, LinkUnknown.code)
        visitor = stranger(request)
        return remember(request, pages.page("set_up.html", visitor, name="", errors={}), visitor)

    @routes.post("/set-up/{token}")
    async def set_up(request: Request, token: str) -> Response:
        await estate_of(request).tries.count((SET_UPS, network(request)))
        visitor = stranger(request)
        fields = await read_form(request, visitor)
        name, password = fields.get("name", "").strip(), fields.get("password", "")
        if errors := missing(name, password) or unfit(name, password):
            return pages.page("set_up.html", visitor, 422, name=name, errors=errors)
        try:
            entered = await estate_of(request).staff.set_up(token, name, password, address(request))
        except LinkUnknown as error:
            raise WebProblem(404, error.code) from None
        return enter(request, entered)

    @routes.get("/invitation/{token}")
    async def invitation_page(request: Request, token: str) -> Response:
        await estate_of(request).tries.count((SET_UPS, network(request)))
        visitor = stranger(request)
        try:
            invited = await estate_of(request).accounts.invitations.find(token)
        except InvitationUnknown as error:
            raise WebProblem(404, error.code) from None
        page = pages.page("invitation.html", visitor, name=invited.name, invited=invited, errors={})
        return remember(request, page, visitor)

    @routes.post("/invitation/{token}")
    async def join(request: Request, token: str) -> Response:
        await estate_of(request).tries.count((SET_UPS, network(request)))
        visitor, accounts = stranger(request), estate_of(request).accounts
        fields = await read_form(request, visitor)
        name, password = fields.get("name", "").strip(), fields.get("password", "")
        errors = {**(missing(name, password) or unfit(name, password))}
        try:
            invited = await accounts.invitations.find(token)
            if not errors:
                return enter(request, await accounts.staff.join(token, name, password, address(request)))
        except NameTaken:
            errors = {"name": "Somebody here signs in with this name. Add a letter or your team"}
        except (InvitationUnknown, LinkUnknown):
            raise WebProblem(404, InvitationUnknown.code) from None
        return pages.page("invitation.html", visitor, 422, name=name, invited=invited, errors=errors)

    @routes.get("/new-password/{token}")
    async def new_password_page(request: Request, token: str) -> Response:
        await estate_of(request).tries.count((SET_UPS, network(request)))
        if not await estate_of(request).accounts.new_passwords.good(token):
            raise WebProblem(404, "new_password_unknown")
        visitor = stranger(request)
        return remember(request, pages.page("new_password.html", visitor, errors={}), visitor)

    @routes.post("/new-password/{token}")
    async def new_password(request: Request, token: str) -> Response:
        await estate_of(request).tries.count((SET_UPS, network(request)))
        visitor = stranger(request)
        password = (await read_form(request, visitor)).get("password", "")
        errors = unfit("", password) if password else {"password": "Enter a new password"}
        if errors:
            return pages.page("new_password.html", visitor, 422, errors=errors)
        try:
            await estate_of(request).accounts.new_passwords.choose(token, password, address(request))
        except LinkUnknown:
            raise WebProblem(404, "new_password_unknown") from None
        return leave(request)

    return routes


def enter(request: Request, entered: SignedIn, towards: str = "") -> Response:
    """Lets somebody in, with a new cookie in the place of those they came with."""
    response = RedirectResponse(towards or "/", 303)
    set_cookie(request, response, SESSION, entered.token)
    drop_cookie(request, response, FORM)
    drop_cookie(request, response, ENTRANCE)
    return response


def leave(request: Request) -> Response:
    """Takes the session's cookie away."""
    response = RedirectResponse("/sign-in", 303)
    drop_cookie(request, response, SESSION)
    # Whoever sits at this browser next finds nothing of what was shown.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _from_the_start(request: Request) -> Response:
    response = RedirectResponse("/sign-in", 303)
    drop_cookie(request, response, ENTRANCE)
    return response
