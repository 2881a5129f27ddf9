"""What the presenters ask of the house: one Protocol, met by `ui/bridge.py` and by the desk of the tests."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from datetime import date, datetime
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID

from kiosk.domain.commands import Answered
from kiosk.domain.continuations import Offered
from kiosk.domain.devices import Capabilities, Device
from kiosk.domain.doors import Door, Released
from kiosk.domain.events import (
    CatalogueChanged,
    ClockChanged,
    DetailsChanged,
    DevicesChanged,
    HubChanged,
    Receipt,
    RollCallChanged,
    Service,
    ServiceChanged,
    VisitTold,
    WaitingChanged,
)
from kiosk.domain.forms import Answers, Form
from kiosk.domain.printing import Printed
from kiosk.domain.signposts import Signpost
from kiosk.domain.sites import Site
from kiosk.domain.staff_door import Act, Shown
from kiosk.domain.terminals import Details, Health
from kiosk.domain.waiting import Called
from kiosk.interfaces.speech import Speech
from kiosk.terminal.session import Session, Thought
from ui.presenters.parcel_desk import ParcelDesk
from ui.presenters.roll_desk import RollDesk
from ui.presenters.visit_desk import VisitDesk

T = TypeVar("T")

HOUSE: Final = (
    CatalogueChanged,
    HubChanged,
    ServiceChanged,
    ClockChanged,
    DetailsChanged,
    DevicesChanged,
    RollCallChanged,
    VisitTold,
    WaitingChanged,
)
"""Facts after which the house is not what it was; `Journey.house_changed` is told of each."""


class Offer(Protocol):
    """What of the catalogue the screens need."""

    @property
    def site(self) -> Site: ...

    @property
    def forms(self) -> tuple[Form, ...]: ...

    @property
    def signposts(self) -> tuple[Signpost, ...]: ...


class Staff(Protocol):
    """What staff may do at the terminal. None of its coroutines is begun before `Desk.ask` is given it."""

    @property
    def may_exit(self) -> bool:
        """Whether the program may be closed here."""

    def show(self, shown: Shown) -> Coroutine[Any, Any, UUID]:
        """Whose it is that was shown. Raises a `KioskError` whose code says why the door stays closed."""

    def did(self, act: Act, account: UUID) -> Coroutine[Any, Any, None]:
        """Notes what is about to be done. Raises a `KioskError` when it cannot be noted."""

    def look(self) -> Coroutine[Any, Any, Health]:
        """How the terminal is."""

    def sound(self, louder: int, language: str) -> Coroutine[Any, Any, None]:
        """Makes the voice so many steps louder than its settings say, for good, and says a sentence. Raises a
        `KioskError` when that cannot be noted."""

    def add_card(self, command: UUID, digest: str) -> Coroutine[Any, Any, None]:
        """Tells the hub of a card that staff wanted to add. Raises a `KioskError` whose code says why it was not."""

    def doors(self, account: UUID) -> Sequence[Door]:
        """The doors of this terminal that somebody may open."""

    def open_door(self, door: str, account: UUID) -> Coroutine[Any, Any, Released]:
        """Opens one. Raises a `KioskError` whose code says why it stays shut."""

    def leave(self, again: bool) -> None:
        """Ends the program, and begins it anew if that is wanted."""


class Desk(Protocol):
    """The terminal as the presenters see it. All calls return at once; what takes time goes through `ask`."""

    def catalogue(self) -> Offer | None:
        """What is offered here; `None` before the hub has ever been reached."""

    def service(self) -> Service:
        """Whether the terminal can serve anybody."""

    def hub_reachable(self) -> bool:
        """Whether the hub answered last time."""

    def now_local(self) -> datetime | None:
        """The time on the wall here; `None` while no clock can be trusted."""

    def today(self) -> date | None:
        """The date here; `None` while no clock can be trusted."""

    def details(self) -> Details | None:
        """What staff say of this terminal; `None` until a hub has told."""

    def capabilities(self) -> Capabilities:
        """What the devices let the screens offer."""

    def devices(self) -> tuple[Device, ...]:
        """Each device of this terminal, as it is."""

    def print_receipt(self, given: Receipt, form: Form, language: str) -> Coroutine[Any, Any, Printed]:
        """Prints a receipt. What a printer does is an answer, and never raised."""

    def print_test(self, language: str) -> Coroutine[Any, Any, Printed]:
        """Prints something for staff to look at."""

    def offer_to_phone(self, form: Form, answers: Answers, language: str) -> Coroutine[Any, Any, Offered]:
        """Makes a link that opens the form on one phone, once. Raises a `KioskError` when there is none."""

    def screen_answered(self, command_id: UUID, answered: Answered, result: str) -> None:
        """Says what became of what staff asked of the screen."""

    def telephone(self) -> str | None:
        """The council's number from this machine's own settings, for when there is no catalogue."""

    def speech(self) -> Speech:
        """The voice of this terminal."""

    def staff(self) -> Staff:
        """What is behind the door for staff."""

    def visits(self) -> VisitDesk:
        """Who comes, and who leaves."""

    def parcels(self) -> ParcelDesk:
        """Who gets parcels, and what couriers do."""

    def waiting(self) -> tuple[Called, ...]:
        """Who is called on the screen of a waiting area; nobody at any other terminal."""

    def roll_call(self) -> RollDesk:
        """Emergencies, and who is in then."""

    def form_begun(self, form: Form, language: str) -> float:
        """Counts that a form was begun; not by whom. Gives when that was, on the monotonic clock."""

    def form_ended(self, form: Form, begun: float, page: str | None) -> None:
        """Counts that a form was sent, or left at a page."""

    def opinion_given(self, form: Form, thought: Thought, given: Receipt, language: str) -> None:
        """Keeps what somebody thought of a form, apart from what they sent."""

    def begin(self, language: str) -> Session:
        """A new session for whoever has just come."""

    def submit(self, form: Form, answers: Answers, language: str, session_id: UUID) -> Coroutine[Any, Any, Receipt]:
        """Saves a form. Raises a `KioskError` whose code says why it could not be saved."""

    def receipt(self, submission_id: UUID) -> Coroutine[Any, Any, Receipt]:
        """How far a submission has come."""

    def ask(
        self, coroutine: Coroutine[Any, Any, T], then: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Runs a coroutine elsewhere and tells one of the two, here, how it ended. Never both, never neither."""

    def changed(self) -> None:
        """The screen is no longer what `view()` would give."""
