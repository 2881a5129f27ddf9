"""What a site file may say of visitors: how they are received, what they are asked, the rooms that they meet in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kiosk.domain.rooms import MOST_PEOPLE
from kiosk.domain.visit_settings import LONGEST_RELEASE, RELEASE_AFTER, Ask
from kiosk.terminal.settings import Section

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]


class Words(Section):
    """A text in English and, where the site has them, in other languages."""

    en: str = Field(min_length=1)
    cy: str | None = None
    pl: str | None = None
    uk: str | None = None


class Question(Section):
    id: Id
    words: Words
    ask: Ask = Ask.TEXT
    needed: bool = False


class Notice(Section):
    id: Id
    title: Words
    words: Words


class VisitorType(Section):
    id: Id
    name: Words
    bring: Words | None = None
    questions: tuple[Question, ...] = ()
    notices: tuple[str, ...] = ()
    badge: bool = True
    photo: bool = False
    approval: bool = False
    company: bool = False


class Visits(Section):
    """How visitors are received."""

    on: bool = False
    walk_ins: bool = True
    recipient: str = ""
    directions: Words | None = None
    release_after: int = Field(default=RELEASE_AFTER, ge=0, le=LONGEST_RELEASE)


class Room(Section):
    """A room that people meet in."""

    id: Id
    name: Words
    people: int = Field(default=0, ge=0, le=MOST_PEOPLE)
    where: Words | None = None
    access: Words | None = None
    in_use: bool = True
