"""One hub with two sites: what belongs to one is never seen at the other."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from devices.simulators.receiver import Receiver
from kiosk.domain.roles import EVERYWHERE, Grant, StaffRole
from kiosk.domain.terminals import Details
from kiosk.interfaces.store import Record
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.settings import DEMO_SITE, load
from kiosk.runtime.sites import SettingsRefused
from kiosk.services import secrets
from kiosk.services.audit import Actor
from kiosk.store.database import Database
from kiosk.store.upgrade import alembic_config
from tests.support.hubs import NAME, Browser, Running, Terminal, running_hub, staff_browser
from tests.support.records import engine_of

HERE, THERE = "llanfair-road", "mill-lane"


def second_site(folder: Path, *more: str) -> Path:
    """A site of another council, in a file."""
    content = DEMO_SITE.read_text("utf-8")
    for old, new in (
        (HERE, THERE),
        ("Llanfair Road offices", "Mill Lane House"),
        ("Aberwen Council", "Otherton Council"),
    ):
        assert old in content
        content = content.replace(old, new)
    file = folder / "mill-lane.toml"
    file.write_text("\n".join((content, *more)), "utf-8")
    return file


@pytest.fixture
def estate(tmp_path: Path, receiver: Receiver) -> Iterator[Running]:
    sites = (DEMO_SITE, second_site(tmp_path))
    with running_hub(tmp_path / "hub", "hub.secure_cookies=false", service_url=receiver.url, sites=sites) as running:
        yield running


def terminal_at(running: Running, site: str) -> Terminal:
    return running.enrol(running.do(running.estate.sites[site].terminals.invite(Actor("test"))))


def granted(running: Running, *grants: Grant) -> Browser:
    """A browser of somebody with only these grants."""
    browser = staff_browser(running)

    engine = engine_of(running.data)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM grants WHERE site_id = '*'"))
    engine.dispose()

    def work(record: Record) -> None:
        account = record.staff.by_name(NAME)
        assert account is not None
        for grant in grants:
            record.staff.grant(account.id, grant, running.clock.now())

    running.do(running.estate.store.transact(work))
    return browser


def test_each_site_has_its_own_catalogue_news_submissions_and_deliveries(estate: Running, receiver: Receiver) -> None:
    here, there = terminal_at(estate, HERE), terminal_at(estate, THERE)
    assert (here.site_id, there.site_id) == (HERE, THERE)
    assert here.get("catalogue").json()["site"]["council"]["en"] == "Aberwen Council"
    assert there.get("catalogue").json()["site"]["council"]["en"] == "Otherton Council"
    sent = there.submission()
    assert there.send(sent).status_code == 201
    there.hear_of("submission_accepted")
    assert [effect.key for effect in receiver.ledger.effects()] == [str(sent.id)]
    facts, _ = here.hear(0, wait=0)
    assert all(fact["data"] == {} for fact in facts), "nothing of what happened there"
    browser = staff_browser(estate)
    assert sent.reference in browser.get(f"/sites/{THERE}/submissions").text
    assert sent.reference not in browser.get(f"/sites/{HERE}/submissions").text
    assert browser.get(f"/sites/{HERE}/submissions/{sent.id}").status_code == 404


def test_a_key_is_good_at_its_own_site_only_and_one_from_before_is_found(estate: Running) -> None:
    here = terminal_at(estate, HERE)
    site, _, rest = here.key.partition(".")
    assert site == HERE
    for wrong in (f"{THERE}.{rest}", f"nowhere.{rest}", rest):
        moved = Terminal(estate.url, wrong, here.id, THERE)
        assert moved.get("catalogue").status_code == 401
    old = secrets.token()

    def work(record: Record) -> None:
        record.terminals.add(uuid4(), Details("From before"), secrets.digest(old), estate.clock.now())

    estate.do(estate.estate.sites[THERE].store.transact(work))
    answer = Terminal(estate.url, old, uuid4(), THERE).get("catalogue")
    assert answer.json()["site"]["id"] == THERE


@pytest.mark.sqlite
def test_who_was_granted_nothing_at_a_site_is_told_that_it_does_not_exist(estate: Running) -> None:
    terminal = terminal_at(estate, HERE)
    browser = granted(estate, Grant(THERE, StaffRole.ADMINISTRATOR))
    assert browser.get("/").url.startswith(f"{estate.url}/sites/{THERE}/")
    listed = browser.get("/sites").text
    assert "Mill Lane House" in listed
    assert "Llanfair Road" not in listed
    unknown = browser.get("/sites/nowhere/submissions")
    for path in ("", "/submissions", "/terminals", f"/terminals/{terminal.id}", "/activity"):
        answer = browser.get(f"/sites/{HERE}{path}")
        assert (answer.status_code, answer.text) == (404, unknown.text), path
    token = browser.token(f"/sites/{THERE}/terminals/add")
    refused = browser.post(f"/sites/{HERE}/terminals/{terminal.id}/withdraw", {"form_token": token})
    assert refused.status_code == 404
    assert browser.get(f"/sites/{THERE}/terminals/{terminal.id}").status_code == 404
    assert terminal.get("catalogue").status_code == 200


@pytest.mark.sqlite
def test_a_role_opens_its_own_pages_and_no_others(estate: Running) -> None:
    browser = granted(estate, Grant(HERE, StaffRole.FACILITIES))
    assert browser.get(f"/sites/{HERE}/terminals").status_code == 200
    refused = browser.get(f"/sites/{HERE}/submissions")
    assert refused.status_code == 403
    assert "/submissions" not in browser.get(f"/sites/{HERE}/terminals").text


@pytest.mark.sqlite
def test_the_settings_of_sites_do_not_contradict_one_another(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match="twice"):
        load("terminal", (DEMO_SITE, DEMO_SITE), environment={})
    other = second_site(tmp_path, "[hub]", "port = 9999")
    with pytest.raises(SettingsRefused, match=r"\[hub\]"):
        load("terminal", (DEMO_SITE, other), environment={})


@pytest.mark.sqlite
def test_accounts_of_before_may_do_at_their_own_site_what_they_could(tmp_path: Path) -> None:
    file = tmp_path / "hub.db"
    _at_revision(file, "0003")
    days = ("2026-03-01 09:00:00", "2026-05-01 09:00:00")
    with closing(sqlite3.connect(file)) as database, database:
        for site, name, day in zip((HERE, THERE), ("Ffion", "ffion"), days, strict=True):
            database.execute(
                "INSERT INTO accounts (site_id, id, name, name_key, password_hash, made_at) "
                "VALUES (?, ?, ?, ?, '', ?)",
                [site, uuid4().hex, name, "ffion", day],
            )

    async def read() -> list[tuple[str, tuple[Grant, ...]]]:
        database = Database("", tmp_path, SystemClock())
        try:

            def work(record: Record) -> list[tuple[str, tuple[Grant, ...]]]:
                found = [record.staff.by_name(name) for name in ("ffion", f"ffion ({THERE})")]
                return [(each.name, record.staff.grants(each.id)) for each in found if each is not None]

            return await database.at(EVERYWHERE).read(work)
        finally:
            database.close()

    assert asyncio.run(read()) == [
        ("Ffion", (Grant(HERE, StaffRole.ADMINISTRATOR),)),
        (f"ffion ({THERE})", (Grant(THERE, StaffRole.ADMINISTRATOR),)),
    ]


def _at_revision(file: Path, revision: str) -> None:
    engine = create_engine(f"sqlite:///{file}")
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
