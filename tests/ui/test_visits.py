"""Somebody comes to see somebody, in a real window at a real hub: by the code of an invitation, by name, with the
cable cut; their badge comes out of a printer, their host answers, and the badge signs them out."""

from __future__ import annotations

from pathlib import Path

from kiosk.domain.visits import Came, State, Went
from tests.support.arrivals import invite
from tests.support.five_keys import FiveKeys
from tests.support.front_door import House, house, knows
from tests.support.hubs import wait_for
from tests.support.reception import DEWI, SIAN
from tests.support.window import Pointer

TOLD, SIGNED = "We have told Siân Ll", "You are signed in here"


def test_from_the_street_to_a_badge_and_out_again_with_the_hub_there_and_gone(tmp_path: Path) -> None:
    with house(tmp_path) as one:
        hub, visitor = one.foyer.hub, Pointer(one.window)
        knows(one, 1)
        first, late = invite(hub, "Jane Example", host_id=SIAN.id) + invite(hub, "Jac Late", host_id=SIAN.id)
        knows(one, 2)

        one.scan(first.token, "Hello Jane. Is this right?")
        one.says("You are here to see Siân Ll")
        visitor.press("action:continue")
        one.stands(TOLD)
        badge = one.badge(0)
        one.says("Your badge is printed")
        (letter,) = one.foyer.mails("sian@aberwen.example")
        one.foyer.answer(one.foyer.link(letter), "coming")
        one.stands("Siân Ll is coming")
        (visit,) = one.visits()
        assert (visit.id, visit.state, visit.came) == (first.visit.id, State.HERE, Came.CODE)
        visitor.press("action:finish")

        walks_in(one, FiveKeys(one.window))
        assert badge != one.badge(1)

        one.link.cut()
        one.scan(late.token, "Hello Jac. Is this right?")
        visitor.press("action:continue")
        one.stands(SIGNED)
        one.says("We could not tell Siân Ll yet")
        assert len(one.visits()) == 2
        one.link.mend()
        one.stands(TOLD)
        assert len(one.visits()) == 3

        one.scan(badge, "Are you leaving?")
        visitor.press("action:continue")
        one.stands("Goodbye Jane. You are signed out.")
        wait_for(lambda: len(one.visits()) == 2, "the hub to hear of it")
        gone = hub.do(hub.hub.visits.show(first.visit.id)).visit
        assert (gone.state, gone.went) == (State.LEFT, Went.BADGE)
        visitor.press("action:finish")
        one.window.wait_for("action:start")
    for secret in ("Jane", "Example", first.token, badge):
        assert secret not in one.window.log


def walks_in(one: House, visitor: Pointer | FiveKeys) -> None:
    """Somebody whom nobody expects."""
    visitor.press("action:start")
    visitor.press("tile:arriving")
    visitor.type("field:visitor_name", "Ana Jones")
    visitor.press("action:continue")
    visitor.type("field:visit_host", "dewy rees")
    visitor.press(f"host:{DEWI.id}")
    visitor.press("type:visitor")
    visitor.press("wish:help")
    visitor.press("action:continue")
    one.stands("We have told Dewi R")
    one.foyer.mails("dewi@aberwen.example")
    shown = one.foyer.hub.do(one.foyer.hub.hub.visits.inside())
    (walked,) = [each for each in shown if each.visit.came is Came.WALK_IN]
    assert walked.details is not None
    assert (walked.details.name, walked.details.help_to_leave) == ("Ana Jones", True)
    assert [(notice.id, len(notice.version)) for notice in walked.details.notices] == [("privacy", 8)]
    visitor.press("action:finish")
