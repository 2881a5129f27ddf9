"""Children: begun again with longer and longer waits, stopped in order, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psutil
import pytest

from kiosk.runtime.children import Child, ChildFailed
from kiosk.terminal.backoff import Backoff
from tests.support.stand_in_hub import ROOT

STEADY = "import os, signal, time\n{first}\nos.write({pipe}, b'ready {port}\\n')\ntime.sleep(600)"
PATIENCE = 30.0


def steady(first: str = "") -> Child:
    def command(pipe: int, before: str | None) -> list[str]:
        port = "1" if before is None else f"again after {before}"
        return [sys.executable, "-c", STEADY.format(pipe=pipe, port=port, first=first)]

    return Child("test", command, grace=1, backoff=Backoff(0.01, 0.02))


def deaf() -> Child:
    return steady("signal.signal(signal.SIGTERM, signal.SIG_IGN)")


def test_a_child_that_is_killed_is_begun_again_and_told_what_the_one_before_said() -> None:
    with steady() as child:
        assert child.wait_ready(PATIENCE) == "ready 1"
        first = child.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert child.wait_ready(PATIENCE, starts=2) == "ready again after ready 1"
        assert child.pid != first


def test_a_child_that_never_gets_ready_is_an_error() -> None:
    child = Child("test", lambda _pipe, _before: [sys.executable, "-c", "raise SystemExit(7)"])
    with child, pytest.raises(ChildFailed) as failed:
        child.wait_ready(PATIENCE)
    assert failed.value.data == {"name": "test", "exit_code": 7}


def test_a_child_that_does_not_want_to_stop_is_made_to() -> None:
    child = steady(
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); os.write({pipe}, b'deaf\\n')".replace("{pipe}", "1")
    )
    with child:
        child.wait_ready(PATIENCE)
        pid = child.pid
        assert pid is not None
    assert not psutil.pid_exists(pid)


def test_waits_grow_up_to_the_longest_and_begin_anew_after_success() -> None:
    backoff = Backoff(1, 60)
    waits = [backoff.next() for _ in range(12)]
    assert all(2**n / 2 <= wait <= 2**n for n, wait in enumerate(waits[:6]))
    assert all(30 <= wait <= 60 for wait in waits[6:])
    backoff.reset()
    assert backoff.next() <= 1


PARENT = """
import time
from kiosk.runtime import logs
from tests.runtime.test_children import steady
logs.start("parent", "json", "error")
with steady() as child:
    child.wait_ready(30)
    print(child.pid, flush=True)
    time.sleep(600)
"""


def test_a_child_ends_when_its_parent_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        said = parent.stdout.readline()
        child = psutil.Process(int(said)) if said.strip().isdigit() else None
        parent.kill()
        parent.wait()
        assert child is not None, said
        child.wait(PATIENCE)


def test_stopping_does_not_wait_for_the_next_try() -> None:
    child = Child("test", lambda _pipe, _before: [sys.executable, "-c", "pass"], backoff=Backoff(600, 600))
    with child, pytest.raises(ChildFailed):
        child.wait_ready(PATIENCE)
    child.stop()
