"""Staff lock, close and check screens from their pages, with a real terminal at the other end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.commands import Kind
from kiosk.domain.events import ScreenAsked
from kiosk.domain.roles import StaffRole
from kiosk.domain.visit_details import Details
from kiosk.domain.visits import Arrival, Came, Member, Went
from kiosk.services.audit import Actor
from kiosk.terminal import health, identity
from kiosk.terminal.hub_client import Enrolment
from kiosk.web.pages import screens
from kiosk.web.pages.moments import when
from tests.support.house import HERE, House, open_house
from tests.support.hubs import Browser, wait_for
from tests.support.terminals import Started

pytestmark = pytest.mark.xdist_group("checks")

FACILITIES = StaffRole.FACILITIES


class Screen:
    """A real terminal of the house whose screens answer as a test says, and remember what they were asked."""

    def __init__(self, house: House, visit: Started) -> None:
        self.house, self.visit = house, visit
        self.id: UUID = visit.terminal.identity.terminal_id
        self.in_use = False
        self.asked: list[ScreenAsked] = []
        visit.terminal.bus.listen(ScreenAsked, self._ask)

    def _ask(self, asked: ScreenAsked) -> None:
        self.asked.append(asked)
        if self.in_use and asked.args.get("end_session") != "yes":
            self.visit.terminal.screen_answered(asked.id, "refused", "in_use")
        else:
            self.visit.terminal.screen_answered(asked.id, "done", "closed" if asked.kind == Kind.CLOSE else "shown")

    def touch(self) -> None:
        self.visit.terminal.screen_answered(self.asked[-1].id, "done", "touched")

    def reported(self, reason: str | None) -> None:
        """Waits until the hub knows why it serves nobody."""
        hub = self.house.running.hub

        def so() -> bool:
            health = self.house.running.do(hub.terminals.show(self.id)).row.health
            return health is not None and health.reason == reason

        wait_for(so, f"the hub knows: {reason}")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch, open_house(tmp_path_factory.mktemp("checks")) as opened:
        # What a terminal has to say it says at once: nobody here has the time to wait until it has more.
        patch.setattr(health, "PAUSE", 0.05)
        # The terminals it comes with have nobody behind them.
        for site in opened.running.estate.sites.values():
            for standing in opened.running.do(site.terminals.list()):
                opened.running.do(site.terminals.withdraw(standing.row.id, Actor("test")))
        yield opened


@pytest.fixture
def screen(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    known = house.running.terminal("Foyer left")
    folder = tmp_path_factory.mktemp("terminal")
    identity.keep(folder, Enrolment(known.id, known.site_id, known.key))
    with Started(folder, house.url) as visit:
        screen = Screen(house, visit)
        assert visit.wait_for(lambda: visit.terminal.service.state == "in_service")
        screen.reported(None)
        yield screen
    house.running.do(house.running.hub.terminals.withdraw(known.id, Actor("test")))


@pytest.fixture
def facilities(house: House) -> Browser:
    return house.person(FACILITIES)


def lines(text: str) -> dict[str, tuple[str, str]]:
    """Lamp and words of each line of a page, by its title."""
    found = {}
    for lamp, body in re.findall(r'<li class="foyer-line foyer-line--(\w+)"[^>]*>(.*?)</li>', text, re.DOTALL):
        title = re.search(r'foyer-line__title"[^>]*>(.*?)</h3>', body, re.DOTALL)
        assert title
        words = unescape(re.sub(r"<svg.*?</svg>|<form.*?</form>|<[^>]+>", " ", body, flags=re.DOTALL))
        found[unescape(title[1])] = (lamp, " ".join(words.split()))
    return found


def test_a_screen_is_locked_and_the_page_says_so_when_it_comes_back(screen: Screen, facilities: Browser) -> None:
    page = facilities.fill_in("/screens", {"do": "clean", "terminal": str(screen.id)})
    assert (page.status_code, page.url.rpartition("/")[2]) == (200, f"screens#terminal-{screen.id}")
    assert "Locked" in page.text
    assert "&lt;span" not in page.text
    assert [asked.kind for asked in screen.asked] == ["clean"]
    assert screen.house.entries()[0].action == "terminal_commanded"
    assert (screen.house.entries()[0].subject, screen.house.entries()[0].code) == (str(screen.id), "clean")


def test_whoever_uses_a_screen_is_left_alone_unless_staff_say_that_nobody_is_there(
    screen: Screen, facilities: Browser
) -> None:
    screen.in_use = True
    page = facilities.fill_in("/screens", {"do": "clean", "terminal": "all"})
    assert "Somebody is using it, so nothing was done." in page.text
    assert 'name="end_session" value="yes"' in page.text
    page = facilities.fill_in("/screens", {"do": "clean", "terminal": str(screen.id), "end_session": "yes"})
    assert "Locked" in page.text
    assert "Somebody is using it" not in page.text


def test_all_screens_close_for_the_night_and_open_again(screen: Screen, facilities: Browser) -> None:
    refused = facilities.fill_in("/screens", {"do": "close", "terminal": "all", "again": "time", "until": "25:00"})
    assert (refused.status_code, "Enter a time, such as 07:00" in refused.text) == (422, True)
    hub = screen.house.running.hub
    opens = hub.site.opens_next(hub.clock.now().astimezone(ZoneInfo(hub.site.timezone)))
    assert opens is not None
    assert when(opens, ZoneInfo(hub.site.timezone)) in facilities.get("/screens").text
    facilities.fill_in("/screens", {"do": "close", "terminal": "all", "again": "offices"})
    assert screen.asked.pop().args == {"until": opens.isoformat()}
    for by_hand in ({"terminal": "all", "again": "hand"}, {"terminal": str(screen.id)}):
        facilities.fill_in("/screens", {"do": "close"} | by_hand)
        assert screen.asked.pop().args == {}
    facilities.fill_in("/screens", {"do": "close", "terminal": "all", "again": "time", "until": "07:00"})
    (asked,) = screen.asked
    until = screen.house.running.clock.now() + timedelta(days=1)
    assert asked.args["until"][:10] in {until.date().isoformat(), (until - timedelta(days=1)).date().isoformat()}
    assert asked.args["until"][11:16] == "07:00"
    screen.reported("closed")
    page = facilities.get("/screens").text
    assert re.search(r'value="open">\s*<input type="hidden" name="terminal" value="' + str(screen.id), page)
    listed = facilities.get("/terminals").text
    assert "Out of service" not in listed
    assert "Staff have closed it." in listed
    assert "Opened" in facilities.fill_in("/screens", {"do": "open", "terminal": str(screen.id)}).text
    screen.reported(None)


def test_a_terminal_that_is_off_does_not_answer_and_the_page_says_so(
    screen: Screen, facilities: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "PATIENCE", 0.2)
    screen.visit.terminal.close()
    page = facilities.fill_in("/screens", {"do": "clean", "terminal": str(screen.id)})
    assert "Asked, not answered yet" in page.text
    screen.house.running.clock.skip(10)
    assert "It did not answer in time, so nothing is done." in facilities.get("/screens").text


def test_the_opening_check_leads_through_everything_and_stays_as_it_was(screen: Screen, facilities: Browser) -> None:
    page = facilities.fill_in("/checks", {"kind": "opening"})
    check = page.url.rpartition("/checks/")[2]
    at = f"/checks/{check}"
    found = lines(page.text)
    assert found["Emergency numbers"][0] == "off"
    assert "999" in page.text
    assert found["Screen and touch"][0] == "off"
    for title in ("Reaches the hub", "Serves people", "Waiting to be sent", "Clock", "Disk"):
        assert found[title][0] == "good", title
    assert found["Submissions that need review"][0] == "good"

    facilities.fill_in(at, {"right": "yes"}, f"{at}/numbers")
    page = facilities.fill_in(at, {"do": "picture"}, f"{at}/terminals/{screen.id}")
    code = screen.asked[-1].args["code"]
    assert f"It shows <strong>{code}</strong>" in page.text
    assert lines(page.text)["Screen and touch"][0] == "off"
    screen.touch()
    wait_for(lambda: lines(facilities.get(at).text)["Screen and touch"][0] == "good", "the touch to count")

    done = facilities.fill_in(at, {"note": "All <well> here."}, f"{at}/finish")
    assert "Finished by facilities" in done.text
    assert "All &lt;well&gt; here." in done.text
    kept = lines(done.text)
    assert kept["Screen and touch"] == ("good", "Good Screen and touch Somebody touched the check picture.")
    assert "<form" not in done.text.partition("<main")[2].partition("</main>")[0]
    # What comes later changes nothing of it.
    screen.visit.terminal.close()
    screen.house.running.clock.skip(300)
    assert lines(facilities.get(at).text) == kept
    for where, fields in (
        ("/finish", {}),
        ("/numbers", {"right": "no"}),
        (f"/terminals/{screen.id}", {"do": "seen"}),
    ):
        assert facilities.fill_in("/checks", fields, f"{at}{where}").status_code == 404
    actions = [(entry.action, entry.subject) for entry in screen.house.entries()]
    assert ("check_finished", check) in actions
    assert ("check_begun", check) in actions
    assert "Needs a look" in facilities.get("/checks").text  # no night has made a backup yet


def test_staff_say_what_they_see_and_asking_again_takes_it_back(screen: Screen, facilities: Browser) -> None:
    at = "/checks/" + facilities.fill_in("/checks", {"kind": "opening"}).url.rpartition("/checks/")[2]
    where = f"{at}/terminals/{screen.id}"
    facilities.fill_in(at, {"do": "picture"}, where)
    assert lines(facilities.fill_in(at, {"do": "not_seen"}, where).text)["Screen and touch"][0] == "bad"
    assert lines(facilities.fill_in(at, {"do": "picture"}, where).text)["Screen and touch"][0] == "off"
    assert lines(facilities.fill_in(at, {"do": "seen"}, where).text)["Screen and touch"][0] == "good"
    assert lines(facilities.fill_in(at, {"right": "no"}, f"{at}/numbers").text)["Emergency numbers"][0] == "bad"
    done = facilities.fill_in(at, {}, f"{at}/finish")
    assert "Needs somebody." in done.text


def test_the_closing_check_says_when_somebody_is_there_what_is_not_sent_and_closes_for_the_night(
    screen: Screen, facilities: Browser
) -> None:
    at = "/checks/" + facilities.fill_in("/checks", {"kind": "closing"}).url.rpartition("/checks/")[2]
    where = f"{at}/terminals/{screen.id}"
    assert lines(facilities.get(at).text)["Visitors who are still in"][0] == "good"
    running = screen.house.running
    visits, now = running.hub.visits, running.clock.now()
    here = Member(uuid4())
    came = Arrival(at=now, day=now.date(), came=Came.STAFF, party=(here,), details=Details(name="Anna Nowak"))
    running.do(visits.arrive(came, Actor("test")))
    page = facilities.get(at).text
    assert lines(page)["Visitors who are still in"][0] == "look"
    assert "1 visitor. Look for each of them" in page
    assert "Anna" not in page
    running.do(visits.leave(here.visit_id, Went.STAFF, Actor("test")))
    assert lines(facilities.get(at).text)["Visitors who are still in"][0] == "good"
    screen.in_use = True
    page = facilities.fill_in(at, {"do": "picture"}, where)
    assert lines(page.text)["Nobody is using it"][0] == "look"
    assert lines(page.text)["For the night"][0] == "look"
    assert "Somebody is using it" in page.text
    screen.in_use = False
    facilities.fill_in(at, {"do": "close"}, where)
    screen.reported("closed")
    found = lines(facilities.get(at).text)
    assert found["Nobody is using it"] == (
        "good",
        "Good Nobody is using it It is closed, and it closes only when nobody is there.",
    )
    assert found["For the night"][0] == "good"
    assert found["Waiting to be sent"][0] == "good"
    facilities.fill_in(at, {"do": "open"}, where)
    screen.reported(None)


@pytest.mark.parametrize("role", [StaffRole.CONTACT_CENTRE, StaffRole.TENANT_MANAGER, StaffRole.TENANT_USER])
def test_only_who_runs_the_building_commands_its_screens(house: House, role: StaffRole) -> None:
    somebody = house.person(role, HERE)
    for page in ("/screens", "/checks"):
        assert somebody.get(page).status_code == 403
        token = {"form_token": somebody.token("/today"), "do": "clean", "terminal": "all", "kind": "opening"}
        assert somebody.post(page, token).status_code == 403


def test_the_page_of_a_terminal_says_what_was_asked_of_its_screen(screen: Screen, facilities: Browser) -> None:
    facilities.fill_in("/screens", {"do": "clean", "terminal": str(screen.id)})
    page = facilities.get(f"/terminals/{screen.id}").text
    assert "Lock for cleaning" in page
    assert re.search(r"Locked<span class=\"foyer-under\">facilities llanfair-road, \d", page)
    assert (
        "Lock for cleaning" not in screen.house.person(StaffRole.CONTACT_CENTRE).get(f"/terminals/{screen.id}").text
    )
