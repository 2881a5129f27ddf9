"""How often somebody may ask: counted by each hub for itself, in memory that does not grow with who asks.

Whoever asks has a bucket of tries that fills again with time. Only so many buckets are kept; those used longest ago
go first. Somebody with more addresses than that could have a count forgotten, and so many addresses need none.
"""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

MOST = 20_000
"""Buckets kept for each limit, at some 200 bytes."""


class Buckets:
    """One limit.

    Args:
        burst: tries that may come at once.
        refill: seconds until a try that was used is there again.
        monotonic: seconds that only go forward.
    """

    def __init__(self, burst: int, refill: float, monotonic: Callable[[], float], most: int = MOST) -> None:
        self._burst = burst
        self._refill = refill
        self._monotonic = monotonic
        self._most = most
        self._used: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._used)

    def take(self, who: str) -> int:
        """Counts one try. Gives 0, or the seconds after which there is another; then this one is not counted."""
        now = self._monotonic()
        # Whoever asks chooses the words; only their hash is held.
        key = hashlib.blake2b(who.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        used, at = self._used.pop(key, (0.0, now))
        used = max(0.0, used - (now - at) / self._refill)
        short = used + 1 > self._burst
        self._used[key] = (used if short else used + 1, now)
        if len(self._used) > self._most:
            self._used.popitem(last=False)
        # Rounded first, because a sum of fractions may be a hair over what it should be.
        return max(1, math.ceil(round((used + 1 - self._burst) * self._refill, 3))) if short else 0


def network_of(address: str | None) -> str:
    """What counts as one asker: an address, or the /64 that a household gets of IPv6."""
    try:
        read = ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(read, IPv6Address):
        return str(read.ipv4_mapped or IPv6Address(int(read) >> 64 << 64))
    return str(read)
