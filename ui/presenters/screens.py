"""Which presenter shows which screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from kiosk.domain.ease import PLAIN
from kiosk.domain.terminals import Role
from ui.presenters import (
    attract,
    check_answers,
    easier,
    flow,
    form_gone,
    form_start,
    forms_list,
    help_page,
    home,
    languages,
    on_my_phone,
    opinion,
    out_of_service,
    pictograms,
    question,
    receipt,
    signpost,
    start_again,
    still_there,
    take_along,
    travel,
    trouble,
    waiting,
)
from ui.presenters.scene import Scene
from ui.presenters.view import Notice, Paragraph, Part, View

_SCREENS: Final[Mapping[str, Callable[[Scene], View]]] = {
    "home": home.view,
    "forms": forms_list.view,
    "form_start": form_start.view,
    form_gone.SCREEN: form_gone.view,
    "question": question.view,
    "answers": check_answers.view,
    "sending": check_answers.sending,
    "receipt": receipt.view,
    opinion.SCREEN: opinion.view,
    "easier": easier.view,
    take_along.SCREEN: take_along.view,
    languages.SCREEN: languages.view,
    "help": help_page.view,
    "help_now": help_page.now,
    "start_again": start_again.view,
    on_my_phone.SCREEN: on_my_phone.view,
    on_my_phone.TAKEN: on_my_phone.taken,
    signpost.SCREEN: signpost.view,
    "trouble": trouble.view,
}
Flows = Mapping[str, Callable[[Scene], View]]
_NONE: Final[Flows] = {}


def show(scene: Scene, *, warned: bool, flows: Flows = _NONE) -> View:
    """The screen of a moment, with the council's logo above it and as the person wants it.

    Args:
        warned: whether the screen asks if anybody is there.
        flows: what draws the screens of the services besides the forms, by their names.
    """
    view = replace(_step(scene, warned, flows), logo=scene.logo, ease=scene.ease, languages=scene.languages)
    if scene.ease.text > PLAIN.text:
        view = replace(view, parts=tuple(_apart(view.parts)))
    if not scene.ease.pictures:
        return view
    step = question.step(scene.here) if view.name == "question" else None
    return pictograms.beside(view, None if step is None or step.component is None else step.component.kind)


def _apart(parts: tuple[Part, ...]) -> Iterator[Part]:
    """Where words are large, what a notice has to say stands below it, so that it can go on the next page."""
    for part in parts:
        if isinstance(part, Notice) and len(part.body) > 1:
            yield replace(part, body=())
            yield from map(Paragraph, part.body)
        else:
            yield part


def _step(scene: Scene, warned: bool, flows: Flows) -> View:
    if warned and scene.session is not None:
        return still_there.view(scene)
    if scene.session is None:
        return _nobody(scene)
    if scene.session.screen == "home" and (scene.reason or not scene.serves):
        return _nobody(scene)
    try:
        if (draw := flows.get(flow.of(scene.session.screen))) is not None:
            return draw(scene)
        return _SCREENS[scene.session.screen](scene)
    except LookupError:
        travel.home(scene.session)
        return home.view(scene)


def _nobody(scene: Scene) -> View:
    """The face with nobody at it: what it is follows from what the terminal is there for."""
    if scene.reason:
        return waiting.closed(scene) if scene.reason == "closed" else out_of_service.view(scene)
    if scene.details is not None and scene.details.role is Role.WAITING:
        return waiting.view(scene)
    if scene.details is not None and scene.details.role is Role.ROOM_PANEL:
        return waiting.room_panel(scene)
    return attract.view(scene)
