"""One question on a screen, with the guidance that goes with it; or guidance alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from kiosk.domain import forms
from kiosk.domain.answers import rows
from kiosk.domain.forms import Component, Kind, Step
from kiosk.domain.kinds import DATES, FILES, ONE_OF
from kiosk.domain.times import TIME_PARTS
from kiosk.domain.written import row_lines
from kiosk.terminal.session import Session
from ui.presenters import bar, entries, filling, finding, guidance, on_my_phone, problems
from ui.presenters.scene import Scene
from ui.presenters.view import (
    Action,
    Answer,
    Answers,
    Choice,
    Choices,
    Field,
    Fields,
    Fixed,
    Layer,
    Moment,
    Notice,
    Paragraph,
    Part,
    Progress,
    Text,
    Typed,
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
    "hour": say("Hour"),
    "minute": say("Minutes"),
    finding.PART: say("Type the first letters"),
}
_WIDTHS: Mapping[str, Literal["full", "half", "short"]] = {
    "day": "short",
    "month": "short",
    "year": "short",
    "hour": "short",
    "minute": "short",
    "town": "half",
    "postcode": "half",
}


def step(session: Session) -> Step | None:
    """The step on screen; `None` when it is no longer on the path."""
    if session.form is None:
        return None
    for each in forms.steps(session.form, session.answers):
        if each.key == session.step:
            return each
    entry = entries.find(session, session.step)
    return None if entry is None else entry[0]


def view(scene: Scene) -> View:
    """The question as the heading, its ways to answer below. Raises `LookupError` when there is no question to
    show."""
    session = scene.here
    now = step(session)
    if now is None:
        raise LookupError("the step is not on the path")
    keys = [each.key for each in forms.steps(scene.form, session.answers)]
    place = now.key if now.key in keys else now.key.rsplit(".", 2)[0]
    alone = now.component is None  # words of the form's author, to be read before going on
    onward: tuple[Action, ...] = (Action("action:continue", say("Continue"), icon="arrow-right", accepts=alone),)
    if now.row is not None and now.row < len(rows(session.answers.get(place))):
        onward = (*onward, Action("action:remove", say("Remove this entry"), "second", "trash-2"))
    ends = now.page.role == "end"
    shared = View(
        "question",
        scene.title,
        now.page.title if now.page.title.en else scene.form.title,
        (*guidance.paragraphs(now.guidance, scene.language), *(scene.ring() if ends else ())),
        (Action("action:finish", say("Finish"), icon="check"),) if ends else onward,
        status=scene.status,
        progress=Progress(keys.index(place) + 1, forms.length(scene.form, session.answers)),
        language=scene.language,
        bar=scene.bar(bar.BACK, bar.START_AGAIN),
        path=scene.path,
    )
    return shared if now.component is None else _question(scene, shared, now.component)


def _question(scene: Scene, shared: View, component: Component) -> View:
    session = scene.here
    places = filling.places(session, component, scene.today)
    active = next((place for place in places if place.id == session.active), None)
    fields = _fields(session, places)
    choices = _choices(session, component, scene.today)
    # What is found by typing stands below the line it is typed in; a day to type stands below the days to choose.
    parts = [*shared.parts, *((*fields, *choices) if finding.typed(component) else (*choices, *fields))]
    if component.kind is Kind.TABLE:
        parts += _entries(session, component, scene.language)
    if component.kind in FILES:
        parts.append(_files(scene, component))
    problem = session.problem
    found = entries.find(session, session.step)
    entry = None if found is None else say("Entry {number}", number=found[2] + 1)
    return View(
        shared.name,
        shared.title,
        component.title,
        tuple(parts),
        _file_actions(scene, shared, component) if component.kind in FILES else _actions(session, shared, component),
        status=shared.status,
        lead=component.hint or entry,
        progress=shared.progress,
        error=None if problem is None else problems.text(problem),
        keyboard=None if active is None else active.keyboard,
        layer=Layer(session.layer),
        language=shared.language,
        bar=shared.bar,
        path=shared.path,
        announce=None if component.required else say("You can leave this empty."),
    )


def _file_actions(scene: Scene, shared: View, component: Component) -> tuple[Action, ...]:
    """To the phone; and on without a file, which is the second choice where one must be added."""
    if not component.required:
        return (*shared.actions, *on_my_phone.action(scene))
    phone = on_my_phone.action(scene, first=True)
    return (
        (*phone, *(replace(each, kind="second", icon=None) for each in shared.actions)) if phone else shared.actions
    )


def _files(scene: Scene, component: Component) -> Notice:
    """That a screen has nowhere to take them from, and where they can be added."""
    ways = []
    if on_my_phone.offered(scene):
        ways.append(say("Your own phone can. What you answered so far goes there with you."))
    if not component.required:
        ways.append(say("You can send the form without them."))
    elif not ways:
        ways.append(say("Ring us, and we will help you another way."))
    return Notice(say("This screen cannot take photos or files"), tuple(ways), "info", "info")


def _fields(session: Session, places: tuple[filling.Place, ...]) -> tuple[Fields, ...]:
    """The lines to type in; the time of a day stands below the day."""
    clock = [_field(session, place) for place in places if place.part in TIME_PARTS]
    others = [_field(session, place) for place in places if place.part not in TIME_PARTS]
    return tuple(Fields(tuple(items)) for items in (others, clock) if items)


def _actions(session: Session, shared: View, component: Component) -> tuple[Action, ...]:
    if component.kind is not Kind.TABLE:
        return shared.actions
    count = len(rows(session.answers.get(component.name)))
    if component.required and not count:
        return (Action("action:add", say("Add an entry"), icon="plus"),)
    more = component.most is None or count < component.most
    add = Action("action:add", say("Add another entry") if count else say("Add an entry"), "second", "plus")
    return (*shared.actions, *((add,) if more else ()))


def _entries(session: Session, component: Component, language: str) -> list[Part]:
    """The entries of a table so far, each with the press that changes it."""
    kept = rows(session.answers.get(component.name))
    if not kept:
        return [Paragraph(say("Nothing is added yet. Press “Add an entry”."))]
    told = [tuple(Typed(line) for line in row_lines(component, row, language)) for row in kept]
    items = [
        Answer(f"entry:{place}", say("Entry {number}", number=place + 1), lines) for place, lines in enumerate(told)
    ]
    return [Answers(tuple(items))]


def _choices(session: Session, component: Component, today: date | None) -> tuple[Part, ...]:
    if component.kind is Kind.CHECKBOXES:
        several = filling.picked(session, component)
        items = [
            Choice(f"choice:{item.value}", item.text, item.value in several, item.hint, multiple=True)
            for item in component.items
        ]
        return (Paragraph(say("Choose all that apply.")), Choices(component.title, tuple(items)))
    if component.kind in ONE_OF | {Kind.YES_NO}:
        now = filling.chosen(session, component)
        offered = finding.items(session, component, now) if finding.typed(component) else component.items
        if not offered and finding.text(session, component).strip():
            return (Paragraph(say("Nothing on the list begins like that.")),)
        items = [Choice(f"choice:{item.value}", item.text, item.value == now, item.hint) for item in offered]
        return (Choices(component.title, tuple(items)),) if items else ()
    if component.kind in DATES and today is None:
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
    hint = say("For example: {example}", example=Fixed("TQ9 5NE")) if place.part == "postcode" else None
    if (
        place.part is None
        and component.kind in (Kind.NUMBER, Kind.WEBSITE)
        and (affix := component.prefix or component.suffix)
    ):
        name = affix  # the question stands above already
    return Field(
        place.id,
        name,
        filling.value(session, place),
        session.caret if session.active == place.id else None,
        hint=hint,
        error=problems.of_part(session.problem, place.part) if place.part else None,
        optional=place.part == "addressLine2" or (place.part is None and not component.required),
        width=_WIDTHS.get(place.part or "", "full"),
        lines=component.rows if place.many_lines else 1,
    )
