"""The staff's pages of visits: what they show and do, whose visitors somebody sees, and what files may bring."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from itertools import product
from uuid import UUID

import pytest
import requests

from kiosk.domain import visit_codes
from kiosk.domain.roles import Action, Grant, StaffRole, may
from kiosk.domain.visit_codes import BadgeCode
from kiosk.domain.visit_details import Details, Notice
from kiosk.domain.visits import Arrival, Came, Member, State
from kiosk.runtime.settings import DEMO_SITE
from kiosk.web.pages.visits import SOME
from tests.hub.test_people_access import pages_of
from tests.support.directories import SIAN, begin, text
from tests.support.house import HERE, THERE, second_site
from tests.support.hubs import Browser, Running, newest_entries, running_hub, staff_browser
from tests.support.people import member, tenant
from tests.support.records import records_in
from tests.support.visitors import ME, at_noon, day, invited, scanned

pytestmark = pytest.mark.sqlite

EVERYDAY = {"name": "Jo Bloggs", "host": "Sian Llwyd", "begins": "14:30"}


@dataclass
class Scene:
    """A hub with two sites; staff, and people of two tenants of the first."""

    hub: Running
    staff: Browser
    mine: Browser
    theirs: Browser
    my_tenant: UUID
    their_tenant: UUID


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("visits")
    sites = (DEMO_SITE, second_site(folder))
    with records_in(None), running_hub(folder / "hub", "hub.secure_cookies=false", sites=sites) as running:
        begin(running)
        at_noon(running)
        one, other = (tenant(running, name) for name in ("Dragon Arts", "Morlan Trust"))
        browsers = (
            member(running, f"Works for {name}", Grant(HERE, StaffRole.TENANT_USER, each)).browser
            for name, each in (("Dragon", one), ("Morlan", other))
        )
        yield Scene(running, staff_browser(running), *browsers, one, other)


def visit_in(answer: requests.Response) -> UUID:
    found = re.search(r"/visits/([0-9a-f-]{36})", answer.url)
    assert found is not None, text(answer)
    return UUID(found[1])


def invite(scene: Scene, browser: Browser | None = None, **said: str) -> UUID:
    """Somebody who is invited by the form."""
    browser = browser or scene.staff
    answer = browser.fill_in("/visits/invite", EVERYDAY | {"day": day(scene.hub)} | said)
    assert answer.status_code == 200, text(answer)
    return visit_in(answer)


def press(browser: Browser, visit_id: UUID, what: str) -> requests.Response:
    return browser.fill_in("/visits", {}, action=f"/visits/{visit_id}/{what}")


def state(scene: Scene, visit_id: UUID) -> State:
    return scene.hub.do(scene.hub.hub.visits.show(visit_id)).visit.state


def test_somebody_is_invited_seen_signed_in_and_out_and_stands_in_the_history(scene: Scene) -> None:
    bad = scene.staff.fill_in("/visits/invite", {"name": "", "day": "31/02/2026", "host": "Sien", "begins": "25:00"})
    assert bad.status_code == 422
    for said in ("Enter a name", "Enter the day, such as 23/11/2026", "Do you mean “Siân Llwyd, Planning”?"):
        assert said in text(bad), said
    visit_id = invite(scene, name="Wilhelmina Quibble", company="Quibble Ltd", email="w@example.org")
    today = text(scene.staff.get("/visits"))
    assert "Wilhelmina Quibble Quibble Ltd 14:30 Siân Llwyd, Planning Visitor Expected" in today
    seen = scene.staff.get(f"/visits/{visit_id}")
    assert "this hub sends no messages to people" in text(seen)
    assert "The code of this invitation" in seen.text
    assert press(scene.staff, visit_id, "sign-in").status_code == 200
    assert state(scene, visit_id) is State.HERE
    assert press(scene.staff, visit_id, "sign-in").status_code == 409
    here = text(scene.staff.get("/visits?show=here"))
    assert "Wilhelmina Quibble" in here
    assert "Badge 1" in here
    press(scene.staff, visit_id, "sign-out")
    assert state(scene, visit_id) is State.LEFT
    assert press(scene.staff, visit_id, "sign-out").status_code == 409
    found = scene.staff.fill_in("/visits/history", {"name": "quibb", "first": day(scene.hub), "last": day(scene.hub)})
    assert "Wilhelmina Quibble" in text(found)
    nobody = scene.staff.fill_in("/visits/history", {"name": "nobody of that name"})
    assert "Nobody of that name came" in text(nobody)
    actions = {entry.action for entry in newest_entries(scene.hub, scene.hub.hub.audit)}
    assert {"visit_invited", "visit_shown", "visit_arrived", "visit_left", "visits_searched"} <= actions


def test_a_badge_that_was_lost_is_void_and_another_leads_to_the_visit(scene: Scene) -> None:
    visit_id = invite(scene, name="Loses Lleucu", here="yes")

    def leads_to(printed: requests.Response) -> UUID | None:
        picture = re.search(r'<svg class="foyer-qr".*?</svg>', printed.text, re.DOTALL)
        assert picture is not None
        code = visit_codes.read(scanned(picture[0]))
        assert isinstance(code, BadgeCode)
        mark = visit_codes.mark(code.nonce)
        row = scene.hub.do(scene.hub.hub.store.read(lambda record: record.visits.by_badge(mark)))
        return None if row is None else row.visit.id

    first = press(scene.staff, visit_id, "badge")
    said = [each in text(first) for each in ("Loses", "Planning", "Lleucu", "Llwyd")]
    assert said == [True, True, False, False], "a first name and a team, and not whom they see"
    assert leads_to(first) == visit_id
    second = press(scene.staff, visit_id, "badge")
    assert leads_to(first) is None
    assert leads_to(second) == visit_id
    press(scene.staff, visit_id, "void-badge")
    assert leads_to(second) is None
    private = press(scene.staff, invite(scene, name="Quiet Cadi", here="yes", private="yes"), "badge")
    assert ("Quiet" in text(private), "Planning" in text(private)) == (True, False)
    press(scene.staff, visit_id, "sign-out")
    assert press(scene.staff, visit_id, "badge").status_code == 409


def test_who_is_late_who_is_here_now_and_a_visit_that_is_changed_and_called_off(scene: Scene) -> None:
    late = invite(scene, name="Late Larry", begins="9:00")
    assert "Late" in text(scene.staff.get(f"/visits/{late}"))
    assert "Late Larry" in text(scene.staff.get("/visits?show=late"))
    here = invite(scene, name="Here Harriet", begins="", here="yes")
    assert state(scene, here) is State.HERE
    later = day(scene.hub, 9)
    page = scene.staff.get(f"/visits/{late}/change").text
    assert 'value="Late Larry"' in page
    assert "Siân Llwyd, Planning" in page
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision is not None
    typed = EVERYDAY | {"name": "Larry", "day": later, "revision": revision[1]}
    assert "done=changed" in scene.staff.fill_in(f"/visits/{late}/change", typed).url
    stale = scene.staff.fill_in(f"/visits/{late}/change", typed)
    assert stale.status_code == 409
    assert "Larry" in text(scene.staff.get(f"/visits?day={later}"))
    assert press(scene.staff, late, "sign-in").status_code == 409, "their day is another"
    scene.staff.fill_in(f"/visits/{late}/cancel", {})
    assert state(scene, late) is State.CANCELLED
    assert scene.staff.get(f"/visits/{late}/change").status_code == 409
    assert scene.staff.get("/visits?day=99/99/9999").status_code == 200


def test_a_group_comes_together_and_a_slip_in_one_line_invites_nobody(scene: Scene) -> None:
    people = "Ann Other <ann@example.org>\nBob Other, 07700 900 982, Bobs\nCarys"
    shared = {"host": "Planning", "day": day(scene.hub, 2)}
    slip = scene.staff.fill_in("/visits/invite-group", shared | {"people": f"{people}\nDai, dai@"})
    assert "Line 4: Enter an e-mail address" in text(slip)
    assert not scene.hub.do(scene.hub.hub.visits.on(_day(scene, 2)))
    scene.staff.fill_in("/visits/invite-group", shared | {"people": people})
    made = scene.hub.do(scene.hub.hub.visits.on(_day(scene, 2)))
    assert {each.details.name for each in made if each.details} == {"Ann Other", "Bob Other", "Carys"}
    assert len({each.visit.group_id for each in made}) == 1
    assert made[0].visit.group_id is not None
    assert {each.details.email for each in made if each.details} == {"ann@example.org", ""}


def test_a_day_of_many_shows_some_of_each_and_pages_of_one_kind(scene: Scene) -> None:
    when = day(scene.hub, 8)
    rows = "".join(f"Crowd {number:03},{when},Planning\r\n" for number in range(104))
    apply(scene.staff, hand_in(scene.staff, "crowd.csv", f"Name,Day,To see\r\n{rows}".encode()))

    def crowd(path: str) -> set[str]:
        return set(re.findall(r"Crowd \d{3}", scene.staff.get(path).text))

    assert len(crowd(f"/visits?day={when}")) == SOME
    assert "All 104" in text(scene.staff.get(f"/visits?day={when}"))
    first, second = (crowd(f"/visits?day={when}&show=expected&page={number}") for number in (1, 2))
    assert (len(first), len(second), len(first | second)) == (100, 4, 104)


def test_a_tenant_sees_and_touches_its_own_visitors_alone(scene: Scene) -> None:
    """IDOR between the tenants of one building, by every address there is."""
    own = invite(scene, scene.mine, name="Mine Myfanwy", host="")
    assert scene.hub.do(scene.hub.hub.visits.show(own)).visit.tenant_id == scene.my_tenant
    others = [
        invite(scene, scene.theirs, name="Theirs Theodora", host=""),
        invited(scene.hub, EVERYDAY | {"name": "Theirs Theodora"}),
    ]
    refused = scene.mine.fill_in("/visits/invite", EVERYDAY | {"day": day(scene.hub), "host": "Siân Llwyd, Planning"})
    assert refused.status_code == 422, "nobody invites for the council"
    assert "Siân" not in re.sub(r'value="[^"]*"', "", text(refused).replace("“Siân Llwyd, Planning”", ""))
    assert scene.mine.fill_in("/visits/invite", EVERYDAY | {"host": "Morlan Trust"}).status_code == 422
    for path in ("/visits", "/visits/history", "/visits?show=expected"):
        assert "Theodora" not in scene.mine.get(path).text, path
    found = scene.mine.fill_in("/visits/history", {"name": "Theirs", "first": day(scene.hub, -9)})
    assert "Theodora" not in found.text
    exported = scene.mine.fill_in(
        "/visits/history", {"first": day(scene.hub), "last": day(scene.hub)}, action="/visits/history/export"
    )
    assert "Myfanwy" in exported.text
    assert "Theodora" not in exported.text
    of_a_visit = [page for page in pages_of(scene.hub) if "{visit_id}" in page.path]
    assert len(of_a_visit) > 12
    token = scene.mine.token("/visits")
    for other, page in product(others, of_a_visit):
        path = re.sub(r"\{\w+\}", "0", page.path.replace("{site_id}", HERE).replace("{visit_id}", str(other)))
        answer = scene.mine.http.request(page.method, scene.mine.url + path, data={"form_token": token}, timeout=30)
        assert answer.status_code == (403 if "still-in" in path else 404), (page.method, path)
        assert "Theodora" not in answer.text, path
    for other in others:
        typed = {"name": "Stolen", "host": "", "day": day(scene.hub), "revision": "1"}
        answer = scene.mine.fill_in("/visits/invite", typed, action=f"/visits/{other}/change")
        assert answer.status_code == 404
        assert state(scene, other) is State.EXPECTED
    for path in ("/visits/watch-list", "/visits/person", "/settings/visits"):
        assert scene.mine.get(path).status_code == 403, path
    said = ["Their host said so" in text(press(scene.mine, own, way)) for way in ("sign-in", "sign-out")]
    assert said == [False, True]


def test_nothing_of_a_site_is_there_at_another(scene: Scene) -> None:
    here = invite(scene, name="Site Siwan")
    somebody = member(scene.hub, "Works at Mill Lane", Grant(THERE, StaffRole.ADMINISTRATOR)).browser
    somebody.site = f"/sites/{THERE}"
    assert somebody.get("/visits").status_code == 200
    for path in ("", "/change", "/cancel"):
        assert somebody.get(f"/visits/{here}{path}").status_code == 404
        assert scene.staff.get(f"/sites/{THERE}/visits/{here}{path}").status_code == 404
    assert press(somebody, here, "sign-in").status_code == 404


def test_a_table_is_looked_at_line_by_line_invites_once_and_carries_no_formula(scene: Scene) -> None:
    when = f"{_day(scene, 5):%d/%m/%Y}"
    rows = (
        "Enw,E-bost,Dyddiad,Amser,I weld,Math,Colour\r\n"
        f"Llŷr Llwyd,llyr@example.org,{when},2.30pm,Planning,Contractwr,red\r\n"
        f"Llŷr Llwyd,llyr@example.org,{when},2.30pm,Planning,Contractwr,red\r\n"
        f'"=HYPERLINK(""http://evil.example"")",,{when},,Planning,,\r\n'
        f"No Host,,{when},,Nobody at all,,\r\n"
        f"Far Away,,{_day(scene, 800):%d/%m/%Y},,Planning,,\r\n"
    )
    looked = hand_in(scene.staff, "visitors.csv", rows.encode("utf-8-sig"))
    told = text(looked)
    assert "The column “Colour” is not known here" in told
    assert "Invite 2 people" in told
    assert "Line 2 is the same" in told
    assert "Nobody in the directory is called “Nobody at all”" in told
    assert "The day must be within a year" in told
    apply(scene.staff, looked)
    made = scene.hub.do(scene.hub.hub.visits.on(_day(scene, 5)))
    assert {each.visit.type for each in made} == {"contractor", "visitor"}
    again = hand_in(scene.staff, "visitors.csv", rows.encode("utf-8-sig"))
    assert "They are expected then already" in text(again)
    assert "nobody in it to invite" in text(again)
    assert "Everybody in it was invited before" in text(apply(scene.staff, looked)), "a page that is sent twice"
    file = scene.staff.fill_in(
        "/visits/history", {"first": when, "last": when}, action="/visits/history/export"
    ).content.decode("utf-8-sig")
    names = [row["Name"] for row in csv.DictReader(io.StringIO(file))]
    assert '\'=HYPERLINK("http://evil.example")' in names
    assert not [cell for row in csv.reader(io.StringIO(file)) for cell in row if cell[:1] in ("=", "+", "@")]


def test_a_calendar_brings_those_from_outside(scene: Scene) -> None:
    when = _day(scene, 6)
    event = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN\r\n"
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n"
        f"DTSTART;TZID=GMT Standard Time:{when:%Y%m%d}T100000\r\n"
        f"DTEND;TZID=GMT Standard Time:{when:%Y%m%d}T113000\r\nSUMMARY:Secret merger\r\nLOCATION:Room 2\r\n"
        "ORGANIZER;CN=Sian:mailto:SIAN@aberwen.example\r\n"
        "ATTENDEE;CN=Sian:mailto:sian@aberwen.example\r\n"
        'ATTENDEE;CN="Gwen, from outside":mailto:gwen@outside.example\r\n'
        "ATTENDEE;PARTSTAT=DECLINED:mailto:no@outside.example\r\n"
        "ATTENDEE;CUTYPE=ROOM:mailto:room2@aberwen.example\r\n"
        "ATTENDEE:mailto:hywel.dda@outside.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    looked = hand_in(scene.staff, "invite.ics", event.encode())
    assert "Invite 2 people" in text(looked)
    assert "merger" not in looked.text
    apply(scene.staff, looked)
    made = scene.hub.do(scene.hub.hub.visits.on(when))
    assert {each.details.name for each in made if each.details} == {"Gwen, from outside", "Hywel Dda"}
    assert {each.visit.host_id for each in made} == {SIAN.id}
    assert {each.visit.place for each in made} == {"Room 2"}
    assert {f"{each.visit.expected_from:%H%M}" for each in made if each.visit.expected_from} <= {"1000", "0900"}
    for broken in (b"BEGIN:VCALENDAR\r\n\xff", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" * 500, b"\x00"):
        assert hand_in(scene.staff, "x.ics", broken).status_code == 422
    for forged in (
        "[[1]]",
        "x",
        '[[1, {"name": 5}]]',
        json.dumps([[1, {"name": "A", "day": "today"}]] * 300),
        "[" * 9000,
    ):
        answer = scene.staff.fill_in("/visits", {"lines": forged}, action="/visits/import/apply")
        assert answer.status_code == 422


def test_who_sounds_like_somebody_on_the_watch_list_waits_and_no_screen_says_why(scene: Scene) -> None:
    bad = scene.staff.fill_in("/visits/watch-list", {"name": "Cher", "why": "x", "until": day(scene.hub)})
    assert "Enter a first and a last name" in text(bad)
    typed = {"name": "Geoffrey Bolger", "why": "Ring 4711 first", "until": day(scene.hub, 30)}
    scene.staff.fill_in("/visits/watch-list", typed)
    page = scene.staff.get("/visits/watch-list")
    assert "Geoffrey Bolger" in text(page)
    visit_id = invited(scene.hub, EVERYDAY | {"name": "Jeffrey T Bolger"})
    visit = scene.hub.do(scene.hub.hub.visits.show(visit_id)).visit
    arrival = Arrival(at=scene.hub.clock.now(), day=visit.day, came=Came.NAME, party=(Member(visit_id),))
    scene.hub.do(scene.hub.hub.visits.arrive(arrival, ME))
    assert state(scene, visit_id) is State.AWAITING
    waits = text(scene.staff.get("/visits?show=waiting"))
    assert "Jeffrey T Bolger" in waits
    assert "4711" not in waits
    assert "“Ring 4711 first”" in text(scene.staff.get(f"/visits/{visit_id}")), "whoever lets them in has to know"
    press(scene.staff, visit_id, "let-in")
    assert state(scene, visit_id) is State.HERE
    watched = re.search(r"/watch-list/([0-9a-f-]{36})/remove", page.text)
    assert watched is not None
    scene.staff.fill_in("/visits/watch-list", {}, action=f"/visits/watch-list/{watched[1]}/remove")
    assert "There is nobody on it" in text(scene.staff.get("/visits/watch-list"))
    other = invited(scene.hub, EVERYDAY | {"name": "Jeffrey T Bolger"})
    scene.hub.do(
        scene.hub.hub.visits.arrive(
            Arrival(at=scene.hub.clock.now(), day=visit.day, came=Came.NAME, party=(Member(other),)), ME
        )
    )
    assert state(scene, other) is State.HERE


def test_what_is_kept_of_somebody_is_given_to_them_and_erased(scene: Scene) -> None:
    kept = invite(scene, name="Subject Access Sioned", email="sioned@example.org")
    inside = invite(scene, name="Subject Access Sioned", here="yes")
    found = scene.staff.fill_in("/visits/person", {"who": "sioned@example.org"})
    assert text(found).count("Subject Access Sioned") == 1
    none = scene.staff.fill_in("/visits/person", {"who": "Sioned"}, action="/visits/person/export")
    assert "Choose what is theirs" in text(none)
    chosen = {f"visit-{each}": "yes" for each in (kept, inside)} | {"who": "Sioned"}
    told = scene.staff.fill_in("/visits/person", chosen, action="/visits/person/export").json()
    assert {each["details"]["name"] for each in told["visits"]} == {"Subject Access Sioned"}
    assert {each["to_see"] for each in told["visits"]} == {"Siân Llwyd, Planning"}
    unsure = scene.staff.fill_in("/visits/person", chosen, action="/visits/person/erase")
    assert unsure.status_code == 422
    done = scene.staff.fill_in("/visits/person", chosen | {"sure": "yes"}, action="/visits/person/erase")
    assert "erased from 1 visit" in text(done)
    assert "sign them out first" in text(done)
    assert "Forgotten" in text(scene.staff.get(f"/visits/{kept}"))
    assert scene.hub.do(scene.hub.hub.visits.show(kept)).details is None


def test_types_and_notices_are_settings_and_every_version_of_a_notice_stays(scene: Scene) -> None:
    view = scene.hub.hub.sites
    before = view.current().site.visits.notices[0]
    page = scene.staff.get("/settings/visitor-notices/0").text
    said = dict(re.findall(r'name="(seal)" value="([^"]+)"', page))
    typed = said | {
        "title_en": "What we keep",
        "title_cy": "Beth",
        "words_en": "Something else.",
        "words_cy": "Arall.",
    }
    scene.staff.fill_in("/settings/visitor-notices/0", said | typed)
    after = view.current().site.visits.notices[0]
    assert (after.id, after.words.en) == (before.id, "Something else.")
    assert after.version != before.version
    old = scene.hub.do(view.notices.said(before.id, before.version))
    assert old == before
    visit_id = invite(scene, name="Accepts Aled")
    shown = scene.hub.do(scene.hub.hub.visits.show(visit_id))
    accepted = Notice(before.id, before.version, scene.hub.clock.now())
    arrival = Arrival(
        at=scene.hub.clock.now(),
        day=shown.visit.day,
        came=Came.CODE,
        party=(Member(visit_id),),
        details=Details(notices=(accepted,)),
    )
    scene.hub.do(scene.hub.hub.visits.arrive(arrival, ME))
    seen = scene.staff.get(f"/visits/{visit_id}")
    assert f"version {before.version}" in text(seen)
    notice = scene.staff.get(f"/visits/{visit_id}/notices/{before.id}/{before.version}")
    assert before.words.en in text(notice)
    assert scene.staff.get(f"/visits/{visit_id}/notices/{before.id}/{after.version}").status_code == 404
    added = scene.staff.get("/settings/visitor-types/add").text
    fields = dict(re.findall(r'name="(seal)" value="([^"]+)"', added)) | {
        "name_en": "Job seeker",
        "name_cy": "Ceisiwr gwaith",
        "approval": "yes",
        "notice-privacy": "yes",
        "question0_en": "Which job?",
        "question0_cy": "Pa swydd?",
        "question0_needed": "yes",
        "question1_en": "Have you been here before?",
        "question1_cy": "A fuoch chi yma o’r blaen?",
        "question1_ask": "yes_no",
    }
    scene.staff.fill_in("/settings/visitor-types/add", fields)
    made = view.current().site.visits.type("job-seeker")
    assert made is not None
    assert (made.approval, made.badge, made.notices) == (True, False, ("privacy",))
    assert [(each.id, each.needed, each.ask.value) for each in made.questions] == [
        ("which-job", True, "text"),
        ("have-you-been-here-before", False, "yes_no"),
    ]
    assert "Which job?" in text(scene.staff.get("/settings/visitor-types"))
    assert 'value="Which job?"' in scene.staff.get("/settings/visitor-types/5").text


def test_a_role_may_do_with_visits_what_it_is_for() -> None:
    def can(role: StaffRole, action: Action) -> bool:
        return may([Grant(HERE, role)], action, HERE)

    for role in (StaffRole.ADMINISTRATOR, StaffRole.FACILITIES, StaffRole.CONTACT_CENTRE):
        assert can(role, Action.SEE_VISITS)
    assert not can(StaffRole.CONTACT_CENTRE, Action.MANAGE_VISITS)
    for role in (StaffRole.TENANT_MANAGER, StaffRole.TENANT_USER):
        assert can(role, Action.SEE_OWN_VISITS)
        assert not can(role, Action.SEE_VISITS)
    assert not {Action.SEE_VISITS, Action.SEE_OWN_VISITS} & {each for each in Action if can(StaffRole.WARDEN, each)}


def hand_in(browser: Browser, name: str, content: bytes) -> requests.Response:
    token = browser.token("/visits/import")
    files = {"file": (name, content, "application/octet-stream")}
    address = browser.address("/visits/import")
    return browser.http.post(address, data={"form_token": token}, files=files, timeout=20)


def apply(browser: Browser, looked: requests.Response) -> requests.Response:
    found = re.search(r'name="lines" value="([^"]*)"', looked.text)
    assert found is not None
    return browser.fill_in("/visits", {"lines": unescape(found[1])}, action="/visits/import/apply")


def _day(scene: Scene, ahead: int) -> date:
    return scene.hub.hub.visits.day(scene.hub.clock.now()) + timedelta(days=ahead)
