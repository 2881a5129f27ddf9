"""A whole hub for a test: the code that serves in production, on loopback, with real files."""

from __future__ import annotations

import asyncio
import base64
import re
import secrets
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest
import requests
from argon2.profiles import CHEAPEST
from nacl.public import PublicKey, SealedBox

from kiosk.domain.definition import Answers, Form
from kiosk.domain.ids import reference, uuid7
from kiosk.domain.searches import AuditSearch
from kiosk.domain.submissions import Submission, written
from kiosk.interfaces.facts import AuditEntry
from kiosk.runtime import settings as settings_of
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.estate import open_estate
from kiosk.runtime.hub import Server, address_of, closing_socket, public_socket
from kiosk.runtime.public import serving
from kiosk.runtime.settings import DEMO_SITE, Settings
from kiosk.services.audit import Actor, Audit
from kiosk.services.estate import Estate
from kiosk.services.hub import Hub
from tests.support.answers import complete, missed_bin
from tests.support.records import begin, url_of

T = TypeVar("T")
SECRET = "shared between the hub and the service"
PATIENCE = 20
"""Seconds a test waits for what must happen; on a busy machine it may be slow, it must not fail."""


class Clockwork(SystemClock):
    """The machine's clock, which a test can set forward."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self._ahead

    @property
    def ahead(self) -> float:
        """Seconds by which it was set forward."""
        return self._ahead.total_seconds()

    def skip(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)


@dataclass
class Running:
    """A hub that answers. `hub` is its first site; `public` is where visitors' pages are, if there are any."""

    estate: Estate
    url: str
    clock: Clockwork
    data: Path
    _loop: asyncio.AbstractEventLoop
    public: str = ""

    @property
    def hub(self) -> Hub:
        return next(iter(self.estate.sites.values()))

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """What a coroutine of the hub's own returns."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def terminal(self, name: str = "Foyer") -> Terminal:
        """A terminal, enrolled the way terminals are."""
        return self.enrol(self.do(self.hub.terminals.invite(Actor("test"))), name)

    def enrol(self, code: str, name: str = "Foyer") -> Terminal:
        """A terminal that used a code."""
        answer = requests.post(
            f"{self.url}/api/v1/enrolments",
            json={"code": code, "name": name},
            headers={"Foyer-Protocol": "1"},
            timeout=5,
        )
        answer.raise_for_status()
        return Terminal(self.url, answer.json()["key"], UUID(answer.json()["terminal_id"]), answer.json()["site_id"])


@dataclass
class Terminal:
    """Speaks to a hub as a terminal does."""

    url: str
    key: str
    id: UUID
    site_id: str
    http: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.http.headers.update({"Foyer-Protocol": "1", "Authorization": f"Bearer {self.key}"})

    def get(self, path: str, **rest: Any) -> requests.Response:
        return self.http.get(f"{self.url}/api/v1/{path}", timeout=PATIENCE + 60, **rest)

    def post(self, path: str, **rest: Any) -> requests.Response:
        return self.http.post(f"{self.url}/api/v1/{path}", timeout=PATIENCE, **rest)

    def sealed(self, submission: Submission | bytes, **changes: object) -> dict[str, object]:
        """The body that hands a submission over."""
        key = self.get("catalogue").json()["hub_key"]
        inside = submission if isinstance(submission, bytes) else submission.to_bytes()
        outside = submission if isinstance(submission, Submission) else self.submission()
        return {
            "id": str(outside.id),
            "reference": outside.reference,
            "form": outside.form_id,
            "form_version": outside.form_version,
            "key_id": key["id"],
            "sealed": base64.b64encode(
                SealedBox(PublicKey(base64.b64decode(key["public"]))).encrypt(inside)
            ).decode(),
            "made_at": written(outside.submitted_at),
            "time_uncertain": outside.time_uncertain,
        } | changes

    def submission(self, answers: Answers | None = None, **changes: Any) -> Submission:
        """A submission of the missed-bin form that fits it."""
        return self.submission_of(missed_bin(), answers, **changes)

    def submission_of(self, form: Form, answers: Answers | None = None, **changes: Any) -> Submission:
        """A submission of any form that fits it."""
        now = datetime.now(UTC)
        facts: dict[str, Any] = {
            "id": uuid7(int(now.timestamp() * 1000), secrets.token_bytes(10)),
            "reference": reference(secrets.token_bytes(5)),
            "form_id": form.id,
            "form_version": form.version,
            "site_id": self.site_id,
            "terminal_id": str(self.id),
            "language": "en",
            "answers": complete(form) if answers is None else answers,
            "submitted_at": now,
        }
        return Submission(**(facts | changes))

    def send(self, submission: Submission) -> requests.Response:
        return self.post("submissions", json=self.sealed(submission))

    def hear(self, after: int, wait: int = PATIENCE) -> tuple[list[dict[str, Any]], int]:
        """News after a cursor, waiting for some."""
        answer = self.get("news", params={"after": after, "wait": wait})
        answer.raise_for_status()
        return answer.json()["facts"], answer.json()["next"]

    def hear_of(self, kind: str, count: int = 1) -> list[dict[str, Any]]:
        """Waits for so many facts of a kind, from the beginning."""
        facts: list[dict[str, Any]] = []
        cursor = 0
        while sum(fact["kind"] == kind for fact in facts) < count:
            new, cursor = self.hear(cursor)
            assert new, f"no news of {kind} in {PATIENCE} s"
            facts += new
        return [fact for fact in facts if fact["kind"] == kind]


def settings(
    *overrides: str, service_url: str = "http://127.0.0.1:9/", sites: Sequence[Path] = (DEMO_SITE,)
) -> Settings:
    """The demonstration site, or others, with quick retries; by default their services are away."""
    quick = [
        "hub.port=0",
        "hub.bank_holidays_url=",  # no test asks GOV.UK
        "public.port=0",
        "hub.delivery_retry_first=0.01",
        "hub.delivery_retry_longest=0.05",
        "retention.at=",  # its first night would write while a test counts writes
    ]
    chosen = settings_of.load("terminal", sites, overrides=[*quick, *overrides], environment={})

    def served(site: Settings) -> dict[str, object]:
        known = site.destinations.items()
        moved = {name: each.model_copy(update={"url": service_url}) for name, each in known if each.by == "webhook"}
        return {"destinations": {**site.destinations, **moved}}

    others = tuple(each.model_copy(update=served(each)) for each in chosen.others)
    return chosen.model_copy(update=served(chosen) | {"others": others})


@contextmanager
def running_hub(
    data: Path,
    *overrides: str,
    service_url: str = "http://127.0.0.1:9/",
    sites: Sequence[Path] = (DEMO_SITE,),
    secrets_too: Mapping[str, str] | None = None,
) -> Iterator[Running]:
    """A hub on a thread of its own, stopped in order at the end."""
    chosen = settings(f"hub.database_url={url_of(data)}", *overrides, service_url=service_url, sites=sites)
    begin(data)
    clock = Clockwork()
    started: list[Running] = []
    servers: list[Server] = []
    errors: list[BaseException] = []
    ready = threading.Event()

    async def serve() -> None:
        with closing_socket(chosen.hub) as listening, public_socket(chosen.public) as public:
            secrets_of = {
                str(known.options["secret_env"]): SECRET
                for each in chosen.sites
                for known in each.destinations.values()
                if "secret_env" in known.options
            }
            secrets_of |= secrets_too or {}
            async with (
                open_estate(chosen, data, clock, secrets_of) as estate,
                serving(estate, chosen.public, public),
            ):
                server = Server(estate, chosen.hub)
                servers.append(server)
                until_stopped = asyncio.create_task(server.serve(sockets=[listening]))
                await server.answering.wait()
                loop, visitors = asyncio.get_running_loop(), "" if public is None else address_of(public)
                started.append(Running(estate, address_of(listening), clock, data, loop, visitors))
                ready.set()
                await until_stopped

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:  # noqa: BLE001 - raised again on the test's own thread
            errors.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=run, name="hub under test")
    try:
        with pytest.MonkeyPatch.context() as patch:
            # People sign in hundreds of times here. What a guess at a password really costs has a test of its own.
            patch.setattr("kiosk.services.passwords.HASHING", CHEAPEST)
            thread.start()
            assert ready.wait(PATIENCE)
        if errors:
            raise errors[0]
        yield started[0]
    finally:
        if started:
            started[0]._loop.call_soon_threadsafe(servers[0].stop)
        thread.join(PATIENCE + 20)
        assert not thread.is_alive(), "the hub did not stop"
    if errors:
        raise errors[0]


OF_THE_ESTATE = (
    "/sites",
    "/people",
    "/me",
    "/sign-",
    "/set-up/",
    "/invitation",
    "/new-password",
    "/static",
    "/healthz",
    "/metrics",
    "/api",
)
"""Where the pages of a whole estate begin."""


class Browser:
    """A browser without JavaScript: keeps cookies, follows redirects, fills in forms of ours.

    A path that begins with "/sites" or with one of the estate's own pages is taken as it is; every other is within
    the first site.
    """

    def __init__(self, running: Running) -> None:
        self.url = running.url
        self.site = f"/sites/{running.hub.site.id}"
        self.http = requests.Session()

    def get(self, path: str, **rest: Any) -> requests.Response:
        return self.http.get(self.address(path), timeout=PATIENCE, **rest)

    def post(self, path: str, fields: dict[str, str], **rest: Any) -> requests.Response:
        return self.http.post(self.address(path), data=fields, timeout=PATIENCE, **rest)

    def address(self, path: str) -> str:
        """Where a page is."""
        return self.url + (path if path == "/" or path.startswith(OF_THE_ESTATE) else self.site + path)

    def fill_in(self, page: str, fields: dict[str, str], action: str | None = None, **rest: Any) -> requests.Response:
        """Opens a page and sends its form."""
        return self.post(action or page, {"form_token": self.token(page)} | fields, **rest)

    def token(self, page: str) -> str:
        """The token in the forms of a page."""
        found = re.search(r'name="form_token" value="([0-9a-f]{64})"', self.get(page).text)
        assert found is not None, f"{page} has no form"
        return found[1]


def newest_entries(running: Running, audit: Audit) -> list[AuditEntry]:
    """The newest entries of an audit, the latest first."""
    return [entry for _, entry in running.do(audit.find(AuditSearch(), None, 50))]


NAME, PASSWORD = "Ffion Desk", "correct horse battery"


def staff_browser(running: Running) -> Browser:
    """A browser in which the first account was made and is signed in."""
    link = running.do(running.estate.staff.first_link())
    browser = Browser(running)
    answer = browser.fill_in(f"/set-up/{link}", {"name": NAME, "password": PASSWORD})
    assert answer.url.startswith(f"{running.url}/sites"), answer.url
    return browser


def wait_for(condition: Callable[[], bool], what: str, steps: Sequence[float] = (0.02,) * (PATIENCE * 50)) -> None:
    """Looks again and again until something is so that tells nobody."""
    pause = threading.Event()
    for step in steps:
        if condition():
            return
        pause.wait(step)
    raise AssertionError(f"{what}: not after {sum(steps)} s")
