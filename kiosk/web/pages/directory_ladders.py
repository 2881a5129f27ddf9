"""The ladder of a team or a tenant: who is asked to come, in which order, and for how long each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain import ladders
from kiosk.domain.directory import Entry, Person, Team, Tenant, ladder_of
from kiosk.domain.directory_book import Book
from kiosk.domain.ladders import MOST_STEPS, SECONDS, Rung, Step
from kiosk.services.directory import EntryChanged, EntryRefused, EntryUnknown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import directory_words as words
from kiosk.web.pages.directory_shown import EDIT, edit_scope, revision_in, show
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, read_form
from kiosk.web.problems import WebProblem

MOST_FIELDS = 4 * MOST_STEPS + 4


@dataclass(frozen=True, slots=True)
class Typed:
    """A step as it stands in the form: nothing in `rung` is no step."""

    rung: str = ""
    person: str = ""
    seconds: str = ""


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/directory/{entry_id}/ladder", dependencies=[EDIT])
    async def page(request: Request, entry_id: UUID, visitor: Staff) -> Response:
        hub = hub_of(request)
        row = await show(hub, entry_id, edit_scope(visitor))
        of = _of(row.entry)
        book = await hub.directory.book_of(edit_scope(visitor))
        return _page(visitor, of, _typed(of, book), {}, row.revision)

    @routes.post("/directory/{entry_id}/ladder", dependencies=[EDIT])
    async def change(request: Request, entry_id: UUID, visitor: Staff) -> Response:
        fields = await read_form(request, visitor, MOST_FIELDS)
        hub = hub_of(request)
        row = await show(hub, entry_id, edit_scope(visitor))
        of = _of(row.entry)
        typed = [_step(fields, at) for at in range(1, MOST_STEPS + 1)]
        steps, errors = _read(typed, await hub.directory.book_of(edit_scope(visitor)))
        if "usual" in fields:
            steps, errors = (), {}
        elif not errors and (trouble := ladders.trouble(steps)) is not None:
            errors = {"rung-1": trouble}
        revision = revision_in(fields)
        if not errors:
            try:
                await hub.directory.change(replace(of, ladder=steps), revision, visitor.actor, edit_scope(visitor))
            except EntryUnknown as error:
                raise WebProblem(404, error.code) from None
            except EntryRefused as refused:
                errors = {"rung-1": refused.findings[0].reason}
            except EntryChanged as changed:
                revision = changed.now.revision
                errors = {"rung-1": "Somebody else has changed this entry meanwhile. Look again, then save"}
            else:
                return RedirectResponse(f"{visitor.at}/directory/{entry_id}", 303)
        return _page(visitor, of, typed, errors, revision)

    def _page(
        visitor: Visitor, of: Team | Tenant, typed: Sequence[Typed], errors: Mapping[str, str], revision: int
    ) -> Response:
        filled = [each for each in typed if each.rung]
        # Two more than there are, up to the most there can be.
        steps = [*filled, *[Typed()] * min(2, MOST_STEPS - len(filled))] if not errors else list(typed)
        return pages.page(
            "directory_ladder.html",
            visitor,
            422 if errors else 200,
            entry=of,
            steps=steps,
            rungs=words.RUNGS,
            errors=errors,
            revision=revision,
            own=bool(of.ladder),
            seconds=SECONDS,
            rule=words.LADDER_RULE,
        )

    return routes


_NUMBER = re.compile(r"[0-9]{1,3}", re.ASCII)


def _step(fields: Mapping[str, str], at: int) -> Typed:
    return Typed(*(fields.get(f"{name}-{at}", "").strip() for name in ("rung", "person", "seconds")))


def _of(entry: Entry) -> Team | Tenant:
    if not isinstance(entry, Team | Tenant):
        raise WebProblem(404, "not_found")
    return entry


def _typed(of: Team | Tenant, book: Book) -> list[Typed]:
    return [Typed(step.rung.value, _name(step.person_id, book), str(step.seconds)) for step in ladder_of(of)]


def _name(person_id: UUID | None, book: Book) -> str:
    person = book.get(person_id, Person)
    if person is None:
        return ""
    name = person.title.en
    return name if len(book.named(name, Person)) == 1 else person.reach.email or str(person.id)


def _read(typed: Sequence[Typed], book: Book) -> tuple[ladders.Ladder, dict[str, str]]:
    """The ladder, or what is wrong with each field."""
    steps: list[Step] = []
    errors: dict[str, str] = {}
    for at, each in enumerate(typed, 1):
        rung = next((rung for rung in Rung if rung == each.rung), None)
        if rung is None:
            continue
        seconds = int(each.seconds) if _NUMBER.fullmatch(each.seconds) else 0
        if not SECONDS[0] <= seconds <= SECONDS[1]:
            errors[f"seconds-{at}"] = f"Enter how long step {at} takes, from {SECONDS[0]} to {SECONDS[1]} seconds"
        person: Person | None = None
        if rung is Rung.PERSON:
            found = book.named(each.person, Person) or book.mailed(each.person, Person)
            if len(found) != 1:
                several = f"{len(found)} people are called so: enter the e-mail address" if found else ""
                errors[f"person-{at}"] = several or "Enter the name of somebody in the directory"
            else:
                person = found[0]
        steps.append(Step(rung, seconds, None if person is None else person.id))
    return tuple(steps), errors
