"""The bench: what the simulated devices of a demonstration do, and what can be done to them. No other hub has it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.roles import Action
from kiosk.interfaces.bench import Bench, BenchAway
from kiosk.web.api.callers import estate_of
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, needs, read_form
from kiosk.web.problems import WebProblem

MAY = needs(Action.COMMAND_TERMINALS)
SHOWN = 6
"""Papers on the page, the latest first."""


@dataclass(frozen=True, slots=True)
class Switch:
    """One thing that can be wrong: what the page says while it is and while it is not, and what the buttons say."""

    wrong: str
    well: str
    on: str
    off: str


FAULTS: Mapping[str, Switch] = {
    "cover_open": Switch("The cover is open", "The cover is closed", "Open the cover", "Close the cover"),
    "paper_out": Switch("The paper is out", "There is paper in it", "Take the paper out", "Put paper in"),
    "paper_low": Switch("The roll is nearly at its end", "The roll is full", "Let it run low", "Put in a full roll"),
    "ribbon_out": Switch("The ribbon is at its end", "There is ribbon in it", "Take the ribbon out", "Put ribbon in"),
    "paused": Switch("Somebody paused it", "It goes on by itself", "Pause it", "Let it go on"),
    "cutter": Switch("The blade is stuck", "The blade is free", "Jam the blade", "Free the blade"),
    "cable": Switch("The cable is pulled", "The cable is in", "Pull the cable", "Plug the cable in"),
    "power": Switch("It is switched off", "It is switched on", "Switch it off", "Switch it on"),
    "silent": Switch("It takes everything and answers nothing", "It answers", "Make it silent", "Let it answer"),
    "stalled": Switch("It takes nothing more", "It takes what it is sent", "Stall it", "Let it go on"),
}

_ROLLS = ("cover_open", "paper_out", "paper_low", "cutter", "cable", "power", "silent", "stalled")
_LABELS = ("cover_open", "paper_out", "ribbon_out", "paused", "cable", "power", "silent", "stalled")
PRINTERS: Mapping[str, tuple[str, str, Mapping[str, Switch]]] = {
    "printer": (
        "The receipt printer",
        "Send a form on the terminal, and choose “Print my receipt”.",
        {name: FAULTS[name] for name in _ROLLS},
    ),
    "labels": (
        "The label printer",
        "Sign in as a visitor on the terminal, and a badge comes out here.",
        {name: FAULTS[name] for name in _LABELS},
    ),
}
"""Each printer: what the page calls it, how something comes to be printed, and what can be wrong with it."""

CARDS: Mapping[str, Switch] = {
    "card_a": Switch("Card A lies on it", "Card A is in a pocket", "Hold card A to it", "Take card A away"),
    "card_b": Switch("Card B lies on it", "Card B is in a pocket", "Hold card B to it", "Take card B away"),
    "card_c": Switch("Card C lies on it", "Card C is in a pocket", "Hold card C to it", "Take card C away"),
    "cable": FAULTS["cable"],
}
SCANNER: Mapping[str, Switch] = {"cable": FAULTS["cable"]}

DOOR: Mapping[str, Switch] = {
    "door_open": Switch("The door stands open", "The door is shut", "Open the door", "Shut the door"),
    "button": Switch("Somebody presses the button inside", "Nobody presses the button", "Press it", "Let it go"),
    "presence": Switch("Somebody stands in front", "Nobody stands in front", "Step in front", "Step away"),
    "fire": Switch("The fire panel tells of a fire", "The fire panel is calm", "Raise the alarm", "End the alarm"),
    "silent": FAULTS["silent"],
    "cable": FAULTS["cable"],
    "power": FAULTS["power"],
}

POWER: Mapping[str, Switch] = {
    "mains_off": Switch("The mains are off", "The mains are on", "Cut the mains", "Bring the mains back"),
    "battery_low": Switch("Its battery is nearly empty", "Its battery is full", "Empty the battery", "Charge it"),
    "cable": FAULTS["cable"],
    "server_off": Switch("Its server does not run", "Its server runs", "End its server", "Begin its server"),
}

CAMERA: Mapping[str, Switch] = {
    "covered": Switch("Something is in front of its lens", "Its lens is free", "Cover the lens", "Free the lens"),
    "hangs": Switch("It answers nothing", "It answers", "Have it hang", "Let it answer"),
    "refuses": Switch("It knows nobody", "It lets the terminal look", "Have it refuse", "Let it be looked through"),
    "no_picture": Switch("It sends a page", "It sends pictures", "Have it send a page", "Let it send pictures"),
    "endless": Switch("It sends without an end", "What it sends has an end", "Have it go on", "Let it end"),
    "cable": FAULTS["cable"],
}

OTHERS: Mapping[str, tuple[str, Mapping[str, Switch]]] = {
    "cards": ("The card reader", CARDS),
    "scanner": ("The scanner", SCANNER),
    "door": ("The front door", DOOR),
    "power": ("The power supply", POWER),
    "camera": ("The camera", CAMERA),
}
"""Every other device: what the page calls it, and what can be done to it."""

_KNOWN: Mapping[str, Mapping[str, Switch]] = {
    **{name: switches for name, (_, _, switches) in PRINTERS.items()},
    **{name: switches for name, (_, switches) in OTHERS.items()},
}

CODES: Mapping[str, str] = {
    "FOYER1:T160.C": "Somebody’s settings: large text and high contrast",
    "FOYER1:HL.M": "Somebody’s settings: the left hand only, and more time",
    "https://example.org/ticket/42": "A code that means nothing here",
}
LONGEST_CODE = 500


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/bench", dependencies=[MAY])
    async def shown(request: Request, visitor: Staff) -> Response:
        bench = _bench(request)
        try:
            papers = {name: await asyncio.to_thread(bench.printer, name) for name in PRINTERS}
            done = {name: await asyncio.to_thread(bench.done, name) for name in OTHERS}
        except BenchAway:
            return pages.page("bench.html", visitor, 503, printers=None)
        return pages.page(
            "bench.html",
            visitor,
            printers=PRINTERS,
            wrong={name: printer.wrong for name, printer in papers.items()},
            papers={name: printer.papers[: -SHOWN - 1 : -1] for name, printer in papers.items()},
            others=OTHERS,
            done=done,
            codes=CODES,
            live="health terminals submissions",
        )

    @routes.post("/bench", dependencies=[MAY])
    async def switch(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        name, to, device = fields.get("switch", ""), fields.get("to", ""), fields.get("device", "printer")
        if name not in _KNOWN.get(device, {}) or to not in ("on", "off"):
            raise WebProblem(422, "form_invalid")
        try:
            await asyncio.to_thread(_bench(request).do, device, name, to == "on")
        except BenchAway:
            return pages.page("bench.html", visitor, 503, printers=None)
        return RedirectResponse(f"{visitor.at}/bench#{device}-{name}", 303)

    @routes.post("/bench/scan", dependencies=[MAY])
    async def scan(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        text = fields.get("typed", "").strip() or fields.get("code", "")
        if not text or len(text) > LONGEST_CODE:
            raise WebProblem(422, "form_invalid")
        try:
            await asyncio.to_thread(_bench(request).scan, text)
        except BenchAway:
            return pages.page("bench.html", visitor, 503, printers=None)
        return RedirectResponse(f"{visitor.at}/bench#scan", 303)

    @routes.get("/bench/{device}/papers/{number}.png", dependencies=[MAY])
    async def paper(request: Request, device: str, number: int) -> Response:
        if device not in PRINTERS:
            raise WebProblem(404, "not_found")
        try:
            picture = await asyncio.to_thread(_bench(request).paper, device, number)
        except BenchAway as error:
            raise WebProblem(503, error.code) from None
        if picture is None:
            raise WebProblem(404, "not_found")
        return Response(picture, media_type="image/png", headers={"Cache-Control": "private, no-store"})

    return routes


def _bench(request: Request) -> Bench:
    bench = estate_of(request).bench
    if bench is None:
        raise WebProblem(404, "not_found")
    return bench
