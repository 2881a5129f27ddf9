"""What a whole service at the screen is made of: arriving, leaving, a delivery.

A flow has a name. Its screens are called so, or begin so and a full stop: `arriving`, `arriving.name`; it moves
between them with `ui.presenters.travel`, so that Back leads back. What somebody has said of it lies in an `Errand` in
the session, and goes with the session. A flow keeps nothing of a person itself.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Protocol, TypeVar

from kiosk.domain.readers import Shown, Unread
from kiosk.terminal.session import Session
from ui.presenters import bar, keyboards
from ui.presenters.desk import Desk
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Field, Keyboard, Layer, Part, Text, Tile, View

T = TypeVar("T")

CONTINUE: Final = "action:continue"
"""What Enter on a real keyboard presses on a screen of a flow."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line to type in. `field:` and its name is what it is called on the screen.

    Attributes:
        limit: the most characters the keys put in.
        capital: whether it begins with a capital letter, as names and sentences do.
        every_word: whether each of its words likely does, as those of a person's name.
    """

    name: str
    keyboard: Keyboard = Keyboard.LETTERS
    limit: int = 80
    capital: bool = True
    many_lines: bool = False
    every_word: bool = False
    part: None = None

    @property
    def id(self) -> str:
        """As the screen names it."""
        return f"field:{self.name}"


@dataclass(slots=True, eq=False, repr=False)
class Errand:
    """What somebody is about, and all that they said of it. Each flow has a kind of its own.

    Attributes:
        typed: what is typed so far, by the name of its line.
    """

    typed: dict[str, str] = field(default_factory=dict)

    def end(self) -> None:
        """Empties it. A kind that holds more empties that too, or holds it in the session only."""
        self.typed = {}

    def lines(self, screen: str) -> tuple[Line, ...]:  # noqa: ARG002 - those that have lines look at it
        """The lines to type in on a screen of the flow."""
        return ()


class Front(Protocol):
    """What of the journey a flow may need."""

    @property
    def session(self) -> Session | None: ...

    def begin(self) -> Session:
        """A session for whoever has shown something where nobody was being served."""

    def end(self) -> None:
        """Whoever is there has finished."""


class Flow:
    """One service. A kind of it says what is shown and what a press does; all else is as it is for most.

    Args:
        front: the journey it is a part of.
    """

    name: ClassVar[str]

    def __init__(self, desk: Desk, front: Front) -> None:
        self._desk, self._front = desk, front

    def tiles(self, scene: Scene) -> tuple[Tile, ...]:
        """What stands on the first screen for it, while it works: `tile:` and anything."""
        raise NotImplementedError

    def view(self, scene: Scene) -> View:
        """The screen that the session is at. Raises `LookupError` where there is nothing to show: then the first
        screen is shown."""
        raise NotImplementedError

    def press(self, session: Session, name: str) -> bool:
        """Does what the thing with that id does, which is on the screen: one of its tiles, or anything on a screen of
        its own but the bar, the lines and their keys. False leaves it to the journey, which knows `action:finish`,
        `action:another`, `action:close_keyboard` and `action:more`."""
        raise NotImplementedError

    def shown(self, session: Session | None, reading: Shown | Unread) -> bool:  # noqa: ARG002 - those that read do
        """A card or a code was shown, or something that could not be read, and nobody nearer asked for it. Whether it
        was for this flow. With nobody at the screen it may begin a session."""
        return False

    def house_changed(self, session: Session) -> None:
        """One of the facts of `ui.presenters.desk.HOUSE` was told while somebody is at a screen of this flow."""

    def tick(self, session: Session, now: float) -> bool:  # noqa: ARG002 - those that wait do
        """About once a second while somebody is at a screen of this flow; whether what is shown has changed."""
        return False

    def ask(
        self,
        session: Session,
        coroutine: Coroutine[Any, Any, T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None],
        *,
        busy: bool = False,
    ) -> None:
        """Runs a coroutine at the terminal and tells one of the two how it ended, unless its errand is over.

        Args:
            busy: whether presses wait for it.
        """
        errand, session.sending = session.errand, session.sending or busy

        def still(told: Callable[[T], None] | Callable[[Exception], None], answer: Any) -> None:
            if session.ended or session.errand is not errand:
                return
            session.sending = session.sending and not busy
            told(answer)
            self._desk.changed()

        self._desk.ask(coroutine, lambda answer: still(then, answer), lambda error: still(failed, error))


def nothing(_: object) -> None:
    """What follows on the screen from what only the house wants to know."""


def of(screen: str) -> str:
    """The name of the flow that a screen would belong to."""
    return screen.partition(".")[0]


def lines(session: Session) -> tuple[Line, ...]:
    """The lines to type in on the screen of a flow."""
    return session.errand.lines(session.screen) if isinstance(session.errand, Errand) else ()


def text(session: Session, line: Line) -> str:
    """What a line holds."""
    return session.errand.typed.get(line.name, "") if isinstance(session.errand, Errand) else ""


def put(session: Session, line: Line, typed: str) -> None:
    """Sets what a line holds."""
    if isinstance(session.errand, Errand):
        session.errand.typed[line.name] = typed


def activate(session: Session, name: str) -> None:
    """Gives the keys to a line of the screen by its name, so that typing can start at once."""
    for line in lines(session):
        if line.name == name:
            held = text(session, line)
            session.active, session.caret = line.id, len(held)
            session.layer = keyboards.begins(session.language, capital=line.capital and not held, latin=False)


def field_of(
    session: Session,
    name: str,
    label: Text,
    *,
    hint: Text | None = None,
    error: Text | None = None,
    optional: bool = False,
) -> Field:
    """A line of the screen as it is drawn."""
    line = next(each for each in lines(session) if each.name == name)
    caret = session.caret if session.active == line.id else None
    height = 3 if line.many_lines else 1
    return Field(line.id, label, text(session, line), caret, hint, error, optional, lines=height)


def page(
    scene: Scene,
    heading: Text,
    parts: Sequence[Part] = (),
    actions: Sequence[Action] = (),
    *,
    lead: Text | None = None,
    error: Text | None = None,
    announce: Text | None = None,
    picture: str = "",
    ways: Sequence[str] = (bar.BACK, bar.START_AGAIN),
) -> View:
    """The screen that the session is at, with the keys that its active line wants.

    Args:
        picture: the icon beside the heading.
        ways: the buttons of the bar that lead away, besides those that are always there.
    """
    session = scene.here
    keyboard = next((line.keyboard for line in lines(session) if line.id == session.active), None)
    return View(
        session.screen,
        scene.title,
        heading,
        tuple(parts),
        tuple(actions),
        status=scene.status,
        lead=lead,
        error=error,
        keyboard=keyboard,
        layer=Layer(session.layer),
        language=scene.language,
        bar=scene.bar(*ways),
        path=scene.path,
        announce=announce,
        picture=picture,
    )
