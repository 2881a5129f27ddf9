"""What the pages of a form under way share: what is behind a link, in which language, and where to go next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kiosk.domain import continuations, forms
from kiosk.domain.continuations import KEPT_FOR, Continuation, State, UnderWay
from kiosk.domain.definition import Answers, Form, Page
from kiosk.domain.languages import NAMES
from kiosk.services.continuations import Found
from kiosk.services.estate import Estate
from kiosk.services.hub import Hub
from kiosk.services.link_seals import NoContinuation
from kiosk.web.buckets import Buckets
from kiosk.web.public import words
from kiosk.web.public.files import Shelf
from kiosk.web.public.render import Pages

BURST, REFILL = 90, 1.0
"""Requests for one link: a person who goes through a form and back, not a program."""


@dataclass(frozen=True, slots=True)
class Here:
    """A form that is open on somebody's phone."""

    hub: Hub
    row: Continuation
    form: Form
    under_way: UnderWay
    known: str

    @property
    def at(self) -> str:
        """Where its pages begin."""
        return f"/{self.hub.site.id}/c/{self.known}"

    @property
    def shelf(self) -> Shelf:
        """Where its files are."""
        return Shelf(self.hub.uploads, self.known, self.row.id, self.row.expires_at)


class Ways:
    """Finds forms under way, and leads from page to page."""

    def __init__(self, estate: Estate, pages: Pages) -> None:
        self._estate = estate
        self._pages = pages
        self._links = Buckets(BURST, REFILL, estate.clock.monotonic)

    def hub(self, request: Request) -> Hub:
        """The site of an address. Raises `HTTPException` when there is none, or somebody asks too often."""
        hub = self.site(request)
        if wait := self._links.take(request.path_params["token"]):
            raise HTTPException(429, headers={"Retry-After": str(wait)})
        return hub

    def site(self, request: Request) -> Hub:
        """The site of an address that has no link in it."""
        hub = self._estate.sites.get(request.path_params["site"])
        if hub is None:
            raise HTTPException(404)
        return hub

    async def find(self, request: Request) -> tuple[Hub, Found]:
        """What is behind a link, opened, sent or neither."""
        hub = self.hub(request)
        return hub, await hub.continuations.find(request.path_params["token"])

    async def here(self, request: Request) -> Here:
        """The form, open on this phone; the language it was asked for in is kept."""
        hub, found = await self.find(request)
        here = self.at(request, hub, found)
        if found.under_way is not None and here.under_way.language != found.under_way.language:
            await hub.continuations.speak(here.known, here.under_way.language)
        return here

    def at(self, request: Request, hub: Hub, found: Found, state: State = State.OPEN) -> Here:
        """What is behind a link, in the language of the page. Raises `NoContinuation` where it is not so far."""
        if found.form is None or found.under_way is None or found.row.state is not state:
            raise NoContinuation
        under_way = UnderWay(self.language(request, hub, found.under_way), found.under_way.answers)
        return Here(hub, found.row, found.form, under_way, request.path_params["token"])

    def language(self, request: Request, hub: Hub, under_way: UnderWay) -> str:
        """That of a page of the form: the one asked for, else that of the last one."""
        offered = words.offered(hub.site)
        wanted = request.query_params.get("lang")
        if wanted in offered:
            return str(wanted)
        return under_way.language if under_way.language in offered else offered[0]

    def show(self, request: Request, here: Here, template: str, status: int = 200, **values: object) -> Response:
        """A page of the form."""
        language = here.under_way.language
        site, form = here.hub.site, here.form
        return self._pages.page(request, template, site, status, spoken=language, at=here.at, form=form, **values)

    async def used_up(self, request: Request, _: Exception) -> Response:
        """What everybody sees whose link leads nowhere (any more), wherever that is found."""
        site = self._estate.sites[request.path_params["site"]].site
        return self._pages.page(request, "used_up.html", site, 404, days=KEPT_FOR.days)

    # --- where to next ---

    def receipt(self, request: Request, hub: Hub, language: str | None = None) -> Response:
        """To the receipt of what was sent, by way of a copy of the answers where there are any."""
        if hub.copies.offered:
            return to(request, f"/{hub.site.id}/c/{request.path_params['token']}/sent", language)
        link = continuations.receipt_of(request.path_params["token"])
        return to(request, f"/{hub.site.id}/r/{link}", language)

    def resume(self, request: Request, form: Form, answers: Answers) -> Response:
        """To where the person is: the first page without its answers, or the check of all of them."""
        return self.leads(request, forms.path(form, answers)[-1])

    def onward(self, request: Request, form: Form, answers: Answers, page: Page) -> Response:
        """To the page after one that is done; from the answers and back to them, by way of what is new."""
        path = forms.path(form, answers)
        if "change" in request.query_params:
            return self.leads(request, path[-1])
        place = [each.path for each in path].index(page.path)
        return self.leads(request, path[min(place + 1, len(path) - 1)])

    def leads(self, request: Request, page: Page) -> Response:
        """To a page."""
        at = f"/{request.path_params['site']}/c/{request.path_params['token']}"
        return to(request, f"{at}/answers" if page.role == "summary" else f"{at}/form{page.path}")


def to(request: Request, where: str, language: str | None = None, said: str = "") -> Response:
    """To an address, in the language that was asked for; `said` is a word more for the page there."""
    wanted = language or request.query_params.get("lang")
    query = "&".join(part for part in (f"lang={wanted}" if wanted in NAMES else "", said) if part)
    return RedirectResponse(where + (f"?{query}" if query else ""), 303)


def today(hub: Hub) -> date:
    """The day it is at the site."""
    return hub.clock.now().astimezone(ZoneInfo(hub.site.timezone)).date()
