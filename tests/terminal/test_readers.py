"""A card, from the reader at a terminal to the door for staff: with the hub that serves in production."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from devices.rack import opened
from devices.registry import Wish
from devices.simulators.readers import CARDS, FRAMING, SimulatedCards, SimulatedScanner
from kiosk.domain.commands import Kind
from kiosk.domain.events import ScreenAsked
from kiosk.domain.readers import Shown
from kiosk.domain.roles import EVERYWHERE, Grant, StaffRole
from kiosk.domain.staff_door import DoorClosed
from kiosk.domain.staff_door import Shown as Secret
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.settings import load
from kiosk.services.audit import Actor
from kiosk.terminal.printing import Equipment
from kiosk.web.pages import card_asking
from tests.support.hubs import running_hub, staff_browser, wait_for
from tests.support.people import member
from tests.support.terminals import Started


def test_a_card_is_added_opens_without_the_hub_and_ends_with_its_holder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card_asking, "PATIENCE", 0.0)
    data = tmp_path / "terminal"
    with (
        SimulatedCards(tmp_path / "cards") as cards,
        SimulatedScanner(tmp_path / "scanner") as scanner,
        opened(
            {
                "front": Wish("reader.serial", {"connection": cards.connection, "reads": "card", **FRAMING}),
                "codes": Wish("reader.serial", {"connection": scanner.connection, "reads": "code"}),
            },
            simulated_allowed=True,
        ) as rack,
        running_hub(tmp_path / "hub", "hub.secure_cookies=false") as hub,
    ):
        code = hub.do(hub.hub.terminals.invite(Actor("test")))
        enrol(load("demo").terminal.model_copy(update={"hub_url": hub.url}), data, code)
        browser = staff_browser(hub)
        gwen = member(hub, "Gwen", Grant(EVERYWHERE, StaffRole.FACILITIES))
        with Started(data, hub.url, equipment=Equipment(devices=rack)) as visit:
            shown: list[Shown] = []
            asked: list[ScreenAsked] = []
            visit.terminal.loop.call_soon_threadsafe(visit.terminal.bus.listen, Shown, shown.append)
            visit.terminal.loop.call_soon_threadsafe(visit.terminal.bus.listen, ScreenAsked, asked.append)
            wait_for(lambda: visit.terminal.personal is not None, "what is known about people")
            wait_for(lambda: all(each.health.usable for each in rack.all()), "the readers")
            page = f"/people/{gwen.id}/cards"
            terminal_id = str(visit.terminal.identity.terminal_id)
            wait_for(lambda: terminal_id in browser.get(page).text, "the page")

            scanner.scan("FOYER1:T160")
            wait_for(lambda: [each.text for each in shown] == ["FOYER1:T160"], "a code")
            told = browser.fill_in(page, {"terminal": terminal_id}, allow_redirects=False)
            command = UUID(told.headers["location"].rpartition("=")[2])
            wait_for(lambda: [each.kind for each in asked] == [Kind.READ_CARD], "the command")
            cards.present(CARDS["card_a"])
            wait_for(lambda: len(shown) == 2, "a card")
            card = shown[1].digest
            assert card not in browser.get(page).text
            visit.run(visit.terminal.readers.add(command, card))
            wait_for(lambda: card in str(visit.terminal.personal), "the card")
            assert visit.run(visit.terminal.staff_door.show(Secret("card", card))) == gwen.id

            visit.terminal.hub_at("http://127.0.0.1:9")
            assert visit.run(visit.terminal.staff_door.show(Secret("card", card))) == gwen.id
            visit.terminal.hub_at(hub.url)
            browser.fill_in(f"/people/{gwen.id}/remove", {})
            wait_for(lambda: card not in str(visit.terminal.personal), "its end")
            with pytest.raises(DoorClosed):
                visit.run(visit.terminal.staff_door.show(Secret("card", card)))
    for file in data.rglob("*"):
        if file.is_file():
            assert card.encode() not in file.read_bytes()
            assert CARDS["card_a"].hex().encode() not in file.read_bytes().lower()
