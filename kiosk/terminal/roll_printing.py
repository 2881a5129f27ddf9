"""Prints the roll for whoever has it open: page after page, each a print of its own, those to look for first.

A page that does not come out stops the rest: whoever waits for the paper hears at once that it will not be whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from kiosk import events
from kiosk.domain import roll_words
from kiosk.domain.calendars import calendar
from kiosk.domain.printing import Printed
from kiosk.domain.roll_calls import Line, Roll, RollCall
from kiosk.domain.site import Site
from kiosk.terminal.printing import HIDDEN, Printing

KIND: Final = "roll-call"
AT_ONCE: Final = 40
"""People on one page: as much as a slow printer does within the time of one print."""

Values = Mapping[str, Sequence[str]]


class RollPrinting:
    """Belongs to the terminal's loop.

    Args:
        site: the building; `None` while there is no catalogue.
        now: the best time there is.
    """

    def __init__(self, printing: Printing, site: Callable[[], Site | None], now: Callable[[], datetime]) -> None:
        self._printing, self._site, self._now = printing, site, now

    async def print(self, call: RollCall, roll: Roll, language: str) -> Printed:
        """Prints the roll. What printers do is an answer, and never raised."""
        if call.procedure.hides:
            return HIDDEN
        made = list(pages(call, roll, self._site(), self._now(), language))
        done, last = 0, Printed("printed")
        for values in made:
            last = await self._printing.paper(KIND, values, language)
            if last.outcome != "printed":
                break
            done += 1
        events.log("roll_call.printed", id=str(call.id), pages=len(made), printed=done, reason=last.reason)
        return last


def pages(call: RollCall, roll: Roll, site: Site | None, now: datetime, language: str) -> Iterator[Values]:
    """What stands on each page. An empty roll has one: that nobody is in is worth having on paper."""
    zone = ZoneInfo("Europe/London" if site is None else site.timezone)
    people = roll.by_urgency
    groups = [people[at : at + AT_ONCE] for at in range(0, len(people), AT_ONCE)] or [()]
    what = (roll_words.PROCEDURES[call.procedure].get(language), roll_words.KINDS[call.kind].get(language))
    point = None if site is None or site.safety is None else site.safety.assembly
    head = {
        "council": [] if site is None else [site.council.get(language)],
        "site": [] if site is None else [site.name.get(language)],
        "what": [". ".join(what) + "."],
        "made": [_moment(now, zone, language)],
        "as_of": [] if roll.fresh else [_moment(roll.as_of, zone, language)],
        "count": [str(len(roll.lines))],
        "point": [] if point is None else [point.get(language)],
    }
    for number, lines in enumerate(groups, 1):
        yield {
            **head,
            "person": [_line(line, zone, language) for line in lines],
            "page": [roll_words.PAGE.get(language).format(n=number, of=len(groups))],
        }


def _line(line: Line, zone: ZoneInfo, language: str) -> str:
    words = roll_words.HELP if line.help else roll_words.LINE
    seen, how = line.seen_at.astimezone(zone), roll_words.how(line.how, sure=line.sure, language=language)
    return words.get(language).format(name=line.name, time=f"{seen:%H:%M}", how=how)


def _moment(moment: datetime, zone: ZoneInfo, language: str) -> str:
    local = moment.astimezone(zone)
    return f"{calendar(language).date(local.date())}, {local:%H:%M}"
