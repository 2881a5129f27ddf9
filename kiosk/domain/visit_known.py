"""What a terminal knows of visitors just now: who is expected today and who is in, as the hub told it for the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain.documents import read_id, read_instant
from kiosk.domain.matching import Candidate, Matching
from kiosk.domain.visit_details import Needs, read_needs, text

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True, repr=False)
class Known:
    """Somebody, as far as finding and greeting them takes.

    Attributes:
        shown: what they are greeted by.
        host: whom they come to see, as a screen may say it; empty where nobody may see it.
        facts: what else they can say of their visit; `unsaid` what nobody is shown a visit for who says it.
        code: the hash of what is in the code of their invitation, `badge_codes` of those on their badges; in hex.
        badge: their number of the day.
        room_until: when the time of the room is over that they came to.
        card: the keyed hash of the card that was noted of them, `remembered_cards` of those they had remembered.
    """

    id: UUID
    name: str
    shown: str
    host: str
    host_id: UUID | None
    type: str
    group: UUID | None
    facts: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    at: datetime | None = None
    needs: Needs = field(default_factory=Needs)
    code: str = ""
    badge_codes: tuple[str, ...] = ()
    badge: int | None = None
    room_until: datetime | None = None
    card: str = ""
    remembered_cards: tuple[str, ...] = ()


class People:
    """Those of one list."""

    def __init__(self, listed: object, zone: ZoneInfo) -> None:
        self.all = {known.id: known for known in _read(listed)}
        self._zone = zone
        self._by_code = {each.code: each for each in self.all.values() if each.code}
        self._by_badge = {code: each for each in self.all.values() for code in each.badge_codes}
        self._by_card: dict[str, list[Known]] = defaultdict(list)
        for each in self.all.values():
            for card in {each.card, *each.remembered_cards} - {""}:
                self._by_card[card].append(each)

    # Made when a name is typed: a list changes many times before that, and a code finds its visit without them.
    @cached_property
    def _matching(self) -> Matching:
        candidates = (Candidate(each.id, each.name, each.facts, each.at) for each in self.all.values())
        return Matching(candidates, self._zone)

    @cached_property
    def _unsaid(self) -> Matching:
        private = (Candidate(each.id, each.name, each.unsaid) for each in self.all.values() if each.unsaid)
        return Matching(private, self._zone)

    def find(self, name: str, fact: str) -> Known | None:
        """Whom a name and a fact fit."""
        found = self._matching.find(name, fact)
        return None if found is None else self.all[found]

    def find_unsaid(self, name: str, fact: str) -> Known | None:
        """The same of those who come in private, by whom they come to see. It is not to be shown."""
        found = self._unsaid.find(name, fact)
        return None if found is None else self.all[found]

    def with_code(self, mark: bytes) -> Known | None:
        """Whose invitation has a code with this hash."""
        return self._by_code.get(mark.hex())

    def with_badge(self, mark: bytes) -> Known | None:
        """Whose badge has a code with this hash."""
        return self._by_badge.get(mark.hex())

    def with_card(self, mark: bytes) -> Sequence[Known]:
        """Those who have this card, as they are listed: somebody may come twice in a day."""
        return self._by_card.get(mark.hex(), ())

    def group(self, of: Known) -> list[Known]:
        """All who come together, the one who is asked for first."""
        others = [each for each in self.all.values() if each.group == of.group and each.id != of.id]
        return [of, *(others if of.group is not None else ())]


def _read(listed: object) -> Iterator[Known]:
    for row in listed if isinstance(listed, list) else ():
        identifier = read_id(row.get("id")) if isinstance(row, Mapping) else None
        if identifier is None:
            continue
        badge = row.get("badge")
        yield Known(
            id=identifier,
            name=text(row.get("name")) or text(row.get("perhaps")),
            shown=text(row.get("shown")),
            host=text(row.get("host")),
            host_id=read_id(row.get("host_id")),
            type=text(row.get("type")),
            group=read_id(row.get("group")),
            facts=_texts(row.get("facts")),
            unsaid=_texts(row.get("unsaid")),
            at=read_instant(row.get("from")),
            needs=read_needs(row.get("needs")),
            code=text(row.get("code")),
            badge_codes=_texts(row.get("badge_codes")),
            badge=badge if isinstance(badge, int) else None,
            room_until=read_instant(row.get("room_until")),
            card=text(row.get("card")),
            remembered_cards=_texts(row.get("remembered_cards")),
        )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(each for each in (value if isinstance(value, list) else ()) if isinstance(each, str))
