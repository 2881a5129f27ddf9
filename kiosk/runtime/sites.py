"""The settings of a site and of the services that receive its submissions: what a site file may hold."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr

from kiosk.domain.errors import Refused
from kiosk.terminal.settings import Section


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with the settings: what, where, and how to mend it."""

    problem: str
    where: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.problem} in {self.where}: {self.remedy}"


class SettingsRefused(Refused, ValueError):
    """The settings cannot be used; `findings` says why, for an operator."""

    code = "settings_refused"

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__(None, findings=[str(finding) for finding in findings])


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("not a time zone; for the United Kingdom write Europe/London") from None
    return name


def _readable(colour: str) -> str:
    """A colour that white text can be read on. Source: WCAG 2.2, relative luminance and contrast ratio."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    contrast = 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    if contrast < 7:
        raise ValueError(f"white text on it has a contrast of {contrast:.1f}:1; choose a darker one, 7:1 or more")
    return colour


class Words(Section):
    """A text in English and, where the site has it, Welsh."""

    en: str = Field(min_length=1)
    cy: str | None = None


class Contact(Section):
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: Words
    number: str = Field(min_length=3)
    hours: Words
    urgent: bool = False


class Emergency(Section):
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: Words
    number: str = Field(min_length=3)
    note: Words | None = None


class Brand(Section):
    colour: Annotated[str, AfterValidator(_readable)] = Field(pattern=r"^#[0-9A-Fa-f]{6}$")
    dark: Annotated[str, AfterValidator(_readable)] = Field(pattern=r"^#[0-9A-Fa-f]{6}$")


class SiteSettings(Section):
    """The building and its council: what its terminals are told, and the forms they offer."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: Words
    council: Words
    address: tuple[str, ...] = Field(min_length=1)
    postcode: str
    timezone: Annotated[str, AfterValidator(_zone)]
    languages: tuple[Literal["en", "cy"], ...] = Field(min_length=1)
    forms: tuple[str, ...]
    brand: Brand
    contacts: tuple[Contact, ...] = Field(min_length=1)
    emergency: tuple[Emergency, ...] = Field(min_length=1)
    messages: tuple[Words, ...] = ()

    def public(self) -> dict[str, object]:
        """The site's part of the catalogue, as JSON."""
        return self.model_dump(mode="json", exclude={"forms"})


class Destination(Section):
    """A service that receives submissions."""

    url: str = Field(pattern=r"^https?://")
    secret_env: str = Field(pattern=r"^FOYER_SECRET_[A-Z0-9_]+$")

    def secret(self, environment: Mapping[str, str] | None = None) -> SecretStr:
        """The secret that signs what is sent.

        Raises:
            SettingsRefused: the environment does not hold it.
        """
        value = (os.environ if environment is None else environment).get(self.secret_env, "")
        if len(value) < 16:
            problem = f"{self.secret_env} is {'too short' if value else 'not set'}"
            remedy = "set it to the secret agreed with the service, 16 characters or more"
            raise SettingsRefused(Finding(problem, "the environment", remedy))
        return SecretStr(value)
