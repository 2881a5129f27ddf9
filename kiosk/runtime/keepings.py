"""Reads how long the answers to each form are kept, as the settings say."""

from __future__ import annotations

import difflib
from concurrent.futures import Executor
from datetime import timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.keeping import FormKeeping, Keep, Then
from kiosk.domain.outcomes import Outcome
from kiosk.interfaces.store import Store
from kiosk.runtime.form_settings import FormSettings, KeepSettings
from kiosk.runtime.settings import Settings
from kiosk.runtime.sites import Finding, SettingsRefused
from kiosk.services.audit import Audit
from kiosk.services.forms import Forms
from kiosk.services.keeping import Keeping
from kiosk.services.seals import Seals


async def keeping(
    settings: Settings, store: Store, audit: Audit, forms: Forms, seals: Seals, timezone: ZoneInfo, opening: Executor
) -> Keeping:
    """The rules of a site.

    Raises:
        SettingsRefused: there are settings of a form that this site never had: what somebody meant to be erased
            would be kept.
    """
    known = {form.id for form in await forms.known()}
    findings = [_unknown(settings, each, known) for each in settings.forms if each not in known]
    if findings:
        raise SettingsRefused(*findings)
    chosen = {name: _keeping(each) for name, each in settings.forms.items() if _has_rules(each)}
    default = Keep(timedelta(days=settings.retention.submission_days))
    return Keeping(store, audit, forms, seals, timezone, opening, chosen, default)


def _has_rules(form: FormSettings) -> bool:
    return any(each is not None for each in (form.keep.any, form.keep.done, form.keep.partly, form.keep.manual))


def _keeping(form: FormSettings) -> FormKeeping:
    named = {Outcome.DONE: form.keep.done, Outcome.PARTLY: form.keep.partly, Outcome.MANUAL: form.keep.manual}
    by_outcome = {outcome: _keep(each) for outcome, each in named.items() if each is not None}
    return FormKeeping(None if form.keep.any is None else _keep(form.keep.any), by_outcome)


def _keep(chosen: KeepSettings) -> Keep:
    return Keep(timedelta(days=chosen.days), Then(chosen.then))


def _unknown(settings: Settings, form: str, known: set[str]) -> Finding:
    near = difflib.get_close_matches(form, sorted(known), n=1)
    remedy = f"did you mean forms.{near[0]}?" if near else "publish it first, or take its settings out"
    return Finding(
        f"forms.{form} is of a form that this site never had", str(settings.site_file or "the settings"), remedy
    )
