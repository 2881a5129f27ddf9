"""After checking in: what the host says, what became of the badge, and what is said when nothing is known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.domain import visits
from kiosk.domain.devices import Capabilities
from kiosk.domain.errors import KioskError
from kiosk.domain.printing import Printed
from kiosk.domain.visit_words import LONGEST, PHRASES, Said, TooManyWords, TooSoon
from kiosk.domain.waiting import State, Told
from kiosk.terminal.journal import NotSaved
from tests.support.desk import MORNING, Visitor
from tests.support.newcomers import EXPECTED, check_in, newcomer, show
from tests.support.visit_desk import VISIT, found
from ui.presenters.view import Code, Row


@pytest.fixture
def somebody() -> Iterator[Visitor]:
    """Somebody who has not touched the screen yet."""
    person = newcomer()
    yield person
    person.desk.close()


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


def test_that_their_host_cannot_come_is_not_lost_when_the_team_is_asked_at_once(somebody: Visitor) -> None:
    somebody.desk.coming.by_code["INVITED"] = EXPECTED
    show(somebody, "INVITED")
    check_in(somebody)
    assert "Your number is 17." in somebody.text, "a waiting area calls it, also where a badge was printed"
    somebody.desk.coming.news = Told(VISIT, State.TEAM_TOLD, cannot=True)
    somebody.journey.house_changed()
    assert somebody.heading == "Gwen H. cannot come"
    assert "We ask somebody else for you." in somebody.text
    for state, heading in (
        (State.PASSED_ON, "We have asked a colleague of theirs"),
        (State.FIVE_MINUTES, "Somebody comes in about five minutes"),
        (State.COMING, "Somebody is coming"),
    ):
        somebody.desk.coming.news = Told(VISIT, state, cannot=True, another=True)
        somebody.journey.house_changed()
        assert somebody.heading == heading


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


def test_whom_nobody_answers_is_told_so_also_where_somebody_has_to_let_them_in(somebody: Visitor) -> None:
    somebody.desk.coming.by_code["INVITED"] = EXPECTED
    somebody.desk.coming.state = visits.State.AWAITING
    somebody.desk.coming.news = Told(VISIT, State.UNANSWERED, awaiting=True)
    show(somebody, "INVITED")
    check_in(somebody)
    assert somebody.heading == "Nobody has answered yet"
    assert "01632 960 100" in somebody.text
    assert somebody.desk.coming.printed == []


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
    ready = {row.id.removeprefix("phrase:"): somebody.words(row.title) for row in rows if row.id != "action:write"}
    assert ready == dict(PHRASES)
    somebody.press("phrase:help")
    somebody.desk.settle()
    assert (somebody.desk.coming.said, somebody.screen) == (["help"], "arriving.welcome")
    assert "Your message goes to them now." in somebody.text


def test_somebody_writes_a_few_words_and_sees_them_once_before_they_go(somebody: Visitor) -> None:
    somebody.desk.coming.by_code["INVITED"] = EXPECTED
    show(somebody, "INVITED")
    check_in(somebody)
    somebody.press("action:say", "action:write", "action:continue")
    assert (somebody.screen, "Please write a few words first." in somebody.text) == ("arriving.write", True)
    somebody.journey.type("By the red  door")
    assert "124 characters left" in somebody.text
    somebody.press("action:continue")
    assert (somebody.heading, somebody.desk.coming.said) == ("Send this?", [])
    assert "By the red door" in somebody.text
    somebody.press("action:change_words")
    somebody.journey.type("!" + "x" * 200)
    somebody.press("action:continue")
    check_in(somebody)
    (sent,) = somebody.desk.coming.said
    assert sent.startswith("“By the red door!xx") and len(sent) == LONGEST + 2, "the keys stop at the limit"
    assert (somebody.screen, "red door" in somebody.text) == ("arriving.welcome", False)
    somebody.press("action:say", "action:write")
    assert "red door" not in somebody.text, "nor are they there for the next ones"


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (TooSoon(), "You have just written to them."),
        (TooManyWords(), "You have written to them ten times."),
        (NotSaved("disk_full"), "You can try again, or ring us."),
    ],
)
def test_words_that_do_not_go_are_there_to_be_sent_again(somebody: Visitor, fault: KioskError, told: str) -> None:
    somebody.desk.coming.by_code["INVITED"] = EXPECTED
    show(somebody, "INVITED")
    check_in(somebody)
    somebody.press("action:say", "action:write")
    somebody.journey.type("Hello")
    somebody.press("action:continue")
    somebody.desk.coming.fault = fault
    check_in(somebody)
    assert "We could not send your message" in somebody.text and told in somebody.text
    somebody.desk.coming.fault = None
    somebody.press("action:say", "action:write", "action:continue")
    check_in(somebody)
    assert somebody.desk.coming.said == ["“Hello”"]


def test_the_next_one_scans_while_the_last_one_s_screen_still_stands(somebody: Visitor) -> None:
    somebody.desk.coming.by_code |= {"INVITED": EXPECTED, "NEXT": found("Jac", "Tom O.", 6)}
    show(somebody, "INVITED")
    check_in(somebody)
    first = somebody.desk.sessions[-1]
    show(somebody, "NEXT")
    assert (first.ended, first.errand) == (True, None)
    assert somebody.heading == "Hello Jac. Is this right?"
    assert "Siân" not in somebody.text


def test_a_public_screen_calls_somebody_by_name_only_if_they_like(somebody: Visitor) -> None:
    somebody.desk.coming.by_code["INVITED"] = EXPECTED
    show(somebody, "INVITED")
    check_in(somebody)
    show(somebody, "INVITED")
    somebody.press("wish:by_name")
    check_in(somebody)
    assert [coming.by_name for coming in somebody.desk.coming.came] == [False, True]
