"""One question on a screen, with the guidance that goes with it; or guidance alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from kiosk.domain import forms
from kiosk.domain.forms import Component, Kind, Step
from kiosk.terminal.session import Session
from ui.presenters import bar, filling, problems
from ui.presenters.scene import Scene
from ui.presenters.view import (
    Action,
    Choice,
    Choices,
    Field,
    Fields,
    Fixed,
    Layer,
    Moment,
    Paragraph,
    Part,
    Progress,
    Text,
    View,
    say,
)

_PART_NAMES: Mapping[str, Text] = {
    "day": say("Day"),
    "month": say("Month"),
    "year": say("Year"),
    "addressLine1": say("House number or name, and street"),
    "addressLine2": say("Second line of the address"),
    "town": say("Town or city"),
    "postcode": say("Postcode"),
}
_WIDTHS: Mapping[str, Literal["full", "half", "short"]] = {
    "day": "short",
    "month": "short",
    "year": "short",
    "town": "half",
    "postcode": "half",
}


def step(session: Session) -> Step | None:
    """The step on screen; `None` when it is no longer on the path."""
    if session.form is None:
        return None
    return next((each for each in forms.steps(session.form, session.answers) if each.key == session.step), None)


def view(scene: Scene) -> View:
    """The question as the heading, its ways to answer below. Raises `LookupError` when there is no question to
    show."""
    session = scene.here
    now = step(session)
    if now is None:
        raise LookupError("the step is not on the path")
    keys = [each.key for each in forms.steps(scene.form, session.answers)]
    guidance = tuple(_guidance(component) for component in now.guidance)
    shared = View(
        "question",
        scene.title,
        now.page.title,
        guidance,
        (Action("action:continue", say("Continue"), icon="arrow-right"),),
        status=scene.status,
        progress=Progress(keys.index(now.key) + 1, forms.length(scene.form, session.answers)),
        language=scene.language,
        bar=scene.bar(bar.BACK, bar.START_AGAIN),
        path=scene.path,
    )
    return shared if now.component is None else _question(scene, shared, now.component)


def _question(scene: Scene, shared: View, component: Component) -> View:
    session = scene.here
    places = filling.places(session, component, scene.today)
    active = next((place for place in places if place.id == session.active), None)
    parts = [*shared.parts, *_choices(session, component, scene.today)]
    if places:
        parts.append(Fields(tuple(_field(session, place) for place in places)))
    problem = session.problem
    return View(
        shared.name,
        shared.title,
        component.title,
        tuple(parts),
        shared.actions,
        status=shared.status,
        lead=component.hint,
        progress=shared.progress,
        error=None if problem is None else problems.text(problem),
        keyboard=None if active is None else active.keyboard,
        layer=Layer(session.layer),
        language=shared.language,
        bar=shared.bar,
        path=shared.path,
        announce=None if component.required else say("You can leave this empty."),
    )


def _guidance(component: Component) -> Part:
    return Paragraph(component.content, "strong" if component.kind is Kind.INSET else "body")


def _choices(session: Session, component: Component, today: date | None) -> tuple[Part, ...]:
    if component.kind in (Kind.RADIOS, Kind.YES_NO):
        now = filling.chosen(session, component)
        items = [Choice(f"choice:{item.value}", item.text, item.value == now, item.hint) for item in component.items]
        return (Choices(component.title, tuple(items)),)
    if component.kind is Kind.DATE and today is None:
        return (Paragraph(say("This screen does not know the date today. Please type the date with care.")),)
    days = filling.quick_days(component, today)
    if not days or today is None:
        return ()
    picked = filling.chosen_day(session, component, today)
    items = [Choice(f"choice:{day.isoformat()}", _day(day, today), day.isoformat() == picked) for day in days]
    items.append(Choice(f"choice:{filling.OTHER_DAY}", say("Another day"), picked == filling.OTHER_DAY))
    return (Choices(component.title, tuple(items)),)


def _day(day: date, today: date) -> Text:
    written = Moment(day.isoformat(), "day")
    if day == today:
        return say("Today, {day}", day=written)
    if day == today - timedelta(days=1):
        return say("Yesterday, {day}", day=written)
    if day == today + timedelta(days=1):
        return say("Tomorrow, {day}", day=written)
    return written


def _field(session: Session, place: filling.Place) -> Field:
    component = place.component
    name = _PART_NAMES.get(place.part or "", component.title)
    return Field(
        place.id,
        name,
        filling.value(session, place),
        session.caret if session.active == place.id else None,
        hint=say("For example: {example}", example=Fixed("TQ9 5NE")) if place.part == "postcode" else None,
        error=problems.of_part(session.problem, place.part) if place.part else None,
        optional=place.part == "addressLine2" or (place.part is None and not component.required),
        width=_WIDTHS.get(place.part or "", "full"),
        lines=component.rows if place.many_lines else 1,
    )
