"""Arrivals for tests: people are invited at a hub, and told of as terminals tell of them."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from nacl.public import PublicKey, SealedBox

from kiosk.domain import visit_codes, visit_tellings
from kiosk.domain.happenings import to_bytes
from kiosk.domain.visit_codes import InvitationCode
from kiosk.domain.visit_details import Details
from kiosk.domain.visit_tellings import Leaving
from kiosk.domain.visits import Arrival, Came, Member, Went
from kiosk.services.audit import Actor
from kiosk.services.visits import Invitation, Invited
from tests.support.hubs import Running, Terminal

STAFF = Actor("Ffion")


def invite(hub: Running, *names: str, group: str = "", **changes: Any) -> list[Invitation]:
    """Some people are expected today."""
    today = hub.hub.visits.day(hub.clock.now())
    invited = [Invited(Details(name=name), today, group=group, **changes) for name in names]
    return hub.do(hub.hub.visits.invite(invited, STAFF))


def nonce(invitation: Invitation) -> bytes:
    code = visit_codes.read(invitation.token)
    assert isinstance(code, InvitationCode)
    return code.nonce


@dataclass
class AtTerminal:
    """Tells of people as a terminal does, at an instant of a test's choice."""

    hub: Running
    terminal: Terminal

    def __post_init__(self) -> None:
        self._key = self.terminal.get("catalogue").json()["hub_key"]

    def arrive(self, *party: Member, at: datetime | None = None, **changes: Any) -> dict[str, Any]:
        """Somebody is here; a walk-in with a name that is told, unless it is said otherwise."""
        here = at or self.hub.clock.now()
        told = {"came": Came.WALK_IN, "details": Details(name="Gwen Price")} | changes
        arrival = Arrival(at=here, day=here.date(), party=party or (Member(uuid4()),), **told)
        return self.tell(visit_tellings.ARRIVED, visit_tellings.arrival_body(arrival), here)

    def expected(self, invitation: Invitation, *others: Member, at: datetime | None = None, **changes: Any) -> Any:
        """Somebody expected shows their code, and is known."""
        told = {"came": Came.CODE, "details": Details()} | changes
        return self.arrive(Member(invitation.visit.id, os.urandom(10)), *others, at=at, **told)

    def leave(self, visit_id: UUID | None, at: datetime | None = None, **changes: Any) -> dict[str, Any]:
        here = at or self.hub.clock.now()
        leaving = Leaving(here, Went.BADGE, visit_id, **changes)
        return self.tell(visit_tellings.LEFT, visit_tellings.leaving_body(leaving), here)

    def tell(self, kind: str, body: Any, at: datetime, identifier: UUID | None = None) -> dict[str, Any]:
        told = [self.happening(kind, body, at, identifier)]
        answer = self.terminal.post("happenings", json={"happenings": told})
        assert answer.status_code == 200, answer.text
        (heard,) = answer.json()["happenings"]
        assert heard["state"] == "taken", heard
        answered: dict[str, Any] = heard["answer"]
        return answered

    def happening(self, kind: str, body: Any, at: datetime, identifier: UUID | None = None) -> dict[str, Any]:
        sealed = SealedBox(PublicKey(base64.b64decode(self._key["public"]))).encrypt(to_bytes(body))
        return {
            "id": str(identifier or uuid4()),
            "kind": kind,
            "made_at": at.isoformat(),
            "time_uncertain": False,
            "key_id": self._key["id"],
            "sealed": base64.b64encode(sealed).decode(),
        }


def before(hub: Running, minutes: float) -> datetime:
    return hub.clock.now() - timedelta(minutes=minutes)
