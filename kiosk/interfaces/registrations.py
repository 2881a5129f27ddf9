"""What a registration target is: the service, mailbox or folder that takes the submissions of some forms.

Theory of operation. A target is made from its options when the hub starts, and touches nothing yet. From then on
`register` is called once for each submission, from several threads at a time. It returns when the target has the
submission for good, and says otherwise by one of two errors. What is called again (after `TryLater`, after the hub
was killed before it could write the answer down, when staff ask for it) carries the same key: the effect of a key
happens once, as far as what stands behind the target lets it. Whatever a target waits for is bounded by
`Around.timeout`; a call that is not back after `LONGEST` seconds is not waited for any more, and counts as put off.

Nothing of a submission may be logged or kept elsewhere.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final, Generic, Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from kiosk.domain.definition import Form
from kiosk.domain.errors import Refused, Unavailable
from kiosk.domain.submissions import Submission
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.messages import Handed, Outgoing

LONGEST: Final = 120.0
"""Seconds after which a call of `register` is not waited for any more."""

LONGEST_REFERENCE: Final = 120
"""Characters of a target's own reference that are kept."""

UNREACHABLE: Final = "cannot_connect"
"""The reason of `TryLater` when nobody was there to ask: the target gets a pause before it is called again."""


class TryLater(Unavailable):
    """The target cannot take it now. It is called again later, with the same key.

    Args:
        reason: a code, which staff are shown in words.
        status: the HTTP status, where there was one.
    """

    code = "try_later"

    def __init__(self, reason: str, status: int | None = None) -> None:
        self.reason, self.status = reason, status
        super().__init__(None, reason=reason)


class NotTaken(Refused):
    """The target will not take it, however often it is called. Staff are shown the reason and may send it again."""

    code = "not_taken"

    def __init__(self, reason: str, status: int | None = None) -> None:
        self.reason, self.status = reason, status
        super().__init__(None, reason=reason)


class OptionsUnfit(Refused, ValueError):
    """A target cannot be made: something is missing in the settings or the environment."""

    code = "options_unfit"

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(None, problem=trouble.problem)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that somebody has to see to: what is wrong, and what mends it. Both are English, for an operator."""

    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A target has it.

    Attributes:
        reference: what it calls it there; nothing personal, up to `LONGEST_REFERENCE` characters.
        status: the HTTP status, where there was one.
    """

    reference: str | None = None
    status: int | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A photo or file that came with a submission. `read` opens it and blocks."""

    name: str
    media_type: str
    size: int
    read: Callable[[], bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A submission on its way to one target.

    Attributes:
        key: of its effect, the same however often it is handed over.
        body: what services get of it: JSON in UTF-8, as docs/reference/submission.schema.json describes it.
        summary: makes a PDF of it for people; blocks.
        files: what the person added to it.
    """

    key: UUID
    submission: Submission = field(repr=False)
    form: Form
    body: bytes = field(repr=False)
    summary: Callable[[], bytes] = field(repr=False)
    files: Sequence[File] = ()


class Mailer(Protocol):
    """Hands e-mail to the site's mail server."""

    def __call__(self, outgoing: Outgoing, /) -> Handed:
        """Hands over a message. Blocks within time-outs of its own; never raises."""

    def check(self) -> str | None:
        """Whether the server lets us in: the code of why not. Blocks; never raises."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a hub lends its targets.

    Attributes:
        name: of the target in the settings.
        timeout: seconds it may wait for any one thing.
        secret: the value of an environment variable. Raises `OptionsUnfit` when it is not set or too short.
        mail: hands e-mail in as the settings say; `None` where they name no server.
        timezone: the clock on the site's wall.
    """

    name: str
    clock: Clock
    timeout: float
    secret: Callable[[str], str] = field(repr=False)
    mail: Mailer | None
    timezone: ZoneInfo


class Options(BaseModel):
    """What an operator sets for one target, beside its kind. A key that is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


OptionsT = TypeVar("OptionsT", bound=Options)


class Target(ABC, Generic[OptionsT]):
    """One registration target. Making it does nothing but read its options.

    Raises:
        OptionsUnfit: when it is made, and something it needs is not there.
    """

    options_model: ClassVar[type[Options]]

    def __init__(self, options: OptionsT, around: Around) -> None:
        self.options, self.around = options, around

    @property
    @abstractmethod
    def where(self) -> str:
        """Where submissions go, in a few words for staff: an address, a folder."""

    @property
    def url(self) -> str | None:
        """The HTTPS address behind it, whose certificate the hub watches; `None` when there is none."""
        return None

    def check_config(self) -> Iterator[Trouble]:
        """What is wrong with it, found by looking; registers nothing. Blocks for up to `Around.timeout`."""
        yield from ()

    @abstractmethod
    def register(self, dispatch: Dispatch) -> Registered:
        """Hands a submission over; returns when the target has it for good.

        Raises:
            TryLater: it cannot take it now.
            NotTaken: it will not take it.
        """

    def post(self, key: UUID, body: bytes) -> Registered:  # noqa: ARG002 - for those that take it
        """Hands over JSON that is no submission, such as an alert.

        Raises:
            TryLater: it cannot take it now.
            NotTaken: it takes none, which is so unless a kind says otherwise.
        """
        raise NotTaken("destination_unfit")

    def close(self) -> None:
        """Lets go of what it holds. Twice is fine; never raises."""
        return
