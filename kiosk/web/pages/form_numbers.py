"""How a form goes: how often it is begun and sent, where people stop, how long it takes, what they thought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fastapi import APIRouter, Request, Response

from kiosk.domain import form_words, opinions, tallies
from kiosk.domain.definition import Form
from kiosk.domain.opinions import Recommend
from kiosk.domain.roles import Action
from kiosk.domain.tallies import LONGER, SPANS, Times, Total
from kiosk.domain.uses import SMALLEST, Face, told
from kiosk.services.form_shelf import FormUnknown, Held
from kiosk.services.hub import Hub
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import statistics
from kiosk.web.pages.charts import bar
from kiosk.web.pages.moments import day_words
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, needs
from kiosk.web.pages.sheets import sheet
from kiosk.web.problems import WebProblem

RECOMMEND: Final[Mapping[Recommend, str]] = {
    Recommend.YES: "Would tell others",
    Recommend.NO: "Would not",
    Recommend.UNSURE: "Do not know",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A number, what it is of, and a bar beside it."""

    name: str
    number: int
    bar: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """All numbers of a form on some days.

    Attributes:
        faces: begun and sent on each face. What is begun at a terminal may be sent on a phone.
    """

    started: int
    sent: int
    faces: tuple[tuple[Face, int, int], ...]
    stops: Mapping[str, int]
    spans: Mapping[str, int]
    times: Times
    stars: Mapping[int, int]
    recommended: Mapping[Recommend, int]

    @property
    def judged(self) -> int:
        """How many gave stars."""
        return sum(self.stars.values())

    @property
    def mean(self) -> float:
        """Stars, of those who gave any."""
        return sum(stars * number for stars, number in self.stars.items()) / (self.judged or 1)


def add(routes: APIRouter, pages: Pages) -> None:
    """Adds the routes."""

    @routes.get("/{form_id}/numbers", dependencies=[needs(Action.SEE_STATISTICS)])
    async def shown(request: Request, form_id: str, visitor: Staff) -> Response:
        hub = hub_of(request)
        held, first, last, errors = await _asked(request, hub, form_id)
        numbers = await _numbers(hub, form_id, first, last)
        return pages.page(
            "form_numbers.html",
            visitor,
            422 if errors else 200,
            held=held,
            name=form_id if held.form is None else held.form.title.en,
            editing=visitor.may(Action.EDIT_FORMS),
            reading=visitor.may(Action.READ_SUBMISSIONS),
            first=first,
            last=last,
            said=f"{day_words(first)} to {day_words(last)}",
            errors=errors,
            values={name: request.query_params.get(name, "")[:20] for name in ("since", "until")},
            periods=[
                (days, (last - first).days + 1 == days and last == hub.desk.uses.today())
                for days in statistics.PERIODS
            ],
            numbers=numbers,
            faces=[(statistics.FACES[face], started, sent) for face, started, sent in numbers.faces],
            stops=_lines({_page(held.form, path): number for path, number in numbers.stops.items()}),
            spans=_lines({span_words(span): number for span, number in _told(numbers.spans).items()}),
            times=time_words(numbers.times),
            stars=_lines({f"{stars} {'star' if stars == 1 else 'stars'}": n for stars, n in numbers.stars.items()}),
            recommended=_lines({RECOMMEND[each]: number for each, number in numbers.recommended.items()}),
            smallest=SMALLEST,
        )

    @routes.get("/{form_id}/numbers.csv", dependencies=[needs(Action.SEE_STATISTICS)])
    async def exported(request: Request, form_id: str, visitor: Staff) -> Response:
        hub = hub_of(request)
        held, first, last, errors = await _asked(request, hub, form_id)
        if errors:
            raise WebProblem(404, "not_found")
        numbers = await _numbers(hub, form_id, first, last)
        await hub.audit.record(visitor.actor, "statistics_exported", f"{form_id} {first} to {last}", "done")
        lines: list[Sequence[object]] = [("Form", "First day", "Last day", "Of what", "Which", "Number")]
        lines += [(form_id, first, last, *row) for row in _rows(numbers, held.form)]
        return sheet(lines, f"form-{form_id}-{hub.site.id}-{first}-{last}.csv")

    @routes.get("/{form_id}/opinions", dependencies=[needs(Action.READ_SUBMISSIONS)])
    async def read(request: Request, form_id: str, visitor: Staff) -> Response:
        hub = hub_of(request)
        held, first, last, errors = await _asked(request, hub, form_id)
        if errors:
            raise WebProblem(404, "not_found")
        return pages.page(
            "form_opinions.html",
            visitor,
            held=held,
            name=form_id if held.form is None else held.form.title.en,
            first=first,
            last=last,
            said=f"{day_words(first)} to {day_words(last)}",
            sentences=[
                (day_words(each.day), statistics.FACES[each.face], each)
                for each in await hub.desk.opinions.read(form_id, first, last, visitor.actor)
            ],
        )


async def _asked(request: Request, hub: Hub, form_id: str) -> tuple[Held, date, date, dict[str, str]]:
    try:
        held = await hub.desk.shelf.show(form_id)
    except FormUnknown as error:
        raise WebProblem(404, error.code) from None
    return held, *statistics.days_of(request.query_params, hub.desk.uses.today())


async def _numbers(hub: Hub, form_id: str, first: date, last: date) -> Numbers:
    usage = [each for each in (await hub.desk.uses.between(first, last)).counted if each.use.form_id == form_id]
    totals: Sequence[Total] = await hub.desk.uses.tallied(form_id, first, last)
    said = await hub.desk.opinions.counted(form_id, first, last)
    faces = [face for face in Face if any(each.use.face is face for each in usage)]
    return Numbers(
        sum(each.started for each in usage),
        sum(each.sent for each in usage),
        tuple(
            (
                face,
                sum(each.started for each in usage if each.use.face is face),
                sum(each.sent for each in usage if each.use.face is face),
            )
            for face in faces
        ),
        tallies.stops(totals),
        tallies.spans(totals),
        tallies.times(totals),
        opinions.stars(said),
        opinions.recommended(said),
    )


def _rows(numbers: Numbers, form: Form | None) -> Iterator[tuple[str, str, str]]:
    """The lines of the file; small numbers are only told to be small."""
    yield "Begun", "", told(numbers.started)
    yield "Sent", "", told(numbers.sent)
    for face, started, sent in numbers.faces:
        yield "Begun", statistics.FACES[face], told(started)
        yield "Sent", statistics.FACES[face], told(sent)
    for path, number in numbers.stops.items():
        yield "Stopped at", _page(form, path), told(number)
    for span, number in numbers.spans.items():
        yield "Took", span_words(span), told(number)
    for stars, number in numbers.stars.items():
        yield "Stars", str(stars), told(number)
    for each, number in numbers.recommended.items():
        yield "Would tell others", each.value, told(number)


def _told(spans: Mapping[str, int]) -> Mapping[str, int]:
    """Those from the shortest to the longest that anybody took."""
    taken = [place for place, number in enumerate(spans.values()) if number]
    return dict(list(spans.items())[taken[0] : taken[-1] + 1]) if taken else {}


def _page(form: Form | None, path: str) -> str:
    return path if form is None else form_words.page(form, path)


def _lines(numbers: Mapping[str, int]) -> list[Line]:
    most = max(numbers.values(), default=0)
    return [Line(name, number, bar(number, most)) for name, number in numbers.items()]


def span_words(span: str) -> str:
    """`3 to 4 minutes`."""
    if span == LONGER:
        return f"{_minutes(SPANS[-1])} and longer"
    before = [bound for bound in SPANS if bound < int(span)]
    return f"{before[-1] // 60} to {_minutes(int(span))}" if before else f"Under {_minutes(int(span))}"


def time_words(times: Times) -> str:
    """How long it took, in a sentence; nothing while that would be about a few."""
    if times.people < SMALLEST:
        return ""
    longer = f"longer than {_minutes(SPANS[-1])}"
    half = longer if times.half is None else f"under {_minutes(times.half)}"
    least = times.tenth if times.tenth is not None else SPANS[-1]
    low = max([bound for bound in SPANS if bound < least], default=0)
    high = longer if times.ninety is None else _minutes(times.ninety)
    return f"Half of all people took {half}. Eight in ten took between {low // 60} and {high}."


def _minutes(seconds: int) -> str:
    return f"{seconds // 60} minute" if seconds == 60 else f"{seconds // 60} minutes"
