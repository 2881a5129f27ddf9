"""Where one submission went and what became of it: sent again, said, and taken along as a PDF."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.outcomes import Outcome, OutcomeUnfit
from kiosk.domain.roles import Action
from kiosk.domain.uploads import named
from kiosk.services import summaries
from kiosk.services.submissions import NothingToTry, SubmissionUnknown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.sessions import Staff, Visitor, needs, read_form
from kiosk.web.problems import WebProblem

LANGUAGES = ("en", "cy", "pl", "uk")


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/submissions/{submission_id}")

    def back(visitor: Visitor, submission_id: UUID, done: str) -> Response:
        return RedirectResponse(f"{visitor.at}/submissions/{submission_id}?done={done}#became", 303)

    @routes.post("/resend", dependencies=[needs(Action.WORK_ON_SUBMISSIONS)])
    async def resend(request: Request, submission_id: UUID, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        try:
            await hub_of(request).resending.again(submission_id, fields.get("destination", "")[:64], visitor.actor)
        except SubmissionUnknown as error:
            raise WebProblem(404, error.code) from None
        except NothingToTry as error:
            raise WebProblem(409, NothingToTry.code) from error
        return RedirectResponse(f"{visitor.at}/submissions/{submission_id}?done=again", 303)

    @routes.post("/outcome", dependencies=[needs(Action.WORK_ON_SUBMISSIONS)])
    async def outcome(request: Request, submission_id: UUID, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        what = next((each for each in Outcome if each == fields.get("outcome")), None)
        if what is None:
            if await hub_of(request).store.read(lambda record: record.submissions.get(submission_id)) is None:
                raise WebProblem(404, SubmissionUnknown.code)
            return back(visitor, submission_id, "no_outcome")
        try:
            await hub_of(request).desk.outcomes.say(submission_id, what, _reason(fields), visitor.actor)
        except SubmissionUnknown as error:
            raise WebProblem(404, error.code) from None
        except OutcomeUnfit:
            return back(visitor, submission_id, "no_reason")
        return back(visitor, submission_id, "said")

    @routes.get("/summary.pdf", dependencies=[needs(Action.READ_SUBMISSIONS)])
    async def summary(request: Request, submission_id: UUID, visitor: Staff) -> Response:
        hub = hub_of(request)
        try:
            found = await hub.submissions.show(submission_id, visitor.actor)
        except SubmissionUnknown as error:
            raise WebProblem(404, error.code) from None
        if found.submission is None or found.form is None:
            raise WebProblem(404, "not_found")
        uploads = await hub.uploads.of(submission_id)
        told = replace(found.submission, answers=named(found.form, found.submission.answers, uploads))
        made = await asyncio.to_thread(summaries.make, told, found.form, hub.site, "en")
        await hub.audit.record(visitor.actor, "submission_summarised", str(submission_id), "done")
        headers = {"Content-Disposition": f'attachment; filename="{found.row.reference}.pdf"'}
        return Response(made, media_type="application/pdf", headers=headers)

    return routes


def _reason(fields: Mapping[str, str]) -> Mapping[str, str]:
    return {tag: fields.get(f"reason-{tag}", "") for tag in LANGUAGES}
