"""Submissions as staff see them: the list, and one with its answers and where it went."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.forms import AnswerValue, Component
from kiosk.domain.roles import Action
from kiosk.domain.submissions import address_lines, shown
from kiosk.interfaces.facts import SubmissionState
from kiosk.services.submissions import NothingToTry, Shown, SubmissionUnknown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, needs, read_form
from kiosk.web.problems import WebProblem

LAST_PAGE = 100_000


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/submissions", dependencies=[needs(Action.READ_SUBMISSIONS)])
    async def listed(
        request: Request,
        visitor: Staff,
        state: SubmissionState | None = None,
        page: Annotated[int, Query(ge=1, le=LAST_PAGE)] = 1,
    ) -> Response:
        hub = hub_of(request)
        found = await hub.submissions.list(page, state)
        if page > found.pages:
            raise WebProblem(404, "not_found")
        await hub.audit.record(visitor.actor, "submissions_listed", state, "done")
        titles = {}
        for row in found.rows:
            form = await hub.forms.find(row.form_id, row.form_version)
            titles[row.id] = row.form_id if form is None else form.title.en
        query = f"state={state}&" if state else ""
        return pages.page(
            "submissions.html",
            visitor,
            found=found,
            titles=titles,
            state=state,
            all_states=list(SubmissionState),
            page_link=f"{visitor.at}/submissions?{query}page=",
        )

    @routes.get("/submissions/{submission_id}", dependencies=[needs(Action.READ_SUBMISSIONS)])
    async def one(request: Request, submission_id: UUID, visitor: Staff) -> Response:
        try:
            found = await hub_of(request).submissions.show(submission_id, visitor.actor)
        except SubmissionUnknown as error:
            raise WebProblem(404, error.code) from None
        return pages.page("submission.html", visitor, found=found, answers=_answers(found))

    @routes.post("/submissions/{submission_id}/try-again", dependencies=[needs(Action.WORK_ON_SUBMISSIONS)])
    async def try_again(request: Request, submission_id: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        try:
            await hub_of(request).submissions.try_again(submission_id, visitor.actor)
        except SubmissionUnknown as error:
            raise WebProblem(404, error.code) from None
        except NothingToTry as error:
            raise WebProblem(409, NothingToTry.code) from error
        return RedirectResponse(f"{visitor.at}/submissions/{submission_id}", 303)

    return routes


def _answers(found: Shown) -> list[tuple[str, list[str]]]:
    """Questions in the form's order and the lines of their answers; the bare names where the form is not known."""
    if found.submission is None:
        return []
    answers = found.submission.answers
    asked: dict[str, Component] = {}
    if found.form is not None:
        asked = {question.name: question for page in found.form.pages for question in page.questions}
    order = [name for name in asked if name in answers] + [name for name in answers if name not in asked]
    return [
        (asked[name].title.en if name in asked else name, _lines(asked.get(name), answers[name])) for name in order
    ]


def _lines(component: Component | None, value: AnswerValue) -> list[str]:
    if isinstance(value, str | bool):
        text = str(value) if component is None else shown(component, value)
        return text.splitlines() or [""]
    return list(address_lines(value))
