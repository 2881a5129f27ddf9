"""Leaving, at the screen: by a badge or a name, alone or with others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from kiosk.domain.devices import Capabilities
from kiosk.domain.visits import Went
from tests.support.desk import Visitor
from tests.support.newcomers import check_in, newcomer, show
from tests.support.visit_desk import GWEN, PLANNING, found


@pytest.fixture
def somebody() -> Iterator[Visitor]:
    """Somebody who has not touched the screen yet."""
    person = newcomer()
    yield person
    person.desk.close()


def test_a_badge_shown_by_somebody_inside_asks_whether_they_leave(somebody: Visitor) -> None:
    inside = found("Siân", "", 7, here=True)
    somebody.desk.coming.by_code["BADGE-1"] = inside
    show(somebody, "BADGE-1")
    assert somebody.heading == "Are you leaving?"
    check_in(somebody)
    assert somebody.heading == "Goodbye Siân. You are signed out."
    assert somebody.desk.coming.left == [(inside, Went.BADGE, False)]


def test_whoever_shows_their_badge_after_their_room_ended_is_asked_whether_they_are_still_here(
    somebody: Visitor,
) -> None:
    now = somebody.desk.now
    assert now is not None
    for minutes, heading in ((5, "Are you leaving?"), (-5, "Are you still here?")):
        until = now + timedelta(minutes=minutes)
        somebody.desk.coming.by_code["BADGE-1"] = found("Siân", "", 7, here=True, room_until=until)
        show(somebody, "BADGE-1")
        assert somebody.heading == heading
        if minutes > 0:
            somebody.press("action:finish")
    somebody.press("leave:stays")
    somebody.desk.settle()
    assert (somebody.screen, len(somebody.desk.coming.stayed), somebody.desk.coming.left) == ("attract", 1, [])
    show(somebody, "BADGE-1")
    somebody.press("action:continue")
    somebody.desk.settle()
    assert [how for _, how, _ in somebody.desk.coming.left] == [Went.BADGE]


def test_whoever_says_that_they_leave_only_holds_their_badge(somebody: Visitor) -> None:
    somebody.desk.coming.by_code["BADGE-1"] = found("Siân", "", 7, here=True)
    somebody.press("action:start", "tile:leaving")
    show(somebody, "BADGE-1")
    assert somebody.screen == "leaving.done"


def test_whoever_has_no_badge_leaves_by_name_and_whom_they_saw(somebody: Visitor) -> None:
    inside = found("Siân", "", 7, here=True)
    somebody.desk.coming.inside[("Siân Prŷs", GWEN.shown.en)] = inside
    somebody.press("action:start", "tile:leaving", "leave:name")
    somebody.journey.type("Siân Prŷs")
    somebody.press("action:continue")
    somebody.journey.type("gwen")
    somebody.press(f"host:{GWEN.id}")
    somebody.desk.settle()
    assert (somebody.screen, somebody.desk.coming.left) == ("leaving.done", [(inside, Went.NAME, False)])


def test_leaving_with_a_wrong_second_fact_says_nothing_of_who_is_inside(somebody: Visitor) -> None:
    somebody.desk.coming.inside[("Siân Prŷs", GWEN.shown.en)] = found("Siân", "", 7, here=True)
    somebody.desk.able = Capabilities()
    seen = []
    for name in ("Siân Prŷs", "Jac Nobody"):
        somebody.press("action:start", "tile:leaving")
        somebody.journey.type(name)
        somebody.press("action:continue")
        somebody.journey.type("plan")
        somebody.press(f"host:{PLANNING.id}")
        somebody.desk.settle()
        seen.append(somebody.text)
        somebody.press("action:finish")
    assert seen[0] == seen[1]
    assert "We could not sign you out" in seen[0]


def test_a_group_leaves_alone_or_together_and_somebody_late_joins_it(somebody: Visitor) -> None:
    one = found("Siân", "Gwen H.", 7, here=True, party=3)
    somebody.desk.coming.by_code["BADGE-1"] = one
    somebody.press("action:start", "tile:leaving")
    show(somebody, "BADGE-1")
    somebody.press("leave:together")
    somebody.desk.settle()
    assert (somebody.screen, somebody.desk.coming.left) == ("leaving.done", [(one, Went.BADGE, True)])
    somebody.press("action:finish")
    show(somebody, "BADGE-1")
    somebody.press("leave:another")
    assert somebody.heading == "How many more have come?"
    assert "wish:help" not in {node.id for node in somebody.nodes}, "they were asked when they came"
    somebody.press("party:more")
    assert "2 more people" in somebody.text
    assert "Print a badge for each of them" in somebody.text
    check_in(somebody)
    (coming,) = somebody.desk.coming.came
    assert (coming.found, coming.adding, coming.count) == (one, True, 2)
