"""How often each service was used: numbers of days, forms, terminals and languages, and never of people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from fastapi import APIRouter, Request, Response

from kiosk.domain.dates import read_day
from kiosk.domain.directory_languages import language_name
from kiosk.domain.outcomes import Outcome
from kiosk.domain.roles import Action
from kiosk.domain.uses import SMALLEST, Face, Use, told, totals
from kiosk.services.uses import Usage
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import delivery_words
from kiosk.web.pages.became import HEAD, became, hours, lines
from kiosk.web.pages.charts import Bar, bar, days_chart
from kiosk.web.pages.moments import day_words
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, needs
from kiosk.web.pages.sheets import sheet
from kiosk.web.problems import WebProblem

PERIODS: Final = (7, 28, 91, 365)
USUAL: Final = 28
MOST_DAYS: Final = 1100

FACES: Mapping[Face, str] = {
    Face.TERMINAL: "Terminal",
    Face.PHONE: "Own phone, from a terminal",
    Face.WEB: "Web site",
    Face.LINK: "Link that staff sent",
    Face.VOICE: "Telephone",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A number, what it is of, and a bar beside it; of a form, its numbers have a page of their own."""

    name: str
    under: str
    sent: int
    started: int
    bar: str
    form_id: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to put the numbers."""

    name: str
    heads: tuple[str, str]
    key: Callable[[Use], str]
    words: Callable[[str, Usage], tuple[str, str]]


def _service(form_id: str, usage: Usage) -> tuple[str, str]:
    form = usage.forms.get(form_id)
    return (form_id, "") if form is None else (form.title.en, f"LGSL {form.lgsl}")


def _terminal(terminal_id: str, usage: Usage) -> tuple[str, str]:
    if not terminal_id:
        return ("No terminal", "")
    return (next((name for each, name in usage.terminals.items() if str(each) == terminal_id), "Unknown"), "")


DIMENSIONS: Mapping[str, Dimension] = {
    "service": Dimension("Services", ("Form", "LGSL"), lambda use: use.form_id, _service),
    "day": Dimension("Days", ("Day", ""), lambda use: use.day.isoformat(), lambda day, _: (day, "")),
    "terminal": Dimension("Terminals", ("Terminal", ""), lambda use: str(use.terminal_id or ""), _terminal),
    "language": Dimension(
        "Languages",
        ("Language", ""),
        lambda use: use.language,
        lambda tag, _: (language_name(tag) if tag else "Not known", ""),
    ),
    "face": Dimension("Where", ("Where", ""), lambda use: use.face.value, lambda face, _: (FACES[Face(face)], "")),
}


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/statistics", dependencies=[needs(Action.SEE_STATISTICS)])
    async def shown(request: Request, visitor: Staff) -> Response:
        uses = hub_of(request).desk.uses
        first, last, errors = days_of(request.query_params, uses.today())
        usage = await uses.between(first, last)
        by_day = totals(usage.counted, lambda use: use.day)
        every_day = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        per_day = [(day, by_day.get(day, (0, 0))[0]) for day in every_day]
        return pages.page(
            "statistics.html",
            visitor,
            422 if errors else 200,
            first=first,
            last=last,
            said=f"{day_words(first)} to {day_words(last)}",
            errors=errors,
            values={name: request.query_params.get(name, "")[:20] for name in ("since", "until")},
            periods=[(days, (last - first).days + 1 == days and last == uses.today()) for days in PERIODS],
            sent=sum(sent for _, sent in per_day),
            started=sum(each.started for each in usage.counted),
            tables=[(key, each, _rows(each, usage)) for key, each in DIMENSIONS.items() if key != "day"],
            chart=days_chart([Bar(day_words(day), sent) for day, sent in per_day], "Submissions sent each day"),
            per_day=[(day_words(day), sent) for day, sent in per_day],
            smallest=SMALLEST,
            became=await became(hub_of(request), first, last, usage.forms),
            outcomes_of=[*Outcome],
            told_of=delivery_words,
            hours=hours,
        )

    @routes.get("/statistics/outcomes.csv", dependencies=[needs(Action.SEE_STATISTICS)])
    async def outcomes(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        first, last, errors = days_of(request.query_params, hub.desk.uses.today())
        if errors:
            raise WebProblem(404, "not_found")
        usage = await hub.desk.uses.export(first, last, visitor.actor)
        rows = await became(hub, first, last, usage.forms)
        return sheet([HEAD, *lines(rows, first, last)], f"outcomes-{hub.site.id}-{first}-{last}.csv")

    @routes.get("/statistics/{by}.csv", dependencies=[needs(Action.SEE_STATISTICS)])
    async def exported(request: Request, by: str, visitor: Staff) -> Response:
        hub = hub_of(request)
        first, last, errors = days_of(request.query_params, hub.desk.uses.today())
        dimension = DIMENSIONS.get(by)
        if dimension is None or errors:
            raise WebProblem(404, "not_found")
        usage = await hub.desk.uses.export(first, last, visitor.actor)
        lines: list[Sequence[object]] = [("First day", "Last day", *dimension.heads, "Started", "Sent")]
        for key, (sent, started) in sorted(totals(usage.counted, dimension.key).items()):
            lines.append((first, last, *dimension.words(key, usage), told(started), told(sent)))
        return sheet(lines, f"use-by-{by}-{hub.site.id}-{first}-{last}.csv")

    return routes


def days_of(query: Mapping[str, str], today: date) -> tuple[date, date, dict[str, str]]:
    """The days that are asked for; the usual ones where they make no sense."""
    usual = today - timedelta(days=USUAL - 1)
    errors: dict[str, str] = {}
    typed = {name: query.get(name, "").strip()[:20] for name in ("since", "until")}
    if not any(typed.values()):
        days = next((days for days in PERIODS if str(days) == query.get("days")), USUAL)
        return today - timedelta(days=days - 1), today, errors
    found = {name: read_day(text) for name, text in typed.items()}
    for name, day in found.items():
        if day is None:
            errors[name] = "Enter a day, such as 23/11/2026"
    first, last = found["since"], found["until"]
    if first is None or last is None:
        return usual, today, errors
    if not first <= last <= first + timedelta(days=MOST_DAYS):
        return (
            usual,
            today,
            {"until": "The last day must not be before the first one, or more than three years after"},
        )
    return first, last, errors


def _rows(dimension: Dimension, usage: Usage) -> list[Row]:
    found = totals(usage.counted, dimension.key)
    most = max((sent for sent, _ in found.values()), default=0)
    rows = [
        Row(*dimension.words(key, usage)[:2], sent, started, bar(sent, most), key if key in usage.forms else "")
        for key, (sent, started) in found.items()
    ]
    return sorted(rows, key=lambda row: (-row.sent, row.name))
