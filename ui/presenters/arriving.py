"""Somebody is here to see somebody: expected or not, alone or with others.

Everybody goes the same way. They show a code; or they type their name and whom they come to see, which for
somebody who is expected is the second fact. Whoever is found is checked in as expected, and everybody else as a
walk-in, so that nobody at the screen learns who is expected.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from kiosk.domain.languages import offered
from kiosk.domain.readers import Shown, Unread
from kiosk.domain.visits import MOST_IN_A_PARTY, Came
from kiosk.terminal.session import Session
from kiosk.terminal.visit_finding import Found, NotFound
from ui.presenters import arriving_steps, by_card, flow, travel, visiting, visitor_photo, welcome, writing
from ui.presenters.by_card import HOLD, ByCard
from ui.presenters.checking_in import SAY, WELCOME
from ui.presenters.scene import Scene
from ui.presenters.view import Tile, View, say
from ui.presenters.visiting import Visiting
from ui.presenters.visitor_photo import Photographed

_ASKING: Final = ("arriving", "arriving.who")
"""Screens where something to show them by is waited for."""

_OVER: Final = (WELCOME, SAY, "leaving.done")
"""Screens of somebody who has finished: what is shown there next is somebody else's."""


class Arriving(ByCard, Photographed):
    """Checking in."""

    name = "arriving"

    def tiles(self, scene: Scene) -> tuple[Tile, ...]:
        if not visiting.settings(scene).on:
            return ()
        note = say("Check in, and we tell them")
        return (Tile("tile:arriving", say("I am here to see someone"), note, "user-round-check", "large", "brand"),)

    def view(self, scene: Scene) -> View:
        session, desk = scene.here, self._desk.visits()
        said = visiting.of(session)
        match session.screen:
            case "arriving":
                return arriving_steps.name(scene)
            case "arriving.who":
                return arriving_steps.who(scene, desk, visiting.look(said, desk))
            case "arriving.turned_away":
                return arriving_steps.turned_away(scene)
            case "arriving.type":
                return arriving_steps.kinds(scene)
            case "arriving.company":
                return arriving_steps.company(scene)
            case visiting.PHOTO:
                return visitor_photo.view(scene)
            case "arriving.check":
                return arriving_steps.check(scene, desk.card_days())
            case "arriving.card":
                return by_card.hold(scene, desk.card_days())
            case "arriving.welcome" if said.done is not None:
                return welcome.view(scene, said.done, desk.told(said.done.visit_id))
            case "arriving.say" if said.done is not None:
                return writing.phrases(scene)
            case "arriving.write" if said.done is not None:
                return writing.write(scene)
            case "arriving.send" if said.done is not None:
                return writing.send(scene)
        asked = visiting.asked(said, visiting.settings(scene))
        found = next((each for each in asked if visiting.screen(each) == session.screen), None)
        if found is None:
            raise LookupError("there is no such screen")
        return arriving_steps.question(scene, found)

    def press(self, session: Session, name: str) -> bool:
        if name == "tile:arriving":
            session.errand = Visiting(forget=self._desk.visits().forget)
            self._to(session, "arriving")
            return True
        said = visiting.of(session)
        kind, _, rest = name.partition(":")
        match kind:
            case "host":
                self._choose(session, rest)
            case "type":
                said.kind = rest
                self._onward(session)
            case "reply":
                said.replies[session.screen.removeprefix(visiting.CHOICE)] = rest
                self._onward(session)
            case "party":
                said.count = min(MOST_IN_A_PARTY, max(1, said.count + (1 if rest == "more" else -1)))
            case "wish" if rest == "help":
                said.help = not said.help
            case "wish" if rest == "by_name":
                said.by_name = not said.by_name
            case "wish" if rest == "card":
                self._wish_card(session, said)
            case "wish":
                said.badge = not said.badge
            case "phrase" if said.done is not None:
                self._say(session, said.done, rest)
            case _:
                return self._act(session, said, name)
        return True

    def _act(self, session: Session, said: Visiting, name: str) -> bool:
        if self._photo(session, name):
            return True
        match name, session.screen:
            case flow.CONTINUE, "arriving":
                # Whoever came back from a code that was shown goes on as whoever they type.
                said.found, said.came, said.kind, said.count = None, Came.WALK_IN, "", 1
                if said.before is None or said.before.name != visiting.named(session):
                    said.card, said.before, said.wish = "", None, None
                else:
                    said.came = Came.CARD
                said.wrong = None if visiting.named(session) else "no_name"
                if said.wrong is None:
                    self._to(session, "arriving.who")
            case flow.CONTINUE, "arriving.who":
                said.host = None
                self._find(session, said.typed.get(visiting.WHO, ""))
            case flow.CONTINUE, "arriving.check":
                self._check_in(session)
            case flow.CONTINUE, "arriving.write":
                self._written(session)
            case flow.CONTINUE, "arriving.send" if said.done is not None:
                self._send(session, said.done)
            case flow.CONTINUE, _:
                self._answer(session)
            case "action:say", _:
                said.message = None
                travel.go(session, SAY)
            case "action:change_words", _:
                travel.back(session)
                flow.activate(session, visiting.WORDS)
            case "action:write", _:
                self._to(session, writing.WRITE)
            case "action:no_card", _:
                travel.back(session)
            case "action:print_badge", _:
                self._print(session)
            case _:
                return False
        return True

    # --- who they are ---

    def shown(self, session: Session | None, reading: Shown | Unread) -> bool:
        if not self._receives.on:
            return False
        if session is not None and session.screen == HOLD:
            return self._held(session, reading)
        asking = session is not None and session.screen in _ASKING
        if isinstance(reading, Unread):
            if asking and session is not None:
                visiting.of(session).wrong = "unread"
            return asking
        if reading.kind == "card":
            return (asking or _free(session)) and self._card(session, reading.digest, asking=asking)
        if reading.kind != "code" or not (asking or self._desk.visits().knows(reading.text)):
            return False
        found, session = self._desk.visits().scan(reading.text), self._whose(session)
        self._recognised(session, Came.CODE, found)
        if found == "used":
            self.ask(session, self._desk.visits().used_again(reading.text), flow.nothing, flow.nothing)
        return True

    def _whose(self, session: Session | None) -> Session:
        """The session that what was shown belongs to: never that of somebody who has finished."""
        if session is not None and session.screen in _OVER:
            self._front.end()
            session = None
        session = session or self._front.begin()
        if session.screen not in _ASKING:
            session.errand = Visiting(forget=self._desk.visits().forget)
            self._to(session, "arriving")
        return session

    def _choose(self, session: Session, name: str) -> None:
        """Somebody to see was chosen, or that they do not know whom."""
        said = visiting.of(session)
        hosts = {str(host.id): host for host in said.hosts[1]}
        said.host = hosts.get(name) or self._desk.visits().recipient()
        self._find(session, "")

    def _find(self, session: Session, fact: str) -> None:
        said = visiting.of(session)
        found = self._desk.visits().find(visiting.named(session), fact, said.host)
        self.ask(session, found, partial(self._found, session), lambda _error: self._found(session, None), busy=True)

    def _found(self, session: Session, found: Found | None) -> None:
        """Whether somebody is expected is known; where that could not be found out, they are a walk-in."""
        said = visiting.of(session)
        if found is not None:
            self._recognised(session, Came.CARD if said.card else Came.NAME, found)
        elif said.host is None:
            said.wrong = "nobody"
            flow.activate(session, visiting.WHO)
        elif self._receives.walk_ins:
            self._onward(session)
        else:
            travel.go(session, "arriving.turned_away")

    def _recognised(self, session: Session, came: Came, found: Found | NotFound) -> None:
        """The house knows who they are, or what is wrong with what they showed."""
        said = visiting.of(session)
        if not isinstance(found, Found):
            said.wrong = found
            if session.screen != "arriving":
                self._to(session, "arriving")
            return
        said.found, said.came, said.kind, said.count, said.wrong = found, came, found.type, found.party, None
        heard = self._desk.speech().trouble is None
        ease = found.needs.ease(session.ease)
        session.ease = ease if heard else replace(ease, aloud=session.ease.aloud)
        offer = self._desk.catalogue()
        if offer is not None and found.needs.language in offered(offer.site.languages):
            session.language = found.needs.language
        if found.here:
            travel.go(session, "leaving.you")
        else:
            self._onward(session)

    # --- what they are asked ---

    def _to(self, session: Session, screen: str) -> None:
        """To a screen, ready to be typed at if it has a line for that."""
        travel.go(session, screen)
        for line in flow.lines(session)[:1]:
            flow.activate(session, line.name)

    def _onward(self, session: Session) -> None:
        """To what has to be asked next."""
        ahead = list(visiting.steps(visiting.of(session), self._receives, camera=self._desk.visits().camera()))
        place = ahead.index(session.screen) + 1 if session.screen in ahead else 0
        self._to(session, ahead[place])

    _after_photo = _onward

    def _answer(self, session: Session) -> None:
        """On from a question, unless it needs an answer that it has not."""
        said = visiting.of(session)
        questions = visiting.asked(said, self._receives)
        asked = next((each for each in questions if visiting.screen(each) == session.screen), None)
        said.wrong = "no_answer" if asked is not None and asked.needed and not visiting.answer(said, asked) else None
        if said.wrong is None:
            self._onward(session)


def _free(session: Session | None) -> bool:
    """Whether nobody is at the screen who has begun anything."""
    return session is None or session.screen in ("home", *_OVER)
