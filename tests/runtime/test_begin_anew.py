"""Staff restart a terminal: its program begins anew by itself, and by its service manager where there is one."""

from __future__ import annotations

import os
import subprocess
import sys

LIVES = """
import os
from kiosk.runtime import process
life = int(os.environ.get("LIFE", "0"))
print(life, flush=True)
os.environ["LIFE"] = str(life + 1)
raise SystemExit(process.begin_anew(listened_to=life == 2))
"""


def test_it_begins_anew_with_the_same_words_until_somebody_else_does_it() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "LIFE"}
    told = subprocess.run(
        [sys.executable, "-c", LIVES], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert told.stdout.split() == ["0", "1", "2"]
