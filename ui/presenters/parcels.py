"""A courier at the screen, and somebody who collects: what each press does.

The shortest way has three presses: the delivery, whom it is for, and that it was left. Everything else is one press
away from that line: how many, that somebody must sign, another recipient, a PIN. Each recipient is told to the house
as soon as the courier says what they did, so nothing is lost when they walk away.
"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from kiosk.domain.errors import KioskError
from kiosk.domain.parcel_offer import Carrier, Offer
from kiosk.domain.parcels import MOST, Did, Purpose, Told, digits
from kiosk.domain.printing import Printed
from kiosk.terminal.session import Session
from ui.presenters import flow, parcel_codes, parcel_photos, parcel_views, travel
from ui.presenters.delivery import (
    CHOOSE,
    CODE,
    DONE,
    NUMBER,
    ONE,
    PIN,
    SEARCH,
    SIGN,
    TAKE,
    TAKEN,
    TROUBLE,
    WAITS,
    Delivery,
    of,
)
from ui.presenters.flow import Flow
from ui.presenters.parcel_desk import Heard, ParcelDesk, Slip
from ui.presenters.parcel_photos import Photographing
from ui.presenters.scene import Scene
from ui.presenters.view import Tile, View, say


class Parcels(Flow):
    """Bringing and collecting."""

    name = CHOOSE

    @property
    def _photos(self) -> Photographing:
        return Photographing(self._here, self.ask, partial(self._tell, did=Did.LEFT))

    @property
    def _here(self) -> ParcelDesk:
        return self._desk.parcels()

    def tiles(self, scene: Scene) -> tuple[Tile, ...]:  # noqa: ARG002 - others look at it
        if self._here.offer() is None:
            return ()
        brings = Tile(
            "tile:parcels",
            say("I have a delivery"),
            say("Leave it, or have it signed for"),
            "package",
            "large",
            "night",
        )
        takes = Tile("tile:collect", say("Collect my parcel"), say("With the code we sent you"), "package-open")
        return (brings, takes) if self._here.codes() else (brings,)

    def view(self, scene: Scene) -> View:
        said, offer = of(scene.here), self._offer()
        if offer is None and scene.here.screen not in (DONE, TAKEN, TROUBLE):
            raise LookupError("no deliveries are taken any more")
        if scene.here.sending:
            return parcel_views.noting(scene)
        match scene.here.screen:
            case "parcels":
                return parcel_views.choose(scene, said, self._here)
            case "parcels.search":
                return parcel_views.search(scene, said, self._here)
            case "parcels.one":
                return parcel_views.one(scene, said, offer, known=self._here.carriers())
            case "parcels.number":
                return parcel_views.number(scene)
            case "parcels.sign":
                return parcel_views.sign(scene, said, offer)
            case "parcels.photo":
                return parcel_photos.view(scene, said, offer)
            case "parcels.waits":
                return parcel_views.waits(scene, said, offer)
            case "parcels.done":
                return parcel_views.done(scene, said, offer)
            case "parcels.pin" | "parcels.code":
                return parcel_codes.typed(scene, said)
            case "parcels.take":
                return parcel_codes.take(scene, said, offer)
            case "parcels.taken":
                return parcel_codes.taken(scene, said)
            case "parcels.trouble":
                return parcel_views.trouble(scene)
        raise LookupError("there is no such screen")

    def press(self, session: Session, name: str) -> bool:
        if name in ("tile:parcels", "tile:collect"):
            session.errand = Delivery()
            self._to(session, CHOOSE if name == "tile:parcels" else CODE)
            return True
        said = of(session)
        kind, _, rest = name.partition(":")
        match kind:
            case "to":
                self._choose(session, UUID(rest))
            case "number" if rest == "more":
                self._to(session, NUMBER)
            case "number":
                said.number = int(rest)
            case "parcel":
                self._turn(session, rest)
            case "action":
                return self._act(session, rest)
        return True

    def _turn(self, session: Session, to: str) -> None:
        """A row of the list that is no recipient."""
        said = of(session)
        match to:
            case "search":
                self._to(session, SEARCH)
            case "unknown":
                said.recipient, said.unknown = None, True
                self._begin_line(session)
            case "pick_up":
                session.errand = Delivery(purpose=Purpose.PICK_UP)
                travel.go(session, CHOOSE, "pick_up")
            case "pin":
                self._to(session, PIN)

    def _act(self, session: Session, name: str) -> bool:
        said = of(session)
        match name:
            case "left":
                self._photos.leave(session)
            case "sign":
                self._to(session, SIGN)
            case "call":
                self._tell(session, Did.CALLED)
            case "handed":
                self._tell(session, Did.HANDED)
            case "gone":
                self._tell(session, Did.GONE)
            case "pin":
                self._to(session, PIN)
            case "another_parcel":
                said.line = said.did = said.called = said.heard = said.printed = said.photo = None
                session.trail = [("home", "")]
                travel.arrive(session, CHOOSE)
            case "print":
                self._print(session)
            case "take":
                self._take(session)
            case "continue":
                self._continue(session)
            case _:
                return self._photos.press(session, name)
        return True

    def _choose(self, session: Session, recipient: UUID) -> None:
        said, offer = of(session), self._offer()
        found = None if offer is None else offer.get(recipient)
        if found is None:
            return
        said.recipient, said.unknown = found, False
        if said.purpose is Purpose.PICK_UP:
            self._tell(session, Did.CALLED)
        else:
            self._begin_line(session)

    def _begin_line(self, session: Session) -> None:
        said = of(session)
        said.line, said.number, said.called, said.typed, said.no_photo = None, 1, None, {}, False
        self._to(session, ONE)

    def _continue(self, session: Session) -> None:
        """Whoever typed is done."""
        said = of(session)
        match session.screen:
            case "parcels.number":
                typed = digits(said.typed.get("number", ""))
                said.number = min(MOST, max(1, int(typed or "1")))
                travel.back(session)
            case "parcels.one":
                travel.arrive(session, ONE)
            case "parcels.search":
                if found := parcel_views.found(said, self._here):
                    self._choose(session, found[0].id)
            case "parcels.pin" | "parcels.code":
                self._look(session)

    def _look(self, session: Session) -> None:
        """Looks what was typed up: a PIN, a pass or a hand-over code."""
        said = of(session)
        typed, said.typed["code"] = said.typed.get("code", ""), ""
        session.caret = 0
        try:
            if session.screen == CODE:
                said.waiting = self._here.parcel(typed)
            else:
                said.carrier = self._here.carrier(typed)
        except KioskError:
            said.wrong = "too_many"
            return
        if session.screen == CODE and said.waiting is not None:
            self._to(session, TAKE)
        elif session.screen == PIN and said.carrier is not None:
            self._known(session, said.carrier)
        else:
            said.wrong = "unknown"

    def _known(self, session: Session, carrier: Carrier) -> None:
        """A carrier is known. Their next step is to say whom it is for, unless their pass says it."""
        said = of(session)
        said.wrong = ""
        travel.back(session)
        if carrier.recipient is not None and said.recipient is None:
            self._choose(session, carrier.recipient)

    def _tell(self, session: Session, did: Did) -> None:
        said = of(session)
        line, reference = self._here.named()
        said.line = said.line or line
        said.reference = said.reference or reference
        told = Told(
            id=said.line,
            did=did,
            reference=said.reference,
            recipient=None if said.recipient is None else said.recipient.id,
            number=said.number,
            purpose=said.purpose,
            signature=said.purpose is Purpose.DELIVERY and did is Did.CALLED,
            label=said.typed.get("label", "").strip(),
            carrier=None if said.carrier is None else said.carrier.id,
        )
        self.ask(
            session,
            self._here.tell(told, said.photo if did is Did.LEFT else None),
            partial(self._told, session, did),
            lambda _error: self._to(session, TROUBLE),
            busy=True,
        )

    def _told(self, session: Session, did: Did, heard: Heard) -> None:
        said = of(session)
        if did is Did.CALLED:
            said.called = heard
            self._to(session, WAITS)
            return
        said.did, said.heard, said.photo = did, heard, None
        whose = said.recipient or (None if (offer := self._offer()) is None else offer.unknown)
        if did in (Did.LEFT, Did.HANDED) and said.purpose is Purpose.DELIVERY and whose is not None:
            said.left.append((said.number, whose))
        self._to(session, DONE)

    def _take(self, session: Session) -> None:
        waiting = of(session).waiting
        if waiting is None:
            return
        told = Told(waiting.id, Did.COLLECTED, waiting.reference, waiting.recipient, waiting.number)

        def kept(heard: Heard) -> None:
            of(session).heard = heard
            self._to(session, TAKEN)

        self.ask(session, self._here.tell(told), kept, lambda _error: self._to(session, TROUBLE), busy=True)

    def _print(self, session: Session) -> None:
        said = of(session)
        if said.printed not in (None, "not_printed"):
            return
        said.printed = "printing"
        slip = Slip(said.reference, tuple(said.left), "" if said.carrier is None else said.carrier.name)

        def ended(printed: Printed) -> None:
            said.printed = printed.outcome

        def failed(_error: Exception) -> None:
            said.printed = "unknown"

        self.ask(session, self._here.print_slip(slip, session.language), ended, failed)

    def _offer(self) -> Offer | None:
        return self._here.offer()

    def _to(self, session: Session, screen: str) -> None:
        """Shows a screen, with the keys ready where something is typed. From what is done there is no way back."""
        of(session).wrong = ""
        if screen in (DONE, TAKEN, WAITS):
            travel.arrive(session, screen)
        else:
            travel.go(session, screen)
        if screen in (SEARCH, NUMBER, PIN, CODE):
            flow.activate(session, of(session).lines(screen)[0].name)
