"""Deliveries on the pages: staff see all of them, a tenant its own; codes, what couriers are told, carriers."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest

from kiosk.domain.parcel_rules import Options, Takes
from kiosk.domain.parcels import Did
from kiosk.domain.roles import Grant, StaffRole
from kiosk.services.audit import Actor
from tests.support.couriers import LOANS, PLANNING, UNION, happening, line, take_deliveries, tell
from tests.support.directories import text
from tests.support.house import HERE, THERE, House
from tests.support.hubs import Browser

pytestmark = pytest.mark.xdist_group("pages")


@pytest.fixture(scope="module")
def union(house: House) -> Browser:
    """Somebody who looks after the credit union."""
    return house.sign_in("Omar Iqbal", Grant(HERE, StaffRole.TENANT_MANAGER, UNION.id))


@pytest.fixture(autouse=True)
def deliveries(house: House) -> None:
    take_deliveries(house.running)


def test_a_tenant_sees_its_own_and_collects_by_code_or_with_a_press(house: House, union: Browser) -> None:
    ours, theirs = line(LOANS.id, number=3, label="A. Person"), line(PLANNING.id)
    tell(house.terminals[HERE], ours, theirs)
    page = text(union.get("/parcels"))
    assert "3 for Loans" in page
    assert "A. Person" in page
    assert theirs.reference not in page
    assert union.get(f"/parcels/{theirs.id}").status_code == 404
    assert "Settings" not in page
    for path in ("/parcels/settings", "/parcels/carriers"):
        assert union.get(path).status_code == 403
    found = re.search(r"Hand-over code (\d{4} \d{4})", text(union.get(f"/parcels/{ours.id}")))
    assert found is not None
    wrong = union.fill_in("/parcels", {"code": "0000 0000"}, "/parcels")
    assert (wrong.status_code, "Nothing waits under this code" in wrong.text) == (422, True)
    shown = union.fill_in("/parcels", {"code": found.group(1)}, "/parcels")
    assert shown.url.endswith(f"/parcels/{ours.id}")
    done = union.fill_in(f"/parcels/{ours.id}", {}, f"/parcels/{ours.id}/collected")
    assert "by Omar Iqbal" in text(done)
    again = union.post(f"/parcels/{ours.id}/returned", {"form_token": "x"})
    assert again.status_code == 403, "a form that is not ours"
    assert house.entries()[0].action == "parcel_collected"
    ffion = house.person(StaffRole.FACILITIES)
    assert theirs.reference in text(ffion.get("/parcels"))
    other = house.person(StaffRole.TENANT_USER, THERE)
    assert other.get(f"/parcels/{ours.id}").status_code == 404


def test_a_tenant_says_what_couriers_are_told_of_it_and_of_nobody_else(house: House, union: Browser) -> None:
    wanted = {"takes": "known", "words": "Ring the bell.", "words_cy": "Canwch y gloch.", "email": "post@example.org"}
    typed = wanted | {"hours": "Mon-Fri 9am to 4pm", "mobile": "07700 900123", "webhook": "waste"}
    page = f"/parcels/wishes/{UNION.id}"
    wrong = union.fill_in(page, typed | {"hours": "whenever", "words": "<b>"}, page)
    assert wrong.status_code == 422
    assert "makes no sense here" in wrong.text
    assert "From" in text(union.fill_in(page, typed, page))
    kept = house.running.do(house.running.hub.parcels.settings.all_wishes())[UNION.id]
    assert (kept.takes, kept.mobile, kept.webhook) == (Takes.KNOWN, "+447700900123", ""), "programs are for staff"
    assert kept.hours is not None
    assert union.get(f"/parcels/wishes/{PLANNING.id}").status_code == 404
    ffion = house.person(StaffRole.FACILITIES)
    ffion.fill_in(page, typed, page)
    kept = house.running.do(house.running.hub.parcels.settings.all_wishes())[UNION.id]
    assert kept.webhook == "waste"


def test_a_pin_is_shown_once_and_ended_after_a_question(house: House) -> None:
    ffion = house.person(StaffRole.FACILITIES)
    made = ffion.fill_in("/parcels/carriers", {"name": "Red Dragon Parcels", "kind": "pin"}, "/parcels/carriers")
    found = re.search(r"<code>(\d{6})</code>", made.text)
    assert found is not None
    assert found.group(1) not in ffion.get("/parcels/carriers").text
    taken = ffion.fill_in("/parcels/carriers", {"name": "red dragon parcels", "kind": "pin"}, "/parcels/carriers")
    assert taken.status_code == 422
    given = ffion.fill_in(
        "/parcels/carriers", {"name": "Dai", "kind": "pass", "recipient": str(UNION.id)}, "/parcels/carriers"
    )
    assert re.search(r"<code>\d{4} \d{4}</code>", given.text)
    ids = [UUID(each) for each in re.findall(r"/carriers/([0-9a-f-]{36})/end", ffion.get("/parcels/carriers").text)]
    page = f"/parcels/carriers/{ids[0]}/end"
    assert ffion.fill_in(page, {}, page).url.endswith("/parcels/carriers")
    assert f"{ids[0]}/end" not in ffion.get("/parcels/carriers").text
    assert ffion.get(page).status_code == 404


def test_a_courier_of_whom_nobody_heard_again_is_not_said_to_wait(house: House, union: Browser) -> None:
    long_ago = house.running.clock.now() - timedelta(hours=1)
    waits, before = line(UNION.id, Did.CALLED), line(LOANS.id, Did.CALLED)
    terminal = house.terminals[HERE]
    tell(terminal, waits, happening(terminal, before, made_at=long_ago.isoformat().replace("+00:00", "Z")))
    assert "Courier waits" in text(union.get(f"/parcels/{waits.id}"))
    assert "Nobody said how it ended" in text(union.get(f"/parcels/{before.id}"))
    union.fill_in(f"/parcels/{before.id}", {}, f"/parcels/{before.id}/gone")
    assert "by Omar Iqbal" in text(union.get(f"/parcels/{before.id}"))


def test_the_numbers_say_how_many_for_whom_and_by_whom(house: House, union: Browser) -> None:
    tell(house.terminals[HERE], line(UNION.id, number=7), line(UNION.id, Did.GONE))
    assert "Credit union" in text(house.person(StaffRole.FACILITIES).get("/parcels/numbers"))
    lines = union.get("/parcels/numbers.csv?days=7").text.splitlines()
    assert any(",Credit union,,delivery,left,7" in each for each in lines)
    assert not any("Planning" in each for each in lines)


def test_what_staff_said_of_deliveries_outlasts_the_settings(house: House) -> None:
    parcels, actor = house.running.estate.sites[THERE].parcels.settings, Actor("Ffion")
    house.running.do(parcels.begin())
    assert house.running.do(parcels.options()).on
    house.running.do(parcels.choose(Options(), actor))
    house.running.do(parcels.begin())
    assert not house.running.do(parcels.options()).on


def test_staff_say_whether_deliveries_are_taken(house: House) -> None:
    ffion, page = house.person(StaffRole.FACILITIES), "/parcels/settings"
    wrong = ffion.fill_in(page, {"on": "yes", "unknown": "", "remind_days": "99"}, page)
    assert wrong.status_code == 422
    ffion.fill_in(page, {"on": "yes", "unknown": str(PLANNING.id), "remind_days": "5"}, page)
    options = house.running.do(house.running.hub.parcels.settings.options())
    assert (options.on, options.unknown, options.remind_days) == (True, PLANNING.id, 5)
