"""Handing in a file by the page: what it would do, doing it, undoing it; and who may do none of that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from kiosk.domain.directory import Entry
from kiosk.domain.roles import Grant, StaffRole
from kiosk.web.edge import LONGEST_BODY
from tests.support.directories import AGENT, COUNTY, EVERY, HIDDEN, HOMES, PLANNING, SIAN, TELLER, UNION, begin, text
from tests.support.hubs import Browser, Running, newest_entries, running_hub, staff_browser
from tests.support.people import member
from tests.support.records import records_in

pytestmark = pytest.mark.sqlite

TABLE = (
    "First name,Last name,Team,Job title,Colour\n"
    "Siân,Llwyd,Planning,Head of planning,red\n"
    "Nia,Rees,Planning,Planner,blue\n"
    "Bad<b>,Name,Planning,,green\n"
)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("imports") / "hub"
    quiet = ("hub.secure_cookies=false", "identity.second_factor=nobody")
    with records_in(None), running_hub(folder, *quiet) as running:
        yield running


@pytest.fixture(scope="module")
def browser(hub: Running) -> Browser:
    return staff_browser(hub)


@pytest.fixture
def known(hub: Running) -> Running:
    begin(hub)
    return hub


def names(running: Running) -> set[str]:
    return {entry.title.en for entry in running.do(running.hub.directory.book()).entries.values()}


def hand_in(browser: Browser, data: bytes | str, name: str = "staff.csv", **fields: str) -> requests.Response:
    """Sends a file by the form of the page."""
    page = browser.address("/directory/import")
    body = data.encode() if isinstance(data, str) else data
    sent: dict[str, Any] = {"file": (name, body)}
    return browser.http.post(
        page, data={"form_token": browser.token("/directory/import"), **fields}, files=sent, timeout=20
    )


def test_a_file_is_looked_at_applied_and_undone(known: Running, browser: Browser) -> None:
    before = names(known)
    seen = hand_in(browser, TABLE)
    said = text(seen)
    assert "staff.csv What this file would do" in said
    assert "The column “Colour” is not known here and is passed over." in said
    assert "Job title: Planner becomes Head of planning" in said
    assert "First name: It holds < or >: plain words only" in said
    assert "All 3 Added 1 Changed 1 Not brought in 1" in said
    assert "<b>" not in seen.text
    assert names(known) == before
    refused = text(browser.get(f"{seen.url.removeprefix(known.url)}?only=refuse"))
    assert "Bad<b> Name" in refused
    assert "Nia" not in refused
    path = seen.url.removeprefix(known.url)
    done = browser.fill_in(path, {}, f"{path}/apply")
    assert "What this file did" in text(done)
    assert names(known) == before | {"Nia Rees"}
    assert browser.fill_in(path, {}, f"{path}/apply").status_code == 404
    undone = browser.fill_in(path, {}, f"{path}/undo")
    assert "Undone" in text(undone)
    assert names(known) == before
    assert "staff.csv" in text(browser.get("/directory/import"))
    actions = [entry.action for entry in newest_entries(known, known.hub.audit)[:5]]
    assert actions[:1] == ["directory_import_undone"]
    assert "directory_imported" in actions
    activity = browser.get("/activity").text
    assert f'href="{path}"' in activity
    assert "Undid an import into the directory" in activity


def test_what_an_undo_leaves_is_named(known: Running, browser: Browser) -> None:
    path = hand_in(browser, "Name,Job title\nNew Person,Clerk").url.removeprefix(known.url)
    browser.fill_in(path, {}, f"{path}/apply")
    added = next(each for each in known.do(known.hub.directory.book()).find("New Person"))
    browser.fill_in(f"/directory/{added.id}/change", {"given": "New", "family": "Name", "revision": "1"})
    said = text(browser.fill_in(path, {}, f"{path}/undo"))
    assert "These stay as they are: New Person: somebody has changed it since" in said
    assert "New Name" in names(known)


def test_a_directory_that_changed_meanwhile_stops_it(known: Running, browser: Browser) -> None:
    path = hand_in(browser, TABLE).url.removeprefix(known.url)
    browser.fill_in(f"/directory/{SIAN.id}/change", {"given": "Siân", "family": "Llwyd", "revision": "1"})
    stale = browser.fill_in(path, {}, f"{path}/apply")
    assert stale.status_code == 409
    assert "The directory has changed since you handed this file in, so nothing was done" in text(stale)
    assert "Nia Rees" not in names(known)


def test_what_the_file_does_not_name_is_removed_only_when_asked(known: Running, browser: Browser) -> None:
    assert "would be removed" not in text(hand_in(browser, "Name\nSiân Llwyd"))
    said = text(hand_in(browser, "Name\nSiân Llwyd", absent="remove"))
    assert "3 would be removed" in said
    assert "Not in the file Mair Pugh Person Removed" in said
    assert "There is nothing in it to be done" in text(hand_in(browser, "Type,Name\nTeam,Planning"))


def test_cards_and_services_come_by_the_same_page(known: Running, browser: Browser) -> None:
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Nia Rees\r\nN:Rees;Nia\r\nEND:VCARD\r\n"
    assert "Nia Rees Person Added" in text(hand_in(browser, card, "contacts.vcf"))
    service = '[{"id": "1", "name": "Counselling", "organization": {"name": "Minds"}}]'
    said = text(hand_in(browser, service, "services.json"))
    assert "Minds Other body Added" in said
    assert "Counselling Service Added" in said


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Choose a file"),
        (b"Name\nSi\x00an", "It holds bytes that are no text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "It is no text that can be read"),
        (b'Name\n"open', "has a quotation mark that is not closed"),
        (b"{", "It is no JSON that can be read"),
        (b"BEGIN:VCARD\nFN:x", "The card of line 1 does not end"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(known: Running, browser: Browser, data: bytes, words: str) -> None:
    answer = hand_in(browser, data, "" if not data else "x")
    assert answer.status_code == 422
    assert words in text(answer)
    assert names(known) == {entry.title.en for entry in EVERY}


def test_a_file_that_is_too_long_is_turned_away(known: Running, browser: Browser) -> None:
    assert hand_in(browser, b"Name\n" + b"a" * LONGEST_BODY).status_code == 413


def test_a_file_from_elsewhere_is_turned_away(known: Running, browser: Browser) -> None:
    page = browser.address("/directory/import")
    token = browser.token("/directory/import")
    post = browser.http.post
    sent = {"file": ("a.csv", b"Name\nEve Evil")}
    cross = {"Sec-Fetch-Site": "cross-site"}
    assert post(page, files=sent, timeout=20).status_code == 403
    assert post(page, data={"form_token": "0" * 64}, files=sent, timeout=20).status_code == 403
    assert post(page, data={"form_token": token}, files=sent, headers=cross, timeout=20).status_code == 403
    assert post(page, data={"form_token": token}, timeout=20).status_code == 422
    path = hand_in(browser, TABLE).url.removeprefix(known.url)
    for what in ("apply", "undo"):
        assert browser.post(f"{path}/{what}", {"form_token": "0" * 64}).status_code == 403
    assert "Eve Evil" not in names(known)


# --- who may --------------------------------------------------------------------------------------------------------


def grant(running: Running, role: StaffRole, tenant: Entry | None = None) -> Grant:
    return Grant(running.hub.site.id, role, None if tenant is None else tenant.id)


def test_a_tenant_manager_sees_and_changes_their_own_and_nothing_else(known: Running) -> None:
    manager = member(known, "Nerys Union", grant(known, StaffRole.TENANT_MANAGER, UNION)).browser
    said = text(manager.get("/directory"))
    assert "Omar Iqbal" in said
    assert "Credit union" in said
    for other in (AGENT, HOMES, SIAN, PLANNING, COUNTY, HIDDEN):
        assert other.title.en not in said
        for what in ("", "/change", "/remove", "/ladder"):
            assert manager.get(f"/directory/{other.id}{what}").status_code == 404, (other, what)
    token = manager.token("/directory/add/person")
    taken = {"form_token": token, "given": "Eve", "family": "Evil", "revision": "1"}
    for attempt in (
        f"/directory/{AGENT.id}/change",
        f"/directory/{AGENT.id}/remove",
        f"/directory/{AGENT.id}/restore",
        f"/directory/{HOMES.id}/ladder",
        f"/directory/{UNION.id}/remove",
        "/directory/add/service",
        "/directory/add/tenant",
    ):
        assert manager.post(attempt, taken).status_code == 404, attempt
    # Nobody can be put elsewhere, taken from elsewhere, or found out by being named.
    stays = manager.post(f"/directory/{TELLER.id}/change", taken | {"tenant": str(HOMES.id)})
    assert "There is no tenant called" in text(stays)
    assert "There is no team called" in text(
        manager.post("/directory/add/person", taken | {"team": str(PLANNING.id)})
    )
    assert "There is no person called" in text(
        manager.post("/directory/add/person", taken | {"deputy": "Siân Llwyd"})
    )
    for everything in ("import", "export", "export.csv", "open-referral.json"):
        assert manager.get(f"/directory/{everything}").status_code == 403
    assert "Credit union" not in text(manager.get(f"/directory/{UNION.id}/remove"))
    # What is theirs they may: and whoever they add is theirs without saying so.
    manager.post("/directory/add/person", taken | {"given": "Mabli", "family": "Hughes"})
    added = known.do(known.hub.directory.book()).find("Mabli Hughes")[0]
    assert added.belongs_to == UNION.id
    moved = {"name": "Credit union", "place": "Room 9", "revision": "1"}
    assert "Room 9" in text(manager.fill_in(f"/directory/{UNION.id}/change", moved))
    assert {AGENT, HOMES, SIAN, PLANNING} <= set(known.do(known.hub.directory.book()).entries.values())


@pytest.mark.parametrize("role", [StaffRole.CONTACT_CENTRE, StaffRole.TENANT_USER])
def test_who_only_reads_changes_nothing_and_who_may_not_read_sees_nothing(known: Running, role: StaffRole) -> None:
    tenant = UNION if role is StaffRole.TENANT_USER else None
    browser = member(known, f"Only {role}", grant(known, role, tenant)).browser
    reads = role is StaffRole.CONTACT_CENTRE
    assert browser.get("/directory").status_code == (200 if reads else 403)
    assert browser.get(f"/directory/{SIAN.id}").status_code == (200 if reads else 403)
    if reads:
        assert "/change" not in browser.get(f"/directory/{SIAN.id}").text
        assert "Add to the directory" not in browser.get("/directory").text
    for what in (f"{SIAN.id}/change", f"{SIAN.id}/remove", "add/person", "import", "removed", "export.csv"):
        assert browser.get(f"/directory/{what}").status_code == 403, what


def test_a_tenant_manager_without_a_tenant_has_nothing(known: Running) -> None:
    browser = member(known, "Nobody's", grant(known, StaffRole.TENANT_MANAGER)).browser
    assert "There is nothing here yet" in text(browser.get("/directory"))
    assert browser.get(f"/directory/{TELLER.id}").status_code == 404


def test_an_account_is_one_persons_and_both_leave_together(known: Running, browser: Browser) -> None:
    somebody = member(known, "Siân at her desk", grant(known, StaffRole.CONTACT_CENTRE))
    page = f"/directory/{SIAN.id}/account"
    assert "Siân at her desk" in text(browser.get(page))
    assert "They sign in here with an account." in text(browser.fill_in(page, {"account": str(somebody.id)}))
    known_as = known.do(known.hub.directory.person_of(somebody.id))
    assert known_as is not None
    assert known_as.id == SIAN.id
    refused = browser.fill_in(f"/directory/{TELLER.id}/account", {"account": str(somebody.id)})
    assert "That account is Siân Llwyd’s" in text(refused)
    assert "Choose an account from the list" in text(browser.fill_in(page, {"account": str(HOMES.id)}))
    assert browser.get(f"/directory/{PLANNING.id}/account").status_code == 404
    assert somebody.browser.get(page).status_code == 403
    assert "They have no account here." in text(browser.fill_in(page, {"account": ""}))
    assert known.do(known.hub.directory.person_of(somebody.id)) is None
