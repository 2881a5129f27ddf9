"""Submissions on the staff's pages: found, noted, handed over and given out, by those who may and by nobody else."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from uuid import uuid4

import jsonschema
import pytest
import requests

from kiosk.domain.roles import Grant, StaffRole
from kiosk.interfaces.facts import Kept
from kiosk.services import searches
from kiosk.web.pages.sheets import cell
from tests.support.answers import PLANTED, complete, missed_bin
from tests.support.house import HERE, THERE, House
from tests.support.hubs import Browser
from tests.support.records import rows_of

pytestmark = pytest.mark.xdist_group("pages")

CENTRE = StaffRole.CONTACT_CENTRE
SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "submission.schema.json"


def references(page: requests.Response) -> list[str]:
    assert page.status_code == 200, page.text
    return re.findall(r'foyer-table__first"><a class="govuk-link foyer-reference"[^>]*>([^<]+)<', page.text)


def token(browser: Browser) -> str:
    return browser.token("/submissions")


# --- looking for them ---


def test_a_reference_is_found_however_it_is_typed(house: House) -> None:
    browser, sent = house.person(CENTRE), house.send()
    plain = sent.reference.replace("-", "")
    for typed in (
        sent.reference,
        plain.lower(),
        f" {plain[:4]} {plain[4:]} ",
        plain.replace("0", "o").replace("1", "I"),
    ):
        assert references(browser.get("/submissions", params={"reference": typed})) == [sent.reference]
    assert sent.reference in references(browser.get("/submissions", params={"reference": plain[:5]}))


def test_a_misread_reference_leads_to_the_one_that_was_meant(house: House) -> None:
    browser, sent = house.person(CENTRE), house.send()
    plain = sent.reference.replace("-", "")
    typed = ("7" if plain[0] != "7" else "K") + plain[1:]
    page = browser.get("/submissions", params={"reference": typed})
    assert references(page) == []
    assert f"reference={sent.reference}" in page.text
    assert "Was it" in page.text
    nobodys = browser.get("/submissions", params={"reference": "<b>zz</b>"})
    assert "Was it" not in nobodys.text
    assert "<b>zz" not in nobodys.text


def test_the_list_is_narrowed_by_form_service_state_terminal_and_days(house: House) -> None:
    browser = house.person(CENTRE)
    good, unfit = house.send(), house.send({})
    terminal = str(house.terminals[HERE].id)
    today = house.running.do(_today(house))

    def found(**query: str) -> set[str]:
        return set(references(browser.get("/submissions", params=query)))

    assert {good.reference, unfit.reference} <= found(form="missed-bin", terminal=terminal)
    assert found(form="no-such-form") == set()
    lgsl = str(missed_bin().lgsl)
    assert {good.reference, unfit.reference} <= found(lgsl=lgsl)
    assert unfit.reference in found(state="needs_review", lgsl=lgsl)
    assert good.reference not in found(state="needs_review", lgsl=lgsl)
    assert found(terminal=str(uuid4())) == set()
    assert good.reference in found(since=today, until=today)
    assert found(until="2001-01-01") == set()
    assert good.reference in found(since="1/1/2001")
    wrong = browser.get("/submissions", params={"since": "soon", "terminal": "that one"})
    assert wrong.status_code == 422
    assert "Enter a day" in wrong.text


async def _today(house: House) -> str:
    return house.running.hub.desk.uses.today().isoformat()


def test_words_are_found_in_sealed_answers_and_the_page_says_how_far_it_looked(house: House) -> None:
    browser = house.person(CENTRE)
    sent = house.send(complete(missed_bin()) | {"note": "Y giât wrth Tŷ’r Ysgol"})
    page = browser.fill_in("/submissions/search", {"words": "giat YSGOL", "form": "missed-bin"})
    assert references(page) == [sent.reference]
    assert "submissions were opened" in page.text or "submission was opened" in page.text
    assert references(browser.fill_in("/submissions/search", {"words": "giat plymouth"})) == []
    entry = next(entry for entry in house.entries() if entry.action == "submissions_searched")
    assert "giat" not in str(entry).lower()
    assert browser.fill_in("/submissions/search", {"words": " . "}).status_code == 422


def test_what_was_not_searched_is_said(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = house.person(CENTRE)
    monkeypatch.setattr(searches, "WINDOW", 1)
    monkeypatch.setattr(searches, "AT_ONCE", 1)
    old, new = house.send(), house.send()
    page = browser.fill_in("/submissions/search", {"words": PLANTED})
    assert references(page) == [new.reference]
    assert old.reference not in page.text
    assert "Older ones were not searched" in page.text


def test_a_search_that_finds_enough_stops_and_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = house.person(CENTRE)
    monkeypatch.setattr(searches, "MOST_HITS", 1)
    monkeypatch.setattr("kiosk.web.pages.submissions.MOST_HITS", 1)
    house.send()
    newest = house.send()
    page = browser.fill_in("/submissions/search", {"words": PLANTED})
    assert references(page) == [newest.reference]
    assert "It stopped because it had found 1" in page.text


# --- giving them out ---


def exported(house: House, browser: Browser, kind: str, **fields: str) -> requests.Response:
    answer = browser.post("/submissions/export", {"form_token": token(browser), "kind": kind} | fields)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="submissions-llanfair-road-')
    assert answer.headers["Cache-Control"] == "no-store"
    return answer


def test_a_spreadsheet_of_them_has_a_column_a_question_and_runs_nothing(house: House) -> None:
    browser = house.person(CENTRE)
    evil = '=HYPERLINK("http://evil.example","Pay here")'
    sent = house.send(complete(missed_bin()) | {"note": evil})
    answer = exported(house, browser, "csv", reference=sent.reference)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Reference"] for row in rows] == [sent.reference]
    assert rows[0]["State"] == "Accepted"
    assert rows[0]["LGSL"] == str(missed_bin().lgsl)
    assert f"'{evil}" in rows[0].values()
    assert evil not in rows[0].values()
    entry = house.entries()[0]
    assert (entry.action, entry.subject, entry.outcome) == ("submissions_exported", "1 as csv", "done")


@pytest.mark.parametrize(
    "text", ["=1+1", "+44 1632", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "＝1", "－1"]
)
def test_no_cell_is_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "7K3-MQ9-XZ4", "12 Market Street", "a=b", "2026-11-23"])
def test_an_ordinary_cell_stays_as_it_is(text: str) -> None:
    assert cell(text) == text


def test_envelopes_are_as_their_services_receive_them(house: House) -> None:
    browser = house.person(CENTRE)
    good, unfit = house.send(), house.send({"no_such_question": "x"})
    document = exported(house, browser, "json").json()
    schema = json.loads(SCHEMA.read_text("utf-8"))
    for each in document["submissions"]:
        jsonschema.validate(each, schema)
    assert good.reference in [each["submission_reference"] for each in document["submissions"]]
    assert {"submission_reference": unfit.reference, "reason": "answers_unfit"} in document["left_out"]
    assert document["complete"] is True


def test_an_export_ends_where_it_says(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = house.person(CENTRE)
    monkeypatch.setattr(searches, "MOST_EXPORTED", 2)
    monkeypatch.setattr(searches, "AT_ONCE", 2)
    monkeypatch.setattr("kiosk.web.pages.submission_export.MOST_EXPORTED", 2)
    for _ in range(3):
        house.send()
    document = exported(house, browser, "json").json()
    assert len(document["submissions"]) + len(document["left_out"]) == 2
    assert document["complete"] is False


# --- working on one ---


def test_a_note_is_kept_sealed_with_its_author_and_shown_as_text(house: House) -> None:
    browser, sent = house.person(CENTRE), house.send()
    page = f"/submissions/{sent.id}"
    words = "Rang back. <b>Gate</b> code is Zanzibar\nNo answer"
    answer = browser.fill_in(page, {"note": words}, action=f"{page}/note")
    assert answer.url.endswith(f"{page}?done=noted")
    assert "Your note is kept." in answer.text
    assert "&lt;b&gt;Gate&lt;/b&gt; code is Zanzibar" in answer.text
    assert "contact_centre llanfair-road," in answer.text
    kept = rows_of(house.running.data, "SELECT sealed FROM submission_notes")
    assert kept
    assert all(isinstance(sealed, bytes) and b"Zanzibar" not in sealed for (sealed,) in kept)
    entry = next(entry for entry in house.entries() if entry.action == "submission_noted")
    assert (entry.who, entry.subject) == ("contact_centre llanfair-road", str(sent.id))
    for wrong, said in (("", "Enter a note"), ("x" * 2001, "2,000 characters or fewer")):
        refused = browser.fill_in(page, {"note": wrong}, action=f"{page}/note")
        assert refused.status_code == 422
        assert said in refused.text


def test_a_hand_over_is_that_persons_turn_until_it_is_done(house: House) -> None:
    giver, sent = house.person(CENTRE), house.send()
    taker = house.sign_in("Tudur Taker", Grant(HERE, CENTRE))
    page = f"/submissions/{sent.id}"
    holder = str(house.accounts[taker])
    assert giver.fill_in(page, {"holder": holder}, action=f"{page}/hand-over").url.endswith("?done=handed")
    assert sent.reference in taker.get("/today").text
    assert sent.reference not in giver.get("/today").text
    assert "Tudur Taker" in giver.get("/submissions", params={"reference": sent.reference}).text
    assert taker.fill_in(page, {"work": "in_hand"}, action=f"{page}/work").url.endswith("?done=marked")
    assert "In hand" in taker.get("/today").text
    taker.fill_in(page, {"work": "done"}, action=f"{page}/work")
    assert sent.reference not in taker.get("/today").text
    marks = [(entry.action, entry.code) for entry in house.entries() if entry.subject == str(sent.id)]
    assert ("submission_handed_over", "to_person") in marks
    assert ("submission_work_marked", "done") in marks


def test_what_is_with_somebody_who_has_gone_is_said_to_those_who_are_there(house: House) -> None:
    giver, sent = house.person(CENTRE), house.send()
    gone = house.sign_in("Gwen Gone", Grant(HERE, CENTRE))
    page = f"/submissions/{sent.id}"
    giver.fill_in(page, {"holder": str(house.accounts[gone])}, action=f"{page}/hand-over")
    running = house.running

    def leave() -> None:
        running.do(
            running.estate.store.transact(
                lambda record: record.people.remove(house.accounts[gone], running.clock.now())
            )
        )

    assert "is with nobody" not in giver.get("/today").text
    leave()
    assert f"{sent.reference} is with nobody" in giver.get("/today").text


@pytest.mark.parametrize(
    ("what", "fields", "status"),
    [
        ("hand-over", {"holder": str(uuid4())}, 422),
        ("hand-over", {"holder": "somebody"}, 422),
        ("work", {"work": "finished"}, 422),
        ("work", {"work": "done"}, 409),
    ],
)
def test_what_cannot_be_is_refused(house: House, what: str, fields: dict[str, str], status: int) -> None:
    browser, sent = house.person(CENTRE), house.send()
    page = f"/submissions/{sent.id}"
    assert browser.fill_in(page, fields, action=f"{page}/{what}").status_code == status


def test_only_those_who_work_on_submissions_may(house: House) -> None:
    sent = house.send()
    page = f"/submissions/{sent.id}"
    for role in (StaffRole.FACILITIES, StaffRole.TENANT_USER):
        stranger = house.person(role)
        own = stranger.token("/today")
        assert stranger.get("/submissions").status_code == 403
        assert stranger.get(page).status_code == 403
        for what, fields in (
            (f"{page}/note", {"note": "x"}),
            (f"{page}/hand-over", {"holder": str(uuid4())}),
            ("/submissions/export", {"kind": "csv"}),
            ("/submissions/search", {"words": PLANTED}),
        ):
            answer = stranger.post(what, fields | {"form_token": own})
            assert answer.status_code == 403, what
            assert PLANTED not in answer.text


def test_another_sites_submission_is_not_there(house: House) -> None:
    browser, theirs = house.person(CENTRE), house.send(site=THERE)
    for what, fields in (
        ("note", {"note": "x"}),
        ("hand-over", {"holder": str(house.accounts[browser])}),
        ("try-again", {}),
    ):
        answer = browser.post(f"/submissions/{theirs.id}/{what}", fields | {"form_token": token(browser)})
        assert answer.status_code == 404, what
    assert references(browser.get("/submissions", params={"reference": theirs.reference})) == []


def test_submissions_of_the_other_site_are_searched_by_nobody_here(house: House) -> None:
    browser = house.person(CENTRE)
    theirs = house.send(complete(missed_bin()) | {"note": "Marmalade"}, site=THERE)
    assert references(browser.fill_in("/submissions/search", {"words": "marmalade"})) == []
    assert theirs.reference not in exported(house, browser, "csv").text


def test_answers_that_were_erased_are_said_to_be(house: House) -> None:
    browser, sent = house.person(CENTRE), house.send()
    running = house.running
    store = running.hub.store

    def erase() -> None:
        running.do(store.transact(lambda record: record.retention.erase(Kept.SUBMISSIONS, running.clock.now(), 1000)))

    page = f"/submissions/{sent.id}"
    browser.fill_in(page, {"note": "Before it went"}, action=f"{page}/note")
    erase()
    assert "Here they were erased" in browser.get(page).text
    assert "had been erased" in browser.fill_in("/submissions/search", {"words": PLANTED}).text
    file = exported(house, browser, "csv", reference=sent.reference).content.decode("utf-8-sig")
    assert "erased" in next(csv.DictReader(io.StringIO(file)))["Remark"]
