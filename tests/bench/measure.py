"""Interleaved measuring: a thing and its limit or peer in the same run, so that a busy machine slows both."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Series:
    """Durations of one thing, in seconds."""

    name: str
    seconds: list[float] = field(default_factory=list)

    def quantile(self, share: float) -> float:
        """The duration that `share` (0 to 1) of the runs stay under, between neighbours."""
        ordered = sorted(self.seconds)
        place = (len(ordered) - 1) * share
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def timed(series: Series, action: Callable[[], object]) -> None:
    """Runs `action` once and keeps how long it took."""
    start = time.perf_counter()
    action()
    series.seconds.append(time.perf_counter() - start)


def interleaved(rounds: int, per_round: int, *pairs: tuple[Series, Callable[[], object]]) -> None:
    """Measures each pair in turn, `rounds` times over; the first run of every round is warm-up and not kept."""
    for _ in range(rounds):
        for series, action in pairs:
            action()
            for _ in range(per_round):
                timed(series, action)


def report(title: str, ours: Series, peer: Series, aim: str = "") -> None:
    """Prints p50 and p99 of both and their ratio: under 1 is faster than the peer."""
    print(f"\n{title}" + (f"   (aim: {aim})" if aim else ""))
    for series in (ours, peer):
        print(
            f"  {series.name:<44} p50 {_written(series.quantile(0.5))}   p99 {_written(series.quantile(0.99))}"
            f"   n={len(series.seconds)}"
        )
    p50, p99 = (ours.quantile(share) / peer.quantile(share) for share in (0.5, 0.99))
    print(f"  {'ratio':<44} p50 {p50:8.2f}×     p99 {p99:8.2f}×")


def limit(title: str, ours: Series, most: float) -> None:
    """Prints p50, p99 and the longest of something that must never take longer than `most` seconds."""
    print(f"\n{title}   (aim: never over {_written(most).strip()})")
    print(
        f"  {ours.name:<44} p50 {_written(ours.quantile(0.5))}   p99 {_written(ours.quantile(0.99))}"
        f"   longest {_written(max(ours.seconds))}   n={len(ours.seconds)}"
    )


def ratio(title: str, ours: tuple[str, float], peer: tuple[str, float], unit: str, aim: str = "") -> None:
    """Prints two single figures of one unit and their ratio."""
    print(f"\n{title}" + (f"   (aim: {aim})" if aim else ""))
    for name, figure in (ours, peer):
        print(f"  {name:<44} {figure:10.2f} {unit}")
    print(f"  {'ratio':<44} {ours[1] / peer[1]:10.2f}×" if peer[1] else f"  {'ratio':<44} the peer measured 0")


def _written(seconds: float) -> str:
    return f"{seconds * 1000:8.3f} ms"
