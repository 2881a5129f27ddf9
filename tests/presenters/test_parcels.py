"""A courier at the screen: few presses, the truth about who was told, and nothing left where it is not wanted."""

from __future__ import annotations

import pytest

from kiosk.domain.devices import Capabilities
from kiosk.domain.parcels import Did, Purpose
from kiosk.domain.photos import Taken
from tests.support.desk import MORNING, TestDesk, Visitor, everything, visitor
from tests.support.parcel_desk import (
    BANK,
    CODE,
    DRAGON,
    NIGHTS,
    OFFER,
    ONCE,
    PASS,
    PHOTO,
    PIN,
    PLANNING,
    POST,
    SOLICITORS,
    WAITING,
    TestParcels,
)
from ui.presenters import delivery
from ui.presenters.parcel_desk import Heard


def courier(language: str = "en", **parcels: object) -> tuple[Visitor, TestParcels]:
    """Somebody who has just pressed Start where deliveries are taken."""
    house = TestParcels(OFFER, **parcels)  # type: ignore[arg-type] # what a test says of it
    return visitor(language, TestDesk(everything(), deliveries=house)), house


def settled(somebody: Visitor, *names: str) -> None:
    for name in names:
        somebody.press(name)
        somebody.desk.settle()


def test_a_courier_is_done_with_three_presses_and_has_a_reference() -> None:
    somebody, house = courier()
    somebody.press("tile:parcels", f"to:{PLANNING.id}")
    assert "Put it on the shelf by the lift." in somebody.text, "before anything is left"
    settled(somebody, "action:left")
    (told,) = house.told
    assert (told.did, told.recipient, told.number, told.purpose) == (Did.LEFT, PLANNING.id, 1, Purpose.DELIVERY)
    assert told.reference in somebody.text
    assert "We are telling Planning now." in somebody.text


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("told", "We are telling Planning now."),
        ("noted", "Planning sees it on their list."),
        ("later", "It is saved here. Planning is told when the connection is back."),
    ],
)
def test_a_courier_hears_whether_anybody_knows(heard: Heard, said: str) -> None:
    somebody, _ = courier(heard=heard)
    settled(somebody, "tile:parcels", f"to:{PLANNING.id}", "action:left")
    assert said in somebody.text


def test_several_for_several_are_one_visit_with_one_reference_and_one_proof() -> None:
    somebody, house = courier()
    somebody.desk.able = Capabilities("usable")
    settled(somebody, "tile:parcels", f"to:{PLANNING.id}", "number:3", "action:left", "action:another_parcel")
    settled(somebody, f"to:{POST.id}", "number:more")
    somebody.journey.type("12")
    settled(somebody, "action:continue", "action:left", "action:print")
    assert [(each.recipient, each.number) for each in house.told] == [(PLANNING.id, 3), (POST.id, 12)]
    assert len({each.reference for each in house.told}) == 1
    assert len({each.id for each in house.told}) == 2
    (slip,) = house.printed
    assert slip.lines == ((3, PLANNING), (12, POST))
    assert "Your proof is printed." in somebody.text
    settled(somebody, "action:finish")
    assert somebody.journey.session is None


def test_a_slip_of_the_finger_finds_whom_it_is_for() -> None:
    somebody, house = courier()
    somebody.press("tile:parcels", "parcel:search")
    somebody.journey.type("davis")
    settled(somebody, f"to:{SOLICITORS.id}")
    assert "takes parcels only from carriers they know" in somebody.heading
    assert house.told == []


def test_who_takes_none_or_none_just_now_is_left_none() -> None:
    somebody, house = courier()
    somebody.press("tile:parcels", f"to:{BANK.id}")
    assert somebody.heading == "Credit union takes no parcels here"
    assert "action:left" not in {node.id for node in somebody.nodes}
    settled(somebody, "action:gone")
    assert house.told[0].did is Did.GONE
    somebody, house = courier()
    somebody.press("tile:parcels", f"to:{NIGHTS.id}")
    assert somebody.heading == "Housing takes no parcels just now"
    assert "When: " in somebody.text
    assert {"action:call", "action:gone"} <= {node.id for node in somebody.nodes}
    somebody.desk.now = MORNING.replace(day=29, hour=0)
    somebody.journey.house_changed()
    assert "action:left" in {node.id for node in somebody.nodes}


def test_nobody_to_sign_is_said_before_anybody_waits() -> None:
    somebody, house = courier()
    somebody.press("tile:parcels", f"to:{PLANNING.id}", "action:sign")
    assert somebody.heading == "Nobody in this foyer can sign"
    assert house.told == []
    settled(somebody, "action:call")
    assert somebody.heading == "We have asked Planning to come"
    assert (house.told[0].did, house.told[0].signature) == (Did.CALLED, True)
    settled(somebody, "action:handed")
    assert house.told[0].id == house.told[1].id, "it is one line"
    assert house.told[1].did is Did.HANDED
    assert "They have it." in somebody.text


def test_with_the_hub_gone_nobody_is_said_to_be_coming() -> None:
    somebody, _ = courier(heard="later")
    settled(somebody, "tile:parcels", f"to:{PLANNING.id}", "action:sign", "action:call")
    assert somebody.heading == "We cannot reach Planning just now"
    assert "wait" not in somebody.text
    settled(somebody, "action:gone")
    assert "Thank you. We have noted it." in somebody.text


def test_what_nobody_knows_the_recipient_of_goes_to_who_looks_after_it() -> None:
    somebody, house = courier()
    somebody.press("tile:parcels", "parcel:unknown")
    assert somebody.heading == "Leave it for Post room"
    somebody.fill("label", "A. Person")
    settled(somebody, "action:continue", "action:left")
    assert (house.told[0].recipient, house.told[0].label) == (None, "A. Person")
    assert "A. Person" not in somebody.text, "on the last screen stands nobody's name"


def test_a_carrier_known_by_a_pin_leaves_where_others_may_not() -> None:
    somebody, house = courier()
    somebody.press("tile:parcels", "parcel:pin")
    somebody.journey.type("000000")
    somebody.press("action:continue")
    assert "We do not know these digits." in somebody.text
    somebody.journey.type(PIN)
    somebody.press("action:continue")
    assert "Hello Red Dragon Parcels." in somebody.text
    settled(somebody, f"to:{SOLICITORS.id}", "action:left")
    assert house.told[0].carrier == DRAGON.id


def test_a_pass_says_whom_it_is_for() -> None:
    somebody, house = courier()
    somebody.press("tile:parcels", "parcel:pin")
    somebody.journey.type(PASS)
    somebody.press("action:continue")
    assert somebody.heading == "Leave it for Davies & Rees Solicitors"
    settled(somebody, "action:left")
    assert (house.told[0].carrier, house.told[0].recipient) == (ONCE.id, SOLICITORS.id)


def test_guessing_ends() -> None:
    somebody, _ = courier()
    somebody.press("tile:collect")
    for _ in range(4):
        somebody.journey.type("11111111")
        somebody.press("action:continue")
    assert "Too many were wrong." in somebody.text
    somebody.journey.type(CODE)
    somebody.press("action:continue")
    assert "Too many were wrong." in somebody.text


def test_a_courier_who_collects_asks_for_it_and_says_how_it_ended() -> None:
    somebody, house = courier()
    settled(somebody, "tile:parcels", "parcel:pick_up")
    assert somebody.heading == "Who are you collecting from?"
    settled(somebody, f"to:{PLANNING.id}", "action:handed")
    assert [each.did for each in house.told] == [Did.CALLED, Did.HANDED]
    assert {each.purpose for each in house.told} == {Purpose.PICK_UP}
    assert not house.told[0].signature


def test_whose_it_is_takes_it_with_the_code() -> None:
    somebody, house = courier()
    somebody.press("tile:collect")
    somebody.journey.type("4821 9035")
    somebody.press("action:continue")
    assert somebody.heading == "Take your 2 parcels"
    assert "Put it on the shelf by the lift." in somebody.text
    settled(somebody, "action:take")
    assert (house.told[0].id, house.told[0].did) == (WAITING.id, Did.COLLECTED)
    assert somebody.heading == "Thank you. We have noted it."


def test_what_is_not_on_the_disk_is_not_said_to_be() -> None:
    somebody, house = courier(failing=True)
    settled(somebody, "tile:parcels", f"to:{PLANNING.id}", "action:left")
    assert somebody.heading == "We could not note this"
    house.failing = False
    settled(somebody, "bar:back", "action:left")
    assert house.told[0].did is Did.LEFT


def test_without_what_is_told_sealed_no_code_is_asked_for() -> None:
    somebody, house = courier(sealed=False)
    assert "tile:collect" not in {node.id for node in somebody.nodes}
    somebody.press("tile:parcels")
    assert "parcel:pin" not in {node.id for node in somebody.nodes}
    house.known = None
    somebody.journey.house_changed()
    assert somebody.screen == "home", "deliveries were switched off meanwhile"
    assert "tile:parcels" not in {node.id for node in somebody.nodes}


def test_nothing_a_courier_typed_outlives_them() -> None:
    somebody, _ = courier()
    somebody.press("tile:parcels", "parcel:unknown")
    somebody.fill("label", "A. Person")
    session = somebody.desk.sessions[0]
    somebody.journey.end()
    assert session.errand is None


def before_the_camera(**parcels: object) -> tuple[Visitor, TestParcels]:
    """A courier who has put a parcel for Planning down where a camera works, and says so."""
    somebody, house = courier(seen=True, **parcels)
    somebody.desk.able = Capabilities(camera=True)
    somebody.press("tile:parcels", f"to:{PLANNING.id}")
    somebody.press("action:left")
    return somebody, house


def test_a_photo_of_what_was_left_goes_along_with_one_press_more() -> None:
    somebody, house = before_the_camera()
    assert somebody.heading == "A photo of the parcel is being taken for Planning"
    assert house.told == []
    somebody.desk.settle()
    assert "Only Planning can see it." in somebody.text
    assert [node.name for node in somebody.nodes if node.role == "image"][-1] == "The photo of what you have left"
    settled(somebody, "action:photo_use")
    assert (house.told[0].did, house.photos) == (Did.LEFT, [PHOTO])
    assert "We are telling Planning now." in somebody.text
    session = somebody.journey.session
    assert session is not None
    assert delivery.of(session).photo is None, "it is held no longer than it is needed"


def test_a_photo_can_be_taken_again_and_left_out() -> None:
    somebody, house = before_the_camera()
    somebody.desk.settle()
    settled(somebody, "action:photo_again")
    assert house.shots == 2
    settled(somebody, "action:photo_none")
    assert (len(house.told), house.photos) == (1, [None])


def test_who_does_not_wait_for_the_camera_is_done_all_the_same_and_once() -> None:
    somebody, house = before_the_camera()
    settled(somebody, "action:photo_none")
    assert (len(house.told), house.photos) == (1, [None]), "what the camera says later changes nothing"
    assert "there is no photo" not in somebody.text


def test_a_camera_that_fails_keeps_nobody_waiting() -> None:
    somebody, house = before_the_camera(takes=Taken(None, "covered"))
    somebody.desk.settle()
    assert (len(house.told), house.photos) == (1, [None])
    assert "The camera did not work, so there is no photo." in somebody.text


def test_somebody_who_goes_back_from_a_photo_leaves_none_behind() -> None:
    somebody, house = before_the_camera()
    somebody.desk.settle()
    somebody.press("bar:back")
    assert somebody.heading == "Leave it for Planning"
    settled(somebody, "action:sign", "action:gone")
    assert (house.told[0].did, house.photos) == (Did.GONE, [None])
