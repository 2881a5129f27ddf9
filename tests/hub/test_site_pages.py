"""The settings of a site as staff change them: without a script, with every slip told, and nobody else's site."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
from PIL import Image, PngImagePlugin

from kiosk.domain.overlays import Part
from kiosk.domain.roles import Action, Grant, StaffRole, may
from kiosk.runtime.settings import CONFIG, DEMO_SITE
from tests.support.chromium import chromium, page_of
from tests.support.hubs import Browser, Running, Terminal, running_hub
from tests.support.people import member

pytestmark = pytest.mark.sqlite

AT = "/sites/llanfair-road/settings"


def hidden(text: str) -> dict[str, str]:
    """What the first form of a page carries with it."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text))
    assert {"form_token", "seal"} <= found.keys()
    return found


def save(browser: Browser, path: str, fields: Mapping[str, str], action: str | None = None) -> requests.Response:
    """Fills in the form of a page of settings and sends it."""
    return browser.post(AT + (action or path), {**hidden(browser.get(AT + path).text), **fields})


def ok(answer: requests.Response) -> str:
    assert answer.status_code == 200, answer.text
    assert "Saved. The terminals of this site are told now." in answer.text
    return answer.text


def refused(answer: requests.Response, *words: str) -> None:
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    for each in words:
        assert each in answer.text


def site_of(terminal: Terminal) -> dict[str, Any]:
    site: dict[str, Any] = terminal.get("catalogue").json()["site"]
    return site


def png(**options: Any) -> bytes:
    made = io.BytesIO()
    Image.new("RGBA", (120, 60), (11, 93, 98, 255)).save(made, "PNG", **options)
    return made.getvalue()


def test_colours_are_checked_before_they_are_kept(browser: Browser, terminal: Terminal) -> None:
    checked = save(browser, "/theme", {"colour": "6B1B4B", "dark": "#4a1236", "accent": "", "do": "check"})
    assert checked.status_code == 200
    assert "12.1 to 1: good" in checked.text or "to 1: good" in checked.text
    assert 'fill="#6B1B4B"' in checked.text, "the preview has them"
    assert site_of(terminal)["brand"]["colour"] == "#0B5D62", "nothing was saved"
    refused(save(browser, "/theme", {"colour": "#20C0D0", "dark": "#4A1236"}), "White words on buttons and tiles")
    refused(save(browser, "/theme", {"colour": "teal", "dark": '"><script>'}), "such as #0B5D62")
    refused(save(browser, "/theme", {"colour": "#6B1B4B", "dark": "#4A1236", "accent": "#4A1237"}), "The line below")
    ok(save(browser, "/theme", {"colour": "#6B1B4B", "dark": "#4A1236", "accent": "#F2B84B"}))
    assert site_of(terminal)["brand"] == {"colour": "#6B1B4B", "dark": "#4A1236", "accent": "#F2B84B"}


def test_a_logo_is_a_picture_without_anything_else(browser: Browser, terminal: Terminal) -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "Ffion at home")

    def upload(content: bytes | None, **fields: str) -> requests.Response:
        carried = hidden(browser.get(f"{AT}/logo").text)
        file = ("../logo.svg", b"" if content is None else content) if content is not None else ("", b"")
        words = {"alt_en": "Aberwen", "alt_cy": "Aberwen", "ground": "dark"}
        return browser.http.post(
            browser.url + f"{AT}/logo", data={**carried, **words, **fields}, files={"file": file}, timeout=20
        )

    for content, words in (
        (b"<svg onload='alert(1)'/>", "drawing"),
        (b"\xff\xd8\xffJFIF", "another kind"),
        (png() + b" " * 200_000, "200 kB"),
        (png()[:-20], "damaged"),
    ):
        refused(upload(content), words)
    refused(upload(png(), alt_en=""), "Enter what the logo says in English")
    ok(upload(png(pnginfo=text)))
    shown = browser.get(f"{AT}/logo.png")
    assert (shown.headers["Content-Type"], shown.headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert b"Ffion" not in shown.content
    assert Image.open(io.BytesIO(shown.content)).size == (120, 60)
    assert site_of(terminal)["logo"]["on_white"] is False
    ok(upload(None, ground="white"))
    assert site_of(terminal)["logo"]["on_white"] is True, "without a new picture the old one stays"
    ok(upload(None, do="remove"))
    assert "logo" not in site_of(terminal)
    refused(upload(None), "Choose a picture")
    stranger = browser.http.post(browser.url + f"{AT}/logo", data={"do": "remove"}, files={"file": b""}, timeout=20)
    assert stranger.status_code == 403
    too_long = browser.http.post(browser.url + f"{AT}/logo", files={"file": b" " * 2_000_000}, timeout=20)
    assert too_long.status_code == 413


def test_words_languages_and_forms(browser: Browser, terminal: Terminal) -> None:
    names = {"name_en": "Mill House", "name_cy": "Tŷ’r Felin", "council_en": "Aberwen Council"}
    refused(
        save(browser, "/wording", names | {"name_en": " ", "privacy_cy": "Dim Saesneg"}), "name of the building in"
    )
    refused(save(browser, "/wording", names | {"greeting_en": "x" * 81}), "80 characters or fewer")
    ok(save(browser, "/wording", names))
    told = site_of(terminal)
    assert (told["name"], told["council"]["cy"]) == ({"en": "Mill House", "cy": "Tŷ’r Felin"}, None)
    assert "run_by" not in told
    assert "Welsh is missing in: Names and wording" in browser.get(AT).text
    assert "Mill House" in browser.get("/sign-in").text or "Mill House" in browser.get(AT).text
    refused(save(browser, "/languages", {"order": "en fr"}), "Choose the languages")
    ok(save(browser, "/languages", {"order": "cy en"}))
    assert site_of(terminal)["languages"] == ["cy", "en"]
    ok(save(browser, "/languages", {"order": "cy en", "uk": "yes"}))
    assert site_of(terminal)["languages"] == ["cy", "en", "uk"]
    assert re.findall(r'name="(pl|uk)"[^>]* checked', browser.get(f"{AT}/languages").text) == ["uk"]
    place = {"place_missed-bin": "2", "place_general-enquiry": "1", "place_complaint-or-compliment": "3"}
    refused(save(browser, "/forms", place | {"on_missed-bin": "yes", "place_missed-bin": "first"}), "whole number")
    ok(save(browser, "/forms", place | {"on_missed-bin": "yes", "on_general-enquiry": "yes"}))
    forms = terminal.get("catalogue").json()["forms"]
    assert [form["metadata"]["id"] for form in forms] == ["general-enquiry", "missed-bin"]
    shown = browser.get(f"{AT}/forms").text
    assert re.findall(r'name="on_([a-z-]+)"[^>]* checked', shown) == ["general-enquiry", "missed-bin"]


def test_hours_are_read_back_in_both_languages(browser: Browser, terminal: Terminal) -> None:
    week = "mon-thu 9-12.30 and 13:30-17:00; fri 9 to 4"
    checked = save(browser, "/opening", {"hours": week, "nation": "scotland", "do": "check"})
    assert "Monday to Thursday, 9am to 12:30pm and 1:30pm to 5pm; Friday, 9am to 4pm" in checked.text
    assert "Dydd Llun i ddydd Iau" in checked.text
    assert "St Andrew’s Day" in checked.text
    refused(save(browser, "/opening", {"hours": "whenever", "nation": ""}), "makes no sense here")
    refused(save(browser, "/opening", {"hours": week, "nation": "cornwall"}), "whose bank holidays")
    ok(save(browser, "/opening", {"hours": week, "nation": "scotland", "on_bank_holidays": "yes"}))
    told = site_of(terminal)
    assert told["opening"]["on_bank_holidays"] is True
    assert len(told["opening"]["hours"]) == 9
    ok(save(browser, "/opening", {"hours": "", "nation": ""}))
    assert "opening" not in site_of(terminal)
    assert "Nobody has said" in browser.get("/sites").text or "Nobody has said" in browser.get(AT).text


def test_closures_are_kept_in_their_order(browser: Browser, terminal: Terminal) -> None:
    training = {"words_en": "Staff training", "first": "2026-12-01", "first_time": "12:30", "last": "2026-12-01"}
    refused(save(browser, "/closures/add", {}), "Enter the first day", "Enter the reason in English")
    refused(save(browser, "/closures/add", training | {"last": "2026-11-30"}), "after the beginning")
    refused(save(browser, "/closures/add", training | {"first": "2026-02-30"}), "real day")
    refused(save(browser, "/closures/add", training | {"first_time": "half past"}), "14:30")
    text = ok(save(browser, "/closures/add", training))
    assert "Tuesday 1 December 2026, 12:30pm to Tuesday 1 December 2026" in text
    assert "No Welsh" in text
    assert [row["first"] for row in site_of(terminal)["closures"]] == ["2026-12-01T12:30:00", "2026-12-24T12:00:00"]
    text = ok(save(browser, "/closures/0", {"words_en": "Moving house", "words_cy": "Symud", "first": "2027-02-01"}))
    assert "Moving house" in text
    assert [row["last"] for row in site_of(terminal)["closures"]] == ["2027-01-03", "2027-02-01"]
    assert "Christmas and New Year" in browser.get(f"{AT}/closures/0/remove").text, "it asks first"
    ok(save(browser, "/closures/0/remove", {}))
    ok(save(browser, "/closures/0/remove", {}))
    assert site_of(terminal)["closures"] == []


def test_numbers_say_when_somebody_answers(browser: Browser, terminal: Terminal) -> None:
    line = {"name_en": "Housing", "name_cy": "Tai", "number": "01632 960 150", "answers": "own", "own": "Sat 9-12"}
    refused(save(browser, "/contacts/add", line | {"number": "ring us"}), "as people dial it")
    refused(save(browser, "/contacts/add", line | {"own": ""}), "Write the hours like")
    refused(save(browser, "/contacts/add", line | {"answers": "sometimes"}), "Choose when")
    refused(save(browser, "/contacts/add", line | {"answers": "words"}), "in English")
    ok(save(browser, "/contacts/add", line))
    ok(save(browser, "/contacts", {}, "/contacts/3/up"))
    added = site_of(terminal)["contacts"][2]
    assert (added["id"], added["answers"], added["hours"]["cy"]) == (
        "housing",
        {"hours": [[5, 540, 720]]},
        "Dydd Sadwrn, 9am i hanner dydd",
    )
    ok(save(browser, "/contacts/2", line | {"answers": "words", "hours_en": "Now and then", "urgent": "yes"}))
    changed = site_of(terminal)["contacts"][2]
    assert (changed["id"], changed["answers"], changed["hours"]["en"], changed["urgent"]) == (
        "housing",
        None,
        "Now and then",
        True,
    )
    for _ in range(3):
        ok(save(browser, "/contacts/0/remove", {}))
    assert save(browser, "/contacts/0", {}, "/contacts/0/remove").status_code == 404
    assert [each["id"] for each in site_of(terminal)["contacts"]] == ["out-of-hours"], "one must stay"
    ok(save(browser, "/emergency/add", {"name_en": "999", "number": "999", "note_en": "Free"}))
    assert [each["id"] for each in site_of(terminal)["emergency"]][-1] == "999-2", "no two are called the same"


def test_messages_have_days_and_say_when_welsh_is_missing(browser: Browser, terminal: Terminal) -> None:
    words = {"words_en": "The lift is out", "first": "2026-12-02", "last": "2026-12-01"}
    refused(save(browser, "/messages/add", words), "must not be before the first")
    refused(save(browser, "/messages/add", {"words_cy": "Dim lifft"}), "Enter the message in English")
    text = ok(save(browser, "/messages/add", words | {"last": "2026-12-03"}))
    assert "Wednesday 2 December 2026 to Thursday 3 December 2026" in text
    assert "Welsh is missing in some of these" in text
    ok(save(browser, "/messages/0", {"words_en": "The lift is out", "words_cy": "Nid yw’r lifft yn gweithio"}))
    assert site_of(terminal)["notices"] == [
        {"en": "The lift is out", "cy": "Nid yw’r lifft yn gweithio", "first": None, "last": None}
    ]
    assert "Welsh is missing" not in browser.get(AT).text


def test_the_way_back_to_the_file(browser: Browser, terminal: Terminal) -> None:
    before = site_of(terminal)
    assert browser.get(f"{AT}/languages/restore").status_code == 404
    ok(save(browser, "/languages", {"order": "cy"}))
    page = browser.get(f"{AT}/languages/restore")
    assert "English, then Welsh" in page.text
    ok(save(browser, "/languages/restore", {}))
    assert site_of(terminal) == before
    assert "Went back to the file of the site" in browser.get("/sites/llanfair-road/activity").text


def test_nobody_saves_over_what_they_have_not_seen(browser: Browser, terminal: Terminal) -> None:
    stale = hidden(browser.get(f"{AT}/languages").text)
    rows = hidden(browser.get(f"{AT}/messages/add").text)
    ok(save(browser, "/languages", {"order": "cy"}))
    answer = browser.post(f"{AT}/languages", {**stale, "order": "en"})
    refused(answer, "Somebody else changed this meanwhile")
    assert site_of(terminal)["languages"] == ["cy"]
    ok(browser.post(f"{AT}/languages", {**hidden(answer.text), "order": "en"}))
    ok(save(browser, "/messages/add", {"words_en": "One"}))
    assert browser.post(f"{AT}/messages/0/remove", rows).status_code == 409
    assert len(site_of(terminal)["notices"]) == 1


def test_each_role_changes_what_it_may_and_at_its_own_site(tmp_path: Path) -> None:
    sites = (DEMO_SITE, CONFIG / "sites" / "arian.toml")
    with running_hub(tmp_path / "hub", "hub.secure_cookies=false", sites=sites) as running:
        for role in StaffRole:
            tenant = uuid4() if role in (StaffRole.TENANT_MANAGER, StaffRole.TENANT_USER) else None
            grants = [Grant("llanfair-road", role, tenant)]
            here = member(running, f"{role} here", *grants).browser
            there = member(running, f"{role} there", Grant("canolfan-arian", role, tenant)).browser
            edits = may(grants, Action.EDIT_SITE, "llanfair-road")
            messages = may(grants, Action.EDIT_MESSAGES, "llanfair-road")
            for part in Part:
                allowed = messages if part is Part.MESSAGES else edits
                assert here.get(f"{AT}/{part}").status_code == (200 if allowed else 403), (role, part)
                assert here.get(f"{AT}/{part}/restore").status_code == (404 if allowed else 403), (role, part)
                assert there.get(f"{AT}/{part}").status_code == 404
                assert there.post(f"{AT}/{part}/restore", {}).status_code == 404
            listed = here.get("/sites").text
            assert "Llanfair Road offices" in listed
            assert "Arian Centre" not in listed


def test_a_manager_dresses_a_site_in_a_real_browser(running: Running, browser: Browser, tmp_path: Path) -> None:
    picture = tmp_path / "logo.png"
    picture.write_bytes(png())
    terminal = running.terminal()
    with chromium() as program, page_of(program, browser, java_script_enabled=False) as page:
        page.goto("/sites/llanfair-road/settings")
        page.get_by_role("link", name="Change colours").click()
        page.get_by_label("Main colour").fill("#6B1B4B")
        page.get_by_label("Dark colour").fill("#4A1236")
        page.get_by_role("button", name="Check without saving").click()
        drawing = page.get_by_role("img", name="A small drawing of a screen in these colours")
        assert drawing.locator("rect").nth(1).get_attribute("fill") == "#4A1236"
        page.get_by_role("button", name="Save").click()
        page.get_by_role("alert").filter(has_text="Saved").wait_for()
        page.get_by_role("link", name="Change logo").click()
        page.get_by_label("A new picture").set_input_files(picture)
        page.get_by_role("button", name="Save").click()
        page.get_by_role("link", name="Change logo").click()
        image = page.get_by_role("img", name="The logo now")
        assert (image.bounding_box() or {}).get("width", 0) > 100, "the picture is shown"
        page.goto("/sites/llanfair-road/settings/messages")
        page.get_by_role("button", name="Add a message").click()
        page.get_by_label("In English").fill("Flu jabs today in room 3")
        page.get_by_role("button", name="Save").click()
        page.get_by_text("No Welsh").wait_for()
    told = site_of(terminal)
    assert (told["brand"]["colour"], told["messages"][0]["en"]) == ("#6B1B4B", "Flu jabs today in room 3")
