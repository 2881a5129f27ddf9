"""Doors on the staff's pages: asked about, opened by way of a command, and told in the audit as they were."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from kiosk.domain.doors import OPENERS, Because, Seen
from kiosk.domain.roles import StaffRole
from kiosk.services import doors as service
from kiosk.services.audit import Actor
from kiosk.services.device_words import EVENTS
from kiosk.web.pages import door_words
from tests.support.house import HERE, THERE, House

pytestmark = pytest.mark.xdist_group("pages")
FRONT = {"id": "front", "name": "Front door", "place": "shut"}


def reported(house: House, *doors: dict[str, Any], site: str = HERE) -> UUID:
    """What a terminal says of its doors; gives its id."""
    terminal = house.terminals[site]
    health = {"version": "2026.11.0", "in_service": True, "waiting": 0, "clock_trusted": True, "free_mb": 9000}
    assert terminal.post("health", json=health | {"doors": list(doors)}).status_code == 200
    return terminal.id


def opened(house: House, account: UUID, **changes: Any) -> dict[str, Any]:
    """An entry of a terminal's about a door that was opened."""
    entry = {
        "id": str(uuid4()),
        "door": "front",
        "what": "staff_page",
        "because": "delivery",
        "account": str(account),
    }
    return entry | {"at": house.running.clock.now().isoformat(), "outcome": "released"} | changes


def test_a_door_is_opened_after_a_question_and_the_page_says_what_became_of_it(house: House) -> None:
    terminal, ffion = house.terminals[HERE], house.person(StaffRole.FACILITIES)
    door = f"/doors/{reported(house, FRONT)}/front/open"
    assert "Open<span" in ffion.get("/doors").text
    cursor = terminal.hear(0, 0)[1]
    refused = ffion.fill_in(door, {})
    assert (refused.status_code, "Choose why you open it" in refused.text) == (422, True)
    assert [fact for fact in terminal.hear(cursor, 0)[0] if fact["kind"] == "command"] == []
    doors, actor = house.running.estate.sites[HERE].doors, Actor("Ffion Desk", house.accounts[ffion])
    (given,) = house.running.do(doors.open(terminal.id, "front", Because.DELIVERY, actor))
    (fact,) = [fact for fact in terminal.hear(cursor, 0)[0] if fact["kind"] == "command"]
    assert fact["data"]["kind"] == "open_door"
    args = {"door": "front", "because": "delivery", "account": str(house.accounts[ffion])}
    assert json.loads(fact["data"]["args"]) == args
    told = {"state": "refused", "result": "out_of_hours"}
    assert terminal.post(f"commands/{given.id}/acknowledgement", json=told).status_code == 200
    assert "Not opened. It is not opened at this time." in ffion.get("/doors").text


def test_only_who_may_open_doors_there_sees_the_page_and_a_door_of_another_site_is_not_found(house: House) -> None:
    terminal = reported(house, FRONT)
    reported(house, FRONT | {"id": "back"}, site=THERE)
    assert house.person(StaffRole.TENANT_USER).get("/doors").status_code == 403
    assert house.person(StaffRole.TENANT_USER).get(f"/doors/{terminal}/front/open").status_code == 403
    ffion = house.person(StaffRole.FACILITIES)
    assert ffion.get(f"/doors/{house.terminals[THERE].id}/back/open").status_code == 404
    assert ffion.get(f"/doors/{terminal}/back/open").status_code == 404


def test_a_door_that_cannot_be_opened_says_why_and_has_no_button(house: House) -> None:
    ffion = house.person(StaffRole.CONTACT_CENTRE)
    reported(house, FRONT | {"usable": False, "reason": "silent", "trouble": "forced", "place": "open"})
    page = ffion.get("/doors").text
    for says in ("Forced", "It cannot be opened from here.", "It is there, but does not answer."):
        assert says in page
    assert "/front/open" not in page
    for place in ("/today", "/terminals"):
        assert "Door “Front door” was forced." in ffion.get(place).text
    reported(house, FRONT)


def test_what_happened_at_a_door_is_in_the_audit_once_with_whose_doing_it_was(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal, ffion = house.terminals[HERE], house.person(StaffRole.FACILITIES)
    account = house.accounts[ffion]
    entries = [
        opened(house, account),
        opened(house, account, outcome="refused", code="out_of_hours"),
        opened(house, account, outcome="unknown", code="restarted"),
        opened(house, account, what="forced", because="", outcome="seen") | {"account": None},
    ]
    for _ in range(2):
        assert terminal.post("doors", json={"entries": entries}).status_code == 200
    subject = f"{terminal.id} front"
    found = [each for each in house.entries() if each.subject == subject]
    told = sorted((each.action, each.outcome, each.code or "", each.who) for each in found)
    name = f"{StaffRole.FACILITIES} {HERE}"
    assert told == sorted(
        [
            ("door_opened", "done", "delivery", name),
            ("door_opened", "refused", "out_of_hours", name),
            ("door_opened", "failed", "restarted", name),
            ("door_forced", "done", "", "terminal"),
        ]
    )
    store = house.running.estate.sites[HERE].store
    told_of = {subject.device for subject in house.running.do(store.read(lambda record: record.alerts.all()))}
    assert {each for each in told_of if "door_" in each} == {"!door_forced front"}
    assert "Saw a door forced" in house.person(StaffRole.ADMINISTRATOR).get("/activity").text
    assert terminal.post("doors", json={"entries": [opened(house, account, code="Not a code")]}).status_code == 422


def test_terminals_are_told_who_may_open_doors_at_their_site_and_nobody_else(house: House) -> None:
    may = {house.accounts[house.person(role)] for role in (StaffRole.FACILITIES, StaffRole.CONTACT_CENTRE)}
    may_not = house.accounts[house.person(StaffRole.TENANT_USER)]
    running = house.running
    told = running.do(service.part(running.estate.store, HERE))[OPENERS]
    assert {*map(str, may)} <= {*told} and str(may_not) not in told  # type: ignore[misc] # texts


def test_whatever_is_seen_and_whatever_a_terminal_answers_has_its_words() -> None:
    assert {*service._ALERTS.values()} <= EVENTS.keys()
    assert {f"door_{seen.value}" for seen in Seen} <= door_words.ACTIONS.keys()
    assert {*Because} - {Because.AT_TERMINAL} == door_words.REASONS.keys()
