"""Somebody leaves: by their badge or code, or by their name and whom they came to see."""

from __future__ import annotations

from functools import partial

from kiosk.domain.readers import Shown, Unread
from kiosk.domain.visits import Came, Went
from kiosk.terminal.session import Session
from kiosk.terminal.visit_cards import Whose
from kiosk.terminal.visit_finding import Found
from ui.presenters import arriving_steps, flow, travel, visiting
from ui.presenters.flow import Flow
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Paragraph, Part, Row, Tile, Typed, View, say
from ui.presenters.visiting import Visiting


class Leaving(Flow):
    """Signing out."""

    name = "leaving"

    def tiles(self, scene: Scene) -> tuple[Tile, ...]:
        if not visiting.settings(scene).on:
            return ()
        return (Tile("tile:leaving", say("I am leaving"), say("Sign out"), "log-out"),)

    def view(self, scene: Scene) -> View:
        session, desk = scene.here, self._desk.visits()
        said = visiting.of(session)
        match session.screen:
            case "leaving":
                return _held(scene)
            case "leaving.name":
                error = visiting.wrong(said)
                on = Action(flow.CONTINUE, say("Continue"), icon="arrow-right")
                return flow.page(
                    scene, say("What is your name?"), (visiting.name_field(scene, error),), (on,), error=error
                )
            case "leaving.who":
                found = visiting.look(said, desk)
                return arriving_steps.seen(scene, desk, found)
            case "leaving.you":
                return _you(scene)
            case "leaving.done":
                return _done(scene)
            case "leaving.unknown":
                return _unknown(scene)
        raise LookupError("there is no such screen")

    def press(self, session: Session, name: str) -> bool:
        if name == "tile:leaving":
            session.errand = Visiting()
            able = self._desk.capabilities()
            self._to(session, "leaving" if able.codes or able.cards else "leaving.name")
            return True
        said = visiting.of(session)
        kind, _, rest = name.partition(":")
        if kind == "host":
            said.host = next((host for host in said.hosts[1] if str(host.id) == rest), None)
            self._find(session, "")
            return True
        match name, session.screen:
            case "leave:name", _:
                self._to(session, "leaving.name")
            case flow.CONTINUE, "leaving.name":
                said.wrong = None if visiting.named(session) else "no_name"
                if said.wrong is None:
                    self._to(session, "leaving.who")
            case flow.CONTINUE, "leaving.who":
                said.host = None
                self._find(session, said.typed.get(visiting.WHO, ""))
            case flow.CONTINUE, "leaving.you" if said.found is not None:
                self._leave(session, said.found)
            case "leave:together", "leaving.you" if said.found is not None:
                self._leave(session, said.found, together=True)
            case "leave:stays", "leaving.you" if said.found is not None:
                self._stay(session, said.found)
            case "leave:another", "leaving.you":
                said.adding, said.count, said.badge = True, 1, True
                travel.go(session, "arriving.check")
            case "action:again", _:
                session.errand = Visiting()
                self._to(session, "leaving.name")
            case _:
                return False
        return True

    def shown(self, session: Session | None, reading: Shown | Unread) -> bool:
        """Held to a reader by somebody who has said that they leave, it is all that is needed."""
        if session is None or session.screen not in ("leaving", "leaving.name", "leaving.who", "leaving.unknown"):
            return False
        said = visiting.of(session)
        if isinstance(reading, Unread):
            said.wrong = "unread"
            return True
        if reading.kind == "card":
            whose = self._desk.visits().card(reading.digest)
            self.ask(session, whose, partial(self._carded, session), partial(self._failed, session), busy=True)
            return True
        found = self._desk.visits().scan(reading.text)
        if isinstance(found, Found):
            self._shown(session, Came.CODE, found)
        else:
            said.wrong = found
            if found == "used":
                self.ask(session, self._desk.visits().used_again(reading.text), flow.nothing, flow.nothing)
        return True

    def _shown(self, session: Session, came: Came, found: Found) -> None:
        """It is known whose that was."""
        said = visiting.of(session)
        if not found.here:
            travel.go(session, "leaving.unknown")
            return
        said.found, said.came = found, came
        if found.party > 1:
            travel.go(session, "leaving.you")
        else:
            self._leave(session, found)

    def _carded(self, session: Session, whose: Whose) -> None:
        """Nobody is told whether a card is known that nobody is in by."""
        if isinstance(whose, Found):
            self._shown(session, Came.CARD, whose)
        elif whose == "away":
            visiting.of(session).wrong = "cards_away"
            self._to(session, "leaving.name")
        else:
            travel.go(session, "leaving.unknown")

    def _find(self, session: Session, fact: str) -> None:
        said = visiting.of(session)
        found = self._desk.visits().find_inside(visiting.named(session), fact, said.host)
        self.ask(session, found, partial(self._found, session), partial(self._failed, session), busy=True)

    def _found(self, session: Session, found: Found | None) -> None:
        said = visiting.of(session)
        if found is None:
            travel.go(session, "leaving.unknown")
        else:
            said.found, said.came = found, Came.NAME
            self._leave(session, found)

    def _stay(self, session: Session, found: Found) -> None:
        """Noted or not, they count as in the building, so there is nothing to tell them."""
        kept = self._desk.visits().stay(found)
        self.ask(session, kept, lambda _none: self._front.end(), lambda _error: self._front.end(), busy=True)

    def _leave(self, session: Session, found: Found, *, together: bool = False) -> None:
        how = {Came.CODE: Went.BADGE, Came.CARD: Went.CARD}.get(visiting.of(session).came, Went.NAME)
        kept = self._desk.visits().leave(found, how, together=together)
        self.ask(session, kept, lambda _none: self._gone(session), partial(self._failed, session), busy=True)

    def _gone(self, session: Session) -> None:
        session.trail = []
        travel.arrive(session, "leaving.done")

    def _failed(self, session: Session, _error: Exception) -> None:
        visiting.of(session).failed = True
        travel.go(session, "leaving.unknown")

    def _to(self, session: Session, screen: str) -> None:
        travel.go(session, screen)
        for line in flow.lines(session)[:1]:
            flow.activate(session, line.name)


def _held(scene: Scene) -> View:
    """Their badge is enough, or the card they came in by."""
    match scene.capabilities.codes, scene.capabilities.cards:
        case True, True:
            heading, lead = (
                say("Hold your badge to the reader"),
                say("Your code on a phone does as well, or the card that you checked in with."),
            )
        case True, False:
            heading, lead = say("Hold your badge to the reader"), say("Your code on a phone does as well.")
        case _:
            heading, lead = say("Hold your card to the reader"), say("The card that you checked in with.")
    return flow.page(
        scene,
        heading,
        (Row("leave:name", say("I have no badge here"), icon="user-round"),),
        lead=lead,
        error=visiting.wrong(visiting.of(scene.here)),
    )


def _you(scene: Scene) -> View:
    """Somebody who is in has shown their badge, and may only have wanted to know."""
    found = visiting.of(scene.here).found
    together = (
        Row("leave:together", say("All of us are leaving"), icon="users-round"),
        Row("leave:another", say("Another one of us has come"), icon="plus"),
    )
    until, now = None if found is None else found.room_until, scene.now
    if until is not None and now is not None and until <= now:
        return flow.page(
            scene,
            say("Are you still here?"),
            together[:1] if found is not None and found.party > 1 else (),
            (
                Action("leave:stays", say("Yes, I am still here"), icon="check"),
                Action(flow.CONTINUE, say("No, sign me out"), "second", accepts=True),
            ),
            lead=say("The time of your room is over."),
        )
    return flow.page(
        scene,
        say("Are you leaving?"),
        together if found is not None and found.party > 1 else (),
        (
            Action(flow.CONTINUE, say("Yes, sign me out"), icon="log-out", accepts=True),
            Action("action:finish", say("No, I am still here"), "second"),
        ),
        lead=say("You are signed in."),
    )


def _done(scene: Scene) -> View:
    """Goodbye, and what becomes of what was kept."""
    found = visiting.of(scene.here).found
    first = "" if found is None else found.shown
    heading = (
        say("Goodbye {name}. You are signed out.", name=Typed(first))
        if first
        else say("Goodbye. You are signed out.")
    )
    return flow.page(
        scene,
        heading,
        (Paragraph(say("You can throw your badge away. Its code does not work any more.")),),
        (Action("action:finish", say("I have finished"), icon="check"),),
        picture="log-out",
        ways=(),
    )


def _unknown(scene: Scene) -> View:
    """Nobody was signed out. Whether there is somebody of that name is not said."""
    failed = visiting.of(scene.here).failed
    told = say("This screen could not keep it.") if failed else say("Nobody is signed in here by what you gave us.")
    parts: tuple[Part, ...] = (
        Paragraph(say("You may leave all the same. Tell whoever you came to see.")),
        *scene.ring(),
    )
    return flow.page(
        scene,
        say("We could not sign you out"),
        parts,
        (
            Action("action:again", say("Try again"), icon="rotate-cw"),
            Action("action:finish", say("I have finished"), "second"),
        ),
        lead=told,
    )
