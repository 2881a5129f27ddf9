"""Submissions as staff see them: the list and what is looked for in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, Response

from kiosk.domain.definition import Form
from kiosk.domain.hand_overs import Work
from kiosk.domain.roles import Action
from kiosk.domain.searches import wanted_words
from kiosk.interfaces.facts import SubmissionRow, SubmissionState
from kiosk.services.hub import Hub
from kiosk.services.searches import MOST_EXPORTED, MOST_HITS, WINDOW
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import delivery_words, words
from kiosk.web.pages.filters import Filter
from kiosk.web.pages.live import refreshing
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, needs, read_form
from kiosk.web.problems import WebProblem

LAST_PAGE = 100_000
LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in a search, as pairs of a value and its name."""

    forms: Sequence[tuple[str, str]]
    services: Sequence[tuple[str, str]]
    terminals: Sequence[tuple[str, str]]
    states: Sequence[tuple[str, str]]


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/submissions", dependencies=[needs(Action.READ_SUBMISSIONS)])
    async def listed(
        request: Request, visitor: Staff, page: Annotated[int, Query(ge=1, le=LAST_PAGE)] = 1
    ) -> Response:
        hub = hub_of(request)
        known = await hub.forms.known()
        filled = Filter(request.query_params, known, ZoneInfo(hub.site.timezone))
        wanted, nearby = await filled.with_reference(hub)
        found = await hub.submissions.list(page, wanted)
        if page > found.pages:
            raise WebProblem(404, "not_found")
        if not refreshing(request, visitor):
            await hub.audit.record(visitor.actor, "submissions_listed", wanted.state, "done")
        return pages.page(
            "submissions.html",
            visitor,
            422 if filled.errors else 200,
            found=found,
            filled=filled,
            nearby=nearby,
            errors=filled.errors,
            titles=titles(found.rows, known),
            with_whom=await hub.desk.hand_overs.on([row.id for row in found.rows]),
            became=await hub.desk.outcomes.on([row.id for row in found.rows]),
            became_words=delivery_words.OUTCOMES,
            all_states=list(SubmissionState),
            works=words.WORKS,
            done=Work.DONE,
            most=MOST_EXPORTED,
            page_link=f"{visitor.at}/submissions{filled.query()}&page=",
            live="submissions",
            choices=await _choices(hub, known),
        )

    @routes.get("/submissions/search", dependencies=[needs(Action.READ_SUBMISSIONS)])
    async def search_page(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        known = await hub.forms.known()
        filled = Filter(request.query_params, known, ZoneInfo(hub.site.timezone))
        return pages.page(
            "submission_search.html",
            visitor,
            filled=filled,
            errors={},
            typed="",
            hits=None,
            window=WINDOW,
            choices=await _choices(hub, known),
        )

    # Words go in the body: an address stays in the browser's history, and the words may be somebody's name.
    @routes.post("/submissions/search", dependencies=[needs(Action.READ_SUBMISSIONS)])
    async def search(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        fields = await read_form(request, visitor)
        known = await hub.forms.known()
        filled = Filter(fields, known, ZoneInfo(hub.site.timezone))
        typed = fields.get("words", "").strip()
        errors, sought = dict(filled.errors), wanted_words(typed[:LONGEST_WORDS])
        if not sought:
            errors = {"words": "Enter a word of two letters or more"} | errors
        hits = None if errors else await hub.desk.searches.by_words(filled.search, sought, visitor.actor)
        return pages.page(
            "submission_search.html",
            visitor,
            422 if errors else 200,
            filled=filled,
            errors=errors,
            typed=typed,
            hits=hits,
            titles={} if hits is None else titles(hits.rows, known),
            window=WINDOW,
            most_hits=MOST_HITS,
            choices=await _choices(hub, known),
        )

    return routes


def titles(rows: Sequence[SubmissionRow], known: Sequence[Form]) -> dict[object, str]:
    """What the form of each submission is called, by the submission's id."""
    by_version = {(form.id, form.version): form.title.en for form in known}
    return {row.id: by_version.get((row.form_id, row.form_version), row.form_id) for row in rows}


async def _choices(hub: Hub, known: Sequence[Form]) -> Choices:
    newest = {form.id: form for form in known}
    services: dict[int, list[str]] = {}
    for form in newest.values():
        services.setdefault(form.lgsl, []).append(form.title.en)
    return Choices(
        forms=sorted(((form.id, form.title.en) for form in newest.values()), key=lambda pair: pair[1]),
        services=[(str(lgsl), f"{lgsl}: {', '.join(names)}") for lgsl, names in sorted(services.items())],
        terminals=[(str(each.row.id), each.row.details.name) for each in await hub.terminals.list()],
        states=[(state.value, words.STATES[state][0]) for state in SubmissionState],
    )
