"""The pages of rooms, what people are sent of them, and the page that asks whether visitors are still here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from email.message import EmailMessage
from uuid import UUID, uuid4

import pytest
import requests
from icalendar import Calendar

from kiosk.domain.bookings import State
from kiosk.domain.roles import Grant, StaffRole
from kiosk.domain.visits import State as VisitState
from kiosk.domain.visits import Went
from tests.support.directories import text
from tests.support.house import HERE
from tests.support.hubs import Browser, newest_entries, wait_for
from tests.support.people import member
from tests.support.reception import PUBLIC, UNION, Foyer, foyer
from tests.support.rooms import ROOM, state
from tests.support.visitors import at_noon, day, invited, parts_of

pytestmark = pytest.mark.sqlite

ONE_TO_TWO = {"room": ROOM, "begins": "13:00", "ends": "14:00", "host": "Siân Llwyd, Planning"}
TITLE = "Zebulon’s appraisal"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Foyer]:
    with foyer(tmp_path_factory.mktemp("rooms"), "messages.email=mail") as found:
        yield found


@pytest.fixture(autouse=True)
def a_day_of_its_own(here: Foyer) -> None:
    """Noon of a day on which nothing is booked."""
    here.hub.clock.skip(86_400)
    at_noon(here.hub)


@pytest.fixture
def staff(here: Foyer) -> Browser:
    return somebody(here, StaffRole.FACILITIES)


def somebody(here: Foyer, role: StaffRole, tenant_id: UUID | None = None) -> Browser:
    """Somebody new with that role, who has just signed in."""
    return member(here.hub, f"{role} {uuid4()}", Grant(HERE, role, tenant_id)).browser


def book(browser: Browser, here: Foyer, **said: str) -> requests.Response:
    return browser.fill_in("/rooms/book", ONE_TO_TWO | {"day": day(here.hub)} | said)


def booking_in(answer: requests.Response) -> UUID:
    found = re.search(r"/rooms/bookings/([0-9a-f-]{36})", answer.url)
    assert found is not None, text(answer)
    return UUID(found[1])


def test_a_room_is_booked_changed_and_called_off_and_who_comes_second_hears_what_is_free(
    here: Foyer, staff: Browser
) -> None:
    assert "Free all day" in text(staff.get("/rooms"))
    wrong = text(book(staff, here, day="31/02/2026", begins="25:00", ends="", host="Nobody Atall"))
    for said in ("Enter the day, such as", "Enter a time such as 14:30", "Nobody in the directory is called"):
        assert said in wrong, said
    for changes, said in (
        ({"ends": "12:30"}, "The end must be after the beginning"),
        ({"room": "cellar"}, "Choose a room that is in use"),
        ({"begins": "9:00", "ends": "10:00"}, "Choose a time that is not over"),
        ({"title": "x" * 121}, "What it is for must be 120 characters or fewer"),
    ):
        assert said in text(book(staff, here, **changes)), said
    one = booking_in(book(staff, here, title=TITLE))
    page = text(staff.get("/rooms"))
    assert f"13:00 to 14:00 , Dyffryn room {TITLE} Siân Llwyd, Planning Booked" in page
    taken = book(staff, here, begins="13:30", ends="14:30", title="Other")
    assert taken.status_code == 422
    told = "Dyffryn room is taken then. Free then: Council chamber. Dyffryn room is free from 14:00 to 15:00."
    assert told in text(taken)
    assert 'value="Other"' in taken.text, "what was typed is still there"
    staff.fill_in(f"/rooms/bookings/{one}/change", ONE_TO_TWO | {"day": day(here.hub), "begins": "15:00"})
    stale = ONE_TO_TWO | {"day": day(here.hub), "begins": "12:30", "ends": "13:30", "revision": "9"}
    assert staff.fill_in(f"/rooms/bookings/{one}/change", stale).status_code == 409
    staff.fill_in(f"/rooms/bookings/{one}/change", stale | {"revision": "1"})
    assert "12:30 to 13:30" in text(staff.get("/rooms"))
    for what, after in (("confirm", State.CONFIRMED), ("release", State.RELEASED)):
        staff.fill_in(f"/rooms/bookings/{one}", {}, action=f"/rooms/bookings/{one}/{what}")
        assert state(here.hub, one) is after
    assert staff.fill_in("/rooms", {}, action=f"/rooms/bookings/{one}/cancel").status_code == 409
    actions = {entry.action for entry in newest_entries(here.hub, here.hub.hub.audit)}
    assert {"booking_made", "booking_changed", "booking_confirmed", "booking_released"} <= actions


def test_a_tenant_books_for_itself_and_of_others_sees_that_they_have_a_room(here: Foyer, staff: Browser) -> None:
    """IDOR between the tenants of one building, by every address there is."""
    theirs = booking_in(book(staff, here, title=TITLE))
    tenant = somebody(here, StaffRole.TENANT_USER, UNION.id)
    page = text(tenant.get("/rooms"))
    assert "13:00 to 14:00 Booked by somebody else Booked" in page
    for secret in ("Zebulon", "Siân", str(theirs)):
        assert secret not in tenant.get("/rooms").text, secret
    assert "Nobody in the directory is called" in text(book(tenant, here, begins="15:00", ends="16:00"))
    assert "is taken then" in text(book(tenant, here, host=""))
    for path in ("", "/change"):
        assert tenant.get(f"/rooms/bookings/{theirs}{path}").status_code == 404
    for path in ("change", "cancel", "release", "confirm"):
        typed = ONE_TO_TWO | {"day": day(here.hub), "revision": "1", "host": ""}
        answer = tenant.fill_in("/rooms", typed, action=f"/rooms/bookings/{theirs}/{path}")
        assert answer.status_code == 404, path
    assert state(here.hub, theirs) is State.BOOKED
    assert tenant.get("/settings/rooms").status_code == 403
    mine = booking_in(book(tenant, here, begins="15:00", ends="16:00", host="", title="Ours"))
    shown = here.hub.do(here.hub.hub.bookings.show(mine)).booking
    assert (shown.tenant_id, state(here.hub, mine)) == (UNION.id, State.BOOKED)
    assert "Ours" in text(tenant.get("/rooms"))
    assert somebody(here, StaffRole.WARDEN).get("/rooms").status_code == 403


def test_what_a_room_was_booked_for_is_given_to_whose_name_is_in_it_and_erased(here: Foyer) -> None:
    admin = somebody(here, StaffRole.ADMINISTRATOR)
    booked = booking_in(book(admin, here, title="Talk with Zuleika Named"))
    found = admin.fill_in("/visits/person", {"who": "zuleika"}).text
    assert "Talk with Zuleika Named: what a room was booked for" in found
    box = {"who": "zuleika", f"booking-{booked}": "yes"}
    export = admin.fill_in("/visits/person", box, action="/visits/person/export").json()
    assert [(each["title"], each["room"]) for each in export["bookings"]] == [("Talk with Zuleika Named", ROOM)]
    erased = admin.fill_in("/visits/person", box | {"sure": "yes"}, action="/visits/person/erase").text
    assert "What 1 room was booked for is erased." in erased
    assert "Zuleika" not in admin.get(f"/rooms/bookings/{booked}").text
    assert state(here.hub, booked) is State.BOOKED


def test_an_invitation_takes_a_room_and_brings_the_way_there(here: Foyer, staff: Browser) -> None:
    typed = {"name": "Zebulon Quibble", "host": "Sian Llwyd", "place": "ystafell dyffryn", "day": day(here.hub)}
    untold = staff.fill_in("/visits/invite", typed)
    assert "Enter until when: Dyffryn room is booked for that time" in text(untold)
    mails = len(here.mail.taken)
    timed = typed | {"begins": "13:00", "ends": "14:00", "email": "zebulon@example.org"}
    staff.fill_in("/visits/invite", timed)
    (message,) = here.mails("zebulon@example.org", since=mails)
    words, event = _letter(message)
    assert "Your room: Dyffryn room\nOn the ground floor: through the glass doors" in words
    assert "It has a hearing loop." in words
    link = here.hub.public + words.partition(PUBLIC)[2].split()[0]
    assert "Your room Dyffryn room On the ground floor" in text(requests.get(link, timeout=20))
    assert str(event["LOCATION"]).startswith("Dyffryn room, Llanfair Road offices, 12")
    again = staff.fill_in("/visits/invite", timed | {"name": "Another"})
    assert "Dyffryn room is taken then. Free then: Council chamber." in text(again)
    # Whoever keeps the rooms moves them; the visitor is told, and it is what staff see on arrival.
    (line,) = here.hub.do(here.hub.hub.bookings.on(here.hub.hub.visits.day(here.hub.clock.now())))
    change = ONE_TO_TWO | {"day": day(here.hub), "room": "room-2", "revision": "1"}
    staff.fill_in(f"/rooms/bookings/{line.booking.id}/change", change)
    _, told = here.mails("zebulon@example.org", 2, since=mails)
    assert "Council chamber" in _letter(told)[0]
    assert line.visits[0].place == "Dyffryn room"
    assert here.hub.do(here.hub.hub.visits.show(line.visits[0].id)).visit.place == "Council chamber"
    assert "Room Council chamber" in text(staff.get(f"/visits/{line.visits[0].id}"))


def test_a_file_books_one_room_for_those_who_come_together_or_invites_nobody(here: Foyer, staff: Browser) -> None:
    common = {"day": day(here.hub), "host": "Planning", "place": "Council chamber", "group": "tour"}

    def hand_in(*people: tuple[str, str, str]) -> str:
        lines = [
            [number, common | {"name": name, "begins": begins, "ends": ends}]
            for number, (name, begins, ends) in enumerate(people, 1)
        ]
        return text(staff.fill_in("/visits", {"lines": json.dumps(lines)}, action="/visits/import/apply"))

    hand_in(("Ann Other", "13:00", "14:00"), ("Bob Other", "13:30", "15:00"))
    today = here.hub.hub.visits.day(here.hub.clock.now())
    (booked,) = here.hub.do(here.hub.hub.bookings.on(today))
    assert [wall[-5:] for wall in booked.booking.span.walls] == ["13:00", "15:00"]
    assert len(booked.visits) == 2
    told = hand_in(("Carys", "16:00", "17:00"), ("Dai", "14:30", "15:30"))
    assert "Nobody was invited." in told
    assert "Council chamber is taken then. Free then: Dyffryn room." in told
    assert len(here.hub.do(here.hub.hub.visits.on(today))) == 2


def test_a_room_nobody_came_to_is_free_again_and_whoever_booked_is_told(here: Foyer) -> None:
    hub, rounds = here.hub, here.hub.hub.booking_rounds
    said = {"host": "Sian Llwyd", "place": "Dyffryn room", "begins": "13:00", "ends": "14:00"}
    visit_id = invited(hub, said | {"name": "Zebulon Quibble"})
    booking_id = hub.do(hub.hub.visits.show(visit_id)).visit.booking_id
    mails = len(here.mail.taken)
    for minutes, after in ((60, State.BOOKED), (20, State.RELEASED)):
        hub.clock.skip(minutes * 60)
        hub.do(rounds.release())
        assert state(hub, booking_id) is after, minutes
    (message,) = here.mails("sian@aberwen.example", since=mails)
    assert message["Subject"] == "Dyffryn room is released: nobody came"
    assert "Zebulon" not in message.as_string()


def test_who_stays_after_their_room_is_asked_about_and_counts_until_somebody_says_otherwise(
    here: Foyer, staff: Browser
) -> None:
    hub, rounds = here.hub, here.hub.hub.booking_rounds
    said = {"name": "Zebulon Quibble", "host": "Sian Llwyd", "begins": "12:30", "ends": "13:00"}
    came = [invited(hub, said | {"place": room}) for room in ("Dyffryn room", "Council chamber")]
    for each in came:
        staff.fill_in("/visits", {}, action=f"/visits/{each}/sign-in")
    mails = len(here.mail.taken)
    hub.clock.skip(70 * 60)
    for _ in range(2):
        hub.do(rounds.ask())
    assert text(somebody(here, StaffRole.FACILITIES).get("/rooms")).count("Visitors have not signed out") == 2
    wait_for(lambda: len(_links(here, mails)) == 2, "both questions")
    assert len(_links(here, mails)) == 2, "each is asked once"
    links = [here.hub.public + link for link in _links(here, mails)]
    pages = [requests.get(link, timeout=20).text for link in links]
    assert all("Zebulon Q." in page and "Quibble" not in page for page in pages)
    first, second = (next(each for each in came if str(each) in page) for page in pages)
    assert {stands(here, each) for each in came} == {(VisitState.HERE, None)}, "to open it changes nothing"
    for what, visit_id, status in (
        ("left", str(second), 404),
        ("nonsense", str(first), 404),
        ("stays", "", 200),
        ("left", str(first), 200),
    ):
        answer = requests.post(links[0], {"do": what, "visit": visit_id}, timeout=20)
        assert answer.status_code == status, what
    assert stands(here, first) == (VisitState.LEFT, Went.HOST)
    assert stands(here, second) == (VisitState.HERE, None), "no answer is no leaving"
    assert "Nobody who came to" in requests.get(links[0], timeout=20).text
    for wrong in (links[0][:-1] + ("B" if links[0][-1] == "A" else "A"), links[0].replace("/b/", "/v/")):
        assert requests.get(wrong, timeout=20).status_code == 404


def stands(here: Foyer, visit_id: UUID) -> tuple[VisitState, Went | None]:
    visit = here.hub.do(here.hub.hub.visits.show(visit_id)).visit
    return visit.state, visit.went


def _letter(message: EmailMessage) -> tuple[str, Calendar]:
    """The words, and the event."""
    parts = parts_of(message)
    (event,) = Calendar.from_ical(parts["text/calendar"].get_content()).walk("VEVENT")
    return parts["text/plain"].get_content().replace("\r\n", "\n"), event


def _links(here: Foyer, since: int) -> list[str]:
    """Where it is asked whether visitors are still here, in what was sent."""
    sent = "".join(each.message.get_content() for each in here.mail.taken[since:])
    return re.findall(re.escape(PUBLIC) + r"(/\S+/b/\S+)", sent)
