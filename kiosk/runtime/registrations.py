"""Makes the registration targets of a site, as its settings say."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.interfaces.clock import Clock
from kiosk.interfaces.registrations import Around, Mailer, OptionsUnfit, Target, Trouble
from kiosk.registrations import registry
from kiosk.runtime.settings import Settings
from kiosk.runtime.sites import Finding, SettingsRefused
from kiosk.services.registrations import Known, Registrations

SHORTEST_SECRET = 16


def registrations(
    settings: Settings, clock: Clock, mail: Mailer | None, environment: Mapping[str, str] | None = None
) -> Registrations:
    """Every target the site's settings name. A plug-in that cannot be used turns off its own, and nothing else.

    Args:
        mail: the site's mail server; `None` where there is none.
        environment: where the secrets are; the process's own when `None`.

    Raises:
        SettingsRefused: a kind, a key or a secret that will not do, or a form with a destination nobody named.
    """
    known, targets, findings = [], {}, [*unnamed(settings)]
    for name, each in settings.destinations.items():
        described = Known(name, each.by)
        try:
            target = make(settings, name, clock, mail, environment)
        except registry.KindUnknown as error:
            findings.append(_finding(name, error.trouble))
        except OptionsUnfit as error:
            findings.append(_finding(name, error.trouble))
        except registry.KindOff as error:
            known.append(replace(described, off=error.trouble))
        else:
            targets[name] = target
            known.append(replace(described, where=target.where))
    if findings:
        raise SettingsRefused(*findings)
    wanted = {form: chosen.destinations for form, chosen in settings.forms.items() if chosen.destinations}
    return Registrations(targets, known, wanted)


def make(
    settings: Settings,
    name: str,
    clock: Clock,
    mail: Mailer | None,
    environment: Mapping[str, str] | None = None,
) -> Target[Any]:
    """One target.

    Raises:
        KindUnknown: there is no such kind.
        KindOff: its plug-in cannot be used.
        OptionsUnfit: its options will not do, or its secret is missing.
    """
    chosen = settings.destinations[name]
    found = os.environ if environment is None else environment

    def secret(variable: str) -> str:
        value = found.get(variable, "")
        if len(value) < SHORTEST_SECRET:
            problem = f"{variable} is {'too short' if value else 'not set'} in the environment"
            remedy = f"set it to the secret agreed with the service, {SHORTEST_SECRET} characters or more"
            raise OptionsUnfit(Trouble(problem, remedy))
        return value

    zone = ZoneInfo(settings.site.timezone if settings.site else "Europe/London")
    around = Around(name, clock, settings.hub.delivery_timeout, secret, mail, zone)
    return registry.make(registry.load(chosen.by), chosen.options, around)


def unnamed(settings: Settings) -> list[Finding]:
    """Forms that are to go where nobody said what that is."""
    return [
        Finding(
            f"forms.{form}.destinations names {name!r}, which is not among the destinations",
            str(settings.site_file or "the settings"),
            f"add [destinations.{name}], or name one of {', '.join(settings.destinations) or 'those there will be'}",
        )
        for form, chosen in settings.forms.items()
        for name in chosen.destinations
        if name not in settings.destinations
    ]


def _finding(name: str, trouble: Trouble) -> Finding:
    return Finding(f"destinations.{name}: {trouble.problem}", "the settings", trouble.remedy)
