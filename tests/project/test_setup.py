"""The two commands: they say first what they install, then need no network, and CI runs the README's words."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from tests.project.checkout import ROOT, copied

LOOPBACK_UP = """
import fcntl, os, socket, struct, sys
with socket.socket() as any:
    fcntl.ioctl(any, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: up, running
os.execvp(sys.argv[1], sys.argv[1:])
"""


def cut_off(*command: str) -> list[str]:
    """A command in a network of its own that holds nothing but this machine."""
    as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
    return ["unshare", *as_root, "--net", "python3", "-c", LOOPBACK_UP, *command]


@pytest.fixture
def no_network() -> None:
    tried = subprocess.run(cut_off("true"), capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("this system lets nobody make a network namespace (unshare --net)")


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("purpose", ["run", "test"])
def test_a_second_setup_installs_nothing_and_asks_no_network(purpose: str) -> None:
    began = os.times()
    done = subprocess.run(cut_off(".ci/setup", purpose), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    ended = os.times()
    assert ended.children_user - began.children_user < 5, "processor time: it looks, and does nothing"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A copy of what is committed or about to be, never set up."""
    return copied(tmp_path)


def spies(folder: Path, *programs: str) -> dict[str, str]:
    """An environment in which these programs only write down that they were called, and fail."""
    bin_ = folder / "spies"
    bin_.mkdir()
    for name in programs:
        spy = bin_ / name
        spy.write_text(f'#!/bin/sh\necho "{name} $*" >> "{folder}/called"\nexit 1\n')
        spy.chmod(0o755)
    return {**os.environ, "PATH": f"{bin_}:{os.environ['PATH']}", "DISPLAY": ""}


def test_a_first_setup_says_what_it_will_install_and_why_before_it_does(bare: Path, tmp_path: Path) -> None:
    # This Debian has none of the packages, apt cannot give them, and nobody is asked for a password.
    env = spies(tmp_path, "dpkg-query", "apt-get", "sudo")
    done = subprocess.run([".ci/setup", "test"], cwd=bare, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    said, called = done.stdout, (tmp_path / "called").read_text()
    for package, reason in {
        "libgl1": "draws the screens",
        "xvfb": "a display in memory",
        "chromium": "staff pages",
    }.items():
        line = next(line for line in said.splitlines() if line.strip().startswith(f"{package} "))
        assert reason in line
    assert ".venv/" in said
    assert "assets/vendor/" in said
    assert "chromium" in called
    assert "apt-get could not install" in done.stderr


def test_an_old_python_is_told_so(bare: Path, tmp_path: Path) -> None:
    env = spies(tmp_path, "old-python")
    done = subprocess.run(
        [".ci/setup", "run"],
        cwd=bare,
        env={**env, "PYTHON": "old-python"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "needs 3.11 or newer" in done.stderr


def test_ci_runs_the_readmes_own_words() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8")
    extract = next(line for line in script.splitlines() if line.startswith("command=$("))
    taken = subprocess.run(
        ["bash", "-c", f'root=.\n{extract}\nprintf %s "$command"'],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert taken.stdout == "make test"
    assert f"## Test\n\n```sh\n{taken.stdout}\n```" in readme
    assert "make test" not in script


@pytest.mark.usefixtures("no_network")
def test_a_second_start_opens_the_foyer_without_a_network(tmp_path: Path) -> None:
    if shutil.which("Xvfb") is None:
        pytest.skip("there is no Xvfb, the display in memory")
    env = {name: value for name, value in os.environ.items() if not name.endswith("DISPLAY")}
    env |= {"XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
    said = []
    with subprocess.Popen(
        cut_off("make", "run"),
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as running:
        assert running.stdout is not None
        try:
            for line in running.stdout:
                said.append(line.rstrip())
                if line.startswith("There is no display"):
                    break
        finally:
            os.killpg(running.pid, signal.SIGINT)  # as Ctrl-C does
            running.wait(30)
    text = "\n".join(said)
    assert "install" not in text
    assert re.search(r"Staff pages: http://127\.0\.0\.1:\d+", text)
    with Image.open(text.rpartition(" is ")[2]) as image:
        assert len(image.convert("RGB").getcolors(1 << 24) or ()) > 10, "the picture is empty"
