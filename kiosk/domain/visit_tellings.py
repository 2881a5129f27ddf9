"""What a terminal tells the hub of people who come and go: the bodies of its happenings, written and read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from kiosk.domain import visit_cards, visit_details
from kiosk.domain.documents import read_id
from kiosk.domain.happenings import Body
from kiosk.domain.visit_cards import Wish
from kiosk.domain.visit_details import text
from kiosk.domain.visits import MOST_IN_A_PARTY, Arrival, Came, Member, Went

ARRIVED: Final = "visit_arrived"
LEFT: Final = "visit_left"
AGAIN: Final = "visit_code_again"
"""Somebody showed a badge that is not good any more. Its body has the `badge`'s code."""

STAYS: Final = "visit_stays"
"""Somebody was asked whether they are still here, and is. Its body says whose `visit`."""


class TellingUnread(ValueError):
    """The body is not one that this version can read."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody leaves, alone or with all who came with them.

    Attributes:
        visit_id: whose visit is over; `None` where the terminal does not know the code that was shown.
        code: what is in the code of an invitation, `badge_code` in that on a badge.
    """

    at: datetime
    went: Went
    visit_id: UUID | None = None
    code: bytes = field(default=b"", repr=False)
    badge_code: bytes = field(default=b"", repr=False)
    together: bool = False
    time_uncertain: bool = False


def arrival_body(arrival: Arrival) -> Body:
    """An arrival as it is told. When it was, the happening says."""
    told = {
        "came": arrival.came.value,
        "party": [{"visit": str(each.visit_id), "badge": each.badge_code.hex()} for each in arrival.party],
        "code": arrival.code.hex(),
        "adding": arrival.adding,
        "card": arrival.card.hex(),
        "card_wish": None if arrival.wish is None else arrival.wish.value,
        "type": arrival.type,
        "place": arrival.place,
        "host": _id_text(arrival.host_id),
        "team": _id_text(arrival.team_id),
        "tenant": _id_text(arrival.tenant_id),
        "details": visit_details.document(arrival.details),
    }
    return {key: value for key, value in told.items() if value}


def read_arrival(body: Body, at: datetime, day: date, terminal_id: UUID, *, time_uncertain: bool) -> Arrival:
    """An arrival as it was told.

    Raises:
        TellingUnread: nobody could say who is here.
    """
    rows = body.get("party")
    party = tuple(_member(row) for row in (rows if isinstance(rows, list) else ())[: MOST_IN_A_PARTY + 1])
    if not party:
        raise TellingUnread("party")
    return Arrival(
        at=at,
        day=day,
        came=next((came for came in Came if came == body.get("came")), Came.WALK_IN),
        party=party,
        terminal_id=terminal_id,
        time_uncertain=time_uncertain,
        code=_bytes(body.get("code")),
        adding=body.get("adding") is True,
        card=visit_cards.read_mark(body.get("card")),
        wish=next((wish for wish in Wish if wish == body.get("card_wish")), None),
        type=text(body.get("type"), 40) or "visitor",
        place=text(body.get("place")),
        host_id=read_id(body.get("host")),
        team_id=read_id(body.get("team")),
        tenant_id=read_id(body.get("tenant")),
        details=visit_details.read(body.get("details")),
    )


def leaving_body(leaving: Leaving) -> Body:
    """A leaving as it is told."""
    told = {
        "went": leaving.went.value,
        "visit": _id_text(leaving.visit_id),
        "code": leaving.code.hex(),
        "badge": leaving.badge_code.hex(),
        "together": leaving.together,
    }
    return {key: value for key, value in told.items() if value}


def read_leaving(body: Body, at: datetime, *, time_uncertain: bool) -> Leaving:
    """A leaving as it was told.

    Raises:
        TellingUnread: nobody could say who has left.
    """
    told = Leaving(
        at,
        next((went for went in Went if went == body.get("went")), Went.BADGE),
        read_id(body.get("visit")),
        _bytes(body.get("code")),
        _bytes(body.get("badge")),
        body.get("together") is True,
        time_uncertain,
    )
    if told.visit_id is None and not told.code and not told.badge_code:
        raise TellingUnread("visit")
    # Only the hub signs out by itself.
    return replace(told, went=Went.STAFF) if told.went is Went.AUTOMATIC else told


def read_badge(body: Body) -> bytes:
    """What is in the code of a badge that was shown again.

    Raises:
        TellingUnread: nobody could say whose.
    """
    code = _bytes(body.get("badge"))
    if not code:
        raise TellingUnread("badge")
    return code


def _member(row: object) -> Member:
    visit = read_id(row.get("visit")) if isinstance(row, Mapping) else None
    if visit is None or not isinstance(row, Mapping):
        raise TellingUnread("party")
    return Member(visit, _bytes(row.get("badge")))


def _id_text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _bytes(value: object) -> bytes:
    try:
        return bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        return b""
