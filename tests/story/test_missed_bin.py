"""The whole story: somebody reports a missed bin at the screen, staff see it arrive, and the service has it, once."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from devices.simulators.receiver import Receiver
from kiosk.terminal import identity
from kiosk.terminal.hub_client import Enrolment
from tests.support import journeys
from tests.support.hubs import NAME, PASSWORD, SECRET, Running, running_hub
from tests.support.printers import printer
from tests.support.window import Pointer, Window

CHROMIUM = Path("/usr/bin/chromium")
PRINTED = {"en": "Your receipt is printed,", "cy": "Mae eich derbynneb wedi'i hargraffu,"}


@contextmanager
def staff_page(hub: Running) -> Iterator[Page]:
    """A real browser without JavaScript, in which the first account was just made by the one-time link."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: staff pages cannot be seen in a real browser")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800}).new_page()
        page.goto(f"{hub.url}/set-up/{hub.do(hub.estate.staff.first_link())}")
        page.fill("input[name=name]", NAME)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button")
        yield page
        browser.close()


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_missed_bin_goes_from_the_screen_to_the_service_that_needs_it(language: str, tmp_path: Path) -> None:
    receiver = Receiver(0, tmp_path / "receiver", SECRET.encode(), drop_acknowledgements=1)
    terminal = tmp_path / "terminal"
    terminal.mkdir()
    with (
        receiver.running(),
        printer(tmp_path, speed=1200) as simulated,
        running_hub(tmp_path / "hub", service_url=receiver.url) as hub,
        staff_page(hub) as staff,
    ):
        known = hub.terminal()
        identity.keep(terminal, Enrolment(known.id, known.site_id, known.key))
        assert "Report a missed bin" not in staff.text_content("main")
        with Window(hub.url, terminal, printer=simulated.connection) as window:
            visitor = Pointer(window)
            journeys.to_answers(visitor, language)
            journeys.send(visitor)
            window.wait(lambda: sum(node["state"] == "done" for node in window.nodes) == 3, "the service to accept")
            shown = json.dumps(window.nodes, ensure_ascii=False)
            visitor.press("action:print")
            window.wait(
                lambda: PRINTED[language] in json.dumps(window.nodes, ensure_ascii=False), "the printer to say so"
            )
            paper = simulated.picture(0)
            visitor.press("action:finish")
            window.wait_for("action:start")

            (effect,) = receiver.ledger.effects()
            assert effect.times_sent == 2, "the lost acknowledgement was to be asked for again"
            envelope = json.loads(effect.body)
            reference = envelope["submission_reference"]
            assert reference in shown
            assert paper is not None
            (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(paper)))
            assert reference in code.text
            assert envelope["language"] == language
            assert journeys.PLANTED["town"] in str(envelope["answers"])

            staff.goto(f"{hub.url}/sites/{known.site_id}/submissions")
            assert staff.evaluate("document.documentElement.scrollWidth") <= 320
            staff.click(f"text={reference}")
            words = staff.text_content("main") or ""
            assert journeys.PLANTED["addressLine1"] in words
            assert "waste" in words
            assert staff.locator("text=Accepted").count() > 0
            logged = window.log
        assert not [secret for secret in journeys.SECRETS if secret in logged]
    for file in [path for folder in (terminal, tmp_path / "hub") for path in folder.rglob("*") if path.is_file()]:
        found = [secret for secret in journeys.SECRETS if secret.encode() in file.read_bytes()]
        assert not found, f"{file.name} holds {found} in the clear"
