"""Which kinds of registration target there are, and how one is made from what an operator wrote.

A kind is loaded when a destination wants it. Those that come with Foyer stand in the table, so that they are there in
a checkout too; others come as entry points of the group `foyer.registrations`.
"""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import Any, Final

from pydantic import ValidationError

from kiosk.events import log
from kiosk.interfaces.registrations import Around, OptionsUnfit, Target, Trouble

GROUP: Final = "foyer.registrations"

OURS: Final[Mapping[str, str]] = {
    "webhook": "kiosk.registrations.webhook:WebhookTarget",
    "email": "kiosk.registrations.email:EmailTarget",
    "folder": "kiosk.registrations.folder:FolderTarget",
}


class KindUnknown(Exception):
    """There is no such kind. `trouble` says what there is."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.problem)
        self.trouble = trouble


class KindOff(Exception):
    """A kind is installed and cannot be used. `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.problem)
        self.trouble = trouble


def names() -> list[str]:
    """Every kind there is, ours and those that were installed beside us."""
    return sorted({*OURS, *(each.name for each in entry_points(group=GROUP))})


def load(kind: str) -> type[Target[Any]]:
    """The class of a kind.

    Raises:
        KindUnknown: there is none.
        KindOff: it cannot be loaded.
    """
    try:
        if kind in OURS:
            module, _, thing = OURS[kind].partition(":")
            found = vars(importlib.import_module(module))[thing]
        else:
            outside = next(iter(entry_points(group=GROUP, name=kind)), None)
            if outside is None:
                near = difflib.get_close_matches(kind, names(), n=1)
                remedy = f"did you mean {near[0]}?" if near else f"there are {', '.join(names())}"
                raise KindUnknown(Trouble(f"there is no kind of destination {kind!r}", remedy))
            found = outside.load()
    except KindUnknown:
        raise
    except Exception as error:  # noqa: BLE001 - whatever somebody else's plug-in does while it is loaded
        log("registrations.not_loaded", kind=kind, error=type(error).__name__)
        says = f"the plug-in {kind} cannot be loaded ({type(error).__name__}: {error})"
        raise KindOff(Trouble(says, "install it again, or ask whoever made it")) from None
    if not (isinstance(found, type) and issubclass(found, Target)):
        log("registrations.not_loaded", kind=kind, error="TypeError")
        raise KindOff(Trouble(f"the plug-in {kind} is no registration target", "ask whoever made it"))
    return found


def make(kind: type[Target[Any]], options: Mapping[str, object], around: Around) -> Target[Any]:
    """A target of a kind, with its options read.

    Raises:
        OptionsUnfit: they will not do.
        KindOff: it fell over.
    """
    try:
        return kind(kind.options_model.model_validate(dict(options)), around)
    except ValidationError as error:
        raise OptionsUnfit(_trouble(error, kind)) from None
    except OptionsUnfit:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        log("registrations.not_loaded", kind=around.name, error=type(error).__name__)
        says = f"{around.name} cannot be made ({type(error).__name__})"
        raise KindOff(Trouble(says, "ask whoever made the plug-in")) from None


def _trouble(error: ValidationError, kind: type[Target[Any]]) -> Trouble:
    """The first thing that is wrong. A key that is mistyped is also missing: the first says more."""
    detail = min(error.errors(include_url=False), key=lambda each: each["type"] != "extra_forbidden")
    key = ".".join(map(str, detail["loc"]))
    if detail["type"] == "extra_forbidden":
        near = difflib.get_close_matches(key, kind.options_model.model_fields, n=1)
        return Trouble(f"unknown key {key}", f"did you mean {near[0]}?" if near else "remove it")
    if detail["type"] == "missing":
        return Trouble(f"{key} is missing", "add it")
    return Trouble(f"{key} will not do" if key else "its keys do not go together", detail["msg"])
