"""Who is told that a visitor waits when no host comes: the contact centre, and a chat."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response

from kiosk.domain import host_rules, telephones
from kiosk.domain.alerts import is_email
from kiosk.domain.host_rules import MOST, HostRules, HostRulesRefused
from kiosk.domain.messages import Channel
from kiosk.domain.overlays import Part
from kiosk.domain.roles import Action
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, needs, read_form
from kiosk.web.pages.site_parts import ABOUT, Errors, Fields, keep, saved, seal_of

STYLES: Final = {"teams": "Microsoft Teams", "slack": "Slack"}


def add(routes: APIRouter, pages: Pages) -> None:
    """Adds the routes."""
    may = [needs(Action.EDIT_SITE)]

    async def show(request: Request, visitor: Visitor, values: Fields, errors: Errors) -> Response:
        hub = hub_of(request)
        view = hub.sites.current()
        takes = hub.messages.takes
        return pages.page(
            "site_hosts.html",
            visitor,
            422 if errors else 200,
            part=Part.HOSTS,
            about=ABOUT[Part.HOSTS],
            change=view.changes.get(Part.HOSTS),
            seal=seal_of(view, Part.HOSTS),
            values=values,
            errors=errors,
            mail=takes(Channel.NOTICE) or takes(Channel.EMAIL),
            texts=takes(Channel.SMS),
            chat=hub.sites.hosts.chat,
            whose=STYLES[hub.sites.hosts.style],
        )

    @routes.get("/hosts", dependencies=may)
    async def hosts_page(request: Request, visitor: Staff) -> Response:
        return await show(request, visitor, _typed(hub_of(request).sites.hosts), {})

    @routes.post("/hosts", dependencies=may)
    async def change(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        errors: Errors = {}
        emails = fields.get("emails", "").split()
        texts = [" ".join(line.split()) for line in fields.get("texts", "").splitlines() if line.strip()]
        if unread := [each for each in emails if not is_email(each)]:
            errors["emails"] = f"“{unread[0][:80]}” is no e-mail address. Write one address on each line"
        elif len(emails) > MOST:
            errors["emails"] = f"Enter {MOST} addresses or fewer"
        if unfit := [each for each in texts if host_rules.unfit(each)]:
            errors["texts"] = f"“{unfit[0][:40]}” is no number that can be written to. Write one number on each line"
        elif len(texts) > MOST:
            errors["texts"] = f"Enter {MOST} numbers or fewer"
        if not errors:
            # Only the operator knows which programs there are: what the file names stays.
            known = hub_of(request).sites.hosts
            named = {"emails": emails, "texts": texts, "chat": known.chat, "style": known.style}
            errors = await keep(request, visitor, Part.HOSTS, {"hosts": named}, fields)
        if errors:
            return await show(request, visitor, fields, errors)
        return saved(visitor, Part.HOSTS)


def in_words(document: object) -> list[str]:
    """Who is told, in a few lines."""
    try:
        wanted = host_rules.read(document)
    except HostRulesRefused:
        wanted = host_rules.NOBODY
    told = [*wanted.emails, *map(telephones.shown, wanted.texts)]
    if wanted.chat:
        told.append(f"The chat “{wanted.chat}” ({STYLES[wanted.style]})")
    return told or ["Nobody: visitors are told whom to ring"]


def _typed(wanted: HostRules) -> dict[str, str]:
    return {"emails": "\n".join(wanted.emails), "texts": "\n".join(wanted.texts)}
