"""One thing that `doctor` looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. A warning does not keep the machine from serving."""

    name: str
    verdict: Literal["ok", "warning", "wrong"]
    says: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"{self.verdict:8}{self.name}: {self.says}"
        return f"{line}\n        → {self.remedy}" if self.remedy else line
