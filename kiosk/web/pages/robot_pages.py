"""The robots of a site: who they are, the forms each may speak about, and the key of a new one, shown once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.robots import Robot
from kiosk.domain.roles import Action
from kiosk.services.hub import Hub
from kiosk.services.robots import LONGEST_NAME, RobotUnfit, RobotUnknown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Proved, Staff, Visitor, needs, read_form
from kiosk.web.problems import WebProblem

_ALLOWED = needs(Action.MANAGE_ROBOTS)
MOST_FIELDS = 300
"""A box for each form there is."""

_WRONG: Mapping[str, str] = {
    "name": f"Enter a name of up to {LONGEST_NAME} characters that no other robot has",
    "forms": "Choose at least one form",
}


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/robots")

    async def filled(
        visitor: Visitor, hub: Hub, robot: Robot | None, typed: Mapping[str, str], errors: Mapping[str, str]
    ) -> Response:
        chosen = _chosen(typed) if typed else [] if robot is None else robot.forms
        forms = await _forms(hub)
        return pages.page(
            "robot.html",
            visitor,
            422 if errors else 200,
            robot=robot,
            forms=[(form, title, form in chosen) for form, title in forms],
            typed=typed,
            errors=errors,
        )

    @routes.get("", dependencies=[_ALLOWED])
    async def listed(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        return pages.page("robots.html", visitor, robots=await hub.desk.robots.list(), titles=dict(await _forms(hub)))

    @routes.get("/add", dependencies=[_ALLOWED, Proved])
    async def add_page(request: Request, visitor: Staff) -> Response:
        return await filled(visitor, hub_of(request), None, {}, {})

    @routes.post("/add", dependencies=[_ALLOWED, Proved])
    async def add(request: Request, visitor: Staff) -> Response:
        hub, fields = hub_of(request), await read_form(request, visitor, MOST_FIELDS)
        forms = [form for form, _ in await _forms(hub) if form in _chosen(fields)]
        try:
            key = await hub.desk.robots.make(fields.get("name", ""), forms, visitor.actor)
        except RobotUnfit as error:
            return await filled(visitor, hub, None, fields, {error.part: _WRONG[error.part]})
        return pages.page("robot_key.html", visitor, key=key, name=" ".join(fields["name"].split()))

    @routes.get("/{robot_id}", dependencies=[_ALLOWED, Proved])
    async def one(request: Request, robot_id: UUID, visitor: Staff) -> Response:
        hub = hub_of(request)
        return await filled(visitor, hub, await _robot(hub, robot_id), {}, {})

    @routes.post("/{robot_id}", dependencies=[_ALLOWED, Proved])
    async def grant(request: Request, robot_id: UUID, visitor: Staff) -> Response:
        hub, fields = hub_of(request), await read_form(request, visitor, MOST_FIELDS)
        robot = await _robot(hub, robot_id)
        forms = [form for form, _ in await _forms(hub) if form in _chosen(fields)]
        try:
            await hub.desk.robots.grant(robot_id, forms, visitor.actor)
        except RobotUnfit as error:
            return await filled(visitor, hub, robot, fields, {error.part: _WRONG[error.part]})
        return RedirectResponse(f"{visitor.at}/robots", 303)

    @routes.get("/{robot_id}/withdraw", dependencies=[_ALLOWED, Proved])
    async def withdraw_page(request: Request, robot_id: UUID, visitor: Staff) -> Response:
        robot = await _robot(hub_of(request), robot_id)
        question = {
            "title": f"Withdraw {robot.name}",
            "lines": ["Its key ends at once. What it has said of submissions stays."],
            "button": "Withdraw it",
            "other": "Change nothing",
            "back": f"{visitor.at}/robots/{robot_id}",
        }
        return pages.page("person_confirm.html", visitor, question=question, here="/robots")

    @routes.post("/{robot_id}/withdraw", dependencies=[_ALLOWED, Proved])
    async def withdraw(request: Request, robot_id: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        try:
            await hub_of(request).desk.robots.withdraw(robot_id, visitor.actor)
        except RobotUnknown as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(f"{visitor.at}/robots", 303)

    return routes


async def _robot(hub: Hub, robot_id: UUID) -> Robot:
    try:
        return await hub.desk.robots.find(robot_id)
    except RobotUnknown as error:
        raise WebProblem(404, error.code) from None


async def _forms(hub: Hub) -> Sequence[tuple[str, str]]:
    """Every form there ever was here, by its id: submissions of one that was withdrawn are still to be dealt with."""
    newest = {form.id: form.title.en for form in await hub.forms.known()}
    return sorted(newest.items(), key=lambda pair: pair[1])


def _chosen(fields: Mapping[str, str]) -> list[str]:
    """The forms whose boxes were ticked: each has a field of its own."""
    return [name.removeprefix("form-") for name in fields if name.startswith("form-")]
