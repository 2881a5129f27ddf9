"""The application: the terminals' API, the staff's pages, and what watches over the hub."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp

from kiosk.events import log
from kiosk.interfaces.store import RecordUnavailable
from kiosk.services.estate import Estate
from kiosk.services.tries import TooManyTries
from kiosk.web import health, problems
from kiosk.web.api import (
    commands,
    continuations,
    doors,
    happenings,
    news,
    opinions,
    personal,
    photos,
    robots,
    staff_door,
    submissions,
    terminals,
    uses,
    visit_cards,
)
from kiosk.web.api import waiting as waiting_api
from kiosk.web.api.callers import PREFIX, SPOKEN
from kiosk.web.assets import Assets
from kiosk.web.board import Board
from kiosk.web.edge import BodyTooLong, Edge, method_of, route_of
from kiosk.web.limits import Throttle
from kiosk.web.pages import (
    activity,
    bench,
    booking,
    checks,
    destinations,
    directory,
    directory_accounts,
    directory_forms,
    directory_imports,
    directory_ladders,
    entrance,
    form_links,
    forms,
    go_live,
    identity,
    live,
    me,
    me_pin,
    my_visitors,
    parcel_settings,
    parcels,
    people,
    person,
    robot_pages,
    roll_calls,
    roll_closing,
    roll_preparing,
    rooms,
    screens,
    site_settings,
    sites,
    statistics,
    submission,
    submission_delivery,
    submission_export,
    submission_files,
    today,
    visit_pages,
    waiting,
)
from kiosk.web.pages import doors as door_pages
from kiosk.web.pages import health as health_page
from kiosk.web.pages import submissions as submission_pages
from kiosk.web.pages import terminals as terminal_pages
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import AT_SITE, ProofWanted, SetUpWanted, SignedOut
from kiosk.web.problems import Problem, WebProblem

PROGRAMS = ("/api/", "/healthz", "/metrics")
"""Paths that programs ask for; everything else is for people."""

_CODES = {404: "not_found", 405: "method_not_allowed"}


def create_app(estate: Estate) -> ASGIApp:
    """The ASGI application of a hub: what belongs to one site has its id in the address."""
    pages = Pages(estate)

    def failed(request: Request, status: int, code: str) -> Response:
        """The answer to a request that cannot be answered as asked: JSON for programs, a page for people."""
        if request.url.path.startswith(PROGRAMS):
            return problems.answer(status, code)
        return pages.trouble(status, code)

    async def web_problem(request: Request, problem: Exception) -> Response:
        known = cast(WebProblem, problem)
        response = failed(request, known.status, known.code)
        response.headers.update(known.headers or {})
        return response

    async def too_many_tries(request: Request, error: Exception) -> Response:
        known = cast(TooManyTries, error)
        response = failed(request, 429, known.code)
        response.headers["Retry-After"] = str(known.wait)
        return response

    async def http_exception(request: Request, error: Exception) -> Response:
        known = cast(HTTPException, error)
        response = failed(request, known.status_code, _CODES.get(known.status_code, "request_refused"))
        response.headers.update(known.headers or {})
        return response

    async def invalid(request: Request, _: Exception) -> Response:
        # An id in a page's address that is none is an address that leads nowhere.
        program = request.url.path.startswith(PROGRAMS)
        return failed(request, 422, "request_invalid") if program else failed(request, 404, "not_found")

    async def body_too_long(request: Request, error: Exception) -> Response:
        response = failed(request, 413, cast(BodyTooLong, error).code)
        # What is left of the body is not read, so the connection cannot be used again.
        response.headers["Connection"] = "close"
        return response

    async def record_unavailable(request: Request, error: Exception) -> Response:
        code = cast(RecordUnavailable, error).code
        log("hub.record_unavailable", method=method_of(request.scope), route=route_of(request.scope), code=code)
        return failed(request, 503, RecordUnavailable.code)

    async def caller_gone(request: Request, _: Exception) -> Response:
        # Nobody hears this answer; it keeps what is no fault of ours from being counted and logged as one.
        log("hub.caller_gone", method=method_of(request.scope), route=route_of(request.scope))
        return failed(request, 400, "caller_gone")

    async def fault(request: Request, _: Exception) -> Response:
        return failed(request, 500, "fault")

    async def signed_out(_: Request, __: Exception) -> Response:
        return RedirectResponse("/sign-in", 303)

    async def set_up_wanted(_: Request, __: Exception) -> Response:
        return RedirectResponse("/me/second-factor", 303)

    async def proof_wanted(_: Request, error: Exception) -> Response:
        return RedirectResponse(f"/me/prove?towards={quote(cast(ProofWanted, error).towards)}", 303)

    app = FastAPI(
        title="Foyer hub",
        summary="What terminals and watchers ask of a hub. Staff pages are not part of it.",
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers={
            WebProblem: web_problem,
            TooManyTries: too_many_tries,
            HTTPException: http_exception,
            RequestValidationError: invalid,
            SignedOut: signed_out,
            SetUpWanted: set_up_wanted,
            ProofWanted: proof_wanted,
            BodyTooLong: body_too_long,
            ClientDisconnect: caller_gone,
            RecordUnavailable: record_unavailable,
            Exception: fault,
        },
    )
    app.state.estate = estate
    board = Board()
    app.router.routes.append(board)
    app.include_router(terminals.router(Throttle(estate.clock.monotonic)), tags=["terminals"])
    app.include_router(submissions.routes, tags=["submissions"])
    app.include_router(news.routes, tags=["news"])
    app.include_router(commands.routes, tags=["commands"])
    app.include_router(personal.routes, tags=["personal"])
    app.include_router(continuations.routes, tags=["continuations"])
    app.include_router(uses.router(Throttle(estate.clock.monotonic)), tags=["uses"])
    app.include_router(opinions.router(Throttle(estate.clock.monotonic)), tags=["opinions"])
    # Four for each report: a door at nine in the morning, and each tells of one person.
    app.include_router(happenings.router(Throttle(estate.clock.monotonic, 4)), tags=["happenings"])
    app.include_router(photos.router(Throttle(estate.clock.monotonic, 4)), tags=["photos"])
    app.include_router(staff_door.routes, tags=["staff door"])
    app.include_router(doors.routes, tags=["doors"])
    app.include_router(waiting_api.routes, tags=["waiting"])
    app.include_router(visit_cards.routes, tags=["visits"])
    app.include_router(robots.routes, tags=["robots"])
    app.include_router(health.routes, tags=["health"])
    for routes in (
        entrance.router(pages),
        identity.router(pages),
        me.router(pages),
        me_pin.router(pages),
        people.router(pages, everywhere=True),
        person.router(pages, everywhere=True),
        sites.router(pages),
        activity.router(pages),
    ):
        board.put_up(routes)
    for routes in (
        today.router(pages),
        waiting.router(pages),
        my_visitors.router(pages),
        *visit_pages.routers(pages),
        rooms.router(pages),
        booking.router(pages),
        submission_export.router(),
        submission_files.router(),
        submission_pages.router(pages),
        submission_delivery.router(),
        destinations.router(pages),
        submission.router(pages),
        terminal_pages.router(pages),
        screens.router(pages),
        door_pages.router(pages),
        checks.router(pages),
        roll_preparing.router(pages),
        roll_closing.router(pages),
        roll_calls.router(pages),
        bench.router(pages),
        statistics.router(pages),
        robot_pages.router(pages),
        forms.router(pages),
        form_links.router(pages),
        health_page.router(pages),
        site_settings.router(pages),
        go_live.router(pages),
        live.router(),
        parcel_settings.router(pages),
        parcels.router(pages),
        directory_imports.router(pages),
        directory_forms.router(pages),
        directory_ladders.router(pages),
        directory_accounts.router(pages),
        directory.router(pages),
        people.router(pages, everywhere=False),
        person.router(pages, everywhere=False),
    ):
        board.put_up(routes, AT_SITE)
    app.mount("/static", Assets(directory=estate.assets, check_dir=False), name="static")
    app.openapi = _with_problems(app.openapi)  # type: ignore[method-assign] # FastAPI's documented way
    return Edge(app, estate.measures, estate.clock)


def _with_problems(plain: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """Describes the API with the shape of a problem, which its operations refer to, and the header that callers have;
    once somebody asks."""

    def described() -> dict[str, Any]:
        document = plain()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = Problem.model_json_schema()
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        for path, operations in document["paths"].items():
            for operation in operations.values() if path.startswith(PREFIX) else ():
                spoken = [each["name"] for each in operation.get("parameters", ())]
                if SPOKEN["name"] not in spoken:  # described once, however often it is asked for
                    operation["parameters"] = [*operation.get("parameters", ()), SPOKEN]
        return document

    return described
