"""The hours of a week: as people type them, in English or Welsh, and as they are kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import re2

from kiosk.domain.calendars import CALENDARS

DAY: Final = 1440
"""Minutes."""

LONGEST_TYPED: Final = 400
MOST_SPANS: Final = 28

Kind = Literal["day", "days", "time", "to", "and"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From when to when on one day of the week, 0 being Monday; in minutes since its midnight.

    `closes` may be up to a day later: what opens at 10pm and closes at 2am closes at minute 1560.
    """

    day: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Hours:
    """When there is somebody, in order. No span at all means that there never is."""

    spans: tuple[Span, ...]

    def at(self, day: int, minute: int) -> bool:
        """Whether there is somebody then."""
        return any(
            (span.day == day and span.opens <= minute < span.closes)
            or (span.day == (day - 1) % 7 and span.opens <= minute + DAY < span.closes)
            for span in self.spans
        )


@dataclass(frozen=True, slots=True)
class Unread:
    """The part of what was typed that makes no sense as hours."""

    part: str


ALWAYS: Final = Hours(tuple(Span(day, 0, DAY) for day in range(7)))


def read(typed: str) -> Hours | Unread:
    """Hours such as `Mon-Fri 8:30am to 5pm; Sat 10-12`, in English or Welsh.

    Times without am or pm are of the 24-hour clock, but for those that would close before they open: 9 to 5 is 9am
    to 5pm. What closes before it opens all the same closes the day after.
    """
    text = _folded(typed[: LONGEST_TYPED + 1]).strip(" .;")
    if len(text) > LONGEST_TYPED:
        return Unread(f"{typed[:40]}…")
    if text in _NEVER:
        return Hours(())
    if text in _ALWAYS:
        return ALWAYS
    tokens = list(_tokens(text))
    if (odd := next((token for token in tokens if isinstance(token, str)), None)) is not None:
        return Unread(odd)
    spans = _spans([token for token in tokens if not isinstance(token, str)])
    if spans is None or len(spans) > MOST_SPANS or _overlap(spans):
        return Unread(typed.strip())
    return Hours(tuple(sorted(spans)))


# --- reading --------------------------------------------------------------------------------------------------------

_NEVER: Final = frozenset(("closed", "ar gau", "never"))
_ALWAYS: Final = frozenset(
    (
        "day and night, every day",
        "day and night",
        "ddydd a nos, bob dydd",
        "ddydd a nos",
        "24/7",
        "24 hours",
        "24 awr",
    )
)
_EVERY: Final[Mapping[str, tuple[int, ...]]] = {
    **dict.fromkeys(("every day", "daily", "bob dydd"), tuple(range(7))),
    **dict.fromkeys(("weekdays", "dyddiau gwaith"), tuple(range(5))),
    **dict.fromkeys(("weekends", "penwythnos", "penwythnosau"), (5, 6)),
}
_SHORT: Final[Mapping[str, int]] = {
    **{name: day for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
    **{name: day for day, name in enumerate(("mo", "tu", "we", "th", "fr", "sa", "su"))},
    "tues": 1,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
    "maw": 1,
    "mer": 2,
    "gwe": 4,
    "sad": 5,
    **{name.lower(): day for day, name in enumerate(CALENDARS["en"].days)},
    **{f"{name.lower()}s": day for day, name in enumerate(CALENDARS["en"].days)},
    **{name.lower().removeprefix("dydd "): day for day, name in enumerate(CALENDARS["cy"].days)},
}

_TOKEN: Final = re2.compile(
    r"(?P<days>every day|daily|weekdays|weekends|bob dydd|dyddiau gwaith|penwythnosau|penwythnos)"
    r"|(?P<noon>midday|noon|hanner dydd)|(?P<midnight>midnight|hanner nos)"
    r"|(?P<time>[0-9]{4}|[0-9]{1,2}(?:[:.][0-9]{2})?) ?(?P<half>[ap]\.?m\b\.?)?"
    r"|(?P<to>[-–—]|to\b|until\b|till\b|i\b|tan\b)|(?P<and>[,;&\n:|]|and\b|a\b)"
    r"|(?:from |o |on |dydd |ddydd )|(?P<day>[a-z]+)\.?|(?P<odd>[^\s]+)|\s+"
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Kind
    days: tuple[int, ...] = ()
    minute: int = 0
    half: str = ""


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().replace("\r\n", "\n").replace("–", "-").replace("—", "-")


def _tokens(text: str) -> Iterator[_Token | str]:
    """The tokens, and as it stands whatever is none."""
    for found in _TOKEN.finditer(text):
        part = {name: value for name, value in found.groupdict().items() if value}
        if "days" in part:
            yield _Token("days", _EVERY[part["days"]])
        elif "noon" in part or "midnight" in part:
            yield _Token("time", minute=720 if "noon" in part else 0, half="said")
        elif "time" in part:
            yield _clock(part["time"], part.get("half", "")) or found.group()
        elif "to" in part:
            yield _Token("to")
        elif "and" in part:
            yield _Token("and")
        elif "day" in part:
            yield _Token("day", (_SHORT[part["day"]],)) if part["day"] in _SHORT else part["day"]
        elif "odd" in part:
            yield part["odd"]


def _clock(text: str, half: str) -> _Token | None:
    digits = text.replace(".", ":")
    hour, minute = (
        digits.split(":") if ":" in digits else (digits[:-2], digits[-2:]) if len(digits) == 4 else (digits, "0")
    )
    at = int(hour) * 60 + int(minute)
    if int(minute) > 59 or at > DAY or (half and not 1 <= int(hour) <= 12):
        return None
    if half:
        at = at % 720 + (720 if half.startswith("p") else 0)
    # Only a bare hour or a time before one o'clock could be meant otherwise than it stands.
    return _Token("time", minute=at, half=half or ("said" if int(hour) > 12 or hour.startswith("0") else ""))


def _spans(tokens: Sequence[_Token]) -> list[Span] | None:
    """What the tokens say; `None` when they are in no order that says hours."""
    spans: list[Span] = []
    days: list[int] = []
    at, timed = 0, True
    while at < len(tokens):
        token = tokens[at]
        following = [each.kind for each in tokens[at + 1 : at + 3]]
        if token.kind == "and":
            at += 1
        elif token.kind in ("day", "days"):
            if timed:
                days, timed = [], False
            if token.kind == "day" and following == ["to", "day"]:
                last = tokens[at + 2].days[0]
                days += [day % 7 for day in range(token.days[0], last + (7 if last < token.days[0] else 0) + 1)]
                at += 3
            else:
                days += token.days
                at += 1
        elif token.kind == "time" and following == ["to", "time"] and days:
            opens, closes = _between(token, tokens[at + 2])
            spans += [Span(day, opens, closes) for day in days]
            timed = True
            at += 3
        else:
            return None
    return spans if timed and spans else None


def _between(first: _Token, last: _Token) -> tuple[int, int]:
    opens, closes = first.minute, last.minute
    if not first.half and last.half.startswith("p") and opens < 420 and opens + 720 < closes:
        # 1 to 5pm begins in the afternoon.
        opens += 720
    if closes <= opens and not last.half and closes <= 720 and closes + 720 > opens:
        closes += 720
    return opens, closes + (DAY if closes <= opens else 0)


def _overlap(spans: Sequence[Span]) -> bool:
    week = 7 * DAY
    taken = sorted((span.day * DAY + span.opens, span.day * DAY + span.closes) for span in spans)
    return any(
        later < end or (at == len(taken) - 1 and end - week > taken[0][0])
        for at, (_, end) in enumerate(taken)
        for later in ([taken[at + 1][0]] if at + 1 < len(taken) else [week * 2])
    )
