"""A form on somebody's own phone: taken over from a terminal or begun there, answered page by page, sent.

The address is the key: whoever has it may read and answer, nobody else can. So there is no cookie, and no page of
anybody else's can send something in a visitor's name without knowing the address. Reading the code changes nothing:
phones look at links before people do. Only pressing the button uses it up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kiosk.domain import forms, uploads
from kiosk.domain.continuations import State
from kiosk.domain.definition import Page, Raw
from kiosk.domain.fields import Problem
from kiosk.domain.file_kinds import ACCEPT
from kiosk.domain.kinds import FILES
from kiosk.domain.written import shown
from kiosk.web.public import answering, bodies, questions
from kiosk.web.public.ways import Here, Ways, today


class FormPages:
    """The pages of forms under way, for every site of a hub."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways
        self._held = bodies.Held()

    def routes(self) -> Sequence[Route]:
        at = "/{site}/c/{token}"
        return [
            Route(at, self.door, methods=["GET"]),
            Route(at, self.open, methods=["POST"]),
            Route(f"{at}/answers", self.answers, methods=["GET"]),
            Route(f"{at}/answers", self.send, methods=["POST"]),
            Route(f"{at}/form{{page:path}}", self.page, methods=["GET"]),
            Route(f"{at}/form{{page:path}}", self.answer, methods=["POST"]),
        ]

    async def door(self, request: Request) -> Response:
        """What the code leads to: the button that opens the form; the form; or its receipt."""
        hub, found = await self._ways.find(request)
        if found.row.state is State.SENT:
            return self._ways.receipt(request, hub)
        here = self._ways.at(request, hub, found, found.row.state)
        if found.row.state is State.OPEN:
            return self._ways.resume(request, here.form, here.under_way.answers)
        return self._ways.show(request, here, "carry_on.html")

    async def open(self, request: Request) -> Response:
        """Uses the code up, and sends the phone to an address of its own."""
        hub = self._ways.hub(request)
        new = await hub.continuations.open(request.path_params["token"])
        return RedirectResponse(f"/{hub.site.id}/c/{new}", 303)

    async def page(self, request: Request) -> Response:
        """One page of the form. One that is not on the way leads to where the person is."""
        here = await self._ways.here(request)
        page = _on_way(request, here)
        if page is None:
            return self._ways.resume(request, here.form, here.under_way.answers)
        return await self._question_page(request, here, page)

    async def answer(self, request: Request) -> Response:
        """Keeps the answers of a page, or says what is wrong with them."""
        here = await self._ways.here(request)
        form, under_way = here.form, here.under_way
        page = _on_way(request, here)
        if page is None:
            return self._ways.resume(request, form, under_way.answers)
        with self._held.room(int(request.headers.get("content-length", "0")) if bodies.is_multipart(request) else 0):
            sent = await bodies.read(request)
            done = await answering.read(page, under_way.answers, sent, today(here.hub), here.shelf)
        if form.relative and forms.TODAY not in under_way.answers:
            done.good[forms.TODAY] = today(here.hub).isoformat()
        after = await here.hub.continuations.answer(here.known, done.good)
        if done.problems or done.unfit:
            return await self._question_page(request, replace(here, under_way=after), page, done.typed, done.problems)
        if done.pressed:
            return self._ways.leads(request, page)
        return self._ways.onward(request, form, after.answers, page)

    async def answers(self, request: Request) -> Response:
        """What was answered, each with the way to change it."""
        here = await self._ways.here(request)
        form, under_way = here.form, here.under_way
        if not forms.complete(form, under_way.answers):
            return self._ways.resume(request, form, under_way.answers)
        told = uploads.named(form, under_way.answers, (await here.shelf.there()).values())
        lines = [
            (page.path, question, shown(question, told[question.name], under_way.language))
            for page in forms.path(form, under_way.answers)
            for question in page.questions
        ]
        return self._ways.show(request, here, "answers.html", lines=lines)

    async def send(self, request: Request) -> Response:
        """Hands the form over and shows its receipt; twice is once."""
        hub, found = await self._ways.find(request)
        if found.row.state is State.SENT:
            return self._ways.receipt(request, hub)
        here = self._ways.at(request, hub, found)
        form, under_way = here.form, here.under_way
        if not forms.complete(form, under_way.answers):
            return self._ways.resume(request, form, under_way.answers)
        problems = forms.validate(form, under_way.answers, today(hub))
        for page in forms.path(form, under_way.answers):
            if any(question.name in problems for question in page.questions):
                return await self._question_page(request, here, page, {}, problems)
        await hub.continuations.send(here.known, form, under_way.answers)
        return self._ways.receipt(request, hub, under_way.language)

    async def _question_page(
        self,
        request: Request,
        here: Here,
        page: Page,
        typed: Mapping[str, Raw] | None = None,
        problems: Mapping[str, Problem] | None = None,
    ) -> Response:
        form, under_way = here.form, here.under_way
        language = under_way.language
        path = [each.path for each in forms.path(form, under_way.answers)]
        before = path[path.index(page.path) - 1] if path.index(page.path) else None
        files = any(question.kind in FILES for question in page.questions)
        return self._ways.show(
            request,
            here,
            "question.html",
            page=page,
            before=before,
            told=()
            if page.questions
            else questions.guidance_alone(form, page, under_way.answers, under_way.language),
            questions=questions.questions(
                form,
                page,
                under_way.answers,
                language,
                typed,
                problems,
                await here.shelf.there() if files else None,
            ),
            largest=here.hub.uploads.largest,
            accept=ACCEPT,
        )


def _on_way(request: Request, here: Here) -> Page | None:
    """The page that the address names, if the answers lead to it."""
    wanted = request.path_params["page"] or "/"
    way = forms.path(here.form, here.under_way.answers)
    return next((page for page in way if page.path == wanted and page.role != "summary"), None)
