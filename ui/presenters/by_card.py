"""A card that a visitor holds: shown to say who they are, or to be remembered by next time.

A card that nobody had remembered looks the same as one that opens something for staff, and where nobody is asked for
one it does nothing at all.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from kiosk.domain.readers import Shown, Unread
from kiosk.domain.visit_cards import Before, Wish
from kiosk.domain.visits import Came
from kiosk.terminal.session import Session
from kiosk.terminal.visit_cards import Whose
from kiosk.terminal.visit_finding import Found, NotFound
from ui.presenters import flow, travel, visiting
from ui.presenters.checking_in import CheckingIn
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Choice, Paragraph, Plural, View, say
from ui.presenters.visiting import Visiting

HOLD: Final = "arriving.card"


class ByCard(CheckingIn):
    """What `ui.presenters.arriving` does with cards."""

    def _card(self, session: Session | None, digest: str, *, asking: bool) -> bool:
        """A card was shown. Where nothing was asked of anybody, only one that is known begins anything."""
        whose = self._desk.visits().card(digest)
        if asking and session is not None:
            then = partial(self._carded, session, digest)
            self.ask(session, whose, then, lambda _error: then("away"), busy=True)
            return True
        screen = None if session is None else session.screen

        def known(found: Whose) -> None:
            here = self._front.session
            if isinstance(found, Found | Before) and here is session and (here is None or here.screen == screen):
                self._carded(self._whose(session), digest, found)
                self._desk.changed()

        self._desk.ask(whose, known, lambda _error: None)
        return False

    def _carded(self, session: Session, digest: str, whose: Whose) -> None:
        """What the house knows by it."""
        said = visiting.of(session)
        said.found = said.before = said.wish = None
        said.card, said.came, said.wrong = digest, Came.CARD, None
        match whose:
            case Found():
                self._recognised(session, Came.CARD, whose)
            case Before(name, company):
                said.before, said.kind, said.count = whose, "", 1
                said.typed |= {visiting.NAME: name, visiting.COMPANY: company}
                if session.screen != "arriving.who":
                    self._to(session, "arriving.who")
            case nobody:
                said.card, said.came = "", Came.WALK_IN
                said.wrong = "cards_away" if nobody == "away" else "card_unknown"
                if session.screen != "arriving":
                    self._to(session, "arriving")

    def _held(self, session: Session, reading: Shown | Unread) -> bool:
        """Held to the reader to be remembered by."""
        said = visiting.of(session)
        if isinstance(reading, Unread):
            said.wrong = "random_card" if reading.reason == "random_number" else "unread"
        elif reading.kind != "card":
            return False
        elif self._desk.visits().staffs(reading.digest):
            said.wrong = "card_unfit"
        else:
            said.card, said.wish, said.wrong = reading.digest, Wish.REMEMBER, None
            travel.back(session)
        return True

    def _wish_card(self, session: Session, said: Visiting) -> None:
        """They want to be remembered by a card, or no longer."""
        if remembered(said):
            said.wish = None if said.wish is Wish.FORGET else Wish.FORGET
        elif said.wish is Wish.REMEMBER:
            said.wish = None
        elif said.card:
            said.wish = Wish.REMEMBER
        else:
            said.wrong = None
            travel.go(session, HOLD)

    def _whose(self, session: Session | None) -> Session:
        raise NotImplementedError

    def _recognised(self, session: Session, came: Came, found: Found | NotFound) -> None:
        raise NotImplementedError

    def _to(self, session: Session, screen: str) -> None:
        raise NotImplementedError


def remembered(said: Visiting) -> bool:
    """Whether they showed a card that they had remembered before."""
    return said.before is not None or (said.found is not None and said.found.remembered)


def asks(said: Visiting) -> bool:
    """Whether they are asked. While a group is at the door, what concerns one of them alone waits, unless they have
    wished it or it is to be undone."""
    return not said.adding and (said.count == 1 or said.wish is not None or remembered(said))


def wish(said: Visiting) -> Choice:
    """To be remembered, which nobody is who has not asked for it; or no longer."""
    if remembered(said):
        return Choice("wish:card", say("Go on knowing me by my card"), said.wish is not Wish.FORGET, multiple=True)
    return Choice("wish:card", say("Know me by a card next time"), said.wish is Wish.REMEMBER, multiple=True)


def hold(scene: Scene, days: int) -> View:
    """Which card, and what becomes of it."""
    kept = Plural(
        "We keep a mark of the card, not its number, and forget it {n} day after you last used it here.",
        "We keep a mark of the card, not its number, and forget it {n} days after you last used it here.",
        days,
    )
    return flow.page(
        scene,
        say("Hold your card to the reader"),
        (
            Paragraph(say("A travel card or the card of your own office will do. Please use no bank card.")),
            Paragraph(kept),
        ),
        (Action("action:no_card", say("Go on without a card"), "second"),),
        lead=say("Next time it tells us your name and who you come from."),
        error=visiting.wrong(visiting.of(scene.here)),
        picture="id-card",
    )
