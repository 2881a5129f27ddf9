"""What becomes of something that is printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["printed", "not_printed", "unknown"]
"""`printed`: the printer said that it was through with it. `not_printed`: it was not printed whole, and no more of it
will come. `unknown`: bytes left, and nobody can say what became of them."""


@dataclass(frozen=True, slots=True)
class Printed:
    """How one print ended. `reason` is a code that says why it was not printed, or why nobody knows."""

    outcome: Outcome
    reason: str = ""
