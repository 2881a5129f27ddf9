"""Photos on the pages: of a parcel for whom it is for and nobody else, of a visitor for who may see the visit."""

from __future__ import annotations

import base64

import pytest

from kiosk.domain.roles import Grant, StaffRole
from tests.support.arrivals import invite
from tests.support.couriers import LOANS, UNION, line, take_deliveries, tell
from tests.support.house import HERE, House
from tests.support.hubs import Browser
from tests.support.photos import give, jpeg, photograph

pytestmark = pytest.mark.xdist_group("pages")


@pytest.fixture(scope="module")
def union(house: House) -> Browser:
    """Somebody who looks after the credit union."""
    return house.sign_in("Nia Bevan", Grant(HERE, StaffRole.TENANT_MANAGER, UNION.id))


def test_a_photo_is_on_the_page_of_whom_the_parcel_is_for_and_on_no_others(house: House, union: Browser) -> None:
    take_deliveries(house.running)
    ours = line(LOANS.id)
    tell(house.terminals[HERE], ours)
    assert "photo.jpg" not in union.get(f"/parcels/{ours.id}").text
    assert give(house.terminals[HERE], ours.id) == "kept"
    assert f'src="/sites/{HERE}/parcels/{ours.id}/photo.jpg"' in union.get(f"/parcels/{ours.id}").text
    shown = union.get(f"/parcels/{ours.id}/photo.jpg")
    assert (shown.content, shown.headers["Content-Type"]) == (jpeg(), "image/jpeg")
    assert "no-store" in shown.headers["Cache-Control"]
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert (house.entries()[0].action, house.entries()[0].who) == ("parcel_photo_seen", "Nia Bevan")
    for role in (StaffRole.FACILITIES, StaffRole.ADMINISTRATOR):
        somebody = house.person(role)
        assert "photo.jpg" not in somebody.get(f"/parcels/{ours.id}").text
        assert somebody.get(f"/parcels/{ours.id}/photo.jpg").status_code == 404
    union.fill_in(f"/parcels/{ours.id}", {}, f"/parcels/{ours.id}/collected")
    assert union.get(f"/parcels/{ours.id}/photo.jpg").status_code == 404


def test_the_photo_of_a_visitor_is_for_those_who_may_see_the_visit_and_for_themselves(
    house: House, union: Browser
) -> None:
    (expected,) = invite(house.running, "Photographed Ffion")
    staff, page = house.person(StaffRole.FACILITIES), f"/visits/{expected.visit.id}"
    assert "photo.jpg" not in staff.get(page).text
    photograph(house.running, expected.visit.id)
    assert f'src="/sites/{HERE}{page}/photo.jpg"' in staff.get(page).text
    assert staff.get(f"{page}/photo.jpg").content == jpeg()
    assert house.entries()[0].action == "visit_photo_seen"
    assert union.get(f"{page}/photo.jpg").status_code == 404
    chosen = {f"visit-{expected.visit.id}": "yes", "who": "Ffion"}
    (told,) = staff.fill_in("/visits/person", chosen, action="/visits/person/export").json()["visits"]
    assert base64.b64decode(told["photo"]) == jpeg()
    staff.fill_in("/visits/person", chosen | {"sure": "yes"}, action="/visits/person/erase")
    assert staff.get(f"{page}/photo.jpg").status_code == 404
