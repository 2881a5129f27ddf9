"""What people are sent to that is no form of ours: services, and what other bodies do. Read from the public part of
the directory that the hub tells its terminals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kiosk.domain.definition import Localised
from kiosk.domain.languages import NAMES

Table = Mapping[str, object]

_NOTHING = Localised("")


@dataclass(frozen=True, slots=True)
class Signpost:
    """Where to go for something. Empty is what nobody has said.

    Attributes:
        keywords: other words that find it, by language.
        category: who does it, where that is another body or a team.
        form: the id of a form that may be offered here.
        hours: when somebody is there, in words.
        alert: what is out of the ordinary just now.
    """

    id: str
    title: Localised
    summary: Localised = _NOTHING
    category: Localised = _NOTHING
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    telephone: str = ""
    hours: Localised | None = None
    website: str = ""
    form: str = ""
    where: tuple[str, ...] = ()
    fees: str = ""
    accessibility: Localised | None = None
    alert: Localised | None = None

    @property
    def leads(self) -> bool:
        """Whether it says how to get on: a form, a number, a page, or where to go and when."""
        return bool(self.telephone or self.website or self.form or self.where)


def read(directory: object) -> tuple[Signpost, ...]:
    """The services and other bodies of a directory.

    What cannot be read is passed over: an older hub sends none of it, a newer one may say more, and a terminal
    without them still serves.
    """
    if not isinstance(directory, Mapping):
        return ()
    bodies = {_text(row, "id"): row for row in _rows(directory, "bodies")}
    teams = {_text(row, "id"): row for row in _rows(directory, "teams")}
    by = bodies | teams
    services = (
        _read(row, by.get(_text(row, "body")) or by.get(_text(row, "team"))) for row in _rows(directory, "services")
    )
    others = (_read(row, None) for row in bodies.values())
    return tuple(each for each in (*services, *others) if each is not None)


def _read(row: Table, by: Table | None) -> Signpost | None:
    """One of them; what it does not say of how to be reached, whoever does it says."""
    title = _words(row, "name")
    if title is None or not _text(row, "id"):
        return None
    from_it: Table = row if by is None or _text(row, "telephone") or _text(row, "website") else by
    place = _text(row, "place") or ("" if by is None else _text(by, "place"))
    address = _list(row, "address") or _list(by or {}, "address")
    return Signpost(
        id=_text(row, "id"),
        title=title,
        summary=_words(row, "summary") or _NOTHING,
        category=(None if by is None else _words(by, "name")) or _NOTHING,
        keywords={"en": _list(row, "sounds_like")},
        telephone=_text(from_it, "telephone"),
        hours=_words(row, "hours_in_words") or _words(from_it, "hours_in_words"),
        website=_text(from_it, "website"),
        form=_text(row, "form"),
        where=((place,) if place else ()) or address,
        fees=_text(row, "fees"),
        accessibility=_words(row, "accessibility"),
        alert=_words(row, "alert"),
    )


def _rows(table: Table, key: str) -> Iterator[Table]:
    rows = table.get(key)
    yield from (row for row in (rows if isinstance(rows, list) else ()) if isinstance(row, Mapping))


def _text(table: Table, key: str) -> str:
    value = table.get(key)
    return value.strip() if isinstance(value, str) else ""


def _list(table: Table, key: str) -> tuple[str, ...]:
    values = table.get(key)
    return tuple(value for value in (values if isinstance(values, list) else ()) if isinstance(value, str) and value)


def _words(table: Table, key: str) -> Localised | None:
    value = table.get(key)
    if not isinstance(value, Mapping) or not _text(value, "en"):
        return None
    more = tuple((each, _text(value, each)) for each in NAMES if each not in ("en", "cy") and _text(value, each))
    return Localised(_text(value, "en"), _text(value, "cy") or None, more)
