"""After checking in: how it stands with whoever they came to see, in words and a picture, and their badge.

Nobody is left without words: what is not known yet is said, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from kiosk.domain.visits import State as Stage
from kiosk.domain.waiting import State, Told
from kiosk.terminal.visits import Arrived
from ui.presenters import flow, visiting, writing
from ui.presenters.scene import Scene
from ui.presenters.view import (
    Action,
    Code,
    Fixed,
    Notice,
    Paragraph,
    Part,
    Plural,
    Row,
    Text,
    Typed,
    View,
    say,
)

_PICTURES: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.WAITING: "circle-check",
        State.ASKED: "bell-ring",
        State.COMING: "footprints",
        State.FIVE_MINUTES: "timer",
        State.SEND_UP: "arrow-up-right",
        State.CANNOT: "user-round-x",
        State.PASSED_ON: "users-round",
        State.TEAM_TOLD: "users-round",
        State.CONTACT_CENTRE_TOLD: "headset",
        State.UNANSWERED: "phone",
        State.ENDED: "circle-check",
    }
)
_RING: Final = frozenset({State.CONTACT_CENTRE_TOLD, State.UNANSWERED})
"""States in which they should have a number to ring."""


def view(scene: Scene, done: Arrived, told: Told | None) -> View:
    """How it stands; the badge; and what they can do meanwhile."""
    heading, lead, picture = _standing(scene, done, told)
    parts: list[Part] = []
    written = () if told is None else tuple(Typed(each.words) for each in told.words if not each.from_visitor)
    if written:
        parts.append(Notice(say("They write:"), written[-1:], "info", "message-square"))
    if told is None and done.state is None:
        parts.append(Paragraph(say("There is no connection. We do it as soon as there is one.")))
    parts += _badge(scene, done)
    unheard = told is None and done.state is None
    if unheard or (told is not None and (told.turned_away or told.state in _RING)):
        parts += scene.ring()
    parts += writing.became(scene)
    if told is not None:
        parts.append(Row("action:say", say("Tell them something"), icon="message-square"))
    return flow.page(
        scene,
        heading,
        parts,
        (Action("action:finish", say("I have finished"), icon="check"), *_again(scene)),
        lead=lead,
        announce=_paper(scene),
        picture=picture,
        ways=(),
    )


def _standing(scene: Scene, done: Arrived, told: Told | None) -> tuple[Text, Text, str]:
    """The heading, what stands below it, and the picture beside it."""
    host = _host(scene)
    if told is not None and told.turned_away:
        return say("Please wait here"), say("If nobody comes, please ring us."), "hourglass"
    waits = done.state is Stage.AWAITING if told is None else told.awaiting
    if waits and (told is None or told.state is not State.UNANSWERED):
        return (
            say("You are signed in. Please wait here"),
            say("We have asked somebody to let you in. This screen says when they answer."),
            "hourglass",
        )
    if told is None and done.state is None:
        lead = (
            say("We could not tell your host yet.")
            if host is None
            else say("We could not tell {host} yet.", host=host)
        )
        return say("You are signed in here"), lead, "wifi-off"
    if told is None:
        lead = say("We are telling your host now.") if host is None else say("We are telling {host} now.", host=host)
        return say("You are signed in"), lead, "circle-check"
    if told.cannot and told.state is State.TEAM_TOLD:
        told = replace(told, state=State.CANNOT)  # that somebody else is asked stands below it
    return (*_said(told, host), _PICTURES[told.state])


def _said(told: Told, host: Text | None) -> tuple[Text, Text]:
    """What they were told, or have answered. A host whose name may not be shown is called so."""
    wait = say("You can take a seat. This screen says when there is news.")
    match told.state:
        case State.WAITING | State.ENDED:
            return say("You are signed in"), wait
        case State.ASKED:
            heading = say("We have told your host") if host is None else say("We have told {host}", host=host)
            return heading, wait
        case State.COMING if told.another:
            return say("Somebody is coming"), say("Please wait here.")
        case State.COMING:
            return (
                say("Your host is coming") if host is None else say("{host} is coming", host=host),
                say("Please wait here."),
            )
        case State.FIVE_MINUTES if told.another:
            return say("Somebody comes in about five minutes"), wait
        case State.FIVE_MINUTES:
            heading = (
                say("Your host comes in about five minutes")
                if host is None
                else say("{host} comes in about five minutes", host=host)
            )
            return heading, wait
        case State.SEND_UP if told.place:
            return say("Please go to: {place}", place=Typed(told.place)), say("They are waiting for you there.")
        case State.SEND_UP:
            return say("Please go up"), say("They are waiting for you.")
        case State.CANNOT:
            heading = say("Your host cannot come") if host is None else say("{host} cannot come", host=host)
            return heading, say("We are sorry. We ask somebody else for you.")
        case State.PASSED_ON if told.another:
            return say("We have asked a colleague of theirs"), wait
        case State.PASSED_ON:
            heading = (
                say("Your host has asked a colleague")
                if host is None
                else say("{host} has asked a colleague", host=host)
            )
            return heading, wait
        case State.TEAM_TOLD:
            return say("We have told their team"), wait
        case State.CONTACT_CENTRE_TOLD:
            return say("We have told our contact centre"), say("They know that you are here. You can also ring us.")
    return say("Nobody has answered yet"), say("We are sorry. Please ring us, and we find somebody for you.")


def _host(scene: Scene) -> Text | None:
    """Whom they came to see, where that may be shown."""
    said = visiting.of(scene.here)
    if said.found is not None:
        return Fixed(said.found.host) if said.found.host else None
    return None if said.host is None else said.host.shown


def _badge(scene: Scene, done: Arrived) -> Iterator[Part]:
    """What became of the badges, the number that a waiting area calls, and without paper the code to leave with."""
    said = visiting.of(scene.here)
    if done.state is Stage.AWAITING:
        return
    if (paper := _paper(scene)) is not None:
        bad = said.printed in ("not_printed", "unknown")
        yield Notice(paper, (), "problem" if bad else "info", "triangle-alert" if bad else "printer")
    first = done.badges[0]
    if first.number is not None and not said.adding:
        yield Paragraph(say("Your number is {number}.", number=first.number), "strong")
    if said.printed in ("printing", "printed"):
        return
    yield Code(first.code, say("Your code"))
    yield Paragraph(say("Take a picture of it. Hold it to the reader when you leave."))


def _paper(scene: Scene) -> Text | None:
    """What became of the badges on paper, in a sentence."""
    said = visiting.of(scene.here)
    count = 1 if said.done is None else len(said.done.badges)
    match said.printed:
        case "printing":
            return Plural("Your badge is being printed.", "Your {n} badges are being printed.", count)
        case "printed" if scene.capabilities.simulated:
            return Plural(
                "Your badge is printed, on a printer that is simulated for this demonstration.",
                "Your {n} badges are printed, on a printer that is simulated for this demonstration.",
                count,
            )
        case "printed":
            return Plural("Take your badge from the printer.", "Take your {n} badges from the printer.", count)
        case "not_printed":
            return say("We could not print your badge. The code will do.")
        case "unknown":
            return say("Did your badge come out? If not, the code will do.")
    return None


def _again(scene: Scene) -> tuple[Action, ...]:
    """The button that prints once more, where a printer works and nothing is being printed."""
    said = visiting.of(scene.here)
    if scene.capabilities.badges != "usable" or said.printed == "printing" or said.done is None:
        return ()
    if said.done.state is Stage.AWAITING:
        return ()
    label = say("Print a badge") if said.printed is None else say("Print the badge again")
    return (Action("action:print_badge", label, "second", "printer"),)
