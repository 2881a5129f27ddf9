"""Submissions given out as a file, for those who work on them: each time with their name and how many there were."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from kiosk.domain.definition import TODAY
from kiosk.domain.roles import Action
from kiosk.domain.submissions import envelope, shown, written
from kiosk.domain.uploads import named
from kiosk.domain.written import lines
from kiosk.interfaces.facts import SubmissionState
from kiosk.services.searches import MOST_EXPORTED, Given
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import words
from kiosk.web.pages.filters import Filter
from kiosk.web.pages.sessions import Staff, needs, read_form
from kiosk.web.pages.sheets import download, sheet
from kiosk.web.problems import WebProblem

FACTS = (
    "Reference",
    "Form",
    "Form version",
    "LGSL",
    "LGIL",
    "State",
    "Sent",
    "Received",
    "Terminal",
    "Language",
    "Remark",
)


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.post("/submissions/export", dependencies=[needs(Action.WORK_ON_SUBMISSIONS)])
    async def export(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        fields = await read_form(request, visitor)
        kind = fields.get("kind")
        filled = Filter(fields, await hub.forms.known(), ZoneInfo(hub.site.timezone))
        if kind not in {"csv", "json"} or filled.errors:
            raise WebProblem(422, "form_invalid")
        wanted, _ = await filled.with_reference(hub)
        given = await hub.desk.searches.export(wanted, kind, visitor.actor)
        now = hub.clock.now()
        name = f"submissions-{hub.site.id}-{now:%Y%m%dT%H%MZ}.{kind}"
        if kind == "json":
            document = {"site_id": hub.site.id, "exported_at": written(now), **_envelopes(given)}
            return download(json.dumps(document, ensure_ascii=False, indent=1), name, "application/json")
        names = {each.row.id: each.row.details.name for each in await hub.terminals.list()}
        return sheet(_rows(given, names), name)

    return routes


def _envelopes(given: Sequence[Given]) -> dict[str, object]:
    """Each as its service receives it; and which could not be written so, and why."""
    out: list[dict[str, object]] = []
    left: list[dict[str, object]] = []
    for each in given:
        try:
            if each.submission is None or each.form is None or each.row.state is SubmissionState.NEEDS_REVIEW:
                # An envelope has room for what its form asks, and would leave out the rest without a word.
                raise LookupError
            out.append(envelope(each.submission, each.form, each.uploads))
        except (LookupError, ValueError):
            left.append({"submission_reference": each.row.reference, "reason": _left_out(each)})
    return {"submissions": out, "left_out": left, "complete": len(given) < MOST_EXPORTED}


def _left_out(each: Given) -> str:
    if each.erased:
        return "erased"
    if each.submission is None:
        return "cannot_open"
    return each.row.reason or ("form_unknown" if each.form is None else "answers_unfit")


def _rows(given: Sequence[Given], terminals: dict[UUID, str]) -> Iterator[Sequence[object]]:
    """A row for each, and a column for each question that any of them was asked."""
    questions = {(each.row.form_id, name): title for each in given for name, title in _questions(each)}
    said = list(questions.values())
    heads = [
        title if said.count(title) == 1 else f"{title} ({form_id}, {name})"
        for (form_id, name), title in questions.items()
    ]
    yield [*FACTS, *heads]
    for each in given:
        row, form, sent = each.row, each.form, each.submission
        answered = _answers(each)
        remark = "" if sent is not None else words.reason(_left_out(each))
        yield [
            row.reference,
            row.form_id if form is None else form.title.en,
            row.form_version,
            None if form is None else form.lgsl,
            None if form is None else form.lgil,
            words.STATES[row.state][0],
            written(row.made_at),
            written(row.received_at),
            terminals.get(row.terminal_id, "") if row.terminal_id is not None else words.SOURCES[row.source],
            "" if sent is None else sent.language,
            remark,
            *(answered.get(key, "") for key in questions),
        ]


def _questions(each: Given) -> Iterator[tuple[str, str]]:
    if each.submission is None:
        return
    asked = {}
    if each.form is not None:
        asked = {one.name: one.title.en for page in each.form.pages for one in page.questions}
    for name in [*(name for name in asked if name in each.submission.answers), *each.submission.answers]:
        yield name, asked.get(name, name)


def _answers(each: Given) -> dict[tuple[str, str], str]:
    """What was answered, as people read it, by form and question."""
    found: dict[tuple[str, str], str] = {}
    if each.submission is None:
        return found
    asked = {}
    if each.form is not None:
        asked = {one.name: one for page in each.form.pages for one in page.questions}
    told = named(each.form, each.submission.answers, each.uploads) if each.form is not None else {}
    for name, value in each.submission.answers.items():
        if name != TODAY:
            found[each.row.form_id, name] = (
                shown(asked[name], told[name]) if name in asked else ", ".join(lines(None, value))
            )
    return found
