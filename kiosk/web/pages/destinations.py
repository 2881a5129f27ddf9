"""Where the forms of a site go and what becomes of them: destinations, minutes saved, how long answers are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from kiosk.domain.definition import Form
from kiosk.domain.keeping import Rule
from kiosk.domain.outcomes import Outcome
from kiosk.domain.queues import Queue
from kiosk.domain.roles import Action
from kiosk.domain.written import lines
from kiosk.interfaces.registrations import Trouble
from kiosk.services.hub import Hub
from kiosk.services.registrations import Known
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import delivery_words
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, needs, read_form
from kiosk.web.pages.sheets import sheet
from kiosk.web.problems import WebProblem

PROOFS = 20
"""The newest ones are shown; the audit's export has them all."""


@dataclass(frozen=True, slots=True)
class Row:
    """A form, where it goes, what a robot saves with it, and how long its answers are kept."""

    form: Form
    targets: Sequence[str]
    minutes: int
    rules: Sequence[tuple[str, str]]
    anonymous: int


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/destinations")

    async def page(
        request: Request, visitor: Visitor, checked: str = "", troubles: Sequence[Trouble] = ()
    ) -> Response:
        hub = hub_of(request)
        queues = {
            queue.destination: queue for queue in await hub.store.read(lambda record: record.deliveries.queues())
        }
        return pages.page(
            "destinations.html",
            visitor,
            rows=await _rows(hub),
            targets=[(each, queues.get(each.name, Queue(each.name))) for each in _known(hub, [*queues])],
            told=delivery_words,
            checked=checked,
            troubles=troubles,
            default=hub.keeping.default.life.days,
            proofs=await hub.store.read(lambda record: record.retention.proofs(PROOFS)),
            may_check=visitor.may(Action.SEE_HEALTH),
            may_export=visitor.may(Action.WORK_ON_SUBMISSIONS),
        )

    @routes.get("", dependencies=[needs(Action.READ_SUBMISSIONS)])
    async def shown(request: Request, visitor: Staff) -> Response:
        return await page(request, visitor)

    @routes.post("/check", dependencies=[needs(Action.READ_SUBMISSIONS), needs(Action.SEE_HEALTH)])
    async def check(request: Request, visitor: Staff) -> Response:
        name = (await read_form(request, visitor)).get("destination", "")
        hub = hub_of(request)
        if name not in {each.name for each in hub.registrations.known}:
            raise WebProblem(404, "not_found")
        troubles = await asyncio.to_thread(hub.registrations.check, name)
        outcome = "failed" if troubles else "done"
        await hub.audit.record(visitor.actor, "destination_checked", name, "done", outcome)
        return await page(request, visitor, name, troubles)

    @routes.get("/{form_id}/anonymous.csv", dependencies=[needs(Action.WORK_ON_SUBMISSIONS)])
    async def anonymous(request: Request, form_id: str, visitor: Staff) -> Response:
        hub = hub_of(request)
        form = next((each for each in await hub.forms.known() if each.id == form_id), None)
        if form is None:
            raise WebProblem(404, "not_found")
        kept = await hub.keeping.anonymous(form_id, visitor.actor)
        asked = {question.name: question for page in form.pages for question in page.questions}
        names = sorted({name for each in kept for name in each.answers}, key=[*asked].index if asked else None)
        head = ["Month", "Form version", *(asked[name].title.en for name in names)]
        rows = [
            [
                f"{each.month:%Y-%m}",
                each.form_version,
                *(
                    ", ".join(lines(asked[name], each.answers[name])) if name in each.answers else ""
                    for name in names
                ),
            ]
            for each in kept
        ]
        return sheet([head, *rows], f"anonymous-{form_id}-{hub.site.id}.csv")

    return routes


async def _rows(hub: Hub) -> list[Row]:
    newest = {form.id: form for form in await hub.forms.known()}
    counts = await hub.keeping.counted()
    return [
        Row(
            form,
            hub.registrations.of(form.id, form.destination),
            hub.desk.outcomes.minutes(form.id),
            [_said(rule) for rule in hub.keeping.rules(form.id)],
            counts.get(form.id, 0),
        )
        for form in sorted(newest.values(), key=lambda each: each.title.en)
    ]


def _known(hub: Hub, owed: Sequence[str]) -> list[Known]:
    """The destinations of the settings, and those that something is still owed to and that the settings lost."""
    names = {each.name for each in hub.registrations.known}
    return [*hub.registrations.known, *(Known(name, "") for name in owed if name not in names)]


def _said(rule: Rule) -> tuple[str, str]:
    """For which outcomes a rule is, and what it says."""
    if len(rule.outcomes) > len(Outcome):
        whom = "All"
    else:
        whom = ", ".join(delivery_words.OUTCOMES[each][0] if each else "Nothing said yet" for each in rule.outcomes)
    return whom, f"{rule.keep.life.days} days, then {delivery_words.THEN[rule.keep.then]}"
