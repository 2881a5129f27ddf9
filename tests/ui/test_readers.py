"""Readers at a real panel: from the bytes on their lines to what stands on the screen."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from devices.simulators.readers import CARDS, FRAMING, SimulatedCards, SimulatedScanner
from kiosk.domain import card_numbers
from kiosk.terminal import identity
from tests.support.hubs import wait_for
from tests.support.stand_in_hub import StandInHub
from tests.ui.conftest import Opener
from tests.ui.test_staff_door import heading

KEY = bytes(range(32))


def test_a_card_opens_the_door_and_a_code_brings_settings_along(
    hub: StandInHub, open_window: Opener, tmp_path: Path
) -> None:
    lines = tmp_path / "lines"
    lines.mkdir()
    with SimulatedCards(lines / "cards") as reader, SimulatedScanner(lines / "scanner") as scanner:
        devices = {
            "cards": {
                "driver": "reader.serial",
                "options": {"connection": reader.connection, "reads": "card", **FRAMING},
            },
            "scanner": {"driver": "reader.serial", "options": {"connection": scanner.connection, "reads": "code"}},
        }
        window = open_window(devices=devices)
        window.wait_for("action:start")
        known = identity.load(next(tmp_path.glob("terminal-*")))
        assert known is not None
        hub.terminal_id, account = str(known.terminal_id), str(uuid4())
        digest = card_numbers.digest(KEY, CARDS["card_a"])
        hub.personal = {"card_key": KEY.hex(), "staff": [{"account": account, "kind": "card", "verifier": digest}]}
        hub.tell("personal_changed")

        wait_for(lambda: "personal.taken" in window.log, "what is known about people")
        reader.present(CARDS["card_a"])  # nobody asks for it
        reader.present(None)
        window.chord("Control_L", "Alt_L", "s")
        window.wait(lambda: heading(window) == "For staff: enter your PIN", "the door")
        reader.present(CARDS["card_b"])
        window.wait(lambda: "This card is nobody's here" in str(window.nodes), "that it is nobody's")
        reader.present(CARDS["card_a"])
        window.wait_for("staff:clean")
        assert hub.wait_for(lambda: len(hub.deeds) == 2)
        assert [(deed["act"], deed["account"]) for deed in hub.deeds] == [
            ("terminal_door_refused", None),
            ("terminal_door_opened", account),
        ]
        window.key("Escape")
        window.key("Escape")
        window.wait_for("action:start")
        scanner.scan("FOYER1:T160.C")
        window.wait_for("ease:text_160")
    for secret in ("FOYER1", digest, CARDS["card_a"].hex(), CARDS["card_a"].hex().upper()):
        assert secret not in window.log
