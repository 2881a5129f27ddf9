"""Where people gather in an emergency, as staff change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request, Response

from kiosk.domain.overlays import Part
from kiosk.domain.roles import Action
from kiosk.services.sites import SiteView
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, needs, read_form
from kiosk.web.pages.site_parts import ABOUT, Errors, Fields, keep, saved, seal_of, typed_words, words

LONGEST: Final = 120
"""Characters: three lines in the largest letters."""


def add(routes: APIRouter, pages: Pages) -> None:
    """Adds the routes."""
    may = [needs(Action.EDIT_SITE)]

    def show(visitor: Visitor, view: SiteView, values: Fields, errors: Errors) -> Response:
        return pages.page(
            "site_safety.html",
            visitor,
            422 if errors else 200,
            view=view,
            part=Part.SAFETY,
            about=ABOUT[Part.SAFETY],
            change=view.changes.get(Part.SAFETY),
            seal=seal_of(view, Part.SAFETY),
            values=values,
            errors=errors,
        )

    @routes.get("/safety", dependencies=may)
    async def safety_page(request: Request, visitor: Staff) -> Response:
        view = hub_of(request).sites.current()
        known = view.document.get("safety")
        said = known if isinstance(known, Mapping) else {}
        values = typed_words("assembly", said.get("assembly")) | typed_words("way_out", said.get("way_out"))
        return show(visitor, view, values, {})

    @routes.post("/safety", dependencies=may)
    async def safety(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        errors: Errors = {}
        way_out = words(fields, "way_out", "the way out", errors, wanted=False, longest=LONGEST)
        assembly = words(
            fields, "assembly", "where people gather", errors, wanted=way_out is not None, longest=LONGEST
        )
        said = {"assembly": assembly, "way_out": way_out}
        if not errors:
            errors = await keep(request, visitor, Part.SAFETY, {"safety": said if assembly else None}, fields)
        return (
            show(visitor, hub_of(request).sites.current(), fields, errors) if errors else saved(visitor, Part.SAFETY)
        )
