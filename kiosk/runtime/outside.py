"""The settings of what faces the world outside: visitors' pages, messages, and who takes those."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, Field

from kiosk.domain.receipts import read_public_url
from kiosk.terminal.settings import Section

IN_ENVIRONMENT = r"^FOYER_SECRET_[A-Z0-9_]+$"
"""What a variable with a secret may be called."""


def _public(url: str) -> str:
    read = read_public_url(url) if url else ""
    if read is None:
        raise ValueError("write it as https://name; http:// is for this very machine, to try things out")
    if urlsplit(read).path:
        raise ValueError("give it a name of its own, without a path: its pages begin at the top")
    return read


def _secure(url: str) -> str:
    if (read := read_public_url(url)) is None:
        raise ValueError("write it as https://name: what people are told must not travel in the clear")
    return read


def _uuid(text: str) -> str:
    return str(UUID(text)) if text else ""


class PublicSettings(Section):
    """Where visitors' pages are, outside and here. Empty `url`: nowhere."""

    url: Annotated[str, AfterValidator(_public)]
    host: str
    port: int = Field(ge=0, le=65535)
    trusted_proxies: tuple[str, ...]


class UploadSettings(Section):
    """Photos and files that people add to forms on their phones: how large, and who looks at them."""

    largest_mb: int = Field(ge=1, le=100)
    form_mb: int = Field(ge=1, le=1000)
    unsent_mb: int = Field(ge=1, le=1_000_000)
    clamav: str = Field(pattern=r"^(unix:/.+|tcp:.+:[0-9]{1,5})?$")
    clamav_timeout: float = Field(gt=0, le=300)


class MessageSettings(Section):
    """Which messages go out, by whom, and how many. Money is in pence."""

    email: Literal["off", "mail", "notify"]
    sms: Literal["off", "notify"]
    per_terminal_hour: int = Field(ge=0, le=10_000)
    per_address_day: int = Field(ge=0, le=1000)
    per_site_hour: int = Field(ge=0, le=100_000)
    sms_pence: float = Field(ge=0, le=1000)
    sms_pence_day: int = Field(ge=0, le=1_000_000)
    sms_countries: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...]
    timeout: float = Field(gt=0, le=120)


class MailSettings(Section):
    """The mail server that e-mail is handed to."""

    host: str
    port: int = Field(ge=1, le=65535)
    security: Literal["starttls", "tls", "none"]
    certificates: str
    username: str
    password_env: str = Field(pattern=IN_ENVIRONMENT)
    sender: str
    sender_name: str
    reply_to: str


class NotifySettings(Section):
    """The council's service on GOV.UK Notify."""

    url: Annotated[str, AfterValidator(_secure)]
    key_env: str = Field(pattern=IN_ENVIRONMENT)
    callback_env: str = Field(pattern=IN_ENVIRONMENT)
    email_template: Annotated[str, AfterValidator(_uuid)]
    sms_template: Annotated[str, AfterValidator(_uuid)]
