"""The forms of a site as staff look after them: without a script, with every finding told, and nobody else's site."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from kiosk.domain.roles import Action, Grant, StaffRole, may
from kiosk.runtime.settings import CONFIG, DEMO_SITE
from kiosk.services.form_looks import PATIENCE
from tests.support.answers import complete
from tests.support.desk import ROOT, shipped
from tests.support.hubs import Browser, Running, Terminal, newest_entries, running_hub, staff_browser
from tests.support.people import member

pytestmark = pytest.mark.sqlite

FORM = "missed-bin"


def definition(form_id: str = FORM) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((ROOT / f"config/forms/{form_id}.json").read_text("utf-8"))
    return document


def changed(words: str = "Pa fin?") -> dict[str, Any]:
    """The missed-bin form, asked in other words."""
    document = definition()
    asked = next(page for page in document["pages"] if page["path"] == "/which-bin")["components"][0]
    asked["title"] = {**asked["title"], "cy": words}
    return document


def hand_in(browser: Browser, document: object, raw: bytes | None = None) -> requests.Response:
    content = json.dumps(document).encode() if raw is None else raw
    return browser.http.post(
        browser.address("/forms"),
        data={"form_token": browser.token("/forms")},
        files={"file": ("form.json", content)},
        timeout=30,
    )


def publish(browser: Browser, form_id: str = FORM, do: str = "publish") -> requests.Response:
    page = browser.get(f"/forms/{form_id}/draft").text
    carried = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    return browser.post(f"/forms/{form_id}/draft", {**carried, "do": do})


def offered(terminal: Terminal) -> dict[str, int]:
    forms = terminal.get("catalogue").json()["forms"]
    return {form["metadata"]["id"]: form["metadata"]["version"] for form in forms}


def done(running: Running) -> list[tuple[str, str | None, str]]:
    entries = newest_entries(running, running.hub.audit)
    return [(each.action, each.subject, each.outcome) for each in entries if each.action.startswith("form_")]


@pytest.mark.postgresql
def test_a_form_is_handed_in_looked_at_published_and_brought_back(
    running: Running, browser: Browser, terminal: Terminal
) -> None:
    before = terminal.get("catalogue").json()["forms"]
    told = len([fact for fact in terminal.hear(0)[0] if fact["kind"] == "catalogue_changed"])
    under_way = terminal.submission()
    waits = hand_in(browser, changed())
    assert waits.url.endswith(f"/forms/{FORM}/draft"), waits.text
    assert "It becomes version 2" in waits.text
    assert offered(terminal)[FORM] == 1, "nobody sees a draft"
    differs = browser.get(f"/forms/{FORM}/changes?from=1&to=draft").text
    assert "<ins>Pa fin?</ins>" in differs
    assert differs.count('<tr class="govuk-table__row"') == 2, "one change, below the head"
    published = publish(browser)
    assert "Published. The terminals of this site are told now." in published.text
    assert "&lt;" not in published.text, "no markup is shown as it is"
    assert "People get version 2" in published.text
    terminal.hear_of("catalogue_changed", told + 1)
    assert offered(terminal)[FORM] == 2
    assert [form["metadata"]["id"] for form in terminal.get("catalogue").json()["forms"]] == [
        form["metadata"]["id"] for form in before
    ], "in the same place"
    assert terminal.send(under_way).status_code == 201, "begun in version 1"
    row = running.do(running.hub.store.read(lambda record: record.submissions.get(under_way.id)))
    assert row is not None and row.reason is None, "and read by version 1"
    browser.fill_in(f"/forms/{FORM}/withdraw", {})
    assert FORM not in offered(terminal)
    assert "Withdrawn by" in browser.get(f"/forms/{FORM}").text
    back = browser.fill_in(f"/forms/{FORM}/versions/1/restore", {})
    assert "as the site’s file has it" in back.text
    assert terminal.get("catalogue").json()["forms"] == before
    browser.fill_in(f"/forms/{FORM}/versions/2/restore", {})
    assert offered(terminal)[FORM] == 2
    kept = browser.get(f"/forms/{FORM}/versions/2.json")
    assert kept.headers["Content-Disposition"] == 'attachment; filename="missed-bin-2.json"'
    assert kept.json()["metadata"]["version"] == 2
    assert done(running)[::-1] == [
        ("form_handed_in", FORM, "done"),
        ("form_published", FORM, "done"),
        ("form_withdrawn", FORM, "done"),
        ("form_restored", f"{FORM} 1", "done"),
        ("form_restored", f"{FORM} 2", "done"),
    ]


def test_what_staff_published_stays_when_the_hub_begins_anew(tmp_path: Path) -> None:
    data = tmp_path / "hub"
    new = copy.deepcopy(definition("general-enquiry"))
    new["metadata"]["id"] = "lost-property"
    with running_hub(data, "hub.secure_cookies=false") as running:
        browser, terminal = staff_browser(running), running.terminal()
        hand_in(browser, changed())
        publish(browser)
        assert hand_in(browser, new).status_code == 200
        publish(browser, "lost-property")
        before = offered(terminal)
        assert list(before)[-1] == "lost-property", "after those of the file"
    # The file comes with a version 2 of its own by now.
    theirs = changed("Pa un?")
    theirs["metadata"]["version"] = 2
    forms = tmp_path / "forms"
    forms.mkdir()
    for file in (CONFIG / "forms").glob("*.json"):
        (forms / file.name).write_bytes(file.read_bytes())
    (forms / f"{FORM}.json").write_text(json.dumps(theirs))
    site = tmp_path / "site.toml"
    site.write_text(DEMO_SITE.read_text("utf-8"), "utf-8")
    for beside in (*DEMO_SITE.parent.glob("*.png"), *forms.iterdir()):
        (tmp_path / beside.name).write_bytes(beside.read_bytes())
    with running_hub(data, "hub.secure_cookies=false", sites=(site,)) as running:
        terminal = running.terminal()
        assert offered(terminal) == before
        told = next(form for form in terminal.get("catalogue").json()["forms"] if form["metadata"]["id"] == FORM)
        assert "Pa fin?" in json.dumps(told), "theirs, not the file's"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"{", "The file is not JSON"),
        (b"\xff\xfe", "The file is not JSON"),
        (b"[" * 100_000, "The file is not JSON"),
        (b"[]", "The document must be an object"),
        (json.dumps({"a": {"b": "\x00"}}).encode(), "control character"),
        (json.dumps({"x": ["y"] * 70_000}).encode(), "more than 60000 values"),
    ],
)
def test_what_is_no_form_is_refused_in_words(standing_browser: Browser, raw: bytes, said: str) -> None:
    answer = hand_in(standing_browser, None, raw)
    assert answer.status_code == 422
    assert said in answer.text
    assert standing_browser.get("/forms").text.count("A draft waits") == 0


def test_findings_name_the_page_the_question_and_the_reason(standing_browser: Browser) -> None:
    document = definition()
    asked = next(page for page in document["pages"] if page["path"] == "/which-bin")["components"][0]
    asked |= {"type": "MapField"}
    document["pages"][2]["components"].append({"type": "Html", "content": "<script>alert(1)</script>"})
    document["metadata"]["colour"] = "blue"
    answer = hand_in(standing_browser, document)
    assert answer.status_code == 422
    cells = re.findall(r'role="cell">(.*?)</td>', answer.text, re.DOTALL)
    rows = [tuple(cells[place : place + 3]) for place in range(0, len(cells), 3)]
    assert any(page == "/which-bin" and question == "bin" and "MapField" in reason for page, question, reason in rows)
    assert any(page == "/due-day" and "&lt;script&gt;" in reason for page, _, reason in rows), rows
    assert any(page == "The whole form" and "colour" in reason for page, _, reason in rows)
    assert "<script>alert" not in answer.text


def test_a_form_with_very_many_ways_is_tried_for_as_long_as_there_is_time(
    standing: Running, standing_browser: Browser
) -> None:
    document = definition()
    pages = [
        {
            "path": f"/q{number}",
            "title": {"en": f"Question {number}", "cy": f"Cwestiwn {number}"},
            "components": [
                {"type": "YesNoField", "name": f"q{number}x{part}", "title": {"en": f"{number} {part}?", "cy": "?"}}
                for part in range(40)
            ],
            "next": [{"path": f"/q{number + 1}" if number < 99 else "/summary"}],
        }
        for number in range(100)
    ]
    summary = next(page for page in document["pages"] if "summary" in str(page.get("controller", "")))
    document |= {"pages": [*pages, summary], "startPage": "/q0", "conditions": []}
    document["metadata"] |= {"id": "very-long", "acknowledge": []}
    began = standing.clock.monotonic()
    answer = hand_in(standing_browser, document)
    assert answer.url.endswith("/forms/very-long/draft"), re.findall(r"<td[^>]*>(.*?)</td>", answer.text)
    assert "is more than can be sent" in answer.text
    assert standing.clock.monotonic() - began < 10 * PATIENCE + 30
    publish(standing_browser, "very-long", "remove")


def test_publishing_is_refused_for_what_cannot_be_delivered_what_is_there_and_what_is_stale(
    running: Running, browser: Browser, terminal: Terminal
) -> None:
    hand_in(browser, definition())
    same = publish(browser)
    assert same.status_code == 422
    assert "Version 1 says the same" in same.text
    lost = changed()
    lost["metadata"]["destination"] = "nobody"
    shown = hand_in(browser, lost)
    assert "no destination “nobody”" in shown.text
    assert "Publish version" not in shown.text
    assert publish(browser).status_code == 422
    hand_in(browser, changed("Un"))
    page = browser.get(f"/forms/{FORM}/draft").text
    carried = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    hand_in(browser, changed("Dau"))
    stale = browser.post(f"/forms/{FORM}/draft", {**carried, "do": "publish"})
    assert stale.status_code == 409
    assert "Somebody else handed in another definition" in stale.text
    assert offered(terminal)[FORM] == 1
    assert publish(browser, do="remove").url.endswith("/forms?done=removed")
    assert browser.get(f"/forms/{FORM}/draft").status_code == 404
    assert {outcome for action, _, outcome in done(running) if action == "form_published"} == {"refused"}


def test_a_new_form_joins_a_list_that_staff_made(browser: Browser, terminal: Terminal) -> None:
    page = browser.get("/settings/forms").text
    carried = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    browser.post("/settings/forms", {**carried, "on_general-enquiry": "yes", "place_general-enquiry": "1"})
    assert list(offered(terminal)) == ["general-enquiry"]
    hand_in(browser, changed())
    publish(browser)
    assert offered(terminal) == {"general-enquiry": 2, FORM: 2}


def test_a_preview_shows_every_page_on_both_faces_in_every_language(standing_browser: Browser) -> None:
    form = shipped(FORM)
    for face in ("terminal", "phone"):
        for language in ("en", "cy", "pl", "uk"):
            text = standing_browser.get(f"/forms/{FORM}/preview?version=1&face={face}&lang={language}").text
            assert f'lang="{language}"' in text
            for page in form.pages:
                assert page.path in text
                for question in page.questions:
                    assert question.title.get(language).replace("'", "&#39;") in text, (face, language)
            assert "<form" not in text.partition("<main")[2], "nothing sends"
    english = standing_browser.get(f"/forms/{FORM}/preview?version=1&lang=pl").text
    assert "no words in this language" in english
    for wrong in (
        "version=9",
        "version=x",
        "version=1&face=fax",
        "version=1&lang=fr",
        "version=1&page=9",
        "version=draft",
    ):
        assert standing_browser.get(f"/forms/{FORM}/preview?{wrong}").status_code == 404, wrong


@pytest.fixture(scope="module")
def two_sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    sites = (DEMO_SITE, CONFIG / "sites" / "arian.toml")
    with running_hub(tmp_path_factory.mktemp("two"), "hub.secure_cookies=false", sites=sites) as running:
        yield running


def test_forms_are_for_those_who_may_and_each_site_has_its_own(two_sites: Running) -> None:
    here, there = two_sites.estate.sites.values()
    grant = Grant(here.site.id, StaffRole.FACILITIES)
    browser = member(two_sites, "Ffion of here", grant).browser
    assert may([grant], Action.EDIT_FORMS, here.site.id)
    hand_in(browser, changed())
    publish(browser)
    elsewhere = f"/sites/{there.site.id}/forms"
    for path in ("", f"/{FORM}", f"/{FORM}/draft", f"/{FORM}/versions/2.json", f"/{FORM}/preview?version=2"):
        assert browser.get(elsewhere + path).status_code == 404, path
    token = browser.token(f"/forms/{FORM}/withdraw")
    assert browser.post(f"{elsewhere}/{FORM}/withdraw", {"form_token": token}).status_code == 404
    both = member(two_sites, "Both", grant, Grant(there.site.id, StaffRole.FACILITIES)).browser
    assert both.get(f"{elsewhere}/{FORM}/versions/2.json").status_code == 404, "version 2 is of the other site"
    known = {form.id: form.version for form in two_sites.do(there.forms.known_offered())}
    assert known.get(FORM, 1) == 1
    for role in (StaffRole.CONTACT_CENTRE, StaffRole.TENANT_USER):
        tenant = None if role is StaffRole.CONTACT_CENTRE else uuid4()
        other = member(two_sites, f"A {role}", Grant(here.site.id, role, tenant)).browser
        assert other.get(f"/forms/{FORM}").status_code == 403
        assert other.get("/forms").status_code == 403


@pytest.mark.postgresql
def test_answers_to_an_earlier_version_are_still_shown_in_its_words(
    running: Running, browser: Browser, terminal: Terminal
) -> None:
    old = terminal.submission(complete(shipped(FORM)))
    document = changed()
    asked = next(page for page in document["pages"] if page["path"] == "/which-bin")["components"][0]
    asked["title"]["en"] = "Which one?"
    hand_in(browser, document)
    publish(browser)
    assert terminal.send(old).status_code == 201
    text = browser.get(f"/submissions/{old.id}").text
    assert "Which bin did we miss?" in text
    assert "Which one?" not in text
