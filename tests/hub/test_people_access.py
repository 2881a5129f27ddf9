"""Every page for every role: made from the routes themselves, so that a new page cannot be forgotten."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
import requests
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from kiosk.domain.roles import EVERYWHERE, Action, Grant, StaffRole, may
from kiosk.runtime.settings import DEMO_SITE
from kiosk.web.app import create_app
from kiosk.web.board import Board
from kiosk.web.pages.sessions import AT_SITE, at_site, needs, needs_everywhere, signed_in
from tests.hub.test_estate import HERE, THERE, second_site
from tests.support.hubs import PATIENCE, Running, running_hub
from tests.support.people import Member, member, tenant
from tests.support.records import records_in

pytestmark = pytest.mark.sqlite

FOR_ANYBODY_THERE = {AT_SITE, f"{AT_SITE}/live"}
"""The way into a site, and the news of its open pages, which each page asks for by what it may see."""

BY_ITS_PART = f"{AT_SITE}/settings/{{part}}/restore"
"""Which action it takes follows from the part of the site that is restored; tests/hub/test_site_pages.py has it."""

FOR_ANYBODY = re.compile(r"/(?:|sites|me(?:/.*)?|sign-out)$")
"""Pages of the estate that everybody signed in has."""

BEFORE_SIGNING_IN = re.compile(r"/(?:sign-in(?:/.*)?|set-up/.*|invitation/.*|new-password/.*|favicon\.ico)$")
PROGRAMS = re.compile(r"/(?:api/|healthz|metrics)")


@dataclass(frozen=True)
class Page:
    """A route for people, and what it asks of them: one action of each group."""

    path: str
    method: str
    actions: frozenset[frozenset[Action]]
    of_a_site: bool
    guarded: bool

    def at(self, site: str) -> str:
        """An address of it, with ids of nothing."""
        filled = self.path.replace("{site_id}", site)
        return re.sub(r"\{[^}]*\}", lambda _: str(uuid4()), filled)

    def open_to(self, grant: Grant, site: str) -> bool:
        """Whether somebody with one grant may see it there."""
        where = site if self.of_a_site else EVERYWHERE
        return all(any(may([grant], action, where) for action in group) for group in self.actions)


def asked(dependant: Dependant) -> tuple[set[Any], set[frozenset[Action]]]:
    """What a route depends on, at any depth: functions of ours, and groups of actions."""
    calls: set[Any] = {dependant.call}
    actions: set[frozenset[Action]] = set()
    if dependant.call is not None and dependant.call.__qualname__.startswith(
        (needs.__qualname__, needs_everywhere.__qualname__)
    ):
        captured = inspect.getclosurevars(dependant.call).nonlocals
        actions.add(frozenset(captured["actions"] if "actions" in captured else (captured["action"],)))
    for inner in dependant.dependencies:
        more_calls, more_actions = asked(inner)
        calls |= more_calls
        actions |= more_actions
    return calls, actions


def pages_of(running: Running) -> list[Page]:
    application: Any = create_app(running.estate)
    found = []
    routes: Any = list(application._app.routes)  # of the application that the ring goes around
    routes += [page for route in routes if isinstance(route, Board) for page in route.routes]
    for known in iter_route_contexts(routes):
        route = known.original_route
        if isinstance(route, APIRoute) and not PROGRAMS.match(known.path):
            calls, actions = asked(route.dependant)
            of_a_site, guarded = at_site in calls, bool(calls & {at_site, signed_in})
            methods = route.methods - {"HEAD"}
            found += [Page(known.path, method, frozenset(actions), of_a_site, guarded) for method in methods]
    return sorted(found, key=lambda page: (page.path, page.method))


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("access")
    quiet = ("hub.secure_cookies=false", "identity.second_factor=nobody")
    with (
        records_in(None),
        running_hub(folder / "hub", *quiet, sites=(DEMO_SITE, second_site(folder))) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def pages(estate: Running) -> list[Page]:
    return pages_of(estate)


def grant_of(estate: Running, role: StaffRole) -> Grant:
    ours = tenant(estate, f"Tenant of {role}") if role.value.startswith("tenant") else None
    return Grant(HERE, role, ours)


def ask(who: Member, page: Page, site: str, token: str) -> requests.Response:
    """Sends a request and reads no further than its status: some answers never end."""
    fields = {"data": {"form_token": token}} if page.method == "POST" else {}
    return who.browser.http.request(
        page.method,
        who.browser.url + page.at(site),
        timeout=PATIENCE,
        stream=True,
        allow_redirects=False,
        **fields,  # type: ignore[arg-type]
    )


def test_every_page_says_who_it_is_for(pages: list[Page]) -> None:
    unsaid = [page for page in pages if page.path.startswith(AT_SITE) and not page.actions]
    assert {page.path for page in unsaid} <= FOR_ANYBODY_THERE | {BY_ITS_PART}, unsaid
    assert all(page.of_a_site for page in pages if page.path.startswith(AT_SITE))
    others = [page for page in pages if not page.path.startswith(AT_SITE)]
    open_to_strangers = [page for page in others if not page.guarded]
    assert all(BEFORE_SIGNING_IN.match(page.path) or page.path == "/sign-out" for page in open_to_strangers)
    unasked = [page for page in others if page.guarded and not page.actions]
    assert all(FOR_ANYBODY.match(page.path) for page in unasked), unasked
    assert len(pages) > 40


@pytest.mark.parametrize("role", list(StaffRole), ids=str)
def test_a_role_opens_its_pages_at_its_own_site_and_no_other(
    estate: Running, pages: list[Page], role: StaffRole
) -> None:
    grant = grant_of(estate, role)
    who = member(estate, f"Somebody {role}", grant)
    token = who.browser.token("/me")
    wrong = []
    for page in pages:
        if BEFORE_SIGNING_IN.match(page.path) or FOR_ANYBODY.match(page.path) or page.path == BY_ITS_PART:
            continue
        answer = ask(who, page, HERE, token)
        refused = answer.status_code == 403 and "That is not for you" in answer.text
        answer.close()
        if refused is page.open_to(grant, HERE) or answer.status_code >= 500:
            wrong.append((page.method, page.path, answer.status_code))
        if page.of_a_site:
            there = ask(who, page, THERE, token)
            if there.status_code != 404:
                wrong.append((page.method, f"{page.path} at another site", there.status_code))
            there.close()
    assert not wrong
    assert who.signed_in


def test_a_stranger_is_sent_to_sign_in_from_every_page(estate: Running, pages: list[Page]) -> None:
    wrong = []
    for page in pages:
        if page.guarded:
            answer = requests.request(
                page.method, estate.url + page.at(HERE), timeout=PATIENCE, allow_redirects=False, stream=True
            )
            if (answer.status_code, answer.headers.get("Location")) != (303, "/sign-in"):
                wrong.append((page.method, page.path, answer.status_code))
            answer.close()
    assert not wrong


def test_nothing_is_changed_without_the_forms_token(estate: Running, pages: list[Page]) -> None:
    who = member(
        estate,
        "Everybody",
        *(grant_of(estate, role) for role in StaffRole),
        Grant(EVERYWHERE, StaffRole.ADMINISTRATOR),
    )
    wrong = []
    for page in pages:
        if page.method == "POST" and page.guarded:
            answer = ask(who, page, HERE, "0" * 64)
            if answer.status_code not in {403, 404, 422}:
                wrong.append((page.path, answer.status_code))
            answer.close()
    assert not wrong
    assert who.signed_in
