"""What can go wrong behind a screen, and the words a visitor sees: in a real window, with real faults."""

from __future__ import annotations

import os
from pathlib import Path

from tests.support import journeys
from tests.support.disks import small_disk
from tests.support.stand_in_hub import StandInHub
from tests.support.window import Pointer, Window

FOR_EVER = 3650 * 24 * 3600
PAGE = 4096


def words(window: Window) -> str:
    """Everything on the screen, as it would be read out."""
    return "\n".join(f"{node['name']} {node['value']}" for node in window.nodes)


def stages(window: Window) -> list[bool]:
    """Which stages of the receipt have been reached."""
    return [node["state"] == "done" for node in window.nodes if node["role"] == "status" and node["state"]]


def test_full_disk_keeps_the_answers_and_says_so(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk, StandInHub() as hub:
        data = disk.path / "terminal"
        data.mkdir()
        with Window(hub.url, data) as window:
            visitor = Pointer(window)
            journeys.to_answers(visitor, "en")
            disk.fill()
            saved = 0
            while True:
                visitor.press("action:send")
                window.wait(lambda: window.node("action:finish") or window.node("action:answers"), "an outcome")
                if window.node("action:answers"):
                    break
                # SQLite had room left in its own file: this one is saved, and the next person comes.
                saved += 1
                visitor.press("action:finish")
                journeys.to_answers(visitor, "en")
            assert "Sorry, your form is not saved" in words(window)
            assert "This screen's memory is full, so it cannot save your form." in words(window)
            assert "Your answers are still here. Nothing was sent." in words(window)
            disk.free()
            visitor.press("action:answers")
            assert journeys.PLANTED["addressLine1"] in words(window)
            journeys.send(visitor)
            window.wait(lambda: stages(window)[:2] == [True, True], "sent")
            assert hub.wait_for(lambda: len(hub.received) == saved + 1)


def test_corrupt_journal_is_put_aside_and_the_visit_goes_on(tmp_path: Path) -> None:
    with StandInHub() as hub:
        with Window(hub.url, tmp_path):
            pass
        damage = os.urandom(PAGE)
        with (tmp_path / "journal.db").open("r+b") as journal:
            journal.write(damage)
        with Window(hub.url, tmp_path) as window:
            visitor = Pointer(window)
            journeys.to_answers(visitor, "en")
            journeys.send(visitor)
            window.wait(lambda: stages(window)[:2] == [True, True], "saved and sent")
            assert "Sorry" not in words(window)
            assert hub.wait_for(lambda: len(hub.received) == 1)
        (kept,) = tmp_path.glob("journal.db.damaged-*[0-9]")
        assert kept.read_bytes().startswith(damage), "a damaged file is evidence, and stays as it was found"


def test_hub_answering_garbage_is_not_believed(tmp_path: Path) -> None:
    with StandInHub() as hub, Window(hub.url, tmp_path) as window:
        hub.misbehave["/api/v1/submissions"] = lambda handler: handler.raw(
            200, b"<html>Welcome to the guest network</html>", "text/html", None
        )
        visitor = Pointer(window)
        journeys.to_answers(visitor, "en")
        journeys.send(visitor)
        assert stages(window) == [True, False, False]
        window.wait(
            lambda: "We have saved your form here." in words(window), "the screen to hear that the hub is away"
        )
        hub.misbehave.clear()
        window.wait(lambda: stages(window) == [True, True, False], "sent")


def test_wrong_clock_is_not_shown_and_a_date_is_typed_with_care(tmp_path: Path) -> None:
    with StandInHub() as hub, Window(hub.url, tmp_path) as window:
        assert "23" in words(window) or ":" in words(window), "a trusted clock shows the time"
    with Window(hub.url, tmp_path, wrong_by=-FOR_EVER) as window:
        assert not [node for node in window.nodes if ":" in node["name"]], "no time is better than a wrong one"
        visitor = Pointer(window)
        journeys.to_first_question(visitor, "en")
        journeys.answer(visitor)
        assert "This screen does not know the date today. Please type the date with care." in words(window)
        assert window.node("choice:other") is None
