"""The way in: the first account, signing in and signing out."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.services import staff
from kiosk.services.staff import LinkUnknown, SignedIn, SignInRefused
from kiosk.web.api.callers import estate_of
from kiosk.web.limits import SET_UPS, SIGN_INS_BY_ACCOUNT, SIGN_INS_BY_ADDRESS, Limits
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import (
    FORM,
    SESSION,
    address,
    cookie,
    drop_cookie,
    read_form,
    remember,
    set_cookie,
    signed_in,
    stranger,
)
from kiosk.web.problems import WebProblem


def router(pages: Pages, limits: Limits) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/favicon.ico")
    async def icon() -> Response:
        # Browsers ask for one by themselves; none is better than a page that says "not found" for every page.
        return Response(status_code=204)

    @routes.get("/sign-in")
    async def sign_in_page(request: Request) -> Response:
        visitor = stranger(request)
        return remember(request, pages.page("sign_in.html", visitor, name="", errors={}), visitor)

    @routes.post("/sign-in")
    async def sign_in(request: Request) -> Response:
        visitor = stranger(request)
        fields = await read_form(request, visitor)
        name, password = fields.get("name", "").strip(), fields.get("password", "")
        errors = _missing(name, password)
        status = 422
        if not errors:
            limits.count(SIGN_INS_BY_ADDRESS, "sign_in_address", address(request) or "")
            limits.count(SIGN_INS_BY_ACCOUNT, "sign_in_account", staff.name_key(name))
            try:
                entered = await estate_of(request).staff.sign_in(
                    name, password, address(request), cookie(request, SESSION) or None
                )
            except SignInRefused:
                errors, status = {"name": "The name and password do not match. Check both and try again"}, 403
            else:
                limits.forget(SIGN_INS_BY_ACCOUNT, "sign_in_account", staff.name_key(name))
                return _enter(request, entered)
        return pages.page("sign_in.html", visitor, status, name=name, errors=errors)

    @routes.post("/sign-out")
    async def sign_out(request: Request) -> Response:
        visitor = await signed_in(request)
        await read_form(request, visitor)
        await estate_of(request).staff.sign_out(visitor.secret, visitor.actor)
        response = RedirectResponse("/sign-in", 303)
        drop_cookie(request, response, SESSION)
        # Whoever sits at this browser next finds nothing of what was shown.
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    @routes.get("/set-up/{token}")
    async def set_up_page(request: Request, token: str) -> Response:
        limits.count(SET_UPS, "set_up", address(request) or "")
        if not await estate_of(request).staff.link_good(token):
            raise WebProblem(404, LinkUnknown.code)
        visitor = stranger(request)
        return remember(request, pages.page("set_up.html", visitor, name="", errors={}), visitor)

    @routes.post("/set-up/{token}")
    async def set_up(request: Request, token: str) -> Response:
        limits.count(SET_UPS, "set_up", address(request) or "")
        visitor = stranger(request)
        fields = await read_form(request, visitor)
        name, password = fields.get("name", "").strip(), fields.get("password", "")
        if errors := _missing(name, password) or _unfit(name, password):
            return pages.page("set_up.html", visitor, 422, name=name, errors=errors)
        try:
            entered = await estate_of(request).staff.set_up(token, name, password, address(request))
        except LinkUnknown as error:
            raise WebProblem(404, error.code) from None
        return _enter(request, entered)

    return routes


def _enter(request: Request, entered: SignedIn) -> Response:
    response = RedirectResponse("/", 303)
    set_cookie(request, response, SESSION, entered.token)
    drop_cookie(request, response, FORM)
    return response


def _missing(name: str, password: str) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not name:
        errors["name"] = "Enter your name"
    if not password:
        errors["password"] = "Enter your password"  # noqa: S105 - words for a person
    return errors


def _unfit(name: str, password: str) -> Mapping[str, str]:
    if len(name) > staff.LONGEST_NAME or not name.isprintable():
        return {"name": f"Name must be {staff.LONGEST_NAME} characters or fewer, on one line"}
    if len(password) < staff.SHORTEST_PASSWORD:
        return {"password": f"Password must be {staff.SHORTEST_PASSWORD} characters or more"}
    if len(password) > staff.LONGEST_PASSWORD:
        return {"password": f"Password must be {staff.LONGEST_PASSWORD} characters or fewer"}
    if len(set(password)) < 5 or name.casefold() == password.casefold():
        return {"password": "Password is too easy to guess. Three random words work well"}
    return {}
