"""Somebody's own account: password, second factor, recovery codes, where they are signed in."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from kiosk.interfaces.facts import StaffSession
from kiosk.services.second_factor import CodeRefused, NoFactor, Offer
from kiosk.services.staff import SignInRefused
from kiosk.web.api.callers import estate_of
from kiosk.web.limits import PROOFS
from kiosk.web.pages.entrance import leave
from kiosk.web.pages.grants import in_words
from kiosk.web.pages.identity import within
from kiosk.web.pages.me_pin import may_have
from kiosk.web.pages.passwords import unfit
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Anywhere, Proved, SignedOut, Visitor, read_form
from kiosk.web.problems import WebProblem
from kiosk.web.qr import qr

_WRONG_CODE = "That code is not right, or was used before. Wait for the next one and try again"


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    def offered(visitor: Visitor, offer: Offer, *, forced: bool, errors: dict[str, str]) -> Response:
        key = " ".join(offer.secret[at : at + 4] for at in range(0, len(offer.secret), 4))
        picture = qr(offer.uri, "The key for your authenticator app")
        status = 403 if errors else 200
        replacing = _session(visitor).second_factor
        return pages.page(
            "me_second_factor.html",
            visitor,
            status,
            key=key,
            picture=picture,
            forced=forced,
            replacing=replacing,
            errors=errors,
        )

    @routes.get("/me")
    async def me(request: Request, visitor: Anywhere) -> Response:
        estate, session = estate_of(request), _session(visitor)
        return pages.page(
            "me.html",
            visitor,
            roles=await in_words(estate, session.grants),
            standing=await estate.accounts.factors.standing(session.account_id),
            required=estate.staff.needs_second_factor(session),
            sessions=await estate.accounts.people.sessions(session.account_id),
            may_have_pin=may_have(session.grants),
            pin=await estate.accounts.terminal_pins.has(session.account_id),
        )

    @routes.get("/me/password")
    async def password_page(visitor: Anywhere) -> Response:
        _local(visitor)
        return pages.page("me_password.html", visitor, errors={})

    @routes.post("/me/password")
    async def password(request: Request, visitor: Anywhere) -> Response:
        session = _local(visitor)
        fields = await read_form(request, visitor)
        current, new = fields.get("current", ""), fields.get("password", "")
        errors = {**unfit(session.name, new)} if new else {"password": "Enter a new password"}
        if not current:
            errors = {"current": "Enter the password you have now"} | errors
        if not errors:
            await estate_of(request).tries.count((PROOFS, str(session.account_id)))
            try:
                await estate_of(request).accounts.own.change_password(
                    visitor.actor, session.account_id, visitor.secret, current, new
                )
            except SignInRefused:
                errors = {"current": "That is not the password you have now"}
            else:
                return RedirectResponse("/me", 303)
        return pages.page("me_password.html", visitor, 422, errors=errors)

    async def offer_page(request: Request, visitor: Anywhere) -> Response:
        session, estate = _local(visitor), estate_of(request)
        offer = await estate.accounts.factors.offer(session.account_id, session.name)
        return offered(visitor, offer, forced=estate.staff.has_to_set_up(session), errors={})

    async def confirm(request: Request, visitor: Anywhere) -> Response:
        session, estate = _local(visitor), estate_of(request)
        typed = (await read_form(request, visitor)).get("code", "").strip()
        await estate_of(request).tries.count((PROOFS, str(session.account_id)))
        try:
            codes = await estate.accounts.factors.confirm(visitor.actor, session.account_id, typed)
        except (CodeRefused, NoFactor):
            offer = await estate.accounts.factors.offer(session.account_id, session.name)
            forced = estate.staff.has_to_set_up(session)
            return offered(visitor, offer, forced=forced, errors={"code": _WRONG_CODE})
        secured = replace(visitor, session=replace(session, second_factor=True))
        return pages.page("me_recovery_codes.html", secured, codes=codes)

    # The same page by two addresses: somebody who has a second factor means to have another.
    for path in ("/me/second-factor", "/me/second-factor/replace"):
        routes.add_api_route(path, offer_page, methods=["GET"], dependencies=[Proved])
        routes.add_api_route(path, confirm, methods=["POST"], dependencies=[Proved])

    @routes.get("/me/second-factor/remove", dependencies=[Proved])
    async def remove_page(request: Request, visitor: Anywhere) -> Response:
        _may_do_without(request, visitor)
        question = {
            "title": "Remove your second factor",
            "lines": ["From then on your password alone lets somebody in."],
            "button": "Remove it",
            "other": "Keep it",
            "back": "/me",
        }
        return pages.page("person_confirm.html", visitor, question=question)

    @routes.post("/me/second-factor/remove", dependencies=[Proved])
    async def remove(request: Request, visitor: Anywhere) -> Response:
        session = _may_do_without(request, visitor)
        await read_form(request, visitor)
        await estate_of(request).accounts.own.remove_second_factor(visitor.actor, session.account_id)
        return RedirectResponse("/me", 303)

    @routes.get("/me/recovery-codes", dependencies=[Proved])
    async def codes_page(visitor: Anywhere) -> Response:
        _local(visitor)
        question = {
            "title": "Make new recovery codes",
            "lines": ["The codes you have on paper end. You get ten new ones."],
            "button": "Make new codes",
            "other": "Keep those I have",
            "back": "/me",
        }
        return pages.page("person_confirm.html", visitor, question=question)

    @routes.post("/me/recovery-codes", dependencies=[Proved])
    async def codes(request: Request, visitor: Anywhere) -> Response:
        session = _local(visitor)
        await read_form(request, visitor)
        try:
            made = await estate_of(request).accounts.factors.renew_codes(visitor.actor, session.account_id)
        except NoFactor:
            return RedirectResponse("/me", 303)
        return pages.page("me_recovery_codes.html", visitor, codes=made)

    @routes.get("/me/prove")
    async def prove_page(request: Request, visitor: Anywhere, towards: Annotated[str, Query()] = "/") -> Response:
        label = estate_of(request).accounts.label
        return pages.page("me_prove.html", visitor, towards=within(towards), label=label, errors={})

    @routes.post("/me/prove")
    async def prove(request: Request, visitor: Anywhere) -> Response:
        session = _local(visitor)
        fields = await read_form(request, visitor)
        towards, typed = within(fields.get("towards", "/")), fields.get("proof", "")
        await estate_of(request).tries.count((PROOFS, str(session.account_id)))
        try:
            await estate_of(request).accounts.own.prove(visitor.actor, session, visitor.secret, typed.strip())
        except CodeRefused:
            errors = {"proof": _WRONG_CODE}
        except SignInRefused:
            errors = {"proof": "That is not your password"}
        else:
            return RedirectResponse(towards, 303)
        return pages.page("me_prove.html", visitor, 403, towards=towards, label="", errors=errors)

    @routes.post("/me/sessions/{session_id}/end")
    async def end(request: Request, session_id: UUID, visitor: Anywhere) -> Response:
        await read_form(request, visitor)
        account_id = _session(visitor).account_id
        await estate_of(request).accounts.own.end_session(visitor.actor, account_id, session_id)
        return RedirectResponse("/me", 303)

    @routes.post("/me/sign-out-everywhere")
    async def everywhere(request: Request, visitor: Anywhere) -> Response:
        session = _session(visitor)
        await read_form(request, visitor)
        await estate_of(request).accounts.own.sign_out_everywhere(visitor.actor, session.account_id)
        return leave(request)

    return routes


def _session(visitor: Visitor) -> StaffSession:
    if visitor.session is None:
        raise SignedOut
    return visitor.session


def _local(visitor: Visitor) -> StaffSession:
    """Their session, when their password and second factor are looked after here."""
    session = _session(visitor)
    if session.by_directory:
        raise WebProblem(403, "by_directory")
    return session


def _may_do_without(request: Request, visitor: Visitor) -> StaffSession:
    session = _local(visitor)
    if estate_of(request).staff.needs_second_factor(session):
        raise WebProblem(403, "second_factor_needed")
    return session
