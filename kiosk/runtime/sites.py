"""The settings of a site and of the services that receive its submissions: what a site file may hold."""

from __future__ import annotations

import importlib.resources
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from kiosk.domain import alerts, colours, host_rules, hours, logos, overlays, site_files
from kiosk.domain.colours import ColourUnfit
from kiosk.domain.errors import Refused
from kiosk.domain.hours import Unread
from kiosk.domain.languages import Language
from kiosk.domain.logos import LogoRefused, Png
from kiosk.domain.opening import Nation, read_moment
from kiosk.domain.sites import SiteRefused
from kiosk.runtime.site_visitors import Notice, Room, VisitorType, Visits, Words
from kiosk.terminal.settings import Section

SHIPPED = Path(str(importlib.resources.files("config"))) / "sites"


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


def _readable(brand: Brand) -> Brand:
    try:
        colours.check(brand.colour, brand.dark, brand.accent)
    except ColourUnfit as error:
        raise ValueError(f"{error.data['colour']} {_SHORT[str(error.data['use'])].format_map(error.data)}") from None
    return brand


_SHORT = {
    "white_on_colour": "gives white text a contrast of {contrast}:1; choose a darker one, {least:g}:1 or more",
    "colour_on_paper": "on paper has a contrast of {contrast}:1; choose a darker one, {least:g}:1 or more",
    "white_on_dark": "gives white text a contrast of {contrast}:1; choose a darker one, {least:g}:1 or more",
    "accent_on_dark": "on the dark colour has a contrast of {contrast}:1; choose a lighter one, {least:g}:1 or more",
}


def _hours(typed: str) -> str:
    if isinstance(found := hours.read(typed), Unread):
        raise ValueError(f"{found.part!r} makes no sense as hours; write them like Monday to Friday, 8:30am to 5pm")
    return typed


def _answers(typed: str) -> str:
    if typed not in site_files.WAYS and isinstance(hours.read(typed), Unread):
        ways = ", ".join(site_files.WAYS)
        raise ValueError(
            f"{typed!r} is none of {ways}, and makes no sense as hours such as Monday to Friday, 8am to 8pm"
        )
    return typed


def _email(typed: str) -> str:
    if not alerts.is_email(typed):
        raise ValueError(f"{typed!r} is no e-mail address")
    return typed


def _number(typed: str) -> str:
    if host_rules.unfit(typed):
        raise ValueError(f"{typed!r} is no telephone number that can be written to")
    return typed


Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Contact(Section):
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: Words
    number: str = Field(min_length=3)
    answers: Annotated[str, AfterValidator(_answers)] | None = None
    hours: Words | None = None
    urgent: bool = False

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if self.answers is None and self.hours is None:
            raise ValueError("says nothing of when somebody answers: set answers, or hours in words")
        return self


class Emergency(Section):
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: Words
    number: str = Field(min_length=3)
    note: Words | None = None


Hex = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]


class Brand(Section):
    colour: Hex
    dark: Hex
    accent: Hex | None = None


class Logo(Section):
    file: str = Field(pattern=r"^[^/\\]+$")
    alt: Words
    on_white: bool = True


class Opening(Section):
    hours: Annotated[str, AfterValidator(_hours)]
    bank_holidays: Nation | None = None
    on_bank_holidays: bool = False


class Closure(Section):
    first: datetime | date
    last: datetime | date
    words: Words

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        first, last = (read_moment(day.isoformat(), end=end) for day, end in ((self.first, False), (self.last, True)))
        if first >= last:
            raise ValueError("it ends before it begins")
        return self


class Message(Words):
    first: date | None = None
    last: date | None = None


class AlertSettings(Section):
    """Who is told when something at a terminal is not as it was."""

    emails: tuple[Annotated[str, AfterValidator(_email)], ...] = Field(default=(), max_length=alerts.MOST_EMAILS)
    webhook: str = ""
    quiet: tuple[Clock, Clock] | None = None


class HostSettings(Section):
    """Who is told that a visitor waits when no host comes."""

    emails: tuple[Annotated[str, AfterValidator(_email)], ...] = Field(default=(), max_length=host_rules.MOST)
    texts: tuple[Annotated[str, AfterValidator(_number)], ...] = Field(default=(), max_length=host_rules.MOST)
    chat: str = ""
    style: host_rules.Style = "teams"


class Safety(Section):
    """Where people gather in an emergency."""

    assembly: Words
    way_out: Words | None = None


class SiteSettings(Section):
    """The building and its council: what its terminals are told, and the forms they offer."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: Words
    council: Words
    greeting: Words | None = None
    run_by: Words | None = None
    privacy: Words | None = None
    address: tuple[str, ...] = Field(min_length=1)
    postcode: str
    timezone: Annotated[str, AfterValidator(_zone)]
    languages: tuple[Language, ...] = Field(min_length=1)
    forms: tuple[str, ...]
    brand: Annotated[Brand, AfterValidator(_readable)]
    logo: Logo | None = None
    opening: Opening | None = None
    closures: tuple[Closure, ...] = ()
    contacts: tuple[Contact, ...] = Field(min_length=1)
    emergency: tuple[Emergency, ...] = Field(min_length=1)
    messages: tuple[Message, ...] = ()
    alerts: AlertSettings | None = None
    hosts: HostSettings | None = None
    safety: Safety | None = None
    visits: Visits | None = None
    visitor_types: tuple[VisitorType, ...] = ()
    visitor_notices: tuple[Notice, ...] = ()
    rooms: tuple[Room, ...] = ()

    def public(self, folder: Path | None = None) -> dict[str, object]:
        """The site's part of the catalogue, as JSON.

        Args:
            folder: where the site's file is, and its logo beside it; without one there is no logo.

        Raises:
            SettingsRefused: the logo cannot be used, or something does not fit together.
        """
        logo = None if self.logo is None or folder is None else _logo(self.logo, folder)
        document = site_files.document(self.model_dump(mode="json"), logo)
        try:
            overlays.check(document)
        except SiteRefused as error:
            part = f"site.{error.data['part']}"
            raise SettingsRefused(
                Finding(f"{part} will not do", "the site file", "see that it goes with the rest of the site")
            ) from None
        return document


def _logo(logo: Logo, folder: Path) -> Png:
    # As forms are: beside the site file, or among those that come with Foyer.
    path = next((path for path in (folder / logo.file, SHIPPED / logo.file) if path.is_file()), folder / logo.file)
    try:
        return logos.read(path.read_bytes())
    except OSError as error:
        finding = Finding(f"the logo cannot be read ({error.strerror})", str(path), "put it beside the site file")
        raise SettingsRefused(finding) from None
    except LogoRefused as error:
        remedy = f"save it as a PNG of at most {logos.MOST_BYTES // 1000} kB"
        raise SettingsRefused(Finding(f"the logo will not do ({error.code})", str(path), remedy)) from None
