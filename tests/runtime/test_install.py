"""Units that bring hub and kiosk back: what systemd itself makes of them, and what is written when."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
from pathlib import Path

import pytest

from kiosk.runtime import install, units, watchdog
from kiosk.runtime.install import UnitFailed, UnitRefused, Wanted
from kiosk.runtime.options import Options
from kiosk.runtime.settings import DEMO_SITE
from tests.runtime.test_program import running

SECRETS = dict.fromkeys(("FOYER_SECRET_WASTE", "FOYER_SECRET_CONTACT_CENTRE"), "0123456789abcdef")


def wanted(folder: Path, *, hub: bool = False, kiosk: str | None = None, enable: bool = False) -> Wanted:
    return Wanted("root", hub, kiosk, folder, enable)


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return Options(tmp_path / "data", (DEMO_SITE,))


@pytest.mark.parametrize("part", ["hub", "kiosk", "foyer"])
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path, options: Options, part: str) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze, which checks units (apt-get install systemd)")
    if part != "hub" and shutil.which("cage") is None:
        pytest.skip("cage, the kiosk's session (apt-get install cage)")
    folder = tmp_path / "units"
    url = "https://hub.example.org" if part == "kiosk" else None
    install.install(options, wanted(folder, hub=part == "hub", kiosk=url), only_print=False)
    (unit,) = folder.iterdir()
    checked = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    ours = [line for line in checked.stderr.splitlines() if "foyer-" in line]
    assert checked.returncode == 0, checked.stderr
    assert not ours


def test_a_hub_and_a_kiosk_come_back_and_write_only_where_they_keep_things(
    options: Options, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    install.install(options, wanted(tmp_path, hub=True), only_print=True)
    hub = capsys.readouterr().out
    install.install(options, wanted(tmp_path, kiosk="https://hub.example.org"), only_print=True)
    kiosk = capsys.readouterr().out
    for unit in (hub, kiosk):
        assert {"Restart=always", "StartLimitIntervalSec=0", "NoNewPrivileges=yes", "ProtectSystem=strict"} <= set(
            unit.splitlines()
        )
        assert f"ReadWritePaths={options.data}" in unit
    assert "WatchdogSec=30" in hub and "main hub --data" in hub
    assert "/usr/bin/cage -d -- " in kiosk and "main terminal --hub https://hub.example.org" in kiosk
    assert list(tmp_path.iterdir()) == [], "to print is to write nothing"


def test_data_in_the_usual_place_is_made_by_systemd_with_its_owner(tmp_path: Path) -> None:
    plan = units.Plan("foyer", ["/opt/foyer/bin/python"], None, Path("/var/lib/foyer"), [Path("/mnt/backups")])
    unit = units.hub(plan).splitlines()
    assert {"StateDirectory=foyer", "StateDirectoryMode=0700", "ReadWritePaths=-/mnt/backups"} <= set(unit)
    assert "ProtectHome=yes" in unit


def test_a_manager_that_knows_how_waits_longer_each_time() -> None:
    plan = units.Plan("foyer", ["foyer"], None, Path("/var/lib/foyer"), gradual=True)
    assert {"RestartSec=2", "RestartSteps=5", "RestartMaxDelaySec=60"} <= set(units.kiosk(plan).splitlines())


def test_words_reach_the_program_as_they_were_given() -> None:
    assert units.words(["a b", "50%", "$HOME", 'say "x"', "plain=1"]) == '"a b" 50%% $$HOME "say \\"x\\"" plain=1'


def test_a_second_time_changes_nothing_and_what_others_wrote_is_left_alone(
    tmp_path: Path, options: Options, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "units"
    install.install(options, wanted(folder), only_print=False)
    unit = folder / units.KIOSK
    before = unit.stat()
    said = capsys.readouterr().out
    assert f"Wrote {unit}." in said
    assert "systemctl enable --now" in said
    install.install(options, wanted(folder), only_print=False)
    assert f"{unit} is as it should be." in capsys.readouterr().out
    assert unit.stat().st_mtime_ns == before.st_mtime_ns
    assert stat.S_IMODE(before.st_mode) == 0o644
    unit.write_text("[Unit]\nDescription=somebody's own\n")
    with pytest.raises(UnitRefused, match="unit_not_ours"):
        install.install(options, wanted(folder), only_print=False)
    assert "somebody's own" in unit.read_text()


def test_a_kiosk_that_is_not_running_leaves_a_telephone_number_on_its_console(
    tmp_path: Path, options: Options
) -> None:
    install.install(options, wanted(tmp_path / "units"), only_print=False)
    (apology,) = tmp_path.glob("*-out-of-service.txt")
    text = apology.read_text("utf-8")
    assert "This screen is not working at the moment." in text
    assert "01632 960" in text
    assert "999" in text
    unit = (tmp_path / "units" / units.KIOSK).read_text()
    assert f"ExecStopPost=-+/bin/cp {apology} /dev/tty1" in unit


def test_it_is_started_only_when_that_was_asked_for(
    tmp_path: Path, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = tmp_path / "asked"
    programs = tmp_path / "bin"
    programs.mkdir()
    systemctl = programs / "systemctl"
    systemctl.write_text(f'#!/bin/sh\necho "$@" >> {asked}\n')
    systemctl.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    install.install(options, wanted(tmp_path / "units", hub=True), only_print=False)
    assert asked.read_text() == "--version\n"
    install.install(options, wanted(tmp_path / "units", hub=True, enable=True), only_print=False)
    assert [line for line in asked.read_text().splitlines() if line != "--version"] == [
        "daemon-reload",
        "enable --now foyer-hub.service",
    ]
    systemctl.write_text("#!/bin/sh\necho no >&2\nexit 1\n")
    with pytest.raises(UnitFailed, match="systemctl_failed"):
        install.install(options, wanted(tmp_path / "units", hub=True, enable=True), only_print=False)


def test_without_a_site_there_is_no_hub_to_install(tmp_path: Path) -> None:
    with pytest.raises(UnitRefused, match="no_site"):
        install.install(Options(tmp_path), wanted(tmp_path, hub=True), only_print=False)


def test_the_hub_says_that_it_is_ready_and_alive(tmp_path: Path) -> None:
    """A real hub, with a socket as systemd gives one."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(60)
        told = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "300000"}
        words = ("hub", "--data", tmp_path / "hub", "--site", DEMO_SITE, "--port", "0")
        with running(*words, **SECRETS, **told) as program:
            assert manager.recv(100) == b"READY=1"
            assert [manager.recv(100) for _ in range(5)] == [b"WATCHDOG=1"] * 5
            os.kill(program.process.pid, signal.SIGSTOP)
            manager.settimeout(1)
            with pytest.raises(TimeoutError):
                while True:
                    manager.recv(100)
            os.kill(program.process.pid, signal.SIGCONT)
            program.process.send_signal(signal.SIGTERM)
            assert program.ends() == 0


def test_the_foyer_says_that_its_screens_are_alive_and_its_children_do_not(tmp_path: Path) -> None:
    """It is the screens' own thread that tells: nobody else's."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(60)
        told = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "600000"}
        with running("demo", "--data", tmp_path / "data", "--set", "hub.port=0", **told) as program:
            assert manager.recv(100) == b"READY=1"
            assert manager.recv(100) == b"WATCHDOG=1"
            os.kill(program.process.pid, signal.SIGSTOP)
            manager.settimeout(1)
            with pytest.raises(TimeoutError):
                while True:
                    manager.recv(100)
            os.kill(program.process.pid, signal.SIGCONT)
            program.process.send_signal(signal.SIGTERM)
            assert program.ends() == 0


def test_a_manager_is_taken_out_of_the_environment() -> None:
    environment = {"NOTIFY_SOCKET": "@x", "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1", "HOME": "/x"}
    manager = watchdog.read(environment)
    assert manager == watchdog.Manager("@x", 10.0)
    assert environment == {"HOME": "/x"}
    manager.beat()
    assert watchdog.read({}) == watchdog.Manager(None, None)
