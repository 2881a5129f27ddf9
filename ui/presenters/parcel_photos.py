"""The photo of what a courier leaves: taken as they say that they have left it, looked at, and let go with one press.

It is for whom the parcel is for, and helps the courier, too; nobody needs it. So whatever becomes of the camera, the
delivery goes on: a photo that cannot be taken is not waited for, and not asked for again.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Protocol

from kiosk.domain.parcel_offer import Offer
from kiosk.domain.parcels import Purpose
from kiosk.domain.photos import Taken
from kiosk.terminal.session import Session
from ui.presenters import flow, travel
from ui.presenters.delivery import PHOTO, Delivery, of, whose
from ui.presenters.parcel_desk import ParcelDesk
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Paragraph, Part, Picture, View, say


class Ask(Protocol):
    """`Flow.ask`."""

    def __call__(
        self,
        session: Session,
        coroutine: Coroutine[Any, Any, Taken],
        then: Callable[[Taken], None],
        failed: Callable[[Exception], None],
    ) -> None: ...


class Photographing:
    """What each press does.

    Args:
        left: tells that it was left, with the photo there is.
    """

    def __init__(self, here: ParcelDesk, ask: Ask, left: Callable[[Session], None]) -> None:
        self._here, self._ask, self._left = here, ask, left

    def leave(self, session: Session) -> None:
        """The courier has put it down."""
        if of(session).purpose is Purpose.DELIVERY and self._here.camera():
            travel.go(session, PHOTO)
            self._again(session)
        else:
            self._without(session)

    def press(self, session: Session, name: str) -> bool:
        """One of the buttons under the photo."""
        match name:
            case "photo_use" if of(session).photo is not None:
                self._left(session)
            case "photo_again":
                self._again(session)
            case "photo_none":
                self._without(session)
            case _:
                return False
        return True

    def _again(self, session: Session) -> None:
        said = of(session)
        said.photo, said.shots = None, said.shots + 1
        shot = said.shots
        self._ask(
            session,
            self._here.photograph(),
            partial(self._taken, session, shot),
            lambda _error: self._taken(session, shot, Taken(None)),
        )

    def _taken(self, session: Session, shot: int, taken: Taken) -> None:
        said = of(session)
        if session.screen != PHOTO or shot != said.shots:
            return  # they went back, or on without it
        if taken.photo is None:
            self._without(session, failed=True)
        else:
            said.photo = taken.photo

    def _without(self, session: Session, *, failed: bool = False) -> None:
        said = of(session)
        said.photo, said.no_photo, said.shots = None, failed, said.shots + 1
        self._left(session)


def view(scene: Scene, said: Delivery, offer: Offer | None) -> View:
    """The photo, and what may become of it."""
    name = whose(said, offer).name
    none = Action("action:photo_none", say("Leave the photo out"), "second")
    if said.photo is None:
        return flow.page(
            scene,
            say("A photo of the parcel is being taken for {name}", name=name),
            (Paragraph(say("Put it where the camera sees it.")),),
            (none,),
            picture="camera",
        )
    seen = say("The photo of what you have left")
    only = say("Only {name} can see it. It is erased when the parcel is collected.", name=name)
    return flow.page(
        scene,
        say("Is this the parcel for {name}?", name=name),
        (Picture(said.photo.small, said.photo.size, seen), Paragraph(only)),
        (
            Action("action:photo_use", say("Yes, send the photo along"), icon="check"),
            Action("action:photo_again", say("Take it again"), "second", icon="camera"),
            none,
        ),
    )


def missing(said: Delivery) -> list[Part]:
    """That there is none, where one was begun."""
    return [Paragraph(say("The camera did not work, so there is no photo."), "muted")] if said.no_photo else []
