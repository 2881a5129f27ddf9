"""The program as an operator meets it: a real process, its words and its exit codes."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import pytest
import requests

from kiosk.runtime import commands
from tests.support.stand_in_hub import ROOT, StandInHub

PATIENCE = 90.0


def environment(**more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return kept | more


def foyer(*words: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end."""
    command = [sys.executable, "main.py", *map(str, words)]
    return subprocess.run(
        command, cwd=ROOT, env=environment(**more), capture_output=True, text=True, timeout=PATIENCE
    )


class Running:
    """A program under way, and what it says."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self._changed = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._changed:
                self.lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def says(self, pattern: str, times: int = 1) -> re.Match[str]:
        """Waits for a line that matches, for the n-th time."""

        def found() -> list[re.Match[str]]:
            return [match for line in self.lines if (match := re.search(pattern, line))]

        with self._changed:
            self._changed.wait_for(lambda: len(found()) >= times or self._ended, PATIENCE)
            matches = found()
        assert len(matches) >= times, "\n".join(self.lines)
        return matches[times - 1]

    def ends(self) -> int:
        code = self.process.wait(PATIENCE)
        self._thread.join()
        return code


@contextmanager
def running(*words: str | Path, **more: str) -> Iterator[Running]:
    command = [sys.executable, "main.py", *map(str, words)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(**more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    program = Running(process)
    try:
        yield program
    finally:
        if process.poll() is None:
            process.kill()
        program.ends()
        assert process.stdout is not None
        process.stdout.close()


def test_the_demonstration_opens_serves_and_closes_in_order(tmp_path: Path) -> None:
    settings = ("--set", "hub.port=0", "--set", "log.level=info", "--set", "log.format=json")
    with running("demo", "--data", tmp_path, *settings) as program:
        hub = program.says(r"Staff pages: (http://127\.0\.0\.1:\d+)")[1]
        picture = Path(program.says(r"a picture of the virtual one is (.+)")[1])
        assert picture.read_bytes().startswith(b"\x89PNG")
        pages = program.says(r"for this computer alone: (http://127\.0\.0\.1:\d+/forms)")[1]
        assert "Report a missed bin" in requests.get(pages, timeout=PATIENCE).text
        assert requests.get(f"{hub}/healthz", timeout=PATIENCE).ok
        children = psutil.Process(program.process.pid).children(recursive=True)
        (serving,) = [child for child in children if "hub" in child.cmdline()]

        serving.kill()
        program.says(r'"child\.ended"')
        assert program.says(r'"hub\.started"', times=2)
        assert requests.get(f"{hub}/healthz", timeout=PATIENCE).ok, "the hub is back on the same port"
        program.says(r'"link\.up"', times=2)
        assert program.process.poll() is None

        program.process.send_signal(signal.SIGTERM)
        assert program.ends() == 0
    order = [json.loads(line) for line in program.lines if line.startswith("{")]
    told = [line["child"] if line["event"] == "child.stopped" else line["event"] for line in order]
    reverse = ["screen.stopped", "display", "terminal.stopped", "hub", "bench", "service"]
    assert [event for event in told if event in reverse] == reverse
    assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
    assert not [line for line in program.lines if "Traceback" in line]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_it_starts_ends_it_in_order(tmp_path: Path, number: signal.Signals) -> None:
    with running("demo", "--data", tmp_path, "--set", "hub.port=0", "--set", "log.level=info") as program:
        program.says("child.ready")
        program.process.send_signal(number)
        assert program.ends() == 0
        assert not [line for line in program.lines if "Traceback" in line]


def test_a_hub_alone_says_where_it_is_and_stops_when_asked(tmp_path: Path) -> None:
    site = ROOT / "config/sites/demo.toml"
    secrets = dict.fromkeys(("FOYER_SECRET_WASTE", "FOYER_SECRET_CONTACT_CENTRE"), "0123456789abcdef")
    words = ("hub", "--data", tmp_path, "--site", site, "--port", "0", "--new-terminal", "Left")
    with running(*words, **secrets) as program:
        program.says("The hub is at http://127.0.0.1:")
        program.says("Make the first staff account, once: ")
        program.says("Code for a new terminal, good once and for 15 minutes: ")
        second = foyer(*words, **secrets)
        assert second.returncode == 3
        assert f"hub (process {program.process.pid}) already uses {tmp_path}" in second.stderr
        program.process.send_signal(signal.SIGTERM)
        assert program.ends() == 0


def test_a_hub_without_a_site_says_what_to_give(tmp_path: Path) -> None:
    ended = foyer("hub", "--data", tmp_path, "--port", "0")
    assert ended.returncode == 2
    assert "Give --site FILE" in ended.stderr


def test_a_hub_whose_port_is_taken_says_which(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        ended = foyer("hub", "--data", tmp_path, "--port", str(taken))
    assert ended.returncode == 1
    assert f"cannot listen on 127.0.0.1:{taken} (Address already in use). Stop what does" in ended.stderr


def test_a_mistake_in_the_settings_stops_it_with_the_place(tmp_path: Path) -> None:
    ended = foyer("hub", "--data", tmp_path, "--set", "hub.prot=1")
    assert ended.returncode == 2
    assert ended.stderr == "foyer: unknown key hub.prot in the command line: did you mean hub.port?\n"


def test_a_terminal_without_a_code_says_how_to_get_one(tmp_path: Path) -> None:
    ended = foyer("terminal", "--hub", "http://127.0.0.1:9", "--data", tmp_path)
    assert ended.returncode == 2
    assert "python main.py hub --new-terminal NAME" in ended.stderr


def test_a_terminal_with_a_wrong_code_or_no_hub_says_so(tmp_path: Path) -> None:
    with StandInHub() as hub:
        wrong = foyer("terminal", "--hub", hub.url, "--code", "NOT-THIS", "--data", tmp_path)
    assert wrong.returncode == 2
    assert "does not know that code" in wrong.stderr
    away = foyer("terminal", "--hub", hub.url, "--code", "GOOD-CODE", "--data", tmp_path)
    assert away.returncode == 1
    assert f"The hub at {hub.url} cannot be reached" in away.stderr


def test_the_doctor_names_what_is_wrong_and_how_to_mend_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    ended = foyer("doctor", "--data", data, "--hub", "http://127.0.0.1:9")
    assert ended.returncode == 1
    assert f"wrong   permissions: others may open {data}" in ended.stdout
    assert f"→ chmod -R go= {data}" in ended.stdout
    assert "wrong   hub: http://127.0.0.1:9 cannot be reached" in ended.stdout
    assert ended.stdout.endswith("to mend.\n")


def test_the_doctor_finds_nothing_wrong_here(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    (data / "door").symlink_to("/dev/null")
    ended = foyer("doctor", "--data", data)
    assert ended.returncode == 0, ended.stdout
    assert ended.stdout.endswith("Nothing is wrong.\n")


@pytest.mark.parametrize(
    ("module", "without"),
    [
        ("kiosk.runtime.hub_alone, kiosk.runtime.hub", ("kivy", "sqlite_utils", "alembic", "psycopg", "authlib")),
        ("kiosk.runtime.foyer", ("kivy", "sqlalchemy", "fastapi", "uvicorn")),
        ("main", ("kivy", "sqlalchemy", "fastapi", "requests", "sqlite_utils", "phonenumbers")),
    ],
)
def test_each_command_imports_only_what_it_needs(module: str, without: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print([name for name in {without} if name in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"


def test_without_a_command_it_is_run() -> None:
    assert commands.read([]).command == "run"
    assert commands.read(["--data", "/x"]).data == Path("/x")
    assert commands.read(["demo"]).command == "demo"


def test_no_core_is_ever_dumped(tmp_path: Path) -> None:
    code = "import resource; from kiosk.runtime import process; process.harden(); "
    code += "print(resource.getrlimit(resource.RLIMIT_CORE))"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout == "(0, 0)\n"


def test_a_whole_foyer_takes_the_code_it_is_given(tmp_path: Path) -> None:
    secrets = dict.fromkeys(("FOYER_SECRET_WASTE", "FOYER_SECRET_CONTACT_CENTRE"), "0123456789abcdef")
    where = ("--data", tmp_path / "demo" / "hub", "--site", ROOT / "config/sites/demo.toml", "--port", "0")
    with running("hub", *where, "--new-terminal", "Left", **secrets) as hub:
        code = hub.says(r"Code for a new terminal, .*: ([0-9A-Z-]{14})")[1]
        hub.process.send_signal(signal.SIGTERM)
        assert hub.ends() == 0
    quick = ("--set", "hub.port=0", "--set", "log.level=info", "--code", code)
    with running("demo", "--data", tmp_path, *quick) as program:
        program.says("The foyer is open")
        program.process.send_signal(signal.SIGTERM)
        assert program.ends() == 0
    with closing(sqlite3.connect(tmp_path / "demo" / "hub" / "hub.db")) as record:
        # The one it was given is used; the one its hub made for a new machine is not.
        assert record.execute("SELECT count(*) FROM enrolment_codes").fetchone() == (1,)
        assert record.execute("SELECT count(*) FROM terminals").fetchone() == (1,)
