"""Pages out of templates: GOV.UK components, with Foyer's own type, colour and header."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, pass_context
from jinja2.runtime import Context
from starlette.responses import HTMLResponse

from kiosk.domain.directory_languages import language_name
from kiosk.domain.roles import EVERYWHERE, Action, may
from kiosk.services.estate import Estate
from kiosk.web.edge import HEADERS, POLICY
from kiosk.web.pages import words
from kiosk.web.pages.filters import options
from kiosk.web.pages.lamps import LAMPS
from kiosk.web.pages.moments import when
from kiosk.web.pages.navigation import menu
from kiosk.web.pages.sessions import TOKEN_FIELD, Visitor

STYLESHEET = "web/foyer.css"
SCRIPT = "web/live.js"
WITH_SCRIPT = f"{HEADERS[POLICY]}; script-src 'self'; connect-src 'self'"
"""The policy of a page with our own script: from a file of ours, and it may ask this hub only."""


@functools.cache
def _environment(assets: Path) -> Environment:
    """The templates, each compiled once however many hubs there are in a process."""
    templates = Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("kiosk.web.pages"),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        auto_reload=False,  # they come with the program
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["when"] = _when
    templates.globals |= {
        "style": f"/static/{STYLESHEET}?v={_version(assets / STYLESHEET)}",
        "script": f"/static/{SCRIPT}?v={_version(assets / SCRIPT)}",
        "token_field": TOKEN_FIELD,
        "states": words.STATES,
        "role_names": words.ROLES,
        "delivery_states": words.DELIVERY_STATES,
        "reason": words.reason,
        "action": words.action,
        "outcomes": words.OUTCOMES,
        "subject_path": words.subject_path,
        "lamps": LAMPS,
        "options": options,
        "language_name": language_name,
    }
    return templates


class Pages:
    """Renders the pages of an estate."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate
        self._templates = _environment(estate.assets)

    def page(self, template: str, visitor: Visitor | None, status: int = 200, **values: object) -> HTMLResponse:
        """A page. Everything put into it is escaped."""
        first = next(iter(self._estate.sites.values()))
        only = first if len(self._estate.sites) == 1 else None
        place: dict[str, object] = {"site": only and only.site, "at": "", "menu": [], "zone": first.site.timezone}
        if visitor is not None and visitor.session is not None:
            found = self._estate.visible_to(visitor.session)
            place["several"] = len(found) > 1
            place["insecure"] = self._estate.staff.should_set_up(visitor.session)
            place["everybody"] = len(self._estate.sites) > 1 and may(visitor.grants, Action.MANAGE_PEOPLE, EVERYWHERE)
            # Where there is one site only, a page of the estate is as good as one of the site.
            here = replace(visitor, hub=visitor.hub or (only if found else None))
            if here.hub is not None:
                place |= {"site": here.hub.site, "at": here.at, "menu": menu(here), "zone": here.hub.site.timezone}
        text = self._templates.get_template(template).render(visitor=visitor, **place, **values)
        return HTMLResponse(text, status, {POLICY: WITH_SCRIPT} if values.keys() & {"live", "scripts"} else None)

    def trouble(self, status: int, code: str) -> HTMLResponse:
        """The page for a request that cannot be answered as asked: what happened and what to do."""
        title, advice = words.trouble(status, code)
        return self.page("trouble.html", None, status, title=title, advice=advice)


@pass_context
def _when(context: Context, moment: datetime) -> str:
    """A moment by the clock of the site whose page it is; of the first site, at a page of the estate."""
    return when(moment, ZoneInfo(context["zone"]))


def _version(file: Path) -> str:
    """Changes with a file, so that browsers do not keep an old one."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "none"
