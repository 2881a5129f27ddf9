"""Somebody leaves: by their badge or code, by a card, or by their name and whom they came to see."""

from __future__ import annotations

from functools import partial

from kiosk.domain.readers import Shown, Unread
from kiosk.domain.visits import Came, Went
from kiosk.terminal.session import Session
from ui.presenters import arriving_steps, flow, travel, visiting
from ui.presenters.flow import Flow
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Notice, Paragraph, Part, Row, Tile, Typed, View, say
from ui.presenters.visit_desk import Guest, Unknown
from ui.presenters.visiting import Visiting

_HOW = {Came.CODE: Went.BADGE, Came.CARD: Went.CARD}


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
                return arriving_steps.seen(scene, found)
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
            self._find(session, "" if said.host is None else said.host.shown)
            return True
        match name, session.screen:
            case "leave:name", _:
                self._to(session, "leaving.name")
            case flow.CONTINUE, "leaving.name":
                said.wrong = None if visiting.named(session) else "no_name"
                if said.wrong is None:
                    self._to(session, "leaving.who")
            case flow.CONTINUE, "leaving.who":
                self._find(session, said.typed.get(visiting.WHO, ""))
            case flow.CONTINUE, "leaving.you" if said.guest is not None:
                self._leave(session, said.guest)
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
        if isinstance(reading, Unread):
            visiting.of(session).wrong = "unread"
            return True
        desk, came = self._desk.visits(), Came.CARD if reading.kind == "card" else Came.CODE
        asked = desk.card(reading.digest) if reading.kind == "card" else desk.recognise(reading.text)
        self.ask(session, asked, partial(self._recognised, session, came), partial(self._failed, session), busy=True)
        return True

    def _recognised(self, session: Session, came: Came, guest: Guest | Unknown) -> None:
        said = visiting.of(session)
        if isinstance(guest, Guest):
            said.guest, said.came = guest, came
            if guest.here:
                self._leave(session, guest)
            else:
                travel.go(session, "leaving.unknown")
        else:
            said.wrong = guest

    def _find(self, session: Session, fact: str) -> None:
        said = visiting.of(session)
        found = self._desk.visits().find_inside(visiting.named(session), fact, said.host)
        self.ask(session, found, partial(self._found, session), partial(self._failed, session), busy=True)

    def _found(self, session: Session, guest: Guest | None) -> None:
        said = visiting.of(session)
        if guest is None:
            travel.go(session, "leaving.unknown")
        else:
            said.guest, said.came = guest, Came.NAME
            self._leave(session, guest)

    def _leave(self, session: Session, guest: Guest) -> None:
        said = visiting.of(session)
        kept = self._desk.visits().leave(guest, _HOW.get(said.came, Went.NAME))
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
    """Their badge is enough."""
    error = visiting.wrong(visiting.of(scene.here))
    return flow.page(
        scene,
        say("Hold your badge to the reader"),
        (Row("leave:name", say("I have no badge here"), icon="user-round"),),
        lead=say("Your code on a phone, or your card, does as well."),
        error=error,
    )


def _you(scene: Scene) -> View:
    """Somebody who is in has shown their badge, and may only have wanted to know."""
    return flow.page(
        scene,
        say("Are you leaving?"),
        (),
        (
            Action(flow.CONTINUE, say("Yes, sign me out"), icon="log-out"),
            Action("action:finish", say("No, I am still here"), "second"),
        ),
        lead=say("You are signed in."),
    )


def _done(scene: Scene) -> View:
    """Goodbye, and what becomes of what was kept."""
    guest = visiting.of(scene.here).guest
    first = "" if guest is None else guest.first_name
    heading = (
        say("Goodbye {name}. You are signed out.", name=Typed(first))
        if first
        else say("Goodbye. You are signed out.")
    )
    return flow.page(
        scene,
        heading,
        (Paragraph(say("You can throw your badge away. It opens nothing any more.")),),
        (Action("action:finish", say("I have finished"), icon="check"),),
        picture="log-out",
        ways=(),
    )


def _unknown(scene: Scene) -> View:
    """Nobody was signed out. Whether there is somebody of that name is not said."""
    failed = visiting.of(scene.here).failed
    told = say("This screen could not keep it.") if failed else say("Nobody is signed in here by what you gave us.")
    parts: tuple[Part, ...] = (
        Notice(told, (say("You may leave all the same. Tell whoever you came to see."),), "info", "info"),
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
    )
