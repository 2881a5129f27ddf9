"""Who somebody is who stands here: by the code they show, or by their name and something else they know.

Theory of operation. What the terminal knows of people it holds in memory for the day, sealed on its disk. After a
cold start with no hub it knows nobody; a code of an invitation then proves itself by the hub's signature, a badge
says that
its holder was let in once, and the hub finds out later whose they are.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from kiosk.domain import host_search, visit_codes
from kiosk.domain.definition import Localised
from kiosk.domain.host_search import Host, Hosts
from kiosk.domain.visit_codes import BadgeCode, InvitationCode
from kiosk.domain.visit_details import Needs
from kiosk.domain.visit_known import Known, People
from kiosk.terminal.catalogue import Catalogue
from kiosk.terminal.personal import Document
from kiosk.terminal.trusted_clock import TrustedClock

NO_TEAM: Final = Localised("")
STEADY: Final = 0.6
"""Seconds that looking for a name takes at least, whoever is found: how long it takes tells nothing."""

TOO_MANY: Final = 5
"""Names in a row that nobody has, after which looking takes ten times as long, until somebody comes in."""

NotFound = Literal["not_ours", "other_day", "used"]
"""Why a code finds nobody: it is none of this house's, is for another day, or was given back."""


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """Somebody who was found, or whose code proves itself.

    Attributes:
        visit_id: `None` where the hub has to find out whose code it is.
        shown: what they are greeted by; empty where it is not known here.
        host: whom they come to see, as a screen may say it, and `team` whose that is; empty where nobody may see it.
        party: how many come together, themselves among them.
        here: whether they are in already.
        code, badge_code: what is in the code they showed.
        room_until: when the time of the room is over that they came to.
        remembered: whether the card they showed is one that they had remembered.
    """

    visit_id: UUID | None
    shown: str = ""
    host: str = ""
    type: str = ""
    party: int = 1
    needs: Needs = field(default_factory=Needs)
    here: bool = False
    code: bytes = b""
    badge_code: bytes = b""
    team: Localised = NO_TEAM
    room_until: datetime | None = None
    remembered: bool = False


Lists = tuple[People, People, Hosts]
"""Who is expected, who is in, and whom people come to see."""


class VisitFinding:
    """Belongs to the terminal's loop; what does not wait is for any thread.

    Args:
        here: the catalogue, and whether the hub no longer knows this terminal.
        known: what the terminal may know about people just now.
    """

    def __init__(
        self,
        time: TrustedClock,
        here: Callable[[], tuple[Catalogue | None, bool]],
        known: Callable[[], Document | None],
    ) -> None:
        self._time, self._here, self._known = time, here, known
        self._read: tuple[Document | None, Catalogue | None, Lists] | None = None
        self._mine: OrderedDict[bytes, UUID] = OrderedDict()
        """By the hash of what is in a badge's code: of this terminal, which the hub may not have heard of."""
        self._gone: OrderedDict[bytes, UUID | None] = OrderedDict()
        self._missed = 0

    @property
    def can_match(self) -> bool:
        """Whether people are known by name here now; otherwise only codes count."""
        known = self._known()
        return known is not None and "expected" in known

    def knows(self, text: str) -> bool:
        """Whether a code looks like one of a visit, whoever's it is and whatever day's."""
        return visit_codes.read(text) is not None

    def scan(self, text: str) -> Found | NotFound:
        """Whose code that is."""
        code = visit_codes.read(text)
        if isinstance(code, BadgeCode):
            return self._badge(code)
        return "not_ours" if code is None else self._invitation(code)

    def with_card(self, mark: bytes) -> Found | None:
        """Whose card that is, of those who are in or expected today, as far as this terminal knows."""
        expected, inside, _ = self._lists()
        gone = set(self._gone.values())
        if (mine := self._mine.get(mark)) is not None:
            return Found(mine, here=True)
        for people, here in ((inside, True), (expected, False)):
            for person in people.with_card(mark):
                if person.id not in gone:
                    found = self._found(person, people, here=here or person.id in self._mine.values())
                    return replace(found, remembered=mark.hex() in person.remembered_cards)
        return None

    async def find(self, name: str, fact: str, host: Host | None = None) -> Found | None:
        """The one person expected who has that name, or nearly, and that second fact: whom they come to see, or what
        was typed instead of it. It takes as long for nobody."""
        return await self._slowly(lambda: self._match(0, name, fact, host))

    async def find_inside(self, name: str, fact: str, host: Host | None = None) -> Found | None:
        """The same of those who are in the building."""
        return await self._slowly(lambda: self._match(1, name, fact, host))

    def hosts(self, typed: str) -> list[Host]:
        """Those who may be meant, the best first; none when nothing fits."""
        return self._lists()[2].find(typed)

    def recipient(self) -> Host | None:
        """Who takes care of people who know nobody here, as the site says."""
        known, _ = self._here()
        return None if known is None else self._lists()[2].named(known.site.visits.recipient)

    def in_now(self, host: Host) -> bool:
        """Whether nothing says that they cannot come just now; where nobody knows the time, and while the building is
        closed, nothing does."""
        (known, _), now, zone = self._here(), self._time.now(), self._zone()
        if known is None or now is None:
            return True
        wall = now.astimezone(zone)
        building = known.site.standing(wall)
        return (building is not None and not building.open) or host.in_now(wall)

    def _badge(self, code: BadgeCode) -> Found | NotFound:
        mark = visit_codes.mark(code.nonce)
        known = self._known()
        over = known.get("gone") if known is not None else None
        if mark in self._gone or (isinstance(over, list) and mark.hex() in over):
            return "used"
        _, inside, _ = self._lists()
        person = inside.with_badge(mark)
        if person is not None:
            return self._found(person, inside, here=True, badge_code=code.nonce)
        # Another terminal's, of a moment ago or while the hub was away: the hub finds out whose.
        return Found(self._mine.get(mark), here=True, badge_code=code.nonce)

    def _invitation(self, code: InvitationCode) -> Found | NotFound:
        known, _ = self._here()
        if known is None or not _honest(code, known):
            return "not_ours"
        now = self._time.now()
        if now is not None and now.astimezone(self._zone()).date() != code.day:
            return "other_day"
        mark = visit_codes.mark(code.nonce)
        expected, inside, _ = self._lists()
        if (person := inside.with_code(mark)) is not None:
            return self._found(person, inside, here=True, code=code.nonce)
        if (person := expected.with_code(mark)) is not None:
            return self._found(person, expected, here=person.id in self._mine.values(), code=code.nonce)
        return Found(None, code=code.nonce)

    def _match(self, which: Literal[0, 1], name: str, fact: str, host: Host | None) -> Found | None:
        people = self._lists()[which]
        facts = [fact, *(() if host is None else host.names)]
        found = {known.id: known for each in facts if (known := people.find(name, each)) is not None}
        if len(found) != 1:
            return None
        (person,) = found.values()
        return self._found(person, people, here=bool(which) or person.id in self._mine.values())

    def _unsaid(self, name: str, host: Host) -> Found | None:
        """Whom somebody is who comes in private and has said whom to see. No screen tells them from a walk-in, since
        that they come to see just that host is what nobody may learn."""
        people = self._lists()[0]
        found = {known.id: known for each in host.names if (known := people.find_unsaid(name, each)) is not None}
        fresh = [person for person in found.values() if person.id not in self._mine.values()]
        return self._found(fresh[0], people, here=False) if len(fresh) == len(found) == 1 else None

    def _found(
        self, person: Known, people: People, *, here: bool, code: bytes = b"", badge_code: bytes = b""
    ) -> Found:
        party, host = len(people.group(person)), self._lists()[2].get(person.host_id)
        said = (person.id, person.shown, person.host, person.type, party, person.needs, here, code, badge_code)
        return Found(*said, NO_TEAM if host is None else host.of, person.room_until)

    async def _slowly(self, look: Callable[[], Found | None]) -> Found | None:
        steady = STEADY * (10 if self._missed >= TOO_MANY else 1)
        found, _ = await asyncio.gather(asyncio.to_thread(look), asyncio.sleep(steady))
        self._missed = 0 if found is not None else self._missed + 1
        return found

    def _lists(self) -> Lists:
        document, (catalogue, _) = self._known(), self._here()
        read = self._read
        if read is None or read[0] is not document or read[1] is not catalogue:
            zone, known = self._zone(), document if document is not None else {}
            others = () if catalogue is None else catalogue.hosts
            hosts = Hosts((*host_search.people(known, others), *others))
            lists = People(known.get("expected"), zone), People(known.get("inside"), zone), hosts
            self._read = read = (document, catalogue, lists)
        return read[2]

    def _zone(self) -> ZoneInfo:
        known, _ = self._here()
        return ZoneInfo("Europe/London" if known is None else known.site.timezone)


def _honest(code: InvitationCode, known: Catalogue) -> bool:
    """Whether the hub has signed a code for this site."""
    said = visit_codes.signed(known.site.id, code.day, code.nonce)
    for key in known.visit_keys:
        try:
            VerifyKey(key).verify(said, code.signature)
        except (BadSignatureError, ValueError):
            continue
        return True
    return False
