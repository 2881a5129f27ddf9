"""Pages out of templates: GOV.UK components, with Foyer's own type, colour and header."""

from __future__ import annotations

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from starlette.responses import HTMLResponse

from kiosk.domain.dates import MONTHS
from kiosk.services.hub import Hub
from kiosk.web.pages import words
from kiosk.web.pages.sessions import TOKEN_FIELD, Visitor

STYLESHEET = "web/foyer.css"


class Pages:
    """Renders the pages of one hub."""

    def __init__(self, hub: Hub) -> None:
        self._zone = ZoneInfo(hub.site.timezone)
        self._templates = Environment(
            loader=ChoiceLoader(
                [
                    PackageLoader("kiosk.web.pages"),
                    PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
                ]
            ),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["when"] = self.when
        self._templates.globals |= {
            "site": hub.site,
            "style": f"/static/{STYLESHEET}?v={_version(hub)}",
            "token_field": TOKEN_FIELD,
            "states": words.STATES,
            "delivery_states": words.DELIVERY_STATES,
            "reason": words.reason,
            "action": words.action,
            "outcomes": words.OUTCOMES,
        }

    def page(self, template: str, visitor: Visitor | None, status: int = 200, **values: object) -> HTMLResponse:
        """A page. Everything put into it is escaped."""
        text = self._templates.get_template(template).render(visitor=visitor, **values)
        return HTMLResponse(text, status)

    def trouble(self, status: int, code: str) -> HTMLResponse:
        """The page for a request that cannot be answered as asked: what happened and what to do."""
        title, advice = words.trouble(status, code)
        return self.page("trouble.html", None, status, title=title, advice=advice)

    def when(self, moment: datetime) -> str:
        """`23 November 2026, 10:42`, by the clock on the site's wall."""
        local = moment.astimezone(self._zone)
        return f"{local.day} {MONTHS['en'][local.month - 1]} {local.year}, {local:%H:%M}"


def _version(hub: Hub) -> str:
    """Changes with the stylesheet, so that browsers do not keep an old one."""
    file = hub.assets / STYLESHEET
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "none"
