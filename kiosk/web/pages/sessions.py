"""Who looks at a page, and whether a form comes from it.

Three cookies: one for who is signed in, one for forms before that, one for a way in that is not finished. A form
carries a token made from the cookie, so that another site, which cannot read the cookie, cannot make one; besides,
browsers say where a form comes from.

Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet; Fetch Metadata (W3C).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Literal, cast
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from fastapi import Depends, params
from starlette.requests import Request
from starlette.responses import Response

from kiosk.domain.errors import Refused
from kiosk.domain.roles import EVERYWHERE, Action, Grant, may
from kiosk.interfaces.facts import StaffSession
from kiosk.services import secrets
from kiosk.services.audit import Actor
from kiosk.services.hub import Hub
from kiosk.web.api.callers import estate_of
from kiosk.web.buckets import network_of
from kiosk.web.pages.moments import when
from kiosk.web.problems import WebProblem

Cookie = Literal["foyer-session", "foyer-form", "foyer-entrance"]
AT_SITE = "/sites/{site_id}"
"""Where the pages of a site are."""

SESSION: Cookie = "foyer-session"
FORM: Cookie = "foyer-form"
ENTRANCE: Cookie = "foyer-entrance"

LIVE = "foyer-live"
"""The header that a page's own script sends when it asks for the page anew."""

OWN_PAGES = ("/me/", "/sign-out/")
"""What somebody sees who has to set up a second factor first."""

MOST_FIELDS = 20
TOKEN_FIELD = "form_token"  # noqa: S105 - the name of a field


class SignedOut(Refused, PermissionError):
    """The page is for staff, and nobody is signed in."""

    code = "signed_out"


class SetUpWanted(Refused, PermissionError):
    """Somebody must set up a second factor before they see anything else."""

    code = "set_up_wanted"


class ProofWanted(Refused, PermissionError):
    """What comes next is delicate: somebody proves again who they are, and comes back.

    Args:
        towards: the page they come back to.
    """

    code = "proof_wanted"

    def __init__(self, towards: str) -> None:
        self.towards = towards
        super().__init__()


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at a page.

    Attributes:
        secret: the cookie that their forms are tied to.
        session: theirs, when they are signed in.
        hub: the site whose page it is; `None` at a page of the whole estate.
    """

    secret: str
    session: StaffSession | None
    address: str | None
    hub: Hub | None = None

    @property
    def form_token(self) -> str:
        """What every form of theirs must carry."""
        return hmac.new(self.secret.encode(), b"form", hashlib.sha256).hexdigest()

    @property
    def actor(self) -> Actor:
        """Them, for the audit."""
        if self.session is None:
            return Actor("unknown", None, self.address)
        return Actor(self.session.name, self.session.account_id, self.address)

    @property
    def grants(self) -> tuple[Grant, ...]:
        """What they were granted, anywhere."""
        return () if self.session is None else self.session.grants

    @property
    def at(self) -> str:
        """Where the pages of this site begin."""
        return "" if self.hub is None else f"/sites/{self.hub.site.id}"

    def may(self, action: Action) -> bool:
        """Whether they may do something here; at a page of the estate, at every site."""
        return may(self.grants, action, EVERYWHERE if self.hub is None else self.hub.site.id)

    def when(self, moment: datetime) -> str:
        """A moment by the clock on the site's wall."""
        if self.hub is None:
            raise ValueError("a page of the estate has no wall")
        return when(moment, ZoneInfo(self.hub.site.timezone))


async def signed_in(request: Request) -> Visitor:
    """The member of staff who asks.

    Raises:
        SignedOut: nobody is signed in.
        SetUpWanted: they have to set up a second factor first, and this page is not for that.
    """
    token = cookie(request, SESSION)
    staff = estate_of(request).staff
    # A page that is open asks by itself, and must not keep somebody signed in who has gone home.
    by_itself = LIVE in request.headers or request.headers.get("accept") == "text/event-stream"
    session = await (staff.peek(token) if by_itself else staff.session(token)) if token else None
    if session is None:
        raise SignedOut
    if staff.has_to_set_up(session) and not f"{request.url.path}/".startswith(OWN_PAGES):
        raise SetUpWanted
    return Visitor(token, session, address(request))


Anywhere = Annotated[Visitor, Depends(signed_in)]
"""Somebody signed in, at a page of the whole estate."""


async def at_site(request: Request, visitor: Anywhere) -> Visitor:
    """The same at the site in the address.

    Raises:
        WebProblem: 404; there is no such site, or nothing there was granted to them. Which of these is not told.
    """
    hub = estate_of(request).sites.get(request.path_params["site_id"])
    if hub is None or not any(grant.at(hub.site.id) for grant in visitor.grants):
        raise WebProblem(404, "not_found")
    request.state.hub = hub
    return replace(visitor, hub=hub)


Staff = Annotated[Visitor, Depends(at_site)]
"""Somebody who was granted something at the site whose page it is."""


async def proved(request: Request, visitor: Anywhere) -> None:
    """What a delicate route depends on: that whoever asks proved lately who they are.

    Raises:
        ProofWanted: it was too long ago.
    """
    if visitor.session is None or not estate_of(request).staff.proved(visitor.session):
        raise ProofWanted(request.url.path)


Proved: params.Depends = cast(params.Depends, Depends(proved))


def needs(*actions: Action) -> params.Depends:
    """What a route of a site's page depends on: that whoever asks was granted one of these there."""

    async def check(visitor: Staff) -> None:
        if not any(visitor.may(action) for action in actions):
            raise WebProblem(403, "not_granted")

    return cast(params.Depends, Depends(check))


def needs_everywhere(action: Action) -> params.Depends:
    """What a route of an estate's page depends on: that whoever asks was granted this at every site."""

    async def check(visitor: Anywhere) -> None:
        if not visitor.may(action):
            raise WebProblem(403, "not_granted")

    return cast(params.Depends, Depends(check))


def stranger(request: Request) -> Visitor:
    """Somebody before they sign in; new ones get a cookie with `remember`."""
    return Visitor(cookie(request, FORM) or secrets.token(), None, address(request))


def remember(request: Request, response: Response, visitor: Visitor) -> Response:
    """Gives a stranger the cookie that their form is tied to."""
    set_cookie(request, response, FORM, visitor.secret)
    return response


async def read_form(request: Request, visitor: Visitor, most: int = MOST_FIELDS) -> Mapping[str, str]:
    """The fields of a form that came from our own page.

    Args:
        most: fields it may have.

    Raises:
        WebProblem: 403; it did not, or the cookie is gone. 422; it is not a form.
    """
    if (
        request.headers.get("content-type", "").partition(";")[0].strip().lower()
        != "application/x-www-form-urlencoded"
    ):
        raise WebProblem(422, "form_invalid")
    try:
        text = (await request.body()).decode("utf-8")
        fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=most, errors="strict"))
    except ValueError:
        raise WebProblem(422, "form_invalid") from None
    check_ours(request, visitor, fields)
    return fields


def check_ours(request: Request, visitor: Visitor, fields: Mapping[str, str]) -> None:
    """Nothing, when a form came from our own page.

    Raises:
        WebProblem: 403; it did not, or the cookie is gone.
    """
    if not _from_here(request) or not hmac.compare_digest(
        fields.get(TOKEN_FIELD, "").encode(), visitor.form_token.encode()
    ):
        raise WebProblem(403, "form_expired")


def cookie(request: Request, name: Cookie) -> str:
    """A cookie's value, empty when there is none."""
    return request.cookies.get(_name(request, name), "")


def set_cookie(request: Request, response: Response, name: Cookie, value: str) -> None:
    """Gives the browser a cookie for as long as it is open; scripts cannot read it, other sites cannot send it."""
    response.set_cookie(_name(request, name), value, path="/", secure=_secure(request), httponly=True, samesite="lax")


def drop_cookie(request: Request, response: Response, name: Cookie) -> None:
    """Takes a cookie away."""
    response.delete_cookie(_name(request, name), path="/", secure=_secure(request), httponly=True, samesite="lax")


def address(request: Request) -> str | None:
    """The network address of the browser."""
    return request.client.host if request.client else None


def network(request: Request) -> str:
    """What tries are counted by: the address, or the network that a household has of IPv6."""
    return network_of(address(request))


def _from_here(request: Request) -> bool:
    """Whether the browser says that the form is ours, or says nothing, as old ones do."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


def _secure(request: Request) -> bool:
    return estate_of(request).secure_cookies or request.url.scheme == "https"


def _name(request: Request, name: Cookie) -> str:
    # A browser keeps a __Host- cookie only from this very host over HTTPS, so no neighbour can plant one.
    return f"__Host-{name}" if _secure(request) else name
