"""The registration targets of a site, by their names in the settings; what goes wrong in one stays in that one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from kiosk.events import log
from kiosk.interfaces.registrations import (
    LONGEST_REFERENCE,
    Dispatch,
    NotTaken,
    Registered,
    Target,
    Trouble,
    TryLater,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a target said. `put_off` may be tried again; `refused` may not.

    Attributes:
        status: the HTTP status, where there was one.
        reason: a code.
        reference: what the target calls what it took.
    """

    outcome: Literal["accepted", "refused", "put_off"]
    status: int | None = None
    reason: str | None = None
    reference: str | None = None


Send = Callable[[str, UUID, bytes], Answer]
"""Gives a target, by name, JSON under an idempotency key. Blocks within time-outs of its own; never raises."""


@dataclass(frozen=True, slots=True)
class Known:
    """A target of the settings: its kind, and where submissions go.

    Attributes:
        off: why it could not be made, when it could not; then what is for it waits.
    """

    name: str
    kind: str
    where: str = ""
    off: Trouble | None = None


class Registrations:
    """Those of one site.

    Args:
        targets: by their names; `known` describes them, and those that could not be made.
        wanted: which of them the submissions of a form go to, where the site says so; else its own destination.
    """

    def __init__(
        self, targets: Mapping[str, Target[Any]], known: Sequence[Known], wanted: Mapping[str, Sequence[str]]
    ) -> None:
        self._targets = dict(targets)
        self.known = tuple(known)
        self._wanted = dict(wanted)

    def of(self, form_id: str, destination: str) -> tuple[str, ...]:
        """The names of the targets of a form, each once.

        Args:
            destination: the one the form itself names.
        """
        return tuple(dict.fromkeys(self._wanted.get(form_id) or (destination,)))

    @property
    def urls(self) -> list[str]:
        """The addresses behind them, whose certificates are watched."""
        return [url for each in self._targets.values() if (url := each.url) is not None]

    def register(self, name: str, dispatch: Dispatch) -> Answer:
        """Hands a submission to a target; blocks, never raises."""
        return self._asked(name, lambda target: target.register(dispatch))

    def post(self, name: str, key: UUID, body: bytes) -> Answer:
        """Hands a target JSON that is no submission, such as an alert; blocks, never raises."""
        return self._asked(name, lambda target: target.post(key, body))

    def _asked(self, name: str, ask: Callable[[Target[Any]], Registered]) -> Answer:
        target = self._targets.get(name)
        if target is None:
            off = any(each.name == name and each.off for each in self.known)
            return Answer("put_off", None, "target_off") if off else Answer("refused", None, "destination_unknown")
        try:
            taken = ask(target)
        except TryLater as error:
            return Answer("put_off", error.status, _code(error.reason))
        except NotTaken as error:
            return Answer("refused", error.status, _code(error.reason))
        except Exception as error:  # noqa: BLE001 - whatever somebody else's target does, the others go on
            log("registrations.fault", destination=name, error=type(error).__name__)
            return Answer("put_off", None, "target_fault")
        reference = taken.reference[:LONGEST_REFERENCE] if taken.reference else None
        return Answer("accepted", taken.status, None, reference)

    def check(self, name: str) -> list[Trouble]:
        """What is wrong with a target, found by looking; blocks, never raises."""
        for each in self.known:
            if each.name == name and each.off is not None:
                return [each.off]
        target = self._targets.get(name)
        if target is None:
            return [Trouble("the settings name no such destination", f"add [destinations.{name}]")]
        try:
            return list(target.check_config())
        except Exception as error:  # noqa: BLE001 - as above
            log("registrations.fault", destination=name, error=type(error).__name__)
            return [Trouble(f"its check failed ({type(error).__name__})", "ask whoever made the target")]

    def close(self) -> None:
        """Lets go of what they hold."""
        for name, target in self._targets.items():
            try:
                target.close()
            except Exception as error:  # noqa: BLE001 - as above
                log("registrations.fault", destination=name, error=type(error).__name__)


def _code(reason: str) -> str:
    """A reason as the record keeps it."""
    return reason[:64]
