"""Who is told when something at a terminal needs somebody, and when they are left in peace."""

from __future__ import annotations

from datetime import time
from typing import Final

from fastapi import APIRouter, Request, Response

from kiosk.domain import alerts
from kiosk.domain.alerts import AlertsRefused, Wanted
from kiosk.domain.messages import Channel
from kiosk.domain.overlays import Part
from kiosk.domain.roles import Action
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import message_words
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, needs, read_form
from kiosk.web.pages.site_parts import ABOUT, Errors, Fields, keep, saved, seal_of

LATEST: Final = 6
"""Messages that the page shows, the newest first."""


def add(routes: APIRouter, pages: Pages) -> None:
    """Adds the routes."""
    may = [needs(Action.EDIT_SITE)]

    async def show(request: Request, visitor: Visitor, values: Fields, errors: Errors) -> Response:
        hub = hub_of(request)
        view = hub.sites.current()
        return pages.page(
            "site_alerts.html",
            visitor,
            422 if errors else 200,
            part=Part.ALERTS,
            about=ABOUT[Part.ALERTS],
            change=view.changes.get(Part.ALERTS),
            seal=seal_of(view, Part.ALERTS),
            values=values,
            errors=errors,
            mail=hub.messages.takes(Channel.ALERT),
            webhook=hub.sites.alerts.webhook,
            latest=await hub.messages.alerts(LATEST),
            message_words=message_words,
        )

    @routes.get("/alerts", dependencies=may)
    async def alerts_page(request: Request, visitor: Staff) -> Response:
        return await show(request, visitor, _typed(hub_of(request).sites.alerts), {})

    @routes.post("/alerts", dependencies=may)
    async def change(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        errors: Errors = {}
        emails = fields.get("emails", "").split()
        if unread := [each for each in emails if not alerts.is_email(each)]:
            errors["emails"] = f"“{unread[0][:80]}” is no e-mail address. Write one address on each line"
        elif len(emails) > alerts.MOST_EMAILS:
            errors["emails"] = f"Enter {alerts.MOST_EMAILS} addresses or fewer"
        quiet = [fields.get(each, "").strip() for each in ("quiet_from", "quiet_until")]
        if any(quiet):
            try:
                alerts.read({"quiet": quiet})
            except AlertsRefused:
                errors["quiet_from"] = "Enter from when and until when, such as 22:00 and 06:30, or leave both empty"
        if not errors:
            # Only the operator knows which programs there are: what the file names stays.
            named = {
                "emails": emails,
                "webhook": hub_of(request).sites.alerts.webhook,
                "quiet": quiet if any(quiet) else None,
            }
            errors = await keep(request, visitor, Part.ALERTS, {"alerts": named}, fields)
        if errors:
            return await show(request, visitor, fields, errors)
        return saved(visitor, Part.ALERTS)


def in_words(document: object) -> list[str]:
    """Who is told, in a few lines."""
    try:
        wanted = alerts.read(document)
    except AlertsRefused:
        return ["Nobody"]
    told = [*wanted.emails, *([f"The program “{wanted.webhook}”"] if wanted.webhook else [])]
    if wanted.quiet is not None:
        told.append(f"Not between {_clock(wanted.quiet[0])} and {_clock(wanted.quiet[1])}")
    return told if wanted.emails or wanted.webhook else ["Nobody"]


def _typed(wanted: Wanted) -> dict[str, str]:
    first, last = ("", "") if wanted.quiet is None else map(_clock, wanted.quiet)
    return {"emails": "\n".join(wanted.emails), "quiet_from": first, "quiet_until": last}


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
