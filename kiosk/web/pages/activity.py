"""What staff did, for staff: at one site, or for administrators at all of them in one order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, Response

from kiosk.domain.dates import read_day
from kiosk.domain.roles import EVERYWHERE, Action, may
from kiosk.domain.searches import AuditSearch
from kiosk.domain.submissions import written
from kiosk.interfaces.facts import AuditEntry
from kiosk.services.audit import PAGE, Audit
from kiosk.web.api.callers import estate_of, hub_of
from kiosk.web.pages import words
from kiosk.web.pages.filters import begins
from kiosk.web.pages.moments import when
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import AT_SITE, Anywhere, Staff, Visitor, needs, needs_everywhere, read_form
from kiosk.web.pages.sheets import sheet
from kiosk.web.problems import WebProblem

FIELDS: Final = ("who", "action", "outcome", "subject", "since", "until")
OUTCOMES: Final[tuple[Literal["done", "refused", "failed"], ...]] = ("done", "refused", "failed")
LONGEST = 80
MOST_EXPORTED = 20_000
"""Entries in one file, the newest of those that fit."""

Below = Annotated[int | None, Query(ge=1, le=2**63 - 1)]
"""Only entries with smaller numbers."""


@dataclass(frozen=True, slots=True)
class Book:
    """Where entries come from: a site and its clock on the wall, or what belongs to no site."""

    name: str
    path: str
    audit: Audit
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Row:
    """An entry with its place in the one order of all."""

    number: int
    entry: AuditEntry
    book: Book

    @property
    def when(self) -> str:
        return when(self.entry.at, self.book.zone)


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    async def listed(
        request: Request, visitor: Visitor, books: Sequence[Book], audit: Audit, before: int | None
    ) -> Response:
        values = _values(request.query_params)
        wanted, errors = _wanted(values, books[0].zone)
        await audit.record(visitor.actor, "activity_shown", _said(values), "done")
        rows = [] if errors else await _newest(books, wanted, before, PAGE + 1)
        asked = {name: value for name, value in values.items() if value}
        known = sorted({action for book in books for action in await book.audit.actions()}, key=words.action)
        return pages.page(
            "activity.html",
            visitor,
            422 if errors else 200,
            rows=rows[:PAGE],
            older=f"?{urlencode(asked | {'before': str(rows[PAGE - 1].number)})}" if len(rows) > PAGE else None,
            newest=f"?{urlencode(asked)}" if before is not None else None,
            values=values,
            errors=errors,
            active=bool(asked),
            action_choices=[(action, words.action(action)) for action in known],
            several_books=len(books) > 1,
            everywhere=may(visitor.grants, Action.READ_AUDIT, EVERYWHERE) and len(estate_of(request).sites) > 1,
            most=MOST_EXPORTED,
        )

    async def exported(request: Request, visitor: Visitor, books: Sequence[Book], audit: Audit) -> Response:
        values = _values(await read_form(request, visitor))
        wanted, errors = _wanted(values, books[0].zone)
        if errors:
            raise WebProblem(422, "form_invalid")
        rows = await _newest(books, wanted, None, MOST_EXPORTED)
        await audit.record(visitor.actor, "activity_exported", f"{len(rows)} entries", "done")
        name = f"activity-{visitor.hub.site.id if visitor.hub else 'all'}-{rows[0].number if rows else 0}.csv"
        return sheet(_lines(rows), name)

    @routes.get(f"{AT_SITE}/activity", dependencies=[needs(Action.READ_AUDIT)])
    async def at_site(request: Request, visitor: Staff, before: Below = None) -> Response:
        return await listed(request, visitor, [_of_site(visitor)], hub_of(request).audit, before)

    @routes.post(f"{AT_SITE}/activity/export", dependencies=[needs(Action.READ_AUDIT)])
    async def export_site(request: Request, visitor: Staff) -> Response:
        return await exported(request, visitor, [_of_site(visitor)], hub_of(request).audit)

    @routes.get("/activity", dependencies=[needs_everywhere(Action.READ_AUDIT)])
    async def everywhere(request: Request, visitor: Anywhere, before: Below = None) -> Response:
        return await listed(request, visitor, _all(request), estate_of(request).audit, before)

    @routes.post("/activity/export", dependencies=[needs_everywhere(Action.READ_AUDIT)])
    async def export_all(request: Request, visitor: Anywhere) -> Response:
        return await exported(request, visitor, _all(request), estate_of(request).audit)

    return routes


def _of_site(visitor: Visitor) -> Book:
    if visitor.hub is None:
        raise WebProblem(404, "not_found")
    return Book(visitor.hub.site.name.en, visitor.at, visitor.hub.audit, ZoneInfo(visitor.hub.site.timezone))


def _all(request: Request) -> list[Book]:
    """Every site's, and what belongs to none."""
    estate = estate_of(request)
    sites = [
        Book(hub.site.name.en, f"/sites/{hub.site.id}", hub.audit, ZoneInfo(hub.site.timezone))
        for hub in estate.sites.values()
    ]
    return [Book("All sites", "", estate.audit, sites[0].zone), *sites]


async def _newest(books: Sequence[Book], wanted: AuditSearch, before: int | None, most: int) -> list[Row]:
    """The newest of all books together. Numbers are the record's own, and count through all sites."""
    rows = [
        Row(number, entry, book) for book in books for number, entry in await book.audit.find(wanted, before, most)
    ]
    return sorted(rows, key=lambda row: row.number, reverse=True)[:most]


def _values(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: fields.get(name, "").strip()[:LONGEST] for name in FIELDS}


def _wanted(values: Mapping[str, str], zone: ZoneInfo) -> tuple[AuditSearch, dict[str, str]]:
    errors: dict[str, str] = {}
    days = {name: read_day(values[name]) for name in ("since", "until")}
    for name, day in days.items():
        if values[name] and day is None:
            errors[name] = "Enter a day, such as 23/11/2026"
    since, until = days["since"], days["until"]
    if since and until and since > until:
        errors["until"] = "The last day must be the first one or after it"
    return (
        AuditSearch(
            who=values["who"],
            actions=(values["action"],) if values["action"] else (),
            outcome=next((each for each in OUTCOMES if each == values["outcome"]), None),
            subject=values["subject"],
            since=begins(since, zone) if since else None,
            until=begins(until + timedelta(days=1), zone) if until else None,
        ),
        errors,
    )


def _said(values: Mapping[str, str]) -> str | None:
    """By which fields it was filtered; not what for, which may be somebody's name."""
    return ", ".join(name for name, value in values.items() if value) or None


def _lines(rows: Sequence[Row]) -> list[Sequence[object]]:
    lines: list[Sequence[object]] = [
        ("When (UTC)", "Site", "Who", "From", "What", "Code of what", "On what", "Outcome", "Why")
    ]
    lines += [
        (
            written(row.entry.at),
            row.book.name,
            row.entry.who,
            row.entry.address,
            words.action(row.entry.action),
            row.entry.action,
            row.entry.subject,
            words.OUTCOMES[row.entry.outcome],
            words.reason(row.entry.code),
        )
        for row in rows
    ]
    return lines
