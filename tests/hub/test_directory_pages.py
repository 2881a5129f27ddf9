"""The directory's pages: what they show and take, what will not do, and what nobody can do behind somebody's back."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
import requests

from kiosk.domain.definition import Localised
from kiosk.domain.directory import Body, Entry, Person, Reach, Service, Team, Tenant
from kiosk.services.audit import Actor
from tests.support.directories import COUNTY, EVERY, PLANNING, SIAN, begin, text
from tests.support.hubs import Browser, Running, newest_entries, running_hub, staff_browser
from tests.support.records import records_in

pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with (
        records_in(None),
        running_hub(tmp_path_factory.mktemp("pages") / "hub", "hub.secure_cookies=false") as running,
    ):
        yield running


@pytest.fixture(scope="module")
def browser(hub: Running) -> Browser:
    return staff_browser(hub)


@pytest.fixture
def known(hub: Running) -> Running:
    """The hub, with a small directory as it was at first."""
    begin(hub)
    return hub


def entry_in(running: Running, answer: requests.Response) -> Any:
    """The entry whose page somebody was led to."""
    return running.do(running.hub.directory.show(UUID(answer.url.rpartition("/")[2]))).entry


def test_the_list_finds_by_part_by_sound_and_by_kind(known: Running, browser: Browser) -> None:
    everything = text(browser.get("/directory"))
    for entry in EVERY:
        assert entry.title.en in everything
    assert "All 9 People 4 Teams 1 Tenants 2 Services 1 Other bodies 1" in everything
    assert "Mary Quiet Not listed" in everything
    found = browser.get("/directory?q=sharn")
    assert "Siân Llwyd Planner, Planning 01632 960301 sian@aberwen.example" in text(found)
    assert "Omar" not in text(found)
    assert "Credit union" in text(browser.get("/directory?q=undeb"))
    assert "Siân" not in text(browser.get("/directory?kind=team"))
    nothing = browser.get('/directory?q="><script>alert(1)</script>')
    assert "<script>" not in nothing.text
    assert "Nothing here is called" in text(nothing)
    assert browser.get("/directory?page=2").status_code == 404
    assert browser.get("/directory?kind=dragon").status_code == 404


def test_adding_a_person_with_everything(known: Running, browser: Browser) -> None:
    assert "What do you want to add?" in text(browser.get("/directory/add"))
    assert browser.get("/directory/add?kind=person").url.endswith("/directory/add/person")
    typed = {
        "given": "Ffion",
        "family": "Prys",
        "job": "Head of planning",
        "team": str(PLANNING.id),
        "deputy": "Sian Llwyd",
        "telephone": "01632 960 302",
        "email": "ffion@aberwen.example",
        "hours": "Mon-Thu 9-5",
        "languages": "Welsh, BSL",
        "accessibility": "Please text",
        "accessibility_cy": "Anfonwch neges",
        "sounds_like": "Feeon",
        "do_not_list": "yes",
    }
    answer = browser.fill_in("/directory/add/person", typed)
    ffion = entry_in(known, answer)
    assert ffion == Person(
        id=ffion.id,
        given="Ffion",
        family="Prys",
        job="Head of planning",
        team_id=PLANNING.id,
        deputy_id=SIAN.id,
        reach=Reach(telephone="+441632960302", email="ffion@aberwen.example"),
        hours=ffion.hours,
        languages=("cy", "bfi"),
        accessibility=Localised("Please text", "Anfonwch neges"),
        sounds_like=("Feeon",),
        listed=False,
    )
    shown = text(answer)
    assert "Hours Monday to Thursday, 9am to 5pm" in shown
    assert "Languages Welsh, British Sign Language" in shown
    assert "Not listed" in shown
    again = browser.get(f"/directory/{ffion.id}/change").text
    for value in ("Monday to Thursday, 9am to 5pm", "Welsh, British Sign Language", "Siân Llwyd", "01632 960302"):
        assert html.escape(value) in again
    assert re.search(r'name="do_not_list"[^>]* checked', again)
    assert re.search(rf'value="{PLANNING.id}"[^>]* selected', again)


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        (
            "team",
            {"name": "Housing", "name_cy": "Tai", "tenant": ""},
            Team(id=uuid4(), name=Localised("Housing", "Tai")),
        ),
        ("tenant", {"name": "Citizens Advice"}, Tenant(id=uuid4(), name=Localised("Citizens Advice"))),
        (
            "service",
            {"name": "Tree works", "lgsl": "487", "body": str(COUNTY.id), "form": "general-enquiry", "fees": "Free"},
            Service(
                id=uuid4(),
                name=Localised("Tree works"),
                lgsl=487,
                body_id=COUNTY.id,
                fees="Free",
                reach=Reach(form="general-enquiry"),
            ),
        ),
        (
            "body",
            {"name": "NHS 111", "telephone": "111", "address": "1 High St\r\nAberwen"},
            Body(
                id=uuid4(), name=Localised("NHS 111"), address=("1 High St", "Aberwen"), reach=Reach(telephone="111")
            ),
        ),
    ],
)
def test_adding_each_kind(
    known: Running, browser: Browser, kind: str, typed: dict[str, str], expected: Entry
) -> None:
    found = entry_in(known, browser.fill_in(f"/directory/add/{kind}", typed))
    assert found == replace(expected, id=found.id)


def test_what_will_not_do_is_told_beside_the_field_and_nothing_typed_is_lost(
    known: Running, browser: Browser
) -> None:
    typed = {
        "given": "<b>Eve",
        "telephone": "0909 879 0000",
        "hours": "whenever",
        "deputy": "Nobody Here",
        "job": "Keep me",
    }
    answer = browser.fill_in("/directory/add/person", typed)
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    for words in (
        "costs no more than an ordinary call",
        "is not understood",
        "There is no person called “Nobody Here”",
    ):
        assert answer.text.count(words) == 2, words
    assert 'value="Keep me"' in answer.text
    assert "<b>Eve" not in answer.text
    answer = browser.fill_in("/directory/add/person", {"given": "<b>Eve"})
    assert "First name holds &lt; or &gt;: plain words only" in answer.text
    assert text(browser.get("/directory")).count("Eve") == 0


def test_two_who_change_the_same_entry_are_both_heard(known: Running, browser: Browser) -> None:
    page = f"/directory/{SIAN.id}/change"
    mine = {"given": "Siân", "family": "Llwyd", "job": "Senior planner", "team": str(PLANNING.id), "revision": "1"}
    known.do(known.hub.directory.change(replace(SIAN, job="Head planner", place="Room 4"), 1, Actor("Gwilym")))
    answer = browser.fill_in(page, mine)
    assert answer.status_code == 409
    said = text(answer)
    assert "Gwilym changed this on" in said
    assert "Job title is “Head planner” by now" in said
    assert 'value="Senior planner"' in answer.text
    assert 'name="revision" value="2"' in answer.text
    # Saved again it is what they meant, place and all that they now know of.
    answer = browser.fill_in(page, mine | {"place": "Room 4", "revision": "2"})
    assert entry_in(known, answer).job == "Senior planner"
    assert entry_in(known, answer).place == "Room 4"


def test_removing_asks_first_warns_of_what_it_leaves_and_can_be_taken_back(known: Running, browser: Browser) -> None:
    page = f"/directory/{SIAN.id}/remove"
    assert "Nobody will be asked any more when somebody comes for Planning." in text(browser.get(page))
    assert "Siân Llwyd" in text(browser.get(f"/directory/{PLANNING.id}/remove"))
    refused = browser.fill_in(page, {"revision": "7"})
    assert refused.status_code == 409
    assert "It was not removed" in text(refused)
    answer = browser.fill_in(page, {"revision": "1"})
    assert answer.url.endswith("/directory/removed")
    assert "Siân Llwyd" in text(answer)
    assert browser.get(f"/directory/{SIAN.id}").status_code == 404
    assert "Nobody is asked when somebody comes for" in text(browser.get("/directory"))
    answer = browser.fill_in("/directory/removed", {}, f"/directory/{SIAN.id}/restore")
    assert entry_in(known, answer) == SIAN
    assert browser.fill_in(page, {}, f"/directory/{PLANNING.id}/remove").status_code == 409


def test_a_ladder_is_written_step_by_step(known: Running, browser: Browser) -> None:
    page = f"/directory/{PLANNING.id}/ladder"
    assert "This is the usual ladder. Whom the visitor has come to see, for 20 seconds" in text(
        browser.get(f"/directory/{PLANNING.id}")
    )
    steps = {
        "rung-1": "person",
        "person-1": "sian llwyd",
        "seconds-1": "30",
        "rung-3": "contact_centre",
        "seconds-3": "60",
    }
    answer = browser.fill_in(page, steps | {"revision": "1"})
    said = "This ladder is their own. One person: Siân Llwyd, for 30 seconds The contact centre, for 60 seconds"
    assert said in text(answer)
    assert "Only one person is asked" in text(answer)
    unfit = [
        ({"seconds-1": "300"}, "Enter how long step 1 takes, from 5 to 120 seconds"),
        ({"person-1": "Nobody"}, "Enter the name of somebody in the directory"),
        ({"rung-4": "host", "seconds-4": "20"}, "The contact centre comes last"),
        ({"seconds-1": "95"}, "90 is the most"),
        ({"rung-1": "", "rung-3": ""}, "A ladder needs at least one step"),
    ]
    for change, words in unfit:
        answer = browser.fill_in(page, steps | {"revision": "2"} | change)
        assert answer.status_code == 422, change
        assert words in text(answer)
    assert "Somebody else has changed this entry" in text(browser.fill_in(page, steps | {"revision": "1"}))
    answer = browser.fill_in(page, {"usual": "yes", "revision": "2"})
    assert "This is the usual ladder" in text(answer)
    assert browser.get(f"/directory/{SIAN.id}/ladder").status_code == 404


def test_exports_are_files_and_are_in_the_activity(known: Running, browser: Browser) -> None:
    assert "Export the directory" in text(browser.get("/directory/export"))
    table = browser.get("/directory/export.csv")
    assert table.headers["Content-Disposition"].startswith('attachment; filename="llanfair-road-directory-')
    assert table.headers["Cache-Control"] == "no-store"
    assert "Siân" in table.content.decode("utf-8-sig")
    services = browser.get("/directory/open-referral.json").json()
    assert [each["name"] for each in services["contents"]] == ["Bins"]
    assert "Quiet" not in str(services)
    entries = newest_entries(known, known.hub.audit)
    assert [(each.action, each.subject) for each in entries[:2]] == [
        ("directory_exported", "open_referral"),
        ("directory_exported", "csv"),
    ]


def test_pages_are_for_staff_and_for_entries_that_are_there(known: Running, browser: Browser) -> None:
    stranger = Browser(known)
    for what in ("", "/add", "/removed", "/export", "/export.csv", "/open-referral.json", "/import", f"/{SIAN.id}"):
        assert stranger.get(f"/directory{what}").url.endswith("/sign-in"), what
    for what in ("", "/change", "/remove", "/ladder"):
        assert browser.get(f"/directory/{uuid4()}{what}").status_code == 404
        assert browser.get(f"/directory/nonsense{what}").status_code == 404


def test_nothing_happens_for_a_form_of_somebody_elses(known: Running, browser: Browser) -> None:
    before = known.do(known.hub.directory.book()).entries
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    for what in (
        "add/person",
        f"{SIAN.id}/change",
        f"{SIAN.id}/remove",
        f"{SIAN.id}/restore",
        f"{PLANNING.id}/ladder",
    ):
        page = f"/directory/{what}"
        fields = {"given": "Eve", "family": "Evil", "revision": "1"}
        assert browser.post(page, fields | {"form_token": "0" * 64}).status_code == 403
        assert browser.post(page, fields).status_code == 403
        token = browser.token("/directory/add/person")
        assert browser.post(page, fields | {"form_token": token}, headers=elsewhere).status_code == 403
    assert known.do(known.hub.directory.book()).entries == before
