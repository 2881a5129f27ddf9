"""Hosts who are told by text message alone, by GOV.UK Notify: what comes back, what its limits hold up, and who is
asked then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
import requests

from devices.simulators.notify import Sent
from kiosk.domain.directory import Reach
from kiosk.domain.messages import MessageState
from tests.support.hubs import staff_browser, wait_for
from tests.support.reception import CALLBACK, EVERYBODY, SIAN, Foyer, foyer, settle

pytestmark = pytest.mark.sqlite

TEXTED = replace(SIAN, reach=Reach(telephone="+447457123456"))
"""Her deputy has a mailbox."""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Foyer]:
    with (
        pytest.MonkeyPatch.context() as patch,
        foyer(tmp_path_factory.mktemp("foyer"), "messages.timeout=60") as found,
    ):
        patch.setattr("kiosk.services.host_ladder.WATCH", 0.05)
        settle(found.hub, [TEXTED if each is SIAN else each for each in EVERYBODY])
        found.texts.callback = (f"{found.hub.public}/{found.hub.hub.site.id}/notify", CALLBACK)
        yield found


def text_of(here: Foyer, since: int) -> Sent:
    wait_for(lambda: len(here.texts.sent) > since, "the text message")
    return here.texts.sent[-1]


def test_a_text_that_reached_nobody_is_followed_at_once_and_one_that_did_is_not(here: Foyer) -> None:
    mails, texts = len(here.mail.taken), len(here.texts.sent)
    visit = here.arrive()
    sent = text_of(here, texts)
    wait_for(lambda: is_sent(here, visit), "Notify to have it")
    assert here.texts.became(sent, "delivered") == 204
    assert is_sent(here, visit)
    assert here.texts.became(sent, "permanent-failure") == 204
    here.mails("dewi@aberwen.example", since=mails)  # nobody has set the clock forward
    assert here.state(visit) == "team_told"
    assert here.seen(visit).asked[0].state is MessageState.FAILED
    assert here.texts.became(sent, "permanent-failure") == 204, "told twice, as Notify may"
    assert "Not sent" in staff_browser(here.hub).get(f"/waiting/{visit}").text


def test_nobody_else_can_say_that_a_message_came_back(here: Foyer) -> None:
    texts = len(here.texts.sent)
    visit = here.arrive()
    sent = text_of(here, texts)
    wait_for(lambda: is_sent(here, visit), "Notify to have it")
    url, token = here.texts.callback or ("", "")
    known = {"reference": sent.reference, "status": "permanent-failure"}
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {token}x"}):
        assert requests.post(url, json=known, headers=headers, timeout=20).status_code == 404
    ours = {"Authorization": f"Bearer {token}"}
    for wrong in ([], {**known, "status": "sending"}, {**known, "status": ["delivered"]}, {"status": "delivered"}):
        assert requests.post(url, json=wrong, headers=ours, timeout=20).status_code == 400
    assert requests.post(url, data=b"{" * 4_000, headers=ours, timeout=20).status_code == 400
    assert requests.post(url, data=b" " * 4_001, headers=ours, timeout=20).status_code == 413
    assert (
        requests.post(url.replace("llanfair-road", "elsewhere"), json=known, headers=ours, timeout=20).status_code
        == 404
    )
    assert requests.get(url, headers=ours, timeout=20).status_code == 405
    assert is_sent(here, visit)


@pytest.mark.parametrize("limit", ["per_minute", "per_day"])
def test_a_limit_of_notifys_holds_up_no_visitor_and_sends_nothing_that_is_too_late(here: Foyer, limit: str) -> None:
    mails, texts = len(here.mail.taken), len(here.texts.sent)
    usual = getattr(here.texts, limit)
    setattr(here.texts, limit, 0)
    try:
        visit = here.arrive()
        wait_for(lambda: why(here, visit) == "notify_429", "Notify to say that it is too much")
        here.after(20)
        here.mails("dewi@aberwen.example", since=mails)
        assert here.state(visit) == "team_told"
        here.hub.clock.skip(601)
        wait_for(lambda: here.seen(visit).asked[0].state is MessageState.FAILED, "it to be given up")
    finally:
        setattr(here.texts, limit, usual)
        here.hub.clock.skip(-here.hub.clock.ahead)
    assert (why(here, visit), len(here.texts.sent)) == ("too_late", texts)


def why(here: Foyer, visit: UUID) -> str | None:
    """Why the text of a visit has not gone."""
    told = here.hub.do(here.hub.hub.store.read(lambda record: record.host_calls.notices(visit)))
    rows = here.hub.do(here.hub.hub.messages.those([each.notice.message_id for each in told[:1]]))
    return next((row.reason for row in rows), None)


def is_sent(here: Foyer, visit: UUID) -> bool:
    return [each.state for each in here.seen(visit).asked] == [MessageState.SENT]
