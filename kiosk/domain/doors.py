"""Doors: what is known of each, and what was seen of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NewType

Wire = NewType("Wire", str)
"""One input of a device, such as `front.2`: the second of the device `front`."""


@dataclass(frozen=True, slots=True)
class Released:
    """How a pulse on a relay began: `unknown` when the command has left and nobody can say what the board did."""

    outcome: Literal["released", "not_released", "unknown"]
    reason: str = ""
