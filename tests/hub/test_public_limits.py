"""How often anybody may ask on the public side: by address, by link, and in memory that has an end."""

from __future__ import annotations

import os

import pytest
import requests

from kiosk.domain import receipts
from kiosk.web.buckets import Buckets, network_of
from tests.support.hubs import running_hub

pytestmark = pytest.mark.sqlite

PUBLIC = ("public.url=https://foyer.aberwen.example", "public.trusted_proxies=[]")


def test_one_link_can_be_asked_for_so_often_and_another_still(tmp_path_factory: pytest.TempPathFactory) -> None:
    token, other = (receipts.token(os.urandom(16)) for _ in range(2))
    with running_hub(tmp_path_factory.mktemp("hub"), *PUBLIC) as hub:
        answers = [requests.get(f"{hub.public}/llanfair-road/r/{token}", timeout=10) for _ in range(31)]
        assert requests.get(f"{hub.public}/llanfair-road/r/{other}", timeout=10).status_code == 404
    assert [answer.status_code for answer in answers] == [404] * 30 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 10
    assert "Too many tries" in answers[-1].text


def test_one_address_can_ask_so_much_and_others_can_still_ask(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.web.public.app.BURST", 5)
    monkeypatch.setattr("kiosk.web.public.app.REFILL", 600)
    with running_hub(tmp_path_factory.mktemp("hub"), PUBLIC[0]) as hub:

        def ask(*forwarded: str) -> int:
            headers = {"X-Forwarded-For": ", ".join(forwarded)} if forwarded else {}
            return requests.get(f"{hub.public}/robots.txt", headers=headers, timeout=10).status_code

        # The proxy on this machine is believed, and only the last hop that is none of ours.
        assert [ask("203.0.113.5") for _ in range(6)] == [200] * 5 + [429]
        assert ask("198.51.100.9", "203.0.113.5") == 429
        assert ask("203.0.113.6") == 200
        assert [ask("2001:db8:1:2::1"), *(ask(f"2001:db8:1:2:{at}::1") for at in range(5))] == [200] * 5 + [429]
        assert ask("2001:db8:1:3::1") == 200


def test_what_came_by_https_to_the_proxy_stays_on_https(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running_hub(tmp_path_factory.mktemp("hub"), PUBLIC[0]) as hub:
        plain = requests.get(f"{hub.public}/robots.txt", timeout=10)
        secure = requests.get(f"{hub.public}/robots.txt", headers={"X-Forwarded-Proto": "https"}, timeout=10)
    assert "Strict-Transport-Security" not in plain.headers
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_who_is_no_proxy_of_ours_cannot_say_who_they_are(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.web.public.app.BURST", 2)
    monkeypatch.setattr("kiosk.web.public.app.REFILL", 600)
    with running_hub(tmp_path_factory.mktemp("hub"), *PUBLIC) as hub:
        headers = [{"X-Forwarded-For": f"203.0.113.{at}"} for at in range(3)]
        asked = [requests.get(f"{hub.public}/robots.txt", headers=each, timeout=10).status_code for each in headers]
    assert asked == [200, 200, 429]


def test_counting_keeps_no_more_than_so_much_and_forgives_with_time() -> None:
    now = [0.0]
    buckets = Buckets(3, 10, lambda: now[0], most=100)
    assert [buckets.take("a") for _ in range(5)] == [0, 0, 0, 10, 10]
    now[0] = 9
    assert buckets.take("a") == 1
    now[0] = 10
    assert [buckets.take("a"), buckets.take("a")] == [0, 10]
    for number in range(10_000):
        buckets.take(f"somebody {number}")
    assert len(buckets) == 100
    now[0] = 10_000
    assert [buckets.take("somebody 9999") for _ in range(4)] == [0, 0, 0, 10]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("not an address", ""),
        (None, ""),
    ],
)
def test_a_household_is_one_asker(address: str | None, network: str) -> None:
    assert network_of(address) == network
