"""One program at a time in a data folder. The kernel drops the lock when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from kiosk.domain.errors import Refused

_LOOK_AGAIN = 0.05


class AlreadyRunning(Refused, BlockingIOError):
    """Another process has the folder; `pid` and `program` say which."""

    code = "already_running"


@contextmanager
def only_one(folder: Path, program: str, patience: float = 0) -> Iterator[None]:
    """Holds a folder for this process, making it (for this user only) when it is not there.

    Args:
        patience: seconds to wait for the one before to let go.

    Raises:
        AlreadyRunning: somebody else holds it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "lock"
    path.touch(mode=0o600)
    with path.open("r+", encoding="utf-8") as file:
        until = time.monotonic() + patience
        while not _taken(file):
            if time.monotonic() >= until:
                raise AlreadyRunning(folder=str(folder), **_holder(file.read()))
            time.sleep(_LOOK_AGAIN)
        file.truncate()
        json.dump({"pid": os.getpid(), "program": program}, file)
        file.flush()
        try:
            yield
        finally:
            file.seek(0)
            file.truncate()


def _taken(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(text: str) -> dict[str, object]:
    try:
        document = json.loads(text)
        return {"pid": int(document["pid"]), "program": str(document["program"])}
    except (ValueError, KeyError, TypeError):
        return {"pid": None, "program": "another program"}
