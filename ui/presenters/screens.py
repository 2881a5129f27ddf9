"""Which presenter shows which screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from kiosk.domain.terminals import Role
from ui.presenters import (
    attract,
    check_answers,
    form_start,
    forms_list,
    help_page,
    home,
    out_of_service,
    question,
    receipt,
    start_again,
    still_there,
    travel,
    trouble,
    waiting,
)
from ui.presenters.scene import Scene
from ui.presenters.view import View

_SCREENS: Final[Mapping[str, Callable[[Scene], View]]] = {
    "home": home.view,
    "forms": forms_list.view,
    "form_start": form_start.view,
    "question": question.view,
    "answers": check_answers.view,
    "sending": check_answers.sending,
    "receipt": receipt.view,
    "help": help_page.view,
    "help_now": help_page.now,
    "start_again": start_again.view,
    "trouble": trouble.view,
}


def show(scene: Scene, *, warned: bool) -> View:
    """The screen of a moment, with the council's logo above it.

    Args:
        warned: whether the screen asks if anybody is there.
    """
    return replace(_step(scene, warned), logo=scene.logo)


def _step(scene: Scene, warned: bool) -> View:
    if warned and scene.session is not None:
        return still_there.view(scene)
    if scene.session is None:
        return _nobody(scene)
    if scene.session.screen == "home" and (scene.reason or not scene.serves):
        return _nobody(scene)
    try:
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
