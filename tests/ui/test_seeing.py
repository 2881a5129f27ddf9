"""Everything on the real screens can be seen: words, edges, marks and the focus; and targets are large enough."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.glass import x_server
from ui.gallery import SIZES

ROOT = Path(__file__).parents[2]
PATIENCE = 240.0


@pytest.mark.timeout(300)
def test_everything_can_be_seen() -> None:
    """Measured from pixels, on every screen of the gallery: in the colours of every council and in high contrast, at
    rest, pressed, chosen, with something wrong, and with the focus."""
    with x_server(*SIZES["portrait"]) as display:
        told = subprocess.run(
            [sys.executable, "-m", "tests.support.seeing", "portrait"],
            cwd=ROOT,
            env={**os.environ, "DISPLAY": display},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
    assert [line for line in told.stdout.splitlines() if line.startswith("portrait")] == []
    (looked_at,) = (int(line.split()[0]) for line in told.stdout.splitlines() if "screens were looked at" in line)
    assert looked_at > 60
