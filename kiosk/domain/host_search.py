"""Whom somebody has come to see: people, teams and tenants, found at a terminal by what is typed, slips and all.

Only who may be shown is known here at all; of a person a screen says the first name, the initial and the team.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from kiosk.domain.definition import Localised
from kiosk.domain.directory_names import WordIndex, written_words
from kiosk.domain.documents import read_id, read_instant
from kiosk.domain.hours import Hours, Span
from kiosk.domain.search import words

MOST: Final = 8
"""Hosts that are shown: more are no answer to what was typed."""

SHORTEST: Final = 2
"""Letters that must be typed: the list of who works here is nobody's to leaf through."""

Kind = Literal["person", "team", "tenant"]
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Host:
    """Somebody who can be visited, as visitors may see them.

    Attributes:
        shown: first name and initial of a person; the name of a team or tenant.
        of: the team of a person, or else their tenant; the tenant of a team. Empty where there is none.
        names: all they are called and known by, to be found and never to be shown.
        hours: when they are there; `None` where nobody has said.
        office_hours: of the team or tenant that a person belongs to.
    """

    id: UUID
    kind: Kind
    shown: Localised
    of: Localised = field(default_factory=lambda: Localised(""))
    team_id: UUID | None = None
    tenant_id: UUID | None = None
    names: tuple[str, ...] = field(default=(), repr=False)
    hours: Hours | None = None
    office_hours: Hours | None = None
    ask_first: bool = False
    away_until: datetime | None = None

    def in_now(self, now: datetime) -> bool:
        """Whether nothing says that they cannot come just now. While their whole office is closed nothing does: who
        asks for one name after the other must not learn that nobody is there.

        Args:
            now: with the zone of the clock on the wall.
        """
        if self.office_hours is not None and not _open(self.office_hours, now):
            return True
        if self.away_until is not None and now < self.away_until:
            return False
        return self.hours is None or _open(self.hours, now)


class Hosts:
    """An index of them."""

    def __init__(self, hosts: Iterable[Host]) -> None:
        self._all = list(hosts)
        self._by_id = {host.id: host for host in self._all}
        self._index = WordIndex(_words_of(host) for host in self._all)

    def get(self, host_id: UUID | None) -> Host | None:
        """The one with this id."""
        return None if host_id is None else self._by_id.get(host_id)

    def named(self, name: str) -> Host | None:
        """The team or tenant that is called exactly so, in whatever language."""
        wanted = words(name)
        fitting = (host for host in self._all if host.kind != "person" and wanted)
        return next((host for host in fitting if wanted in (words(host.shown.en), words(host.shown.get("cy")))), None)

    def find(self, typed: str) -> list[Host]:
        """Those who may be meant, the best first; of those who fit alike, a team or tenant before its people, who are
        found by its name as well."""
        if sum(map(len, words(typed))) < SHORTEST:
            return []
        costs = self._index.costs(typed)

        def order(at: int) -> tuple[int, bool, str]:
            host = self._all[at]
            return costs[at], host.kind == "person", host.shown.en.casefold()

        return [self._all[at] for at in sorted(costs, key=order)[:MOST]]


def public(directory: object) -> tuple[Host, ...]:
    """Teams and tenants, from the part of the directory that terminals keep in the clear."""
    tenants = {host.id: host for host in map(_tenant, _rows(directory, "tenants")) if host is not None}
    teams = [host for row in _rows(directory, "teams") if (host := _team(row, tenants)) is not None]
    return (*teams, *tenants.values())


def people(known: object, others: Iterable[Host]) -> tuple[Host, ...]:
    """The people who may be shown, from what the terminal may know just now.

    Args:
        others: the teams and tenants they belong to.
    """
    by_id = {host.id: host for host in others}
    rules = known.get("host_rules") if isinstance(known, Mapping) else None
    found = (_person(row, by_id, rules if isinstance(rules, Mapping) else {}) for row in _rows(known, "people"))
    return tuple(host for host in found if host is not None)


def _tenant(row: Row) -> Host | None:
    name, identifier = _name(row.get("name")), read_id(row.get("id"))
    if name is None or identifier is None:
        return None
    return Host(identifier, "tenant", name, tenant_id=identifier, names=_names(row, name), hours=_hours(row))


def _team(row: Row, tenants: Mapping[UUID, Host]) -> Host | None:
    name, identifier, tenant = _name(row.get("name")), read_id(row.get("id")), read_id(row.get("tenant"))
    if name is None or identifier is None:
        return None
    whose = None if tenant is None else tenants.get(tenant)
    of = Localised("") if whose is None else whose.shown
    return Host(identifier, "team", name, of, identifier, tenant, _names(row, name), _hours(row))


def _person(row: Row, others: Mapping[UUID, Host], rules: Row) -> Host | None:
    identifier, shown = read_id(row.get("id")), row.get("shown")
    if identifier is None or not isinstance(shown, str) or not shown:
        return None
    team, tenant = read_id(row.get("team")), read_id(row.get("tenant"))
    beside = next((others[each] for each in (team, tenant) if each is not None and each in others), None)
    own = rules.get(str(identifier))
    rule = own if isinstance(own, Mapping) else {}
    full = f"{row.get('given', '')} {row.get('family', '')}"
    return Host(
        identifier,
        "person",
        Localised(shown),
        Localised("") if beside is None else beside.shown,
        team,
        tenant,
        (full, *_texts(row.get("sounds_like"))),
        _hours(row),
        None if beside is None else beside.hours,
        rule.get("ask_first") is True,
        read_instant(rule.get("away_until")),
    )


def _open(hours: Hours, now: datetime) -> bool:
    return hours.at(now.weekday(), now.hour * 60 + now.minute)


def _words_of(host: Host) -> Iterator[str]:
    # Somebody may know the team and half a name.
    for text in (*host.names, host.of.en, host.of.get("cy")):
        yield from written_words(text)


def _names(row: Row, name: Localised) -> tuple[str, ...]:
    return tuple(filter(None, (name.en, name.cy or "", *_texts(row.get("sounds_like")))))


def _rows(table: object, key: str) -> Iterator[Row]:
    rows = table.get(key) if isinstance(table, Mapping) else None
    yield from (row for row in (rows if isinstance(rows, list) else ()) if isinstance(row, Mapping))


def _texts(value: object) -> list[str]:
    return [each for each in (value if isinstance(value, list) else ()) if isinstance(each, str)]


def _name(value: object) -> Localised | None:
    if not isinstance(value, Mapping) or not isinstance(value.get("en"), str) or not value["en"]:
        return None
    other = value.get("cy")
    return Localised(value["en"], other if isinstance(other, str) and other else None)


def _hours(row: Row) -> Hours | None:
    spans = row.get("hours")
    if not isinstance(spans, list):
        return None
    try:
        return Hours(tuple(Span(int(day), int(opens), int(closes)) for day, opens, closes in spans))
    except (TypeError, ValueError):
        return None
