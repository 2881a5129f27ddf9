"""What somebody at the screen has said of their visit, coming or going, and the words that both ways share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from kiosk.domain.host_search import Host
from kiosk.domain.photos import Photo
from kiosk.domain.printing import Outcome
from kiosk.domain.search import words
from kiosk.domain.visit_cards import Before, Wish
from kiosk.domain.visit_settings import NO_VISITS, Ask, Question, VisitorType, VisitSettings
from kiosk.domain.visit_words import LONGEST as LONGEST_WORDS
from kiosk.domain.visits import Came
from kiosk.terminal.session import Session
from kiosk.terminal.visit_finding import Found, NotFound
from kiosk.terminal.visits import Arrived
from ui.presenters import flow
from ui.presenters.flow import Errand, Line
from ui.presenters.scene import Scene
from ui.presenters.view import Fields, Keyboard, Paragraph, Part, Row, Text, say
from ui.presenters.visit_desk import CheckIn, VisitDesk

NAME: Final = "visitor_name"
WHO: Final = "visit_host"
COMPANY: Final = "visitor_company"
ANSWER: Final = "visit_answer."
WORDS: Final = "visit_words"
"""What the lines to type in are called."""

QUESTION, CHOICE = "arriving.question.", "arriving.choice."
"""Screens of questions that are answered by typing, and by a press; their ids stand behind."""

PHOTO: Final = "arriving.photo"

MOST_SHOWN: Final = 3
"""People to choose from at once, so that they have room beside the keyboard."""

NOBODY: Final = "host:unknown"


Card = Literal["card_unknown", "cards_away", "random_card", "card_unfit"]
"""What may be wrong with a card."""


@dataclass(slots=True, eq=False, repr=False)
class Visiting(Errand):
    """A visit, as far as somebody has said.

    Attributes:
        found: who they are, once the house knows.
        came: how it knows.
        host: whom a walk-in comes to see.
        hosts: those who fit what was typed, and what that was.
        kind: type of visitor; empty until it is known.
        replies: to questions that are answered by a press, by their ids.
        count: how many come together.
        adding: whether others of their group came before.
        help: whether they may need help to leave in an emergency; `badge`: whether they want one; `by_name`: whether
            public screens may call them by their first name.
        card: what stands for the card that they showed, `before` whose it is if they had it remembered, and `wish`
            what they want done with it.
        wrong: what is wrong with what was shown or typed last.
        failed: whether it could not be kept.
        coming: what was said when they were checked in; `done`: what they were given for it; `printed`: how far its
            badges have come onto paper; `message`: what became of the last thing they told their host.
        forget: lets the terminal forget what it tells this screen.
        photo: of them, until they are checked in; `taking`: one is being taken; `shots`: how often one was begun.
    """

    found: Found | None = None
    came: Came = Came.WALK_IN
    host: Host | None = None
    hosts: tuple[str, tuple[Host, ...]] = ("", ())
    kind: str = ""
    replies: dict[str, str] = field(default_factory=dict)
    count: int = 1
    adding: bool = False
    help: bool = False
    badge: bool = True
    by_name: bool = False
    card: str = ""
    before: Before | None = None
    wish: Wish | None = None
    wrong: NotFound | Literal["unread", "no_name", "no_answer", "nobody", "no_words"] | Card | None = None
    failed: bool = False
    coming: CheckIn | None = None
    done: Arrived | None = None
    printed: Literal["printing"] | Outcome | None = None
    message: Literal["kept", "too_many", "too_soon", "failed"] | None = None
    forget: Callable[[], None] | None = None
    photo: Photo | None = None
    taking: bool = False
    shots: int = 0

    def end(self) -> None:
        """Empties it."""
        if self.forget is not None:
            self.forget()
        self.typed, self.replies, self.hosts = {}, {}, ("", ())
        self.found = self.host = self.coming = self.done = self.forget = self.before = None
        self.card, self.photo = "", None

    def lines(self, screen: str) -> tuple[Line, ...]:
        """The line of a screen that is typed at."""
        match screen:
            case "arriving" | "leaving.name":
                return (Line(NAME, limit=120, every_word=True),)
            case "arriving.who" | "leaving.who":
                return (Line(WHO),)
            case "arriving.company":
                return (Line(COMPANY, limit=120),)
            case "arriving.write":
                return (Line(WORDS, limit=LONGEST_WORDS),)
        if screen.startswith(QUESTION):
            return (Line(ANSWER + screen.removeprefix(QUESTION), Keyboard.LINES, 500, many_lines=True),)
        return ()


def of(session: Session) -> Visiting:
    """What they have said. Raises `LookupError` where they are about something else."""
    if not isinstance(session.errand, Visiting):
        raise LookupError("nobody is visiting")
    return session.errand


def settings(scene: Scene) -> VisitSettings:
    """How the site receives visitors."""
    return NO_VISITS if scene.site is None else scene.site.visits


def kind(visiting: Visiting, receives: VisitSettings) -> VisitorType | None:
    """The type of visitor: what they said or are expected as, else the only one there is."""
    only = receives.types[0] if len(receives.types) == 1 else None
    return receives.type(visiting.kind) or only


def asked(visiting: Visiting, receives: VisitSettings) -> tuple[Question, ...]:
    """What their type of visitor is asked."""
    known = kind(visiting, receives)
    return () if known is None else known.questions


def steps(visiting: Visiting, receives: VisitSettings, *, camera: bool = False) -> Iterator[str]:
    """The screens between saying who they are and being checked in.

    Args:
        camera: whether a photo can be taken.
    """
    if visiting.found is None and len(receives.types) > 1:
        yield "arriving.type"
    known = kind(visiting, receives)
    if known is not None and known.company and visiting.found is None:
        yield "arriving.company"
    yield from map(screen, asked(visiting, receives))
    if camera and known is not None and known.photo:
        yield PHOTO
    yield "arriving.check"


def screen(question: Question) -> str:
    """Where it is asked."""
    return (CHOICE if question.ask is Ask.YES_NO else QUESTION) + question.id


def answer(visiting: Visiting, question: Question) -> str:
    """What they answered; empty for nothing."""
    held = visiting.replies if question.ask is Ask.YES_NO else visiting.typed
    key = question.id if question.ask is Ask.YES_NO else ANSWER + question.id
    return held.get(key, "").strip()


def look(visiting: Visiting, desk: VisitDesk) -> tuple[Host, ...]:
    """Those who fit what is typed, looked for once for each change of it."""
    typed = visiting.typed.get(WHO, "")
    if typed != visiting.hosts[0]:
        visiting.hosts = typed, tuple(desk.hosts(typed)) if words(typed) else ()
        visiting.wrong = None
    return visiting.hosts[1]


def named(session: Session) -> str:
    """The name they typed, with its spaces put right; empty while it holds no letters."""
    typed = of(session).typed.get(NAME, "")
    return " ".join(typed.split()) if words(typed) else ""


def greeted(visiting: Visiting) -> str:
    """What they are called where the house knows who they are; empty where they are only who they say."""
    if visiting.found is not None:
        return visiting.found.shown
    return "" if visiting.before is None else visiting.before.name.partition(" ")[0]


def name_field(scene: Scene, error: Text | None) -> Fields:
    """The line for their own name."""
    return Fields((flow.field_of(scene.here, NAME, say("First name and family name"), error=error),))


def who_to_choose(scene: Scene, desk: VisitDesk, found: Sequence[Host], recipient: Host | None) -> Iterator[Part]:
    """The line to find somebody by, those who fit, and what to do when nobody does."""
    visiting = of(scene.here)
    # Once something is typed its room is for those who fit.
    hint = None if visiting.typed.get(WHO) else say("Or the time you were asked to come")
    yield Fields((flow.field_of(scene.here, WHO, say("A name, a team or an office"), hint=hint),))
    if not found and visiting.wrong == "nobody":
        yield Paragraph(say("We find nobody like that. Try their team, or another part of the name."))
    yield from (host_row(host, in_now=desk.in_now(host)) for host in found[:MOST_SHOWN])
    if recipient is not None:
        yield Row(NOBODY, say("I do not know who to ask for"), recipient.shown, "circle-question-mark")


def host_row(host: Host, *, in_now: bool) -> Row:
    """Somebody to choose, as visitors may see them. Why somebody is not in is nobody's business, nor until when; and
    of a whole office nobody is told that it is empty."""
    icon = {"person": "user-round", "team": "users-round", "tenant": "building-2"}[host.kind]
    note: Text | None = host.of if host.of.en else None
    if host.kind == "person" and not in_now:
        note = say("{team}. Not in just now: we ask their team", team=host.of) if note else say("Not in just now")
    return Row(f"host:{host.id}", host.shown, note, icon)


def wrong(visiting: Visiting) -> Text | None:
    """What is wrong, in words. Of nobody else's code is more said than that it does not work here today."""
    match visiting.wrong:
        case "unread":
            return say("That could not be read.")
        case "not_ours":
            return say("That is no code of ours.")
        case "other_day":
            return say("That code is not for today.")
        case "used":
            return say("That code was used before.")
        case "no_name":
            return say("Please type your name.")
        case "no_answer":
            return say("Please answer this question.")
        case "card_unknown":
            return say("We know nobody by that card. Please type your name.")
        case "cards_away":
            return say("We cannot look whose card it is just now. Please type your name.")
        case "random_card":
            return say("That card says another number each time, so it cannot be remembered. Try another one.")
        case "card_unfit":
            return say("That card cannot be remembered here. Try another one.")
        case "no_words":
            return say("Please write a few words first.")
    return None
