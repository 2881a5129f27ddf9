"""Coming to see somebody, at the screen: by a code or a name; expected or not, alone or with others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kiosk.domain.readers import Unread
from kiosk.domain.visit_details import Need, Needs
from kiosk.domain.visits import Came
from kiosk.domain.waiting import State, Told
from tests.support import visit_desk
from tests.support.desk import Offered, Visitor, everything, site
from tests.support.newcomers import EXPECTED, check_in, newcomer, say_who, show
from tests.support.visit_desk import GWEN, PLANNING, RECEPTION, TOM, VISIT, found
from ui.presenters.view import Row, Tile


@pytest.fixture
def somebody() -> Iterator[Visitor]:
    """Somebody who has not touched the screen yet."""
    person = newcomer()
    yield person
    person.desk.close()


def test_visitors_stand_before_the_forms_where_the_site_receives_them(somebody: Visitor) -> None:
    somebody.press("action:start")
    tiles = [part for part in somebody.journey.view().parts if isinstance(part, Tile)]
    assert next(tile.id for tile in tiles if tile.size == "large") == "tile:arriving"
    assert {"tile:leaving", "tile:forms"} <= {tile.id for tile in tiles if tile.size == "small"}
    somebody.desk.offer = everything()
    assert not {"tile:arriving", "tile:leaving"} & {node.id for node in somebody.nodes}


def test_a_code_is_enough_two_acts_from_the_street_to_a_badge(somebody: Visitor) -> None:
    somebody.desk.coming.by_code["INVITED"] = EXPECTED
    assert show(somebody, "INVITED")
    assert "You are here to see Gwen H." in somebody.text
    check_in(somebody)
    assert somebody.heading == "We have told Gwen H."
    assert "Take your badge from the printer." in somebody.text
    (coming,) = somebody.desk.coming.came
    assert (coming.found, coming.came, coming.count, coming.help_to_leave) == (EXPECTED, Came.CODE, 1, False)
    assert somebody.desk.coming.printed == [(1, "en")]
    somebody.press("action:finish")
    assert somebody.desk.coming.followed == [VISIT, None], "what the host says is not kept for whoever comes next"


def test_a_private_visit_shows_no_host_before_or_after(somebody: Visitor) -> None:
    somebody.desk.coming.by_code["PRIVATE"] = found("Siân", "", 2)
    show(somebody, "PRIVATE")
    assert "You are expected" in somebody.text
    check_in(somebody)
    assert somebody.heading == "We have told your host"
    for state in (State.COMING, State.FIVE_MINUTES, State.CANNOT, State.PASSED_ON):
        somebody.desk.coming.news = Told(VISIT, state)
        assert "our host" in somebody.heading


def test_what_somebody_needs_sets_the_screen_before_they_press_anything(somebody: Visitor) -> None:
    needs = Needs(frozenset({Need.LARGE_TEXT, Need.HIGH_CONTRAST, Need.READ_ALOUD}), "cy")
    somebody.desk.coming.by_code["NEEDS"] = found("Siân", "Gwen H.", 3, needs=needs)
    show(somebody, "NEEDS")
    ease = somebody.journey.ease
    assert (ease.text, ease.contrast, somebody.journey.language) == (160, True, "cy")
    assert not ease.aloud, "there is no voice here"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [("other_day", "not for today"), ("used", "used before"), ("not_ours", "no code of ours")],
)
def test_a_code_that_does_not_work_leads_on_to_the_name(somebody: Visitor, wrong: str, words: str) -> None:
    somebody.desk.coming.by_code["ODD"] = wrong  # type: ignore[assignment] - one of them, by the parameters
    assert show(somebody, "ODD")
    assert somebody.screen == "arriving"
    assert words in somebody.text
    somebody.desk.settle()
    assert somebody.desk.coming.again == (["ODD"] if wrong == "used" else []), "the house is told of no other"
    somebody.journey.type("Siân Prŷs")
    somebody.press("action:continue")
    assert somebody.screen == "arriving.who"


def test_a_strange_code_means_nothing_where_nobody_asked_for_one(somebody: Visitor) -> None:
    assert not show(somebody, "5012345678900")
    assert (somebody.screen, somebody.desk.sessions) == ("attract", [])
    somebody.press("action:start", "tile:arriving")
    assert show(somebody, "5012345678900")
    assert "no code of ours" in somebody.text
    assert somebody.journey.shown(Unread("scanner", 1000.0, "half_read"), 1000.1)
    assert "could not be read" in somebody.text


def test_a_name_alone_shows_nothing_and_with_a_second_fact_it_is_their_visit(somebody: Visitor) -> None:
    somebody.desk.coming.by_name[("Siân Prŷs", GWEN.shown.en)] = EXPECTED
    say_who(somebody, " Siân  Prŷs ", "gwen")
    assert "Siân" not in somebody.text
    somebody.press(f"host:{GWEN.id}")
    somebody.desk.settle()
    assert somebody.heading == "Hello Siân. Is this right?"
    check_in(somebody)
    (coming,) = somebody.desk.coming.came
    assert (coming.found, coming.came) == (EXPECTED, Came.NAME)


def test_somebody_nobody_expects_goes_the_same_way(somebody: Visitor) -> None:
    somebody.desk.coming.by_name[("Siân Prŷs", GWEN.shown.en)] = EXPECTED
    say_who(somebody, "Siân Prŷs", "plan", f"host:{PLANNING.id}")
    assert somebody.screen == "arriving.check"
    assert "You are Siân Prŷs, here to see Planning" in somebody.text
    check_in(somebody)
    (coming,) = somebody.desk.coming.came
    assert (coming.found, coming.host, coming.name) == (None, PLANNING, "Siân Prŷs")
    assert (coming.came, coming.type) == (Came.WALK_IN, "visitor")


def test_what_only_somebody_expected_knows_will_do_in_place_of_a_host(somebody: Visitor) -> None:
    somebody.desk.coming.by_name[("Siân Prŷs", "10:30")] = found("Siân", "", 4)
    say_who(somebody, "Siân Prŷs", "10:45")
    somebody.press("action:continue")
    somebody.desk.settle()
    assert "We find nobody like that" in somebody.text
    somebody.fill("visit_host", "10:30")
    assert "We find nobody like that" not in somebody.text
    somebody.press("action:continue")
    somebody.desk.settle()
    assert somebody.screen == "arriving.check"


def test_whoever_knows_nobody_is_taken_care_of(somebody: Visitor) -> None:
    say_who(somebody, "Siân Prŷs", "zzz", "host:unknown")
    check_in(somebody)
    assert [coming.host for coming in somebody.desk.coming.came] == [RECEPTION]


def test_that_somebody_is_not_in_is_said_before_anyone_waits_and_not_why(somebody: Visitor) -> None:
    say_who(somebody, "Siân Prŷs", "o")
    (row,) = [
        part for part in somebody.journey.view().parts if isinstance(part, Row) and TOM.shown.en in somebody.text
    ][:1]
    assert row.id == f"host:{TOM.id}"
    assert "Lifts of Wales. Not in just now: we ask their team" in somebody.text


def test_the_directory_is_asked_once_for_each_letter_and_never_shown_whole(somebody: Visitor) -> None:
    say_who(somebody, "Siân Prŷs", "")
    assert [part.id for part in somebody.journey.view().parts if isinstance(part, Row)] == ["host:unknown"]
    somebody.desk.coming.to_see = (GWEN, TOM, PLANNING, RECEPTION, GWEN, TOM)
    somebody.journey.type("o")
    rows = [part for part in somebody.journey.view().parts if isinstance(part, Row)]
    assert len(rows) <= 4
    assert somebody.text
    assert somebody.desk.coming.searched == ["o"]


def test_a_name_is_needed(somebody: Visitor) -> None:
    somebody.press("action:start", "tile:arriving")
    somebody.journey.type(" - ")
    somebody.press("action:continue")
    assert (somebody.screen, "Please type your name." in somebody.text) == ("arriving", True)


def test_a_type_of_visitor_has_questions_of_its_own_and_notices_to_accept(somebody: Visitor) -> None:
    somebody.desk.offer = Offered(site(**visit_desk.SITE | visit_desk.TYPES), ())
    say_who(somebody, "Siân Prŷs", "plan", f"host:{PLANNING.id}")
    somebody.press("type:contractor")
    somebody.journey.type("Lifts of Wales")
    somebody.press("action:continue", "action:continue")
    assert (somebody.heading, "Please answer this question." in somebody.text) == ("What is the job?", True)
    somebody.journey.type("The lift")
    somebody.press("action:continue", "reply:no", "wish:help")
    assert "Keep fire doors shut." in somebody.text
    assert "Accept and check in" in somebody.text
    check_in(somebody)
    (coming,) = somebody.desk.coming.came
    assert (coming.type, coming.company, coming.answers) == (
        "contractor",
        "Lifts of Wales",
        {"job": "The lift", "hot": "no"},
    )
    assert (list(coming.notices), coming.help_to_leave) == (["safety"], True)


def test_a_group_confirms_how_many_came_and_sees_no_names(somebody: Visitor) -> None:
    somebody.desk.able = replace(somebody.desk.able, cards=True)
    somebody.desk.coming.by_code["GROUP"] = found("Siân", "Gwen H.", 5, party=12)
    show(somebody, "GROUP")
    assert "You are 12 people" in somebody.text
    assert "Print a badge for each of us" in somebody.text
    assert "by a card next time" not in somebody.text, "what concerns one of them alone can wait"
    somebody.press("party:fewer", "party:fewer", "party:more")
    check_in(somebody)
    assert [coming.count for coming in somebody.desk.coming.came] == [11]
    assert somebody.desk.coming.printed == [(11, "en")]
    assert "Take your 11 badges from the printer." in somebody.text


def test_where_nobody_may_walk_in_a_stranger_and_a_wrong_second_fact_look_the_same(somebody: Visitor) -> None:
    closed = visit_desk.SITE | {"visits": {"on": True, "walk_ins": False}}
    somebody.desk.offer = Offered(site(**closed), ())
    somebody.desk.coming.by_name[("Siân Prŷs", GWEN.shown.en)] = EXPECTED
    seen = []
    for name in ("Siân Prŷs", "Jac Nobody"):
        say_who(somebody, name, "plan", f"host:{PLANNING.id}")
        assert somebody.screen == "arriving.turned_away"
        seen.append(somebody.text)
        somebody.journey.end()
    assert seen[0] == seen[1]


def test_whoever_goes_back_is_taken_for_what_they_say_last(somebody: Visitor) -> None:
    somebody.desk.coming.by_code["GROUP"] = found("Siân", "Gwen H.", 5, party=12)
    show(somebody, "GROUP")
    somebody.press("bar:back")
    somebody.journey.type("Jac Nobody")
    somebody.press("action:continue")
    somebody.journey.type("plan")
    somebody.press(f"host:{PLANNING.id}")
    somebody.desk.settle()
    assert "You are Jac Nobody, here to see Planning" in somebody.text
    somebody.press("bar:back")
    somebody.fill("visit_host", "10:30")
    somebody.press("action:continue")
    somebody.desk.settle()
    assert "We find nobody like that" in somebody.text
    assert somebody.screen == "arriving.who"
