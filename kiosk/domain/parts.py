"""The parts in which some answers are typed, a line each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kiosk.domain.answers import ADDRESS_PARTS
from kiosk.domain.fields import DATE_PARTS
from kiosk.domain.kinds import DATES, MOMENTS, Kind
from kiosk.domain.times import MONTH_PARTS, TIME_PARTS

PARTS: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {
        **dict.fromkeys(DATES, DATE_PARTS),
        **dict.fromkeys(MOMENTS, (*DATE_PARTS, *TIME_PARTS)),
        Kind.TIME: TIME_PARTS,
        Kind.MONTH_YEAR: MONTH_PARTS,
        Kind.ADDRESS: ADDRESS_PARTS,
    }
)


def taken_apart(kind: Kind, kept: str) -> Mapping[str, str]:
    """The parts of a kept date or time, as somebody would type them."""
    day, _, time = (f"T{kept}" if kind is Kind.TIME else kept).partition("T")
    numbers = dict(zip(("year", "month", "day"), day.split("-"), strict=False))
    numbers |= dict(zip(TIME_PARTS, time.split(":"), strict=False))
    parts = {name: numbers.get(name, "") for name in PARTS[kind]}
    return {name: text.lstrip("0") if name in DATE_PARTS else text for name, text in parts.items()}
