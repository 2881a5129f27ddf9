"""The checklist before people are let in: what is looked up, and what a person confirms by name and date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.lamps import Lamp, Reading
from kiosk.domain.roles import Action
from kiosk.services.go_live import Line, LineUnknown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, needs, read_form
from kiosk.web.pages.standing import counted
from kiosk.web.problems import WebProblem


@dataclass(frozen=True, slots=True)
class Told:
    """A line in words. `confirm` is what the button beside it stands for."""

    lamp: Lamp
    title: str
    text: str
    remedy: str
    confirm: str | None
    confirmed: bool


LAMPS: Mapping[Lamp, str] = {Lamp.GOOD: "Done", Lamp.LOOK: "Look again", Lamp.BAD: "Not done", Lamp.OFF: "Not needed"}


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/go-live", dependencies=[needs(Action.SEE_HEALTH)])
    async def shown(request: Request, visitor: Staff) -> Response:
        lines = await hub_of(request).desk.go_live.lines()
        ready = sum(line.reading.lamp in (Lamp.GOOD, Lamp.OFF) for line in lines)
        return pages.page(
            "go_live.html",
            visitor,
            lines=[told(line, visitor.when) for line in lines],
            ready=ready,
            lamps=LAMPS,
            may_confirm=visitor.may(Action.EDIT_SITE),
        )

    @routes.post("/go-live/{name}/confirm", dependencies=[needs(Action.EDIT_SITE)])
    async def confirm(request: Request, name: str, visitor: Staff) -> Response:
        await read_form(request, visitor)
        try:
            await hub_of(request).desk.go_live.confirm(name, visitor.actor)
        except LineUnknown as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(f"{visitor.at}/go-live#{name}", 303)

    @routes.post("/go-live/{name}/take-back", dependencies=[needs(Action.EDIT_SITE)])
    async def take_back(request: Request, name: str, visitor: Staff) -> Response:
        await read_form(request, visitor)
        try:
            await hub_of(request).desk.go_live.take_back(name, visitor.actor)
        except LineUnknown as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(f"{visitor.at}/go-live#{name}", 303)

    return routes


def told(line: Line, when: Callable[[datetime], str]) -> Told:
    """A line of the checklist in words."""
    reading, said = line.reading, line.confirmation
    title, good, remedy = _WORDS[reading.id]
    text = good(reading, when) if reading.lamp in (Lamp.GOOD, Lamp.OFF) else _trouble(reading, when)
    if line.confirm is not None and said is not None:
        by = f"{said.who} confirmed it on {when(said.at)}."
        text = {
            "": by,
            "changed": f"{by} It has changed since, so it has to be looked at again.",
            "long_ago": f"{by} That is more than a year ago.",
        }.get(reading.code, by)
    return Told(
        reading.lamp,
        title,
        text,
        "" if reading.lamp in (Lamp.GOOD, Lamp.OFF) else remedy,
        line.confirm,
        said is not None,
    )


def _trouble(reading: Reading, when: Callable[[datetime], str]) -> str:
    match reading.id, reading.code:
        case "welsh", _:
            first = reading.facts["first"]
            examples = "; ".join(f"“{text[:60]}”" for text in first) if isinstance(first, list) else ""
            return f"{reading.facts['count']} pieces of text have no Welsh: {examples}."
        case "administrators", _:
            return "There is one administrator only." if reading.facts["count"] else "There is no administrator."
        case "second_factor", _:
            return f"{counted(_count(reading), 'administrator')} can sign in with a password alone."
        case "backup", "old":
            at = reading.facts["at"]
            return f"The newest is of {when(at)}." if isinstance(at, datetime) else ""
        case "backup", _:
            return "There is none yet."
        case "recipient", "gone":
            return "The directory does not have whoever is named."
        case "drill", "old":
            at = reading.facts["at"]
            return f"The last ended {when(at)}, more than a year ago." if isinstance(at, datetime) else ""
    return "Not yet."


def _plain(text: str) -> Callable[[Reading, Callable[[datetime], str]], str]:
    return lambda reading, _: text.format(**reading.facts)


def _backup(reading: Reading, when: Callable[[datetime], str]) -> str:
    at = reading.facts["at"]
    if isinstance(at, datetime):
        return f"The newest is of {when(at)}."
    return "The record is on a database server, which has backups of its own."


def _welsh(reading: Reading, _: Callable[[datetime], str]) -> str:
    if reading.code == "not_offered":
        return "This site does not offer Welsh."
    return "Every form and everything about the site is there in Welsh."


_WORDS: Mapping[str, tuple[str, Callable[[Reading, Callable[[datetime], str]], str], str]] = {
    "terminal": (
        "A terminal is enrolled and has been heard of",
        _plain("{count} heard of."),
        "Add a terminal on the Terminals page, and enrol a machine with its code.",
    ),
    "delivered": (
        "A submission has reached its service",
        _plain("{count} accepted."),
        "Send a form from a terminal, and see on the Submissions page that its service accepts it.",
    ),
    "welsh": (
        "Everything visitors see is there in Welsh",
        _welsh,
        "Write the Welsh in the form’s file or on the site’s pages.",
    ),
    "opening": ("Opening hours are set", _plain("They are set."), "Set them on the site’s pages."),
    "numbers": (
        "The telephone numbers and the address have been checked",
        _plain(""),
        "Ring each number from an ordinary telephone, read the address aloud as to an ambulance, then confirm.",
    ),
    "administrators": (
        "There are two administrators",
        _plain("There are {count}."),
        "Invite another one on the People page: one who is ill locks everybody out.",
    ),
    "second_factor": (
        "Administrators sign in with a second factor",
        _plain("All of them do."),
        "Each sets it up on the page of their own account.",
    ),
    "backup": (
        "There is a backup of the last day",
        _backup,
        "Run foyer backup on the hub’s machine, and see it through.",
    ),
    "recovery_key": (
        "The recovery key is on paper, in a safe place",
        _plain(""),
        "Run foyer backup key on the hub’s machine, write the key down, put it into the safe, then confirm.",
    ),
    "restore": (
        "A backup has been brought back, as a drill",
        _plain(""),
        "Follow the drill in the guide to backups on another machine, then confirm.",
    ),
    "public": ("Visitors’ own phones are served", _plain("At {url}."), ""),
    "public_none": (
        "It is decided that visitors’ own phones are not served",
        _plain(""),
        "Set public.url, or confirm that there shall be no pages for visitors’ own phones.",
    ),
    "privacy": (
        "Data protection has been agreed",
        _plain(""),
        "Agree with your data protection officer what is asked and how long it is kept, then confirm.",
    ),
    "visits": ("Visitors check in", _plain("They do not at this site."), ""),
    "recipient": (
        "Somebody takes care of visitors who know nobody here",
        _plain("There is a team or a tenant for them."),
        "Name a team or a tenant of the directory on the site’s page about visitors.",
    ),
    "badges": (
        "Badges come out of a printer",
        lambda reading, _: (
            "No type of visitor gets one." if reading.code == "none" else "A terminal has a printer for them."
        ),
        "",
    ),
    "badges_none": (
        "It is decided that visitors get no printed badge",
        _plain(""),
        "Connect a printer for badges to a terminal, or confirm that a number, or a code on their phone, is enough.",
    ),
    "warden": (
        "A warden can open the names at a terminal",
        lambda reading, _: f"{_count(reading)} of the staff can, with a PIN or a card.",
        "Somebody who may lead roll-calls sets a PIN on the page of their own account, or is given a card.",
    ),
    "assembly": (
        "It is set where people gather outside",
        _plain("It is set."),
        "Set the assembly point on the site’s page about emergencies.",
    ),
    "drill": (
        "An evacuation was tried",
        lambda reading, when: (
            f"The last drill ended {when(at)}." if isinstance(at := reading.facts["at"], datetime) else ""
        ),
        "Hold a drill from the page Roll-calls, with people in the building, and end it there.",
    ),
}


def _count(reading: Reading) -> int:
    number = reading.facts["count"]
    return number if isinstance(number, int) else 0
