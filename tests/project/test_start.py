"""What is read before the first picture: each library a terminal does not need keeps a person waiting for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

OF_THE_HUB = ["alembic", "argon2", "authlib", "fastapi", "joserfc", "pyotp", "sqlalchemy", "starlette", "uvicorn"]
"""What a hub is made of."""

NOT_FOR_A_GREETING = ["kiosk.terminal", "nacl", "pydantic", "sqlite3", "sqlite_utils", "structlog"]
"""What settings, the journal and the log need, which come while the greeting stands there."""

NOT_FOR_A_PICTURE = ["PIL", "kivy", "phonenumbers", "requests", "urllib3"]
"""What a terminal reads later: with its window, once somebody may need it, or when it first speaks to its hub."""


@pytest.mark.parametrize(
    ("program", "unwanted"),
    [
        ("import kiosk.runtime.foyer, kiosk.terminal.terminal", OF_THE_HUB),
        ("import ui.app, ui.demo", [*OF_THE_HUB, "kivy"]),
        ("import main, ui.app", NOT_FOR_A_GREETING),
        ("import main, kiosk.runtime.foyer, kiosk.terminal.terminal, ui.app", NOT_FOR_A_PICTURE),
    ],
)
def test_a_terminal_reads_nothing_of_the_hub(program: str, unwanted: list[str]) -> None:
    found = f"{program}; import sys; print([name for name in {unwanted!r} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", found], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
