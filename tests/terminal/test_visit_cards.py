"""A visitor's card at a real terminal with a real hub: remembered, shown again, left by, forgotten; the hub away."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from kiosk.domain.visit_cards import Before, Wish
from kiosk.domain.visit_details import Details
from kiosk.domain.visits import Came, Went
from kiosk.interfaces.facts import Kept
from kiosk.services.audit import Actor
from kiosk.services.visits import Invited
from kiosk.terminal.visit_finding import Found
from kiosk.terminal.visits import Coming
from tests.support.hubs import wait_for
from tests.support.newcomers import TRAVEL_CARD
from tests.support.terminals import Started
from tests.terminal.test_visits import NOWHERE, foyer

TOM = Details(name="Tom Owen", company="Lifts of Wales")
OTHER = "ab" * 32


def test_a_card_is_remembered_for_whoever_likes_and_forgotten_when_they_say_so(tmp_path: Path) -> None:
    with foyer(tmp_path) as (hub, data), Started(data, hub.url) as front:
        visits = front.terminal.visits

        def whose(card: str = TRAVEL_CARD) -> Any:
            return front.run(visits.cards.whose(card))

        def arrive(**coming: Any) -> UUID:
            came: UUID = front.run(visits.arrive(Coming(card=TRAVEL_CARD, **coming))).visit_id
            return came

        wait_for(lambda: visits.cards.days == 365, "what the terminal may know")
        assert whose() == "unknown", "and nothing is kept of a card that was only shown"
        arrive(came=Came.WALK_IN, details=TOM, wish=Wish.REMEMBER)
        inside = whose()
        assert isinstance(inside, Found)
        assert inside.here
        front.run(visits.leave(inside, Went.CARD))
        wait_for(lambda: hub.do(hub.hub.visits.inside()) == [], "the hub to hear that he has left")
        assert whose() == Before("Tom Owen", "Lifts of Wales")
        assert whose(OTHER) == whose("no card") == "unknown"

        today = hub.hub.visits.day(hub.clock.now())
        (expected, *_) = hub.do(
            hub.hub.visits.invite(
                [Invited(TOM, today), Invited(Details(name="Tom Owen", company="Another"), today)], Actor("test")
            )
        )
        wait_for(lambda: isinstance(whose(), Found), "him to be expected")
        front.terminal.hub_at(NOWHERE)
        wait_for(lambda: whose(OTHER) == "away", "the terminal to see that nobody answers")
        found = whose()
        assert (found.visit_id, found.shown, found.here, found.remembered) == (expected.visit.id, "Tom", False, True)
        assert arrive(came=Came.CARD, found=found, wish=Wish.FORGET) == expected.visit.id
        assert whose().here, "he can leave by it with the hub away"
        front.terminal.hub_at(hub.url)
        wait_for(lambda: len(hub.do(hub.hub.visits.inside())) == 1, "the hub to hear that he is here")
        front.run(visits.leave(whose(), Went.CARD))
        wait_for(lambda: hub.do(hub.hub.visits.inside()) == [], "the hub to hear that he has left")
        wait_for(lambda: whose() == "unknown", "nobody to be known by the card")
        proofs = hub.do(hub.hub.store.read(lambda record: record.retention.proofs(5)))
        assert [(each.kind, each.count, each.about) for each in proofs] == [(Kept.VISITOR_CARDS, 1, "erased")]
    disk = b"".join(file.read_bytes() for file in sorted(data.rglob("*")) if file.is_file())
    assert not [each for each in (TRAVEL_CARD.encode(), bytes.fromhex(TRAVEL_CARD), b"Tom Owen") if each in disk]
