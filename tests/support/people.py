"""People with accounts, for tests: signed in without typing a password, with the app of their phone at hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID, uuid4

import pyotp

from kiosk.domain.definition import Localised
from kiosk.domain.directory import Tenant
from kiosk.domain.roles import EVERYWHERE, Grant, StaffRole
from kiosk.interfaces.facts import Account
from kiosk.interfaces.store import Record
from kiosk.services import secrets
from kiosk.services.audit import Actor
from kiosk.services.passwords import NO_PASSWORD
from tests.support.hubs import Browser, Running

PASSWORD = "three random words"
ADMINISTRATOR = Grant(EVERYWHERE, StaffRole.ADMINISTRATOR)


@dataclass
class Member:
    """Somebody with an account and a browser in which they are signed in."""

    id: UUID
    name: str
    browser: Browser

    @property
    def signed_in(self) -> bool:
        return self.browser.get("/me").url.endswith("/me")


def member(running: Running, name: str, *grants: Grant, password: str = "") -> Member:
    """A new account with these grants, signed in."""
    made, token = uuid4(), secrets.token()
    hashed = running.do(running.estate.accounts.staff._passwords.hash(password)) if password else NO_PASSWORD

    def work(record: Record) -> None:
        now = running.clock.now()
        assert record.staff.add_account(Account(made, name, hashed), now)
        for grant in grants:
            record.staff.grant(made, grant, now)
        record.staff.add_session(secrets.digest(token), made, now, "127.0.0.1")

    running.do(running.estate.store.transact(work))
    browser = Browser(running)
    browser.http.cookies.set("foyer-session", token)
    return Member(made, name, browser)


def also_at(running: Running, known: Member) -> Browser:
    """The same browser at another hub of the fleet."""
    browser = Browser(running)
    browser.http.cookies.set("foyer-session", known.browser.http.cookies["foyer-session"])
    return browser


def tenant(running: Running, name: str, site: str | None = None) -> UUID:
    """A tenant in the directory of a site, the first when none is said."""
    hub = running.hub if site is None else running.estate.sites[site]
    made = Tenant(id=uuid4(), name=Localised(name))
    running.do(hub.directory.add(made, Actor("test")))
    return made.id


@dataclass
class Phone:
    """An authenticator app."""

    secret: str
    running: Running

    @property
    def code(self) -> str:
        return pyotp.TOTP(self.secret).at(self.running.clock.now())

    def next_code(self) -> str:
        """The code after the one that was used last."""
        self.running.clock.skip(30)
        return self.code


def scan(running: Running, browser: Browser, page: str = "/me/second-factor") -> Phone:
    """The key that a page shows, in an app."""
    found = re.search(r"type this key: <code[^>]*>([A-Z2-7 ]+)</code>", browser.get(page).text)
    assert found is not None, "no key is shown"
    return Phone(found[1].replace(" ", ""), running)


def set_up(running: Running, browser: Browser) -> tuple[Phone, list[str]]:
    """A second factor, and the codes on paper that come with it."""
    phone = scan(running, browser)
    answer = browser.fill_in("/me/second-factor", {"code": phone.code})
    assert "Your recovery codes" in answer.text, answer.text
    return phone, re.findall(r"<li><code>([0-9A-Z-]{14})</code>", answer.text)
