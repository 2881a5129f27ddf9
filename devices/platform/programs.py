"""Programs of the system that are asked for something small, never for longer than a few seconds."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from devices.contract import Finding
from devices.errors import DeviceError, Misconfigured, Silent

PATIENCE = 5.0
"""Seconds a program may take. One that hangs, as DDC/CI does at times, is ended."""


class SaidNo(DeviceError):
    """A program says that it could not do it."""

    code = "said_no"


def told(words: Sequence[str]) -> str:
    """What a program says.

    Raises:
        Misconfigured: it is not installed.
        Silent: it takes too long.
        SaidNo: it says no.
    """
    english = os.environ | {"LC_ALL": "C"}
    try:
        done = subprocess.run(words, env=english, timeout=PATIENCE, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise Misconfigured(program=words[0]) from None
    except subprocess.TimeoutExpired:
        raise Silent(program=words[0]) from None
    except (subprocess.CalledProcessError, OSError, UnicodeDecodeError):
        raise SaidNo(program=words[0]) from None
    return done.stdout


def missing(program: str, package: str) -> list[Finding]:
    """That a program is not installed, if it is not."""
    if shutil.which(program):
        return []
    return [Finding(f"{program} is not installed", f"apt-get install {package}")]
