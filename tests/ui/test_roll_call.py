"""A fire at a real panel: from the contact to a warden's paper, with no hub and nobody's name in sight."""

from __future__ import annotations

from pathlib import Path

from devices.simulators.door_board import SimulatedDoor
from kiosk.terminal import identity
from tests.support.emergencies import ANNA, PIN, TOM, known, verifier
from tests.support.hubs import wait_for
from tests.support.printers import came_out, printer
from tests.support.stand_in_hub import StandInHub
from tests.support.window import Pointer
from tests.ui.conftest import Opener
from tests.ui.test_staff_door import heading

NAMES = ("Anna", "Nowak", "Owen")


def test_from_the_contact_to_the_paper_with_the_hub_gone(
    hub: StandInHub, open_window: Opener, tmp_path: Path
) -> None:
    lines = tmp_path / "lines"
    lines.mkdir()
    with SimulatedDoor(0) as panel, printer(lines) as simulated:
        board = {"driver": "contact.modbus", "options": {"connection": panel.connection, "inputs": 4}}
        window = open_window(devices={"panel": board}, printer=simulated.connection, fire="panel.4")
        window.wait_for("action:start")
        mine = identity.load(next(tmp_path.glob("terminal-*")))
        assert mine is not None
        hub.terminal_id, hub.personal = str(mine.terminal_id), verifier() | known(ANNA, TOM)
        hub.tell("personal_changed")
        wait_for(lambda: "personal.taken" in window.log, "what is known about people")
        visitor = Pointer(window)
        for name in ("action:start", "tile:forms", "form:missed-bin"):
            visitor.press(name)
        hub.close()

        panel.switch("fire", True)
        window.wait(lambda: heading(window) == "Leave the building now", "what to do")
        said = str(window.nodes)
        for words in ("Gadewch yr adeilad nawr", "Opuść budynek", "Car park B"):
            assert words in said
        assert "form:missed-bin" not in said
        # Red from far away. Whoever leans on the glass while they run opens no door for wardens.
        window.until_pixel(20, 300, lambda colour: colour[0] > 2 * max(colour[1:]))
        window.point(540, 300)
        for down in (True, False):
            window.button(down=down)
        window.caught_up()
        assert window.node("key:4") is None
        window.wait(lambda: "Maes parcio B" in str(window.spoken), "the voice, in Welsh too")
        assert simulated.state()["papers"] == []
        assert not any(name in str(state) for state in window.states for name in NAMES)

        visitor.press("action:wardens")
        window.wait_for("key:4")
        for digit in PIN:
            window.key(digit)
        window.wait(lambda: heading(window) == "0 of 2 are safe", "the list")
        assert len(came_out(simulated, 0)) > 300
        visitor.press(f"person:{ANNA.person}")
        window.wait(lambda: heading(window) == "1 of 2 are safe", "the tick")
        for name in ("action:more", "roll:end", "roll:ended"):
            visitor.press(name)
        window.wait_for("action:start")
        assert not any(name in str(window.nodes) for name in NAMES)
        assert not any(name in str(each) for each in window.spoken for name in NAMES)
    assert not any(name in window.log for name in NAMES)
