"""The screens of somebody who comes to see somebody, until they are checked in. One question each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.domain.host_search import Host
from kiosk.domain.visit_settings import Ask, Question
from kiosk.domain.visits import MOST_IN_A_PARTY
from ui.presenters import by_card, flow, visiting
from ui.presenters.scene import Scene
from ui.presenters.view import (
    Action,
    Choice,
    Choices,
    Fields,
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
from ui.presenters.visit_desk import VisitDesk

_ON = Action(flow.CONTINUE, say("Continue"), icon="arrow-right")


def name(scene: Scene) -> View:
    """Who they are; or their code, which is quicker."""
    error = visiting.wrong(visiting.of(scene.here))
    return flow.page(
        scene,
        say("What is your name?"),
        (visiting.name_field(scene, error),),
        (_ON,),
        lead=_quicker(scene) if error is None else None,
        error=error,
    )


def _quicker(scene: Scene) -> Text | None:
    """What they can hold to a reader instead."""
    match scene.capabilities.codes, scene.capabilities.cards:
        case True, True:
            return say("Have you a code, or a card that we remember? Hold it to the reader instead.")
        case True, False:
            return say("Have you a code? Hold it to the reader instead.")
        case False, True:
            return say("Have you a card that we remember? Hold it to the reader instead.")
    return None


def who(scene: Scene, desk: VisitDesk, found: Sequence[Host]) -> View:
    """Whom they come to see. What is typed may also be what only somebody expected knows."""
    typed = visiting.of(scene.here).typed.get(visiting.WHO, "").strip()
    parts = tuple(visiting.who_to_choose(scene, desk, found, desk.recipient()))
    shown = min(len(found), visiting.MOST_SHOWN)
    told = Plural("{n} to choose from", "{n} to choose from", shown) if typed and shown else None
    said, on = visiting.of(scene.here), (_ON,) if typed and not found else ()
    first = Typed(visiting.greeted(said))
    hello = say("Hello {name}.", name=first) if said.before is not None and not typed else None
    return flow.page(scene, say("Who are you here to see?"), parts, on, lead=hello, announce=told)


def seen(scene: Scene, desk: VisitDesk, found: Sequence[Host]) -> View:
    """Whom somebody came to see who leaves, which is the second fact."""
    parts = tuple(visiting.who_to_choose(scene, desk, found, None))
    typed = visiting.of(scene.here).typed.get(visiting.WHO, "").strip()
    return flow.page(scene, say("Who did you come to see?"), parts, (_ON,) if typed and not found else ())


def turned_away(scene: Scene) -> View:
    """Nobody is checked in here who is not expected; and those who are cannot be told from them."""
    return flow.page(
        scene,
        say("We cannot check you in here"),
        (
            Paragraph(say("Have the code from your invitation ready, and hold it to the reader.")),
            Paragraph(say("Without one, please ring us. We will help you.")),
            *scene.ring(),
        ),
        (Action("action:another", say("Go back to the start"), "second"),),
    )


def kinds(scene: Scene) -> View:
    """What type of visitor they are: one press."""
    rows = tuple(Row(f"type:{each.id}", each.name) for each in visiting.settings(scene).types)
    return flow.page(scene, say("What are you here as?"), rows)


def company(scene: Scene) -> View:
    """Whom they come from."""
    line = flow.field_of(scene.here, visiting.COMPANY, say("Company or organisation"), optional=True)
    return flow.page(scene, say("Who do you come from?"), (Fields((line,)),), (_ON,))


def question(scene: Scene, asked: Question) -> View:
    """Something their type of visitor is asked."""
    said = visiting.of(scene.here)
    if asked.ask is Ask.YES_NO:
        rows = (Row("reply:yes", say("Yes"), icon="thumbs-up"), Row("reply:no", say("No"), icon="thumbs-down"))
        return flow.page(scene, asked.words, rows)
    error = visiting.wrong(said)
    line = flow.field_of(
        scene.here, visiting.ANSWER + asked.id, say("Your answer"), error=error, optional=not asked.needed
    )
    return flow.page(scene, asked.words, (Fields((line,)),), (_ON,), error=error)


def check(scene: Scene, card_days: int) -> View:
    """What they said, what they accept, and what they may want; then one press.

    Args:
        card_days: how many days a card is remembered; 0 where none is.
    """
    said = visiting.of(scene.here)
    receives = visiting.settings(scene)
    known = visiting.kind(said, receives)
    notices = () if known is None else receives.notices_of(known)
    parts: list[Part] = [Paragraph(_whom(scene), "lead")]
    if said.failed:
        sorry = say("Nothing was kept. You can try again, or ring us.")
        parts = [
            Notice(say("We could not check you in"), (sorry,), "problem", "triangle-alert"),
            *scene.ring(),
            *parts,
        ]
    party = tuple(_more(said.count) if said.adding else _party(said.count))
    parts += party if said.count > 1 or said.adding else ()
    # What is accepted is read before what may be wished for.
    for notice in notices:
        parts += [Paragraph(notice.title, "strong"), Paragraph(notice.words)]
    wishes = [
        Choice("wish:help", say("I may need help to leave in an emergency"), said.help, multiple=True),
        Choice("wish:by_name", say("Show my first name on the waiting screen"), said.by_name, multiple=True),
    ]
    if said.adding:
        wishes = []  # what somebody may want for themselves, they were asked when they came
    if known is not None and known.badge and scene.capabilities.badges == "usable":
        wishes.append(Choice("wish:badge", _badge(said), said.badge, multiple=True))
    if scene.capabilities.cards and card_days and by_card.asks(said):
        wishes.append(by_card.wish(said))
    parts += [Choices(say("What do you need?"), tuple(wishes))] if wishes else []
    parts += () if said.count > 1 or said.adding else party
    done = say("Accept and check in") if notices else say("Check in")
    return flow.page(scene, _right(said), parts, (Action(flow.CONTINUE, done, icon="check", accepts=True),))


def _right(said: visiting.Visiting) -> Text:
    """What they are asked of all this."""
    if said.adding:
        return say("How many more have come?")
    first = visiting.greeted(said)
    return say("Hello {name}. Is this right?", name=Typed(first)) if first else say("Is this right?")


def _badge(said: visiting.Visiting) -> Text:
    """Whom one would be printed for."""
    if said.adding:
        return say("Print a badge for each of them")
    return say("Print a badge for me") if said.count == 1 else say("Print a badge for each of us")


def _whom(scene: Scene) -> Text:
    """Whom they come to see, as it may be shown."""
    said = visiting.of(scene.here)
    if said.found is not None:
        host = said.found.host
        return say("You are here to see {host}", host=host) if host else say("You are expected")
    typed = Typed(visiting.named(scene.here))
    if said.host is None:
        return say("You are {name}", name=typed)
    return say("You are {name}, here to see {host}", name=typed, host=said.host.shown)


def _party(count: int) -> Iterator[Part]:
    """How many come together, and nobody's name."""
    if count > 1:
        yield Paragraph(Plural("You are {n} person", "You are {n} people", count), "lead")
    yield from _steps(count)


def _more(count: int) -> Iterator[Part]:
    """How many have come besides those who are in."""
    yield Paragraph(Plural("{n} more person", "{n} more people", count), "lead")
    yield from _steps(count)


def _steps(count: int) -> Iterator[Row]:
    if count > 1:
        yield Row("party:fewer", say("One person fewer"), icon="minus")
    if count < MOST_IN_A_PARTY:
        yield Row("party:more", say("One more person is with me"), icon="plus")
