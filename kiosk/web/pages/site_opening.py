"""When the offices are open: the week, bank holidays, and in words what was understood."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from fastapi import APIRouter, Request, Response

from kiosk.domain import hours, hours_in_words
from kiosk.domain.calendars import calendar
from kiosk.domain.hours import Hours, Unread
from kiosk.domain.opening import Nation, OpeningRefused, Standing, read_hours, read_moment, write_hours
from kiosk.domain.overlays import Part
from kiosk.domain.roles import Action
from kiosk.web.api.callers import estate_of, hub_of
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, needs, read_form
from kiosk.web.pages.site_parts import ABOUT, Errors, Fields, keep, saved, seal_of

NATIONS: Mapping[str, str] = {
    Nation.ENGLAND_AND_WALES: "England and Wales",
    Nation.SCOTLAND: "Scotland",
    Nation.NORTHERN_IRELAND: "Northern Ireland",
    "": "None",
}
SHOWN = 10
"""Bank holidays that the page shows."""


def add(routes: APIRouter, pages: Pages) -> None:
    """Adds the routes."""
    may = [needs(Action.EDIT_SITE)]

    def show(request: Request, visitor: Visitor, values: Fields, errors: Errors) -> Response:
        view = hub_of(request).sites.current()
        today = hub_of(request).sites.today()
        calendar = estate_of(request).calendar
        nation = next((nation for nation in Nation if nation == values.get("nation")), None)
        understood = hours.read(values.get("hours", ""))
        return pages.page(
            "site_opening.html",
            visitor,
            422 if errors else 200,
            view=view,
            part=Part.OPENING,
            about=ABOUT[Part.OPENING],
            change=view.changes.get(Part.OPENING),
            seal=seal_of(view, Part.OPENING),
            values=values,
            errors=errors,
            nations=NATIONS,
            understood=understood if isinstance(understood, Hours) else None,
            in_words=hours_in_words.words,
            holidays=[(on_day(each.day), each.name) for each in calendar.of(nation, today)[:SHOWN]],
            horizon=on_day(calendar.horizon),
            soon=calendar.horizon - today < timedelta(days=180),
        )

    @routes.get("/opening", dependencies=may)
    async def opening_page(request: Request, visitor: Staff) -> Response:
        site = hub_of(request).site
        values = {
            "hours": "" if site.opening is None else hours_in_words.words(site.opening.hours, "en"),
            "nation": "" if site.nation is None else str(site.nation),
            "on_bank_holidays": "yes" if site.opening is not None and site.opening.on_bank_holidays else "",
        }
        return show(request, visitor, values, {})

    @routes.post("/opening", dependencies=may)
    async def opening(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        errors: Errors = {}
        typed = fields.get("hours", "").strip()
        understood = hours.read(typed) if typed else None
        if isinstance(understood, Unread):
            errors["hours"] = (
                f"“{understood.part}” makes no sense here. Write it like Monday to Friday, 8:30am to 5pm"
            )
        elif fields.get("nation", "") not in NATIONS:
            errors["nation"] = "Choose whose bank holidays are kept"
        elif fields.get("do") != "check":
            document: dict[str, object] = {}
            if understood is not None:
                document["opening"] = {
                    "hours": write_hours(understood),
                    "bank_holidays": fields.get("nation") or None,
                    "on_bank_holidays": bool(fields.get("on_bank_holidays")),
                }
            errors = await keep(request, visitor, Part.OPENING, document, fields)
            if not errors:
                return saved(visitor, Part.OPENING)
        return show(request, visitor, fields, errors)


# --- in words -------------------------------------------------------------------------------------------------------


def in_words(opening: object) -> list[str]:
    """Opening hours in a few lines."""
    if not isinstance(opening, Mapping):
        return ["Nobody has said"]
    try:
        lines = [hours_in_words.words(read_hours(opening.get("hours")), "en")]
    except OpeningRefused:
        return ["Nobody has said"]
    nation = NATIONS.get(str(opening.get("bank_holidays") or ""), "None")
    if nation == "None":
        return [*lines, "No bank holidays"]
    return [*lines, f"{'Open' if opening.get('on_bank_holidays') else 'Closed'} on bank holidays: {nation}"]


def closure_in_words(row: object) -> str:
    """`Christmas, from Friday 25 December 2026 to …`."""
    if not isinstance(row, Mapping):
        return ""
    first, last = moment(str(row.get("first")), end=False), moment(str(row.get("last")), end=True)
    said = row.get("words")
    name = said.get("en") if isinstance(said, Mapping) else ""
    return f"{name}: {first}" if first == last else f"{name}: {first} to {last}"


def moment(written: str, *, end: bool) -> str:
    """A day, with its time when it has one."""
    try:
        read = read_moment(written, end=end)
    except OpeningRefused:
        return written
    if "T" not in written:
        return on_day((read - timedelta(days=int(end))).date())
    return f"{on_day(read.date())}, {hours_in_words.clock(read.hour * 60 + read.minute, 'en')}"


def on_day(day: date) -> str:
    """`Friday 25 December 2026`."""
    return f"{calendar('en').day(day)} {day.year}"


def told(standing: Standing | None, now: datetime) -> str:
    """Whether the offices are open, for staff."""
    if standing is None:
        return "Nobody has said when"
    change = ""
    if standing.until is not None:
        until = standing.until
        time = hours_in_words.clock(until.hour * 60 + until.minute, "en")
        change = time if standing.today else f"{on_day(until.date())}, {time}"
        if until.date() == now.date() + timedelta(days=1):
            change = f"tomorrow, {time}"
    if standing.open:
        return f"Open until {change}" if change else "Open"
    because = "" if standing.reason is None else f" ({standing.reason.en})"
    return f"Closed{because} until {change}" if change else f"Closed{because}"
