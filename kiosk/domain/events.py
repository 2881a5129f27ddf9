"""Facts the rest of the program is told about, in the past tense. The bus carries these and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from kiosk.domain.opinions import Opinion
from kiosk.domain.tallies import What

ReceiptState = Literal["saved", "sent", "accepted"]
"""How far a submission has come: `saved` it is on this terminal's disk and a power cut does not lose it, `sent` the
hub has it, `accepted` the service has it. One that meets trouble stays where it got to, and staff look after it."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person is given: a reference to keep, and how far the submission has come.

    Attributes:
        link: the token of the link to it, for the person alone and only once; `None` ever after.
    """

    id: UUID
    reference: str
    state: ReceiptState
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """Whether the terminal can serve anybody. `reason` is `withdrawn`, `no_catalogue`, `power`, `closed`,
    `journal_failed`, `journal_newer` or `disk_full`."""

    state: Literal["in_service", "out_of_service"]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiptChanged:
    """A submission has come further."""

    receipt: Receipt


@dataclass(frozen=True, slots=True)
class CatalogueChanged:
    """There is a newer catalogue."""


@dataclass(frozen=True, slots=True)
class HubChanged:
    """The hub has come, or has gone."""

    reachable: bool


@dataclass(frozen=True, slots=True)
class KeyChanged:
    """The hub has said that it does not know this terminal's key any more, or that it does again."""

    known: bool


@dataclass(frozen=True, slots=True)
class ServiceChanged:
    """The terminal has gone out of service, or is back."""

    service: Service


@dataclass(frozen=True, slots=True)
class ClockChanged:
    """The clock has become trusted, or is no longer."""

    trusted: bool


@dataclass(frozen=True, slots=True)
class DetailsChanged:
    """Staff have said anew what this terminal is for, where it hangs, or how large its panel is."""


@dataclass(frozen=True, slots=True)
class PersonalChanged:
    """What the terminal knows about people has changed, or it knows nothing any more."""


@dataclass(frozen=True, slots=True)
class DevicesChanged:
    """A device is not as it was."""


@dataclass(frozen=True, slots=True)
class DoorsChanged:
    """A door is not as it was."""


@dataclass(frozen=True, slots=True)
class RollCallChanged:
    """A roll-call was begun or ended, or a person on an open roll was ticked elsewhere."""


@dataclass(frozen=True, slots=True)
class FormBegun:
    """Somebody has begun a form. It says on which day and in which language, and nothing else of them."""

    day: date
    form_id: str
    language: str


@dataclass(frozen=True, slots=True)
class FormEnded:
    """A form that was begun was sent, in a span of time, or left, at a page. It says nothing else of whose it was."""

    day: date
    form_id: str
    form_version: int
    what: What
    value: str


@dataclass(frozen=True, slots=True)
class OpinionGiven:
    """Somebody has said what they thought of a form."""

    opinion: Opinion


@dataclass(frozen=True, slots=True)
class HappeningTold:
    """The hub has heard what happened with somebody here."""

    id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class FormTaken:
    """Somebody has opened on their phone what a screen offered under that id."""

    id: UUID


@dataclass(frozen=True, slots=True)
class ScreenAsked:
    """Staff want something of the screen. It answers with `Terminal.screen_answered`, before `until` or not at all.

    Attributes:
        id: of the command.
        kind: `clean`, `check_screen`, `close` or `read_card`; `args` are the command's.
        until: on the monotonic clock, in seconds.
    """

    id: UUID
    kind: str
    args: Mapping[str, str]
    until: float


@dataclass(frozen=True, slots=True)
class VisitTold:
    """It stands otherwise with somebody who checked in here and waits."""

    visit_id: UUID


@dataclass(frozen=True, slots=True)
class WaitingChanged:
    """Others are called on the screen of this waiting area, or they are called otherwise."""
