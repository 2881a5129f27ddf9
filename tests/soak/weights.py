"""Whether a program grows: what it took up after each of many rounds, and what to make of that.

Theory of operation. Memory goes up and down by some MiB from round to round: an allocator keeps what it may need
again, and pools fill as far as they may. So two of the weights say little. What leaks does so in every round: the
judgement is the slope of all of them, the median of the slopes between each two (Theil and Sen), which a few odd
rounds cannot move. It counts when it is more than `LEAK`, several times what such ups and downs make of nothing,
and in all more than a slow drift: the longer the run, the smaller the leak that is found.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

WARM = 12
"""Rounds that do not count: until then widgets are still being made, and pools are filling."""

LEAK = 0.05
"""MiB that a round may add, in which some four people came: 12 KiB each, a word that is drawn. What each of many
leaves who do the same, to the last 3 KiB, `tests/ui/test_memory.py` finds."""

DRIFT = 5.0
"""MiB by which memory may drift up or down in the course of many rounds, without anybody leaving anything: allocators
fill holes and make new ones. Measured: 2 to 3."""

SURE = 4
"""By how many times a slope has to be more than its own likely error."""

MORE_WIDGETS, MORE_FILES, MORE_THREADS = 300, 8, 4
"""By how much the last rounds, each by the one in the middle, may hold more than the first warm ones."""

_DEVIATION = 1.4826
"""Standard deviations in the median distance from the median, where distances are normal: 1 / 0.6745."""


class Weight(NamedTuple):
    """What a program takes up: memory in MiB, and how many of each of the others."""

    widgets: float
    memory: float
    threads: float
    files: float


def enough(weights: Sequence[Weight]) -> bool:
    """Whether there were rounds enough to be judged by; says so if not."""
    if few := len(weights) < 3 * WARM:
        print(f"{len(weights)} rounds are too few to tell whether anything grows: it takes {3 * WARM}.")
    return not few


def grown(weights: Sequence[Weight]) -> bool:
    """Says what became of each measure since the program was warm, and whether any of them grew."""
    warm = weights[WARM:]
    added, sure = slope([each.memory for each in warm])
    first, last = (_middle(some) for some in (warm[:WARM], warm[-WARM:]))
    widgets, _memory, threads, files = (after - before for before, after in zip(first, last, strict=True))
    found = added > max(LEAK, SURE * sure, DRIFT / len(warm))
    found |= widgets > MORE_WIDGETS or threads > MORE_THREADS or files > MORE_FILES
    print(
        f"The monkey found {'GROWTH' if found else 'nothing'} in {len(warm)} warm rounds: {added:+.2f} MiB a round"
        f" (± {sure:.2f} by chance), {widgets:+.0f} widgets, {threads:+.0f} threads, {files:+.0f} files."
    )
    return found


def slope(heights: Sequence[float]) -> tuple[float, float]:
    """By how much each is more than the one before it, and how far off that is by chance: its standard deviation."""
    slopes = [(heights[b] - heights[a]) / (b - a) for a, b in combinations(range(len(heights)), 2)]
    steep = statistics.median(slopes)
    flat = [height - steep * number for number, height in enumerate(heights)]
    middle = statistics.median(flat)
    noise = _DEVIATION * statistics.median(abs(each - middle) for each in flat)
    count = len(heights)
    return steep, float(noise * (12 / (count**3 - count)) ** 0.5)


def _middle(weights: Sequence[Weight]) -> list[float]:
    """The median of each measure."""
    return [statistics.median(measure) for measure in zip(*weights, strict=True)]
