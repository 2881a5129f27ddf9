"""Coming to see somebody, at the screen: by a code, a card, a name; expected or not, alone or with others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.domain import visits
from kiosk.domain.devices import Capabilities
from kiosk.domain.printing import Printed
from kiosk.domain.readers import Shown, Unread
from kiosk.domain.visit_details import Need, Needs
from kiosk.domain.visit_words import PHRASES, Said
from kiosk.domain.visits import Came, Went
from kiosk.domain.waiting import State, Told
from kiosk.terminal.journal import NotSaved
from tests.support import visit_desk
from tests.support.desk import MORNING, Offered, TestDesk, Visitor, everything, site
from tests.support.visit_desk import GWEN, PLANNING, RECEPTION, TOM, VISIT, found
from ui.presenters import flows
from ui.presenters.arriving import Arriving
from ui.presenters.journey import Journey
from ui.presenters.leaving import Leaving
from ui.presenters.view import Code, Row, Tile

READS = Capabilities(codes=True, badges="usable")
EXPECTED = found("Siân", "Gwen H.")


@pytest.fixture
def somebody(monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitor]:
    """Somebody who has not touched the screen of a site that receives visitors."""
    monkeypatch.setattr(flows, "FLOWS", (Arriving, Leaving))
    desk = TestDesk(Offered(site(**visit_desk.SITE), everything().forms), able=READS)
    journey = Journey(desk)
    journey.tick(1000.0)
    yield Visitor(desk, journey)
    desk.close()


def show(somebody: Visitor, text: str) -> bool:
    heard = somebody.journey.shown(Shown("code", "scanner", 1000.0, text=text), 1000.1)
    somebody.desk.settle()
    return heard


def say_who(somebody: Visitor, name: str, typed: str, host: str = "") -> None:
    """From the first screen to what comes after whom they come to see."""
    somebody.press("action:start", "tile:arriving")
    somebody.journey.type(name)
    somebody.press("action:continue")
    somebody.journey.type(typed)
    if host:
        somebody.press(host)
        somebody.desk.settle()


def check_in(somebody: Visitor) -> None:
    somebody.press("action:continue")
    somebody.desk.settle()


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
    assert not somebody.journey.shown(Shown("card", "cards", 1000.0, digest="f00d" * 16), 1000.1)


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
    somebody.desk.coming.by_code["GROUP"] = found("Siân", "Gwen H.", 5, party=12)
    show(somebody, "GROUP")
    assert "You are 12 people" in somebody.text
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


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        (State.ASKED, "We have told Gwen H."),
        (State.COMING, "Gwen H. is coming"),
        (State.FIVE_MINUTES, "Gwen H. comes in about five minutes"),
        (State.SEND_UP, "Please go to: Room 4"),
        (State.CANNOT, "Gwen H. cannot come"),
        (State.PASSED_ON, "Gwen H. has asked a colleague"),
        (State.TEAM_TOLD, "We have told their team"),
        (State.CONTACT_CENTRE_TOLD, "We have told our contact centre"),
        (State.UNANSWERED, "Nobody has answered yet"),
    ],
)
def test_what_the_host_says_is_on_the_screen_at_once(somebody: Visitor, state: State, heading: str) -> None:
    somebody.desk.coming.by_code["INVITED"] = EXPECTED
    show(somebody, "INVITED")
    check_in(somebody)
    somebody.desk.coming.news = Told(
        VISIT,
        state,
        place="Room 4",
        words=(Said(False, "Mind the step", MORNING), Said(True, "I can wait.", MORNING)),
    )
    changes = somebody.desk.changes
    somebody.journey.house_changed()
    assert somebody.desk.changes > changes
    view = somebody.journey.view()
    assert (somebody.heading, bool(view.picture), view.lead is not None) == (heading, True, True)
    assert "Mind the step" in somebody.text
    assert ("01632 960 100" in somebody.text) == (state in (State.CONTACT_CENTRE_TOLD, State.UNANSWERED))


def test_without_the_hub_nobody_is_told_that_somebody_knows(somebody: Visitor) -> None:
    somebody.desk.coming.by_code["INVITED"] = EXPECTED
    somebody.desk.coming.state = None
    somebody.desk.coming.news = None
    show(somebody, "INVITED")
    check_in(somebody)
    assert somebody.heading == "You are signed in here"
    assert "We could not tell Gwen H. yet" in somebody.text
    assert "01632 960 100" in somebody.text
    somebody.desk.coming.news = Told(VISIT, State.ASKED)
    assert somebody.heading == "We have told Gwen H."


def test_whoever_has_to_be_let_in_waits_for_their_badge(somebody: Visitor) -> None:
    somebody.desk.coming.by_code["INVITED"] = EXPECTED
    somebody.desk.coming.state = visits.State.AWAITING
    somebody.desk.coming.news = Told(VISIT, State.ASKED, awaiting=True)
    show(somebody, "INVITED")
    check_in(somebody)
    assert somebody.heading == "You are signed in. Please wait here"
    assert somebody.desk.coming.printed == []
    assert "17" not in somebody.text
    somebody.desk.coming.news = Told(VISIT, State.COMING)
    somebody.journey.house_changed()
    somebody.desk.settle()
    assert (somebody.heading, somebody.desk.coming.printed) == ("Gwen H. is coming", [(1, "en")])


def test_whoever_is_not_let_in_is_told_no_reason(somebody: Visitor) -> None:
    somebody.desk.coming.by_code["INVITED"] = EXPECTED
    somebody.desk.coming.state = visits.State.AWAITING
    somebody.desk.coming.news = Told(VISIT, State.ASKED, turned_away=True)
    show(somebody, "INVITED")
    check_in(somebody)
    assert (somebody.heading, somebody.desk.coming.printed) == ("Please wait here", [])


def test_paper_runs_out_during_badge(somebody: Visitor) -> None:
    somebody.desk.coming.by_code["INVITED"] = EXPECTED
    somebody.desk.coming.prints = Printed("not_printed", "paper_out")
    show(somebody, "INVITED")
    check_in(somebody)
    assert "We could not print your badge." in somebody.text
    assert "Your number is 17." in somebody.text
    assert [part.content for part in somebody.journey.view().parts if isinstance(part, Code)] == ["BADGE-1"]
    somebody.desk.coming.prints = Printed("unknown", "cut_off")
    somebody.press("action:print_badge")
    somebody.desk.settle()
    assert "Did your badge come out?" in somebody.text
    assert len(somebody.desk.coming.printed) == 2


def test_without_a_printer_there_is_a_number_and_a_code_for_the_phone(somebody: Visitor) -> None:
    somebody.desk.able = Capabilities(codes=True)
    somebody.desk.coming.by_code["INVITED"] = EXPECTED
    show(somebody, "INVITED")
    assert "wish:badge" not in {node.id for node in somebody.nodes}
    check_in(somebody)
    assert "Your number is 17." in somebody.text
    assert [part.content for part in somebody.journey.view().parts if isinstance(part, Code)] == ["BADGE-1"]
    assert somebody.desk.coming.printed == []


def test_a_badge_that_is_not_wanted_is_not_printed(somebody: Visitor) -> None:
    somebody.desk.coming.by_code["INVITED"] = EXPECTED
    show(somebody, "INVITED")
    somebody.press("wish:badge")
    check_in(somebody)
    assert somebody.desk.coming.printed == []
    somebody.press("action:print_badge")
    somebody.desk.settle()
    assert somebody.desk.coming.printed == [(1, "en")]


def test_what_could_not_be_kept_is_said_and_tried_again(somebody: Visitor) -> None:
    somebody.desk.coming.by_code["INVITED"] = EXPECTED
    somebody.desk.coming.fault = NotSaved("disk_full")
    show(somebody, "INVITED")
    check_in(somebody)
    assert (somebody.screen, "We could not check you in" in somebody.text) == ("arriving.check", True)
    somebody.desk.coming.fault = None
    check_in(somebody)
    assert somebody.screen == "arriving.welcome"


def test_somebody_who_waits_can_tell_the_host_something(somebody: Visitor) -> None:
    somebody.desk.coming.by_code["INVITED"] = EXPECTED
    show(somebody, "INVITED")
    check_in(somebody)
    somebody.press("action:say")
    rows = [part for part in somebody.journey.view().parts if isinstance(part, Row)]
    assert {row.id.removeprefix("phrase:"): somebody.words(row.title) for row in rows} == dict(PHRASES)
    somebody.press("phrase:help")
    somebody.desk.settle()
    assert (somebody.desk.coming.said, somebody.screen) == (["help"], "arriving.welcome")


def test_the_next_one_scans_while_the_last_one_s_screen_still_stands(somebody: Visitor) -> None:
    somebody.desk.coming.by_code |= {"INVITED": EXPECTED, "NEXT": found("Jac", "Tom O.", 6)}
    show(somebody, "INVITED")
    check_in(somebody)
    first = somebody.desk.sessions[-1]
    show(somebody, "NEXT")
    assert (first.ended, first.errand) == (True, None)
    assert somebody.heading == "Hello Jac. Is this right?"
    assert "Siân" not in somebody.text


# --- leaving ---


def test_a_badge_shown_by_somebody_inside_asks_whether_they_leave(somebody: Visitor) -> None:
    inside = found("Siân", "", 7, here=True)
    somebody.desk.coming.by_code["BADGE-1"] = inside
    show(somebody, "BADGE-1")
    assert somebody.heading == "Are you leaving?"
    check_in(somebody)
    assert somebody.heading == "Goodbye Siân. You are signed out."
    assert somebody.desk.coming.left == [(inside, Went.BADGE, False)]


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
    check_in(somebody)
    (coming,) = somebody.desk.coming.came
    assert (coming.found, coming.adding, coming.count) == (one, True, 1)


def test_a_public_screen_calls_somebody_by_name_only_if_they_like(somebody: Visitor) -> None:
    somebody.desk.coming.by_code["INVITED"] = EXPECTED
    show(somebody, "INVITED")
    check_in(somebody)
    show(somebody, "INVITED")
    somebody.press("wish:by_name")
    check_in(somebody)
    assert [coming.by_name for coming in somebody.desk.coming.came] == [False, True]
