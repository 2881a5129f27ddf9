"""A second instance is told who is there already."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.runtime.lock import AlreadyRunning, only_one
from tests.support.stand_in_hub import ROOT

HOLDER = """
import sys
from pathlib import Path
from kiosk.runtime.lock import only_one
with only_one(Path(sys.argv[1]), "hub"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_instance_says_who_holds_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyRunning) as refused, only_one(tmp_path, "foyer"):
            pass
        assert refused.value.data == {"folder": str(tmp_path), "pid": holder.pid, "program": "hub"}
        holder.kill()
    with only_one(tmp_path, "foyer"):
        pass


def test_waiting_for_the_one_before(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.kill()
        with only_one(tmp_path, "foyer", patience=30):
            pass
