"""What a terminal knows about people: sealed on its disk, readable in memory for a day, gone when it is withdrawn."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.terminal import identity, personal
from kiosk.terminal.personal import FILE
from tests.support.stand_in_hub import StandInHub
from tests.support.terminals import Started

PEOPLE: dict[str, object] = {"people": [{"name": "Gwenllian Prydderch", "telephone": "01632 960 321"}]}
NOWHERE = "http://127.0.0.1:9"


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "in vain"
        time.sleep(0.01)


@pytest.fixture
def hub() -> object:
    with StandInHub() as hub:
        hub.personal = dict(PEOPLE)
        yield hub


def started(data: Path, hub: StandInHub, url: str | None = None, **settings: object) -> Started:
    visit = Started(data, url or hub.url, **settings)
    hub.terminal_id = str(visit.terminal.identity.terminal_id)
    return visit


def on_disk(folder: Path) -> bytes:
    """Everything the terminal has written anywhere."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_the_disk_holds_no_word_of_it_and_no_key(tmp_path: Path, hub: StandInHub) -> None:
    with started(tmp_path, hub) as visit:
        until(lambda: visit.terminal.personal == PEOPLE)
        written = on_disk(tmp_path)
        assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    for found in (written, on_disk(tmp_path)):
        assert len(found) > 1000
        for secret in (b"Gwenllian", b"Prydderch", b"960 321", hub.day_key, hub.day_key.hex().encode()):
            assert secret not in found


def test_a_start_without_the_hub_can_read_nothing_and_one_with_it_asks_for_the_key_only(
    tmp_path: Path, hub: StandInHub
) -> None:
    with started(tmp_path, hub) as visit:
        until(lambda: visit.terminal.personal == PEOPLE)
    sealed = (tmp_path / FILE).read_bytes()
    with started(tmp_path, hub, NOWHERE) as visit:
        assert visit.wait_for(lambda: visit.terminal.service.state == "in_service")
        assert visit.terminal.personal is None
    assert (tmp_path / FILE).read_bytes() == sealed
    with started(tmp_path, hub) as visit:
        until(lambda: visit.terminal.personal == PEOPLE)
    assert (tmp_path / FILE).read_bytes() == sealed, "it was asked for again"


def test_a_terminal_that_is_withdrawn_wipes_it_from_memory_and_disk(tmp_path: Path, hub: StandInHub) -> None:
    with started(tmp_path, hub) as visit:
        until(lambda: visit.terminal.personal == PEOPLE)
        hub.key = "another"
        hub.tell("anything")
        until(lambda: visit.terminal.personal is None)
        until(lambda: not (tmp_path / FILE).exists())
        assert visit.wait_for(lambda: visit.terminal.service.reason == "withdrawn")
    with started(tmp_path, hub, NOWHERE) as visit:
        assert visit.terminal.personal is None


def test_what_was_on_its_way_when_the_terminal_was_withdrawn_does_not_stay(
    tmp_path: Path, hub: StandInHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write, answered, withdrawn, done = personal._write, threading.Event(), threading.Event(), threading.Event()

    def write_late(file: Path, part: personal.Part) -> None:
        answered.set()
        withdrawn.wait(20)
        write(file, part)
        done.set()

    monkeypatch.setattr(personal, "_write", write_late)
    with started(tmp_path, hub) as visit:
        assert answered.wait(20)
        hub.key = "another"
        hub.tell("anything")
        assert visit.wait_for(lambda: visit.terminal.service.reason == "withdrawn")
        withdrawn.set()
        assert done.wait(20)
        until(lambda: not (tmp_path / FILE).exists())
        assert visit.terminal.personal is None
    told = capsys.readouterr().out
    assert "personal.wiped" in told
    assert "personal.taken" not in told, "for a moment it was there"


def test_when_the_time_of_the_key_is_over_it_is_forgotten_without_the_hub(tmp_path: Path, hub: StandInHub) -> None:
    hub.day_key_lasts = 1.5
    with started(tmp_path, hub) as visit:
        until(lambda: visit.terminal.personal == PEOPLE)
        hub.close()
        until(lambda: visit.terminal.personal is None)


def test_a_new_day_has_a_new_key_and_a_change_is_heard_of(tmp_path: Path, hub: StandInHub) -> None:
    with started(tmp_path, hub) as visit:
        until(lambda: visit.terminal.personal == PEOPLE)
        hub.personal = {"people": []}
        hub.tell("personal_changed")
        until(lambda: visit.terminal.personal == {"people": []})
        hub.day_key = bytes(32)
        hub.tell("personal_changed")
        before = (tmp_path / FILE).read_bytes()
        until(lambda: (tmp_path / FILE).read_bytes() != before)
        assert visit.terminal.personal == {"people": []}


def test_what_was_sealed_for_another_terminal_or_is_no_part_at_all_is_not_believed(
    tmp_path: Path, hub: StandInHub
) -> None:
    with started(tmp_path, hub) as visit:
        until(lambda: visit.terminal.personal == PEOPLE)
        hub.terminal_id, hub.personal = "somebody else", {"people": ["wrong"]}
        asked = hub.asked.count("GET /api/v1/personal")
        hub.tell("personal_changed")
        assert hub.wait_for(lambda: hub.asked.count("GET /api/v1/personal") > asked)
        hub.misbehave["/api/v1/personal"] = lambda handler: handler.answer(200, {"key": 1, "sealed": "%"})
        hub.tell("personal_changed")
        assert hub.wait_for(lambda: hub.asked.count("GET /api/v1/personal/key") > asked + 1)
        assert visit.terminal.personal == PEOPLE


def test_a_hub_that_knows_nothing_of_it_is_fine(tmp_path: Path, hub: StandInHub) -> None:
    for path in ("/api/v1/personal", "/api/v1/terminal"):
        hub.misbehave[path] = lambda handler: handler.problem(404, "not_found")
    with started(tmp_path, hub) as visit:
        assert visit.wait_for(lambda: visit.terminal.service.state == "in_service")
        assert hub.wait_for(lambda: "GET /api/v1/personal/key" in hub.asked)
        assert visit.terminal.personal is None
        assert visit.terminal.details is None
        assert visit.reaches(visit.submit(), "sent")
        assert identity.load(tmp_path) is not None
