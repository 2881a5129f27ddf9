"""Makes what hands messages to the world outside, as the settings say."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Final

from kiosk.domain.messages import Channel
from kiosk.domain.receipts import LOOPBACK
from kiosk.gateways.clamav import ClamAv
from kiosk.gateways.mail import Mail, MailServer
from kiosk.gateways.notify import Account, Notify, read_key
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.messages import Gateway
from kiosk.runtime.outside import MailSettings, MessageSettings, UploadSettings
from kiosk.runtime.settings import Settings
from kiosk.runtime.sites import Finding, SettingsRefused
from kiosk.services.inspection import Inspection
from kiosk.services.message_limits import Limits
from kiosk.services.uploads import Room

SHORTEST_TOKEN: Final = 16


def limits(chosen: MessageSettings) -> Limits:
    """How much may be sent, as the hub counts."""
    return Limits(
        terminal_hour=chosen.per_terminal_hour,
        address_day=chosen.per_address_day,
        site_hour=chosen.per_site_hour,
        sms_day=chosen.sms_pence_day * 100,
        sms_price=round(chosen.sms_pence * 100),
        countries=chosen.sms_countries,
    )


def gateways(
    settings: Settings, clock: Clock, environment: Mapping[str, str] | None = None
) -> dict[Channel, Gateway]:
    """Who takes which messages; what is off is not there.

    Args:
        environment: where the secrets are; the process's own when `None`.

    Raises:
        SettingsRefused: something they need is missing, or would send words in the clear.
    """
    environment = os.environ if environment is None else environment
    if findings := [*_findings(settings, environment)]:
        raise SettingsRefused(*findings)
    chosen, found = settings.messages, {}
    if chosen.email == "mail" or settings.mail.host:
        # Staff are written to by the mail server also where people outside are not, or by others.
        found[Channel.ALERT] = found[Channel.NOTICE] = mail = _mail(settings.mail, clock, chosen.timeout, environment)
        if chosen.email == "mail":
            found[Channel.EMAIL] = mail
    if "notify" in (chosen.email, chosen.sms):
        account = settings.notify
        templates = {Channel.EMAIL: account.email_template, Channel.SMS: account.sms_template}
        notify = Notify(Account(account.url, environment[account.key_env], templates), clock, chosen.timeout)
        used = ((Channel.EMAIL, chosen.email), (Channel.SMS, chosen.sms))
        found |= {channel: notify for channel, by in used if by == "notify"}
    return found


def callback_token(settings: Settings, environment: Mapping[str, str] | None = None) -> str:
    """What GOV.UK Notify says when it tells what became of a message; empty where it tells nothing."""
    environment = os.environ if environment is None else environment
    return environment.get(settings.notify.callback_env, "")


def inspection(chosen: UploadSettings) -> Inspection:
    """What looks files over, with ClamAV where there is one."""
    scan = ClamAv(chosen.clamav, chosen.clamav_timeout) if chosen.clamav else None
    return Inspection(chosen.largest_mb * 1_000_000, scan)


def room(chosen: UploadSettings) -> Room:
    """How much is kept of what people add to forms."""
    return Room(chosen.form_mb * 1_000_000, chosen.unsent_mb * 1_000_000)


def _mail(server: MailSettings, clock: Clock, timeout: float, environment: Mapping[str, str]) -> Gateway:
    return Mail(
        MailServer(
            host=server.host,
            port=server.port,
            security=server.security,
            sender=server.sender,
            sender_name=server.sender_name,
            reply_to=server.reply_to,
            username=server.username,
            password=environment[server.password_env] if server.username else "",
            trust=server.certificates or None,
        ),
        clock,
        timeout,
    )


def _findings(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    messages, mail, notify = settings.messages, settings.mail, settings.notify
    if messages.email == "mail" or mail.host:
        for key in ("host", "sender"):
            if not getattr(mail, key):
                yield Finding(f"mail.{key} is empty", "the settings", 'set it, or messages.email = "off"')
        if mail.security == "none" and mail.host not in LOOPBACK:
            remedy = 'set it to "starttls" or "tls": what people are told must not travel in the clear'
            yield Finding('mail.security is "none" for another machine', "the settings", remedy)
        if mail.username and not environment.get(mail.password_env):
            yield Finding(f"{mail.password_env} is not set", "the environment", "set it to the server's password")
    for by, key in ((messages.email, "email_template"), (messages.sms, "sms_template")):
        if by == "notify" and not getattr(notify, key):
            remedy = "copy the template's id from GOV.UK Notify: docs/how-to/send-acknowledgements.md"
            yield Finding(f"notify.{key} is empty", "the settings", remedy)
    token = callback_token(settings, environment)
    if token and len(token) < SHORTEST_TOKEN:
        remedy = f"make it {SHORTEST_TOKEN} characters at least: whoever knows it can say that messages came back"
        yield Finding(f"{notify.callback_env} is too short", "the environment", remedy)
    if "notify" in (messages.email, messages.sms):
        try:
            read_key(environment.get(notify.key_env, ""))
        except ValueError:
            remedy = "set it to an API key of GOV.UK Notify, whole: name, service and secret"
            yield Finding(f"{notify.key_env} holds no key of GOV.UK Notify", "the environment", remedy)
