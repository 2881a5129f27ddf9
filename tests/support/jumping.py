"""A clock that somebody else can set wrong while a program runs, by a number of seconds in a file.

python -m tests.support.jumping FILE hub --data …    any command of Foyer's, by that clock
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.runtime.clock import SystemClock


class JumpingClock(SystemClock):
    """The machine's clock and what the file says; the steady one goes on steadily."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=float(self._file.read_text()))


def set_wrong(file: Path, seconds: float) -> None:
    """Sets the clocks of that file. They never see half a number."""
    part = file.with_suffix(".part")
    part.write_text(str(seconds))
    part.rename(file)


if __name__ == "__main__":
    import main
    from kiosk.runtime import hub

    clock = Path(sys.argv[1])
    vars(hub)["SystemClock"] = lambda: JumpingClock(clock)
    sys.exit(main.main(sys.argv[2:]))
