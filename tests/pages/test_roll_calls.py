"""Roll-calls on the staff's pages: begun, led from a phone, ended, reported on, and prepared."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pypdf
import pytest

from kiosk.domain import fire_box, overlays
from kiosk.domain.overlays import Part
from kiosk.domain.roles import StaffRole
from kiosk.domain.roll_calls import Mark, Procedure
from kiosk.domain.visit_details import Details
from kiosk.domain.visits import Member
from kiosk.services.audit import Actor
from kiosk.web.pages import roll_words
from tests.pages.test_accessibility import AXE, NARROW, findings
from tests.support.arrivals import AtTerminal
from tests.support.chromium import chromium, page_of
from tests.support.house import HERE, House
from tests.support.hubs import Browser

pytestmark = pytest.mark.xdist_group("pages")


@pytest.fixture
def people(house: House) -> Iterator[dict[str, UUID]]:
    """Two who are in and nobody else; afterwards nobody is, and nothing is under way."""
    foyer = AtTerminal(house.running, house.terminals[HERE])
    _nobody(house, foyer)
    found = {}
    for name, help_to_leave in (("Anna Nowak", True), ("Tom Owen", False)):
        found[name] = uuid4()
        foyer.arrive(Member(found[name]), details=Details(name=name, help_to_leave=help_to_leave))
    yield found
    _nobody(house, foyer)


def _nobody(house: House, foyer: AtTerminal) -> None:
    calls = house.running.estate.sites[HERE].roll_calls
    if house.running.do(calls.current()) is not None:
        house.running.do(calls.end(Actor("test")))
    for line in house.running.do(calls.inside()):
        foyer.leave(line.person)


def begun(somebody: Browser, procedure: str = "evacuation", kind: str = "drill") -> str:
    """Begins one, and gives where it is led."""
    answer = somebody.fill_in("/roll-calls", {"procedure": procedure, "kind": kind})
    assert answer.status_code == 200
    found = re.search(r"/roll-calls/[0-9a-f-]{36}$", answer.url)
    assert found is not None, answer.url
    return found[0]


def test_a_warden_leads_one_from_a_phone_to_its_report(house: House, people: dict[str, UUID]) -> None:
    warden = house.person(StaffRole.WARDEN)
    refused = warden.fill_in("/roll-calls", {"procedure": "evacuation"})
    assert (refused.status_code, "Choose whether it is real" in refused.text) == (422, True)
    led = begun(warden)
    page = warden.get(led).text
    assert "<strong>2</strong> of 2 not found yet" in page
    assert page.index("Anna Nowak") < page.index("Tom Owen"), "who may need help stands first"
    assert "May need help to leave" in page
    warden.fill_in(led, {"mark": f"safe {people['Anna Nowak']}"}, action=f"{led}/mark")
    page = warden.get(led).text
    assert "Anna Nowak" not in page
    assert "Anna Nowak" in warden.get(f"{led}?everybody=1").text
    assert "Tom Owen" in warden.get(f"{led}?name=owen").text
    assert "is left to find" in warden.get(f"{led}?name=nobody").text
    warden.fill_in(led, {"mark": f"missing {people['Tom Owen']}"}, action=f"{led}/mark")
    assert "1 person is not accounted for" in warden.get(f"{led}/end").text.replace("<strong>", "")
    report = warden.fill_in(f"{led}/end", {})
    assert report.url.endswith(f"{led}/report")
    for says in ("Missing", "Safe", "How long it took", "Anna Nowak", f"{StaffRole.WARDEN} {HERE}"):
        assert says in report.text
    table = warden.fill_in(f"{led}/report", {}, action=f"{led}/export")
    assert table.headers["Content-Type"].startswith("text/csv")
    assert "Tom Owen" in table.content.decode("utf-8-sig")
    paper = warden.fill_in(f"{led}/report", {}, action=f"{led}/report.pdf")
    assert paper.headers["Content-Type"] == "application/pdf"
    text = " ".join("".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(paper.content)).pages).split())
    for says in ("Evacuation: drill", "Anna Nowak (may need help to leave)", "Missing", "A warden had the names"):
        assert says in text
    done = [entry.action for entry in house.entries()]
    for action in ("roll_call_begun", "roll_call_opened", "roll_call_ended", "roll_call_exported"):
        assert action in done
    # It is over: what was seen is the report.
    late = warden.fill_in(f"{led}/report", {"mark": f"safe {people['Tom Owen']}"}, action=f"{led}/mark")
    assert late.url.endswith("/report")


def test_it_is_on_every_terminal_s_mind_and_off_it_again(house: House, people: dict[str, UUID]) -> None:
    terminal = house.terminals[HERE]
    cursor = terminal.hear(0, 0)[1]
    led = begun(house.person(StaffRole.FACILITIES), "lockdown", "live")
    assert "personal_changed" in {fact["kind"] for fact in terminal.hear(cursor, 0)[0]}
    part = house.running.do(house.running.estate.sites[HERE].roll_settings.part())
    assert led.rsplit("/", 1)[1] in str(part)
    assert "Lockdown: real, under way" in house.person(StaffRole.FACILITIES).get("/today").text
    assert str(house.accounts[house.person(StaffRole.WARDEN)]) in str(part)
    assert "Anna" not in str(part)


def test_only_wardens_see_names_and_a_warden_sees_nothing_else(house: House, people: dict[str, UUID]) -> None:
    warden = house.person(StaffRole.WARDEN)
    led = begun(warden)
    for role in (StaffRole.CONTACT_CENTRE, StaffRole.TENANT_USER, StaffRole.TENANT_MANAGER):
        for page in ("/roll-calls", led, f"{led}/report", "/still-in", "/roll-calls-prepared"):
            answer = house.person(role).get(page)
            assert answer.status_code == 403
            assert "Anna" not in answer.text
    for page in ("/today", "/terminals", "/people", "/still-in", "/roll-calls-prepared", "/submissions"):
        assert warden.get(page).status_code == 403


def test_who_is_still_in_is_signed_out_by_whom_somebody_saw_go(house: House, people: dict[str, UUID]) -> None:
    ffion = house.person(StaffRole.FACILITIES)
    assert "Tom Owen" in ffion.get("/still-in").text
    page = ffion.fill_in("/still-in", {}, action=f"/still-in/{people['Tom Owen']}/left")
    assert "Tom Owen" not in page.text
    assert "Anna Nowak" in page.text
    assert ffion.fill_in("/still-in", {}, action=f"/still-in/{uuid4()}/left").status_code == 404


def test_the_code_is_shown_once_and_a_test_of_the_panel_is_announced(house: House) -> None:
    ffion = house.person(StaffRole.FACILITIES)
    made = ffion.fill_in("/roll-calls-prepared/code", {})
    shown = re.search(r'class="foyer-code">([0-9A-Z-]+)<', made.text)
    assert shown is not None
    assert fire_box.read(shown[1]) == shown[1]
    assert shown[1] not in ffion.get("/roll-calls-prepared/code").text
    now = house.running.clock.now().astimezone(ZoneInfo("Europe/London"))
    times = [f"{now + timedelta(hours=hours):%Y-%m-%dT%H:%M}" for hours in (1, 2, 9)]
    page = "/roll-calls-prepared"
    for since, until, says in ((times[1], times[0], "after the beginning"), (times[0], times[2], "4 hours at most")):
        refused = ffion.fill_in(page, {"since": since, "until": until}, action=f"{page}/windows")
        assert (refused.status_code, says in refused.text) == (422, True)
    assert "day and the time" in ffion.fill_in(page, {"since": "", "until": "x"}, action=f"{page}/windows").text
    listed = ffion.fill_in(page, {"since": times[0], "until": times[1]}, action=f"{page}/windows").text
    found = re.search(r"/roll-calls-prepared/windows/([0-9a-f-]{36})/remove", listed)
    assert found is not None
    gone = ffion.fill_in(page, {}, action=found[0])
    assert found[1] not in gone.text


def test_where_people_gather_is_a_setting(house: House) -> None:
    ffion = house.person(StaffRole.FACILITIES)
    seal = re.search(r'name="seal" value="(\w+)"', ffion.get("/settings/safety").text)
    assert seal is not None
    fields = {"assembly_en": "", "way_out_en": "Left", "seal": seal[1]}
    assert "Enter where people gather" in ffion.fill_in("/settings/safety", fields).text
    fields |= {"assembly_en": "By the old oak", "assembly_cy": "Wrth yr hen dderwen"}
    ffion.fill_in("/settings/safety", fields)
    assert "By the old oak" in ffion.get("/roll-calls-prepared").text
    assert "oak" in str(house.terminals[HERE].get("catalogue").json()["site"])
    sites = house.running.estate.sites[HERE].sites
    house.running.do(sites.restore(Part.SAFETY, overlays.seal(sites.current().document, Part.SAFETY), Actor("test")))


def test_every_procedure_mark_and_kind_has_words() -> None:
    assert set(roll_words.PROCEDURES) == set(Procedure)
    assert set(roll_words.MARKS) == set(Mark)


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run make test, or npm ci in assets")
def test_the_list_in_a_real_browser_works_on_a_phone_and_axe_finds_nothing(
    house: House, people: dict[str, UUID]
) -> None:
    warden = house.person(StaffRole.WARDEN)
    led = begun(warden)
    with chromium() as browser, page_of(browser, warden) as page:
        page.add_init_script(path=AXE)
        page.set_viewport_size({"width": NARROW, "height": 700})
        page.goto(f"/sites/{HERE}{led}")
        assert findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
        page.get_by_role("button", name=re.compile("Safe.*Anna Nowak")).click()
        page.get_by_text("1 of 2 not found yet").wait_for()
        # Somebody else ticks: the page hears of it by itself.
        calls = house.running.estate.sites[HERE].roll_calls
        incident = UUID(led.rsplit("/", 1)[1])
        house.running.do(calls.mark(incident, people["Tom Owen"], Mark.SAFE, Actor("other")))
        page.get_by_text("Everybody is accounted for.").wait_for()
