"""Assembles what a site does with what people send: takes it in, hands it on, and tells of it."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.domain.messages import Channel
from kiosk.gateways.alarm import Alarm
from kiosk.gateways.mail import Mail
from kiosk.interfaces.store import Store
from kiosk.runtime import gateways
from kiosk.runtime.keepings import keeping as keeping_of
from kiosk.runtime.registrations import registrations
from kiosk.runtime.settings import Settings
from kiosk.runtime.shared import Shared
from kiosk.services.audit import Audit
from kiosk.services.copies import Copies
from kiosk.services.deliveries import Deliveries
from kiosk.services.dispatches import Dispatches
from kiosk.services.forms import Forms
from kiosk.services.keeping import Keeping
from kiosk.services.message_receipts import MessageReceipts
from kiosk.services.messages import Messages
from kiosk.services.outcomes import Outcomes
from kiosk.services.receipts import Receipts
from kiosk.services.registrations import Registrations
from kiosk.services.sites import Sites
from kiosk.services.submissions import Submissions
from kiosk.services.tries import Tries
from kiosk.services.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Intake:
    """The services that a submission goes through."""

    registrations: Registrations
    submissions: Submissions
    uploads: Uploads
    messages: Messages
    message_receipts: MessageReceipts
    deliveries: Deliveries
    outcomes: Outcomes
    keeping: Keeping
    receipts: Receipts
    copies: Copies


async def open_intake(
    settings: Settings,
    shared: Shared,
    stack: AsyncExitStack,
    store: Store,
    audit: Audit,
    forms: Forms,
    sites: Sites,
) -> Intake:
    """That of one site, not at work yet.

    Raises:
        SettingsRefused: a destination, or what is said of a form, will not do.
    """
    clock = shared.clock
    zone = ZoneInfo(sites.current().site.timezone)
    ways = gateways.gateways(settings, clock, shared.environment)
    mailer = ways.get(Channel.ALERT)
    targets = registrations(settings, clock, mailer if isinstance(mailer, Mail) else None, shared.environment)
    stack.callback(targets.close)
    submissions = Submissions(
        store,
        audit,
        forms,
        shared.seals,
        clock,
        shared.measures,
        zone,
        shared.opening,
        lambda form: targets.of(form.id, form.destination),
    )
    uploads = Uploads(
        store, audit, shared.seals, clock, shared.opening, shared.inspection, gateways.room(settings.uploads)
    )
    messages = Messages(
        store,
        shared.seals,
        lambda: sites.current().site,
        {**ways, Channel.WEBHOOK: Alarm(targets.post), Channel.CHAT: Alarm(targets.post)},
        gateways.limits(settings.messages),
        clock,
        shared.measures,
        shared.retries,
    )
    stack.push_async_callback(messages.close)
    keeping = await keeping_of(settings, store, audit, forms, shared.seals, zone, shared.opening)
    outcomes = Outcomes(
        store,
        audit,
        shared.seals,
        clock,
        shared.opening,
        lambda form: settings.forms[form].minutes_saved if form in settings.forms else 0,
    )
    dispatches = Dispatches(submissions, forms, uploads, lambda: sites.current().site)
    deliveries = Deliveries(store, dispatches, targets, clock, shared.measures, shared.retries, messages)
    stack.push_async_callback(deliveries.close)
    return Intake(
        registrations=targets,
        submissions=submissions,
        uploads=uploads,
        messages=messages,
        message_receipts=MessageReceipts(store, clock, gateways.callback_token(settings, shared.environment)),
        deliveries=deliveries,
        outcomes=outcomes,
        keeping=keeping,
        receipts=Receipts(store, forms, shared.seals, outcomes, keeping, clock),
        copies=Copies(
            store, audit, shared.seals, submissions, uploads, sites, clock, Tries(shared.estate, clock), mailer
        ),
    )
