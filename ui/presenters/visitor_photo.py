"""The photo of a visitor, where their type of visitor is asked for one: asked first, and nobody has to agree.

It is taken when they press, looked at, and taken again or left out as they like. Where the camera does not work they
are not asked, and go on as they would have.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from kiosk.domain.photos import Taken
from kiosk.terminal.session import Session
from ui.presenters import flow, visiting
from ui.presenters.checking_in import CheckingIn
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Paragraph, Picture, View, say

PHOTO: Final = visiting.PHOTO
_NONE: Final = Action("action:no_photo", say("Go on without a photo"), "second")


class Photographed(CheckingIn):
    """The part of `ui.presenters.arriving` that is about it."""

    def _photo(self, session: Session, name: str) -> bool:
        """One of the buttons of the screen; false for any other."""
        said = visiting.of(session)
        if session.screen != PHOTO:
            return False
        match name:
            case "action:take_photo":
                self._shoot(session)
            case "action:use_photo" if said.photo is not None:
                self._after_photo(session)
            case "action:no_photo":
                said.photo, said.taking, said.shots = None, False, said.shots + 1
                self._after_photo(session)
            case _:
                return False
        return True

    def _after_photo(self, session: Session) -> None:
        """On to what comes next."""
        raise NotImplementedError

    def _shoot(self, session: Session) -> None:
        said = visiting.of(session)
        said.photo, said.taking, said.shots = None, True, said.shots + 1
        shot = said.shots
        self.ask(
            session,
            self._desk.visits().photograph(),
            partial(self._shot, session, shot),
            lambda _error: self._shot(session, shot, Taken(None)),
        )

    def _shot(self, session: Session, shot: int, taken: Taken) -> None:
        said = visiting.of(session)
        if session.screen != PHOTO or shot != said.shots:
            return  # they went back, or on without it
        said.taking, said.photo = False, taken.photo
        if taken.photo is None:
            self._after_photo(session)


def view(scene: Scene) -> View:
    """Whether they would like one, and how it has come out."""
    said = visiting.of(scene.here)
    if said.taking:
        look = (Paragraph(say("Please look at the camera.")),)
        return flow.page(scene, say("We are taking your photo"), look, (_NONE,), picture="camera")
    if said.photo is not None:
        seen = Picture(said.photo.small, said.photo.size, say("The photo of you"))
        use = Action("action:use_photo", say("Use this photo"), icon="check")
        again = Action("action:take_photo", say("Take it again"), "second", icon="camera")
        return flow.page(scene, say("Is this photo all right?"), (seen,), (use, again, _NONE))
    reasons = (
        Paragraph(say("Your host sees it, so that they know whom to look for. So do staff of this building.")),
        Paragraph(say("You do not have to. Without a photo you are just as welcome.")),
        Paragraph(say("It is erased when your name is, or sooner.")),
    )
    take = Action("action:take_photo", say("Take my photo"), icon="camera")
    return flow.page(scene, say("May we take your photo?"), reasons, (take, _NONE), picture="camera")
