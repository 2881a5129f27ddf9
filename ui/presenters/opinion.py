"""What somebody thought of filling in a form: asked once after it was sent, on a screen that nobody has to open."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kiosk.domain.opinions import STARS, Recommend
from kiosk.terminal.session import Session, Thought
from ui.presenters import bar, travel
from ui.presenters.desk import Desk
from ui.presenters.scene import Scene
from ui.presenters.view import (
    Action,
    Choice,
    Choices,
    Field,
    Fields,
    Keyboard,
    Layer,
    Paragraph,
    Part,
    Row,
    Text,
    View,
    say,
)

SCREEN: Final = "opinion"
FIELD: Final = "field:opinion"

_STARS: Final[Mapping[int, Text]] = MappingProxyType(
    {
        5: say("5 stars: very good"),
        4: say("4 stars: good"),
        3: say("3 stars: fair"),
        2: say("2 stars: poor"),
        1: say("1 star: very poor"),
    }
)
_RECOMMEND: Final[Mapping[Recommend, Text]] = MappingProxyType(
    {Recommend.YES: say("Yes, I would"), Recommend.NO: say("No, I would not"), Recommend.UNSURE: say("I do not know")}
)


def offer(scene: Scene) -> tuple[Part, ...]:
    """The way to it from the receipt; thanks, once something was said."""
    if scene.here.opinion.told:
        return (Paragraph(say("Thank you for telling us what you thought."), "strong"),)
    return (Row("opinion:open", say("How was it? Tell us if you like"), icon="star"),)


def view(scene: Scene) -> View:
    """Two questions to press and one to type, each of which can be left out. Raises `LookupError` when there is
    nothing to think of, or it was told before."""
    session, said = scene.here, scene.here.opinion
    if session.receipt is None or said.told:
        raise LookupError("there is nothing to think of")
    typing = session.active == FIELD
    field = Field(
        FIELD,
        say("What should we do better?"),
        said.words,
        session.caret if typing else None,
        hint=say("One sentence. Please write no names, addresses or numbers: we cannot answer here."),
        optional=True,
    )
    stars = [Choice(f"opinion:stars_{number}", _STARS[number], said.stars == number, half=True) for number in STARS]
    recommend = [Choice(f"opinion:{each}", _RECOMMEND[each], said.recommend is each, half=True) for each in Recommend]
    asked: tuple[Part, ...] = (
        Choices(say("How was it to fill in this form?"), tuple(stars)),
        Paragraph(say("Would you tell other people to do it here?"), "strong"),
        Choices(say("Would you tell other people to do it here?"), tuple(recommend)),
    )
    tell = (Action("action:tell", say("Send what I think"), icon="send"),) if said.any else ()
    away = Action("action:close_keyboard", say("Put the keyboard away"), "second")
    leave = Action("action:no_thanks", say("Back without sending"), "second")
    return View(
        SCREEN,
        scene.title,
        say("How was it to fill in this form?"),
        (Fields((field,)),) if typing else (*asked, Fields((field,))),
        (*tell, away if typing else leave),
        status=scene.status,
        lead=say("You do not have to answer. Nobody can see that it was you."),
        keyboard=Keyboard.LETTERS if typing else None,
        layer=Layer(session.layer),
        language=scene.language,
        bar=scene.bar(bar.BACK),
        path=scene.path + 1,
    )


def press(session: Session, name: str) -> None:
    """Opens the screen, or marks an answer; a second press on the same takes it back."""
    said = session.opinion
    if name == "open":
        if session.screen == "receipt" and not said.told:
            travel.go(session, SCREEN)
    elif session.screen == SCREEN:
        for number in STARS:
            if name == f"stars_{number}":
                said.stars = None if said.stars == number else number
        for each in Recommend:
            if name == each:
                said.recommend = None if said.recommend is each else each


def tell(session: Session, desk: Desk) -> None:
    """Tells what somebody thought, once, and goes back to the receipt. Nobody waits for what becomes of it."""
    if session.form is None or session.receipt is None or session.opinion.told or not session.opinion.any:
        return
    desk.opinion_given(session.form, session.opinion, session.receipt, session.language)
    session.opinion = Thought(told=True)
    travel.back(session)
