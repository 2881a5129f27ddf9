"""One submission for staff: its answers, where it went, what was noted about it, and whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.forms import TODAY, Component
from kiosk.domain.hand_overs import Work
from kiosk.domain.notes import LONGEST
from kiosk.domain.outcomes import LONGEST_REASON
from kiosk.domain.roles import Action
from kiosk.domain.uploads import Upload, ids_of
from kiosk.domain.written import lines
from kiosk.services.hand_overs import HolderUnknown, NotHandedOver
from kiosk.services.notes import NoteUnfit
from kiosk.services.submissions import NothingToTry, Shown, SubmissionUnknown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import delivery_words, message_words, words
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, needs, read_form
from kiosk.web.problems import WebProblem

DONE: Mapping[str, str] = {
    "noted": "Your note is kept.",
    "handed": "It is handed over.",
    "marked": "How far it has got is kept.",
    "again": "It is being tried again.",
    "said": "What became of it is kept, and the person can read it.",
}
"""What an address may say has just been done."""

UNSAID: Mapping[str, tuple[str, str]] = {
    "no_outcome": ("outcome", "Choose what became of it"),
    "no_reason": ("reason-en", f"Enter a reason in English, of up to {LONGEST_REASON} characters"),
}
"""What an address may say was missing, and in which field."""


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    async def page(
        request: Request, submission_id: UUID, visitor: Visitor, errors: Mapping[str, str], note: str = ""
    ) -> Response:
        hub = hub_of(request)
        try:
            found = await hub.submissions.show(submission_id, visitor.actor)
        except SubmissionUnknown as error:
            raise WebProblem(404, error.code) from None
        works = visitor.may(Action.WORK_ON_SUBMISSIONS)
        done = request.query_params.get("done", "")
        if done in UNSAID:
            errors = {**errors, UNSAID[done][0]: UNSAID[done][1]}
        return pages.page(
            "submission.html",
            visitor,
            422 if errors else 200,
            found=found,
            answers=answers(found, await hub.uploads.of(submission_id)),
            sources=words.SOURCES,
            notes=await hub.desk.notes.of(submission_id),
            handed=await hub.desk.hand_overs.of(submission_id),
            holders=await hub.desk.hand_overs.holders() if works else [],
            works=words.WORKS,
            messages=await hub.messages.of(submission_id),
            message_words=message_words,
            became=await hub.desk.outcomes.of(submission_id),
            told=delivery_words,
            targets={each.name: each for each in hub.registrations.known},
            may_work=works,
            errors=errors,
            typed=note,
            longest=LONGEST,
            banner=DONE.get(done),
            scripts=True,
        )

    def back(visitor: Visitor, submission_id: UUID, done: str) -> Response:
        return RedirectResponse(f"{visitor.at}/submissions/{submission_id}?done={done}", 303)

    @routes.get("/submissions/{submission_id}", dependencies=[needs(Action.READ_SUBMISSIONS)])
    async def one(request: Request, submission_id: UUID, visitor: Staff) -> Response:
        return await page(request, submission_id, visitor, {})

    @routes.post("/submissions/{submission_id}/try-again", dependencies=[needs(Action.WORK_ON_SUBMISSIONS)])
    async def try_again(request: Request, submission_id: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        try:
            await hub_of(request).submissions.try_again(submission_id, visitor.actor)
        except SubmissionUnknown as error:
            raise WebProblem(404, error.code) from None
        except NothingToTry as error:
            raise WebProblem(409, NothingToTry.code) from error
        return back(visitor, submission_id, "again")

    @routes.post("/submissions/{submission_id}/note", dependencies=[needs(Action.WORK_ON_SUBMISSIONS)])
    async def note(request: Request, submission_id: UUID, visitor: Staff) -> Response:
        text = (await read_form(request, visitor)).get("note", "")
        try:
            await hub_of(request).desk.notes.add(submission_id, text, visitor.actor)
        except SubmissionUnknown as error:
            raise WebProblem(404, error.code) from None
        except NoteUnfit:
            wrong = f"Note must be {LONGEST:,} characters or fewer" if text.strip() else "Enter a note"
            return await page(request, submission_id, visitor, {"note": wrong}, text[: 2 * LONGEST])
        return back(visitor, submission_id, "noted")

    @routes.post("/submissions/{submission_id}/hand-over", dependencies=[needs(Action.WORK_ON_SUBMISSIONS)])
    async def hand_over(request: Request, submission_id: UUID, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        try:
            await hub_of(request).desk.hand_overs.give(submission_id, UUID(fields.get("holder", "")), visitor.actor)
        except SubmissionUnknown as error:
            raise WebProblem(404, error.code) from None
        except (HolderUnknown, ValueError):
            return await page(request, submission_id, visitor, {"holder": "Choose a person or a team"})
        return back(visitor, submission_id, "handed")

    @routes.post("/submissions/{submission_id}/work", dependencies=[needs(Action.WORK_ON_SUBMISSIONS)])
    async def mark(request: Request, submission_id: UUID, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        how = next((work for work in Work if work == fields.get("work")), None)
        if how is None:
            return await page(request, submission_id, visitor, {"work": "Choose how far it has got"})
        try:
            await hub_of(request).desk.hand_overs.mark(submission_id, how, visitor.actor)
        except NotHandedOver as error:
            raise WebProblem(409, error.code) from None
        return back(visitor, submission_id, "marked")

    return routes


def answers(found: Shown, uploads: Sequence[Upload]) -> list[tuple[str, Sequence[str | Upload]]]:
    """Questions in the form's order and the lines of their answers, of which some are files; the bare names where the
    form is not known."""
    if found.submission is None:
        return []
    given = found.submission.answers
    asked: dict[str, Component] = {}
    if found.form is not None:
        asked = {question.name: question for page in found.form.pages for question in page.questions}
    others = [name for name in given if name not in asked and name != TODAY]
    order = [name for name in asked if name in given] + others
    files = {upload.id: upload for upload in uploads}
    told: list[tuple[str, Sequence[str | Upload]]] = []
    for name in order:
        there = [files[each] for each in ids_of(given[name]) if each in files]
        told.append((asked[name].title.en if name in asked else name, there or lines(asked.get(name), given[name])))
    return told
