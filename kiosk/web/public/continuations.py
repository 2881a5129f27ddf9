"""A form on somebody's own phone: taken over from a terminal, answered page by page, sent.

The address is the key: whoever has it may read and answer, nobody else can. So there is no cookie, and no page of
anybody else's can send something in a visitor's name without knowing the address. Reading the code changes nothing:
phones look at links before people do. Only pressing the button uses it up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kiosk.domain import continuations, fields, forms
from kiosk.domain.continuations import State, UnderWay
from kiosk.domain.definition import Answers, AnswerValue, Form, Page, Raw
from kiosk.domain.fields import Checked, Problem
from kiosk.domain.kinds import Kind
from kiosk.domain.written import shown
from kiosk.services.continuations import Found, NoContinuation
from kiosk.services.estate import Estate
from kiosk.services.hub import Hub
from kiosk.web.buckets import Buckets
from kiosk.web.public import entries, questions, words
from kiosk.web.public.render import Pages

BURST, REFILL = 90, 1.0
"""Requests for one link: a person who goes through a form and back, not a program."""


class FormPages:
    """The pages of forms under way, for every site of a hub."""

    def __init__(self, estate: Estate, pages: Pages) -> None:
        self._estate = estate
        self._pages = pages
        self._links = Buckets(BURST, REFILL, estate.clock.monotonic)

    def routes(self) -> Sequence[Route]:
        at = "/{site}/c/{token}"
        return [
            Route(at, self.door, methods=["GET"]),
            Route(at, self.open, methods=["POST"]),
            Route(f"{at}/later", self.later, methods=["GET"]),
            Route(f"{at}/answers", self.answers, methods=["GET"]),
            Route(f"{at}/answers", self.send, methods=["POST"]),
            Route(f"{at}/form{{page:path}}", self.page, methods=["GET"]),
            Route(f"{at}/form{{page:path}}", self.answer, methods=["POST"]),
        ]

    async def door(self, request: Request) -> Response:
        """What the code leads to: the button that opens the form; the form; or its receipt."""
        hub, found = await self._find(request)
        if found.row.state is State.SENT:
            return self._receipt(request, hub)
        if found.form is None or found.under_way is None:
            raise HTTPException(404)
        if found.row.state is State.OPEN:
            return self._resume(request, found.form, found.under_way.answers)
        return self._show(request, hub, found.under_way, "carry_on.html", form=found.form)

    async def open(self, request: Request) -> Response:
        """Uses the code up, and sends the phone to an address of its own."""
        hub = self._hub(request)
        new = await hub.continuations.open(request.path_params["token"])
        return RedirectResponse(f"/{hub.site.id}/c/{new}", 303)

    async def page(self, request: Request) -> Response:
        """One page of the form. One that is not on the way leads to where the person is."""
        hub, form, under_way = await self._under_way(request)
        page = self._on_way(request, form, under_way.answers)
        if page is None:
            return self._resume(request, form, under_way.answers)
        return self._question_page(request, hub, form, under_way, page)

    async def answer(self, request: Request) -> Response:
        """Keeps the answers of a page, or says what is wrong with them."""
        hub, form, under_way = await self._under_way(request)
        page = self._on_way(request, form, under_way.answers)
        if page is None:
            return self._resume(request, form, under_way.answers)
        read = await _read(request, page, under_way.answers, _today(hub))
        if read.problems:
            return self._question_page(request, hub, form, under_way, page, read.typed, read.problems)
        if form.relative and forms.TODAY not in under_way.answers:
            read.good[forms.TODAY] = _today(hub).isoformat()
        after = await hub.continuations.answer(request.path_params["token"], read.good)
        return self._leads(request, page) if read.stays else self._onward(request, form, after.answers, page)

    async def answers(self, request: Request) -> Response:
        """What was answered, each with the way to change it."""
        hub, form, under_way = await self._under_way(request)
        if not forms.complete(form, under_way.answers):
            return self._resume(request, form, under_way.answers)
        lines = [
            (page.path, question, shown(question, under_way.answers[question.name], under_way.language))
            for page in forms.path(form, under_way.answers)
            for question in page.questions
        ]
        return self._show(request, hub, under_way, "answers.html", form=form, lines=lines)

    async def send(self, request: Request) -> Response:
        """Hands the form over and shows its receipt; twice is once."""
        hub, found = await self._find(request)
        if found.row.state is State.SENT:
            return self._receipt(request, hub)
        form, under_way = self._opened(request, hub, found)
        if not forms.complete(form, under_way.answers):
            return self._resume(request, form, under_way.answers)
        problems = forms.validate(form, under_way.answers, _today(hub))
        for page in forms.path(form, under_way.answers):
            if any(question.name in problems for question in page.questions):
                return self._question_page(request, hub, form, under_way, page, {}, problems)
        await hub.continuations.send(request.path_params["token"], form, under_way.answers)
        return self._receipt(request, hub, under_way.language)

    async def later(self, request: Request) -> Response:
        """How to come back: the address, and until when."""
        hub, form, under_way = await self._under_way(request)
        found = await hub.continuations.find(request.path_params["token"])
        here = continuations.address(hub.site.public_url or "", request.path_params["token"])
        until = found.row.expires_at
        return self._show(request, hub, under_way, "later.html", form=form, here=here, until=until)

    # --- what they share ---

    def _hub(self, request: Request) -> Hub:
        hub = self._estate.sites.get(request.path_params["site"])
        if hub is None:
            raise HTTPException(404)
        if wait := self._links.take(request.path_params["token"]):
            raise HTTPException(429, headers={"Retry-After": str(wait)})
        return hub

    async def _find(self, request: Request) -> tuple[Hub, Found]:
        hub = self._hub(request)
        return hub, await hub.continuations.find(request.path_params["token"])

    async def _under_way(self, request: Request) -> tuple[Hub, Form, UnderWay]:
        """The form, open on this phone; the language it was asked for in is kept."""
        hub, found = await self._find(request)
        form, under_way = self._opened(request, hub, found)
        if found.under_way is not None and under_way.language != found.under_way.language:
            await hub.continuations.speak(request.path_params["token"], under_way.language)
        return hub, form, under_way

    def _opened(self, request: Request, hub: Hub, found: Found) -> tuple[Form, UnderWay]:
        """What is under way, in the language of the page. Raises `NoContinuation` where nothing is."""
        if found.form is None or found.under_way is None or found.row.state is not State.OPEN:
            raise NoContinuation
        return found.form, UnderWay(self._language(request, hub, found.under_way), found.under_way.answers)

    def _receipt(self, request: Request, hub: Hub, language: str | None = None) -> Response:
        link = continuations.receipt_of(request.path_params["token"])
        return self._to(request, f"/{hub.site.id}/r/{link}", language)

    def _language(self, request: Request, hub: Hub, under_way: UnderWay) -> str:
        offered = words.offered(hub.site)
        wanted = request.query_params.get("lang")
        if wanted in offered:
            return str(wanted)
        return under_way.language if under_way.language in offered else offered[0]

    async def used_up(self, request: Request, _: Exception) -> Response:
        """What everybody sees whose link leads nowhere (any more), wherever that is found."""
        return self._pages.page(request, "used_up.html", self._estate.sites[request.path_params["site"]].site, 404)

    def _show(self, request: Request, hub: Hub, under_way: UnderWay, template: str, **values: object) -> Response:
        at = f"/{hub.site.id}/c/{request.path_params['token']}"
        language = self._language(request, hub, under_way)
        return self._pages.page(request, template, hub.site, 200, spoken=language, at=at, **values)

    def _question_page(
        self,
        request: Request,
        hub: Hub,
        form: Form,
        under_way: UnderWay,
        page: Page,
        typed: Mapping[str, Raw] | None = None,
        problems: Mapping[str, Problem] | None = None,
    ) -> Response:
        language = self._language(request, hub, under_way)
        asked = questions.questions(form, page, under_way.answers, language, typed, problems)
        path = [each.path for each in forms.path(form, under_way.answers)]
        before = path[path.index(page.path) - 1] if path.index(page.path) else None
        told = () if asked else questions.guidance_alone(form, page, under_way.answers, language)
        return self._show(
            request, hub, under_way, "question.html", form=form, page=page, questions=asked, told=told, before=before
        )

    def _on_way(self, request: Request, form: Form, answers: Answers) -> Page | None:
        wanted = request.path_params["page"] or "/"
        path = forms.path(form, answers)
        return next((page for page in path if page.path == wanted and page.role != "summary"), None)

    def _resume(self, request: Request, form: Form, answers: Answers) -> Response:
        """To the first page that wants an answer."""
        return self._leads(request, forms.path(form, answers)[-1])

    def _onward(self, request: Request, form: Form, answers: Answers, page: Page) -> Response:
        """To the page after one that is done; from the answers and back to them, by way of what is new."""
        path = forms.path(form, answers)
        if "change" in request.query_params:
            return self._leads(request, path[-1])
        place = [each.path for each in path].index(page.path)
        return self._leads(request, path[min(place + 1, len(path) - 1)])

    def _leads(self, request: Request, page: Page) -> Response:
        at = f"/{request.path_params['site']}/c/{request.path_params['token']}"
        return self._to(request, f"{at}/answers" if page.role == "summary" else f"{at}/form{page.path}")

    def _to(self, request: Request, where: str, language: str | None = None) -> Response:
        wanted = language or request.query_params.get("lang")
        return RedirectResponse(where + (f"?lang={wanted}" if wanted in words.NAMES else ""), 303)


@dataclass(slots=True)
class _Read:
    """What was typed on a page, what is wrong with it, what is good, and whether the page is shown again."""

    typed: dict[str, Raw] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    good: dict[str, AnswerValue] = field(default_factory=dict)
    stays: bool = False


async def _read(request: Request, page: Page, answers: Answers, today: date) -> _Read:
    try:
        sent = questions.read(await request.body())
    except ValueError:
        raise HTTPException(422) from None
    read = _Read()
    for component in page.questions:
        if component.kind is Kind.TABLE:
            table = entries.read(component, answers.get(component.name), sent, today)
            read.typed |= table.typed
            read.problems |= table.problems
            given: Raw = table.rows
            if table.stays and not table.problems:
                # A button of the table was pressed: what else is on the page is not judged yet.
                return _Read(good={component.name: table.rows}, stays=True)
        else:
            given = read.typed[component.name] = questions.raw(component, sent)
        match fields.check(component, given, today):
            case Checked(value):
                read.good[component.name] = value
            case problem:
                read.problems.setdefault(component.name, problem)
    return read


def _today(hub: Hub) -> date:
    return hub.clock.now().astimezone(ZoneInfo(hub.site.timezone)).date()
