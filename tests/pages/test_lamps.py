"""Health, the go-live checklist and Today: a lamp a line, lit by what is really so, each with a remedy."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from kiosk.domain.checks import CheckKind
from kiosk.domain.definition import Localised
from kiosk.domain.devices import Device, State
from kiosk.domain.devices import Health as DeviceHealth
from kiosk.domain.directory import Team
from kiosk.domain.ladders import Rung, Step
from kiosk.domain.lamps import Lamp
from kiosk.domain.roles import EVERYWHERE, Grant, StaffRole
from kiosk.domain.roll_calls import Kind, Procedure
from kiosk.domain.terminals import Health
from kiosk.interfaces.records.directory import Change
from kiosk.services.audit import Actor
from kiosk.services.health import BACKUP_BAD, BACKUP_LATE, read
from tests.support.house import HERE, THERE, House
from tests.support.hubs import Browser

pytestmark = pytest.mark.xdist_group("pages")

ADMINISTRATOR = StaffRole.ADMINISTRATOR
WELL = Health("2026.11.0", True, None, 0, 0, clock_trusted=True, free_mb=9000, last_good_settings=False)


def lines(browser: Browser, page: str) -> dict[str, tuple[str, str]]:
    """Lamp and words of each line of a page, by its title."""
    found = {}
    rows = re.findall(r'<li class="foyer-line foyer-line--(\w+)"[^>]*>(.*?)</li>', browser.get(page).text, re.DOTALL)
    for lamp, body in rows:
        title = re.search(r'foyer-line__title"[^>]*>(.*?)</(?:h2|a)>', body, re.DOTALL)
        assert title
        words = unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", body, flags=re.DOTALL))
        found[unescape(re.sub("<[^>]+>", "", title[1])).strip()] = (lamp, " ".join(words.split()))
    return found


def report(house: House, health: Health) -> None:
    running = house.running
    terminal = house.terminals[HERE]

    async def tell() -> None:
        _, known = await running.estate.authenticate(terminal.key)
        await running.hub.terminals.report(known, health, 1)

    running.do(tell())


def test_every_lamp_has_a_word_and_a_shape_and_what_is_wrong_has_a_remedy(house: House) -> None:
    browser = house.person(ADMINISTRATOR)
    for page, words in (
        ("/health", {"good": "Good", "look": "Needs a look", "bad": "Needs somebody", "off": "Not in use"}),
        ("/go-live", {"good": "Done", "look": "Look again", "bad": "Not done", "off": "Not needed"}),
    ):
        text = browser.get(page).text
        assert text.count('class="foyer-lamp__shape"') == text.count("foyer-lamp foyer-lamp--")
        for title, (lamp, said) in lines(browser, page).items():
            assert said.startswith(words[lamp]), title
            assert ("What to do:" in said) == (lamp in ("look", "bad")), title


def test_health_tells_the_record_the_terminals_and_each_service(house: House) -> None:
    browser = house.person(ADMINISTRATOR)
    report(house, WELL)
    house.send()
    found = lines(browser, "/health")
    assert found["Record"][0] == "good"
    assert re.search(r"SQLite 3[0-9.]+\. Reads in [0-9.]+ ms, keeps for good in [0-9.]+ ms", found["Record"][1])
    assert "1 of 1 terminal can serve people." in found["Terminals"][1]
    assert "Last took one at" in found["Deliveries to waste"][1]
    assert found["Deliveries to contact-centre"][0] == "off"
    assert "GB free" in found["Disk"][1]
    assert "1 key to open" in found["Keys"][1]


def test_a_terminal_in_trouble_is_told_on_health_and_on_today_and_is_gone_once_it_is_well(house: House) -> None:
    browser = house.person(StaffRole.FACILITIES)
    report(house, replace(WELL, free_mb=10))
    assert lines(browser, "/health")["Terminals"][0] == "look"
    name = f"Terminal of {HERE}"
    assert f"{name}: needs attention" in lines(browser, "/today")
    report(house, replace(WELL, in_service=False, reason="disk_full", version="2020.1"))
    found = lines(browser, "/health")
    assert found["Terminals"][0] == "bad"
    assert "Terminals run Foyer 2020.1" in found["Versions"][1]
    assert lines(browser, "/today")[f"{name}: out of service"][0] == "bad"
    report(house, WELL)
    assert lines(browser, "/health")["Terminals"][0] == "good"
    assert not [title for title in lines(browser, "/today") if title.startswith(name)]


def test_a_service_that_refuses_is_told_with_how_many_wait_for_somebody(house: House) -> None:
    browser = house.person(ADMINISTRATOR)
    house.service.answer_next(422)
    sent = house.send()
    found = lines(browser, "/health")
    assert found["Deliveries to waste"][0] == "bad"
    assert "1 submission set aside" in found["Deliveries to waste"][1]
    assert lines(browser, "/today")["1 submission not delivered"][0] == "bad"
    page = f"/submissions/{sent.id}"
    browser.fill_in(page, {}, action=f"{page}/try-again")
    house.settle(sent)
    assert lines(browser, "/health")["Deliveries to waste"][0] == "good"


@pytest.mark.parametrize(
    ("age", "lamp"),
    [
        (timedelta(hours=1), Lamp.GOOD),
        (BACKUP_LATE + timedelta(minutes=1), Lamp.LOOK),
        (BACKUP_BAD + timedelta(minutes=1), Lamp.BAD),
        (None, Lamp.BAD),
    ],
)
def test_the_age_of_the_backup_lights_its_lamp(house: House, age: timedelta | None, lamp: Lamp) -> None:
    around = house.running.do(house.running.hub.desk.health.surroundings())
    now = house.running.clock.now()
    told = replace(around, backups="by_hand", backed_up_at=None if age is None else now - age)
    assert next(each.lamp for each in read(told, [], [], now) if each.id == "backup") is lamp


def test_a_disk_that_is_nearly_full_lights_its_lamp(house: House) -> None:
    around = house.running.do(house.running.hub.desk.health.surroundings())
    for free, lamp in ((50_000, Lamp.GOOD), (1_000, Lamp.LOOK), (100, Lamp.BAD)):
        found = read(replace(around, free_mb=free), [], [], house.running.clock.now())
        assert next(each.lamp for each in found if each.id == "disk") is lamp


# --- the go-live checklist ---


def test_the_checklist_is_looked_up_and_what_only_a_person_knows_is_confirmed_by_name(house: House) -> None:
    browser = house.person(ADMINISTRATOR)
    house.send()
    report(house, WELL)
    found = lines(browser, "/go-live")
    assert found["A terminal is enrolled and has been heard of"][0] == "good"
    assert found["A submission has reached its service"][0] == "good"
    assert found["Everything visitors see is there in Welsh"][0] == "good"
    title = "The telephone numbers and the address have been checked"
    assert found[title][0] == "bad"
    answer = browser.fill_in("/go-live", {}, action="/go-live/numbers/confirm")
    assert answer.url.endswith("/go-live#numbers")
    lamp, words = lines(browser, "/go-live")[title]
    assert lamp == "good"
    assert "administrator llanfair-road confirmed it on" in words
    house.running.clock.skip(366 * 86_400)
    try:
        again = house.sign_in("Next year", Grant(HERE, ADMINISTRATOR))
        assert lines(again, "/go-live")[title][0] == "look"
    finally:
        house.running.clock.skip(-366 * 86_400)
    browser.fill_in("/go-live", {}, action="/go-live/numbers/take-back")
    assert lines(browser, "/go-live")[title][0] == "bad"
    actions = [(entry.action, entry.subject) for entry in house.entries()]
    assert {("go_live_confirmed", "numbers"), ("go_live_taken_back", "numbers")} <= set(actions)


def test_where_visitors_check_in_the_checklist_asks_who_takes_care_of_them(house: House) -> None:
    hub, terminal = house.running.hub, house.terminals[HERE]
    look = hub.desk.go_live._visits.readings

    def lamps(**visits: Any) -> dict[str, tuple[str, str]]:
        site = replace(hub.site, visits=replace(hub.site.visits, **({"on": True} | visits)))
        rows = [each.row for each in house.running.do(hub.terminals.list()) if each.row.id == terminal.id]
        return {each.id: (each.lamp.value, each.code) for each in house.running.do(look(site, rows))}

    assert lamps(on=False) == {"visits": ("off", "")}
    assert lamps(recipient="")["recipient"] == ("bad", "")
    assert lamps(recipient="Nobody of the kind")["recipient"] == ("bad", "gone")
    team = Team(id=uuid4(), name=Localised("Reception team"))
    house.running.do(
        hub.store.transact(lambda record: record.directory.add(team, Change(house.running.clock.now(), "test")))
    )
    assert lamps(recipient="reception team")["recipient"] == ("good", "")
    report(house, WELL)
    assert lamps()["badges"][0] == "bad"
    title = "It is decided that visitors get no printed badge"
    printer = Device("printer", "printer", "escpos.network", DeviceHealth(State.ONLINE, ()), prints=("badge",))
    report(house, replace(WELL, devices=(printer,)))
    assert lamps()["badges"][0] == "good"
    assert lamps(types=(replace(hub.site.visits.types[0], badge=False),))["badges"] == ("off", "none")
    report(house, WELL)
    before = lamps()["drill"]
    house.running.do(hub.roll_calls.begin(Procedure.EVACUATION, Kind.DRILL, Actor("test")))
    assert lamps()["drill"] == before
    house.running.do(hub.roll_calls.end(Actor("test")))
    assert lamps()["drill"] == ("good", "")
    assert title in lines(house.person(ADMINISTRATOR), "/go-live")


def test_a_confirmation_ends_when_what_it_is_about_changes(house: House) -> None:
    browser = house.person(ADMINISTRATOR)
    desk = house.running.hub.desk
    browser.fill_in("/go-live", {}, action="/go-live/recovery_key/confirm")
    title = "The recovery key is on paper, in a safe place"
    assert lines(browser, "/go-live")[title][0] == "good"
    before = desk.health._look
    try:
        desk.health._look = lambda: replace(before(), recovery_key="another key")
        lamp, words = lines(browser, "/go-live")[title]
    finally:
        desk.health._look = before
    assert lamp == "bad"
    assert "It has changed since" in words


def test_administrators_are_counted_where_they_may_act(house: House) -> None:
    browser = house.person(ADMINISTRATOR, THERE)
    title = "There are two administrators"
    house.sign_in("Second", Grant(THERE, ADMINISTRATOR))
    assert lines(browser, f"/sites/{THERE}/go-live")[title][0] == "good"


def test_only_those_who_run_the_site_confirm(house: House) -> None:
    centre = house.person(StaffRole.CONTACT_CENTRE)
    assert centre.get("/go-live").status_code == 403
    own = {"form_token": centre.token("/today")}
    assert centre.post("/go-live/numbers/confirm", own).status_code == 403
    facilities = house.person(StaffRole.FACILITIES)
    assert facilities.fill_in("/go-live", {}, action="/go-live/terminal/confirm").status_code == 404
    assert facilities.fill_in("/go-live", {}, action="/go-live/privacy/take-back").status_code == 404


# --- Today ---


def test_today_is_what_people_come_to_and_shows_each_what_is_theirs(house: House) -> None:
    house.send({})
    warden = house.person(StaffRole.WARDEN).http.get(f"{house.url}/", timeout=10)
    assert warden.url == f"{house.url}/sites/{HERE}/roll-calls", "there is nothing else for them"
    for role in set(StaffRole) - {StaffRole.WARDEN}:
        browser = house.person(role)
        answer = browser.http.get(f"{house.url}/", timeout=10)
        assert answer.url == f"{house.url}/sites/{HERE}/today", role
        assert "The building" in answer.text
        reads = role in (ADMINISTRATOR, StaffRole.CONTACT_CENTRE)
        assert ("review" in answer.text) == reads, role
        assert ("Handed to you" in answer.text) == reads, role
    assert house.person(ADMINISTRATOR, EVERYWHERE).http.get(f"{house.url}/", timeout=10).url == f"{house.url}/sites"


def test_a_check_that_was_begun_and_left_is_on_today_until_it_is_finished(house: House) -> None:
    browser, checks = house.person(StaffRole.FACILITIES), house.running.hub.desk.checks
    begun = house.running.do(checks.begin(CheckKind.CLOSING, Actor("Ffion")))
    assert "Ffion began it at" in lines(browser, "/today")["The closing check is not finished"][1]
    assert "closing check" not in house.person(StaffRole.CONTACT_CENTRE).get("/today").text
    house.running.do(checks.finish(begun, "", Actor("Ffion")))
    assert "The closing check is not finished" not in lines(browser, "/today")


def test_a_team_that_nobody_would_answer_for_is_on_today(house: House) -> None:
    browser, directory = house.person(StaffRole.FACILITIES, THERE), house.running.estate.sites[THERE].directory
    team = Team(id=uuid4(), name=Localised("Bridge works"), ladder=(Step(Rung.TEAM, 20),))
    house.running.do(directory.add(team, Actor("Ffion")))
    found = lines(browser, f"/sites/{THERE}/today")
    assert any("Bridge works" in words for _, words in found.values())
