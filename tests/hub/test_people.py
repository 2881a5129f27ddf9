"""The people of a site: invited, given roles, looked after by those above them and by nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import requests

from devices.simulators.mail_server import MailServer
from kiosk.domain.roles import EVERYWHERE, Grant, StaffRole
from kiosk.runtime.settings import DEMO_SITE
from kiosk.services.audit import Actor
from kiosk.services.new_passwords import ByDirectory
from kiosk.services.people import Looker, NotYours, OwnAccount, PersonUnknown
from tests.hub.test_estate import HERE, THERE, second_site
from tests.support.hubs import Browser, Running, newest_entries, running_hub, wait_for
from tests.support.messages import MAIL
from tests.support.people import ADMINISTRATOR, PASSWORD, Member, member, set_up, tenant

FACILITIES = Grant(HERE, StaffRole.FACILITIES)
HERE_ADMINISTRATOR = Grant(HERE, StaffRole.ADMINISTRATOR)


@pytest.fixture
def estate(tmp_path: Path) -> Iterator[Running]:
    """Two sites; nobody has to have a second factor."""
    quiet = ("hub.secure_cookies=false", "identity.second_factor=nobody")
    with running_hub(tmp_path / "hub", *quiet, sites=(DEMO_SITE, second_site(tmp_path))) as running:
        yield running


@pytest.fixture
def boss(estate: Running) -> Member:
    return member(estate, "Gwen Boss", ADMINISTRATOR, password=PASSWORD)


@pytest.fixture
def housing(estate: Running) -> UUID:
    return tenant(estate, "Harbour Housing")


def of(grant_to: UUID, role: StaffRole = StaffRole.TENANT_USER, site: str = HERE) -> Grant:
    return Grant(site, role, grant_to)


def invite(asker: Member, base: str = f"/sites/{HERE}/people", **fields: str) -> requests.Response:
    return asker.browser.fill_in(f"{base}/invite", {"name": "New One"} | fields)


def link_in(answer: requests.Response) -> str:
    found = re.search(r"https?://[^/<]+(/invitation/[A-Za-z0-9_-]{43})</code>", answer.text)
    assert found is not None, answer.text
    return found[1]


def grants_of(running: Running, account_id: UUID) -> set[Grant]:
    found = running.do(running.estate.store.read(lambda record: record.people.member(account_id)))
    return set() if found is None else set(found.grants)


# --- invitations ---


def test_somebody_who_is_invited_makes_their_own_account_once(estate: Running, boss: Member) -> None:
    answer = invite(boss, role="facilities")
    link = link_in(answer)
    assert link not in boss.browser.get(f"/sites/{HERE}/people").text, "it is shown once"
    guest, late = Browser(estate), Browser(estate)
    token = late.token(link)
    assert "facilities" in guest.get(link).text
    joined = guest.fill_in(link, {"name": "Rhys Keys", "password": PASSWORD})
    assert f"/sites/{HERE}/" in joined.url
    assert guest.get(f"/sites/{HERE}/terminals").status_code == 200
    assert guest.get(f"/sites/{HERE}/submissions").status_code == 403
    assert guest.get(f"/sites/{THERE}/terminals").status_code == 404
    again = late.post(link, {"form_token": token, "name": "Somebody", "password": PASSWORD})
    assert again.status_code == late.get(link).status_code == 404
    assert "Rhys Keys" in boss.browser.get(f"/sites/{HERE}/people").text
    assert "Rhys Keys" not in boss.browser.get(f"/sites/{THERE}/people").text


def test_used_old_withdrawn_and_invented_invitations_are_told_the_same(estate: Running, boss: Member) -> None:
    old = link_in(invite(boss, role="facilities"))
    estate.clock.skip(7 * 86_400)
    boss = member(estate, "Gwen Again", ADMINISTRATOR)
    withdrawn = link_in(invite(boss, role="facilities"))
    listed = boss.browser.get(f"/sites/{HERE}/people").text
    (end,) = re.findall(r'href="(/sites/[^"]+/people/invitations/[^"]+)"', listed)
    assert boss.browser.fill_in(end, {}).url.endswith("/people")
    stranger = Browser(estate)
    pages = [stranger.get(path) for path in (old, withdrawn, "/invitation/" + "A" * 43)]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert boss.browser.fill_in(f"/sites/{HERE}/people/invite", {}, action=end).status_code == 404


@pytest.mark.sqlite
def test_an_invitation_is_worth_only_what_its_sender_could_give_when_it_is_used(
    estate: Running, boss: Member
) -> None:
    other = member(estate, "Huw Other", Grant(HERE, StaffRole.ADMINISTRATOR))
    link = link_in(invite(other, role="administrator"))
    guest = Browser(estate)
    token = guest.token(link)
    estate.do(estate.estate.store.transact(lambda record: record.people.take(other.id, HERE_ADMINISTRATOR)))
    answer = guest.post(link, {"form_token": token, "name": "Late Comer", "password": PASSWORD})
    assert answer.status_code == 404


@pytest.mark.sqlite
def test_a_name_that_somebody_signs_in_with_is_refused_and_the_link_stays_good(estate: Running, boss: Member) -> None:
    link = link_in(invite(boss, role="facilities"))
    guest = Browser(estate)
    taken = guest.fill_in(link, {"name": "GWEN BOSS", "password": PASSWORD})
    assert taken.status_code == 422
    assert "Somebody here signs in with this name" in taken.text
    assert "/sites/" in guest.fill_in(link, {"name": "Gwen Two", "password": PASSWORD}).url


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"role": ""}, "Choose a role"),
        ({"role": "emperor"}, "Choose a role"),
        ({"name": "", "role": "facilities"}, "Enter their name"),
        ({"role": "tenant_user"}, "Choose which tenant"),
        ({"role": "tenant_user", "tenant": str(uuid4())}, "Choose which tenant"),
    ],
)
def test_what_is_missing_is_told_beside_its_field(
    estate: Running, boss: Member, housing: UUID, fields: dict[str, str], words: str
) -> None:
    answer = invite(boss, **fields)
    assert answer.status_code == 422
    assert answer.text.count(words) == 2


@pytest.mark.sqlite
def test_an_invitation_goes_by_e_mail_where_mail_is_set_up_and_the_address_is_kept_nowhere(tmp_path: Path) -> None:
    address = "nia.new@harbour.example"
    with MailServer(answers=(550,)).running() as mail:
        chosen = (*MAIL, f"mail.port={mail.port}", "hub.secure_cookies=false", "identity.second_factor=nobody")
        with running_hub(tmp_path / "hub", *chosen) as running:
            boss = member(running, "Gwen Boss", ADMINISTRATOR)
            assert "correct format" in invite(boss, role="facilities", email="not an address").text
            answer = invite(boss, role="facilities", email=address)
            assert "The mail server did not take it" in answer.text
            assert link_in(answer), "it can be given by hand"
            answer = invite(boss, role="facilities", email=address)
            link = link_in(answer)
            assert "It was sent to them" in answer.text
            (taken,) = mail.taken
            body = taken.message.get_content()
            assert taken.recipients == (address,)
            assert f"{running.url}{link}" in body.splitlines()
            assert "Gwen Boss has invited you" in body
            assert "/sites/" in Browser(running).fill_in(link, {"name": "Nia New", "password": PASSWORD}).url
            sent = [
                (entry.outcome, entry.code)
                for entry in newest_entries(running, running.estate.audit)
                if entry.action == "invitation_sent"
            ]
            assert sent == [("done", None), ("failed", "smtp_550")]
        kept = [
            file for file in (tmp_path / "hub").rglob("*") if file.is_file() and address.encode() in file.read_bytes()
        ]
        assert not kept


def test_an_invitation_that_the_mail_server_puts_off_is_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.services.invitations.MAIL_AGAIN", (0.1, 0.1))
    with MailServer(answers=(451, 451)).running() as mail:
        chosen = (*MAIL, f"mail.port={mail.port}", "hub.secure_cookies=false", "identity.second_factor=nobody")
        with running_hub(tmp_path / "hub", *chosen) as running:
            boss = member(running, "Gwen Boss", ADMINISTRATOR)

            def sent() -> list[tuple[str, str | None]]:
                found = newest_entries(running, running.estate.audit)
                return [(entry.outcome, entry.code) for entry in found if entry.action == "invitation_sent"]

            answer = invite(boss, role="facilities", email="nia.new@harbour.example")
            assert "It is sent again in a minute" in answer.text
            wait_for(lambda: len(mail.taken) == 1, "the mail to be taken")
            wait_for(lambda: len(sent()) == 3, "that to be in the audit")
            assert sent() == [("done", None), ("failed", "smtp_451"), ("failed", "smtp_451")]


# --- a tenant's manager ---


def test_a_tenants_manager_invites_and_removes_their_own_people_only(estate: Running, housing: UUID) -> None:
    bakery = tenant(estate, "Corner Bakery")
    manager = member(estate, "Mair Manager", of(housing, StaffRole.TENANT_MANAGER))
    mine = member(estate, "Ifan Mine", of(housing))
    theirs = member(estate, "Tomos Theirs", of(bakery))
    facilities = member(estate, "Rhys Keys", FACILITIES)
    listed = manager.browser.get(f"/sites/{HERE}/people").text
    assert "Ifan Mine" in listed
    assert "Tomos Theirs" not in listed
    assert "Rhys Keys" not in listed
    asked = manager.browser.get(f"/sites/{HERE}/people/invite").text
    assert "Harbour Housing" in asked
    assert "Corner Bakery" not in asked
    assert "Administrator" not in asked
    link = link_in(invite(manager, role="tenant_user", tenant=str(housing)))
    guest = Browser(estate)
    guest.fill_in(link, {"name": "Nia New", "password": PASSWORD})
    assert "Nia New" in manager.browser.get(f"/sites/{HERE}/people").text
    for other in (theirs, facilities):
        assert manager.browser.get(f"/sites/{HERE}/people/{other.id}").status_code == 404
        assert manager.browser.get(f"/sites/{HERE}/people/{other.id}/remove").status_code == 404
    page = f"/sites/{HERE}/people/{mine.id}/remove"
    assert 'aria-current="page">People' in manager.browser.get(page).text
    assert manager.browser.fill_in(page, {}).url.endswith("/people")
    assert not mine.signed_in
    assert theirs.signed_in
    assert manager.browser.get("/people").status_code == 403


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "fields",
    [
        {"role": "administrator"},
        {"role": "facilities"},
        {"role": "tenant_user", "tenant": "{bakery}"},
        {"role": "tenant_manager", "tenant": "{bakery}"},
        {"role": "tenant_user", "tenant": "{housing}", "site": THERE},
        {"role": "administrator", "site": EVERYWHERE},
    ],
    ids=str,
)
def test_nobody_gives_more_than_they_have(estate: Running, housing: UUID, fields: dict[str, str]) -> None:
    bakery = tenant(estate, "Corner Bakery")
    manager = member(estate, "Mair Manager", of(housing, StaffRole.TENANT_MANAGER))
    mine = member(estate, "Ifan Mine", of(housing))
    sent = {name: value.format(bakery=bakery, housing=housing) for name, value in fields.items()}
    for page in (f"/sites/{HERE}/people/invite", f"/sites/{HERE}/people/{mine.id}/give"):
        answer = manager.browser.fill_in(page, {"name": "x"} | sent)
        if "site" in fields and fields["role"] == "tenant_user":
            # The field is not theirs to fill in: the site is the page's.
            assert grants_of(estate, mine.id) <= {of(housing)}
        else:
            assert answer.status_code == 422
    assert grants_of(estate, mine.id) == {of(housing)}


@pytest.mark.sqlite
def test_the_service_refuses_what_no_page_offers(estate: Running, housing: UUID) -> None:
    """Whatever a page forgets, nobody rises above themselves."""
    people, invitations = estate.estate.accounts.people, estate.estate.accounts.invitations
    manager = member(estate, "Mair Manager", of(housing, StaffRole.TENANT_MANAGER))
    admin_here = member(estate, "Ann Here", Grant(HERE, StaffRole.ADMINISTRATOR))
    boss = member(estate, "Gwen Boss", ADMINISTRATOR)
    stranger = member(estate, "Tomos There", of(uuid4(), site=THERE))
    for who in (manager, admin_here):
        # What they say they were granted is not believed: the record is asked.
        looker = Looker(Actor(who.name, who.id), (ADMINISTRATOR,))
        for grant in (ADMINISTRATOR, Grant(THERE, StaffRole.FACILITIES), of(uuid4(), site=THERE)):
            with pytest.raises(NotYours):
                estate.do(people.give(looker, who.id, grant))
            with pytest.raises(NotYours):
                estate.do(invitations.invite(looker, "x", grant))
        for verb in (people.end_sessions, people.reset_second_factor, people.remove):
            with pytest.raises(NotYours):
                estate.do(verb(looker, boss.id))
        with pytest.raises((NotYours, PersonUnknown)):
            estate.do(people.give(looker, stranger.id, of(housing)))
        with pytest.raises(NotYours):
            estate.do(people.take(looker, boss.id, ADMINISTRATOR))
    for nonsense in (Grant(HERE, StaffRole.TENANT_USER), Grant(HERE, StaffRole.FACILITIES, housing)):
        with pytest.raises(NotYours):
            estate.do(people.give(Looker(Actor(boss.name, boss.id), ()), boss.id, nonsense))
    assert boss.signed_in


# --- roles, and those above ---


def test_roles_are_given_and_taken_and_count_at_once(estate: Running, boss: Member) -> None:
    known = member(estate, "Rhys Keys", FACILITIES)
    page = f"/sites/{HERE}/people/{known.id}"
    assert known.browser.get(f"/sites/{HERE}/submissions").status_code == 403
    boss.browser.fill_in(f"{page}/give", {"role": "contact_centre"})
    assert known.browser.get(f"/sites/{HERE}/submissions").status_code == 200
    taken = boss.browser.fill_in(f"{page}/take/facilities@{HERE}", {})
    assert taken.url.endswith(page)
    assert known.browser.get(f"/sites/{HERE}/terminals/add").status_code == 403
    assert "Take away" not in boss.browser.get(page).text, "the last one goes only with the account"
    assert boss.browser.fill_in(page + "/give", {}, action=f"{page}/take/contact_centre@{HERE}").status_code == 403
    assert known.signed_in


def test_an_administrator_of_one_site_does_not_reach_those_above_them(estate: Running, boss: Member) -> None:
    here = member(estate, "Ann Here", Grant(HERE, StaffRole.ADMINISTRATOR))
    both = member(estate, "Bob Both", FACILITIES, Grant(THERE, StaffRole.FACILITIES))
    there = member(estate, "Tad There", Grant(THERE, StaffRole.FACILITIES))
    page = f"/sites/{HERE}/people"
    listed = here.browser.get(page).text
    assert "Gwen Boss" in listed
    assert "Tad There" not in listed
    assert here.browser.get(f"{page}/{there.id}").status_code == 404
    for above in (boss, both):
        assert "roles that you do not look after" in here.browser.get(f"{page}/{above.id}").text
        for verb in ("sign-out", "reset", "remove"):
            assert here.browser.fill_in(f"{page}/{above.id}/{verb}", {}).status_code == 403, verb
        assert above.signed_in
    assert THERE not in here.browser.get(f"{page}/{both.id}").text
    assert here.browser.fill_in(f"{page}/{both.id}/take/facilities@{HERE}", {}).status_code == 200
    assert grants_of(estate, both.id) == {Grant(THERE, StaffRole.FACILITIES)}


@pytest.mark.sqlite
def test_there_is_always_somebody_who_looks_after_everything(estate: Running, boss: Member) -> None:
    other = member(estate, "Huw Other", ADMINISTRATOR, FACILITIES, password=PASSWORD)
    page = f"/people/{boss.id}"
    assert other.browser.fill_in(f"{page}/remove", {}).url.endswith("/people")
    assert not boss.signed_in
    last = f"/people/{other.id}"
    answer = other.browser.fill_in(f"{last}/take/administrator@*", {})
    assert answer.status_code == 409
    assert "Nobody else looks after everything" in answer.text
    assert other.browser.fill_in(f"{last}/remove", {}).status_code == 403, "nobody removes themselves"
    assert other.browser.fill_in(f"{last}/reset", {}).status_code == 403


@pytest.mark.sqlite
def test_the_whole_estate_has_its_own_page_for_those_who_look_after_all_of_it(estate: Running, boss: Member) -> None:
    there = tenant(estate, "Mill Cafe", THERE)
    answer = invite(boss, "/people", role="tenant_user", tenant=str(there), site=HERE)
    assert "Choose the site of this tenant above" in answer.text
    answer = invite(boss, "/people", role="tenant_user", tenant=str(there), site=EVERYWHERE)
    assert answer.status_code == 422
    answer = invite(boss, "/people", role="tenant_user", tenant=str(there), site=THERE)
    assert "tenant user of Mill Cafe, Mill Lane House" in answer.text
    answer = invite(boss, "/people", role="facilities", site=EVERYWHERE)
    assert "facilities, every site" in answer.text
    gone = member(estate, "Nobody Now")
    assert "Nobody Now" in boss.browser.get("/people").text
    assert boss.browser.fill_in(f"/people/{gone.id}/remove", {}).url.endswith("/people")


@pytest.mark.sqlite
def test_what_was_done_to_people_is_in_the_audit(estate: Running, boss: Member) -> None:
    known = member(estate, "Rhys Keys", FACILITIES)
    invite(boss, role="facilities")
    page = f"/sites/{HERE}/people/{known.id}"
    boss.browser.fill_in(f"{page}/give", {"role": "contact_centre"})
    boss.browser.fill_in(f"{page}/sign-out", {})
    boss.browser.fill_in(f"{page}/remove", {})
    entries = newest_entries(estate, estate.estate.audit)
    done = [(entry.action, entry.code, entry.who) for entry in reversed(entries)]
    assert done == [
        ("person_invited", None, "Gwen Boss"),
        ("role_given", "contact_centre", "Gwen Boss"),
        ("sessions_ended", None, "Gwen Boss"),
        ("person_removed", None, "Gwen Boss"),
    ]
    assert {entry.subject for entry in entries[:-1]} == {str(known.id)}


# --- a forgotten password ---


def test_somebody_who_forgot_their_password_chooses_another_by_a_link_good_once(
    estate: Running, boss: Member
) -> None:
    known = member(estate, "Rhys Keys", FACILITIES, password=PASSWORD)
    phone, _ = set_up(estate, known.browser)
    page = f"/people/{known.id}/password"
    first, second = (
        re.search(r"/new-password/[A-Za-z0-9_-]{43}", boss.browser.fill_in(page, {}).text) for _ in range(2)
    )
    assert first is not None
    assert second is not None
    guest, late = Browser(estate), Browser(estate)
    assert guest.get(first[0]).status_code == 404, "a newer one ends the older"
    token = late.token(second[0])
    assert "12 characters or more" in guest.fill_in(second[0], {"password": "short"}).text
    assert known.signed_in
    assert guest.fill_in(second[0], {"password": "a new long password"}).url.endswith("/sign-in")
    assert late.post(second[0], {"form_token": token, "password": "an even newer one"}).status_code == 404
    assert not known.signed_in
    assert guest.fill_in("/sign-in", {"name": "Rhys Keys", "password": PASSWORD}).status_code == 403
    asked = guest.fill_in("/sign-in", {"name": "Rhys Keys", "password": "a new long password"})
    assert asked.url.endswith("/sign-in/code")
    assert f"/sites/{HERE}/" in guest.fill_in("/sign-in/code", {"code": phone.next_code()}).url


@pytest.mark.sqlite
def test_such_a_link_ends_after_a_day_and_with_the_account_and_is_not_for_everybody(
    estate: Running, boss: Member
) -> None:
    known = member(estate, "Rhys Keys", FACILITIES, password=PASSWORD)
    here = member(estate, "Ann Here", HERE_ADMINISTRATOR, password=PASSWORD)
    new_passwords = estate.estate.accounts.new_passwords
    old = estate.do(new_passwords.offer(Looker(Actor("x", here.id), (HERE_ADMINISTRATOR,)), known.id))
    estate.clock.skip(86_400)
    assert not estate.do(new_passwords.good(old))
    fresh = estate.do(new_passwords.offer(Looker(Actor("x", here.id), (HERE_ADMINISTRATOR,)), known.id))
    assert estate.do(new_passwords.good(fresh))
    with pytest.raises(NotYours):
        estate.do(new_passwords.offer(Looker(Actor("x", here.id), (HERE_ADMINISTRATOR,)), boss.id))
    with pytest.raises(OwnAccount):
        estate.do(new_passwords.offer(Looker(Actor("x", here.id), (HERE_ADMINISTRATOR,)), here.id))
    estate.do(estate.estate.accounts.people.remove(Looker(Actor("x", here.id), (HERE_ADMINISTRATOR,)), known.id))
    assert not estate.do(new_passwords.good(fresh))
    from_directory = member(estate, "No Password", FACILITIES)
    with pytest.raises(ByDirectory):
        estate.do(new_passwords.offer(Looker(Actor("x", here.id), (HERE_ADMINISTRATOR,)), from_directory.id))
