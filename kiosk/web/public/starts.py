"""Where a form is begun without a terminal: the list of a site's forms, and the first page of each.

Addresses are made to be put on a council's own pages: `/forms/missed-bin?site=llanfair-road`. They are no secret;
that of what they begin is a key (decision 19).
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kiosk.domain import forms
from kiosk.domain.continuations import KEPT_FOR
from kiosk.domain.definition import Form
from kiosk.domain.sources import Source
from kiosk.services.continuations import TooManyBegun
from kiosk.services.estate import Estate
from kiosk.services.hub import Hub
from kiosk.web.buckets import Buckets, network_of
from kiosk.web.public import questions, words
from kiosk.web.public.render import Pages
from kiosk.web.public.ways import Ways

BURST, REFILL = 20, 30.0
"""Forms that one address may begin: a library has many people behind one."""


class StartPages:
    """The pages that lead into forms, for every site of a hub."""

    def __init__(self, ways: Ways, estate: Estate, pages: Pages) -> None:
        self._ways, self._estate, self._pages = ways, estate, pages
        self._begun = Buckets(BURST, REFILL, estate.clock.monotonic)

    def routes(self) -> Sequence[Route]:
        return [
            Route("/forms", self.which_site, methods=["GET"]),
            Route("/forms/{form}", self.which_site, methods=["GET"]),
            Route("/{site}/forms", self.list, methods=["GET"]),
            Route("/{site}/forms/{form}", self.page, methods=["GET"]),
            Route("/{site}/forms/{form}", self.begin, methods=["POST"]),
        ]

    async def which_site(self, request: Request) -> Response:
        """An address without a site leads to that of the site it asks for, or of the only one; else people choose."""
        known, form = self._estate.sites, request.path_params.get("form", "")
        site = request.query_params.get("site", next(iter(known)) if len(known) == 1 else "")
        if not site:
            sites = [hub.site for hub in known.values()]
            return self._pages.page(request, "places.html", None, sites=sites, form=_plain(form) if form else "")
        if site not in known:
            raise HTTPException(404)
        asked = request.url.query
        return RedirectResponse(
            f"/{site}/forms" + (f"/{_plain(form)}" if form else "") + (f"?{asked}" if asked else ""), 303
        )

    async def list(self, request: Request) -> Response:
        """Every form that can be begun here, by what it is about."""
        hub = self._ways.site(request)
        offered = await _offered(hub)
        categories = list(dict.fromkeys(form.category for form in offered))
        return self._pages.page(request, "forms.html", hub.site, offered=offered, categories=categories)

    async def page(self, request: Request) -> Response:
        """What a form is for, and the button that begins it."""
        hub, form = await self._form(request)
        if form is None:
            return self._pages.page(request, "form_gone.html", hub.site, 404)
        language = self._language(request, hub)
        first = form.page(form.start)
        told = questions.guidance_alone(form, first, {}, language) if first.role == "start" else ()
        return self._pages.page(
            request,
            "form_start.html",
            hub.site,
            form=form,
            told=told,
            steps=forms.length(form, {}),
            needs_file=forms.needs_file(form),
            days=KEPT_FOR.days,
            query=f"?lang={language}" + ("&by=link" if _source(request) is Source.LINK else ""),
        )

    async def begin(self, request: Request) -> Response:
        """Begins it, and sends the browser to an address of its own."""
        hub, form = await self._form(request)
        if form is None:
            return self._pages.page(request, "form_gone.html", hub.site, 404)
        if wait := self._begun.take(network_of(request.client.host if request.client else None)):
            raise HTTPException(429, headers={"Retry-After": str(wait)})
        try:
            known = await hub.continuations.begin(form, self._language(request, hub), _source(request))
        except TooManyBegun:
            raise HTTPException(503, headers={"Retry-After": "300"}) from None
        return RedirectResponse(f"/{hub.site.id}/c/{known}", 303)

    async def _form(self, request: Request) -> tuple[Hub, Form | None]:
        hub = self._ways.site(request)
        wanted = request.path_params["form"]
        return hub, next((form for form in await _offered(hub) if form.id == wanted), None)

    def _language(self, request: Request, hub: Hub) -> str:
        header = request.headers.get("accept-language", "")
        return words.language_of(request.query_params.get("lang"), header, words.offered(hub.site))


async def _offered(hub: Hub) -> list[Form]:
    """The forms on the screens of a site, in their order."""
    found = []
    for document in hub.sites.current().offered:
        match document.get("metadata"):
            case {"id": str(name), "version": int(version)}:
                found.append(await hub.forms.find(name, version))
    return [form for form in found if form is not None]


def _source(request: Request) -> Source:
    return Source.LINK if request.query_params.get("by") == "link" else Source.WEB


def _plain(name: str) -> str:
    """A form's name as it may stand in an address; anything else leads nowhere."""
    return name if name.replace("-", "").isalnum() and name.isascii() else "-"
