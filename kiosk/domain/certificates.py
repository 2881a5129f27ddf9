"""What a server shows to prove that it is who it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate of a server, as it was looked at.

    Attributes:
        ends: when it is not good any more; `None` where it could not be seen.
        trouble: why not, as a code: `away`, or `untrusted` where nobody would believe it.
    """

    host: str
    ends: datetime | None
    trouble: str = ""
