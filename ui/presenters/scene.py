"""What a screen may look at when it is drawn: the session, the site, the time. Screens are functions of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kiosk.domain.devices import NOTHING, Capabilities
from kiosk.domain.ease import PLAIN, Ease
from kiosk.domain.forms import Form
from kiosk.domain.languages import offered
from kiosk.domain.signposts import Signpost
from kiosk.domain.site import Contact as SiteContact
from kiosk.domain.site import Site
from kiosk.domain.terminals import Details, Role
from kiosk.domain.waiting import Called
from kiosk.interfaces.speech import Manner
from kiosk.terminal.session import Session
from ui.presenters import bar
from ui.presenters.desk import Desk
from ui.presenters.view import Contact, Fixed, Moment, Text, Tile, say


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything one drawing needs.

    Attributes:
        session: whoever is at the screen; `None` when nobody is.
        site, forms: what is offered; `site` is `None` when there is no catalogue.
        now, today: local time; `None` while no clock can be trusted.
        reason: why the terminal is out of service, if it is.
        details: what staff say of the terminal, once a hub has told.
        capabilities: what its devices let the screens offer.
        signposts: where else people can go.
        away: whether the hub has been away for long enough to say so.
        waiting: who is called in a waiting area.
        voice: how the terminal speaks as a rule; `None` when it cannot.
        socket: whether headphones can be plugged in.
        countdown: seconds until the session is emptied; 0 when nobody counts.
        tiles: of the services besides the forms, while they work.
    """

    session: Session | None
    language: str
    site: Site | None
    forms: tuple[Form, ...]
    now: datetime | None
    today: date | None
    hub_reachable: bool
    telephone: str | None
    reason: str | None = None
    countdown: int = 0
    details: Details | None = None
    capabilities: Capabilities = NOTHING
    voice: Manner | None = None
    socket: bool = False
    signposts: tuple[Signpost, ...] = ()
    away: bool = False
    waiting: tuple[Called, ...] = ()
    tiles: tuple[Tile, ...] = ()

    @property
    def serves(self) -> bool:
        """Whether the terminal is there for visitors to do things at."""
        return self.details is None or self.details.role is Role.VISITOR

    @property
    def here(self) -> Session:
        """The session. Raises `LookupError` when nobody is at the screen."""
        if self.session is None:
            raise LookupError("nobody is at the screen")
        return self.session

    @property
    def form(self) -> Form:
        """The form under way. Raises `LookupError` when there is none."""
        if self.here.form is None:
            raise LookupError("no form is under way")
        return self.here.form

    @property
    def title(self) -> Text:
        """What the header says: the form under way, else the building."""
        if self.session is not None and self.session.form is not None:
            return self.session.form.title
        return self.site.name if self.site is not None else say("Council reception")

    @property
    def status(self) -> Text | None:
        """The other end of the header: `Not sent yet` while there are answers, else the time."""
        if self.session is not None and unsent(self.session):
            return say("Not sent yet")
        return self.clock

    @property
    def clock(self) -> Text | None:
        """The day and the time; nothing while no clock can be trusted."""
        if self.now is None:
            return None
        now = self.now.isoformat()
        return say("{day}, {time}", day=Moment(now, "day"), time=Moment(now, "time"))

    @property
    def ease(self) -> Ease:
        """How the person wants the screen; nothing out of the ordinary when nobody is there."""
        return PLAIN if self.session is None else self.session.ease

    @property
    def path(self) -> int:
        """How far the person has come."""
        return 0 if self.session is None else 1 + len(self.session.trail)

    @property
    def languages(self) -> tuple[str, ...]:
        """Those to choose from: the site's; English and Welsh while no site is known."""
        return ("en", "cy") if self.site is None else offered(self.site.languages)

    def bar(self, *names: str) -> tuple[str, ...]:
        """The buttons of the bar, with the language where the site has more than one."""
        wanted = {*names, bar.EASIER, bar.HELP} | ({bar.LANGUAGE} if len(self.languages) > 1 else set())
        return tuple(name for name in bar.ORDER if name in wanted)

    @property
    def logo(self) -> Text | None:
        """What the council's logo says."""
        return None if self.site is None or self.site.logo is None else self.site.logo.alt

    def ring(self) -> tuple[Contact, ...]:
        """The number of the council's to ring when the screen cannot help: the first, unless nobody answers it now
        and somebody does another."""
        if self.site is not None and self.site.contacts:
            first = next(filter(self._answered, self.site.contacts), self.site.contacts[0])
            return (Contact(first.name, Fixed(first.number), first.hours),)
        return (Contact(say("The council"), Fixed(self.telephone)),) if self.telephone else ()

    def _answered(self, contact: SiteContact) -> bool:
        if self.site is None or self.now is None:
            return False
        standing = self.site.answering(contact, self.now)
        return standing is not None and standing.open


def scene_of(desk: Desk, session: Session | None, language: str, countdown: int, *, away: bool = False) -> Scene:
    """The scene of this moment.

    Args:
        countdown: seconds until the session is emptied; 0 when nobody counts.
        away: whether the hub has been away for long enough to say so.
    """
    offer, service, speech = desk.catalogue(), desk.service(), desk.speech()
    reason = service.reason or "unknown" if service.state == "out_of_service" else None
    return Scene(
        session,
        language,
        None if offer is None else offer.site,
        () if offer is None else offer.forms,
        desk.now_local(),
        desk.today(),
        desk.hub_reachable(),
        desk.telephone(),
        reason or ("no_catalogue" if offer is None else None),
        countdown,
        desk.details(),
        desk.capabilities(),
        speech.usual if speech.trouble is None else None,
        speech.socket,
        () if offer is None else offer.signposts,
        away,
        desk.waiting(),
    )


def unsent(session: Session) -> bool:
    """Whether there are answers that were not sent."""
    return session.receipt is None and bool(session.answers or session.drafts)
