"""The way in by the council's directory: there and back."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from kiosk.services.identity import DirectoryAway, DirectorySignIn, IdentityRefused, NoRole
from kiosk.web.api.callers import estate_of
from kiosk.web.limits import DIRECTORY
from kiosk.web.pages.entrance import enter
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import ENTRANCE, SESSION, address, cookie, drop_cookie, network, set_cookie
from kiosk.web.problems import WebProblem

_PATH = re.compile(r"/(?:[A-Za-z0-9_.@:*-][A-Za-z0-9_.@:*/-]{0,180})?")


def within(path: str) -> str:
    """A path of this hub that somebody wants to go to; what could lead elsewhere becomes the front page."""
    return path if _PATH.fullmatch(path) else "/"


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/sign-in/directory")
    async def go(
        request: Request, again: Annotated[bool, Query()] = False, towards: Annotated[str, Query()] = "/"
    ) -> Response:
        await estate_of(request).tries.count((DIRECTORY, network(request)))
        try:
            departure = await _directory(request).begin(within(towards), again=again)
        except DirectoryAway as error:
            raise WebProblem(503, error.code) from None
        response = RedirectResponse(departure.address, 303)
        set_cookie(request, response, ENTRANCE, departure.token)
        return response

    @routes.get("/sign-in/directory/answer")
    async def answer(
        request: Request, state: Annotated[str, Query()] = "", code: Annotated[str | None, Query()] = None
    ) -> Response:
        await estate_of(request).tries.count((DIRECTORY, network(request)))
        replacing = cookie(request, SESSION) or None
        try:
            arrived = await _directory(request).finish(
                cookie(request, ENTRANCE), state, code, address(request), replacing
            )
        except (IdentityRefused, NoRole) as error:
            known = NoRole.code if isinstance(error, NoRole) else IdentityRefused.code
            words = error.code if error.code in _TOLD else known
            response: Response = pages.trouble(403, words)
            drop_cookie(request, response, ENTRANCE)
            return response
        except DirectoryAway as error:
            raise WebProblem(503, DirectoryAway.code) from error
        return enter(request, arrived.signed_in, within(arrived.towards))

    return routes


_TOLD = frozenset({"groups_left_out", "account_removed", "not_asked_for", "directory_said_no"})
"""Codes that somebody can do something about. Of the others only the audit tells."""


def _directory(request: Request) -> DirectorySignIn:
    found = estate_of(request).accounts.directory
    if found is None:
        raise WebProblem(404, "not_found")
    return found
