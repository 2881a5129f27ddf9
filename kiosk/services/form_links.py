"""Links to forms, by e-mail and text message: to one that somebody began and comes back to, and to those staff send.

Nobody has proved that the address is theirs. So the words are fixed, and of what anybody typed nothing is among them.
Limits are those of all messages, and whether one was broken is told to staff alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain import continuations, texts
from kiosk.domain.calendars import calendar
from kiosk.domain.definition import Form, Localised
from kiosk.domain.messages import Address, Channel, Unfit, read_number
from kiosk.domain.sites import Site
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, Store
from kiosk.services.acknowledgements import Written
from kiosk.services.audit import Actor, Audit
from kiosk.services.messages import Messages

_BACK_SUBJECT = Localised("Come back to your form: {form}", "Dewch yn ôl at eich ffurflen: {form}")
_BACK = Localised(
    "Your answers so far are saved until {until}. To go on, open this address:\n{link}\n\n"
    "Keep it to yourself: whoever has it can read your answers and send the form.",
    "Mae eich atebion hyd yma wedi'u cadw tan {until}. I barhau, agorwch y cyfeiriad hwn:\n{link}\n\n"
    "Cadwch ef i chi'ch hun: gall unrhyw un sydd ag ef ddarllen eich atebion ac anfon y ffurflen.",
)
_BACK_TEXT = Localised(
    "{council}: go on with your form until {until}: {link} Keep this address to yourself.",
    "{council}: ewch ymlaen â'ch ffurflen tan {until}: {link} Cadwch y cyfeiriad hwn i chi'ch hun.",
)
_FORM_SUBJECT = Localised("A form from {council}: {form}", "Ffurflen gan {council}: {form}")
_FORM = Localised(
    "You can fill in this form on your phone or computer. You do not need an account:\n{link}",
    "Gallwch lenwi'r ffurflen hon ar eich ffôn neu'ch cyfrifiadur. Nid oes angen cyfrif arnoch:\n{link}",
)
_FORM_TEXT = Localised("{council}: {form}. Fill it in here: {link}", "{council}: {form}. Llenwch hi yma: {link}")
_NOT_YOU = Localised(
    "If you did not ask for this, somebody typed your address by mistake. You do not have to do anything.",
    "Os na ofynnoch am hyn, teipiodd rhywun eich cyfeiriad drwy gamgymeriad. Does dim rhaid i chi wneud dim byd.",
)
_RING = Localised(
    "{council}\n{contact}: {telephone}\n\nA computer sent this message.",
    "{council}\n{contact}: {telephone}\n\nCyfrifiadur anfonodd y neges hon.",
)


class FormLinks:
    """The links of one site.

    Args:
        countries: where text messages may go.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit,
        messages: Messages,
        site: Callable[[], Site],
        clock: Clock,
        countries: Collection[str],
    ) -> None:
        self._store, self._audit, self._messages = store, audit, messages
        self._site, self._clock, self._countries = site, clock, countries

    @property
    def ways(self) -> tuple[Channel, ...]:
        """How a link can be sent from here."""
        if self._site().public_url is None:
            return ()
        return tuple(each for each in (Channel.EMAIL, Channel.SMS) if self._messages.takes(each))

    def read(self, typed: str) -> Address | None:
        """Where a link is to go, of what somebody typed; `None` when nothing can be sent there."""
        text = typed.strip()
        if "@" in text:
            mail = texts.email(text)
            found: Address | Unfit | None = None if mail is None else Address(Channel.EMAIL, mail)
        else:
            found = read_number(text, self._countries)
        return found if isinstance(found, Address) and found.channel in self.ways else None

    async def come_back(self, to: Address, form: Form, known: str, until: datetime, language: str) -> None:
        """Sends somebody the address of the form they began."""
        link = continuations.address(self._site().public_url or "", known)
        body = (_BACK_TEXT,) if to.channel is Channel.SMS else (_BACK, _NOT_YOU, _RING)
        written = self._written(_BACK_SUBJECT, body, form, link, language, until)
        prepared = self._messages.prepare(to, written)
        now = self._clock.now()
        await self._store.transact(lambda record: self._messages.queue(record, prepared, None, None, now))

    async def to_form(self, to: Address, form: Form, language: str, actor: Actor) -> None:
        """Sends somebody the address of a form, for a member of staff."""
        link = f"{self._site().public_url or ''}/forms/{form.id}?lang={language}&by=link"
        body = (_FORM_TEXT,) if to.channel is Channel.SMS else (_FORM, _NOT_YOU, _RING)
        prepared = self._messages.prepare(to, self._written(_FORM_SUBJECT, body, form, link, language, None))
        now = self._clock.now()

        def work(record: Record) -> None:
            self._messages.queue(record, prepared, None, None, now)

        await self._audit.perform(actor, "form_link_sent", f"{form.id} by {to.channel.value}", work)

    def _written(
        self,
        subject: Localised,
        body: tuple[Localised, ...],
        form: Form,
        link: str,
        language: str,
        until: datetime | None,
    ) -> Written:
        site = self._site()
        # The words above are in English and Welsh; who reads another language gets the English ones.
        spoken = subject.spoken(language)
        contact = site.contacts[0]
        day = "" if until is None else calendar(spoken).date(until.astimezone(ZoneInfo(site.timezone)))
        parts = {
            "form": _line(form.title.get(spoken)),
            "council": _line(site.council.get(spoken)),
            "contact": _line(contact.name.get(spoken)),
            "telephone": _line(contact.number),
            "until": day,
            "link": link,
        }
        said = "\n\n".join(words.get(spoken).format_map(parts) for words in body)
        return Written(spoken, subject.get(spoken).format_map(parts), said, parts)


def _line(words: str) -> str:
    """The words on one line: they may become part of a header."""
    return " ".join(words.split())
