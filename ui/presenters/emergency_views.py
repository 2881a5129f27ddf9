"""What is shown in an emergency: to everybody what to do, and to a warden who is in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal
from uuid import UUID

from kiosk.domain import roll_words
from kiosk.domain.roll_calls import ACCOUNTED, Kind, Line, Procedure, Roll, RollCall
from kiosk.domain.site import Site
from ui.presenters import staff_views
from ui.presenters.scene import Scene
from ui.presenters.view import (
    Action,
    Choice,
    Choices,
    In,
    Message,
    Moment,
    Notice,
    Paragraph,
    Part,
    Row,
    Text,
    Typed,
    View,
    say,
)

PEOPLE: Final = 4
"""On one page of a warden's list: as many as stand on every panel without turning a page twice."""

AT_ONCE: Final = 4
"""Languages that are on the screen at once."""


@dataclass(frozen=True, slots=True)
class Order:
    """What people are asked to do: a headline, what else, and a picture of it."""

    headline: Message
    more: Message
    picture: str


_ORDERS: Final[Mapping[Procedure, Order]] = {
    Procedure.EVACUATION: Order(
        say("Leave the building now"), say("Walk. Leave your things here. Do not use a lift."), "log-out"
    ),
    Procedure.INVACUATION: Order(
        say("Stay inside the building"), say("Keep away from doors and windows. Staff tell you where to go."), "house"
    ),
    Procedure.LOCKDOWN: Order(
        say("Hide now, and lock the door"), say("Be silent. Turn off the sound of your phone."), "door-closed-locked"
    ),
    Procedure.COMMUNICATION: Order(
        say("Stop, and listen to staff"), say("They have something important to tell you."), "megaphone"
    ),
}
_TEST: Final = Order(
    say("This is a test"), say("You do not need to do anything. This screen is back soon."), "bell-ring"
)


def order(call: RollCall) -> Order:
    """What people are asked to do. In a drill that is the same, and begins with the word."""
    known = _TEST if call.kind is Kind.TEST else _ORDERS[call.procedure]
    if call.kind is Kind.DRILL:
        return replace(known, headline=say("Drill: {order}", order=known.headline))
    return known


def sentences(call: RollCall, site: Site | None) -> tuple[Text, ...]:
    """What is said aloud, in each language."""
    known = order(call)
    return (known.headline, known.more, *_where(call, site))


def public(call: RollCall, scene: Scene, turn: int) -> View:
    """What to do, in every language of the site. No name is on it, and where that could lead somebody who means harm,
    no place.

    Args:
        turn: which of the languages it is written in now. The others have the headline.
    """
    known, languages = order(call), scene.languages
    at = turn % len(languages)
    first, *others = (*languages[at:], *languages[:at])
    tone: Literal["problem", "info"] = "problem" if call.kind is Kind.LIVE else "info"
    abroad = [Notice(In(known.headline, each), (), tone, known.picture) for each in others[: AT_ONCE - 1]]
    return View(
        "emergency",
        scene.title,
        known.headline,
        (*_signs(call, scene), *abroad),
        (Action("action:wardens", say("For wardens"), "second"),),
        status=scene.clock,
        lead=known.more,
        language=first,
        picture=known.picture,
        danger=call.kind is Kind.LIVE,
    )


def _where(call: RollCall, site: Site | None) -> Iterator[Text]:
    """The way out and the place to gather, where people may be told."""
    safety = None if site is None else site.safety
    if safety is None or call.procedure is not Procedure.EVACUATION or call.kind is Kind.TEST:
        return
    if safety.way_out is not None:
        yield say("Way out: {way}", way=safety.way_out)
    yield say("Gather here: {place}", place=safety.assembly)


def _signs(call: RollCall, scene: Scene) -> Iterator[Part]:
    """Where to, and below it how to get there."""
    if where := [*_where(call, scene.site)]:
        *way, place = where
        yield Notice(place, tuple(way), "success", "map-pinned")


def door(scene: Scene, typed: int, trouble: str | None, seconds: int, *, code: bool) -> View:
    """A warden shows who they are, or has the code of the fire box."""
    own = {"not_a_warden": say("This is nobody who leads roll-calls here"), "no_list": _NO_LIST}
    view = staff_views.door(scene, typed, None if trouble in own else trouble, seconds, code=code)
    told = (Notice(own[trouble], (), "problem", "lock"),) if trouble in own else ()
    heading = say("For wardens: enter your PIN")
    return replace(view, name="roll_door", heading=heading, parts=(*told, *view.parts), path=1)


_NO_LIST: Final = say("This screen does not know who is in. It has to reach the council's computer first.")


def roll(scene: Scene, call: RollCall, known: Roll, page: int, printed: str | None, trouble: str) -> View:
    """Who is in, to tick whom one has found."""
    people = by_name(known)
    pages = max(1, -(-len(people) // PEOPLE))
    shown = people[page * PEOPLE : (page + 1) * PEOPLE]
    # While a procedure hides names nothing is printed (roll_printing).
    further = say("End the roll-call") if call.procedure.hides else say("Print, or end the roll-call")
    acts = [Action("action:more", further, "second")]
    if page:
        acts.insert(0, Action("action:before", say("The people before"), "second"))
    if page + 1 < pages:
        acts.insert(0, Action("action:next", say("The next people")))
    parts: list[Part] = [*_told(trouble)]
    if call.procedure.hides:
        parts += [Notice(say("This screen shows no names now"), (), "info", "lock"), Paragraph(_PAGE)]
    elif not people:
        parts.append(Notice(say("Nobody is known to be in"), (), "info", "info"))
    else:
        parts.append(Choices(say("Who is safe?"), tuple(_person(scene, known, line) for line in shown)))
    if printed is not None:
        parts.append(_paper(printed))
    heading = say("{found} of {all} are safe", found=known.found, all=len(people))
    return View(
        "roll",
        scene.title,
        say("Roll-call: {what}", what=roll_words.PROCEDURES[call.procedure]) if call.procedure.hides else heading,
        tuple(parts),
        tuple(acts),
        status=roll_words.KINDS[call.kind],
        lead=None if call.procedure.hides else _age(scene, known),
        language=scene.language,
        path=2,
    )


def by_name(known: Roll) -> tuple[Line, ...]:
    """In an order that stays while people are ticked: who may need help first."""
    return tuple(sorted(known.lines, key=lambda line: (not line.help, line.name.casefold(), line.person)))


def more(scene: Scene, *, prints: bool, ends: bool) -> View:
    """What else a warden can do."""
    rows = [
        *([Row("roll:print", say("Print the list"), None, "printer")] if prints else []),
        Row("roll:close", say("Close the list"), say("This screen shows what to do again"), "lock"),
    ]
    end = Row("roll:end", say("End the roll-call"), say("Every screen goes back to what it was"), "check")
    sure = Row("roll:ended", say("Yes, end it on every screen"), say("People may come back in"), "check")
    heading = say("Is everybody safe?") if ends else say("What do you want to do?")
    back = (Action("action:list", say("Back to the list")),)
    parts: tuple[Part, ...] = (sure,) if ends else (*rows, end)
    return View("roll_more", scene.title, heading, parts, back, status=scene.clock, language=scene.language, path=3)


def _person(scene: Scene, known: Roll, line: Line) -> Choice:
    how = roll_words.HOW.get(line.how, roll_words.HOW["automatic"])
    since: Text = Moment(line.seen_at.isoformat(), "time")
    if scene.now is not None:
        since = Moment(line.seen_at.astimezone(scene.now.tzinfo).isoformat(), "time")
    match line.help, line.sure:
        case True, True:
            hint = say("May need help to leave. In since {time}, {how}.", time=since, how=how)
        case True, False:
            hint = say("May need help to leave. In since {time}, {how}, not certain.", time=since, how=how)
        case False, True:
            hint = say("In since {time}, {how}.", time=since, how=how)
        case _:
            hint = say("In since {time}, {how}, not certain.", time=since, how=how)
    found = known.mark(line.person) in ACCOUNTED
    return Choice(person_id(line.person), Typed(line.name), found, hint, multiple=True)


def person_id(person: UUID) -> str:
    """What somebody on the list is called in a press."""
    return f"person:{person}"


def _age(scene: Scene, known: Roll) -> Text:
    """How old the list is: whoever goes by it must know."""
    if known.fresh:
        return say("As it is known now. Press a name once you have seen that person.")
    at = known.as_of if scene.now is None else known.as_of.astimezone(scene.now.tzinfo)
    return say("As it was known at {time}: others may have come and gone.", time=Moment(at.isoformat(), "time"))


def _told(trouble: str) -> Iterator[Notice]:
    if trouble:
        hint = say("It counts on this screen. Tell the other wardens yourself.")
        yield Notice(say("That could not be noted for the others"), (hint,), "problem", "triangle-alert")


_PAGE: Final = say("Wardens see them on the staff page, on their own phone.")


def _paper(printed: str) -> Notice:
    match printed:
        case "printing":
            return Notice(say("The list is being printed"), (), "info", "printer")
        case "printed":
            return Notice(say("The list was printed"), (), "success", "circle-check")
        case "unknown":
            return Notice(say("Look whether the whole list came out"), (), "info", "printer")
    return Notice(say("The list was not printed"), (say("Go by this screen."),), "problem", "triangle-alert")


def started(scene: Scene, procedure: Procedure | None) -> View:
    """Somebody of the staff begins one: which procedure, and then whether it is real."""
    if procedure is None:
        heading: Text = say("What shall people do?")
        rows = [
            Row(f"begin:{each}", roll_words.PROCEDURES[each], _ORDERS[each].headline, _ORDERS[each].picture)
            for each in Procedure
        ]
    else:
        heading = say("Is it real?")
        hints = {
            Kind.LIVE: say("Every screen of the building shows what to do"),
            Kind.DRILL: say("The same, and the screens say that it is a drill"),
            Kind.TEST: say("The screens change, and ask nobody to do anything"),
        }
        icons = {Kind.LIVE: "siren", Kind.DRILL: "footprints", Kind.TEST: "bell-ring"}
        rows = [Row(f"begin:{procedure}:{each}", roll_words.KINDS[each], hints[each], icons[each]) for each in Kind]
    lead = say("It begins at once on every screen, and is noted with your name.")
    return View(
        "roll_begin",
        scene.title,
        heading,
        tuple(rows),
        (staff_views.BACK,),
        status=scene.clock,
        lead=lead,
        language=scene.language,
        path=2 if procedure is None else 3,
    )
