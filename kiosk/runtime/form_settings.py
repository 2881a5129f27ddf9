"""The settings of where submissions go and of what becomes of them, form by form: what a site file may hold."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kiosk.terminal.settings import Section

FormId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,64}$")]


class Destination(BaseModel):
    """A registration target: its kind, and whatever that kind wants to know, which it reads and checks itself."""

    model_config = ConfigDict(extra="allow", frozen=True)

    by: str = Field(default="webhook", pattern=r"^[a-z0-9_.-]{1,64}$")

    @property
    def options(self) -> dict[str, object]:
        """What is for the kind."""
        return dict(self.model_extra or {})


class KeepSettings(Section):
    """How many days answers are kept, from when they came, and what becomes of them then."""

    days: int = Field(ge=8, le=36_500)
    then: Literal["delete", "anonymise"] = "delete"


class KeepingSettings(Section):
    """By what became of the submission; `any` is for every outcome that is not named, and for none."""

    any: KeepSettings | None = None
    done: KeepSettings | None = None
    partly: KeepSettings | None = None
    manual: KeepSettings | None = None


class FormSettings(Section):
    """One form at this site.

    Attributes:
        destinations: where its submissions go; none: to the one it names itself.
        minutes_saved: minutes of somebody's work that a robot takes over when it does one of them.
    """

    destinations: tuple[str, ...] = ()
    minutes_saved: int = Field(default=0, ge=0, le=1440)
    keep: KeepingSettings = KeepingSettings()
