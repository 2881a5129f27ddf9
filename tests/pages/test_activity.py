"""The activity: narrowed, given out, in one order for all sites; and looking at it is itself an entry."""

from __future__ import annotations

import csv
import io
import re

import pytest
import requests

from kiosk.domain.roles import EVERYWHERE, StaffRole
from kiosk.services import audit
from tests.support.house import HERE, THERE, House
from tests.support.hubs import Browser

pytestmark = pytest.mark.xdist_group("pages")

ADMINISTRATOR = StaffRole.ADMINISTRATOR


def cells(text: str) -> list[list[str]]:
    """The cells of each row of the table, as plain words."""
    rows = re.findall(r'<tr class="govuk-table__row" role="row">(.*?)</tr>', text, re.DOTALL)
    found = [re.findall(r"<td.*?</td>", row, re.DOTALL) for row in rows if "<td" in row]
    return [[" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in row] for row in found]


def test_it_is_narrowed_by_who_what_outcome_subject_and_days(house: House) -> None:
    browser, other = house.person(ADMINISTRATOR), house.person(StaffRole.CONTACT_CENTRE)
    sent = house.send()
    other.get(f"/submissions/{sent.id}")
    other.get("/submissions/00000000-0000-7000-8000-000000000000")
    wanted = {"who": "CONTACT", "action": "submission_shown", "subject": str(sent.id)[-8:]}
    shown = cells(browser.get("/activity", params=wanted).text)
    assert [row[1].split(" from")[0] for row in shown] == ["contact_centre llanfair-road"]
    assert str(sent.id) in shown[0][2]
    refused = cells(browser.get("/activity", params={"outcome": "refused", "action": "submission_shown"}).text)
    assert refused
    assert all("Refused" in row[3] for row in refused)
    assert "Nothing fits" in browser.get("/activity", params={"until": "2001-01-01"}).text
    assert cells(browser.get("/activity", params={"since": "01/01/2001"}).text)
    wrong = browser.get("/activity", params={"since": "2026-02-31"})
    assert wrong.status_code == 422
    assert "Enter a day" in wrong.text


def test_that_it_was_looked_at_is_in_it_without_what_was_looked_for(house: House) -> None:
    browser = house.person(ADMINISTRATOR)
    browser.get("/activity", params={"who": "Siân Prŷs"})
    entry = house.entries()[0]
    assert (entry.action, entry.subject) == ("activity_shown", "who")
    assert "Siân" not in str(entry)


def test_a_long_one_turns_its_pages_and_misses_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = house.person(ADMINISTRATOR)
    monkeypatch.setattr("kiosk.web.pages.activity.PAGE", 7)
    for _ in range(20):
        browser.get("/go-live")
        house.running.do(house.running.hub.audit.record(audit.Actor("counter"), "counted", None, "done"))
    seen, path = 0, "/activity?who=counter"
    for _ in range(3):
        text = browser.get(path).text
        seen += len(cells(text))
        older = re.search(r'rel="next" href="/sites/[^/]+(/activity[^"]+)"', text)
        if older is None:
            break
        path = older[1].replace("&amp;", "&")
    assert seen == 20
    assert "Newest entries" in text


def test_a_file_of_it_has_what_the_page_has_and_is_itself_an_entry(house: House) -> None:
    browser = house.person(ADMINISTRATOR)
    house.person(StaffRole.CONTACT_CENTRE).get(f"/submissions/{house.send().id}")
    answer = browser.fill_in("/activity", {"action": "submission_shown"}, action="/activity/export")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows
    assert {row["Code of what"] for row in rows} == {"submission_shown"}
    assert {row["Site"] for row in rows} == {"Llanfair Road offices"}
    entry = house.entries()[0]
    assert (entry.action, entry.subject) == ("activity_exported", f"{len(rows)} entries")


def test_administrators_of_everything_see_all_sites_in_one_order(house: House) -> None:
    everywhere = house.person(ADMINISTRATOR, EVERYWHERE)
    for site in (THERE, HERE, THERE):
        everywhere.get(f"/sites/{site}/submissions")
    text = estate(house, everywhere, "/activity").text
    places = [row[0] for row in cells(text) if "Looked at the list of submissions" in row[2]][:3]
    assert ["Mill Lane" in place for place in places] == [True, False, True]
    assert 'href="/activity"' in everywhere.get("/activity").text


def test_who_administers_one_site_only_does_not(house: House) -> None:
    here = house.person(ADMINISTRATOR)
    assert estate(house, here, "/activity").status_code == 403
    assert 'href="/activity"' not in here.get("/activity").text
    for role in (StaffRole.FACILITIES, StaffRole.CONTACT_CENTRE, StaffRole.TENANT_USER):
        stranger = house.person(role)
        assert stranger.get("/activity").status_code == 403
        assert stranger.post("/activity/export", {"form_token": stranger.token("/today")}).status_code == 403


def estate(house: House, browser: Browser, path: str) -> requests.Response:
    """A page of the whole estate."""
    return browser.http.get(house.url + path, timeout=10)
