"""A hub as a program, whose pauses are as short as a day that is played in minutes.

python -m tests.support.quick_hub hub --data …    any command of Foyer's
"""

from __future__ import annotations

import sys
from datetime import timedelta
from functools import partial

QUIET = 2.0
"""Seconds without a word after which a terminal counts as away. They ask for news every second."""

if __name__ == "__main__":
    import main
    from kiosk.runtime import visits
    from kiosk.services import away, presence

    vars(away).update(AWAY_AFTER=timedelta(seconds=QUIET), EVERY=0.1)
    vars(presence).update(EVERY=0.2)
    vars(visits).update(VisitRounds=partial(visits.VisitRounds, pause=0.2))
    sys.exit(main.main(sys.argv[1:]))
