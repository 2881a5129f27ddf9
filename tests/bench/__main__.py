"""Measures what matters beside its limit or peer, in the same run.

`make bench`, or some of it: `make bench ONLY="hub phones readers record forms journeys screen start visits voice"`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests.bench import devices, forms, hub, journeys, phones, readers, record, rolls, screen, starts, visits, voice

BENCHES = {
    "devices": devices.run,
    "forms": forms.run,
    "hub": hub.run,
    "journeys": journeys.run,
    "phones": phones.run,
    "readers": readers.run,
    "record": record.run,
    "rolls": rolls.run,
    "screen": screen.run,
    "start": starts.run,
    "visits": visits.run,
    "voice": voice.run,
}


def main(names: list[str]) -> int:
    """Runs the named benches, or all."""
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.2f} at the start. Only ratios of one run compare.")
    for name in names or BENCHES:
        with tempfile.TemporaryDirectory() as folder:
            BENCHES[name](Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
