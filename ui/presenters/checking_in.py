"""From the last question to the badge: somebody is checked in, and their badge is printed."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from functools import partial
from typing import Any, Final

from kiosk.domain import visit_words
from kiosk.domain.printing import Outcome
from kiosk.domain.visit_settings import NO_VISITS, VisitSettings
from kiosk.domain.visit_words import TooManyWords, TooSoon, WordsUnfit
from kiosk.domain.visits import State
from kiosk.terminal.session import Session
from kiosk.terminal.visits import Arrived
from ui.presenters import travel, visiting, writing
from ui.presenters.flow import Flow
from ui.presenters.visit_desk import CheckIn

WELCOME: Final = "arriving.welcome"
SAY: Final = "arriving.say"


class CheckingIn(Flow):
    """The second half of `ui.presenters.arriving`."""

    @property
    def _receives(self) -> VisitSettings:
        offer = self._desk.catalogue()
        return NO_VISITS if offer is None else offer.site.visits

    def _check_in(self, session: Session) -> None:
        said, receives = visiting.of(session), self._receives
        kind = visiting.kind(said, receives)
        notices = () if kind is None else receives.notices_of(kind)
        replies = {each.id: visiting.answer(said, each) for each in visiting.asked(said, receives)}
        said.failed = False
        coming = CheckIn(
            said.came,
            said.found,
            said.host,
            kind.id if kind is not None else said.kind,
            visiting.named(session),
            " ".join(said.typed.get(visiting.COMPANY, "").split()),
            said.count,
            said.adding,
            {name: reply for name, reply in replies.items() if reply},
            {notice.id: notice.version for notice in notices},
            said.help,
            said.by_name,
            card=said.card,
            wish=said.wish,
        )
        said.coming = coming
        self.ask(
            session,
            self._desk.visits().check_in(coming, said.photo),
            partial(self._checked_in, session),
            partial(self._not_kept, session),
            busy=True,
        )

    def _checked_in(self, session: Session, done: Arrived) -> None:
        said = visiting.of(session)
        said.done, said.photo = done, None
        self._desk.visits().follow(done.visit_id)
        session.trail = []
        travel.arrive(session, WELCOME)
        self._badge(session)

    def _not_kept(self, session: Session, _error: Exception) -> None:
        visiting.of(session).failed = True

    def _print(self, session: Session) -> None:
        """Prints the badges: again only for somebody who asks."""
        said = visiting.of(session)
        if said.done is None or said.coming is None or said.printed == "printing":
            return
        said.printed = "printing"
        printing = self._desk.visits().print_badges(said.done, said.coming, session.language)

        def printed(outcome: Outcome) -> None:
            said.printed = outcome

        self.ask(session, printing, lambda told: printed(told.outcome), lambda _error: printed("unknown"))

    def _say(self, session: Session, done: Arrived, phrase: str) -> None:
        """Tells the host a sentence that was chosen."""
        self._tell(session, self._desk.visits().say(done.visit_id, phrase))

    def _written(self, session: Session) -> None:
        """Somebody has typed what they want to tell: they see it once more before it goes."""
        said = visiting.of(session)
        try:
            said.typed[visiting.WORDS] = visit_words.read(said.typed.get(visiting.WORDS, ""))
        except WordsUnfit:
            said.wrong = "no_words"
        else:
            said.wrong = None
            travel.go(session, writing.SEND)

    def _send(self, session: Session, done: Arrived) -> None:
        """Tells the host what was typed."""
        self._tell(session, self._desk.visits().write(done.visit_id, visiting.of(session).typed[visiting.WORDS]))

    def _tell(self, session: Session, telling: Coroutine[Any, Any, None]) -> None:
        """Sends it, and says on the screen they wait at what became of it; what did not go can be sent again."""
        said, session.trail = visiting.of(session), []
        travel.arrive(session, WELCOME)

        def kept(_none: None) -> None:
            said.message = "kept"
            said.typed.pop(visiting.WORDS, None)

        def failed(error: Exception) -> None:
            match error:
                case TooManyWords():
                    said.message = "too_many"
                case TooSoon():
                    said.message = "too_soon"
                case _:
                    said.message = "failed"

        self.ask(session, telling, kept, failed, busy=True)

    def house_changed(self, session: Session) -> None:
        """Whoever was waiting for it has been let in: now there is a badge."""
        said = visiting.of(session)
        if session.screen not in (WELCOME, SAY) or said.done is None or said.done.state is not State.AWAITING:
            return
        told = self._desk.visits().told(said.done.visit_id)
        if told is not None and not told.awaiting and not told.turned_away:
            said.done = replace(said.done, state=State.HERE)
            self._badge(session)

    def _badge(self, session: Session) -> None:
        """Prints one for somebody who wants it and may come in."""
        said, kind = visiting.of(session), visiting.kind(visiting.of(session), self._receives)
        if said.done is None or not said.badge or kind is None or not kind.badge:
            return
        if said.done.state is not State.AWAITING and self._desk.capabilities().badges == "usable":
            self._print(session)
