"""The bench: simulated devices, driven from a page. And what staff are told of devices that are real."""

from __future__ import annotations

import threading
import time

import pytest

from devices.rack import opened
from devices.registry import Wish
from devices.simulators import camera, door_board, readers, ups
from devices.simulators.escpos_printer import LABELS, SWITCHES
from kiosk.domain.devices import Device, Health, State
from kiosk.domain.readers import Shown
from kiosk.domain.roles import StaffRole
from kiosk.services.device_words import REASONS
from kiosk.web.pages import bench, device_words
from tests.support.house import HERE, House

pytestmark = pytest.mark.xdist_group("pages")
PAGE = "/bench"


def test_whoever_may_command_terminals_opens_the_cover_and_closes_it(house: House) -> None:
    somebody = house.person(StaffRole.FACILITIES)
    for to, says in (("on", "The cover is open"), ("off", "The cover is closed")):
        somebody.fill_in(
            PAGE,
            {"device": "printer", "switch": "cover_open", "to": to},
        )
        assert ("cover_open" in house.bench.printer.machine.faults) == (to == "on")
        assert says in somebody.get(PAGE).text


def test_a_badge_that_the_label_printer_made_is_shown_too(house: House) -> None:
    somebody = house.person(StaffRole.FACILITIES)
    assert "Sign in as a visitor on the terminal" in somebody.get(PAGE).text
    house.bench.labels.machine.feed(b"^XA^LL8^FO0,0^GFA,16,16,2," + b"55aa" * 8 + b"^FS^XZ", 0)
    assert f'src="/sites/{HERE}/bench/labels/papers/0.png"' in somebody.get(PAGE).text
    assert somebody.get(f"{PAGE}/labels/papers/0.png").content.startswith(b"\x89PNG")
    assert somebody.get(f"{PAGE}/cards/papers/0.png").status_code == 404
    for to, says in (("on", "Somebody paused it"), ("off", "It goes on by itself")):
        somebody.fill_in(PAGE, {"device": "labels", "switch": "paused", "to": to})
        assert says in somebody.get(PAGE).text


def test_every_fault_of_the_simulator_has_its_words() -> None:
    assert bench.PRINTERS["printer"][2].keys() == set(SWITCHES)
    assert bench.PRINTERS["labels"][2].keys() == set(LABELS)
    assert bench.CARDS.keys() == set(readers.SWITCHES)
    assert bench.DOOR.keys() == set(door_board.SWITCHES)
    assert bench.POWER.keys() == set(ups.SWITCHES)
    assert bench.CAMERA.keys() == set(camera.SWITCHES)


def test_the_door_is_opened_and_its_lock_is_seen(house: House) -> None:
    somebody = house.person(StaffRole.FACILITIES)
    assert "Its lock holds." in somebody.get(PAGE).text
    house.bench.door.machine.answer(b"\x05\x02\x00\x0b\xb8", time.monotonic())  # for five minutes
    somebody.fill_in(PAGE, {"device": "door", "switch": "door_open", "to": "on"})
    page = somebody.get(PAGE).text
    assert "Its lock lets go just now." in page and "The door stands open" in page
    somebody.fill_in(PAGE, {"device": "door", "switch": "power", "to": "on"})
    assert "Its lock holds." in somebody.get(PAGE).text
    for name in ("power", "door_open"):
        somebody.fill_in(PAGE, {"device": "door", "switch": name, "to": "off"})
    assert house.bench.door.state()["wrong"] == []


def test_a_card_is_held_to_the_reader_and_a_code_before_the_scanner(house: House) -> None:
    somebody = house.person(StaffRole.FACILITIES)
    said: list[Shown] = []
    wishes = {
        "cards": Wish(
            "reader.serial", {"connection": house.bench.cards.connection, "reads": "card", **readers.FRAMING}
        ),
        "scanner": Wish("reader.serial", {"connection": house.bench.scanner.connection, "reads": "code"}),
    }
    with opened(wishes, simulated_allowed=True) as rack:
        heard = threading.Semaphore(0)
        rack.when_shown(lambda reading: (said.append(reading), heard.release())[1])  # type: ignore[arg-type, func-returns-value] # only these come
        while not all(device.health.usable for device in rack.all()):
            time.sleep(0.01)
        somebody.fill_in(PAGE, {"device": "cards", "switch": "card_b", "to": "on"})
        assert heard.acquire(timeout=60)
        assert "Card B lies on it" in somebody.get(PAGE).text
        somebody.fill_in(PAGE, {"device": "cards", "switch": "card_b", "to": "off"})
        for fields in ({"code": "FOYER1:T160.C"}, {"code": "FOYER1:T160.C", "typed": "Siân £5"}):
            somebody.fill_in(PAGE, fields, action=f"{PAGE}/scan")
            assert heard.acquire(timeout=60)
    assert [(each.kind, each.text) for each in said] == [("card", ""), ("code", "FOYER1:T160.C"), ("code", "Siân £5")]
    assert "Card B is in a pocket" in somebody.get(PAGE).text
    assert somebody.fill_in(PAGE, {"device": "scanner", "switch": "card_a", "to": "on"}).status_code == 422
    assert somebody.fill_in(PAGE, {}, action=f"{PAGE}/scan").status_code == 422


def test_the_paper_is_shown_as_a_picture(house: House) -> None:
    somebody = house.person(StaffRole.FACILITIES)
    assert f'src="/sites/{HERE}/bench/printer/papers/0.png"' in somebody.get(PAGE).text
    picture = somebody.get(f"{PAGE}/printer/papers/0.png")
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert somebody.get(f"{PAGE}/printer/papers/7.png").status_code == 404


def test_a_terminal_says_how_its_devices_are_and_staff_what_to_do(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    health = {
        "version": "2026.11.0",
        "in_service": True,
        "waiting": 0,
        "clock_trusted": True,
        "free_mb": 9000,
        "devices": [
            {
                "id": "receipts",
                "kind": "printer",
                "driver": "printer.escpos",
                "health": {"state": "offline", "reasons": ["paper_out", "of_a_later_version"]},
                "model": "TM-m30\u202e",
            }
        ],
    }
    terminal = house.terminals[HERE]
    somebody = house.person(StaffRole.FACILITIES)
    for _ in range(3):
        assert terminal.post("health", json=health).status_code == 200
    assert capsys.readouterr().out.count("terminals.device_changed") == 1
    listed = somebody.get("/terminals").text
    assert "Printer “receipts”: the paper is out." in listed
    page = somebody.get(f"/terminals/{terminal.id}").text
    for says in ("Its devices", "Model TM-m30.", "Put in a new roll", "It is in trouble."):
        assert says in page
    health["devices"] = []
    assert terminal.post("health", json=health).status_code == 200
    assert "Its devices" not in somebody.get(f"/terminals/{terminal.id}").text


def test_every_reason_a_driver_gives_has_its_words() -> None:
    from devices import errors
    from devices.protocols import escpos

    codes = {
        each.code for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.DeviceError)
    }
    given = (
        (codes - {errors.DeviceError.code}) | set(escpos._STOPS) | {"paper_low", "driver_failed", "driver_unknown"}
    )
    assert given <= REASONS.keys()
    told = device_words.told(Device("front", "printer", "x.y", Health(State.ONLINE), simulated=True))
    assert told.lines == ("It is simulated: nothing comes out on real paper.",)
