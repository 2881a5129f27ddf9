"""A courier in a real window, at a real hub: few presses, a letter to whose it is, and no parcel twice or lost when
the cable is cut."""

from __future__ import annotations

import random
import re
from pathlib import Path

from devices.simulators.camera import SimulatedCamera
from devices.simulators.mail_server import MailServer
from kiosk.domain.parcels import Did
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.settings import load
from kiosk.services.photos import Eyes
from tests.support.couriers import FACILITIES, PLANNING, UNION, take_deliveries
from tests.support.hubs import running_hub, wait_for
from tests.support.links import Link
from tests.support.messages import MAIL
from tests.support.printers import came_out, printer
from tests.support.records import rows_of
from tests.support.window import Pointer, Window

FEWEST = ("action:start", "tile:parcels", f"to:{PLANNING.id}", "action:left")
"""Every press from a screen at rest to the reference: there is no shorter way."""


def heading(window: Window) -> str:
    return str(next(node["name"] for node in window.nodes if node["role"] == "heading"))


def test_a_courier_is_done_with_four_presses_and_a_cut_cable_makes_neither_two_of_a_parcel_nor_none(
    tmp_path: Path,
) -> None:
    data, lines = tmp_path / "terminal", tmp_path / "lines"
    for folder in (data, lines):
        folder.mkdir()
    with (
        MailServer().running() as mail,
        running_hub(tmp_path / "hub", *MAIL, f"mail.port={mail.port}", "messages.email=off") as hub,
        Link(lambda: [int(hub.url.rpartition(":")[2])], random.Random(7)).running() as link,
        printer(lines) as simulated,
        SimulatedCamera() as camera,
    ):
        camera.switch("cable", True)
        take_deliveries(hub)
        code = hub.do(hub.hub.terminals.invite(FACILITIES))
        enrol(load("demo").terminal.model_copy(update={"hub_url": link.url}), data, code)
        counter = {"counter": {"driver": "camera.http", "options": {"url": camera.connection}}}
        with Window(link.url, data, printer=simulated.connection, devices=counter) as window:
            window.wait_for("action:start")
            wait_for(lambda: "personal.taken" in window.log, "what is told sealed")
            courier = Pointer(window)
            for name in FEWEST:
                courier.press(name)
            window.wait(lambda: heading(window) == "Thank you. Keep your reference.", "the reference")
            # A hub so busy that it has not answered within seconds is as good as away, and the screen says so.
            told = ("We are telling Planning now.", "Planning is told when the connection is back.")
            window.wait(lambda: any(each in str(window.nodes) for each in told), "the truth")
            assert any("shelf by the lift" in str(state) for state in window.states), "said before it was left"
            courier.press("action:print")
            window.wait(lambda: "Your proof is printed" in str(window.nodes), "the paper")
            assert len(came_out(simulated, 0)) > 300
            wait_for(lambda: len(mail.taken) == 1, "the letter")
            link.cut()
            courier.press("action:another_parcel")
            courier.press(f"to:{UNION.id}")
            courier.press("action:left")
            window.wait(lambda: "is told when the connection is back" in str(window.nodes), "the truth")
            courier.press("action:finish")
            window.wait_for("action:start")
            link.mend()
            camera.switch("cable", False)
            wait_for(lambda: len(mail.taken) == 2, "the late letter")
            waiting = hub.do(hub.hub.parcels.waiting())
            # In no order: a terminal that has heard the time from its hub may have put its clock right meanwhile.
            assert len(waiting) == 2
            assert {(each.row.recipient_id, each.row.state) for each in waiting} == {
                (PLANNING.id, Did.LEFT),
                (UNION.id, Did.LEFT),
            }
            assert len({each.row.reference for each in waiting}) == 1, "it was one visit"
            letter = mail.taken[0].message.get_content()
            found = re.search(r"Hand-over code: (\d{4}) (\d{4})", letter)
            assert found is not None
            wait_for(lambda: window.log.count("personal.taken") >= 2, "the codes")
            courier.press("action:start")
            courier.press("tile:collect")
            for digit in "".join(found.groups()):
                courier.press(f"key:{digit}")
            courier.press("action:continue")
            window.wait(lambda: heading(window) == "Take your parcel", "what waits")
            courier.press("action:take")
            window.wait(lambda: heading(window) == "Thank you. We have noted it.", "that it is noted")
            wait_for(lambda: len(hub.do(hub.hub.parcels.ended())) == 1, "it to be over")
            # Where a camera works, one press more sends a photo along, and nothing of it stays here.
            back = "device=counter program=terminal reasons= state=online"
            wait_for(lambda: back in window.log, "the camera")
            courier.press("action:finish")
            for name in (*FEWEST, "action:photo_again"):
                courier.press(name)
            window.wait_for("action:photo_use")
            assert window.asked("photos") >= 1, "it is looked at"
            courier.press("action:photo_use")
            window.wait(lambda: heading(window) == "Thank you. Keep your reference.", "the reference")
            left = hub.do(hub.hub.parcels.waiting())
            third = next(each.row.id for each in left if each.row.recipient_id == PLANNING.id)
            wait_for(lambda: hub.do(hub.hub.photos.of_parcel(third, Eyes(council=True))), "the photo")
            courier.press("action:finish")
            window.wait_for("action:start")
            assert window.asked("photos") == 0
        assert len(rows_of(hub.data, "SELECT id FROM parcels")) == 3
        assert not any(word in window.log for word in ("Planning", "Credit union", *found.groups()))
