"""What the screens for arriving and leaving ask of the house, answered by the terminal."""

from __future__ import annotations

import time
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from kiosk.domain.definition import Localised
from kiosk.domain.devices import Capabilities
from kiosk.domain.host_search import Host
from kiosk.domain.photos import Photo, Taken
from kiosk.domain.printing import Printed
from kiosk.domain.visit_details import Details, Notice
from kiosk.domain.visits import Went
from kiosk.domain.waiting import Told
from kiosk.terminal.badges import Badge, Badges
from kiosk.terminal.visit_cards import Whose
from kiosk.terminal.visit_finding import NO_TEAM, Found, NotFound
from kiosk.terminal.visits import Arrived, Coming
from ui.presenters.desk import Offer
from ui.presenters.visit_desk import CheckIn


class Cards(Protocol):
    """The part of `kiosk.terminal.visit_cards.VisitCards` that the screens meet."""

    @property
    def days(self) -> int: ...

    def staffs(self, digest: str) -> bool: ...

    async def whose(self, digest: str) -> Whose: ...


class Visits(Protocol):
    """The part of `kiosk.terminal.visits.Visits` that the screens meet."""

    @property
    def cards(self) -> Cards: ...

    def knows(self, text: str) -> bool: ...

    def scan(self, text: str) -> Found | NotFound: ...

    async def used_again(self, text: str) -> None: ...

    async def find(self, name: str, fact: str, host: Host | None = None) -> Found | None: ...

    async def find_inside(self, name: str, fact: str, host: Host | None = None) -> Found | None: ...

    def hosts(self, typed: str) -> list[Host]: ...

    def in_now(self, host: Host) -> bool: ...

    def recipient(self) -> Host | None: ...

    async def arrive(self, coming: Coming, photo: Photo | None = None) -> Arrived: ...

    async def photograph(self) -> Taken: ...

    async def stay(self, found: Found) -> None: ...

    async def leave(self, found: Found, went: Went, *, together: bool = False) -> None: ...


class VisitsTold(Protocol):
    """The part of `kiosk.terminal.visits_told.VisitsTold` that the screens meet."""

    def told(self, visit_id: UUID) -> Told | None: ...

    def follow(self, visit_id: UUID) -> None: ...

    def forget(self) -> None: ...

    async def say(self, visit_id: UUID, words: str = "", phrase: str = "") -> None: ...


class Papers(Protocol):
    """What prints badges."""

    @property
    def capabilities(self) -> Capabilities: ...

    async def paper(self, kind: str, values: Mapping[str, Sequence[str]], language: str) -> Printed: ...


class Terminal(Protocol):
    """The part of `kiosk.terminal.terminal.Terminal` that visits need."""

    @property
    def catalogue(self) -> Offer | None: ...

    @property
    def visits(self) -> Visits: ...

    @property
    def visits_told(self) -> VisitsTold: ...

    @property
    def printing(self) -> Papers: ...

    @property
    def loop(self) -> Any: ...

    def trusted_now(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class TerminalVisits:
    """Meets `ui.presenters.visit_desk.VisitDesk`."""

    terminal: Terminal

    def knows(self, text: str) -> bool:
        return self.terminal.visits.knows(text)

    def scan(self, text: str) -> Found | NotFound:
        return self.terminal.visits.scan(text)

    def used_again(self, text: str) -> Coroutine[Any, Any, None]:
        return self.terminal.visits.used_again(text)

    def find(self, name: str, fact: str, host: Host | None) -> Coroutine[Any, Any, Found | None]:
        return self.terminal.visits.find(name, fact, host)

    def find_inside(self, name: str, fact: str, host: Host | None) -> Coroutine[Any, Any, Found | None]:
        return self.terminal.visits.find_inside(name, fact, host)

    def card(self, digest: str) -> Coroutine[Any, Any, Whose]:
        return self.terminal.visits.cards.whose(digest)

    def staffs(self, digest: str) -> bool:
        return self.terminal.visits.cards.staffs(digest)

    def card_days(self) -> int:
        return self.terminal.visits.cards.days

    def hosts(self, typed: str) -> Sequence[Host]:
        return self.terminal.visits.hosts(typed)

    def in_now(self, host: Host) -> bool:
        return self.terminal.visits.in_now(host)

    def recipient(self) -> Host | None:
        return self.terminal.visits.recipient()

    def check_in(self, coming: CheckIn, photo: Photo | None = None) -> Coroutine[Any, Any, Arrived]:
        known = (coming.came, coming.found, coming.count, coming.adding, coming.host, coming.type)
        told = Coming(*known, card=coming.card, wish=coming.wish, details=self._details(coming))
        return self.terminal.visits.arrive(told, photo)

    def camera(self) -> bool:
        return self.terminal.printing.capabilities.camera

    def photograph(self) -> Coroutine[Any, Any, Taken]:
        return self.terminal.visits.photograph()

    def follow(self, visit_id: UUID) -> None:
        self._over_there(self.terminal.visits_told.follow, visit_id)

    def forget(self) -> None:
        self._over_there(self.terminal.visits_told.forget)

    def told(self, visit_id: UUID) -> Told | None:
        return self.terminal.visits_told.told(visit_id)

    def say(self, visit_id: UUID, phrase: str) -> Coroutine[Any, Any, None]:
        return self.terminal.visits_told.say(visit_id, phrase=phrase)

    def write(self, visit_id: UUID, words: str) -> Coroutine[Any, Any, None]:
        return self.terminal.visits_told.say(visit_id, words=words)

    async def print_badges(self, arrived: Arrived, coming: CheckIn, language: str) -> Printed:
        offer = self.terminal.catalogue
        if offer is None:
            return Printed("not_printed", "no_catalogue")
        first, team = _first_name(coming), "" if arrived.private else _team(coming).get(language)
        # Who the others of a party are is on nobody's screen, and on nobody's badge that is printed for them.
        own = None if coming.adding else arrived.badges[0]
        badges = [Badge(each.code, each.number, first if each is own else "", team) for each in arrived.badges]
        return await Badges(self.terminal.printing, self.terminal.trusted_now).print(offer.site, badges, language)

    def stay(self, found: Found) -> Coroutine[Any, Any, None]:
        return self.terminal.visits.stay(found)

    def leave(self, found: Found, how: Went, *, together: bool) -> Coroutine[Any, Any, None]:
        return self.terminal.visits.leave(found, how, together=together)

    def _details(self, coming: CheckIn) -> Details:
        """What somebody said of themselves; of somebody expected only what is new."""
        now = self.terminal.trusted_now() or datetime.fromtimestamp(time.time(), UTC)
        return Details(
            name=coming.name,
            company=coming.company,
            shown=_first_name(coming) if coming.by_name else "",
            help_to_leave=coming.help_to_leave,
            answers=coming.answers,
            notices=tuple(Notice(name, version, now) for name, version in coming.notices.items()),
        )

    def _over_there(self, call: Any, *args: object) -> None:
        """Calls something on the terminal's loop, unless that has ended."""
        if not self.terminal.loop.is_closed():
            self.terminal.loop.call_soon_threadsafe(call, *args)


def _first_name(coming: CheckIn) -> str:
    if coming.found is not None and coming.found.shown:
        return coming.found.shown
    return coming.name.partition(" ")[0]


def _team(coming: CheckIn) -> Localised:
    """Where somebody is going: the team of a person, else the office itself; nothing where nobody may see that."""
    if coming.found is not None:
        return coming.found.team
    if coming.host is None:
        return NO_TEAM
    return coming.host.of if coming.host.kind == "person" else coming.host.shown
