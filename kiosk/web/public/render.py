"""Visitors' pages out of templates, in the language and the colours of the site."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kiosk.domain.definition import Localised
from kiosk.domain.languages import NAMES
from kiosk.domain.sites import Site
from kiosk.web.public import sentences, words

STYLESHEET, FORM_STYLESHEET = "web/visitor.css", "web/form.css"
UTC = ZoneInfo("UTC")
TROUBLES = {413: "long", 429: "many", 503: "busy"}
"""What is said, by the status; of everything else, that there is a problem."""


class Pages:
    """Renders.

    Args:
        assets: where the stylesheet is, whose version goes into its address.
        only: gives the site whose name and numbers stand on a page that belongs to none; `None` for several sites.
    """

    def __init__(self, assets: Path, only: Callable[[], Site | None]) -> None:
        self._only = only
        self._templates = Environment(
            loader=PackageLoader("kiosk.web.public"),
            autoescape=True,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        # Marks what a template may take as it is; what is formatted into it is still escaped.
        self._safe: Callable[[str], str] = self._templates.filters["safe"]
        self._templates.globals |= {
            "style": f"/static/{STYLESHEET}?v={_version(assets / STYLESHEET)}",
            "form_style": f"/static/{FORM_STYLESHEET}?v={_version(assets / FORM_STYLESHEET)}",
            "names": NAMES,
        }

    def page(
        self,
        request: Request,
        template: str,
        site: Site | None,
        status: int = 200,
        *,
        spoken: str | None = None,
        **values: object,
    ) -> HTMLResponse:
        """A page. Everything put into it is escaped, and nothing of the request is put into it.

        Args:
            spoken: its language; the one the request asks for when `None`.
        """
        site = site or self._only()
        offered = words.offered(site)
        header = request.headers.get("accept-language", "")
        language = spoken or words.language_of(request.query_params.get("lang"), header, offered)
        zone = UTC if site is None else ZoneInfo(site.timezone)

        def say(name: str, **parts: object) -> str:
            return sentences.say(words.WORDS[name], language).format_map(parts)

        def sentence(known: str) -> str:
            return sentences.say(known, language)

        def told(words_of: Localised) -> str:
            """Words of somebody else's; where they are in another language, that is said."""
            spoken = words_of.spoken(language)
            said = words_of.get(language)
            return said if spoken == language else self._safe('<span lang="{}">{}</span>').format(spoken, said)

        def lang_of(spoken: str) -> str:
            """The attribute that says so of a whole element."""
            return "" if spoken == language else self._safe(' lang="{}"').format(spoken)

        def when(at: datetime) -> str:
            return words.moment(at, zone, language)

        text = self._templates.get_template(template).render(
            site=site,
            language=language,
            languages=offered,
            say=say,
            sentence=sentence,
            told_in=told,
            lang_of=lang_of,
            when=when,
            **values,
        )
        return HTMLResponse(text, status, {"Content-Language": language, "Vary": "Accept-Language"})

    def nothing(self, request: Request, site: Site | None, status: int = 404) -> HTMLResponse:
        """What everybody sees who has no good link: one that is invented, too old, or early."""
        return self.page(request, "nothing.html", site, status)

    def trouble(self, request: Request, status: int, what: str | None = None) -> HTMLResponse:
        """What somebody sees when it cannot be answered as asked."""
        return self.page(request, "trouble.html", None, status, what=what or TROUBLES.get(status, "trouble"))


def _version(file: Path) -> str:
    """Changes with the stylesheet, so that browsers do not keep an old one."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "none"
