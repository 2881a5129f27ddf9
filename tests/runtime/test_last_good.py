"""A slip in a settings file closes no foyer, and stops the hub and the doctor."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from kiosk.runtime import last_good
from kiosk.runtime.last_good import FILE, choose, keep, recall
from kiosk.runtime.options import Options
from kiosk.runtime.settings import DEMO_SITE, load
from kiosk.runtime.sites import SettingsRefused
from tests.runtime.test_program import foyer, running
from tests.support.stand_in_hub import StandInHub

SLIP = "[terminal]\nnews_wiat = 5\n"


def site(folder: Path, more: str = "") -> Path:
    file = folder / "site.toml"
    text = DEMO_SITE.read_text("utf-8")
    file.write_text(f"{more}\n{text}", "utf-8")
    return file


def test_the_last_good_ones_are_used_only_when_todays_cannot_be(tmp_path: Path) -> None:
    good = Options(tmp_path, (site(tmp_path),), overrides=("terminal.news_wait=7", "screen.width=800"))
    first = choose(good, tmp_path)
    keep(tmp_path, first.settings, first.settings.terminal)
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    bad = Options(tmp_path, (site(tmp_path, SLIP),))
    chosen = choose(bad, tmp_path)
    assert [finding.remedy for finding in chosen.findings] == ["did you mean terminal.news_wait?"]
    assert chosen.settings.terminal == first.settings.terminal
    assert chosen.settings.screen.width == 800
    mended = choose(Options(tmp_path, (site(tmp_path),)), tmp_path)
    assert mended.findings == ()
    assert mended.settings.terminal.news_wait == load().terminal.news_wait


def test_without_any_the_slip_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused):
        choose(Options(tmp_path, (site(tmp_path, SLIP),)), tmp_path)


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"terminal": {}}', "\udcff"])
def test_a_damaged_file_counts_as_none(tmp_path: Path, kept: str) -> None:
    (tmp_path / FILE).write_text(kept, "utf-8", errors="surrogateescape")
    assert recall(tmp_path) is None


def test_no_secret_and_nothing_of_the_hub_is_kept(tmp_path: Path) -> None:
    settings = load("terminal", DEMO_SITE, environment={"FOYER_DATABASE_URL": "postgresql://me:secret@there/foyer"})
    keep(tmp_path, settings, settings.terminal)
    text = (tmp_path / FILE).read_text("utf-8")
    assert "secret" not in text
    assert '"hub"' not in text


def test_a_disk_that_cannot_be_written_keeps_the_ones_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load()
    keep(tmp_path, settings, settings.terminal)
    before = (tmp_path / FILE).read_bytes()

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(last_good.os, "fsync", full)
    keep(tmp_path, settings, settings.terminal.model_copy(update={"name": "Another"}))
    assert (tmp_path / FILE).read_bytes() == before


def test_a_terminal_starts_all_the_same_and_says_so_while_hub_and_doctor_stop(tmp_path: Path) -> None:
    data = tmp_path / "terminal"
    words = ("terminal", "--data", data, "--profile", "demo")
    with StandInHub() as hub:
        with running(*words, "--hub", hub.url, "--code", "GOOD-CODE") as program:
            assert hub.wait_for(lambda: any(report["in_service"] for report in hub.reports), 60)
            program.says("first-screen.png")
            program.process.send_signal(signal.SIGTERM)
            assert program.ends() == 0
        assert not hub.reports[-1]["last_good_settings"]
        site(data, SLIP)
        hub.reports.clear()
        with running(*words, "--hub", hub.url) as program:
            assert hub.wait_for(lambda: any(report["in_service"] for report in hub.reports), 60)
            assert hub.reports[-1]["last_good_settings"]
            program.says("first-screen.png")
            program.process.send_signal(signal.SIGTERM)
            assert program.ends() == 0
        doctor = foyer("doctor", "--data", data, "--hub", hub.url)
        assert doctor.returncode == 1
        assert "did you mean terminal.news_wait?" in doctor.stdout
        assert "last good settings" in doctor.stdout
        stopped = foyer("hub", "--data", data, "--port", "0")
        assert stopped.returncode == 2
        assert "did you mean terminal.news_wait?" in stopped.stderr
