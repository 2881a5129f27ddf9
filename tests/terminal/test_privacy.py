"""Nothing a person typed is on the disk or in the log in the clear."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import structlog

from kiosk.runtime import logs
from tests.support.answers import complete, missed_bin
from tests.support.stand_in_hub import StandInHub
from tests.support.terminals import Started


def typed() -> list[bytes]:
    """What the invented person typed, but for words that are on the form itself."""
    texts: list[str] = []
    for answer in complete(missed_bin()).values():
        if isinstance(answer, Mapping):
            texts += [part for part in answer.values() if len(part) > 5]
        elif isinstance(answer, str) and len(answer) > 8:
            texts.append(answer)
    assert len(texts) >= 4
    return [text.encode() for text in texts if text.encode() not in json.dumps(shipped()).encode()]


def shipped() -> object:
    with StandInHub() as hub:
        return hub.catalogue()


@pytest.fixture
def full_log() -> Iterator[None]:
    logs.start("test", "json", "debug")
    yield
    structlog.reset_defaults()


@pytest.mark.usefixtures("capfd", "full_log")
def test_nothing_typed_is_on_the_disk_or_in_the_log(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        sent = visit.submit()
        assert visit.reaches(sent, "sent")
        hub.misbehave["/api/v1/submissions"] = lambda handler: handler.problem(422, "cannot_open")
        visit.submit()
        written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    written += b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    out, err = capfd.readouterr()
    assert str(sent.id) in err
    everything = written + out.encode() + err.encode()
    assert [text for text in typed() if text in everything] == []


def test_only_this_user_may_open_what_is_kept(tmp_path: Path) -> None:
    data = tmp_path / "terminal"
    with StandInHub() as hub, Started(data, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
        visit.submit()
        assert data.stat().st_mode & 0o777 == 0o700
        assert [path.name for path in data.iterdir() if path.stat().st_mode & 0o077] == []
