"""What `doctor` sees of the destinations: whether each can be made, and whether what stands behind it is there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from kiosk.domain.messages import Channel
from kiosk.gateways.mail import Mail
from kiosk.interfaces.registrations import OptionsUnfit
from kiosk.registrations.registry import KindOff, KindUnknown
from kiosk.runtime.check import Check
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.gateways import gateways
from kiosk.runtime.registrations import make, unnamed
from kiosk.runtime.settings import Settings
from kiosk.runtime.sites import SettingsRefused

PATIENCE = 5.0
"""Seconds that anything a destination waits for may take."""


def destinations(settings: Settings, environment: Mapping[str, str] | None = None) -> Iterator[Check]:
    """The checks of every site. Nothing is registered.

    Args:
        environment: where the secrets are; the process's own when `None`.
    """
    environment = os.environ if environment is None else environment
    for each in settings.sites:
        for finding in unnamed(each):
            yield Check("forms", "wrong", f"{finding.problem} in {finding.where}", finding.remedy)
        mail = _mail(each, environment)
        for name in each.destinations:
            several = each.site is not None and bool(settings.others)
            called = f"destination {name}" + (f" of {each.site.id}" if several and each.site else "")
            yield _destination(each, name, called, mail, environment)


def _destination(
    settings: Settings, name: str, called: str, mail: Mail | None, environment: Mapping[str, str]
) -> Check:
    hub = settings.hub.model_copy(update={"delivery_timeout": min(PATIENCE, settings.hub.delivery_timeout)})
    try:
        target = make(settings.model_copy(update={"hub": hub}), name, SystemClock(), mail, environment)
    except (KindUnknown, KindOff) as error:
        return Check(called, "wrong", error.trouble.problem, error.trouble.remedy)
    except OptionsUnfit as error:
        # A terminal that shares the site file with its hub has none of the hub's secrets.
        if error.trouble.problem.endswith("environment"):
            return Check(called, "warning", f"{error.trouble.problem} here", f"on the hub {error.trouble.remedy}")
        return Check(called, "wrong", error.trouble.problem, error.trouble.remedy)
    try:
        trouble = next(iter(target.check_config()), None)
        if trouble is not None:
            return Check(called, "warning", trouble.problem, trouble.remedy)
        return Check(called, "ok", f"{settings.destinations[name].by}, {target.where}")
    except Exception as error:  # noqa: BLE001 - somebody else's check must not end ours
        return Check(called, "wrong", f"its check failed ({type(error).__name__})", "ask whoever made the plug-in")
    finally:
        target.close()


def _mail(settings: Settings, environment: Mapping[str, str]) -> Mail | None:
    """The site's mail server. What is wrong with its settings the check of messages says."""
    try:
        found = gateways(settings, SystemClock(), environment).get(Channel.ALERT)
    except SettingsRefused:
        return None
    return found if isinstance(found, Mail) else None
