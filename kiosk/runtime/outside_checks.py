"""What `doctor` sees of the world outside: whether visitors' pages and messages can work."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

import requests

from kiosk.domain.messages import Channel
from kiosk.domain.receipts import domain_of
from kiosk.gateways.clamav import ClamAv
from kiosk.runtime.check import Check
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.gateways import gateways
from kiosk.runtime.settings import Settings
from kiosk.runtime.sites import SettingsRefused

PATIENCE = 5.0
"""Seconds for the address outside to answer."""

_HOW = "docs/how-to/open-pages-to-visitors.md"

_OUTSIDE = (Channel.EMAIL, Channel.SMS)


def outside(settings: Settings, environment: Mapping[str, str] | None = None) -> Iterator[Check]:
    """The checks. Nobody is sent a message.

    Args:
        environment: where the secrets are; the process's own when `None`.
    """
    yield _public(settings)
    if settings.public.url:
        yield _files(settings)
    yield from _messages(settings, os.environ if environment is None else environment)
    for site in settings.sites:
        yield _alerts(site, mail=bool(settings.mail.host))
        yield from _hosts(site)


def _hosts(settings: Settings) -> Iterator[Check]:
    """Whether the chat that is told of visitors is one of the destinations."""
    assert settings.site is not None  # noqa: S101 - the settings of a site
    wanted = settings.site.hosts
    if wanted is not None and wanted.chat and wanted.chat not in settings.destinations:
        says = f"there is no destination {wanted.chat!r}"
        yield Check(f"hosts of {settings.site.id}", "wrong", says, "name one of [destinations] in site.hosts.chat")


def _alerts(settings: Settings, *, mail: bool) -> Check:
    """Whether those whom a site's file names can be told of what is wrong at its terminals."""
    assert settings.site is not None  # noqa: S101 - the settings of a site
    name, wanted = f"alerts of {settings.site.id}", settings.site.alerts
    if wanted is None or not (wanted.emails or wanted.webhook):
        return Check(name, "ok", "its file names nobody; staff do on the page Settings, under Alerts")
    if wanted.webhook and wanted.webhook not in settings.destinations:
        says = f"there is no destination {wanted.webhook!r}"
        return Check(name, "wrong", says, "name one of [destinations] in site.alerts.webhook")
    if wanted.emails and not mail:
        return Check(name, "wrong", "there is no mail server to send them by", "set [mail]")
    return Check(name, "ok", f"{len(wanted.emails) + bool(wanted.webhook)} are told")


def _files(settings: Settings) -> Check:
    """Whether somebody looks for viruses in what visitors add to forms."""
    name, address = "visitors' files", settings.uploads.clamav
    if not address:
        says = "nobody looks for viruses in them"
        return Check(name, "warning", says, f"set uploads.clamav: {_HOW}")
    if not ClamAv(address, PATIENCE).answers():
        says = f"ClamAV does not answer at {address}: no file is taken"
        return Check(name, "wrong", says, "start clamav-daemon, and let the hub's account use its socket")
    return Check(name, "ok", f"ClamAV answers at {address}")


def _public(settings: Settings) -> Check:
    url = settings.public.url
    if not url:
        return Check("visitors' pages", "ok", "off: no terminal offers a link to them")
    try:
        # It says so itself, in words that nothing else at that address would.
        answer = requests.get(f"{url}/robots.txt", timeout=PATIENCE, allow_redirects=False)
    except requests.exceptions.SSLError:
        says = f"the certificate of {domain_of(url)} is not trusted by this machine"
        return Check("visitors' pages", "wrong", says, f"give the reverse proxy a valid one: {_HOW}")
    except requests.RequestException:
        says = f"{url} cannot be reached from here"
        return Check(
            "visitors' pages", "warning", says, f"start the hub, then see that the proxy passes to it: {_HOW}"
        )
    if answer.status_code != 200 or "noindex" not in answer.headers.get("X-Robots-Tag", ""):
        says = f"something else answers at {url}"
        remedy = f"have the reverse proxy pass it on to {settings.public.host}:{settings.public.port}: {_HOW}"
        return Check("visitors' pages", "wrong", says, remedy)
    if not settings.public.trusted_proxies:
        says = f"{url} answers, and no proxy is trusted: every visitor counts as one"
        return Check("visitors' pages", "warning", says, "name the proxy's address in public.trusted_proxies")
    return Check("visitors' pages", "ok", url)


def _messages(settings: Settings, environment: Mapping[str, str]) -> Iterator[Check]:
    for each in settings.sites:
        name = "messages" if each.site is None or not settings.others else f"messages of {each.site.id}"
        try:
            found = gateways(each, SystemClock(), environment)
        except SettingsRefused as error:
            for finding in error.findings:
                # A terminal that shares the site file with its hub has none of the hub's secrets.
                here = finding.where == "the environment"
                says = f"{finding.problem} here" if here else f"{finding.problem} in {finding.where}"
                remedy = f"on the hub {finding.remedy}" if here else finding.remedy
                yield Check(name, "warning" if here else "wrong", says, remedy)
        else:
            # What staff are told goes its own ways.
            ways = ", ".join(sorted(channel.value for channel in found if channel in _OUTSIDE))
            yield Check(name, "ok", f"by {ways}" if ways else "off: nobody is told that a form was accepted")
