"""Sending somebody a link to a form, by e-mail or text message: for who is on the telephone, or at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.languages import NAMES
from kiosk.domain.messages import Channel
from kiosk.domain.roles import Action
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, needs, read_form

LABELS: Final[Mapping[tuple[Channel, ...], str]] = {
    (Channel.EMAIL,): "Email address",
    (Channel.SMS,): "Mobile number",
    (Channel.EMAIL, Channel.SMS): "Email address or mobile number",
}


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    async def page(
        request: Request, visitor: Visitor, typed: Mapping[str, str], errors: Mapping[str, str]
    ) -> Response:
        hub = hub_of(request)
        return pages.page(
            "form_link.html",
            visitor,
            422 if errors else 200,
            offered=await hub.forms.known_offered(),
            speaks=[(tag, NAMES[tag]) for tag in hub.site.languages if tag in NAMES],
            label=LABELS.get(hub.form_links.ways),
            public=hub.site.public_url,
            typed=typed,
            errors=errors,
            banner="It is on its way." if request.query_params.get("done") == "sent" else "",
        )

    @routes.get("/send-a-form", dependencies=[needs(Action.WORK_ON_SUBMISSIONS)])
    async def ask(request: Request, visitor: Staff) -> Response:
        return await page(request, visitor, {}, {})

    @routes.post("/send-a-form", dependencies=[needs(Action.WORK_ON_SUBMISSIONS)])
    async def send(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        hub = hub_of(request)
        form = next((each for each in await hub.forms.known_offered() if each.id == fields.get("form")), None)
        language = fields.get("language", "")
        to = hub.form_links.read(fields.get("to", "")[:300])
        errors: dict[str, str] = {}
        if form is None:
            errors["form"] = "Choose a form"
        if language not in hub.site.languages:
            errors["language"] = "Choose a language"
        if to is None:
            errors["to"] = f"Enter {_an(LABELS.get(hub.form_links.ways, 'address'))} that messages can go to"
        if form is None or to is None or errors:
            return await page(request, visitor, fields, errors)
        await hub.form_links.to_form(to, form, language, visitor.actor)
        return RedirectResponse(f"{visitor.at}/send-a-form?done=sent", 303)

    return routes


def _an(label: str) -> str:
    words = label[0].lower() + label[1:]
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
