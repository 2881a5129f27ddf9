"""Choosing from a long list by typing a few letters of it."""

from __future__ import annotations

from typing import Final

from kiosk.domain import search
from kiosk.domain.forms import Component, Kind, ListItem
from kiosk.terminal.session import Session

LONG: Final = 10
"""More answers than this are found by typing; fewer are all shown."""

SHOWN: Final = 5
"""Answers on the screen at once, so that they have room beside the keyboard."""

PART: Final = "find"


def typed(component: Component) -> bool:
    """Whether the answers of a question are found by typing."""
    match component.kind:
        case Kind.AUTOCOMPLETE | Kind.SELECT:
            return len(component.items) > LONG
        case Kind.RADIOS:
            return len(component.items) > 3 * LONG
    return False


def key(component: Component) -> str:
    """Where what is typed lies among the drafts; no question has that name."""
    return f"{component.name}?{PART}"


def text(session: Session, component: Component) -> str:
    """What is typed so far."""
    held = session.drafts.get(key(component), "")
    return held if isinstance(held, str) else ""


def items(session: Session, component: Component, chosen: str | None) -> tuple[ListItem, ...]:
    """The answers to show: those whose words begin with what is typed, the chosen one first while nothing is."""
    wanted = search.words(text(session, component))
    if not wanted:
        return tuple(item for item in component.items if item.value == chosen)
    fitting = [(rank, item) for item in component.items if (rank := _rank(item, wanted)) is not None]
    return tuple(item for _, item in sorted(fitting, key=lambda pair: pair[0])[:SHOWN])


def exact(session: Session, component: Component) -> str | None:
    """The value of the one answer that is typed in full, or the only one that fits."""
    wanted = search.words(text(session, component))
    if not wanted:
        return None
    same = [item for item in component.items if any(search.words(said) == wanted for said in _said(item))]
    fitting = same or [item for item in component.items if _rank(item, wanted) is not None]
    return fitting[0].value if len(fitting) == 1 else None


def _rank(item: ListItem, wanted: list[str]) -> int | None:
    """0 when it begins with what is typed, 1 when its words do, `None` when one of them is not in it."""
    best: int | None = None
    for said in _said(item):
        known = search.words(said)
        if all(any(word.startswith(part) for word in known) for part in wanted):
            rank = 0 if " ".join(known).startswith(" ".join(wanted)) else 1
            best = rank if best is None else min(best, rank)
    return best


def _said(item: ListItem) -> tuple[str, ...]:
    return (item.text.en, *((item.text.cy,) if item.text.cy else ()))
