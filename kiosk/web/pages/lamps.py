"""Lamps in words for staff: what each line is, how it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kiosk.domain.lamps import Lamp, Reading
from kiosk.web.pages.moments import day_words
from kiosk.web.pages.standing import counted, space

When = Callable[[datetime], str]

LAMPS: Mapping[Lamp, str] = {
    Lamp.GOOD: "Good",
    Lamp.LOOK: "Needs a look",
    Lamp.BAD: "Needs somebody",
    Lamp.OFF: "Not in use",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A line in words. `remedy` is empty where nothing is to be done; `path` is a page of the site that helps."""

    lamp: Lamp
    title: str
    text: str
    remedy: str = ""
    path: str = ""


def told(reading: Reading, when: When) -> Told:
    """A line of the health page."""
    kind, _, name = reading.id.partition(":")
    title, text, remedy, path = _HEALTH[kind](reading, when, name)
    return Told(reading.lamp, title, text, "" if reading.lamp in (Lamp.GOOD, Lamp.OFF) else remedy, path)


Words = tuple[str, str, str, str]


def _record(reading: Reading, _: When, __: str) -> Words:
    facts = reading.facts
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(str(facts["kind"]), str(facts["kind"]))
    text = f"{kind} {facts['version']}. Reads in {facts['read_ms']} ms, keeps for good in {facts['write_ms']} ms."
    remedy = "Look for a disk that is full, failing or very busy, or for a database server that is far away."
    return "Record", text, remedy, ""


def _terminals(reading: Reading, _: When, __: str) -> Words:
    if reading.code == "none":
        return "Terminals", "There is no terminal.", "Add one, and enrol a machine with its code.", "/terminals"
    facts = reading.facts
    count, troubled = _number(facts["count"]), _number(facts["troubled"])
    text = f"{facts['serving']} of {counted(count, 'terminal')} can serve people."
    if troubled:
        text += f" {counted(troubled, 'terminal')} {'is' if troubled == 1 else 'are'} in trouble."
    return "Terminals", text, "The list of terminals says what each needs.", "/terminals"


def _versions(reading: Reading, _: When, __: str) -> Words:
    text = f"Terminals run Foyer {reading.facts['others']}; this hub runs {reading.facts['version']}."
    return "Versions", text, "Bring them to the hub’s version. The one before it is served too.", "/terminals"


def _delivery(reading: Reading, when: When, name: str) -> Words:
    facts = reading.facts
    waiting, dead = _number(facts["waiting"]), _number(facts["dead"])
    accepted, oldest = facts["accepted_at"], facts["oldest"]
    parts = [f"Last took one at {when(accepted)}." if isinstance(accepted, datetime) else "Has taken nothing yet."]
    if waiting:
        since = f", the oldest received at {when(oldest)}" if isinstance(oldest, datetime) else ""
        parts.append(f"{counted(waiting, 'submission')} waiting{since}.")
    if dead:
        parts.append(f"{counted(dead, 'submission')} set aside.")
    remedy = (
        "Open each submission to see why. When the service is well again, press Try again there."
        if dead
        else "The service may be down, or its address may have changed. Open a submission to see what it answered."
    )
    if reading.code == "off":
        parts.append("Its plug-in cannot be used, and what is for it waits.")
        return f"Deliveries to {name}", " ".join(parts), "The page says why, and what mends it.", "/destinations"
    state = "failed" if dead else "received"
    return f"Deliveries to {name}", " ".join(parts), remedy, f"/submissions?state={state}" if waiting or dead else ""


def _backup(reading: Reading, when: When, _: str) -> Words:
    at = reading.facts["at"]
    if reading.code == "elsewhere":
        return "Backup", "The record is on a database server, which has backups of its own.", "", ""
    if not isinstance(at, datetime):
        remedy = "It is made at night. To make one now, run foyer backup on the hub’s machine."
        return "Backup", "There is none yet.", remedy, ""
    remedy = "See in the log why the last nights failed, and run foyer backup on the hub’s machine."
    return "Backup", f"The newest is of {when(at)}.", remedy, ""


def _disk(reading: Reading, _: When, __: str) -> Words:
    free = space(_number(reading.facts["free_mb"]))
    return "Disk", f"{free} free where the record is.", "Free some space: with none left, nothing can be kept.", ""


def _keys(reading: Reading, when: When, _: str) -> Words:
    at, count = reading.facts["at"], _number(reading.facts["count"])
    since = f", the newest made at {when(at)}" if isinstance(at, datetime) else ""
    return "Keys", f"{counted(count, 'key')} to open what is sealed{since}.", "", ""


def _certificate(reading: Reading, when: When, name: str) -> Words:
    ends = reading.facts["ends"]
    title = f"Certificate of {name}"
    if isinstance(ends, datetime):
        remedy = "Renew it, or see why it has not renewed itself: once it has ended, nobody gets through."
        return title, f"Good until {when(ends)}.", remedy, ""
    if reading.code == "untrusted":
        return title, "This machine does not believe it.", "Look at it in a browser: it may have ended.", ""
    return title, "It could not be looked at: the server did not answer.", "See whether the server is up.", ""


def _connection(reading: Reading, _: When, __: str) -> Words:
    if reading.code == "plain":
        return "Connection", "Pages travel without HTTPS. That is safe on the hub’s own machine only.", "", ""
    return "Connection", "Staff stay signed in over HTTPS only.", "", ""


def _public(reading: Reading, _: When, __: str) -> Words:
    url = str(reading.facts["url"])
    return "Visitors’ own phones", f"Served at {url}." if url else "There are no pages for them.", "", ""


def _hub(reading: Reading, when: When, _: str) -> Words:
    facts = reading.facts
    since = facts["since"]
    text = f"Foyer {facts['version']} on Python {facts['python']}"
    return "Hub", f"{text}, running since {when(since)}." if isinstance(since, datetime) else f"{text}.", "", ""


def _bank_holidays(reading: Reading, when: When, _: str) -> Words:
    until, told_at = reading.facts["until"], reading.facts["told_at"]
    last = day_words(until) if isinstance(until, date) else ""
    source = f"GOV.UK said so, {when(told_at)}" if isinstance(told_at, datetime) else "They came with Foyer"
    remedy = (
        "Opening hours will be wrong on later ones. Let the hub reach GOV.UK (hub.bank_holidays_url), take a newer "
        "Foyer, or plan closures."
    )
    return "Bank holidays", f"Known until {last}. {source}.", remedy, "/settings/closures"


def _happenings(reading: Reading, _: When, __: str) -> Words:
    text = f"{reading.facts['count']} things that terminals told of people could not be taken in; the log says why."
    remedy = "Visits may be missing. Start a Foyer that is as new as the terminals': it takes in what it can."
    return "What terminals tell", text, remedy, ""


_HEALTH: Mapping[str, Callable[[Reading, When, str], Words]] = {
    "record": _record,
    "terminals": _terminals,
    "versions": _versions,
    "delivery": _delivery,
    "backup": _backup,
    "disk": _disk,
    "keys": _keys,
    "certificate": _certificate,
    "connection": _connection,
    "public": _public,
    "hub": _hub,
    "bank_holidays": _bank_holidays,
    "happenings": _happenings,
}


def _number(fact: object) -> int:
    return fact if isinstance(fact, int) else 0
