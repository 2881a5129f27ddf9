"""The link to a receipt: made at the terminal, sealed with the answers, and kept nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import structlog

from kiosk.domain import receipts
from kiosk.runtime import logs
from tests.support.stand_in_hub import StandInHub
from tests.support.terminals import Started

PAGES = "https://foyer.aberwen.example/llanfair-road"


class Hub(StandInHub):
    """One with pages for visitors."""

    def catalogue(self) -> dict[str, object]:
        document = super().catalogue()
        site = document["site"]
        assert isinstance(site, dict)
        return document | {"site": site | {"public_url": PAGES}}


def test_the_person_is_shown_the_link_that_is_sealed_in(tmp_path: Path) -> None:
    with Hub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        given, other = visit.submit("1"), visit.submit("2")
        assert receipts.read_token(given.link) == given.link
        assert other.link != given.link
        assert visit.reaches(other, "sent")
        assert hub.opened(str(given.id))["link"] == given.link
        # Whoever asks later is not told it again.
        assert visit.run(visit.terminal.receipt(given.id)).link is None


def test_a_second_press_of_send_shows_the_same_link(tmp_path: Path) -> None:
    with Hub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        session = uuid4()
        first, second = visit.submit("1", session), visit.submit("1", session)
        assert first == second
        assert visit.reaches(first, "sent")
        assert hub.opened(str(first.id))["link"] == second.link


def test_there_is_a_link_while_the_hub_is_away(tmp_path: Path) -> None:
    with Hub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
    with Started(tmp_path, "http://127.0.0.1:9") as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        given = visit.submit()
        assert given.state == "saved"
        assert given.link is not None
    with Hub() as back:
        back.private = hub.private
        with Started(tmp_path, back.url) as visit:
            assert visit.reaches(given, "sent")
            assert back.opened(str(given.id))["link"] == given.link


def test_a_hub_without_pages_gets_no_link_and_nobody_is_shown_one(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        given = visit.submit()
        assert given.link is None
        assert visit.reaches(given, "sent")
        assert "link" not in hub.opened(str(given.id))


@pytest.fixture
def full_log() -> Iterator[None]:
    logs.start("test", "json", "debug")
    yield
    structlog.reset_defaults()


@pytest.mark.usefixtures("capfd", "full_log")
def test_the_link_is_in_no_file_and_not_in_the_log(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with Hub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        given = visit.submit()
        assert visit.reaches(given, "sent")
        written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    written += b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    out, err = capfd.readouterr()
    assert str(given.id) in err
    assert given.link is not None
    assert given.link not in out + err
    assert given.link.encode() not in written
