"""Sound and panel: as loud and as bright as the time of the day asks for, and what fails, by its name."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from pathlib import Path

import pytest

from devices import supervisor
from devices.doors import board as boards
from devices.errors import DeviceError, Misconfigured, NotPresent, Silent
from devices.platform import levels, programs, sound
from devices.platform.screen import Panel, ScreenOptions
from devices.platform.sound import PulseSound, SoundOptions
from devices.rack import opened
from devices.registry import Wish, made
from tests.support.boards import PATIENCE, Watched, board, wish
from tests.support.printers import open_files
from tests.support.sound import MISSING, installed, sound_server


@pytest.mark.parametrize(
    ("at", "level"), [("07:00", 80), ("21:59", 80), ("22:00", 20), ("23:59", 20), ("00:00", 20), ("06:59", 20)]
)
def test_the_level_of_a_time_is_that_of_the_last_time_before_it(at: str, level: int) -> None:
    assert levels.now({"07:00": 80, "22:00": 20}, at) == level


@pytest.mark.parametrize(("at", "dark"), [("21:59", False), ("22:00", True), ("00:00", True), ("06:00", False)])
def test_the_dark_hours_go_over_midnight(at: str, dark: bool) -> None:
    assert levels.within("22:00", "06:00", at) is dark


# --- sound ---


def pactl(*words: str) -> str:
    return subprocess.run(["pactl", *words], check=True, capture_output=True, text=True).stdout


@pytest.mark.skipif(not installed(), reason=MISSING)
def test_the_volume_is_set_and_put_right_whoever_changed_it(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = PulseSound(SoundOptions(volume={"07:00": 70, "22:00": 20}))
    with sound_server():
        driver.clock = lambda: "12:00"
        driver.look()
        assert "70%" in pactl("get-sink-volume", "kiosk")
        pactl("set-sink-volume", "kiosk", "11%")
        pactl("set-sink-mute", "kiosk", "1")
        driver.look()
        assert ("70%" in pactl("get-sink-volume", "kiosk"), "no" in pactl("get-sink-mute", "kiosk")) == (True, True)
        driver.clock = lambda: "23:00"
        driver.look()
        assert "20%" in pactl("get-sink-volume", "kiosk")
        pactl("load-module", "module-null-sink", "sink_name=hdmi")  # another cable
        pactl("set-default-sink", "hdmi")
        driver.look()
        assert "20%" in pactl("get-sink-volume", "hdmi")
        monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
        with pytest.raises(sound.NoServer):
            driver.look()
        monkeypatch.undo()


# --- programs ---


def program(folder: Path, name: str, script: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that stand in for the system's own."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


def test_a_program_that_hangs_is_ended_and_one_that_is_not_there_is_a_matter_of_settings(
    tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "PATIENCE", 0.2)
    program(tools, "hangs", "exec sleep 600")
    program(tools, "says-no", "exit 1")
    for name, error in (("hangs", Silent), ("says-no", programs.SaidNo), ("is-not-there", Misconfigured)):
        with pytest.raises(DeviceError) as raised:
            programs.told([name])
        assert type(raised.value) is error


def test_a_hundred_times_without_a_sound_server_leaves_no_thread_and_no_file(
    tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "FIRST", 0.002)
    monkeypatch.setattr(supervisor, "LONGEST", 0.005)
    monkeypatch.setattr(sound, "LOOK", 0.002)
    gone = tmp_path / "gone"
    program(tools, "pactl", f'[ -e {gone} ] && exit 1\necho "output volume 60% mute: no"')
    threads, files = threading.active_count(), open_files()
    with opened({"sound": Wish("sound.pulse", {})}, simulated_allowed=True) as rack:
        watched = Watched(rack)
        for _ in range(100):
            watched.wait_usable()
            gone.touch()
            watched.wait_for("no_sound_server")
            gone.unlink()
        watched.wait_usable()
    assert (threading.active_count(), open_files()) == (threads, files)


# --- the panel ---


def test_the_panel_is_kept_awake_by_day_and_may_go_dark_by_night_once_each(tools: Path, tmp_path: Path) -> None:
    said = tmp_path / "said"
    program(tools, "xset", f'echo "$*" >> {said}')
    panel = Panel(ScreenOptions(dark=("22:00", "06:00")))
    for at in ("12:00", "12:01", "22:00", "23:00", "06:00"):
        panel.clock = lambda at=at: at  # type: ignore[misc] # of this turn
        panel.look()
    assert said.read_text().splitlines() == [
        "s off",
        "-dpms",
        "s off",
        "+dpms dpms 120 120 120",
        "s off",
        "dpms force on",
        "-dpms",
    ]


def test_whoever_steps_in_front_at_night_finds_the_panel_awake_and_a_contact_that_is_stuck_wears_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "LOOK", 0.01)
    light = tmp_path / "panel"
    light.mkdir()
    for name in ("max_brightness", "brightness"):
        (light / name).write_text("100")
    options = {
        "brightness": {"00:00": 10, "23:59": 90},
        "by": "backlight",
        "power": "nothing",
        "folder": str(tmp_path),
    }
    with board(tmp_path) as peer:
        wishes = {"front": wish(peer, "modbus-tcp"), "panel": Wish("screen.panel", options | {"presence": "front.3"})}
        with opened(wishes, simulated_allowed=True) as rack:
            for there, wanted in ((False, "10"), (True, "90"), (False, "10")):
                peer.switch("presence", there)
                until = time.monotonic() + PATIENCE
                while (light / "brightness").read_text() != wanted:
                    assert time.monotonic() < until
                    time.sleep(0.005)
            assert rack.all()[1].health.usable
    panel = Panel(ScreenOptions.model_validate(options))
    panel.clock = lambda: "03:00"
    passed = [0.0]
    panel.monotonic = lambda: passed[0]
    panel.somebody(there=True)
    for after, wanted in ((1.0, "90"), (700.0, "10")):
        passed[0] = after
        panel.look()
        assert (light / "brightness").read_text() == wanted


def test_the_backlight_is_as_bright_as_the_time_asks_for_and_never_out(tmp_path: Path) -> None:
    light = tmp_path / "panel"
    light.mkdir()
    (light / "max_brightness").write_text("937\n")
    (light / "brightness").write_text("937\n")
    options = ScreenOptions(brightness={"07:00": 80, "22:00": 0}, by="backlight", power="nothing", folder=tmp_path)
    panel = Panel(options)
    for at, wanted in (("12:00", "750"), ("22:30", "1")):
        panel.clock = lambda at=at: at  # type: ignore[misc] # of this turn
        panel.look()
        assert (light / "brightness").read_text() == wanted
    assert panel.check_config() == []


def test_a_panel_without_a_backlight_is_told_so(tmp_path: Path) -> None:
    options = ScreenOptions(by="backlight", power="nothing", folder=tmp_path)
    with pytest.raises(NotPresent):
        Panel(options).look()
    assert "no backlight" in Panel(options).check_config()[0].problem


def test_brightness_over_the_cable_is_asked_for_once_a_change(tools: Path, tmp_path: Path) -> None:
    said = tmp_path / "said"
    program(tools, "ddcutil", f'echo "$*" >> {said}')
    panel = Panel(ScreenOptions(brightness={"00:00": 40}, by="ddc", power="nothing"))
    for _ in range(3):
        panel.look()
    assert said.read_text().splitlines() == ["--brief setvcp 10 40"]


def test_what_is_not_installed_is_said_with_what_installs_it(tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tools))
    for wanted, package in (
        (Wish("sound.pulse"), "pulseaudio-utils"),
        (Wish("screen.panel"), "x11-xserver-utils"),
        (Wish("screen.panel", {"power": "nothing", "by": "ddc"}), "ddcutil"),
    ):
        (finding,) = made(wanted).check_config()
        assert package in finding.remedy
