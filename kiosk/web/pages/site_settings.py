"""The settings of a site: every part at a glance, and the way back to what its file says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from kiosk.domain.directory_languages import language_name
from kiosk.domain.overlays import Part, part_of
from kiosk.domain.roles import Action
from kiosk.services.sites import ChangedMeanwhile, NotChanged, SiteView
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import site_alerts, site_hosts, site_look, site_opening, site_rows, site_safety, site_visits
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, needs, read_form
from kiosk.web.pages.site_parts import ABOUT, SEAL, lacks_welsh, saved, seal_of
from kiosk.web.problems import WebProblem


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/settings")

    @routes.get("", dependencies=[needs(Action.EDIT_SITE, Action.EDIT_MESSAGES)])
    async def listed(request: Request, visitor: Staff) -> Response:
        view = hub_of(request).sites.current()
        mine = [part for part, about in ABOUT.items() if visitor.may(about.action)]
        return pages.page(
            "site_settings.html",
            visitor,
            view=view,
            rows=[(part, ABOUT[part], summary(view, part), view.changes.get(part)) for part in mine],
            lacking=_lacking(view),
            saved=_named(request.query_params.get("saved")),
        )

    @routes.get("/{part}/restore")
    async def restore_page(request: Request, part: Allowed, visitor: Staff) -> Response:
        view = hub_of(request).sites.current()
        if part not in view.changes:
            raise WebProblem(404, NotChanged.code)
        below = SiteView(
            view.site, view.file, view.file, {}, view.forms, view.forms, view.catalogue
        )  # what it would be
        return pages.page(
            "site_restore.html",
            visitor,
            part=part,
            about=ABOUT[part],
            change=view.changes[part],
            now=summary(view, part),
            then=summary(below, part),
            seal=seal_of(view, part),
        )

    @routes.post("/{part}/restore")
    async def restore(request: Request, part: Allowed, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        try:
            await hub_of(request).sites.restore(part, fields.get(SEAL, ""), visitor.actor)
        except NotChanged as error:
            raise WebProblem(404, error.code) from None
        except ChangedMeanwhile as error:
            raise WebProblem(409, error.code) from None
        return saved(visitor, part)

    site_look.add(routes, pages)
    site_opening.add(routes, pages)
    site_alerts.add(routes, pages)
    site_hosts.add(routes, pages)
    site_rows.add(routes, pages)
    site_safety.add(routes, pages)
    site_visits.add(routes, pages)
    return routes


async def allowed(part: str, visitor: Staff) -> Part:
    """The part in the address, when whoever asks may change it."""
    found = _named(part)
    if found is None:
        raise WebProblem(404, "not_found")
    if not visitor.may(ABOUT[found].action):
        raise WebProblem(403, "not_granted")
    return found


Allowed = Annotated[Part, Depends(allowed)]


def _named(name: str | None) -> Part | None:
    return next((part for part in Part if part == name), None)


# --- in words -------------------------------------------------------------------------------------------------------


def summary(view: SiteView, part: Part) -> list[str]:
    """A part in a few lines."""
    document = part_of(view.document, part)
    match part:
        case Part.WORDING:
            names = [_english(document.get("name")), _english(document.get("council"))]
            return [*names, *(_english(document[key]) for key in ("greeting", "run_by", "privacy") if document[key])]
        case Part.THEME:
            brand = _table(document["brand"])
            return [str(colour) for colour in (brand.get("colour"), brand.get("dark"), brand.get("accent")) if colour]
        case Part.LOGO:
            return [_english(_table(document["logo"]).get("alt"))] if document["logo"] else ["No logo"]
        case Part.LANGUAGES:
            return [", then ".join(language_name(str(each)) for each in _list(document["languages"]))]
        case Part.FORMS:
            return [site_look.form_name(form) for form in view.offered] or ["None"]
        case Part.OPENING:
            return site_opening.in_words(document["opening"])
        case Part.CLOSURES:
            return [site_opening.closure_in_words(row) for row in _list(document["closures"])] or ["None planned"]
        case Part.CONTACTS | Part.EMERGENCY:
            rows = _list(document["contacts" if part is Part.CONTACTS else "emergency"])
            return [f"{_english(_table(row).get('name'))}: {_table(row).get('number')}" for row in rows]
        case Part.ALERTS:
            return site_alerts.in_words(document["alerts"])
        case Part.SAFETY:
            return [_english(each) for each in _table(document["safety"]).values() if each] or ["Nobody has said"]
        case Part.HOSTS:
            return site_hosts.in_words(document["hosts"])
        case Part.VISITS:
            return site_visits.in_words(document["visits"])
        case Part.VISITOR_TYPES:
            return [_english(_table(row).get("name")) for row in _list(document["visitor_types"])] or ["None"]
        case Part.VISITOR_NOTICES:
            return [_english(_table(row).get("title")) for row in _list(document["visitor_notices"])] or ["None"]
        case Part.ROOMS:
            return [_english(_table(row).get("name")) for row in _list(document["rooms"])] or ["None"]
        case Part.MESSAGES:
            return [str(_table(row).get("en")) for row in _list(document["notices"])] or ["None"]


def _lacking(view: SiteView) -> list[str]:
    """Where Welsh is missing, for those who may be unaware of it."""
    texts: list[tuple[str, object]] = [
        *((ABOUT[Part.MESSAGES].title, row) for row in _list(view.document.get("notices"))),
        *((ABOUT[Part.CLOSURES].title, _table(row).get("words")) for row in _list(view.document.get("closures"))),
        *((ABOUT[Part.CONTACTS].title, _table(row).get("name")) for row in _list(view.document.get("contacts"))),
        *((ABOUT[Part.EMERGENCY].title, _table(row).get("name")) for row in _list(view.document.get("emergency"))),
        *((ABOUT[Part.SAFETY].title, row) for row in _table(view.document.get("safety")).values()),
        *((ABOUT[Part.VISITS].title, row) for row in [_table(view.document.get("visits")).get("directions")]),
        *(
            (ABOUT[Part.VISITOR_TYPES].title, _table(row).get("name"))
            for row in _list(view.document.get("visitor_types"))
        ),
        *(
            (ABOUT[Part.VISITOR_NOTICES].title, _table(row).get(key))
            for row in _list(view.document.get("visitor_notices"))
            for key in ("title", "words")
        ),
        *(
            (ABOUT[Part.ROOMS].title, _table(row).get(key))
            for row in _list(view.document.get("rooms"))
            for key in ("name", "where", "access")
        ),
        *(
            (ABOUT[Part.WORDING].title, view.document.get(k))
            for k in ("name", "council", "greeting", "run_by", "privacy")
        ),
    ]
    return list(dict.fromkeys(title for title, text in texts if lacks_welsh(view, text)))


def _english(words: object) -> str:
    return str(_table(words).get("en") or "")


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []
