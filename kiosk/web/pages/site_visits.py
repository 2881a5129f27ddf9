"""Whether people check in at a site, who takes care of them, and how they find the door."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from kiosk.domain.directory import Team, Tenant
from kiosk.domain.overlays import Part
from kiosk.domain.roles import Action
from kiosk.domain.visit_settings import LONGEST_RELEASE, RELEASE_AFTER
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, needs, read_form
from kiosk.web.pages.site_parts import ABOUT, Errors, Fields, keep, saved, seal_of, typed_words, words

LONGEST_DIRECTIONS = 500


def add(routes: APIRouter, pages: Pages) -> None:
    """Adds the routes."""
    may = [needs(Action.EDIT_SITE)]

    async def show(request: Request, visitor: Visitor, values: Fields, errors: Errors) -> Response:
        hub = hub_of(request)
        view = hub.sites.current()
        book = await hub.directory.book()
        names = [each.title.en for each in (*book.every(Team), *book.every(Tenant))]
        chosen = values.get("recipient", "")
        return pages.page(
            "site_visits.html",
            visitor,
            422 if errors else 200,
            part=Part.VISITS,
            about=ABOUT[Part.VISITS],
            change=view.changes.get(Part.VISITS),
            seal=seal_of(view, Part.VISITS),
            values=values,
            errors=errors,
            recipients=[(name, name) for name in dict.fromkeys(names)],
            gone=bool(chosen) and chosen not in names,
            types=bool(view.site.visits.types),
        )

    @routes.get("/visits", dependencies=may)
    async def visits_page(request: Request, visitor: Staff) -> Response:
        visits = hub_of(request).sites.current().document.get("visits")
        known = visits if isinstance(visits, Mapping) else {}
        values = {
            "on": "yes" if known.get("on") else "",
            "walk_ins": "" if known.get("walk_ins") is False else "yes",
            "recipient": str(known.get("recipient") or ""),
            "release_after": str(known.get("release_after", RELEASE_AFTER)),
            **typed_words("directions", known.get("directions")),
        }
        return await show(request, visitor, values, {})

    @routes.post("/visits", dependencies=may)
    async def change(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        errors: Errors = {}
        document = {
            "on": bool(fields.get("on")),
            "walk_ins": bool(fields.get("walk_ins")),
            "recipient": fields.get("recipient", "").strip()[:200],
            "directions": words(
                fields, "directions", "how to find the door", errors, wanted=False, longest=LONGEST_DIRECTIONS
            ),
            "release_after": _minutes(fields, errors),
        }
        if document["on"] and not hub_of(request).site.visits.types:
            errors["on"] = "Add a type of visitor first"
        if not errors:
            errors = await keep(request, visitor, Part.VISITS, {"visits": document}, fields)
            if not errors:
                return saved(visitor, Part.VISITS)
        return await show(request, visitor, fields, errors)


def _minutes(fields: Fields, errors: Errors) -> int:
    typed = fields.get("release_after", "").strip()
    if typed.isascii() and typed.isdigit() and len(typed) < 4 and int(typed) <= LONGEST_RELEASE:
        return int(typed)
    errors["release_after"] = f"Enter minutes from 0 to {LONGEST_RELEASE}"
    return RELEASE_AFTER


def in_words(visits: object) -> list[str]:
    """How visitors are received, in a few lines."""
    known = visits if isinstance(visits, Mapping) else {}
    if not known.get("on"):
        return ["People do not check in here"]
    lines = ["People check in here"]
    if known.get("walk_ins") is False:
        lines.append("Only whom somebody expects")
    recipient = known.get("recipient")
    return [
        *lines,
        f"Who knows nobody here: {recipient}" if recipient else "Nobody takes care of who knows nobody here",
    ]
