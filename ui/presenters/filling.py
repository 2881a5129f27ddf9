"""The answer to the question on screen while it is being made: what it holds, and what each press puts into it.

Drafts live in the session, as typed. An answer moves from the drafts to the answers when it is checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final

from kiosk.domain.addresses import MAX_LINE
from kiosk.domain.answers import chosen as picked_of
from kiosk.domain.fields import DATE_PARTS
from kiosk.domain.forms import Component, Kind, Raw
from kiosk.domain.kinds import DATES, FILES, MOMENTS, ONE_OF, WRITING
from kiosk.domain.parts import PARTS, taken_apart
from kiosk.domain.submissions import shown
from kiosk.terminal.session import Session
from ui.presenters import finding
from ui.presenters.view import Keyboard

OTHER_DAY: Final = "other"
"""The choice that opens the lines for a date."""

QUICK_DAYS: Final = 5
"""Days that can be chosen with one press."""

RECENT: Final = 62
"""Days: only a date that lies this near is likely to be today or yesterday."""

SLACK: Final = 500
"""Characters somebody may type beyond the limit before the keys stop: they are told at Continue, and can
shorten it."""

_PART_LIMITS: Final[Mapping[str, int]] = {"day": 2, "month": 12, "year": 4, "postcode": 10, "hour": 2, "minute": 2}
_NUMBERS: Final = DATES | MOMENTS | {Kind.TELEPHONE, Kind.TIME, Kind.MONTH_YEAR}
_KEYBOARDS: Final[Mapping[str, Keyboard]] = {
    **dict.fromkeys(WRITING, Keyboard.LINES),
    **dict.fromkeys(_NUMBERS, Keyboard.NUMBERS),
    Kind.EMAIL: Keyboard.EMAIL,
    Kind.WEBSITE: Keyboard.EMAIL,
    Kind.NUMBER: Keyboard.DECIMAL,
    "postcode": Keyboard.POSTCODE,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A line to type in: the question, and the part of its answer for those that have parts."""

    component: Component
    part: str | None = None
    every_word: ClassVar = False

    @property
    def id(self) -> str:
        """As the screen names it."""
        return f"field:{self.component.name}" + (f".{self.part}" if self.part else "")

    @property
    def limit(self) -> int:
        """The most characters the keys put in."""
        if self.part is not None:
            return _PART_LIMITS.get(self.part, MAX_LINE + SLACK)
        return (self.component.max_length or MAX_LINE) + SLACK

    @property
    def many_lines(self) -> bool:
        """Whether a new line is a character here."""
        return self.component.kind in WRITING

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter, as names, streets and sentences do."""
        return self.keyboard in (Keyboard.LETTERS, Keyboard.LINES)

    @property
    def keyboard(self) -> Keyboard:
        """The keys it wants."""
        return _KEYBOARDS.get(self.part or "", _KEYBOARDS.get(self.component.kind, Keyboard.LETTERS))


def places(session: Session, component: Component, today: date | None) -> tuple[Place, ...]:
    """The lines to type in that the question shows now."""
    if finding.typed(component):
        return (Place(component, finding.PART),)
    if component.kind in ONE_OF | FILES | {Kind.YES_NO, Kind.CHECKBOXES, Kind.TABLE}:
        return ()
    if quick_days(component, today) and chosen_day(session, component, today) != OTHER_DAY:
        return ()
    return tuple(Place(component, part) for part in PARTS.get(component.kind, (None,)))


def value(session: Session, place: Place) -> str:
    """What a line holds now."""
    if place.part == finding.PART:
        return finding.text(session, place.component)
    held = _held(session, place.component)
    if place.part is not None:
        return held.get(place.part, "") if isinstance(held, Mapping) else ""
    if isinstance(held, str):
        kept = place.component.name not in session.drafts
        return shown(place.component, held) if kept and place.component.kind is Kind.TELEPHONE else held
    return ""


def put(session: Session, place: Place, text: str) -> None:
    """Sets what a line holds."""
    if place.part == finding.PART:
        session.drafts[finding.key(place.component)] = text
        session.drafts[place.component.name] = ""
        return
    if place.part is None:
        session.drafts[place.component.name] = text
        return
    held = _held(session, place.component)
    parts = dict(held) if isinstance(held, Mapping) else {}
    session.drafts[place.component.name] = parts | {place.part: text}


def choose(session: Session, component: Component, choice: str) -> None:
    """Takes one of the answers on offer, or gives it back where several may be chosen; for a date, a day or the wish
    to type one."""
    if component.kind is Kind.CHECKBOXES:
        session.drafts[component.name] = _turned(component, picked(session, component), choice)
    elif component.kind in DATES and choice == OTHER_DAY:
        held = _held(session, component)
        session.drafts[component.name] = held if isinstance(held, Mapping) else dict.fromkeys(DATE_PARTS, "")
    else:
        session.drafts[component.name] = choice
        session.drafts.pop(finding.key(component), None)


def picked(session: Session, component: Component) -> tuple[str, ...]:
    """The values that are chosen, for a question that takes several."""
    return picked_of(raw(session, component))


def _turned(component: Component, now: tuple[str, ...], choice: str) -> tuple[str, ...]:
    """An answer that stands alone takes the others away, and they take it away."""
    if choice in now:
        return tuple(value for value in now if value != choice)
    if choice in component.exclusive:
        return (choice,)
    return (*(value for value in now if value not in component.exclusive), choice)


def chosen(session: Session, component: Component) -> str | None:
    """The value of the answer that is chosen, for a question with answers to choose from."""
    held = session.drafts.get(component.name, session.answers.get(component.name))
    if isinstance(held, bool):
        return "true" if held else "false"
    return held if isinstance(held, str) and held else None


def quick_days(component: Component, today: date | None) -> tuple[date, ...]:
    """Days to choose with one press: today and the days beside it, where the rules keep the date near today."""
    if component.kind not in DATES or today is None:
        return ()
    past, future = component.max_days_past, component.max_days_future
    if future == 0 and past is not None and past <= RECENT:
        return tuple(today - timedelta(days=back) for back in range(min(past + 1, QUICK_DAYS)))
    if past == 0 and future is not None and future <= RECENT:
        return tuple(today + timedelta(days=on) for on in range(min(future + 1, QUICK_DAYS)))
    return ()


def chosen_day(session: Session, component: Component, today: date | None) -> str | None:
    """The quick day that is chosen, `other` for a date typed, `None` for nothing yet."""
    held = session.drafts.get(component.name, session.answers.get(component.name))
    if isinstance(held, Mapping):
        return OTHER_DAY
    if isinstance(held, str) and held:
        return held if held in {day.isoformat() for day in quick_days(component, today)} else OTHER_DAY
    return None


def raw(session: Session, component: Component) -> Raw | None:
    """The answer as it stands, to be checked."""
    held = session.drafts.get(component.name, session.answers.get(component.name))
    if held in (None, "") and finding.typed(component):
        return finding.exact(session, component) or held
    return held


def _held(session: Session, component: Component) -> Raw | None:
    """The draft or the answer; a kept date or time as its parts, which is how it is typed."""
    held = raw(session, component)
    if component.kind in PARTS and isinstance(held, str):
        return taken_apart(component.kind, held)
    return held
