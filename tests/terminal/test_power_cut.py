"""The plug is pulled with the hub gone: every submission that was said to be saved is in the journal."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

from tests.support.stand_in_hub import ROOT, StandInHub
from tests.support.terminals import Started

CUTS = 10


def test_the_plug_is_pulled_again_and_again(tmp_path: Path) -> None:
    chance = random.Random(11)
    promised: list[str] = []
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
    command = [sys.executable, "-m", "tests.support.headless", "--hub", hub.url, "--data", str(tmp_path)]
    for _ in range(CUTS):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdout is not None
        with process:
            if chance.random() < 0.2:
                time.sleep(chance.uniform(0, 0.6))
            else:
                process.stdout.readline()
                time.sleep(chance.uniform(0, 0.1))
            process.kill()
            whole = [line for line in process.stdout if line.endswith(b"\n")]
        promised += [document["saved"] for line in whole if "saved" in (document := json.loads(line))]
    assert len(promised) > CUTS
    back = StandInHub(hub.port)
    back.private, back.epoch = hub.private, hub.epoch
    with back, Started(tmp_path, back.url):
        assert back.wait_for(lambda: set(promised) <= set(back.received), 60)
        assert not list(tmp_path.glob("journal.db.damaged-*"))
